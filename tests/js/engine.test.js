import assert from 'node:assert/strict';
import test from 'node:test';
import {AnalysisError, analyze, createEngine, open} from '../../pkg/node.js';
import {ordersCsv} from './lib/orders.js';

/** @import {Progress} from '../../pkg/wasm/headwater.js' */

const CSV = ordersCsv();
const BYTES = new TextEncoder().encode(CSV);

/** @param {Uint8Array<ArrayBuffer>} bytes @param {number} size */
function streamOf(bytes, size) {
  let from = 0;
  return new ReadableStream({
    pull(controller) {
      if (from >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(from, from + size));
      from += size;
    },
  });
}

async function* chunksOf(/** @type {Uint8Array} */ bytes, /** @type {number} */ size) {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

test('the same report, however the bytes come', async () => {
  const {reading, ...expected} = await analyze(CSV);
  const forms = {
    array: BYTES,
    'view into a larger buffer': Uint8Array.from([1, 2, ...BYTES, 3]).subarray(2, -1),
    buffer: BYTES.buffer,
    Blob: new Blob([BYTES]),
    File: new File([BYTES], 'shop.csv'),
    'stream of single bytes': streamOf(BYTES.slice(0), 1),
    'stream of odd pieces': streamOf(BYTES, 8191),
    'asynchronous iterable': chunksOf(BYTES, 1000),
    'string with a name': {name: 'shop.csv', data: CSV},
  };
  for (const [form, file] of Object.entries(forms)) {
    const {reading: other, ...report} = await analyze(file);
    assert.deepEqual(report, expected, form);
    assert.deepEqual(
      [other.rows, other.kept, other.totals],
      [reading.rows, reading.kept, reading.totals],
      form,
    );
  }
});

test('a Blob of several slices loses nothing between them', async () => {
  const head = 'customer_id,order_time,amount\n';
  const row = 'C1,2024-01-01,1.00\n';
  const rows = 500_000;
  const book = await open(new Blob([head, row.repeat(rows)]));
  assert.equal(book.reading.files[0]?.bytes, head.length + rows * row.length);
  assert.equal(book.reading.rows, rows);
  assert.equal(Number(book.reading.totals.all), rows);
  book.dispose();
});

test('several files are one book, each with its name', async () => {
  const [head = '', ...rows] = CSV.trimEnd().split('\n');
  const half = Math.floor(rows.length / 2);
  const part = (/** @type {string[]} */ some) => [head, ...some].join('\n');
  const book = await open([
    new File([part(rows.slice(0, half))], 'first.csv'),
    {name: 'second.csv', data: part(rows.slice(half))},
  ]);
  assert.deepEqual(
    book.reading.files.map(({name}) => name),
    ['first.csv', 'second.csv'],
  );
  assert.equal(book.reading.rows, rows.length);
  const whole = await analyze(CSV);
  assert.deepEqual((await book.report()).rfm, whole.rfm);
  book.dispose();
});

test('the columns of a file can be looked at before it is read', async () => {
  const engine = createEngine();
  const csv = 'who;colour;order_time\nAnna;red;2024-01-01\nBen;blue;2024-01-02\n';
  const found = {
    delimiter: ';',
    encoding: 'utf-8',
    headerLine: 1,
    platform: null,
    fingerprint: 'a7f424a95bc0bdbf',
    columns: [
      {header: 'who', role: null, usedFor: null, examples: ['Anna', 'Ben']},
      {header: 'colour', role: null, usedFor: null, examples: ['red', 'blue']},
      {
        header: 'order_time',
        role: 'orderTime',
        usedFor: null,
        examples: ['2024-01-01', '2024-01-02'],
      },
    ],
    candidates: [{field: 'orderTime', header: 'order_time', reasons: ['name', 'dates']}],
  };
  const bytes = new TextEncoder().encode(csv);
  for (const file of [csv, new Blob([csv]), streamOf(bytes, 7)]) {
    const {columns, ...rest} = await engine.preview(file);
    assert.deepEqual({...rest, columns: columns.map((column) => ({...column}))}, found);
  }
  const large = await engine.preview(new Blob([CSV.repeat(50)]));
  assert.equal(large.columns.length, 4);
  await assert.rejects(engine.preview(''), {code: 'empty-file'});
  engine.dispose();
});

test('a report depends on its options and says which it had', async () => {
  const book = await open(CSV);
  const first = await book.report();
  const early = await book.report({
    asOf: '2024-06-30',
    cutRule: 'median',
    unit: 'day',
    discountRate: 0.2,
  });
  assert.equal(early.options.asOf, '2024-06-30');
  assert.equal(early.options.cutRule, 'median');
  assert.equal(early.rfm.rule, 'median');
  assert.equal(early.options.discountRate, 0.2);
  assert.equal(early.models.bgNbd?.unit, 'day');
  assert.ok(early.pool.customers < first.pool.customers);
  const fitted = await book.report({until: '2024-06-30'});
  assert.equal(fitted.pool.customers, first.pool.customers);
  assert.equal(fitted.models.bgNbd?.until, '2024-06-30');
  const own = await book.report({
    cutRule: 'thresholds',
    thresholds: {days: 30, orders: 3, spend: 200},
  });
  assert.deepEqual(own.options.thresholds, {days: 30, orders: 3, spend: 200});
  book.dispose();
});

test('the parts of a report agree with each other', async () => {
  const report = await analyze(CSV);
  const total = (/** @type {number[]} */ numbers) =>
    numbers.reduce((sum, number) => sum + number, 0);
  assert.equal(total(report.rfm.classes.map((row) => row.customers)), report.pool.customers);
  assert.equal(total(report.rfm.classes.map((row) => row.orders)), report.pool.orders);
  assert.equal(total(report.cohorts.map((row) => row.customers)), report.pool.customers);
  const net = await report.column('net');
  assert.equal(net.length, report.pool.customers);
  assert.ok(Math.abs(total([...net]) - Number(report.pool.net)) < 0.005);
  const alive = await report.customers.column('pAlive');
  assert.ok(alive.every((p) => p >= 0 && p <= 1));
  const {bytes, offsets} = await report.customers.ids();
  assert.equal(offsets.length, report.pool.customers + 1);
  assert.match(new TextDecoder().decode(bytes.subarray(0, offsets[1])), /^C\d{6}$/);
  report.dispose();
});

test('customers come by page, found, sorted and filtered', async () => {
  const book = await open(CSV);
  const report = await book.report();
  const page = await book.customers({sort: {column: 'net', descending: true}, from: 5, to: 15});
  assert.equal(page.total, report.pool.customers);
  assert.equal(page.from, 5);
  assert.equal(page.rows.length, 10);
  const nets = page.rows.map((row) => Number(row.net));
  assert.deepEqual(
    nets,
    nets.toSorted((one, other) => other - one),
  );
  const ascending = await report.customers.rows({sort: {column: 'id'}, to: 3});
  assert.deepEqual(
    ascending.rows.map((row) => row.id),
    ['C000001', 'C000002', 'C000003'],
  );
  const found = await book.customers({where: {search: 'c00001'}});
  assert.equal(found.total, 10);
  const best = await book.customers({where: {classes: ['111']}});
  assert.equal(best.total, report.rfm.classes[0]?.customers);
  assert.ok(best.rows.every((row) => row.class === '111'));
  book.dispose();
});

test('an exported list has one row per customer and a mark that spreadsheets know', async () => {
  const book = await open(CSV);
  const report = await book.report();
  const blob = await book.exportCustomers({where: {classes: ['111', '000']}});
  const bytes = new Uint8Array(await blob.arrayBuffer());
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  const lines = (await blob.text()).trimEnd().split('\r\n');
  const expected = report.rfm.classes
    .filter((row) => row.class === '111' || row.class === '000')
    .reduce((sum, row) => sum + row.customers, 0);
  assert.equal(lines.length, expected + 1);
  assert.match(blob.type, /^text\/csv/);
  const table = await book.tableToCsv({
    headers: ['a', 'b'],
    rows: [
      ['=1+1', 2],
      [null, 'x'],
    ],
  });
  const text = new TextDecoder('utf-8', {ignoreBOM: true}).decode(table);
  assert.ok(text.startsWith('\ufeff'));
  assert.doesNotMatch(text, /(^|[\r\n,;"])=/);
  book.dispose();
});

test('results are frozen to the bottom, and JSON is the plain report', async () => {
  const report = await analyze(CSV);
  /** @param {unknown} value @param {string} path */
  const check = (value, path) => {
    if (typeof value === 'number') assert.ok(Number.isFinite(value), path);
    if (typeof value !== 'object' || value === null) return;
    assert.ok(Object.isFrozen(value), path);
    for (const [key, part] of Object.entries(value)) check(part, `${path}.${key}`);
  };
  check(report, 'report');
  const plain = JSON.parse(JSON.stringify(report));
  assert.deepEqual(plain, {...report});
  assert.ok(!('customers' in plain) && !('column' in plain));
  report.dispose();
});

test('progress tells the first and the last of each stage', async () => {
  /** @type {Progress[]} */
  const heard = [];
  const start = performance.now();
  let first = Infinity;
  const report = await analyze(new Blob([CSV]), {
    onProgress(progress) {
      first = Math.min(first, performance.now() - start);
      heard.push(progress);
    },
  });
  assert.ok(first < 300, `${first} ms`);
  // In this order, and never one again.
  const stages = heard.map(({stage}) => stage).filter((stage, at, all) => stage !== all[at - 1]);
  assert.deepEqual(stages, ['reading', 'sorting', 'pooling', 'segmenting', 'fitting', 'valuing']);
  const bytes = heard.filter(({stage}) => stage === 'reading').at(-1);
  assert.deepEqual([bytes?.done, bytes?.total], [BYTES.length, BYTES.length]);
  for (const {done, total} of heard) assert.ok(total === null || done <= total);
  report.dispose();
});

test('a newer report takes the place of the older', async () => {
  const book = await open(CSV);
  const older = await book.report();
  const newer = await book.report({asOf: '2024-06-30'});
  assert.equal((await newer.column('orders')).length, newer.pool.customers);
  await assert.rejects(older.column('orders'), {code: 'internal', message: /newer/});
  book.dispose();
  await assert.rejects(book.report(), {name: 'InvalidStateError'});
  assert.ok(book.reading.rows > 0);
});

test('several books are open at a time', async () => {
  const [one, other] = await Promise.all([open(CSV), open(ordersCsv({customers: 50}))]);
  const [big, small] = await Promise.all([one.report(), other.report()]);
  assert.ok(small.pool.customers <= 50 && big.pool.customers > 200);
  one.dispose();
  assert.equal((await other.customers()).total, small.pool.customers);
  other.dispose();
});

test('a disposed engine rejects what is pending and what comes later', async () => {
  const engine = createEngine();
  await engine.start();
  assert.equal(engine.mode, 'in-process');
  assert.match(engine.version ?? '', /^\d+\.\d+\.\d+/);
  const pending = engine.open(new Blob([CSV]));
  engine.dispose();
  await assert.rejects(pending, {name: 'AbortError'});
  await assert.rejects(engine.open(CSV), {name: 'AbortError'});
});

test('what is no file is refused by name', async () => {
  await assert.rejects(open([]), TypeError);
  // @ts-expect-error -- a number is no file
  await assert.rejects(open(42), TypeError);
  // @ts-expect-error -- nor is nothing
  await assert.rejects(open(null), TypeError);
  assert.ok(AnalysisError.prototype instanceof Error);
});
