// G: bad input by the gigabyte, given to an engine with little memory: an error with a name or a reading, in the memory
// that there is, and the next file is read. By default small twins of the files; HEADWATER_FULL_SIZE=1 makes them as
// large as their names say, which takes minutes, and tells of time and memory.
import assert from 'node:assert/strict';
import {open as openFile, rm, truncate, writeFile} from 'node:fs/promises';
import {openAsBlob} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {open} from '../../pkg/node.js';
import {ordersCsv} from '../js/lib/orders.js';
import {narrow} from './lib/narrow.js';

const MB = 2 ** 20;
const IS_FULL = process.env.HEADWATER_FULL_SIZE !== undefined;
const CSV = ordersCsv();
const HEADER = 'customer_id,order_date,amount,order_no\n';

/** So large in full, so large else. @param {number} full @param {number} twin */
const sized = (full, twin) => (IS_FULL ? full : twin);

/**
 * A file in pieces, made while it is read.
 *
 * @param {(index: number) => string | Uint8Array | undefined} piece the next, until there is none
 */
function made(piece) {
  const pulls = {pieces: 0};
  const stream = new ReadableStream(
    {
      pull(controller) {
        const next = piece(pulls.pieces++);
        if (next === undefined) return controller.close();
        controller.enqueue(typeof next === 'string' ? new TextEncoder().encode(next) : next);
      },
    },
    {highWaterMark: 0},
  );
  return {stream, pulls};
}

/**
 * What becomes of a file: how it was read, or the code of the error; the engine is of use after it.
 *
 * @param {import('node:test').TestContext} t
 * @param {string} name
 * @param {import('../../pkg/source.js').FileData} data
 * @param {{limit?: number, size?: number} & import('../../pkg/wasm/headwater.js').ReadingOptions} [options]
 */
async function outcome(t, name, data, {limit = 256 * MB, size, ...options} = {}) {
  const {engine} = await narrow(t, limit);
  const started = performance.now();
  /** @type {{code?: string, reading?: import('../../pkg/wasm/headwater.js').Reading}} */
  let result;
  try {
    const book = await engine.open({name: 'orders.csv', data, size}, options);
    result = {reading: book.reading};
    await book.report();
    book.dispose();
  } catch (error) {
    const {code, message} = /** @type {import('../../pkg/errors.js').AnalysisError} */ (error);
    assert.notEqual(code, 'internal', message);
    result = {code};
  }
  const seconds = (performance.now() - started) / 1000;
  const after = process.cpuUsage();
  assert.equal((await engine.open(CSV)).reading.dropped, 0);
  const {user} = process.cpuUsage(after);
  assert.ok(user < 2e6, `the next file took ${user} µs`);
  if (IS_FULL) {
    const {rss} = process.memoryUsage();
    const what = result.code ?? `${result.reading?.kept} kept, ${result.reading?.dropped} dropped`;
    t.diagnostic(
      `${name}: ${what}; ${seconds.toFixed(1)} s, wasm at most ${limit / MB} MB, process ${Math.round(rss / MB)} MB`,
    );
  }
  return result;
}

const LETTERS = new Uint8Array(4 * MB).fill(97);

test('G01: a line of a gigabyte is given up, and neither kept nor waited for', async (t) => {
  const pieces = sized(256, 20);
  const line = (/** @type {number} */ at) =>
    at === 0 ? `${HEADER}a,2024-05-01,5,1\nb,2024-05-02,6,` : at <= pieces ? LETTERS : undefined;
  const {stream, pulls} = made(line);
  assert.deepEqual(await outcome(t, 'a line', stream, {limit: 128 * MB}), {
    code: 'unsupported-format',
  });
  assert.ok(pulls.pieces < 12, `${pulls.pieces} pieces were asked for`);
});

test('G02: a quote that never closes costs no row, and is told', async (t) => {
  const lines = `b,2024-05-02,6,${'2'.repeat(100)}\nc,2024-05-03,7,"x"\n`.repeat(15_000);
  const pieces = sized(150, 8);
  const {stream} = made((at) => {
    if (at === 0) return `${HEADER}a,2024-05-01,5,1\na,2024-05-02,8,"3\n`;
    return at <= pieces ? lines : undefined;
  });
  const {reading} = await outcome(t, 'a quote', stream, {limit: sized(512 * MB, 256 * MB)});
  const rows = 2 + pieces * 30_000;
  assert.deepEqual([reading?.rows, reading?.kept], [rows, rows]);
  const told = reading?.diagnostics.map(({code, count}) => [code, count]);
  assert.deepEqual(told, [['unterminated-quote', 1]]);
});

test('G03: 20,000 columns', async (t) => {
  const columns = 20_000;
  const names = Array.from({length: columns - 4}, (_, at) => `,column ${at}`).join('');
  const row = `,2024-05-02,6.50,17${',xyz'.repeat(columns - 4)}\n`;
  const rows = sized(4_000, 200);
  const {stream} = made((at) => {
    if (at === 0) return `${HEADER.trim()}${names}\n`;
    if (at > rows / 20) return undefined;
    return Array.from(
      {length: 20},
      (_, i) => `c${(at * 20 + i) % 90}${row.replace('17', String(at * 20 + i))}`,
    ).join('');
  });
  const {reading} = await outcome(t, '20,000 columns', stream);
  assert.deepEqual([reading?.kept, reading?.dropped], [rows, 0]);
});

const A_PIECE = 50_000;

/**
 * Rows of orders, `customer` for each.
 *
 * @param {number} rows
 * @param {(row: number) => number} customer
 */
function orders(rows, customer) {
  const line = (/** @type {number} */ row) =>
    `C${String(customer(row)).padStart(8, '0')},2024-0${1 + (row % 9)}-1${row % 10},5.00,${String(row).padStart(8, '0')}\n`;
  const size = HEADER.length + rows * line(0).length;
  const {stream} = made((at) => {
    const from = at * A_PIECE;
    if (from >= rows) return undefined;
    const count = Math.min(A_PIECE, rows - from);
    const lines = Array.from({length: count}, (_, row) => line(from + row));
    return (at === 0 ? HEADER : '') + lines.join('');
  });
  return {stream, size};
}

test('G04: ten million customers are read, or refused at the beginning of the file', async (t) => {
  const rows = sized(1e7, 3e5);
  const all = orders(rows, (row) => row);
  const limit = sized(4096 * MB, 256 * MB);
  const {reading} = await outcome(t, 'ten million customers', all.stream, {limit, size: all.size});
  assert.deepEqual([reading?.kept, reading?.customers], [rows, rows]);
  const again = orders(rows, (row) => row);
  const memoryLimit = sized(1024 * MB, 20 * MB);
  const little = {limit: memoryLimit, memoryLimit, size: again.size};
  const {code} = await outcome(t, 'the same with a quarter of it', again.stream, little);
  assert.equal(code, 'will-not-fit');
});

test('G05: ten million orders of one customer', async (t) => {
  const rows = sized(1e7, 3e5);
  const {stream, size} = orders(rows, () => 7);
  const {reading} = await outcome(t, 'one customer', stream, {
    limit: sized(2048 * MB, 256 * MB),
    size,
  });
  assert.deepEqual([reading?.kept, reading?.customers], [rows, 1]);
});

for (const [
  how,
  change,
] of /** @type {[string, (file: string, size: number) => Promise<void>][]} */ ([
  ['cut off', (file, size) => truncate(file, size / 2)],
  ['written anew', (file, size) => writeFile(file, Buffer.alloc(size / 3, CSV))],
])) {
  test(`G06: a file that is ${how} while it is read is no file that was read`, async (t) => {
    const path = join(tmpdir(), `headwater-size-${process.pid}-${how.length}.csv`);
    t.after(() => rm(path, {force: true}));
    const size = sized(1024 * MB, 48 * MB);
    const file = await openFile(path, 'w');
    await file.write(HEADER);
    const rows = Buffer.from('b,2024-05-02,6,2\nc,2024-05-03,7,3\n'.repeat(30_000));
    for (let bytes = 0; bytes < size; bytes += rows.length) await file.write(rows);
    await file.close();
    let changed = false;
    /** @type {Promise<void> | undefined} */
    let changing;
    const onProgress = () => {
      if (changed) return;
      changed = true;
      changing = change(path, size);
    };
    const started = performance.now();
    await assert.rejects(open(await openAsBlob(path), {onProgress}), {code: 'file-changed'});
    await changing;
    if (IS_FULL) {
      t.diagnostic(`${how}: file-changed; ${((performance.now() - started) / 1000).toFixed(1)} s`);
    }
    assert.equal((await open(CSV)).reading.dropped, 0);
  });
}

test('G07: memory that ends in the middle of a file whose size nobody knew', async (t) => {
  const {stream} = orders(sized(1e7, 2e6), (row) => row);
  const {code} = await outcome(t, 'memory ends', stream, {
    limit: sized(512 * MB, 64 * MB),
    memoryLimit: 4096 * MB,
  });
  assert.equal(code, 'out-of-memory');
});
