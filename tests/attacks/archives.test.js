// Z: files that are small and become large, or say of themselves what is not so. Refused with a reason
// or read within the limits; `attack` sees to time, memory, and that the instance is still of use.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {gzipSync} from 'node:zlib';
import {open} from '../../pkg/node.js';
import * as books from './lib/workbook.js';
import {gzipBomb} from './lib/made.js';
import {HANG_MS, attack, fixture} from './lib/run.js';

/** @param {string} name */
const workbook = (name) =>
  new Uint8Array(readFileSync(new URL(`../fixtures/workbooks/${name}`, import.meta.url)));

const CSV = 'customer_id,order_date,amount\nA,2024-01-01,5.00\n';
const TABLE = {name: 'orders.csv', content: CSV};

/** The most memory for a file whose honest content is a few rows. */
const SMALL_BYTES = 32 * 2 ** 20;

test('an honest workbook made the same way is read', async () => {
  const {reading, modules} = await attack('orders.xlsx', books.honest());
  assert.equal(reading?.totals.kept, '10.00');
  assert.equal(modules, 2, 'the memory of the part is counted with the rest');
});

for (const [id, what, make, code] of /** @type {const} */ ([
  ['Z01', 'shared strings that claim to be four billion', books.countLies, 'damaged-workbook'],
  ['Z02', '512 MB of blanks in half a megabyte', () => books.blanks(512), 'oversized-workbook'],
  ['Z03', '12 million rows in a megabyte', () => books.emptyRows(12e6), 'oversized-workbook'],
  ['Z04', 'entities of entities', books.billionLaughs, 'damaged-workbook'],
  ['Z05', 'an entity that is a file', books.externalEntity, 'damaged-workbook'],
  ['Z09', '20,000 entries', () => books.manyEntries(20_000), 'oversized-workbook'],
  [
    'Z10',
    'two entries with one name',
    () => books.twins('xl/worksheets/sheet1.xml'),
    'damaged-workbook',
  ],
  [
    'Z10',
    'the same in capital letters',
    () => books.twins('XL/Worksheets/SHEET1.xml'),
    'damaged-workbook',
  ],
  ['Z12', 'an entry that claims to be packed into 2 GB', books.packedLies, 'damaged-workbook'],
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
  ['Z06', 'a cell at the far corner', books.farCorner, 1],
  ['Z08', 'merged cells as large as the sheet, 50 times', books.merged, 1],
  ['Z11', 'entries whose names are paths', books.paths, 1],
  ['Z12', 'an entry that claims to unpack to 2 GB', books.sizeLies, 1],
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
  ['Z07', 'a row beyond 32 bits', books.farRow],
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
  const outcome = await attack('orders.xlsx', books.externalEntity());
  assert.doesNotMatch(JSON.stringify(outcome), /root:/);
});

for (const [what, name, make, reason] of /** @type {const} */ ([
  [
    'a gzip that breaks off',
    'orders.csv.gz',
    async () => (await gzipBomb(1)).slice(0, -100),
    /damaged/,
  ],
  ['a gzip in a gzip', 'orders.csv.gz.gz', () => gzipSync(gzipSync(CSV)), /gzip/],
  ['a zip in a gzip', 'orders.zip.gz', () => gzipSync(books.zip([TABLE])), /zip/],
  [
    'a zip of 500 files that are the same bytes',
    'orders.zip',
    () => books.overlapping(500),
    /measure/,
  ],
  [
    'a zip in a zip',
    'orders.zip',
    () => books.zip([{name: 'a.zip', content: Buffer.from(books.zip([TABLE]))}]),
    /without a table/,
  ],
  [
    'a zip of 20,000 files',
    'orders.zip',
    () => books.zip(Array.from({length: 20_000}, (_, i) => ({name: `${i}.csv`, content: 'x'}))),
    /10,000/,
  ],
  ['a zip with two tables of one name', 'orders.zip', () => books.zip([TABLE, TABLE]), /one name/],
  ['a size that lies', 'orders.zip', () => books.zip([{...TABLE, size: 2 ** 31 - 1}]), /damaged/],
  ['a size that is too small', 'orders.zip', () => books.zip([{...TABLE, size: 3}]), /damaged/],
  [
    'packed bytes beyond the end',
    'orders.zip',
    () => books.zip([{...TABLE, packedSize: 2 ** 31 - 1}]),
    /cut off/,
  ],
  [
    'another text than its checksum is of',
    'orders.zip',
    () => books.zip([{...TABLE, crc: 1}]),
    /damaged/,
  ],
])) {
  test(`Z13: ${what}: refused with the reason, no half table`, async () => {
    const {errors, reading, wasmBytes} = await attack(name, new Uint8Array(await make()));
    assert.equal(reading, undefined);
    assert.equal(errors.open.code, 'unsupported-format');
    assert.match(errors.open.message, reason);
    assert.ok(wasmBytes < 4 * SMALL_BYTES, `${wasmBytes} bytes`);
  });
}

for (const [name, make] of /** @type {const} */ ([
  ['orders.csv.gz', () => gzipBomb(256)],
  ['orders.zip', books.zipBomb],
])) {
  test(`Z13: ${name} that grows a thousand times is given up on its way`, async () => {
    const bomb = {name, data: await make()};
    const before = process.cpuUsage();
    await assert.rejects(open(bomb), {code: 'unsupported-format', message: /measure/});
    const {user, system} = process.cpuUsage(before);
    assert.ok((user + system) / 1000 < HANG_MS, `${(user + system) / 1000} ms`);
    assert.equal((await open(CSV)).reading.kept, 1);
  });
}

test('Z11: paths in a zip are names, and nothing else', async () => {
  const names = [
    '../../../tmp/evil.csv',
    '/etc/abs.csv',
    'C:\\x.csv',
    '__proto__.csv',
    'nul\0.csv',
  ];
  const parts = names.map((name, i) => ({name, content: CSV.replaceAll('A,', `A${i},`)}));
  const {reading} = await attack('orders.zip', books.zip(parts));
  assert.equal(reading?.kept, 5);
  const shown = reading?.files.map(({name}) => name);
  assert.deepEqual(shown, ['evil.csv', 'abs.csv', 'C:\\x.csv', '__proto__.csv', 'nul\0.csv']);
});

test('Z13: a workbook in a zip is read, and a trap in there is refused', async () => {
  const good = books.zip([{name: 'orders.xlsx', content: Buffer.from(books.honest())}]);
  assert.equal((await attack('orders.zip', good)).reading?.totals.kept, '10.00');
  for (const [trap, code] of /** @type {const} */ ([
    [books.blanks(128), 'oversized-workbook'],
    [books.billionLaughs(), 'damaged-workbook'],
  ])) {
    const bad = books.zip([{name: 'orders.xlsx', content: Buffer.from(trap)}]);
    assert.equal((await attack('orders.zip', bad)).errors.open.code, code);
  }
});
