import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {after, before} from 'node:test';
import {fileURLToPath} from 'node:url';
import {ordersCsv} from './lib/orders.js';

const BIN = fileURLToPath(new URL('../../pkg/bin/headwater.js', import.meta.url));
const CSV = ordersCsv();

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headwater-'));
  await Promise.all([
    writeFile(join(folder, 'shop.csv'), CSV),
    writeFile(join(folder, 'empty.csv'), ''),
    writeFile(
      join(folder, 'kunden.csv'),
      'Wer;order_time;amount\nA;2024-01-01;1,5\nA;2024-02-01;2,5\n',
    ),
  ]);
});
after(() => rm(folder, {recursive: true}));

/**
 * @param {string[]} args
 * @param {string} [input]
 * @returns {Promise<{status: number | null, out: string, err: string}>}
 */
function run(args, input = '') {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [BIN, ...args], {cwd: folder});
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
    child.on('close', (status) => resolve({status, out, err}));
    child.stdin.end(input);
  });
}

test('report --json prints the whole report and nothing else', async () => {
  const {status, out} = await run(['report', 'shop.csv', '--json']);
  assert.equal(status, 0);
  const report = JSON.parse(out);
  assert.equal(report.reading.files[0].name, 'shop.csv');
  assert.equal(report.rfm.classes.length, 8);
  assert.equal(report.reading.files[0].bytes, CSV.length);
});

test('options reach the report', async () => {
  const args = [
    '--as-of',
    '2024-09-30',
    '--until',
    '2024-06-30',
    '--unit',
    'day',
    '--cut-rule',
    'mean',
  ];
  const {out} = await run(['report', 'shop.csv', '--json', ...args]);
  const {options, models} = JSON.parse(out);
  assert.equal(options.asOf, '2024-09-30');
  assert.equal(options.cutRule, 'mean');
  assert.equal(models.bgNbd.unit, 'day');
  assert.equal(models.bgNbd.until, '2024-06-30');
});

test('columns and delimiter can be named; what is doubtful is a warning', async () => {
  const {status, out, err} = await run([
    'report',
    'kunden.csv',
    '--json',
    '--map',
    'customer=Wer',
    '--delimiter',
    'semicolon',
  ]);
  assert.equal(status, 0, err);
  assert.equal(JSON.parse(out).pool.customers, 1);
  assert.match(
    err,
    /^warning: too-few-repeaters: the BG\/NBD model was not fitted \(found 1, needed \d+\)$/m,
  );
});

test('- is the standard input', async () => {
  const {status, out} = await run(['report', '-', '--json'], CSV);
  assert.equal(status, 0);
  assert.equal(JSON.parse(out).reading.rows, CSV.trimEnd().split('\n').length - 1);
});

test('without --json it is a page of text', async () => {
  const {status, out} = await run(['report', 'shop.csv']);
  assert.equal(status, 0);
  assert.match(out, /^shop\.csv: [\d,]+ rows, [\d,]+ kept, 0 dropped$/m);
  assert.match(out, /^ +111 /m);
  assert.match(out, /BG\/NBD by week/);
  assert.doesNotMatch(out, /NaN|undefined|null/);
});

test('rows --json prints the records as they were read', async () => {
  const {status, out} = await run(['rows', 'kunden.csv', '--json']);
  assert.equal(status, 0);
  assert.deepEqual(JSON.parse(out), {
    delimiter: ';',
    encoding: 'utf-8',
    warnings: [],
    skipped: [],
    rows: [
      ['Wer', 'order_time', 'amount'],
      ['A', '2024-01-01', '1,5'],
      ['A', '2024-02-01', '2,5'],
    ],
  });
});

test('rows --serve answers each file with a line, also where it is refused', async () => {
  await writeFile(
    join(folder, 'gbk.csv'),
    Buffer.from('bfcdbba72cbdf0b6ee0ad5c5c8fd2c350a', 'hex'),
  );
  const child = spawn(process.execPath, [BIN, 'rows', '--json', '--serve'], {cwd: folder});
  child.stdin.end('gbk.csv\nnone.csv\nkunden.csv\n');
  let out = '';
  for await (const text of child.stdout.setEncoding('utf8')) out += text;
  const [gbk, none, plain] = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(gbk.encoding, 'gb18030');
  assert.deepEqual(gbk.rows, [
    ['客户', '金额'],
    ['张三', '5'],
  ]);
  assert.match(none.error, /ENOENT/);
  assert.equal(plain.rows.length, 3);
});

test('a big output is whole, also where its reader is slow or leaves', async () => {
  const rows = Array.from({length: 60_000}, (_, row) => `${row},2024-01-01,"a ""quoted"" text"`);
  await writeFile(join(folder, 'big.csv'), ['id,day,text', ...rows].join('\n'));
  const {out} = await run(['rows', 'big.csv', '--json']);
  assert.equal(JSON.parse(out).rows.length, 60_001);
  const child = spawn(process.execPath, [BIN, 'rows', 'big.csv', '--json'], {cwd: folder});
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
  child.stdout.once('data', () => child.stdout.destroy());
  const status = await new Promise((resolve) => child.on('close', resolve));
  assert.deepEqual([status, err], [0, '']);
});

test('errors are code and text on the standard error, with status 1', async () => {
  const empty = await run(['report', 'empty.csv', '--json']);
  assert.deepEqual([empty.status, empty.out], [1, '']);
  assert.match(empty.err, /^empty-file: \S.*\n$/);
  const missing = await run(['report', 'nowhere.csv', '--json']);
  assert.deepEqual([missing.status, missing.out], [1, '']);
  assert.match(missing.err, /^ENOENT: .*nowhere\.csv'\n$/);
  const option = await run(['report', 'shop.csv', '--as-of', 'tomorrow']);
  assert.equal(option.status, 1);
  assert.match(option.err, /^invalid-option: .*asOf/);
});

test('a wrong call says so, with status 2', async () => {
  const calls = [
    [],
    ['frobnicate'],
    ['report'],
    ['rows', 'shop.csv'],
    ['rows', 'a', 'b', '--json'],
    ['report', 'shop.csv', '--no-such'],
    ['report', 'shop.csv', '--map', 'customer'],
    ['report', 'shop.csv', '--discount-rate', 'much'],
    ['report', 'shop.csv', '--thresholds', '1,2'],
  ];
  for (const args of calls) {
    const {status, out, err} = await run(args);
    assert.deepEqual([status, out], [2, ''], args.join(' '));
    assert.match(err, /^headwater: \S.*\nTry headwater --help\.\n$/s, args.join(' '));
  }
});

test('--help and --version', async () => {
  const help = await run(['--help']);
  assert.equal(help.status, 0);
  assert.match(help.out, /^Usage:/);
  const {version} = JSON.parse(
    await readFile(new URL('../../pkg/package.json', import.meta.url), 'utf8'),
  );
  assert.deepEqual(await run(['--version']), {status: 0, out: `${version}\n`, err: ''});
});
