// Text that is not UTF-8, through the package: found out, overruled, found late, refused.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createEngine} from '../../pkg/node.js';
import {Session} from '../../pkg/session.js';

/** @import {Answer, PartName} from '../../pkg/protocol.js' */

const HEAD = 'customer_id,order_time,amount\n';

/** Longer than what a file is judged by. */
const LONG = HEAD + 'A1,2024-01-02,5\n'.repeat(20_000);

/** 客户,下单时间,实付金额 and an order of 张三, in GB18030. */
const CHINESE = Uint8Array.from(
  Buffer.from(
    'bfcdbba72ccfc2b5a5cab1bce42ccab5b8b6bdf0b6ee0ad5c5c8fd2c323032342d30312d30322c350a',
    'hex',
  ),
);

/** @param {string} text */
const latin = (text) => new Uint8Array(Buffer.from(text, 'latin1'));

/** @param {string} text @param {boolean} marked */
const utf16 = (text, marked) =>
  new Uint8Array(Buffer.from((marked ? '\ufeff' : '') + text, 'utf16le'));

/**
 * @param {import('node:test').TestContext} t
 */
function engineFor(t) {
  const engine = createEngine();
  t.after(() => engine.dispose());
  return engine;
}

test('what a file is written in is found out and shown, its bytes are its own', async (t) => {
  const engine = engineFor(t);
  const book = await engine.open(CHINESE);
  const [file] = book.reading.files;
  assert.deepEqual([file?.encoding, file?.bytes], ['gb18030', CHINESE.length]);
  await book.report({asOf: '2024-02-01'});
  assert.equal((await book.customers({})).rows[0]?.id, '张三');
  const preview = await engine.preview(CHINESE);
  assert.deepEqual([preview.encoding, preview.columns[0]?.header], ['gb18030', '客户']);
  assert.equal((await engine.rows(CHINESE)).encoding, 'gb18030');
});

for (const marked of [true, false]) {
  test(`UTF-16 ${marked ? 'with' : 'without'} a mark is text`, async (t) => {
    const {encoding, rows} = await engineFor(t).rows(utf16(`${HEAD}张,2024-01-02,5\n`, marked));
    assert.deepEqual([encoding, rows[1]], ['utf-16le', ['张', '2024-01-02', '5']]);
  });
}

test('other bytes than ASCII may come late: the file is read again', async (t) => {
  const engine = engineFor(t);
  const data = latin(`${LONG}Müller,2024-01-03,7\n`);
  const rows = await engine.rows(data);
  assert.deepEqual([rows.encoding, rows.rows.at(-1)?.[0]], ['windows-1252', 'Müller']);
  const {reading} = await engine.open([
    {name: 'first.csv', data: LONG},
    {name: 'second.csv', data},
  ]);
  assert.deepEqual(
    reading.files.map(({encoding, bytes}) => [encoding, bytes]),
    [
      ['utf-8', LONG.length],
      ['windows-1252', data.length],
    ],
  );
  // Each row once: what the first try had read is gone.
  assert.equal(reading.rows, 40_001);
});

test('a stream that turns out late to be no UTF-8 cannot be read again, and is refused', async (t) => {
  const stream = (async function* () {
    yield latin(`${LONG}Müller,2024-01-03,7\n`);
  })();
  await assert.rejects(engineFor(t).open({name: 'a.csv', data: stream}), {
    code: 'unsupported-encoding',
    params: {found: 'another encoding'},
  });
});

test('the caller knows better, by any name of the encoding', async (t) => {
  const engine = engineFor(t);
  for (const [encoding, found] of [
    ['GBK', 'gb18030'],
    ['big5', 'big5'],
    ['UTF8', 'utf-8'],
  ]) {
    assert.equal((await engine.rows(CHINESE, {encoding})).encoding, found);
  }
  // A text has no encoding any more; a name that nobody knows is a mistake there too.
  assert.equal(
    (await engine.rows(`${HEAD}张,2024-01-02,5\n`, {encoding: 'gbk'})).rows[1]?.[0],
    '张',
  );
  await assert.rejects(engine.rows(HEAD, {encoding: 'klingon'}), {
    code: 'invalid-option',
    params: {option: 'encoding'},
  });
});

test('what was broken is told where it stands', async (t) => {
  const broken = CHINESE.with(24, 0xff);
  const {reading} = await engineFor(t).open(broken, {encoding: 'gb18030'});
  assert.deepEqual(
    reading.diagnostics.map(({code}) => code).filter((code) => code === 'invalid-utf8'),
    ['invalid-utf8'],
  );
});

test('bytes that are no text are named', async (t) => {
  const noise = new Uint8Array(4096).map((_, index) => (index % 3 ? 0 : index));
  await assert.rejects(engineFor(t).open(noise), {
    code: 'unsupported-format',
    params: {found: 'binary data'},
  });
});

test('the parts can be loaded ahead, after which nothing is asked for any more', async () => {
  /** @type {Answer[]} */
  const answers = [];
  /** @type {string[]} */
  const loaded = [];
  /** @type {(name: PartName) => () => Promise<any>} */
  const loader = (name) => async () => void loaded.push(name);
  const parts = {
    workbook: loader('workbook'),
    encodings: loader('encodings'),
    models: loader('models'),
  };
  const session = new Session(
    () => Promise.reject(new Error('the core is not needed')),
    (answer) => {
      answers.push(answer);
      if (answer.type === 'need') session.receive({type: 'part', part: answer.part, wasm: null});
    },
    parts,
  );
  for (const id of [1, 2]) {
    session.receive({type: 'prepare', id});
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.deepEqual(loaded.sort(), ['encodings', 'models', 'workbook']);
  assert.deepEqual(answers.map(({type}) => type).sort(), ['done', 'done', 'need', 'need', 'need']);
});
