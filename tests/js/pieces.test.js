// One large file, read by a session and its helpers: whatever these do, each byte is read once, and in order.
import assert from 'node:assert/strict';
import test from 'node:test';
import {readFile} from 'node:fs/promises';
import {Crew} from '../../pkg/crew.js';
import {cutsOf, PART_BYTES, Turner} from '../../pkg/cuts.js';
import {Helper} from '../../pkg/helper.js';
import {Helpers} from '../../pkg/helpers.js';
import {PARTS} from '../../pkg/load.js';
import {Pieces} from '../../pkg/pieces.js';
import {SLICE_BYTES} from '../../pkg/source.js';
import {CANCELLED, makeBreath, Task} from '../../pkg/task.js';

/** @import {TestContext} from 'node:test' */

/** @typedef {import('../../pkg/wasm/headwater.js').Progress} Progress */

/** Of 9 pieces and a bit. */
const SIZE = 9 * SLICE_BYTES + 12_345;

const BYTES = new Uint8Array(SIZE);
for (let i = 0; i < SIZE; i += 997) BYTES[i] = (i * 31) >> 7;

/** What a fake batch is: its number among all that its maker made, the length of what it is of, and a sum. */
const summary = (/** @type {number} */ nth, /** @type {Uint8Array} */ bytes) => {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 101) sum = (sum * 31 + (bytes[i] ?? 0)) >>> 0;
  return new Uint8Array(Uint32Array.of(nth, bytes.length, sum).buffer);
};

/** What stays in the session. */
class OwnBatch {
  /** How many are neither taken nor freed. */
  static held = 0;
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    OwnBatch.held++;
  }
  free() {
    OwnBatch.held--;
  }
  [Symbol.dispose]() {}
}

/** What a helper has in place of the wasm. Each number of a piece may be spoilt. */
function glue({delay = async () => {}, isBroken = () => Boolean(false)} = {}) {
  const PieceReader = class {
    #nth = 0;
    /** @param {Uint8Array} plan */
    constructor(plan) {
      assert.deepEqual([...plan], [1, 2, 3]);
    }
    /** @param {Uint8Array} bytes */
    read(bytes) {
      if (isBroken()) throw new WebAssembly.RuntimeError('unreachable');
      return summary(this.#nth++, bytes);
    }
    /** @param {Uint8Array} bytes */
    readHere(bytes) {
      return new OwnBatch(this.read(bytes));
    }
    free() {}
    [Symbol.dispose]() {}
  };
  return async () => {
    await delay();
    return {PieceReader};
  };
}

/** As long as a session may take: the helpers, who are in the same thread, have their turns between. */
function work() {
  for (const end = performance.now() + 2; performance.now() < end;);
}

/** The same for the session's own pieces. */
const own = glue({isBroken: () => Boolean(work())});

/** What turns other encodings: the real one. */
const encodings = readFile(new URL('../../pkg/wasm/encodings_bg.wasm', import.meta.url))
  .then((bytes) => WebAssembly.compile(bytes))
  .then((module) => PARTS.encodings(module));

/** What a session has in place of the wasm: notes what it is given, and holds it against the text of the file. */
class FakeReader {
  at = 0;
  /** Bytes of the file. */
  size = 0;
  /** Bytes that came with batches of helpers, and of the session's own. */
  taken = 0;
  own = 0;
  /** Of which reader each batch came, 0 for the session's own. @type {number[]} */
  helpers = [];
  /** @type {Map<number, number>} */
  #next = new Map();
  plans = 0;

  /** @param {{planAt?: number, text?: Uint8Array, seen?: (helper: number) => void}} [manner] */
  constructor({planAt = 300_000, text = BYTES, seen = () => {}} = {}) {
    this.planAt = planAt;
    this.text = text;
    this.seen = seen;
  }

  /** @param {Uint8Array} bytes @param {number} size */
  push(bytes, size) {
    work();
    this.#follow(bytes, size);
  }

  plan() {
    if (this.at < this.planAt) return undefined;
    this.plans++;
    return Uint8Array.of(1, 2, 3);
  }

  /** @param {Uint8Array} bytes @param {Uint8Array} batch @param {number} helper @param {number} size */
  pushPiece(bytes, batch, helper, size) {
    const nth = this.#next.get(helper) ?? 0;
    this.#next.set(helper, nth + 1);
    assert.deepEqual(
      batch,
      summary(nth, bytes),
      'batches of a helper come in the order it made them',
    );
    this.#follow(bytes, size);
    if (helper === 0) this.own += bytes.length;
    else this.taken += bytes.length;
    this.helpers.push(helper);
    this.seen(helper);
  }

  /** @param {Uint8Array} bytes @param {any} batch @param {number} helper @param {number} size */
  pushOwn(bytes, batch, helper, size) {
    OwnBatch.held--;
    this.pushPiece(bytes, batch.bytes, helper, size);
  }

  progress() {
    return /** @type {Progress} */ ({stage: 'reading', done: this.at, total: SIZE});
  }

  /** @param {Uint8Array} bytes @param {number} size */
  #follow(bytes, size) {
    if (this.text === BYTES) assert.equal(size, bytes.length);
    const same = Buffer.compare(bytes, this.text.subarray(this.at, this.at + bytes.length));
    assert.equal(same, 0, `other bytes than the text has at ${this.at}`);
    this.at += bytes.length;
    this.size += size;
  }
}

const MODULE = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));

/** A channel that clones nothing, for files that are none. */
function wire() {
  /** @type {any[]} */
  const ends = [{}, {}];
  ends.forEach((end, index) => {
    const other = ends[1 - index];
    end.postMessage = (/** @type {unknown} */ data) =>
      setImmediate(() => other.onmessage?.({data}));
    end.close = () => (end.onmessage = null);
  });
  const [port1, port2] = ends;
  return {port1, port2};
}

/**
 * A crew whose helpers are in this thread, and what the page is told.
 *
 * @param {TestContext} t
 * @param {ReturnType<typeof glue>[]} loads Of each helper.
 * @param {() => Pick<MessageChannel, 'port1' | 'port2'>} [channel]
 */
function crewOf(t, loads, channel = () => new MessageChannel()) {
  /** @type {number[]} */
  const wanted = [];
  /** @type {(() => void)[]} */
  const ends = [];
  let made = 0;
  const crew = new Crew(loads.length, (count) => {
    wanted.push(count);
    for (; made < count; made++) {
      const {port1, port2} = channel();
      const load = loads[made];
      if (load) new Helper({port: port1, wasm: null}, load, () => encodings);
      crew.add(made, port2, MODULE);
      ends.push(() => port1.close());
    }
    if (count === 0) made = 0;
  });
  t.after(() => {
    crew.dismiss();
    for (const end of ends) end();
  });
  return {crew, wanted, ends};
}

const breathe = makeBreath();
/** @param {(progress: Progress) => void} [tell] */
const taskOf = (tell = () => {}) => new Task(breathe, tell);

/** @param {Crew} crew @param {FakeReader} reader @param {Blob} [blob] */
async function readAll(crew, reader, blob = new Blob([BYTES]), task = taskOf()) {
  const file = {blob, turner: null, encoding: undefined, name: 'large.csv'};
  await new Pieces(file, reader, await own(), task).read(crew);
}

test('helpers read ahead, and all bytes come in the order of the file', async (t) => {
  const {crew, wanted} = crewOf(t, [glue(), glue(), glue()]);
  const reader = new FakeReader();
  await readAll(crew, reader);
  assert.equal(reader.at, SIZE);
  assert.ok(reader.taken > SIZE / 3, `${reader.taken} of ${SIZE} with help`);
  assert.ok(new Set(reader.helpers).size > 2, 'by more than one');
  assert.deepEqual(wanted, [3]);
  assert.equal(reader.plans, 1);
  assert.ok(reader.own > 0);
  assert.equal(OwnBatch.held, 0);
});

test('helpers without work for 30 s are let go', async (t) => {
  t.mock.timers.enable({apis: ['setTimeout']});
  const {crew, wanted} = crewOf(t, [glue()]);
  await readAll(crew, new FakeReader());
  t.mock.timers.tick(29_999);
  await readAll(crew, new FakeReader());
  assert.deepEqual(wanted, [1, 1]);
  t.mock.timers.tick(30_000);
  assert.deepEqual(wanted, [1, 1, 0]);
});

test('the page makes as many helpers as are wanted, and tells of those that are lost', async () => {
  /** @type {import('../../pkg/protocol.js').Request[]} */
  const told = [];
  /** @type {(() => void)[]} */
  const losses = [];
  let closed = 0;
  let asked = 0;
  const connect = () => {
    if (++asked === 3) throw new Error('no more');
    return {
      crossing: true,
      post: () => {},
      listen: (/** @type {unknown} */ _, /** @type {(why: unknown) => void} */ lose) =>
        void losses.push(() => lose('gone')),
      help: (/** @type {{port: MessagePort}} */ {port}) => port.close(),
      close: () => void closed++,
    };
  };
  const helpers = new Helpers(
    connect,
    null,
    (message) => void told.push(message),
    () => assert.fail('nobody asked for a part'),
  );
  helpers.want(3);
  await new Promise((go) => setImmediate(go));
  helpers.want(2);
  assert.equal(asked, 3);
  losses[1]?.();
  losses[1]?.();
  assert.deepEqual(
    told.map((one) => ('helper' in one ? [one.type, one.helper] : [])),
    [
      ['no-helper', 3],
      ['helper', 1],
      ['helper', 2],
      ['no-helper', 2],
    ],
  );
  assert.equal(closed, 1);
  helpers.want(0);
  assert.equal(closed, 2);
  for (const one of told) if (one.type === 'helper') one.port.close();
});

test('a file without a plan is read by the session alone', async (t) => {
  const {crew} = crewOf(t, [glue()]);
  // Helpers that are there at once have begun before that is known.
  for (let file = 0; file < 2; file++) {
    const reader = new FakeReader({planAt: Infinity});
    await readAll(crew, reader);
    assert.deepEqual([reader.at, reader.taken, reader.own], [SIZE, 0, 0]);
  }
});

test('helpers wait for a plan that comes late', async (t) => {
  const {crew} = crewOf(t, [glue(), glue()]);
  for (const planAt of [2 * SLICE_BYTES, 4 * SLICE_BYTES]) {
    const reader = new FakeReader({planAt});
    await readAll(crew, reader);
    assert.equal(reader.at, SIZE);
    assert.ok(reader.taken > 0);
  }
});

test('a helper that comes late, or never, is not waited for', async (t) => {
  const never = glue({delay: () => new Promise(() => {})});
  const {crew} = crewOf(t, [never]);
  const reader = new FakeReader();
  await readAll(crew, reader);
  assert.deepEqual([reader.at, reader.taken], [SIZE, 0]);
  assert.ok(reader.own > 0);
});

test('a helper that breaks down costs its pieces, and the next file has fresh ones', async (t) => {
  let read = 0;
  const breaks = glue({isBroken: () => ++read === 2});
  const {crew, wanted} = crewOf(t, [breaks, glue()]);
  const reader = new FakeReader();
  await readAll(crew, reader);
  assert.equal(reader.at, SIZE);
  assert.deepEqual(wanted, [2, 0]);
  const again = new FakeReader();
  await readAll(crew, again);
  assert.equal(again.at, SIZE);
  assert.ok(again.taken > 0);
  assert.deepEqual(wanted, [2, 0, 2]);
});

test('a helper that vanishes in the middle is missed, or told of', async (t) => {
  for (const isTold of [false, true]) {
    const {crew, ends} = crewOf(t, [glue()]);
    const reader = new FakeReader();
    reader.seen = (helper) => {
      if (helper === 0) return;
      ends.splice(0).forEach((end) => end());
      if (isTold) setImmediate(() => crew.lose(0));
    };
    const from = performance.now();
    await readAll(crew, reader);
    const took = performance.now() - from;
    assert.equal(reader.at, SIZE);
    assert.equal(took < 1500, isTold, `${took} ms`);
  }
});

test('several files, one after the other and at the same time', async (t) => {
  const {crew} = crewOf(t, [glue(), glue()]);
  for (let file = 0; file < 3; file++) {
    const reader = new FakeReader();
    await readAll(crew, reader);
    assert.equal(reader.at, SIZE);
    assert.ok(reader.taken > 0);
  }
  const readers = [new FakeReader(), new FakeReader()];
  await Promise.all(readers.map((reader) => readAll(crew, reader)));
  assert.deepEqual(
    readers.map(({at}) => at),
    [SIZE, SIZE],
  );
});

test('a cancel is heard at once, and the helpers serve the next file', async (t) => {
  const {crew} = crewOf(t, [glue(), glue()]);
  const task = taskOf();
  const reader = new FakeReader();
  let from = NaN;
  reader.seen = () => {
    from = performance.now();
    task.cancel();
  };
  await assert.rejects(readAll(crew, reader, undefined, task), (why) => why === CANCELLED);
  assert.ok(performance.now() - from < 200);
  assert.ok(reader.at < SIZE);
  assert.equal(OwnBatch.held, 0);
  const next = new FakeReader();
  await readAll(crew, next);
  assert.equal(next.at, SIZE);
  assert.ok(next.taken > 0);
});

test('a cancel is heard while a helper is waited for', async (t) => {
  const {crew} = crewOf(t, [glue()]);
  const task = taskOf();
  const blob = /** @type {Blob} */ ({
    size: SIZE,
    // Nothing ever comes of the second piece.
    slice: (/** @type {number} */ from, /** @type {number} */ to) =>
      from === 0
        ? new Blob([BYTES.subarray(from, to)])
        : {arrayBuffer: () => new Promise(() => {})},
  });
  const reading = readAll(crew, new FakeReader({planAt: Infinity}), blob, task);
  setTimeout(() => task.cancel(), 100);
  const from = performance.now();
  await assert.rejects(reading, (why) => why === CANCELLED);
  assert.ok(performance.now() - from < 400);
});

test('a file that changes under way is no short file', async (t) => {
  const {crew} = crewOf(t, [glue()], wire);
  const gone = () => Promise.reject(new DOMException('it was modified', 'NotReadableError'));
  const shrunk = async () => new ArrayBuffer(5);
  for (const [arrayBuffer, why] of /** @type {const} */ ([
    [gone, /it was modified/],
    [shrunk, /its size changed/],
  ])) {
    const blob = /** @type {Blob} */ ({
      size: SIZE,
      slice: (/** @type {number} */ from, /** @type {number} */ to) =>
        from < 7 * SLICE_BYTES ? new Blob([BYTES.subarray(from, to)]) : {arrayBuffer},
    });
    for (const planAt of [0, Infinity]) {
      const reader = new FakeReader({planAt});
      await assert.rejects(readAll(crew, reader, blob), {
        code: 'file-changed',
        message: why,
        params: {file: 'large.csv'},
      });
      assert.ok(reader.at >= 7 * SLICE_BYTES && reader.at < SIZE);
      assert.equal(reader.taken > 0, planAt === 0);
    }
  }
});

/** Lines in GB18030: characters of two and of four bytes, ASCII, and bytes that are broken. */
function chinese() {
  const some = [
    'b0a1',
    '8235b431',
    '41',
    '2c',
    '81',
    'ff',
    '8130',
    '813081',
    'd6d0cec4',
    '80',
    '22',
  ];
  const line = '32303234c4ea2c312e35302c61626364656667686a6b';
  let state = 7;
  const die = () => ((state = (Math.imul(state, 1664525) + 1013904223) | 0) >>> 16) % some.length;
  const lines = Array.from({length: 8_191}, () => `${line}${some[die()]}${some[die()]}0a`);
  const block = Buffer.from(lines.join(''), 'hex');
  // A line that no piece sees the whole of, and a last one without an end, within a character.
  const long = Buffer.alloc(2 * SLICE_BYTES, Buffer.from('b0a1', 'hex'));
  const blocks = (/** @type {number} */ size) => Array(Math.ceil(size / block.length)).fill(block);
  const parts = [
    ...blocks(4 * SLICE_BYTES),
    long,
    ...blocks(5 * SLICE_BYTES),
    block.subarray(0, -1),
  ];
  return new Uint8Array(Buffer.concat([...parts, Buffer.from('8235', 'hex')]));
}

test('lines of another encoding are turned where they are read, into the same text', async (t) => {
  const {Transcoder} = await encodings;
  const bytes = chinese();
  const turner = () => new Turner(new Transcoder('gb18030'));
  const whole = turner();
  const made = cutsOf(bytes, false).parts.map((part) => whole.make(part));
  const text = new Uint8Array(Buffer.concat([...made, whole.finish()]));
  const {crew} = crewOf(t, [glue(), glue()]);
  for (const planAt of [0, 3 * SLICE_BYTES, Infinity]) {
    const reader = new FakeReader({planAt, text});
    const file = {blob: new Blob([bytes]), turner, encoding: 'gb18030', name: 'large.csv'};
    await new Pieces(file, reader, await own(), taskOf()).read(crew);
    assert.deepEqual([reader.at, reader.size], [text.length, bytes.length]);
    assert.equal(reader.taken > 0 && reader.own > 0, planAt < Infinity);
    assert.equal(OwnBatch.held, 0);
  }
});

test('a helper that cannot turn the text costs its pieces only', async (t) => {
  const {Transcoder} = await encodings;
  const {port1, port2} = new MessageChannel();
  const crew = new Crew(1, (count) => {
    if (count === 0) return;
    new Helper({port: port1, wasm: null}, glue(), () => Promise.reject(new Error('not here')));
    crew.add(1, port2, MODULE);
  });
  t.after(() => (crew.dismiss(), port1.close()));
  const reader = new FakeReader();
  const turner = () => new Turner(new Transcoder('windows-1252'));
  const ascii = BYTES.map((byte) => byte & 0x7f);
  reader.text = ascii;
  const file = {blob: new Blob([ascii]), turner, encoding: 'windows-1252', name: 'large.csv'};
  await new Pieces(file, reader, await own(), taskOf()).read(crew);
  assert.deepEqual([reader.at, reader.taken], [SIZE, 0]);
});

test('a piece is cut behind line ends only, and all of it is there', () => {
  const lines = (/** @type {number[]} */ ...lengths) =>
    new Uint8Array(Buffer.concat(lengths.map((length) => Buffer.alloc(length, 10).fill(65, 1))));
  for (const bytes of [
    lines(),
    lines(1),
    lines(5, PART_BYTES - 5, 3, PART_BYTES, 7),
    lines(9, 3 * PART_BYTES + 1, 2, PART_BYTES, PART_BYTES, 1, 1),
    new Uint8Array(PART_BYTES + 9),
  ]) {
    for (const byLines of [true, false]) {
      const {before, parts, after} = cutsOf(bytes, byLines);
      assert.equal(Buffer.compare(Buffer.concat([before, ...parts, after]), bytes), 0);
      assert.ok(parts.every((part) => part.length > 0));
      if (!byLines) assert.equal(before.length + after.length, 0);
      else assert.ok([before, ...parts].every((part) => part.length === 0 || part.at(-1) === 10));
      if (byLines) assert.equal(after.includes(10), false);
    }
  }
});
