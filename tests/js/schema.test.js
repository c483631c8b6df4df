import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import test from 'node:test';
import {Ajv2020} from 'ajv/dist/2020.js';
import {analyze} from '../../pkg/node.js';
import {ordersCsv} from './lib/orders.js';

const text = await readFile(
  new URL('../../pkg/schema/report.schema.json', import.meta.url),
  'utf8',
);
const schema = JSON.parse(text);
const validate = new Ajv2020({strict: true, allErrors: true, allowUnionTypes: true}).compile(
  schema,
);

/** @param {unknown} report */
function assertValid(report) {
  validate(JSON.parse(JSON.stringify(report)));
  assert.deepEqual(validate.errors, null);
}

test('a whole report is as the schema says', async () => {
  const report = await analyze(ordersCsv());
  assert.ok(report.models.bgNbd && report.models.gammaGamma && report.value);
  assertValid(report);
});

test('so is one with own thresholds, dropped rows and amounts in a currency', async () => {
  const csv = [
    'customer_id,order_time,amount,status,product,quantity',
    'A,2024-01-01T10:00:00+08:00,¥10.00,paid,tea,2',
    'A,2024-01-05T10:00:00+08:00,¥-2.00,refunded,tea,1',
    'B,never,¥1.00,paid,tea,1',
    'C,2024-02-01T10:00:00+08:00,¥30.00,cancelled,pot,1',
    'D,2024-02-01T10:00:00+08:00,¥30.00,odd,pot,x',
    ',2024-02-01T10:00:00+08:00,¥30.00,paid,pot,1',
  ].join('\n');
  const thresholds = {days: 30, orders: 2, spend: 5};
  assertValid(await analyze(csv, {cutRule: 'thresholds', thresholds, timeZoneOffset: 480}));
});

test('so is one without models', async () => {
  const rows = Array.from({length: 30}, (_, who) => `C${who},2024-01-01,${who + 1}`);
  const report = await analyze(['customer_id,order_time,amount', ...rows].join('\n'));
  assert.equal(report.models.bgNbd, null);
  assertValid(report);
});

test('so is one that leaves them out, and all else is the same', async () => {
  const whole = await analyze(ordersCsv());
  const report = await analyze(ordersCsv(), {models: false});
  assertValid(report);
  assert.deepEqual(report.models, {bgNbd: null, gammaGamma: null, errors: []});
  assert.equal(report.value, null);
  assert.deepEqual([report.metrics, report.cohorts], [whole.metrics, whole.cohorts]);
  assert.ok([...(await report.column('pAlive'))].every(Number.isNaN));
  assert.deepEqual(await report.column('class'), await whole.column('class'));
});

test('the schema leaves no room for what is not described', async () => {
  const report = JSON.parse(JSON.stringify(await analyze(ordersCsv())));
  assert.ok(!validate({...report, extra: 1}));
  assert.ok(!validate({...report, pool: {...report.pool, net: 12.5}}));
  assert.ok(!validate({...report, rfm: {...report.rfm, classes: report.rfm.classes.slice(1)}}));
});
