// The bundled sample shop: the file in the repository is what its script makes, and it shows what it should.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {sampleCsv} from '../../scripts/make-sample.mjs';

const file = readFileSync(new URL('../../www/sample/coffee-zh.csv', import.meta.url));
const rows = file.toString('utf8').trimEnd().split('\r\n').slice(1);

test('the same bytes come out every time, and they are the file', () => {
  assert.equal(sampleCsv(), sampleCsv());
  assert.ok(
    Buffer.from(sampleCsv()).equals(file),
    'run scripts/make-sample.mjs and look at the difference',
  );
});

test('small enough to ship inside the page', () => {
  assert.ok(file.length < 700_000, `${file.length} bytes`);
});

test('about two thousand customers over two years, with refunds and a few broken rows', () => {
  const members = new Set(rows.map((row) => row.split(',')[1]));
  const dates = rows.map((row) => row.split(',')[2]).filter((cell) => /^\d{4}-/.test(cell));
  assert.ok(rows.length >= 6000 && rows.length <= 8000, `${rows.length} rows`);
  assert.ok(members.size >= 1800 && members.size <= 2200, `${members.size} members`);
  assert.ok(dates[0].startsWith('2024-01') && dates.at(-1)?.startsWith('2025-12-31'));
  const refunds = rows.filter((row) => /,-\d+\.\d\d,/.test(row));
  assert.ok(
    refunds.length >= 50 && refunds.every((row) => row.includes('部分退款')),
    'parts paid back',
  );
  assert.ok(rows.filter((row) => row.includes('已退款')).length >= 50, 'orders paid back');
  assert.equal(rows.filter((row) => row.split(',')[1] === '').length, 3, 'rows without a member');
  assert.equal(
    rows.filter((row) => /,(2025-02-30 |待补录)/.test(row)).length,
    2,
    'rows without a day',
  );
});

test('nothing in it looks like a telephone number', () => {
  assert.ok(!rows.some((row) => /(^|\D)1[3-9]\d{9}(\D|$)/.test(row)));
});
