// What leaves the page leaves as a file that the operator asked for, and is safe to open.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PLACES, useBrowser} from './support/browser.js';
import {smallShop} from './support/orders.js';
import {
  button,
  chartButtons,
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
const FORMULA = /^[\s\u00a0\u200b\ufeff"]*[=+\-@\t\r\n\0＝＋－＠]/;
const HOSTILE_IDS = [
  '=HYPERLINK("http://example.test/","open")',
  '+1',
  '@x',
  '-2+3',
  '＝1+1',
  '\t=1',
  "'=2",
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
      button(ui, 'customers.download').click(),
    ]);
    assert.match(download.suggestedFilename(), /\.csv$/);
    const bytes = await downloadedBytes(download);
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], 'a byte order mark, for Excel');
    const [header, ...rows] = csvCells(bytes);
    assert.equal(rows.length, 60);
    assert.equal(header[0], words('customers.id'));
    for (const id of HOSTILE_IDS) {
      // Ids in full-width signs are those in narrow ones.
      const plain = id.trim().replace(/^'/, '').normalize('NFKC');
      assert.ok(
        rows.some(([cell]) => cell.includes(plain)),
        `${id} is missing`,
      );
    }
    for (const [cell] of rows) assert.doesNotMatch(cell, FORMULA);
    assertQuiet();
  });
}

for (const kind of /** @type {const} */ (['SVG', 'PNG', 'CSV'])) {
  test(`every chart downloads as ${kind}`, async (t) => {
    const {page, ui, assertQuiet} = await open(t);
    await trySample(ui);
    const buttons = await chartButtons(ui, new RegExp(`^${kind}`));
    const names = new Set();
    for (const one of buttons) {
      const [download] = await Promise.all([page.waitForEvent('download'), one.click()]);
      names.add(download.suggestedFilename());
      assertKind(kind, await downloadedBytes(download));
      // Chromium swallows the eleventh download that a frame begins within a second.
      await page.waitForTimeout(150);
    }
    assert.equal(names.size, buttons.length, 'each has a name of its own');
    for (const name of names) assert.ok(name.endsWith(`.${kind.toLowerCase()}`), name);
    assertQuiet();
  });
}

/** @param {'SVG' | 'PNG' | 'CSV'} kind @param {Buffer} bytes */
function assertKind(kind, bytes) {
  switch (kind) {
    case 'SVG':
      assert.match(bytes.toString('utf8'), /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      assert.doesNotMatch(bytes.toString('utf8'), /var\(|<script|href="http/);
      break;
    case 'PNG':
      assert.equal(bytes.subarray(1, 4).toString('latin1'), 'PNG');
      assert.ok(bytes.readUInt32BE(16) >= 600, 'wide enough to print');
      break;
    case 'CSV':
      assert.ok(csvCells(bytes).length > 1);
  }
}
