// Z: files that are small and become large, or say of themselves what is not so. Refused with a reason
// or read within the limits; `attack` sees to time, memory, and that the instance is still of use.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import * as made from './lib/workbook.js';
import {gzipBomb} from './lib/made.js';
import {attack, fixture} from './lib/run.js';

for (const [id, what, make] of /** @type {const} */ ([
  ['Z01', 'shared strings that claim to be four billion', made.countLies],
  ['Z02', '512 MB of blanks in half a megabyte', () => made.blanks(512)],
  ['Z03', '12 million rows in a megabyte', () => made.emptyRows(12e6)],
  ['Z04', 'entities of entities', made.billionLaughs],
  ['Z05', 'an entity that is a file', made.externalEntity],
  ['Z06', 'a cell at the far corner', made.farCorner],
  ['Z07', 'a row beyond 32 bits', made.farRow],
  ['Z08', 'merged cells as large as the sheet', made.merged],
  ['Z09', '20,000 entries', () => made.manyEntries(20_000)],
  ['Z10', 'two entries with one name', () => fixture('zip_duplicate_entry.xlsx')],
  ['Z11', 'names that are paths', () => fixture('zip_traversal.xlsx')],
  ['Z12', 'an entry that claims to be 2 GB', () => fixture('zip_size_lies.xlsx')],
])) {
  test(`${id}: ${what}`, async () => {
    const outcome = await attack('orders.xlsx', make());
    assert.ok(outcome.reading || outcome.errors.open, 'an answer');
    // What was expanded or fetched would be in the answers.
    const said = JSON.stringify([outcome.reading, outcome.preview, outcome.rows, outcome.errors]);
    assert.doesNotMatch(said, /root:|lollollol/);
  });
}

test('Z10: of two entries with one name none is taken in silence', async () => {
  const {reading, errors} = await attack('zip_duplicate_entry.xlsx');
  assert.ok(errors.open || reading?.diagnostics.length, 'refused or flagged');
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

test(
  'an honest workbook made the same way is read',
  {todo: 'Z: workbooks are refused as yet'},
  async () => {
    const {reading} = await attack('orders.xlsx', made.honest());
    assert.equal(reading?.totals.kept, '10.00');
  },
);
