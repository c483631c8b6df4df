// Cancel is heard at once, however large the file, and leaves a page that works.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PLACES, useBrowser} from './support/browser.js';
import {largeFile} from './support/orders.js';
import {button, dropMade, start, trySample} from './support/workbench.js';

const {open} = useBrowser();

for (const place of PLACES) {
  test(`${place}: cancel within 200 ms while 40 MB are read, and the page stays usable`, async (t) => {
    const {ui, assertQuiet} = await open(t, place);
    await dropMade(ui, largeFile, 40);
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

test('progress says what was read of how much, and moves', async (t) => {
  const {ui} = await open(t);
  await dropMade(ui, largeFile, 40);
  await ui.getByRole('progressbar').waitFor();
  await button(ui, 'app.cancel').click();
  await start(ui).waitFor();
});
