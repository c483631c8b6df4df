import assert from 'node:assert/strict';
import test from 'node:test';
import {Link} from '../../pkg/link.js';
import {assertNever, transferables} from '../../pkg/protocol.js';

/**
 * @import {Answer, Port, Request} from '../../pkg/protocol.js'
 * @import {Reading} from '../../pkg/wasm/headwater.js'
 */

/** A wire whose other end is the test: what was sent, and a way to answer. */
function wire({crossing = true} = {}) {
  /** @type {Request[]} */
  const sent = [];
  /** @type {(answer: Answer) => void} */
  let answer = () => {};
  /** @type {(why: unknown) => void} */
  let lose = () => {};
  let closed = false;
  /** @type {Port} */
  const port = {
    crossing,
    post: (message) => void sent.push(message),
    listen: (onAnswer, onLost) => {
      answer = onAnswer;
      lose = onLost;
    },
    close: () => void (closed = true),
  };
  let lost = 0;
  const link = new Link(port, () => void lost++);
  return {
    link,
    sent,
    answer: (/** @type {Answer} */ message) => answer(message),
    lose: (/** @type {unknown} */ why) => lose(why),
    isClosed: () => closed,
    timesLost: () => lost,
  };
}

const opened = {book: 7, reading: /** @type {Reading} */ ({})};
const nothing = {sources: [], options: {}};

test('answers go to the call with their id', async () => {
  const {link, sent, answer} = wire();
  const first = link.call('open', nothing);
  const second = link.call('table', {table: {headers: [], rows: []}});
  assert.deepEqual(
    sent.map((message) => ('id' in message ? message.id : null)),
    [1, 2],
  );
  const bytes = new Uint8Array([1]);
  answer({type: 'done', id: 2, value: bytes});
  answer({type: 'done', id: 1, value: opened});
  assert.equal(await second, bytes);
  assert.equal(await first, opened);
  link.close('over');
});

test('progress is heard only while its call is pending', async () => {
  const {link, answer} = wire();
  /** @type {number[]} */
  const heard = [];
  const call = link.call('open', nothing, {onProgress: ({done}) => void heard.push(done)});
  answer({type: 'progress', id: 1, progress: {stage: 'reading', done: 5, total: 9}});
  await null;
  answer({type: 'progress', id: 1, progress: {stage: 'reading', done: 9, total: 9}});
  answer({type: 'done', id: 1, value: opened});
  await call;
  answer({type: 'progress', id: 1, progress: {stage: 'sorting', done: 1, total: 1}});
  await null;
  assert.deepEqual(heard, [5]);
});

test('a cancelled call rejects at once, and the worker has 150 ms to say that it heard', async (t) => {
  t.mock.timers.enable({apis: ['setTimeout']});
  const {link, sent, answer, timesLost} = wire();
  const first = new AbortController();
  const call = link.call('open', nothing, {signal: first.signal});
  first.abort('enough');
  await assert.rejects(call, (reason) => reason === 'enough');
  assert.deepEqual(sent.at(-1), {type: 'cancel', id: 1});
  answer({type: 'cancelled', id: 1});
  t.mock.timers.tick(1000);
  assert.equal(timesLost(), 0);

  const second = new AbortController();
  const deaf = link.call('open', nothing, {signal: second.signal});
  second.abort('again');
  await assert.rejects(deaf, (reason) => reason === 'again');
  t.mock.timers.tick(149);
  assert.equal(timesLost(), 0);
  t.mock.timers.tick(2);
  assert.equal(timesLost(), 1);
  await assert.rejects(link.call('open', nothing), {
    code: 'internal',
    message: /open the files again/,
  });
});

test('who asks after a cancel can wait until it is heard, or the worker is lost', async (t) => {
  t.mock.timers.enable({apis: ['setTimeout']});
  for (const isHeard of [true, false]) {
    const {link, answer} = wire();
    assert.equal(await link.isFree(), true);
    const {signal, abort} = controller();
    const call = link.call('open', nothing, {signal});
    abort('enough');
    await assert.rejects(call, (reason) => reason === 'enough');
    /** @type {boolean | undefined} */
    let isFree;
    const asked = link.isFree().then((is) => (isFree = is));
    await null;
    assert.equal(isFree, undefined);
    if (isHeard) answer({type: 'cancelled', id: 1});
    else t.mock.timers.tick(150);
    await asked;
    assert.equal(isFree, isHeard);
  }
});

test('a worker that holds another book is not killed for one slow cancel', async (t) => {
  t.mock.timers.enable({apis: ['setTimeout']});
  const {link, answer, timesLost} = wire();
  const open = link.call('open', nothing);
  answer({type: 'done', id: 1, value: opened});
  await open;
  const {signal, abort} = controller();
  const report = link.call('report', {book: 7, options: {}}, {signal});
  abort('enough');
  await assert.rejects(report, (reason) => reason === 'enough');
  t.mock.timers.tick(1000);
  assert.equal(timesLost(), 0);
  t.mock.timers.tick(1001);
  assert.equal(timesLost(), 1);
});

test('a book that was opened just as it was cancelled is dropped', async () => {
  const {link, sent, answer} = wire();
  const {signal, abort} = controller();
  const call = link.call('open', nothing, {signal});
  abort('enough');
  await assert.rejects(call);
  answer({type: 'done', id: 1, value: opened});
  assert.deepEqual(sent.at(-1), {type: 'drop', book: 7});
});

test('a signal that is aborted already sends nothing', async () => {
  const {link, sent} = wire();
  const call = link.call('open', nothing, {signal: AbortSignal.abort('before')});
  await assert.rejects(call, (reason) => reason === 'before');
  assert.deepEqual(sent, []);
});

test('a lost worker rejects all that is pending, once', async () => {
  const {link, lose, isClosed, timesLost} = wire();
  const calls = [link.call('open', nothing), link.call('report', {book: 1, options: {}})];
  lose(new Error('out of memory'));
  lose(new Error('again'));
  for (const call of calls) {
    await assert.rejects(call, {name: 'AnalysisError', code: 'internal', message: /out of memory/});
  }
  assert.ok(isClosed());
  assert.equal(timesLost(), 1);
});

test('after a fatal failure nothing more is asked of the worker', async () => {
  const {link, answer, timesLost} = wire();
  const call = link.call('open', nothing);
  const other = link.call('report', {book: 1, options: {}});
  const place = {record: null, line: null, column: null, value: null, file: null, params: {}};
  const error = /** @type {const} */ ({code: 'internal', message: 'it trapped', ...place});
  answer({type: 'failed', id: 1, error, fatal: true});
  await assert.rejects(call, {code: 'internal', message: 'it trapped'});
  await assert.rejects(other, {code: 'internal', message: /lost \(it trapped\)/});
  assert.equal(timesLost(), 1);
});

test('a silent worker is asked after 2 s and given up 3 s later', async (t) => {
  t.mock.timers.enable({apis: ['setTimeout']});
  const {link, sent, answer, timesLost} = wire();
  const call = link.call('open', nothing);
  t.mock.timers.tick(2000);
  assert.deepEqual(sent.at(-1), {type: 'ping'});
  const pings = () => sent.filter(({type}) => type === 'ping').length;
  answer({type: 'pong'});
  t.mock.timers.tick(1999);
  answer({type: 'progress', id: 1, progress: {stage: 'reading', done: 1, total: null}});
  t.mock.timers.tick(1999);
  assert.equal(pings(), 1);
  t.mock.timers.tick(1);
  assert.equal(pings(), 2);
  t.mock.timers.tick(2999);
  assert.equal(timesLost(), 0);
  t.mock.timers.tick(1);
  assert.equal(timesLost(), 1);
  await assert.rejects(call, {code: 'internal', message: /silent/});
});

test('a worker that starts, or is in a long step, may be silent for 15 s', async (t) => {
  t.mock.timers.enable({apis: ['setTimeout']});
  const steps = /** @type {const} */ ([
    null,
    {stage: 'sorting', done: 0, total: 9},
    {stage: 'reading', done: 9, total: 9},
  ]);
  for (const progress of steps) {
    const {link, answer, timesLost} = wire();
    const call = link.call('open', nothing);
    if (progress) answer({type: 'progress', id: 1, progress});
    t.mock.timers.tick(2000);
    t.mock.timers.tick(12_999);
    assert.equal(timesLost(), 0);
    t.mock.timers.tick(1);
    assert.equal(timesLost(), 1);
    await assert.rejects(call, {code: 'internal'});
  }
});

test('a worker that makes a long list may be silent for longer', async (t) => {
  t.mock.timers.enable({apis: ['setTimeout']});
  const {link, sent, timesLost} = wire();
  const call = link.call('export', {book: 1, report: 2, query: {}, wording: {}});
  t.mock.timers.tick(2000);
  assert.deepEqual(sent.at(-1), {type: 'ping'});
  t.mock.timers.tick(119_000);
  assert.equal(timesLost(), 0);
  t.mock.timers.tick(1000);
  assert.equal(timesLost(), 1);
  await assert.rejects(call, {code: 'internal'});
});

test('a worker that announced a long step may be silent until it is over', async (t) => {
  t.mock.timers.enable({apis: ['setTimeout']});
  const {link, sent, answer, timesLost} = wire();
  const call = link.call('open', nothing);
  answer({type: 'holding'});
  t.mock.timers.tick(2000);
  assert.deepEqual(sent.at(-1), {type: 'ping'});
  t.mock.timers.tick(119_000);
  assert.equal(timesLost(), 0);
  answer({type: 'progress', id: 1, progress: {stage: 'reading', done: 1, total: null}});
  // Asked again after 2 s of silence, it has the usual time to answer.
  t.mock.timers.tick(2000);
  t.mock.timers.tick(2999);
  assert.equal(timesLost(), 0);
  t.mock.timers.tick(1);
  assert.equal(timesLost(), 1);
  await assert.rejects(call, {code: 'internal', message: /silent/});
});

test('a cancel in an announced step costs no other book, and where there is none a worker', async (t) => {
  t.mock.timers.enable({apis: ['setTimeout']});
  for (const shared of [true, false]) {
    const {link, answer, timesLost} = wire();
    if (shared) {
      const open = link.call('open', nothing);
      answer({type: 'done', id: 1, value: opened});
      await open;
    }
    const {signal, abort} = controller();
    const call = link.call('open', nothing, {signal});
    answer({type: 'holding'});
    abort('enough');
    await assert.rejects(call, (reason) => reason === 'enough');
    t.mock.timers.tick(60_000);
    assert.equal(timesLost(), shared ? 0 : 1);
    answer({type: 'cancelled', id: shared ? 2 : 1});
    t.mock.timers.tick(120_000);
    assert.equal(timesLost(), shared ? 0 : 1);
  }
});

test('an idle worker is not watched, nor one that is this very thread', async (t) => {
  t.mock.timers.enable({apis: ['setTimeout']});
  const idle = wire();
  const call = idle.link.call('open', nothing);
  idle.answer({type: 'done', id: 1, value: opened});
  await call;
  const same = wire({crossing: false});
  same.link.call('open', nothing).catch(() => {});
  t.mock.timers.tick(60_000);
  assert.equal(idle.sent.length, 1);
  assert.equal(same.sent.length, 1);
});

test('columns are handed over, rows are cloned', () => {
  const column = new Float64Array(2);
  assert.deepEqual(transferables({type: 'done', id: 1, value: column}), [column.buffer]);
  const ids = {bytes: new Uint8Array(1), offsets: new Uint32Array(2)};
  assert.deepEqual(transferables({type: 'done', id: 1, value: ids}), [
    ids.bytes.buffer,
    ids.offsets.buffer,
  ]);
  assert.deepEqual(transferables({type: 'done', id: 1, value: opened}), []);
  assert.deepEqual(transferables({type: 'pong'}), []);
});

test('a message of no known type is refused', () => {
  assert.throws(() => assertNever(/** @type {never} */ ({type: 'hello'})), /hello/);
  const {answer} = wire();
  assert.throws(() => answer(/** @type {never} */ ({type: 'hello'})), TypeError);
});

/** A signal and its `abort`, which can be taken apart. */
function controller() {
  const it = new AbortController();
  return {signal: it.signal, abort: (/** @type {unknown} */ reason) => it.abort(reason)};
}
