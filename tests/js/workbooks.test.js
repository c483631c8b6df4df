// Workbooks through the package in Node: every fixture, the sheet that is chosen, the lines, the refusals.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {test} from 'node:test';
import {loadGlue, PARTS} from '../../pkg/load.js';
import {AnalysisError, createEngine} from '../../pkg/node.js';
import {Session} from '../../pkg/session.js';

const FOLDER = new URL('../fixtures/workbooks/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => /\.(xlsx|xls|ods)$/.test(name));

/** @param {string} name */
const bytesOf = (name) => new Uint8Array(readFileSync(new URL(name, FOLDER)));

/** @param {import('node:test').TestContext} t */
function engineOf(t) {
  const engine = createEngine();
  t.after(() => engine.dispose());
  return engine;
}

/**
 * @param {ReturnType<typeof createEngine>} engine
 * @param {string} name
 */
async function reading(engine, name) {
  try {
    const {rows, warnings, sheet, sheets} = await engine.rows({name, data: bytesOf(name)});
    if (!sheets) return {rows, warnings};
    return {
      sheet,
      sheets: Object.fromEntries(sheets.map(({name, rows}) => [name, rows])),
      warnings,
    };
  } catch (error) {
    assert.ok(error instanceof AnalysisError);
    return {code: error.code, found: error.params.found};
  }
}

/** Its last cell is the last that a sheet can have. */
const FAR = 'far-corner-cell.xlsx';

for (const name of FILES.filter((name) => name !== FAR)) {
  test(`${name} is read as expected`, async (t) => {
    const path = new URL(`${name}.expect.json`, FOLDER);
    const found = `${JSON.stringify(await reading(engineOf(t), name))}\n`;
    if (process.env.UPDATE === '1') writeFileSync(path, found);
    assert.equal(found, readFileSync(path, 'utf8'));
  });
}

test('a cell in the last corner costs a row, and not the whole sheet', async (t) => {
  const {rows} = await engineOf(t).rows({name: FAR, data: bytesOf(FAR)});
  assert.deepEqual(
    rows.map((row) => row.length),
    [2, 2, 16384],
  );
});

test('refused workbooks leave the engine as it was', async (t) => {
  const engine = engineOf(t);
  const csv = await engine.open('customer,time,amount\nA,2024-01-01,1\n');
  for (const name of FILES) await reading(engine, name);
  const book = await engine.open({name: 'basic.xlsx', data: bytesOf('basic.xlsx')});
  assert.equal(book.reading.kept, 3);
  assert.equal((await csv.report()).pool.customers, 1);
});

test('orders come from the sheet that has them, and lines are its rows', async (t) => {
  const engine = engineOf(t);
  const many = await engine.open({
    name: 'many.xlsx',
    data: bytesOf('multi-sheet-first-empty.xlsx'),
  });
  assert.deepEqual(
    many.reading.files.map(({name, sheet}) => [name, sheet]),
    [['many.xlsx', '订单明细']],
  );
  assert.equal(many.reading.kept, 3);
  const [file] = many.reading.files;
  assert.ok(file?.sheets.includes('订单明细') && file.sheets.length > 1);
  const other = {name: 'two.xlsx', data: bytesOf('two-years.xlsx')};
  const wished = await engine.open(other, {sheet: '2023年'});
  assert.deepEqual([wished.reading.files[0]?.sheet, wished.reading.kept], ['2023年', 60]);
  assert.match(wished.reading.lastDay ?? '', /^2023-/);
  const none = await engine.open(other, {sheet: 'nobody has this'});
  assert.equal(none.reading.files[0]?.sheet, '2024年');
  const titled = await engine.open({name: 't.xlsx', data: bytesOf('merged-title-rows.xlsx')});
  const examples = titled.reading.diagnostics.flatMap(({examples}) => examples);
  // The total is row 8 of the sheet, under two titles and an empty row.
  assert.ok(examples.some(({line}) => line === 8));
});

test('a workbook in pieces of any size is the same workbook', async (t) => {
  const engine = engineOf(t);
  const whole = bytesOf('basic.xlsx');
  const expected = await engine.rows({name: 'basic.xlsx', data: whole});
  for (const size of [1, 3, 7, 4096]) {
    const pieces = async function* () {
      for (let from = 0; from < whole.length; from += size) yield whole.slice(from, from + size);
    };
    assert.deepEqual(await engine.rows({name: 'basic.xlsx', data: pieces()}), expected);
  }
});

test('a session announces that it opens a workbook, and that it reads a sheet', async (t) => {
  /** @type {string[]} */
  const log = [];
  const wasm = (/** @type {string} */ name) =>
    WebAssembly.compile(readFileSync(new URL(`../../pkg/wasm/${name}_bg.wasm`, import.meta.url)));
  const workbook = async () => {
    const glue = await PARTS.workbook(await wasm('workbook'));
    class Workbook extends glue.Workbook {
      /** @param {Uint8Array} bytes */
      constructor(bytes) {
        log.push('opening');
        super(bytes);
      }

      /** @type {InstanceType<typeof glue.Workbook>['csv']} */
      csv(...given) {
        log.push('reading');
        super.csv(...given);
      }
    }
    return {...glue, Workbook};
  };
  let over = () => {};
  const done = new Promise((resolve) => (over = () => resolve(null)));
  const session = new Session(
    async () => loadGlue(await wasm('headwater')),
    (answer) => {
      if (answer.type === 'need') session.receive({type: 'part', part: answer.part, wasm: null});
      if (answer.type === 'done' && answer.id === 1) session.receive({type: 'open', id: 2, ...ask});
      else if (answer.type === 'done' || answer.type === 'failed') over();
      log.push(answer.type);
    },
    {workbook},
  );
  t.after(() => session.close());
  /** @type {{sources: import('../../pkg/protocol.js').Given[], options: {}}} */
  const ask = {
    sources: [{kind: 'bytes', name: 'b.xlsx', bytes: bytesOf('basic.xlsx')}],
    options: {},
  };
  session.receive({type: 'start', id: 1, wasm: null, helpers: 0});
  await done;
  assert.deepEqual(
    log.filter((type) => type !== 'progress'),
    ['done', 'need', 'holding', 'opening', 'holding', 'reading', 'pong', 'done'],
  );
});

test('a preview looks into the chosen sheet', async (t) => {
  const preview = await engineOf(t).preview({
    name: 'many.xlsx',
    data: bytesOf('multi-sheet-first-empty.xlsx'),
  });
  assert.equal(preview.columns.length, 4);
});

test('whatever is cut off or changed is read or refused, never a breakdown', async (t) => {
  const engine = engineOf(t);
  for (const name of ['basic.xlsx', 'date-1904.xls', 'date.ods']) {
    const whole = bytesOf(name);
    for (let step = 0; step < 120; step++) {
      const changed = whole.slice();
      // Spread over the file, and the same in every run.
      const at = (step * 7919) % whole.length;
      changed[at] ^= 1 << (step % 8);
      const cut = whole.slice(0, at);
      for (const data of [changed, cut]) {
        const outcome = await engine.rows({name, data}).then(
          () => 'read',
          (/** @type {AnalysisError} */ error) => error.code,
        );
        assert.notEqual(outcome, 'internal', `${name}, step ${step}`);
      }
    }
  }
});
