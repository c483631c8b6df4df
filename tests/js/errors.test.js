import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import test from 'node:test';
import {AnalysisError, ERROR_CODES, fromPlainError, toPlainError} from '../../pkg/errors.js';

const root = new URL('../../', import.meta.url);
const read = (/** @type {string} */ path) => readFile(new URL(path, root), 'utf8');

/** The names of `Code::ALL`, in order, as the core's source writes them. */
async function codesOfTheCore() {
  const source = await read('src/error.rs');
  const [, all = ''] = /pub const ALL: \[Self; \d+\] = \[([^\]]+)\]/.exec(source) ?? [];
  const names = new Map(
    [...source.matchAll(/Self::(\w+) => "([a-z0-9-]+)"/g)].map(([, variant, name]) => [
      variant,
      name,
    ]),
  );
  return [...all.matchAll(/Self::(\w+)/g)].map(([, variant]) => names.get(variant));
}

test('the core, the union and the document name the same codes in the same order', async () => {
  const core = await codesOfTheCore();
  assert.ok(core.length > 20 && core.every((name) => name !== undefined), String(core));
  assert.deepEqual([...ERROR_CODES], core);
  const headings = [...(await read('docs/errors.md')).matchAll(/^### (.+)$/gm)].map(
    ([, name]) => name,
  );
  assert.deepEqual(headings, core);
});

test('an error keeps its code and place across structured clone', () => {
  const thrown = Object.assign(new Error('no column for customer'), {
    code: 'missing-column',
    record: 3,
    line: 5,
    column: 'Kunde',
    value: 'x',
    file: 2,
    params: {field: 'customer'},
  });
  const error = fromPlainError(structuredClone(toPlainError(thrown)));
  assert.ok(error instanceof AnalysisError && error instanceof Error);
  assert.equal(error.name, 'AnalysisError');
  assert.equal(error.message, 'no column for customer');
  const {code, record, line, column, value, file, params} = error;
  assert.deepEqual(
    [code, record, line, column, value, file],
    ['missing-column', 3, 5, 'Kunde', 'x', 2],
  );
  assert.deepEqual(params, {field: 'customer'});
});

test('whatever was not thrown on purpose is internal', () => {
  const trap = toPlainError(new WebAssembly.RuntimeError('unreachable'));
  assert.equal(trap.code, 'internal');
  assert.match(trap.message, /RuntimeError: unreachable/);
  assert.equal(toPlainError('text').code, 'internal');
  assert.equal(toPlainError(Object.assign(new Error('x'), {code: 'ENOENT'})).code, 'internal');
});
