// Files that will not fit into memory: it is said early, with what still works.
import assert from 'node:assert/strict';
import test from 'node:test';
import {memoryLimit, roomAhead} from '../../pkg/memory.js';
import {analyze, open} from '../../pkg/node.js';

/** Orders of which each fourth is of somebody new, as a file in pieces. */
const CSV = [
  'customer,date,amount,order id,product',
  ...Array.from({length: 60_000}, (_, at) => {
    const who = at % 4 ? Math.floor(at / 8) * 4 : at;
    const day = `2024-0${1 + Math.floor(at / 10_000)}-${String(1 + (at % 28)).padStart(2, '0')}`;
    return `C${who},${day} 10:30,12.50,O${at},Product ${at % 500}`;
  }),
].join('\n');
const BYTES = new TextEncoder().encode(CSV);
const PIECE = 1 << 18;

let asked = 0;

/** The file, as if `times` of it stood one after the other. @param {number} times */
const large = (times) => ({
  name: 'orders.csv',
  size: times * BYTES.length,
  data: async function* () {
    for (let from = 0; from < BYTES.length; from += PIECE) {
      asked += 1;
      yield BYTES.slice(from, from + PIECE);
    }
  },
});

/** @param {Parameters<typeof open>} given */
async function refusal(...given) {
  const error = await open(...given).then(
    () => assert.fail('it was opened'),
    (/** @type {import('../../pkg/errors.js').AnalysisError} */ error) => error,
  );
  assert.equal(error.code, 'will-not-fit');
  const {needed, summary, limit} = error.params;
  return {needed: Number(needed), summary: Number(summary), limit: Number(limit)};
}

test('a file that will not fit is refused at its beginning, with figures', async () => {
  asked = 0;
  const {needed, summary, limit} = await refusal(large(2000));
  assert.ok(asked < 8, `${asked} pieces were read`);
  assert.equal(limit, memoryLimit());
  assert.ok(needed > summary && summary > limit, `${needed} ${summary}`);
});

test('the summary fits where all does not, and says the same of the customers', async () => {
  const {needed, summary} = await refusal(large(1), {memoryLimit: 1});
  const limit = Math.round((needed + summary) / 2);
  await refusal(large(1), {memoryLimit: limit});
  const less = await analyze(large(1), {memoryLimit: limit, keep: 'summary'});
  const all = await analyze(large(1));
  assert.deepEqual(less.rfm, all.rfm);
  assert.deepEqual(less.models, all.models);
  assert.deepEqual([less.reading.keep, all.reading.keep], ['summary', 'all']);
  assert.ok(less.reading.memory < 0.8 * all.reading.memory);
  assert.ok(all.breakdowns.length > 0);
  assert.equal(less.breakdowns.length, 0);
  less.dispose();
  all.dispose();
});

test('from a day on, what is older is counted with its money', async () => {
  const {reading} = await open(large(1), {fromDay: '2024-04-01'});
  assert.deepEqual([reading.rows, reading.kept, reading.fromDay], [60_000, 30_000, '2024-04-01']);
  const dropped = [{code: 'before-first-day', rows: 30_000, amount: '375000.00'}];
  assert.deepEqual(reading.droppedBy, dropped);
  assert.equal(reading.totals.all, '750000.00');
  assert.equal(reading.firstDay, '2024-04-01');
});

for (const [options, option] of /** @type {[object, string][]} */ ([
  [{keep: 'some'}, 'keep'],
  [{fromDay: 'May'}, 'fromDay'],
  [{memoryLimit: -1}, 'memoryLimit'],
])) {
  test(`${option} takes what it can have`, async () => {
    await assert.rejects(open(CSV, options), {code: 'invalid-option', params: {option}});
  });
}

test('the limit is half of what the device says, and never more than a wasm can have', () => {
  const gib = 1024 ** 3;
  assert.equal(memoryLimit({deviceMemory: 2}), gib);
  assert.equal(memoryLimit({deviceMemory: 0.5}), gib / 4);
  assert.equal(memoryLimit({deviceMemory: 64}), 4 * gib);
  assert.equal(memoryLimit({}), 4 * gib);
  assert.equal(roomAhead({deviceMemory: 2}), 16 * 1024 * 1024);
  assert.equal(roomAhead({}), 64 * 1024 * 1024);
  assert.equal(memoryLimit(null), 4 * gib);
});
