/** @file What becomes of a hostile file: everything that can be asked of it, within a time. */

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {Worker} from 'node:worker_threads';
import {csvRows, unsafeCells} from './check.js';

/** @import {OrdersReport, Preview, Reading, ReadingOptions, Report, RowsResult} from '../../../pkg/wasm/headwater.js' */

/** @typedef {{name: string, bytes: Uint8Array, options?: ReadingOptions}} Given */

/**
 * @typedef {object} Outcome
 * @property {Preview} [preview]
 * @property {RowsResult & {count: number}} [rows] The first of them, and how many there are.
 * @property {Reading} [reading]
 * @property {Report} [report]
 * @property {boolean} [finite] Whether each number of the report is one.
 * @property {OrdersReport} [sales]
 * @property {{customers?: Uint8Array, setAside?: Uint8Array}} files
 * @property {Record<string, {code: string, message: string}>} errors By what was asked.
 * @property {number} ms Of the processor: other work beside it is not its fault.
 * @property {number} wasmBytes Memory that the wasm took, its parts included; it never gives any back.
 * @property {number} modules How many different wasm files were started.
 * @property {boolean} usable Whether the same instance read a good file afterwards.
 * @property {boolean} polluted Whether `Object.prototype` is another than before.
 */

/** No file may take longer, whatever it is. */
export const HANG_MS = 5_000;
/** Nor more memory. */
export const MEMORY_BYTES = 600 * 2 ** 20;
/** Nor this much of JavaScript's own. */
const HEAP_MB = 600;
/** By the clock, with a start, compiling, and other work beside it. */
const PATIENCE_MS = 40_000;

/** @param {string} name */
export const fixture = (name) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/attacks/${name}`, import.meta.url)));

/**
 * Asks everything of a file, and fails where a file may never lead, whatever is in it.
 *
 * @param {string} name
 * @param {Uint8Array} [bytes]
 * @param {ReadingOptions} [options]
 * @returns {Promise<Outcome>}
 */
export async function attack(name, bytes = fixture(name), options) {
  const outcome = await inThread({name, bytes, options});
  assert.ok(outcome.ms < HANG_MS, `${name}: ${outcome.ms} ms`);
  assert.ok(outcome.wasmBytes < MEMORY_BYTES, `${name}: ${outcome.wasmBytes} bytes of memory`);
  assert.ok(!outcome.polluted, `${name}: Object.prototype was changed`);
  assert.ok(outcome.usable, `${name}: the instance is gone: ${JSON.stringify(outcome.errors)}`);
  for (const [what, {code, message}] of Object.entries(outcome.errors)) {
    assert.ok(!['internal', 'thrown'].includes(code), `${name}, ${what}: ${code}, ${message}`);
  }
  if (outcome.report) assert.ok(outcome.finite, `${name}: a number of the report is not finite`);
  for (const [what, file] of Object.entries(outcome.files)) {
    if (file) assert.deepEqual(unsafeCells(file), [], `${name}, ${what}`);
  }
  return outcome;
}

/**
 * @param {Given} given
 * @returns {Promise<Outcome>}
 */
function inThread(given) {
  // What JavaScript holds is bounded as well: a thread that wants more is ended, and the test fails.
  const resourceLimits = {maxOldGenerationSizeMb: HEAP_MB};
  const script = new URL('./thread.js', import.meta.url);
  const thread = new Worker(script, {workerData: given, resourceLimits});
  return new Promise((done, fail) => {
    const timer = setTimeout(() => {
      fail(new Error(`${given.name}: no answer within ${PATIENCE_MS} ms`));
      void thread.terminate();
    }, PATIENCE_MS);
    thread.on('message', done);
    thread.on('error', fail);
    thread.on('exit', () => {
      clearTimeout(timer);
      fail(new Error(`${given.name}: the thread ended without an answer`));
    });
  });
}

/**
 * The ids in an exported list, as they stand there.
 *
 * @param {Outcome} outcome
 */
export function exportedIds({files}) {
  assert.ok(files.customers);
  return csvRows(new TextDecoder().decode(files.customers))
    .slice(1)
    .map(([id]) => id);
}

/**
 * How often each diagnostic was counted.
 *
 * @param {Outcome} outcome
 */
export const counts = ({reading}) =>
  Object.fromEntries((reading?.diagnostics ?? []).map(({code, count}) => [code, count]));
