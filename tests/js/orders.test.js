import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import test from 'node:test';
import {Ajv2020} from 'ajv/dist/2020.js';
import {isWithoutKey} from '../../pkg/errors.js';
import {open} from '../../pkg/node.js';

/** @param {string} name */
const schema = async (name) =>
  JSON.parse(await readFile(new URL(`../../pkg/schema/${name}`, import.meta.url), 'utf8'));
const ajv = new Ajv2020({strict: true, allErrors: true, allowUnionTypes: true});
ajv.addSchema(await schema('report.schema.json'));
const validate = ajv.compile(await schema('orders-report.schema.json'));

/** An export without a buyer, as a shop's back end writes it. */
const CSV = [
  '订单编号,总金额,订单付款时间,商品标题,订单状态',
  '1,20.00,2024-01-01 10:59:00,茶,交易成功',
  '2,30.00,2024-01-07 23:59:59,茶,交易成功',
  '3,12.50,2024-03-02 09:00:00,"=杯,""大""",交易成功',
  '4,9.00,2024-03-02 09:00:00,茶,交易关闭',
  '5,7.00,从不,茶,交易成功',
].join('\n');

test('orders without a buyer have a report of their own, and no customers', async () => {
  await assert.rejects(open(CSV), isWithoutKey);
  const book = await open(CSV, {customers: 'none'});
  assert.equal(book.reading.customers, null);
  const report = await book.sales();
  validate(JSON.parse(JSON.stringify(report)));
  assert.deepEqual(validate.errors, null);
  assert.equal(report.kind, 'orders');
  assert.equal(report.totals.net, '62.50');
  assert.deepEqual(
    report.months.map(({month, orders, net}) => [month, orders, net]),
    [
      ['2024-01', 2, '50.00'],
      ['2024-02', 0, '0.00'],
      ['2024-03', 1, '12.50'],
    ],
  );
  assert.equal(report.hours?.[0]?.[10]?.orders, 1);
  await assert.rejects(book.report(), isWithoutKey);
});

test('months of the reading add up to its totals, dropped rows too', async () => {
  const {reading} = await open(CSV, {customers: 'none'});
  assert.deepEqual(reading.months, [
    {month: '2024-01', rows: 2, kept: 2, net: '50.00', dropped: '0.00'},
    {month: '2024-03', rows: 2, kept: 1, net: '12.50', dropped: '9.00'},
    {month: null, rows: 1, kept: 0, net: '0.00', dropped: '7.00'},
  ]);
  assert.deepEqual(reading.totals, {all: '78.50', kept: '62.50', dropped: '16.00'});
  assert.deepEqual(reading.setAside, {rows: 2, beyond: 0});
});

test('rows set aside come back as a guarded file', async () => {
  const csv = 'customer,date,amount,note\nA,2024-01-01,5,\nA,never,6,"=1+1, ""x"""\n';
  const book = await open(csv);
  const blob = await book.exportSetAside({
    headers: ['文件', '行', '原因'],
    reasons: {'unparsed-date': '读不出日期'},
  });
  const lines = (await blob.text()).split('\r\n');
  assert.equal(lines[0], '"文件","行","原因","customer","date","amount","note"');
  assert.match(lines[1] ?? '', /^"[^"]*",3,"读不出日期","A","never","6","'=1\+1, ""x"""$/);
});

test('a named file has both kinds of report', async () => {
  const book = await open('customer,date,amount\nA,2024-01-01,5\nB,2024-01-02,6\n');
  const report = await book.report();
  assert.equal(report.kind, 'customers');
  const sales = await book.sales({asOf: '2024-01-01'});
  assert.deepEqual([sales.totals.orders, sales.totals.net, sales.hours], [1, '5.00', null]);
  assert.equal((await report.customers.rows()).total, 2);
});
