// What is done before anything is asked: it ends at once when something is, and leaves no trace.
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import test from 'node:test';
import {isWorthWarming} from '../../pkg/client.js';
import {Crew} from '../../pkg/crew.js';
import {createEngine} from '../../pkg/index.js';
import {analyze} from '../../pkg/node.js';
import {roomAhead} from '../../pkg/memory.js';
import {Session} from '../../pkg/session.js';
import * as glue from '../../pkg/wasm/headwater.js';
import {ordersCsv} from './lib/orders.js';
import {compiledWasm, ThreadWorker} from './lib/thread-worker.js';

/** @import {Answer, Request} from '../../pkg/protocol.js' */

const CSV = ordersCsv();
const wasm = await readFile(new URL('../../pkg/wasm/headwater_bg.wasm', import.meta.url));
glue.initSync({module: wasm});

/**
 * A session that was started, what it says, and a way to wait for the end of a call.
 *
 * @param {typeof glue} [core]
 * @param {number} [helpers]
 */
async function started(core = glue, helpers = 0) {
  /** @type {Answer[]} */
  const said = [];
  let hear = () => {};
  const session = new Session(
    async () => core,
    (answer) => {
      said.push(answer);
      hear();
    },
  );
  /** @param {number} id */
  const end = async (id) => {
    for (;;) {
      const answer = said.find((one) => 'id' in one && one.id === id && one.type !== 'progress');
      if (answer) return answer;
      await new Promise((go) => (hear = () => go(null)));
    }
  };
  const send = (/** @type {Request} */ request) => session.receive(request);
  send({type: 'start', id: 1, wasm: null, helpers});
  await end(1);
  return {session, said, end, send};
}

const file = /** @type {const} */ ({kind: 'text', name: 'shop.csv', text: CSV});

test('it is said to be warm once, and nothing else is said', async () => {
  const {session, said, end, send} = await started();
  send({type: 'warm-up', id: 2});
  assert.deepEqual(await end(2), {type: 'done', id: 2, value: {isWarm: true}});
  assert.deepEqual(
    said.map(({type}) => type),
    ['done', 'done'],
  );
  session.close();
});

test('for a file that may come memory is had ready, until one was read', async () => {
  const before = glue.ownMemory().buffer.byteLength;
  glue.makeReady(40 * 1024 * 1024);
  const ready = glue.ownMemory().buffer.byteLength;
  assert.ok(ready - before >= 32 * 1024 * 1024, `${before} to ${ready}`);
  glue.makeReady(40 * 1024 * 1024);
  assert.equal(glue.ownMemory().buffer.byteLength, ready, 'what is there is used');
  glue.makeReady(0xffffffff);
  assert.equal(glue.ownMemory().buffer.byteLength, ready, 'what is not to be had');
  /** @type {number[]} */
  const rooms = [];
  const core = {...glue, makeReady: (/** @type {number} */ bytes) => void rooms.push(bytes)};
  const alone = await started(core);
  alone.send({type: 'expect'});
  assert.deepEqual(rooms, [], 'without helpers no file is read so that it pays');
  const {session, end, send} = await started(core, 1);
  send({type: 'expect'});
  assert.deepEqual(rooms, [roomAhead()]);
  send({type: 'open', id: 2, sources: [file], options: {}});
  await end(2);
  send({type: 'expect'});
  assert.equal(rooms.length, 1);
  session.close();
  alone.session.close();
});

test('a call ends it, and gets what it always gets', async () => {
  let halfway = () => {};
  const reading = new Promise((go) => (halfway = () => go(null)));
  class PieceReader extends glue.PieceReader {
    /** @param {Uint8Array} plan */
    constructor(plan) {
      super(plan);
      halfway();
    }
  }
  const {session, said, end, send} = await started({...glue, PieceReader});
  send({type: 'warm-up', id: 2});
  await reading;
  assert.equal(said.length, 1);
  send({type: 'open', id: 3, sources: [file], options: {}});
  const warm = await end(2);
  assert.deepEqual(warm, {type: 'done', id: 2, value: {isWarm: false}});
  const opened = await end(3);
  assert.ok(opened.type === 'done' && 'book' in opened.value);
  assert.equal(opened.value.book, 1, 'the first book of this session');
  send({type: 'report', id: 4, book: 1, options: {}});
  const reported = await end(4);
  assert.ok(reported.type === 'done' && 'report' in reported.value);
  const expected = await analyze(CSV);
  const report = /** @type {object} */ (reported.value.value);
  assert.deepEqual({...report, reading: null}, {...expected, reading: null});
  session.close();
});

test('it does not begin beside another call, nor after one', async () => {
  const {session, end, send} = await started();
  send({type: 'open', id: 2, sources: [file], options: {}});
  send({type: 'warm-up', id: 3});
  const cold = {isWarm: false};
  assert.deepEqual(await end(3), {type: 'done', id: 3, value: cold});
  await end(2);
  send({type: 'warm-up', id: 4});
  assert.deepEqual(await end(4), {type: 'done', id: 4, value: cold});
  session.close();
});

test('an engine is warmed up in its worker, and gives the same report', async (t) => {
  /** @type {string[]} */
  const heard = [];
  const worker = () => {
    const made = new ThreadWorker();
    made.addEventListener('message', (event) =>
      heard.push(/** @type {MessageEvent} */ (event).data.type),
    );
    return made.asWorker();
  };
  const engine = createEngine({worker, wasm: await compiledWasm()});
  t.after(() => engine.dispose());
  await engine.warmUp();
  assert.ok(heard.every((type) => type === 'done'));
  const expected = await analyze(CSV);
  const report = await engine.analyze(CSV);
  assert.deepEqual({...report, reading: null}, {...expected, reading: null});
});

test('where it would cost more than it gives, it is left out', () => {
  assert.ok(isWorthWarming({}));
  assert.ok(isWorthWarming({hardwareConcurrency: 2, deviceMemory: 2}));
  assert.ok(!isWorthWarming({hardwareConcurrency: 1, deviceMemory: 8}));
  assert.ok(!isWorthWarming({hardwareConcurrency: 8, deviceMemory: 0.5}));
});

test('helpers are wanted when a file may come, and let go when none came', (t) => {
  t.mock.timers.enable({apis: ['setTimeout']});
  /** @type {number[]} */
  const wanted = [];
  const crew = new Crew(3, (count) => wanted.push(count));
  crew.expect();
  assert.deepEqual(wanted, [3]);
  t.mock.timers.tick(20_000);
  crew.expect();
  t.mock.timers.tick(20_000);
  assert.deepEqual(wanted, [3, 3], 'kept, since a file was expected again');
  const giveBack = crew.lend(2, () => {});
  crew.expect();
  t.mock.timers.tick(60_000);
  assert.deepEqual(wanted, [3, 3, 2], 'nothing new while they are at work');
  giveBack?.();
  t.mock.timers.tick(30_000);
  assert.deepEqual(wanted, [3, 3, 2, 0]);
  new Crew(0, (count) => wanted.push(count)).expect();
  assert.equal(wanted.length, 4);
});
