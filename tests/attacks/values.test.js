// X, P, R, N: cells that are markup, keys of objects, traps for parsers, numbers at the limits.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {open} from '../../pkg/node.js';
import * as made from './lib/made.js';
import {attack, counts, exportedIds, fixture} from './lib/run.js';

for (const [id, name, customers] of /** @type {const} */ ([
  ['X01', 'xss_customers.csv', 30],
  ['X02', 'xss_headers.csv', 4],
  ['X07', 'css_values.csv', 6],
  ['X10', 'urls.csv', 6],
])) {
  test(`${id}: ${name} is read and written as the text that it is`, async () => {
    const {reading, report} = await attack(name);
    assert.equal(reading?.kept, reading?.rows);
    assert.equal(report?.pool.customers, customers);
  });
}

test('X05: a message never repeats a cell', async () => {
  const {errors} = await attack('xss_bad_values.csv');
  assert.equal(errors.open.code, 'no-parsable-date');
  assert.doesNotMatch(errors.open.message, /[<>]/);
});

test('X08: directions and joined pictures come out as they went in, blanks of no width do not', async () => {
  const outcome = await attack('marks.csv', made.marks());
  const ids = exportedIds(outcome);
  for (const part of ['ab', '\u2066x\u2069\u2067y', '👨\u200d👩\u200d👧\u200d👦']) {
    assert.ok(
      ids.some((id) => id.includes(part)),
      part,
    );
  }
});

test('X09: a name of 300 KB is a name', async () => {
  const outcome = await attack('long_name.csv', made.longName());
  assert.deepEqual(
    exportedIds(outcome)
      .map((id) => id.length)
      .sort((a, b) => a - b),
    [3, 300_000],
  );
});

test('P01: keys of objects are customers, and every row is counted', async () => {
  const outcome = await attack('proto_customers.csv');
  const {reading} = outcome;
  assert.ok(reading);
  assert.equal(reading.rows, 63);
  assert.equal(reading.totals.all, '1266.30');
  const listed = counts(outcome)['missing-customer'] ?? 0;
  assert.equal(reading.kept + listed, 63, 'what is not kept is said');
  const ids = exportedIds(outcome);
  for (const id of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', 'then']) {
    assert.ok(ids.includes(id), id);
  }
});

test('P02: keys of objects are headers', async () => {
  const {reading, preview} = await attack('proto_headers.csv');
  assert.deepEqual([reading?.kept, reading?.totals.kept], [8, '36.00']);
  const headers = preview?.columns.map(({header}) => header);
  assert.deepEqual(headers?.slice(4, 7), ['__proto__', 'constructor', 'toString']);
  const text = 'a,order_date,amount\nA,2024-01-01,1\n';
  await assert.rejects(open(text, {mapping: {customer: '__proto__'}}), {code: 'unknown-column'});
});

test('P03: ids that are numbers stay apart as text, but for the fraction a spreadsheet adds', async () => {
  const outcome = await attack('integerlike_ids.csv');
  const ids = exportedIds(outcome);
  assert.deepEqual(ids.toSorted(), ['01', '1', '10', '1e0', '2']);
  assert.equal(outcome.reading?.kept, 9);
});

test('P04: settings are checked; nesting without end is refused, not followed', async () => {
  /** @type {Record<string, unknown>} */
  const settings = JSON.parse(new TextDecoder().decode(fixture('settings_pollution.json')));
  const csv = 'customer_id,order_date,amount\nA,2024-01-01,1\n';
  const book = await open(csv);
  for (const options of [
    settings,
    {mapping: settings},
    {mapping: JSON.parse('{"__proto__":"x"}')},
  ]) {
    await assert.rejects(open(csv, options), {code: 'invalid-option'});
  }
  await assert.rejects(book.report(settings), {code: 'invalid-option'});
  assert.equal(/** @type {Record<string, unknown>} */ ({}).polluted, undefined);
  assert.equal((await book.report()).pool.customers, 1, 'the book that was open still is');
  book.dispose();
});

test('P04: a mapping may name any column, and no role but those that there are', async () => {
  const csv = '__proto__,constructor,prototype,toString\nA,2024-01-01,1,x\nB,2024-01-02,2,y\n';
  const mapping = {customer: '__proto__', orderTime: 'constructor', amount: 'prototype'};
  const book = await open(csv, {mapping: {...mapping, product: 'toString'}});
  assert.deepEqual([book.reading.customers, book.reading.totals.kept], [2, '3.00']);
  assert.equal((await book.report()).pool.customers, 2);
  for (const key of ['__proto__', 'constructor', 'prototype', 'toString', 'polluted']) {
    const wrong = JSON.parse(`{"mapping": {"${key}": "toString"}}`);
    await assert.rejects(open(csv, wrong), {code: 'invalid-option'}, key);
  }
  await assert.rejects(open(csv, {mapping: {customer: 'valueOf'}}), {code: 'unknown-column'});
  assert.equal(/** @type {Record<string, unknown>} */ ({}).polluted, undefined);
  book.dispose();
});

/** Refused or done, without being missed. */
const SOON_MS = 2_000;

for (const [id, name, make] of /** @type {const} */ ([
  ['R01', 'look-alikes of days and amounts', made.lookAlikes],
  ['R02', 'quotes', made.quotes],
  ['R02', 'commas', made.commas],
  ['R02', 'blank lines', made.blankLines],
  ['R03', '20,000 columns with one name', () => made.sameHeaders(20_000)],
  ['R03', '10,000 columns', () => made.manyColumns(10_000)],
  ['X09', 'cells of a megabyte', made.longCells],
  ['R01', 'headers that are expressions', made.expressionHeaders],
])) {
  test(`${id}: ${name} are read or refused at once`, async () => {
    const {ms} = await attack(`${name}.csv`, make());
    assert.ok(ms < SOON_MS, `${ms} ms`);
  });
}

test('R02: a cell of quotes swallows none of the rows around it', async () => {
  for (const make of [made.commas, made.blankLines]) {
    assert.equal((await attack('rows.csv', make())).reading?.totals.kept, '3.00');
  }
  const outcome = await attack('quotes.csv', made.quotes());
  assert.equal(outcome.reading?.rows, 2);
});

test('R04: ids that are alike take at most three times as long as others', async () => {
  const times = [];
  for (const alike of [false, true]) {
    const bytes = made.sameLength(alike);
    const runs = [];
    for (let run = 0; run < 3; run++) {
      const started = performance.now();
      const book = await open(bytes);
      runs.push(performance.now() - started);
      assert.equal(book.reading.customers, 200_000);
      book.dispose();
    }
    times.push(Math.min(...runs));
  }
  assert.ok(times[1] < 3 * times[0], `${times} ms`);
});

test('R05: what is searched for is text', async () => {
  const book = await open('customer_id,order_date,amount\n(a+)+$,2024-01-01,1\naaa,2024-01-02,1\n');
  const report = await book.report();
  const found = (/** @type {string} */ search) => report.customers.rows({where: {search}});
  assert.equal((await found('(a+)+$')).total, 1);
  assert.equal((await found('a'.repeat(10_000))).total, 0);
  book.dispose();
});

test('N01: no number of a report is anything but a number', async () => {
  const outcome = await attack('extreme_amounts.csv');
  const {reading} = outcome;
  assert.equal(reading && reading.kept + reading.dropped, 16);
  const said = counts(outcome);
  assert.equal(said['oversized-amount'] + said['unparsed-amount'], reading?.dropped);
  assert.ok(said['oversized-amount'] >= 2, JSON.stringify(said));
});

test('N02: amounts beyond what can be held are refused for what they are', async () => {
  const {errors, reading} = await attack('cents_overflow.csv');
  assert.equal(reading, undefined);
  assert.equal(errors.open.code, 'amount-overflow');
  const sum = 'customer_id,order_date,amount\nA,2024-01-01,922337203685477\nB,2024-01-01,1\n';
  const beyond = await attack('sum.csv', new TextEncoder().encode(sum));
  assert.equal(beyond.errors.open.code, 'amount-overflow');
});

test('N03: not a cent is lost', async () => {
  const {reading} = await attack('cent_exact.csv');
  assert.equal(reading?.totals.all, '100.015');
});

test('N04: days at the limits are days, or set aside', async () => {
  const {reading} = await attack('extreme_dates.csv');
  assert.equal(reading && reading.kept + reading.dropped, 10);
});

test('N04: one day long ago makes no report of 65 MB', async () => {
  const book = await open('customer_id,order_date,amount\nA,1970-01-01,1\nB,2038-01-19,1\n');
  const report = await book.report();
  assert.ok(JSON.stringify(report).length < 5e6);
});

for (const [id, name, bytes] of /** @type {const} */ ([
  ['N05', 'degenerate_one_customer.csv', undefined],
  ['N06', 'degenerate_one_day.csv', undefined],
  ['N07', 'nobody_twice.csv', made.nobodyTwice],
  ['N08', 'one_for_all.csv', made.oneForAll],
  ['N09', 'degenerate_zero_money.csv', undefined],
  ['N11', 'degenerate_constant_money.csv', undefined],
  ['N12', 'degenerate_outlier_money.csv', undefined],
])) {
  test(`${id}: ${name}: each model is fitted, or says why not`, async () => {
    const {report} = await attack(name, bytes?.());
    assert.ok(report);
    for (const model of /** @type {const} */ (['bgNbd', 'gammaGamma'])) {
      const refused = report.models.errors.some((error) => error.model === model);
      assert.equal(refused, report.models[model] === null, model);
      if (!refused) assert.ok(report.models[model]?.stop, model);
    }
    const shares = report.rfm.classes.map((row) => row.customerShare);
    assert.ok(Math.abs(shares.reduce((a, b) => a + b) - 1) < 1e-9);
  });
}

test('N10: refunds alone are no orders, and said to be none', async () => {
  const {errors, reading} = await attack('degenerate_negative_money.csv');
  assert.equal(reading?.refunds, 200);
  assert.equal(errors.report.code, 'no-orders');
});
