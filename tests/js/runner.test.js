// The order of events that an operator can cause: what is shown, and what is dropped.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {AnalysisError} from '../../pkg/errors.js';
import {Runner} from '../../pkg/element/runner.js';

/** @typedef {import('../../pkg/element/work.js').WorkEngine} WorkEngine */
/** @typedef {import('../../pkg/element/work.js').OpenBook} OpenBook */
/** @typedef {import('../../pkg/element/context.js').Report} Report */

/**
 * An engine whose answers come when the test says so.
 */
function setUp() {
  /** @type {{name: string, resolve: (value: unknown) => void, reject: (why: unknown) => void}[]} */
  const pending = [];
  /** @type {string[]} */
  const disposed = [];
  /** @type {string[]} */
  const heard = [];

  /**
   * @param {string} name
   * @param {AbortSignal} signal
   */
  const answer = (name, signal) =>
    new Promise((resolve, reject) => {
      pending.push({name, resolve, reject});
      signal.addEventListener('abort', () => reject(signal.reason));
    });

  /** @param {string} name */
  const book = (name) => ({
    report: (/** @type {{signal: AbortSignal, asOf?: string}} */ {signal, asOf = ''}) =>
      answer(`report ${name}${asOf}`, signal),
    dispose: () => disposed.push(name),
  });

  const engine = /** @type {WorkEngine} */ (
    /** @type {unknown} */ ({
      open: (/** @type {File[]} */ [{name}], /** @type {{signal: AbortSignal}} */ {signal}) =>
        answer(`open ${name}`, signal).then(() => book(name)),
      preview: async () => ({
        columns: [{header: 'whose', role: null, usedFor: null, examples: []}],
        candidates: [],
        fingerprint: '0',
      }),
      dispose: () => {},
    })
  );
  const runner = new Runner({
    engineReady: async () => engine,
    announce: (event) => heard.push(event),
    requestUpdate: () => {},
  });

  /** Answers the question called `name`. @param {string} name @param {unknown} value */
  const settle = async (name, value) => {
    await rest();
    const at = pending.findIndex((one) => one.name === name);
    assert.ok(at >= 0, `${name} was not asked: ${pending.map((one) => one.name)}`);
    const [{resolve, reject}] = pending.splice(at, 1);
    if (value instanceof Error) reject(value);
    else resolve(value);
    await rest();
  };
  return {runner, settle, disposed, heard};
}

const rest = () => new Promise((done) => setTimeout(done));

/** @param {string} name */
const file = (name) => new File(['x'], name);

/** @param {string} name */
const report = (name) => /** @type {Report} */ (/** @type {unknown} */ ({version: name}));

/** @param {Awaited<ReturnType<typeof setUp>>} set @param {string} name */
async function show({runner, settle}, name) {
  void runner.load([file(name)]);
  await settle(`open ${name}`, undefined);
  await settle(`report ${name}`, report(name));
  assert.equal(runner.phase, 'result');
}

test('a file becomes a result', async () => {
  const set = setUp();
  await show(set, 'a');
  assert.equal(set.runner.report?.version, 'a');
  assert.deepEqual(set.heard, ['complete']);
});

test('an answer about an older file is dropped, and its book freed', async () => {
  const {runner, settle, disposed} = setUp();
  void runner.load([file('old')]);
  await settle('open old', undefined);
  void runner.load([file('new')]);
  await settle('open new', undefined);
  await settle('report new', report('new'));
  assert.equal(runner.report?.version, 'new');
  assert.deepEqual(disposed, ['old']);
});

test('cancel goes back to the start, or to the report that was there', async () => {
  const set = setUp();
  const {runner, disposed} = set;
  void runner.load([file('a')]);
  await rest();
  runner.cancel();
  await rest();
  assert.equal(runner.phase, 'start');

  await show(set, 'b');
  void runner.load([file('c')]);
  await set.settle('open c', undefined);
  runner.cancel();
  await rest();
  assert.equal(runner.phase, 'result');
  assert.equal(runner.report?.version, 'b');
  assert.deepEqual(disposed, ['c']);
});

test('a problem with the columns offers the columns, and the same file is read again', async () => {
  const {runner, settle, heard} = setUp();
  void runner.load([file('a')]);
  await settle('open a', new AnalysisError('missing-column', 'no', {params: {field: 'customer'}}));
  assert.equal(runner.phase, 'problem');
  assert.deepEqual(
    runner.seen.columns.map(({header}) => header),
    ['whose'],
  );
  void runner.remap({customer: 'whose'});
  await settle('open a', undefined);
  await settle('report a', report('a'));
  assert.deepEqual(runner.shown.mapping, {customer: 'whose'});
  assert.deepEqual(heard, ['error', 'complete']);
});

test('a wrong file leaves the report that was there to go back to', async () => {
  const set = setUp();
  const {runner, settle} = set;
  await show(set, 'a');
  void runner.load([file('b')]);
  await settle('open b', new AnalysisError('empty-file', 'no'));
  assert.equal(runner.phase, 'problem');
  assert.deepEqual(runner.seen.columns, []);
  runner.back();
  assert.equal(runner.phase, 'result');
  assert.equal(runner.shown.files[0] instanceof File && runner.shown.files[0].name, 'a');
});

test('a setting that cannot be leaves the report and says why; the last of two settings wins', async () => {
  const set = setUp();
  const {runner, settle} = set;
  await show(set, 'a');
  void runner.revise({asOf: '1900-01-01'});
  await settle('report a1900-01-01', new AnalysisError('nothing-before', 'no'));
  assert.equal(runner.phase, 'result');
  assert.equal(runner.problem?.code, 'nothing-before');
  assert.equal(runner.report?.version, 'a');
  assert.deepEqual(runner.shown.options, {});

  void runner.revise({asOf: '2025-01-01'});
  void runner.revise({asOf: '2025-02-01'});
  await settle('report a2025-02-01', report('february'));
  assert.equal(runner.report?.version, 'february');
  assert.equal(runner.problem, undefined);
  assert.equal(runner.busy, false);
});

test('what is thrown without a code is a bug of ours, and said so', async () => {
  const {runner, settle} = setUp();
  void runner.load([file('a')]);
  await settle('open a', new TypeError('oops'));
  assert.equal(runner.problem?.code, 'internal');
});
