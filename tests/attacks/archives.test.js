// Z: files that are small and become large, or say of themselves what is not so. Refused with a reason
// or read within the limits; `attack` sees to time, memory, and that the instance is still of use.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import * as made from './lib/workbook.js';
import {gzipBomb} from './lib/made.js';
import {attack, fixture} from './lib/run.js';

/** @param {string} name */
const workbook = (name) =>
  new Uint8Array(readFileSync(new URL(`../fixtures/workbooks/${name}`, import.meta.url)));

/** The most memory for a file whose honest content is a few rows. */
const SMALL_BYTES = 32 * 2 ** 20;

test('an honest workbook made the same way is read', async () => {
  const {reading, modules} = await attack('orders.xlsx', made.honest());
  assert.equal(reading?.totals.kept, '10.00');
  assert.equal(modules, 2, 'the memory of the part is counted with the rest');
});

for (const [id, what, make, code] of /** @type {const} */ ([
  ['Z01', 'shared strings that claim to be four billion', made.countLies, 'damaged-workbook'],
  ['Z02', '512 MB of blanks in half a megabyte', () => made.blanks(512), 'oversized-workbook'],
  ['Z03', '12 million rows in a megabyte', () => made.emptyRows(12e6), 'oversized-workbook'],
  ['Z04', 'entities of entities', made.billionLaughs, 'damaged-workbook'],
  ['Z05', 'an entity that is a file', made.externalEntity, 'damaged-workbook'],
  ['Z09', '20,000 entries', () => made.manyEntries(20_000), 'oversized-workbook'],
  [
    'Z10',
    'two entries with one name',
    () => made.twins('xl/worksheets/sheet1.xml'),
    'damaged-workbook',
  ],
  [
    'Z10',
    'the same in capital letters',
    () => made.twins('XL/Worksheets/SHEET1.xml'),
    'damaged-workbook',
  ],
  ['Z12', 'an entry that claims to be packed into 2 GB', made.packedLies, 'damaged-workbook'],
  [
    'Z01',
    'the corpus’s own lie about strings',
    () => workbook('bomb-sst-count-lies.xlsx'),
    'damaged-workbook',
  ],
  [
    'Z04',
    'the corpus’s own laughs',
    () => workbook('bomb-billion-laughs.xlsx'),
    'damaged-workbook',
  ],
  ['Z10', 'the corpus’s own twins', () => fixture('zip_duplicate_entry.xlsx'), 'damaged-workbook'],
])) {
  test(`${id}: ${what}: refused with the reason`, async () => {
    const {errors, reading, wasmBytes} = await attack('orders.xlsx', make());
    assert.equal(reading, undefined);
    for (const asked of ['preview', 'rows', 'open']) {
      assert.equal(errors[asked]?.code, code, asked);
      assert.match(errors[asked].message, /\(.{10,}\)/, 'the reason');
    }
    assert.ok(wasmBytes < SMALL_BYTES, `${wasmBytes} bytes`);
  });
}

for (const [id, what, make, kept] of /** @type {const} */ ([
  ['Z06', 'a cell at the far corner', made.farCorner, 1],
  ['Z08', 'merged cells as large as the sheet, 50 times', made.merged, 1],
  ['Z11', 'entries whose names are paths', made.paths, 1],
  ['Z12', 'an entry that claims to unpack to 2 GB', made.sizeLies, 1],
])) {
  test(`${id}: ${what}: read by what is there`, async () => {
    const {reading, wasmBytes} = await attack('orders.xlsx', make());
    assert.equal(reading?.kept, kept);
    assert.equal(reading?.totals.kept, '10.00');
    assert.ok(wasmBytes < SMALL_BYTES, `${wasmBytes} bytes`);
  });
}

for (const [id, what, make] of /** @type {const} */ ([
  ['Z06', 'the corpus’s own far corner', () => workbook('far-corner-cell.xlsx')],
  ['Z07', 'a row beyond 32 bits', made.farRow],
  ['Z11', 'the corpus’s own paths', () => fixture('zip_traversal.xlsx')],
  ['Z12', 'the corpus’s own lie about a size', () => fixture('zip_size_lies.xlsx')],
])) {
  test(`${id}: ${what}: read or refused by what is there`, async () => {
    const {errors, rows, wasmBytes} = await attack('orders.xlsx', make());
    assert.ok(rows || errors.rows.code === 'damaged-workbook');
    assert.ok(wasmBytes < SMALL_BYTES, `${wasmBytes} bytes`);
  });
}

test('Z05: nothing that an entity names is read', async () => {
  const outcome = await attack('orders.xlsx', made.externalEntity());
  assert.doesNotMatch(JSON.stringify(outcome), /root:/);
});

test('Z13: a CSV that is a thousand times as large as its gzip', async () => {
  const {reading, errors} = await attack('orders.csv.gz', await gzipBomb(256));
  assert.ok(errors.open && !reading, 'no half table');
});

test('Z13: a gzip that breaks off is no whole table', async () => {
  const whole = await gzipBomb(1);
  const {errors} = await attack('orders.csv.gz', whole.subarray(0, whole.length - 100));
  assert.ok(errors.open);
});
