import assert from 'node:assert/strict';
import test from 'node:test';
import {AnalysisError, analyze, open} from '../../pkg/node.js';
import {ordersCsv} from './lib/orders.js';

const CSV = ordersCsv({customers: 100});

/** @type {[string, string | Uint8Array, object, object][]} */
const FILES = [
  ['no byte', '', {}, {code: 'empty-file'}],
  ['white space only', ' \n\n', {}, {code: 'empty-file'}],
  ['only a header', 'customer_id,order_time,amount\n', {}, {code: 'no-records'}],
  [
    'no customer column',
    'colour,order_time,amount\nred,2024-01-01,1.50\n',
    {},
    {code: 'missing-column', params: {field: 'customer'}},
  ],
  [
    'no date that can be read',
    'customer_id,order_time,amount\nC1,soon,1.50\nC2,later,2.50\n',
    {},
    {code: 'no-parsable-date', column: 'order_time', value: 'soon'},
  ],
  [
    'no amount that can be read',
    'customer_id,order_time,amount\nC1,2024-01-01,much\n',
    {},
    {code: 'no-parsable-amount', column: 'amount', value: 'much'},
  ],
  [
    'a mapping to no column',
    CSV,
    {mapping: {customer: 'Kunde'}},
    {code: 'unknown-column', params: {field: 'customer'}},
  ],
  [
    'an encoding that nobody knows',
    CSV,
    {encoding: 'klingon'},
    {code: 'invalid-option', params: {option: 'encoding'}},
  ],
  [
    'a workbook',
    Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0, 6, 0]),
    {},
    {code: 'unsupported-format'},
  ],
  [
    'a header in UTF-16 and nothing under it',
    Uint8Array.from([0xff, 0xfe, ...Buffer.from('customer_id,order_time,amount\n', 'utf16le')]),
    {},
    {code: 'no-records'},
  ],
];

for (const [name, file, options, expected] of FILES) {
  test(`${name}: a typed error`, async () => {
    const error = await open(file, options).then(
      () => assert.fail('it was opened'),
      (/** @type {unknown} */ thrown) => thrown,
    );
    assert.ok(error instanceof AnalysisError, String(error));
    const {code, column, value, params} = error;
    assert.deepEqual({code, column, value, params}, {code, column, value, params, ...expected});
    assert.ok(error.message.length > 10);
    // An error is no breakdown: the same instance goes on.
    assert.ok((await open(CSV)).reading.rows > 0);
  });
}

test('an option that can not be is refused with its name', async () => {
  const book = await open(CSV);
  const wrong = /** @type {const} */ ([
    [{asOf: 'yesterday'}, 'asOf'],
    [{until: '2024-02-30'}, 'until'],
    [{discountRate: -2}, 'discountRate'],
    [{periodDays: 0}, 'periodDays'],
  ]);
  for (const [options, option] of wrong) {
    await assert.rejects(book.report(options), {code: 'invalid-option', params: {option}});
  }
  await assert.rejects(book.report({asOf: '2001-01-01'}), {code: 'nothing-before'});
  assert.ok((await book.report()).pool.customers > 0);
  book.dispose();
});

test('too few repeat customers: a report without a model that says why', async () => {
  const rows = Array.from({length: 40}, (_, who) => `C${who},2024-01-${10 + (who % 9)},${who}.50`);
  const report = await analyze(['customer_id,order_time,amount', ...rows].join('\n'));
  assert.equal(report.pool.customers, 40);
  assert.equal(report.models.bgNbd, null);
  assert.equal(report.value, null);
  const [why] = report.models.errors;
  assert.deepEqual([why?.model, why?.code, why?.found], ['bgNbd', 'too-few-repeaters', 0]);
  assert.ok((await report.column('pAlive')).every(Number.isNaN));
});

test('a stream that breaks off is no short file', async () => {
  async function* broken() {
    yield new TextEncoder().encode(CSV.slice(0, 1000));
    throw new Error('connection reset');
  }
  await assert.rejects(open({name: 'shop.csv', data: broken()}), {
    code: 'file-changed',
    message: /shop\.csv could not be read to its end \(connection reset\)/,
  });
  // @ts-expect-error -- a stream of text is not bytes
  const text = open(new Blob([CSV]).stream().pipeThrough(new TextDecoderStream()));
  await assert.rejects(text, {code: 'invalid-option', message: /no bytes/});
});

test('options nested without end are refused, and open books live on', async () => {
  const book = await open(CSV);
  /** @type {any} */
  let mapping = 'customer_id';
  for (let deep = 0; deep < 5000; deep++) mapping = {customer: mapping};
  await assert.rejects(open(CSV, {mapping}), {code: 'invalid-option'});
  assert.ok((await book.report()).pool.customers > 0);
  book.dispose();
});

test('a file of nothing but refunds has no order', async () => {
  const refunds = open('customer_id,order_time,amount\na,2024-01-01,-5\nb,2024-01-02,-6\n');
  await assert.rejects(
    refunds.then((book) => book.report()),
    {code: 'no-orders', message: /or is a refund/},
  );
});
