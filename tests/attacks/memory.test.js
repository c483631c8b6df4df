// M: files larger than memory, memory that ends, and what a hundred files leave behind.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {open} from '../../pkg/node.js';
import {ordersCsv} from '../js/lib/orders.js';
import {narrow} from './lib/narrow.js';

const CSV = ordersCsv();

test('M01: a file beyond 4 GB is read piece by piece, or refused; never read whole', async () => {
  const pulls = {bytes: 0};
  const header = new TextEncoder().encode('customer_id,order_date,amount\n');
  const stream = new ReadableStream({
    pull(controller) {
      controller.enqueue(pulls.bytes === 0 ? header : new Uint8Array(2 ** 20).fill(65));
      pulls.bytes += 2 ** 20;
      if (pulls.bytes > 2 ** 30) controller.close();
    },
  });
  // One cell without end: the reader has to give up long before the stream does.
  await assert.rejects(open({name: 'endless.csv', data: stream}), (error) => {
    const {code} = /** @type {{code: string}} */ (error);
    return code !== 'internal';
  });
  assert.ok(pulls.bytes < 512 * 2 ** 20, `${pulls.bytes} bytes were asked for`);
});

const MB = 2 ** 20;

/**
 * Rows without end of the same width, each of a customer of its own.
 *
 * @param {number} rows
 * @param {number} idBytes
 */
function manyIds(rows, idBytes) {
  const [block, tail] = [10_000, 'x'.repeat(idBytes - 10)];
  let made = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (made >= rows) return controller.close();
        const lines = made === 0 ? ['customer_id,order_date,amount\n'] : [];
        for (let i = 0; i < block; i++) {
          lines.push(`${String(made++).padStart(10, '0')}${tail},2024-01-01,1.00\n`);
        }
        controller.enqueue(new TextEncoder().encode(lines.join('')));
      },
    },
    {highWaterMark: 0},
  );
}

test('M02: ten million rows of a million customers: exact totals, in less than 1 GB', async (t) => {
  const {engine} = await narrow(t, 1024 * MB);
  const {file, total} = tenMillionRows();
  const {reading} = await engine.open({name: 'many.csv', data: file});
  assert.deepEqual(
    [reading.kept, reading.customers, reading.totals.all],
    [10_000_000, 1_000_000, total],
  );
});

/** A million rows ten times, a month later each time. Rows are of one width, so months can be set. */
function tenMillionRows() {
  const customers = 1_000_000;
  const lines = [];
  let cents = 0;
  for (let i = 0; i < customers; i++) {
    const amount = 100 + ((i * 7919) % 900);
    cents += amount;
    const who = String((i * 611_953) % customers).padStart(7, '0');
    lines.push(`C${who},2024-01-${10 + (i % 19)},${(amount / 100).toFixed(2)}\n`);
  }
  const block = Buffer.from(lines.join(''));
  const width = block.length / customers;
  const parts = ['customer_id,order_date,amount\n'];
  const months = Array.from({length: 10}, (_, month) => {
    const rows = Buffer.from(block);
    for (let at = 15; at < rows.length; at += width) rows[at] = 48 + month;
    for (let at = 14; month === 0 && at < rows.length; at += width) rows[at] = 49;
    return new Uint8Array(rows);
  });
  return {file: new Blob([...parts, ...months]), total: (cents / 10).toFixed(2)};
}

test('M03: a customer of a kilobyte in each row: refused by name, and the worker replaced', async (t) => {
  const {engine, workers} = await narrow(t, 256 * MB);
  const file = {name: 'ids.csv', data: manyIds(5_000_000, 1_000)};
  await assert.rejects(engine.open(file), (error) => {
    const {code, record} = /** @type {import('../../pkg/errors.js').AnalysisError} */ (error);
    assert.equal(code, 'out-of-memory');
    assert.ok(record && record > 50_000 && record < 250_000, `${record}`);
    return true;
  });
  assert.equal((await engine.open(CSV)).reading.dropped, 0);
  assert.equal(workers.made, 2, 'what never gives memory back is given up');
});

test('M03: a worker with an open book is kept when the next file is too much', async (t) => {
  const {engine, workers} = await narrow(t, 64 * MB);
  const book = await engine.open(CSV);
  const file = {name: 'ids.csv', data: manyIds(1_000_000, 1_000)};
  await assert.rejects(engine.open(file), {code: 'out-of-memory'});
  assert.ok((await book.report()).pool.customers > 0);
  assert.equal(workers.made, 1);
});

test('M04: wherever memory ends, the message says so, and the next file is read within a second', async (t) => {
  const rows = Array.from({length: 40_000}, (_, i) => {
    const month = String((i % 12) + 1).padStart(2, '0');
    return `customer-${i % 25_000},2024-${month}-1${i % 9},${i % 90}.50,p${i % 9_000},c${i % 7}\n`;
  });
  const file = new Blob(['customer_id,order_date,amount,product,channel\n', ...rows]);
  let ended = 0;
  for (const limit of [2, 3, 4, 5, 6, 7, 8, 10, 12, 16]) {
    const {engine} = await narrow(t, limit * MB);
    try {
      const book = await engine.open(file);
      await book.report();
      await book.exportCustomers();
    } catch (error) {
      const {code, message} = /** @type {{code: string, message: string}} */ (error);
      assert.equal(code, 'out-of-memory', `${limit} MB: ${code}: ${message}`);
      assert.doesNotMatch(message, /unreachable|broke down/);
      ended++;
      const started = process.cpuUsage();
      assert.equal((await engine.open(CSV)).reading.dropped, 0);
      const {user} = process.cpuUsage(started);
      assert.ok(user < 1e6, `${user} µs`);
    }
    engine.dispose();
  }
  assert.ok(ended >= 4 && ended <= 9, `memory ended in ${ended} of 10 places`);
});

test('M05: a hundred files, good and bad, leave no more behind than five', async () => {
  const sizes = [];
  for (let round = 1; round <= 100; round++) {
    const book = await open(CSV);
    await book.report();
    book.dispose();
    await assert.rejects(open('colour\nred\n'));
    if (round === 5 || round === 100) sizes.push(process.memoryUsage().rss);
  }
  assert.ok(sizes[1] < 1.2 * sizes[0], `${sizes} bytes`);
});
