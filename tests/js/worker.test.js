import assert from 'node:assert/strict';
import test from 'node:test';
import {createEngine} from '../../pkg/index.js';
import {analyze, open} from '../../pkg/node.js';
import {ordersCsv} from './lib/orders.js';
import {compiledWasm, ThreadWorker} from './lib/thread-worker.js';

/** @import {TestContext} from 'node:test' */

const CSV = ordersCsv();

/**
 * An engine whose workers are threads, and those threads, until the test `t` is over.
 *
 * @param {TestContext} t
 * @param {{readers?: number, encodings?: WebAssembly.Module}} [options]
 */
async function threaded(t, options = {}) {
  /** @type {ThreadWorker[]} */
  const workers = [];
  const worker = () => {
    const made = new ThreadWorker();
    workers.push(made);
    return made.asWorker();
  };
  const engine = createEngine({worker, wasm: await compiledWasm(), ...options});
  t.after(() => engine.dispose());
  return {engine, workers};
}

test('a worker gives what the same thread gives', async (t) => {
  const {engine} = await threaded(t);
  const bytes = new TextEncoder().encode(CSV);
  const expected = {...(await analyze({name: 'shop.csv', data: bytes}))};
  for (const data of [
    bytes,
    bytes.subarray(),
    CSV,
    new Blob([bytes]),
    new Blob([bytes]).stream(),
  ]) {
    const report = await engine.analyze({name: 'shop.csv', data});
    assert.deepEqual({...report, reading: expected.reading}, expected);
    assert.equal((await report.column('net')).length, report.pool.customers);
    report.dispose();
  }
  assert.equal(bytes.length, bytes.buffer.byteLength, 'the caller keeps the array');
  assert.equal(engine.mode, 'given');
});

test('typed errors cross, and the worker lives on', async (t) => {
  const {engine, workers} = await threaded(t);
  await assert.rejects(engine.open('colour\nred\n'), {
    name: 'AnalysisError',
    code: 'missing-column',
  });
  assert.ok((await engine.open(CSV)).reading.rows > 0);
  assert.equal(workers.length, 1);
});

test('a worker that dies takes its books with it, and the next call works within a second', async (t) => {
  const {engine, workers} = await threaded(t);
  const book = await engine.open(CSV);
  const pending = book.report();
  workers[0]?.terminate();
  await assert.rejects(pending, {code: 'internal', message: /open the files again/});
  const from = performance.now();
  const next = await engine.open(CSV);
  assert.ok(performance.now() - from < 1000);
  assert.equal(workers.length, 2);
  assert.ok((await next.report()).pool.customers > 0);
  await assert.rejects(book.report(), {code: 'internal', message: /open the files again/});
});

test('a worker that breaks down answers nothing more', async (t) => {
  const {engine, workers} = await threaded(t);
  const book = await engine.open(CSV);
  const pending = engine.open(new Blob([CSV.repeat(200)]));
  // No such message: the worker must take it for its own fault, as it would a trap of the wasm.
  workers[0]?.postMessage({type: 'hello', id: 99}, []);
  await assert.rejects(pending, {code: 'internal', message: /broke down .*open the files again/});
  await assert.rejects(book.report(), {code: 'internal'});
  assert.ok((await engine.open(CSV)).reading.rows > 0);
  assert.equal(workers.length, 2);
});

test('a cancel is heard by the worker, which goes on with the next call', async (t) => {
  const {engine, workers} = await threaded(t);
  const kept = await engine.open(CSV);
  const controller = new AbortController();
  let from = NaN;
  const opening = engine.open(new Blob([ordersCsv({customers: 2000}).repeat(40)]), {
    signal: controller.signal,
    onProgress() {
      from = performance.now();
      controller.abort('enough');
    },
  });
  await assert.rejects(opening, (reason) => reason === 'enough');
  assert.ok(performance.now() - from < 200);
  assert.ok((await kept.report()).pool.customers > 0);
  assert.equal(workers.length, 1);
});

test('a large file is read by several workers, and by one again where there is but one', async (t) => {
  const {engine, workers} = await threaded(t, {readers: 2});
  const text = ordersCsv({customers: 2000});
  const [header = '', ...rows] = text.trimEnd().split('\n');
  const times = Math.ceil((33 * 1024 * 1024) / text.length);
  const blob = new Blob([header, ...Array.from({length: times}, () => `\n${rows.join('\n')}`)]);
  const expected = await open(blob);
  for (let turn = 0; turn < 2; turn++) {
    const book = await engine.open(blob);
    const {files, ...reading} = expected.reading;
    assert.deepEqual({...book.reading, files}, {...reading, files});
    assert.deepEqual({...(await book.report())}.rfm, {...(await expected.report())}.rfm);
    book.dispose();
    assert.equal(workers.length, 3);
  }
  const alone = await threaded(t, {readers: 0});
  (await alone.engine.open(blob)).dispose();
  assert.equal(alone.workers.length, 1);
});

test('several workers read other encodings too, and tell what is broken where it stands', async (t) => {
  const {engine, workers} = await threaded(t, {
    readers: 2,
    encodings: await compiledWasm('encodings'),
  });
  // 张三, 𠀀 in four bytes, two bytes that are none, half of one before a delimiter, and a quote that holds a line end.
  const odd = ['d5c5c8fd', '95328236', 'ffff', '81', '22d5c50ac5ae22'];
  const customer = (/** @type {number} */ i) =>
    Buffer.from(i % 1000 < odd.length ? (odd[i % 1000] ?? '') : 'bfcdbba7', 'hex');
  const rows = Array.from({length: 20_000}, (_, i) =>
    Buffer.concat([customer(i), Buffer.from(`${i % 700},2024-0${1 + (i % 9)}-11,${i % 300}.25\n`)]),
  );
  const block = new Uint8Array(Buffer.concat(rows));
  const header = Uint8Array.from(
    Buffer.from('bfcdbba72ccfc2b5a5cab1bce42ccab5b8b6bdf0b6ee0a', 'hex'),
  );
  // Ends within a character.
  const end = block.subarray(0, 101);
  const blocks = Array(Math.ceil((33 * 1024 * 1024) / block.length)).fill(block);
  const blob = new Blob([header, ...blocks, end]);
  const expected = await open(blob);
  assert.equal(expected.reading.files[0]?.encoding, 'gb18030');
  assert.ok(expected.reading.diagnostics.some(({code}) => code === 'invalid-utf8'));
  const book = await engine.open(blob);
  const {files, ...reading} = expected.reading;
  assert.deepEqual({...book.reading, files}, {...reading, files});
  assert.deepEqual(book.reading.files[0]?.bytes, blob.size);
  assert.deepEqual({...(await book.report())}.rfm, {...(await expected.report())}.rfm);
  assert.equal(workers.length, 3);
});

test('a worker that can not start is passed over', async (t) => {
  let tried = 0;
  const worker = () => {
    tried++;
    return new ThreadWorker(new URL('./lib/no-such-file.js', import.meta.url)).asWorker();
  };
  const engine = createEngine({worker, wasm: await compiledWasm()});
  t.after(() => engine.dispose());
  const book = await engine.open(CSV);
  assert.ok(book.reading.rows > 0);
  assert.equal(tried, 1);
  assert.equal(engine.mode, 'main-thread');
});
