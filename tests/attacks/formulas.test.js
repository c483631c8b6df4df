// F: text that a spreadsheet would run. Every exported cell of every attack is looked at by
// `attack` itself; here is what the exports must hold on top of that.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {open} from '../../pkg/node.js';
import {csvRows, liveMarkup, unsafeCells} from './lib/check.js';
import {attack, counts, exportedIds, fixture} from './lib/run.js';

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text);

test('the check finds what it is there to find', () => {
  for (const cell of [
    '=1',
    '+x',
    '-a',
    '@x',
    '\t=1',
    '\n1',
    '＝1',
    '\u200b=1',
    '\ufeff＠x',
    '""=1',
  ]) {
    assert.equal(unsafeCells(bytes(`"id"\r\n"${cell}"\r\n`)).length, 1, JSON.stringify(cell));
  }
  for (const cell of ["'=1", 'a=1', '-5.00', '+8', '张三', '']) {
    assert.deepEqual(unsafeCells(bytes(`"id"\r\n"${cell}"\r\n`)), [], cell);
  }
  assert.equal(unsafeCells(bytes('id\r\na;=1\r\n')).length, 1);
  for (const live of [
    '<script>1</script>',
    '<a onclick="x()">',
    '<a xlink:href="javascript:x">',
    '<iframe src="x">',
    '<g style="fill: url(http://127.0.0.1)">',
  ]) {
    assert.equal(liveMarkup(`<svg>${live}</svg>`).length, 1, live);
  }
  assert.deepEqual(liveMarkup('<svg><text fill="url(#a)">&lt;script&gt;</text></svg>'), []);
});

for (const [id, name, customers] of /** @type {const} */ ([
  ['F01', 'formula_classic.csv', 13],
  ['F03', 'formula_fullwidth.csv', 6],
  ['F05', 'formula_separator_break.csv', 8],
])) {
  test(`${id}: ${name} comes out guarded, and reading that gives the same ids`, async () => {
    const outcome = await attack(name);
    assert.equal(outcome.reading?.customers, customers);
    assert.deepEqual(await exportedAgain(outcome), exportedIds(outcome));
  });
}

test('F02, F04: behind characters that do not show, a formula is still guarded', async () => {
  for (const name of ['formula_control_prefix.csv', 'formula_invisible_prefix.csv']) {
    const outcome = await attack(name);
    assert.equal(outcome.reading?.kept, outcome.reading?.rows);
    // Ids that differ only in what does not show are one customer, and that is said.
    assert.ok(counts(outcome)['wrapped-id'] > 0, JSON.stringify(counts(outcome)));
    assert.deepEqual(await exportedAgain(outcome), exportedIds(outcome));
  }
});

test('F05: every cell of text is quoted, whatever separates cells elsewhere', async () => {
  const {files} = await attack('formula_separator_break.csv');
  const text = new TextDecoder().decode(files.customers);
  for (const id of ['"a;=1+1"', '"a\t=1+1"', '"a|=1+1"', '"a,=1+1"', '";=1+1;"']) {
    assert.ok(text.includes(`\r\n${id},`), `${id} in ${text}`);
  }
});

test('F06: a formula as a header is guarded where it is written again', async () => {
  const text =
    'customer_id,order_date,amount,=1+1,@SUM(1),-note\nA,2024-01-01,1,x,y,z\nB,never,1,=2,y,z\n';
  const {files} = await attack('headers.csv', bytes(text));
  const [header, row] = csvRows(new TextDecoder().decode(files.setAside));
  for (const cell of ["'=1+1", "'@SUM(1)", "'-note"]) assert.ok(header.includes(cell), `${header}`);
  assert.ok(row.includes("'=2"), `${row}`);
  await attack('formula_header.csv');
});

test('F07: a formula as a file name is guarded where it is written', async () => {
  const text = 'customer_id,order_date,amount\nA,2024-01-01,1\nB,never,1\n';
  for (const name of ["=cmd|'/C calc'!A0.csv", '@SUM(1).csv', '../../x.csv', '\u202ecsv.exe']) {
    const {files, reading} = await attack(name, bytes(text));
    assert.equal(reading?.files[0].name, name);
    const [, [first]] = csvRows(new TextDecoder().decode(files.setAside));
    assert.equal(first, /^[=@]/.test(name) ? `'${name}` : name);
  }
});

test('F08: amounts stay numbers; telephone numbers and handles are text, and come back', async () => {
  const outcome = await attack('formula_honest.csv');
  assert.deepEqual(exportedIds(outcome).sort(), ["'+8613800000001", "'-dash-", "'@handle"]);
  const book = await open(fixture('formula_honest.csv'));
  const table = {headers: ['net'], rows: [[-5.5], ['-5.50'], ['+8613800000001']]};
  const written = new TextDecoder().decode(await book.tableToCsv(table));
  assert.equal(written, `"net"\r\n-5.5\r\n"'-5.50"\r\n"'+8613800000001"\r\n`);
  book.dispose();
});

/**
 * The ids that are exported when the exported ids are read as customers.
 *
 * @param {import('./lib/run.js').Outcome} outcome
 */
async function exportedAgain(outcome) {
  const quoted = exportedIds(outcome).map((id) => `"${id.replaceAll('"', '""')}"`);
  const lines = quoted.map((id, i) => `${id},2024-01-${String(i + 1).padStart(2, '0')},${100 - i}`);
  const again = await attack(
    'again.csv',
    bytes(`customer_id,order_date,amount\n${lines.join('\n')}\n`),
  );
  const order = new Map(exportedIds(outcome).map((id, i) => [id, i]));
  return exportedIds(again).sort((a, b) => (order.get(a) ?? NaN) - (order.get(b) ?? NaN));
}
