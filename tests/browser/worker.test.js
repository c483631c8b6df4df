// A lost worker costs the work under way and nothing else; without workers the page still works.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {eventually, PLACES, useBrowser} from './support/browser.js';
import {gb18030File, largeFile, smallShop} from './support/orders.js';
import {dropMade, dropText, problem, sections, trySample} from './support/workbench.js';
import {mortalWorkers, noWorkers, notes} from './support/workers.js';

/** @typedef {import('playwright-core').Frame} Frame */

const {open} = useBrowser();

/** Begins to read a large file; gives the workers once one is at it. @param {Frame} ui */
async function readingWorkers(ui) {
  const reading = ui.evaluate(
    () => new Promise((done) => document.addEventListener('analysis-progress', done, {once: true})),
  );
  await dropMade(ui, largeFile, 200);
  await reading;
  return notes(ui, '__workers');
}

for (const place of PLACES) {
  test(`${place}: a worker that dies says so, and the next file works within a second`, async (t) => {
    const {ui} = await open(t, place, {init: mortalWorkers});
    /** @type {number[]} */
    const times = [];
    // Three deaths at most: what is timed is the page, not what else the machine does just then.
    while (times.length < 3 && !times.some((ms) => ms <= 1000)) {
      const workers = await readingWorkers(ui);
      const alive = await workers.evaluate((list) => list.length);
      await workers.evaluate((list) => list.at(-1)?.postMessage('throw'));
      await problem(ui).waitFor();
      await ui.getByText('internal', {exact: true}).waitFor();
      const began = Date.now();
      await dropText(ui, 'orders.csv', smallShop());
      await sections(ui).waitFor();
      times.push(Date.now() - began);
      assert.equal(await workers.evaluate((list) => list.length), alive + 1, 'one in its place');
    }
    t.diagnostic(`a small file after the loss: ${times.join(', ')} ms`);
    assert.ok(Math.min(...times) <= 1000, `${times.join(', ')} ms`);
  });
}

test('a worker that vanishes without a word is missed, and replaced', async (t) => {
  const {ui} = await open(t, 'http', {init: mortalWorkers});
  const workers = await readingWorkers(ui);
  await workers.evaluate((list) => list[0].terminate());
  await problem(ui).waitFor({timeout: 45_000});
  await ui.getByText('internal', {exact: true}).waitFor();
  await trySample(ui);
});

/** What the report on the next file says. @param {Frame} ui @returns {Promise<string>} */
const nextReport = (ui) =>
  ui.evaluate(
    () =>
      new Promise((done) =>
        document.addEventListener(
          'analysis-complete',
          (event) => done(JSON.stringify(/** @type {CustomEvent} */ (event).detail.report)),
          {once: true},
        ),
      ),
  );

for (const place of PLACES) {
  test(`${place}: a large file is read with help, and without it when that dies`, async (t) => {
    const {ui, assertQuiet} = await open(t, place, {init: mortalWorkers});
    /** @type {string[]} */
    const reports = [];
    for (const dies of [false, true]) {
      const report = nextReport(ui);
      await dropMade(ui, largeFile, 100);
      const helpers = await notes(ui, '__helpers');
      await eventually(() => helpers.evaluate((list) => list.length > 0), 'help');
      if (dies) await helpers.evaluate((list) => list.forEach((helper) => helper.terminate()));
      reports.push(await report);
      assert.equal(await (await notes(ui, '__workers')).evaluate((list) => list.length), 1);
    }
    const {pieces} = await (await notes(ui, '__read')).jsonValue();
    assert.ok(pieces > 0, 'by helpers');
    assert.equal(reports[0], reports[1]);
    assertQuiet();
  });

  test(`${place}: in GB18030 helpers read what one reads alone`, async (t) => {
    /** @type {string[]} */
    const reports = [];
    for (const init of [mortalWorkers, noWorkers]) {
      const {ui, assertQuiet} = await open(t, place, {init});
      const report = nextReport(ui);
      await dropMade(ui, gb18030File, 60);
      reports.push(await report);
      if (init === mortalWorkers) {
        const {pieces} = await (await notes(ui, '__read')).jsonValue();
        assert.ok(pieces > 0, 'by helpers');
      }
      assertQuiet();
    }
    assert.match(reports[0] ?? '', /"北京㐂"/, 'a channel');
    assert.equal(reports[0], reports[1]);
  });
}

for (const place of PLACES) {
  test(`${place}: without workers the page does the work itself`, async (t) => {
    const {ui, assertQuiet} = await open(t, place, {init: noWorkers});
    await trySample(ui);
    assertQuiet();
  });
}
