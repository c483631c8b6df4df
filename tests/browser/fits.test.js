// A file that will not fit into memory: the page says so at once and offers what still works.
import assert from 'node:assert/strict';
import {open as openFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {eventually, useBrowser} from './support/browser.js';
import {button, goTo, problem, sections, shownReport} from './support/workbench.js';
import {LOCALES, words} from './support/words.js';

const {open} = useBrowser();

/** @typedef {import('playwright-core').Frame} Frame */

/**
 * Has the page read a file of 60,000 orders with so little memory, and gives why it does not.
 *
 * @param {Frame} ui
 * @param {number} memoryLimit
 */
function read(ui, memoryLimit) {
  return ui.locator('headwater-workbench').evaluate((element, memoryLimit) => {
    const workbench = /** @type {import('../../pkg/element.js').HeadwaterWorkbench} */ (element);
    const rows = Array.from({length: 60_000}, (_, at) => {
      const who = at % 4 ? Math.floor(at / 8) * 4 : at;
      const day = `2024-0${1 + Math.floor(at / 10_000)}-${String(1 + (at % 28)).padStart(2, '0')}`;
      return `C${who},${day} 10:30,12.50,O${at},Product ${at % 500}`;
    });
    const csv = ['customer,date,amount,order id,product', ...rows].join('\n');
    /** @type {Promise<{code: string, params: Record<string, number>}>} */
    const refused = new Promise((resolve) => {
      workbench.addEventListener(
        'analysis-error',
        (event) => {
          const {code, params} = /** @type {CustomEvent} */ (event).detail.error;
          resolve({code, params: {...params}});
        },
        {once: true},
      );
    });
    void workbench.load(new File([csv], 'orders.csv'), {manner: {memoryLimit}});
    return refused;
  }, memoryLimit);
}

/** A limit that all is beyond, and the summary is not. @param {Frame} ui */
async function between(ui) {
  const {params} = await read(ui, 1);
  return Math.round((Number(params.needed) + Number(params.summary)) / 2);
}

for (const locale of LOCALES) {
  test(`${locale}: what will not fit is said, and the summary is read instead`, async (t) => {
    const {page, ui, assertQuiet} = await open(t, 'http', {locale});
    const {code} = await read(ui, await between(ui));
    assert.equal(code, 'will-not-fit');
    await problem(ui, locale).waitFor();
    await page.setViewportSize({width: 390, height: 840});
    const width = await ui.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `${width} px wide`);
    await button(ui, 'fit.summary', locale).click();
    await sections(ui, locale).waitFor({timeout: 60_000});
    const {reading} = await shownReport(ui);
    assert.deepEqual([reading.keep, reading.kept], ['summary', 60_000]);
    await goTo(ui, 'reading', locale);
    await ui.getByText(words('reading.memory.summary', locale)).first().waitFor();
    assertQuiet();
  });
}

test('a shorter period is read, and the older rows are counted', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await read(ui, 1 << 20);
  await ui.locator('headwater-fit input[type=date]').fill('2024-06-20');
  await button(ui, 'fit.period.go').click();
  await sections(ui).waitFor({timeout: 60_000});
  const {reading} = await shownReport(ui);
  assert.deepEqual([reading.fromDay, reading.rows], ['2024-06-20', 60_000]);
  assert.ok(reading.kept > 0 && reading.kept < 10_000, `${reading.kept} rows`);
  assertQuiet();
});

test('it is an estimate: all can be asked for all the same', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await read(ui, 1 << 20);
  await button(ui, 'fit.anyway').click();
  await sections(ui).waitFor({timeout: 60_000});
  assert.equal((await shownReport(ui)).reading.kept, 60_000);
  assertQuiet();
});

test('without products the rest is read', async (t) => {
  const {ui, assertQuiet} = await open(t);
  const {params} = await read(ui, 1);
  // The texts of the products and their places in the rows.
  await read(ui, Number(params.needed) - 1000);
  await button(ui, 'fit.products').click();
  await sections(ui).waitFor({timeout: 60_000});
  await eventually(async () => (await shownReport(ui)).breakdowns.length === 0, 'no products');
  assertQuiet();
});

test('a file of 4.3 GB is refused at its beginning', async (t) => {
  const path = join(tmpdir(), `headwater-fits-${process.pid}.csv`);
  t.after(() => rm(path, {force: true}));
  const rows = Array.from(
    {length: 200_000},
    (_, at) => `C${at},2024-05-${10 + (at % 19)},12.50,O${at}\n`,
  );
  // Only its beginning is on the disk: nothing beyond may be asked for.
  const large = await openFile(path, 'w');
  await large.write(`customer,date,amount,order id\n${rows.join('')}`);
  await large.truncate(4_300_000_000);
  await large.close();
  const {ui, assertQuiet} = await open(t);
  const started = performance.now();
  await ui.locator('headwater-workbench input[type=file]').first().setInputFiles(path);
  await problem(ui).waitFor({timeout: 20_000});
  assert.ok(performance.now() - started < 20_000);
  await ui.getByText('will-not-fit', {exact: true}).first().waitFor();
  await ui.locator('headwater-fit').waitFor();
  assertQuiet();
});
