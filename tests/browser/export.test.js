// What leaves the page leaves as a file that the operator asked for, and is safe to open.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PLACES, useBrowser} from './support/browser.js';
import {smallShop} from './support/orders.js';
import {
  csvCells,
  downloadedBytes,
  dropText,
  goTo,
  sections,
  trySample,
} from './support/workbench.js';
import {words} from './support/words.js';

const {open} = useBrowser();

/** What a spreadsheet would run, at the start of a cell. */
const FORMULA = /^[\s\u00a0\u200b\ufeff"']*[=+\-@\t\r\n\0＝＋－＠]/;
const HOSTILE_IDS = [
  '=HYPERLINK("http://example.test/","open")',
  '+1',
  '@x',
  '-2+3',
  '＝1+1',
  '\t=1',
  "'=1",
];

for (const place of PLACES) {
  test(`${place}: the customers are downloaded, and no cell is a formula`, async (t) => {
    const {page, ui, assertQuiet} = await open(t, place);
    const customer = (/** @type {number} */ index) =>
      `"${(HOSTILE_IDS[index] ?? `C${index}`).replaceAll('"', '""')}"`;
    await dropText(ui, 'orders.csv', smallShop({customer}));
    await sections(ui).waitFor();
    await goTo(ui, 'customers');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      ui
        .getByRole('button', {name: words('customers.download')})
        .first()
        .click(),
    ]);
    assert.match(download.suggestedFilename(), /\.csv$/);
    const bytes = await downloadedBytes(download);
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], 'a byte order mark, for Excel');
    const [header, ...rows] = csvCells(bytes);
    assert.equal(rows.length, 60);
    assert.equal(header[0], words('customers.id'));
    for (const id of HOSTILE_IDS) {
      assert.ok(
        rows.some(([cell]) => cell.includes(id.trim().replace(/^'/, ''))),
        `${id} is missing`,
      );
    }
    for (const [cell] of rows) assert.doesNotMatch(cell, FORMULA);
    assertQuiet();
  });
}

for (const kind of /** @type {const} */ (['svg', 'png', 'csv'])) {
  test(`every chart downloads as ${kind.toUpperCase()}`, async (t) => {
    const {page, ui, assertQuiet} = await open(t);
    await trySample(ui);
    for (const section of /** @type {const} */ ([
      'segments',
      'concentration',
      'cohorts',
      'value',
    ])) {
      await goTo(ui, section);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        ui
          .getByRole('button', {name: new RegExp(kind, 'i')})
          .first()
          .click(),
      ]);
      assert.ok(download.suggestedFilename().endsWith(`.${kind}`), download.suggestedFilename());
      const bytes = await downloadedBytes(download);
      if (kind === 'svg') assert.match(bytes.toString('utf8'), /^<svg[^>]*xmlns=/);
      if (kind === 'png') assert.equal(bytes.subarray(1, 4).toString('latin1'), 'PNG');
      if (kind === 'csv') assert.ok(csvCells(bytes).length > 1);
    }
    assertQuiet();
  });
}
