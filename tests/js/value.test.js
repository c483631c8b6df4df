/** What customers are worth, through the package and in a terminal: on the CDNOW sample, beside the papers' figures. */
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {after, before} from 'node:test';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {AnalysisError, createEngine} from '../../pkg/node.js';
import {ordersCsv} from './lib/orders.js';

const BIN = fileURLToPath(new URL('../../pkg/bin/headwater.js', import.meta.url));
const SUMMARY = new URL('../fixtures/papers/cdnow_summary_days.csv', import.meta.url);
const run = promisify(execFile);

/** Rows of x, t_x, T and mean spend, ages in weeks. */
const rows = (await readFile(SUMMARY, 'utf8'))
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number))
  .map(([, x = 0, last = 0, age = 0, spend = 0]) => ({x, last: last / 7, age: age / 7, spend}));

const summary = {
  x: rows.map((row) => row.x),
  last: rows.map((row) => row.last),
  age: rows.map((row) => row.age),
  spend: rows.map((row) => row.spend),
  customers: [],
};

const engine = createEngine();
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headwater-'));
  const lines = rows.map(({x, last, age, spend}) => `${x},${last},${age},${spend}`);
  await writeFile(join(folder, 'summary.csv'), `x,t_x,T,spend\n${lines.join('\n')}\n`);
  await writeFile(join(folder, 'shop.csv'), ordersCsv());
});
after(() => {
  engine.dispose();
  return rm(folder, {recursive: true});
});

/** @param {number | null | undefined} got @param {number} want @param {number} tolerance */
function near(got, want, tolerance) {
  assert.ok(Math.abs(Number(got) / want - 1) < tolerance, `${got} ${want}`);
}

/** Estimates in many digits, computed independently: tests/fixtures/papers. */
const REFERENCES = /** @type {const} */ ({
  'bg-nbd': {r: 0.24259452243015708, alpha: 4.413602019013504, a: 0.7929220172255975},
  'mbg-nbd': {r: 0.5248431591062975, alpha: 6.183085279576004, a: 0.8913593907322158},
  'pareto-nbd': {r: 0.5532770468531796, alpha: 10.577683463302314, s: 0.606239989127826},
});
const EXPECTED = {'bg-nbd': 1653.4087, 'mbg-nbd': 1576.7283, 'pareto-nbd': 1665.5131};

for (const model of /** @type {(keyof typeof REFERENCES)[]} */ (Object.keys(REFERENCES))) {
  test(`${model} gives the reference figures`, async () => {
    const {value, columns} = await engine.summaryValue(summary, {model, horizon: 39});
    assert.equal(value.model, model);
    assert.equal(value.stop, 'converged');
    for (const [name, want] of Object.entries(REFERENCES[model])) {
      near(value.params?.[name], want, 1e-10);
    }
    assert.deepEqual([value.customers, value.repeaters, value.distinct], [2357, 946, 1016]);
    near(value.forecast.at(-1)?.orders, EXPECTED[model], 1e-7);
    const orders = columns.expectedOrders.reduce((sum, one) => sum + one, 0);
    near(orders, EXPECTED[model], 1e-7);
    for (const column of Object.values(columns)) assert.equal(column.length, 2357);
  });
}

test('a book says which model it took on its own past, and why', async () => {
  const book = await engine.open(ordersCsv());
  const value = await book.value();
  assert.ok(value.model);
  assert.ok(value.candidates.length >= 3);
  assert.ok(value.why);
  assert.equal(value.holdout !== null, value.noHoldout === null);
  const customers = await value.column('customer');
  const {offsets} = await value.ids();
  assert.ok(customers.length > 0 && customers.length < offsets.length);
  const alive = await value.column('pAlive');
  assert.ok(alive.every((p) => p >= 0 && p <= 1));
  assert.equal(JSON.parse(JSON.stringify(value)).kind, 'value');
  const again = await book.value({model: 'mbg-nbd'});
  assert.equal(again.model, 'mbg-nbd');
  assert.equal(again.why, 'override');
  await assert.rejects(value.column('clv'), {code: 'internal'});
  book.dispose();
});

test('an option that cannot be is named', async () => {
  for (const [option, options] of Object.entries({
    model: {model: /** @type {any} */ ('nbd')},
    horizon: {horizon: -1},
    margin: {margin: 2},
    discountRate: {discountRate: -2},
    unit: {unit: /** @type {any} */ ('year')},
  })) {
    await assert.rejects(engine.summaryValue(summary, options), (error) => {
      assert.ok(error instanceof AnalysisError);
      assert.deepEqual([error.code, error.params.option], ['invalid-option', option]);
      return true;
    });
  }
  await assert.rejects(engine.summaryValue({...summary, age: [1]}), {code: 'invalid-option'});
  await assert.rejects(
    engine.summaryValue({...summary, x: [0.5], last: [0], age: [1], spend: []}),
    {
      code: 'invalid-option',
    },
  );
});

test('too few who came back is an answer with a reason', async () => {
  const few = {x: [1, 0, 2], last: [3, 0, 4], age: [9, 9, 9], spend: [], customers: []};
  const {value, columns} = await engine.summaryValue(few);
  assert.equal(value.model, null);
  assert.ok(value.candidates.every(({error}) => error === 'too-few-repeaters'));
  assert.equal(value.spend.error, 'too-few-repeaters');
  assert.ok(columns.clv.every(Number.isNaN));
});

test('value --summary --json prints the answer and nothing else', async () => {
  const args = ['value', '--summary', 'summary.csv', '--model', 'pareto-nbd', '--horizon', '39'];
  const {stdout} = await run(process.execPath, [BIN, ...args, '--json'], {cwd: folder});
  const value = JSON.parse(stdout);
  near(value.params.beta, 11.668735288855, 1e-9);
  near(value.logLikelihood, -9594.976178939543, 1e-12);
});

test('it is said how sure the figures are', async () => {
  const {value} = await engine.summaryValue(summary, {model: 'bg-nbd', horizon: 39});
  const {intervals} = value;
  assert.ok(intervals);
  assert.equal(intervals.verdict, 'good');
  assert.deepEqual(Object.keys(intervals.params), ['r', 'alpha', 'a', 'b']);
  for (const [name, {p95, p50}] of Object.entries(intervals.params)) {
    const estimate = value.params?.[name] ?? NaN;
    assert.ok(Number(p95[0]) < estimate && estimate < Number(p95[1]), name);
    assert.ok(Number(p95[0]) < Number(p50[0]) && Number(p50[1]) < Number(p95[1]), name);
  }
  assert.equal(intervals.expectedOrders.length, value.forecast.length);
  const none = await engine.summaryValue(summary, {model: 'bg-nbd', intervals: false});
  assert.equal(none.value.intervals, null);
});

test('value --customers writes a line for each customer', async () => {
  const args = ['value', 'shop.csv', '--model', 'bg-nbd', '--customers', 'worth.csv'];
  const {stdout} = await run(process.execPath, [BIN, ...args], {cwd: folder});
  assert.match(stdout, /^bg-nbd, fitted on \d+ customers up to /);
  const lines = (await readFile(join(folder, 'worth.csv'), 'utf8')).trim().split(/\r?\n/);
  assert.match(lines[0] ?? '', /"id","pAlive","expectedOrders","expectedSpend","clv","dert"/);
  const fitted = Number(/fitted on (\d+)/.exec(stdout)?.[1]);
  assert.equal(lines.length, fitted + 1);
  assert.match(
    lines[1] ?? '',
    /^"[^"]+",[\d.]+,[\d.]+,[\d.]+,[\d.]+,[\d.]+,"\d{4}-\d\d-\d\d",\d+$/,
  );
});

test('a wrong call has status 2', async () => {
  for (const args of [['value'], ['value', 'shop.csv', '--summary', 'summary.csv']]) {
    await assert.rejects(run(process.execPath, [BIN, ...args], {cwd: folder}), {code: 2});
  }
  const wrong = run(process.execPath, [BIN, 'value', '--summary', 'shop.csv'], {cwd: folder});
  await assert.rejects(wrong, /the summary has no column x/);
});
