import assert from 'node:assert/strict';
import test from 'node:test';
import {open} from '../../pkg/node.js';
import {ordersCsv} from './lib/orders.js';

const CSV = ordersCsv({customers: 2000});

/** Rejects within this time of `abort()`. */
const AT_ONCE_MS = 200;

/**
 * @param {(options: {signal: AbortSignal, onProgress: () => void}) => Promise<unknown>} work
 * @returns {Promise<{reason: unknown, late: number}>}
 */
async function cancelAtFirstProgress(work) {
  const controller = new AbortController();
  let from = NaN;
  const onProgress = () => {
    from = performance.now();
    controller.abort('enough');
  };
  const reason = await work({signal: controller.signal, onProgress}).then(
    () => assert.fail('it was not cancelled'),
    (/** @type {unknown} */ thrown) => thrown,
  );
  return {reason, late: performance.now() - from};
}

test('a signal that is aborted already rejects with its reason', async () => {
  const signal = AbortSignal.abort('before');
  await assert.rejects(open(CSV, {signal}), (reason) => reason === 'before');
  const book = await open(CSV);
  await assert.rejects(book.report({signal}), (reason) => reason === 'before');
  await assert.rejects(book.customers({signal}), (reason) => reason === 'before');
  book.dispose();
});

test('opening and reporting stop within 200 ms', async () => {
  const opening = await cancelAtFirstProgress((options) =>
    open(new Blob([CSV.repeat(40)]), options),
  );
  assert.equal(opening.reason, 'enough');
  assert.ok(opening.late < AT_ONCE_MS, `${opening.late} ms`);
  const book = await open(CSV);
  const reporting = await cancelAtFirstProgress((options) => book.report(options));
  assert.equal(reporting.reason, 'enough');
  assert.ok(reporting.late < AT_ONCE_MS, `${reporting.late} ms`);
  assert.ok((await book.report()).pool.customers > 0);
  book.dispose();
});

test('without a reason it is the AbortError of the platform', async () => {
  const controller = new AbortController();
  const call = open(CSV, {signal: controller.signal});
  controller.abort();
  await assert.rejects(call, {name: 'AbortError'});
});

test('a stream that fell silent is let go', async () => {
  const controller = new AbortController();
  let released = false;
  const silent = new ReadableStream({cancel: () => void (released = true)});
  const call = open(silent, {signal: controller.signal});
  setTimeout(() => controller.abort('enough'), 20);
  await assert.rejects(call, (reason) => reason === 'enough');
  await new Promise((go) => setTimeout(go, 20));
  assert.ok(released);
});
