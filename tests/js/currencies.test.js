import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {fileURLToPath} from 'node:url';
import {Ajv2020} from 'ajv/dist/2020.js';
import {analyze, open} from '../../pkg/node.js';

const CSV = [
  'customer,date,amount,currency',
  ...Array.from({length: 12}, (_, at) => `c${at % 4},2025-01-${10 + at},10.00,EUR`),
  ...Array.from({length: 5}, (_, at) => `d${at % 2},2025-02-${10 + at},20.50,USD`),
  'e1,2025-03-01,3000,JPY',
  ',2025-03-02,7.00,EUR',
].join('\n');

/** @param {import('../../pkg/wasm/headwater.js').Reading} reading */
const shown = ({currencies}) =>
  currencies.map(({code, rows, counted, net, dropped, fate, rate, inLedger}) =>
    [code, rows, counted, net, dropped, fate, rate, inLedger].join(' '),
  );

test('the currency of most rows is the report, and the others are told with their sums', async () => {
  const {reading, pool} = await analyze(CSV);
  assert.equal(reading.currency, 'EUR');
  assert.equal(pool.currency, 'EUR');
  assert.deepEqual(shown(reading), [
    'EUR 13 12 120.00 7.00 kept  120.00',
    'USD 5 5 102.50 0.00 set-aside  0.00',
    'JPY 1 1 3000.00 0.00 set-aside  0.00',
  ]);
  assert.equal(reading.totals.kept, '120.00');
  const tally = reading.diagnostics.find(({code}) => code === 'mixed-currency');
  assert.equal(tally?.count, 6);
});

test('another one can be chosen, and rates convert the others to the cent', async () => {
  const dollars = await analyze(CSV, {currency: 'usd'});
  assert.equal(dollars.reading.currency, 'USD');
  assert.equal(dollars.reading.totals.kept, '102.50');
  const yuan = await analyze(CSV, {currency: 'CNY', rates: {EUR: '7.8055', USD: '7.1'}});
  // 10 euros are 78.055 yuan: 78.06, twelve times, since 78.05 and 78.06 are as near and 6 is even.
  assert.deepEqual(shown(yuan.reading), [
    'EUR 13 12 120.00 7.00 converted 7.8055 936.72',
    'USD 5 5 102.50 0.00 converted 7.1 727.75',
    'JPY 1 1 3000.00 0.00 set-aside  0.00',
  ]);
  assert.equal(yuan.reading.totals.kept, '1664.47');
  assert.deepEqual(
    yuan.reading.diagnostics.filter(({code}) => code.endsWith('rate')).map(({count}) => count),
    [1],
  );
});

test('a report on several currencies is as its schema says', async () => {
  const text = await readFile(
    new URL('../../pkg/schema/report.schema.json', import.meta.url),
    'utf8',
  );
  const ajv = new Ajv2020({strict: true, allErrors: true, allowUnionTypes: true});
  const validate = ajv.compile(JSON.parse(text));
  const report = await analyze(CSV, {currency: 'CNY', rates: {EUR: '7.8', USD: '7.1'}});
  validate(JSON.parse(JSON.stringify(report)));
  assert.deepEqual(validate.errors, null);
});

test('what is no currency and what is no rate is refused', async () => {
  /** @type {{currency?: string, rates?: Record<string, string>}[]} */
  const wrong = [
    {currency: 'euro'},
    {currency: ''},
    {rates: {USD: '7.1'}},
    {currency: 'USD', rates: {USD: '1'}},
    ...['', '0', '-1', '1e3', '7,1', 'NaN', '7.1.1'].map((rate) => ({
      currency: 'CNY',
      rates: {USD: rate},
    })),
    {currency: 'CNY', rates: {dollars: '7.1'}},
  ];
  for (const options of wrong) {
    await assert.rejects(open(CSV, options), {code: 'invalid-option'}, JSON.stringify(options));
  }
});

test('offsets that carry an order over midnight are told and kept exact', async () => {
  const csv =
    'customer,date,amount\na,2024-03-01T00:10:00+05:45,1\nb,2024-02-29T23:50:00-12:00,2\n';
  const {reading} = await open(csv, {timeZoneOffset: 0});
  assert.deepEqual([reading.firstDay, reading.lastDay], ['2024-02-29', '2024-03-01']);
  assert.deepEqual(reading.timeZone, {
    offsetMinutes: 0,
    rowsWithOffset: 2,
    smallestOffset: -720,
    largestOffset: 345,
  });
  const far = await open(csv, {timeZoneOffset: 840});
  assert.deepEqual([far.reading.firstDay, far.reading.lastDay], ['2024-03-01', '2024-03-02']);
});

test('the command takes a currency and rates', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'headwater-'));
  t.after(() => rm(folder, {recursive: true}));
  const path = join(folder, 'mixed.csv');
  await writeFile(path, CSV);
  const bin = fileURLToPath(new URL('../../pkg/bin/headwater.js', import.meta.url));
  /** @param {string[]} args */
  const run = (...args) =>
    spawnSync(process.execPath, [bin, 'report', path, '--json', ...args], {encoding: 'utf8'});
  const rated = run('--currency', 'CNY', '--rate', 'EUR=7.8', '--rate', 'usd=7.1');
  assert.equal(JSON.parse(rated.stdout).reading.totals.kept, '1663.75');
  assert.equal(JSON.parse(run('--currency=JPY').stdout).reading.totals.kept, '3000.00');
  const wrong = run('--rate', 'EUR');
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /CODE=NUMBER/);
  const zero = run('--currency', 'CNY', '--rate', 'EUR=0');
  assert.match(zero.stderr, /^invalid-option/);
});
