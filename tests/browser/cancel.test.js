// Cancel is heard at once, however large the file, and leaves a page that works.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PLACES, useBrowser} from './support/browser.js';
import {largeFile} from './support/orders.js';
import {button, dropMade, sections, start, trySample} from './support/workbench.js';

const {open} = useBrowser();

for (const place of PLACES) {
  test(`${place}: cancel within 200 ms while 200 MB are read, and the page stays usable`, async (t) => {
    const {ui, assertQuiet} = await open(t, place);
    await dropMade(ui, largeFile, 200);
    const cancel = await button(ui, 'app.cancel').elementHandle();
    assert.ok(cancel);
    const took = await ui.evaluate(async (element) => {
      const clicked = performance.now();
      /** @type {HTMLElement} */ (element).click();
      while (element.isConnected) await new Promise((done) => setTimeout(done, 2));
      return performance.now() - clicked;
    }, cancel);
    t.diagnostic(`cancelled after ${took.toFixed(0)} ms`);
    assert.ok(took <= 200, `${took} ms`);
    await start(ui).waitFor();
    await trySample(ui);
    assertQuiet();
  });
}

test('progress names the stage, counts what is read, and never goes back', async (t) => {
  const {ui} = await open(t);
  const seen = await ui.evaluateHandle(() => {
    /** @type {{stage: string, done: number, total: number | null}[]} */
    const list = [];
    document.addEventListener('analysis-progress', (event) =>
      list.push(/** @type {CustomEvent} */ (event).detail),
    );
    return list;
  });
  await dropMade(ui, largeFile, 40);
  await sections(ui).waitFor({timeout: 60_000});
  const progress = await seen.jsonValue();
  const stages = [...new Set(progress.map(({stage}) => stage))];
  assert.deepEqual(stages, ['reading', 'sorting', 'pooling', 'segmenting', 'fitting', 'valuing']);
  for (const stage of stages) {
    // A fit does not know how long it will take; where the end is known, it only comes nearer.
    const counted = progress.filter((one) => one.stage === stage && one.total !== null);
    const done = counted.map((one) => one.done);
    assert.deepEqual(
      done,
      done.toSorted((a, b) => a - b),
      stage,
    );
  }
  const read = progress.filter(({stage}) => stage === 'reading').at(-1);
  assert.equal(read?.done, read?.total, 'every byte');
});
