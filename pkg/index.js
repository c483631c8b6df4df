/**
 * @file `headwater` in a page: orders in, customer segments and lifetime values out, in a worker.
 *
 * The engine is client.js; the worker answers it by session.js, which drives the wasm.
 */

/**
 * @import {Rung} from './client.js'
 * @import {WasmSource} from './protocol.js'
 * @import {GivenWorker} from './rungs.js'
 */

import {Engine, sharedEngine} from './client.js';
import {givenWorker, mainThread, workerPort} from './rungs.js';
import {workerUrl} from './trusted.js';

export {AnalysisError} from './errors.js';

/**
 * @typedef {import('./book.js').Book} Book
 * @typedef {import('./book.js').Report} Report
 * @typedef {import('./errors.js').ErrorCode} ErrorCode
 * @typedef {import('./wasm/headwater.js').CustomerPage} CustomerPage
 * @typedef {import('./wasm/headwater.js').CustomerQuery} CustomerQuery
 * @typedef {import('./wasm/headwater.js').Progress} Progress
 * @typedef {import('./wasm/headwater.js').Reading} Reading
 * @typedef {import('./wasm/headwater.js').ReadingOptions} ReadingOptions
 * @typedef {import('./wasm/headwater.js').ReportOptions} ReportOptions
 */

/**
 * @typedef {object} EngineOptions
 * @property {'auto' | false | GivenWorker} [worker] `false` for the page's own thread.
 * @property {number} [readers] Most workers that help the first to read a large file, 0 for none; by the processors
 *   if absent.
 * @property {WasmSource | URL | Response} [wasm] Where the wasm is, if not beside its JavaScript.
 * @property {WasmSource | URL | Response} [workbook] The same for the part that reads workbooks.
 * @property {WasmSource | URL | Response} [encodings] The same for the part that reads text that is not UTF-8.
 * @property {WasmSource | URL | Response} [models] The same for the part that says what customers are worth.
 */

/**
 * An engine of one's own: its worker ends with `dispose()`.
 *
 * @param {EngineOptions} [options]
 */
export function createEngine(options = {}) {
  const {worker = 'auto', readers, wasm, workbook, encodings, models} = options;
  const isOwn = worker === 'auto' || worker === false;
  const given = isOwn ? [] : [givenWorker(worker)];
  const own = worker === false ? [] : [fileWorker, blobWorker];
  const parts = {
    workbook: once(workbook),
    encodings: once(encodings),
    models: once(models),
  };
  // A worker of the caller's has its wasm beside it.
  const core = isOwn && wasm === undefined ? ownCore : once(wasm);
  return new Engine([...given, ...own, mainThread()], core, parts, readers);
}

/**
 * Compiled here while the worker starts, and handed to it and to all that help it. Where that can't be, they look
 * for it themselves: a policy of the page's may stop a request, and not those of its workers.
 */
async function ownCore() {
  try {
    const {href} = new URL('./wasm/headwater_bg.wasm', import.meta.url);
    return await WebAssembly.compileStreaming(fetch(href));
  } catch {
    return null;
  }
}

/** @type {Rung} */
const fileWorker = {
  mode: 'worker',
  // Bundlers look for exactly this expression.
  connect: () =>
    workerPort(
      new Worker(new URL('./dist/worker.js', import.meta.url), {type: 'module', name: 'headwater'}),
    ),
};

/**
 * Where this script came from another origin, its worker's URL is refused, and a Blob that imports it
 * is not. The path is kept from bundlers, which would copy the file without what it imports.
 *
 * @type {Rung}
 */
const blobWorker = {
  mode: 'blob-worker',
  connect() {
    const path = './dist/worker.js';
    const {href} = new URL(path, import.meta.url);
    const {url, revoke} = workerUrl(`import ${JSON.stringify(href)};`);
    const worker = new Worker(url, {type: 'module', name: 'headwater'});
    revoke();
    return workerPort(worker);
  },
};

/**
 * A Response can be read once only.
 *
 * @param {EngineOptions['wasm']} wasm
 */
function once(wasm) {
  /** @type {ReturnType<typeof toSource> | undefined} */
  let source;
  return () => (source ??= toSource(wasm));
}

/**
 * @param {EngineOptions['wasm']} wasm
 * @returns {Promise<WasmSource | null>}
 */
async function toSource(wasm) {
  if (wasm === undefined) return null;
  if (wasm instanceof URL) return wasm.href;
  // A worker resolves addresses against its own, the caller against the page's.
  if (typeof wasm === 'string') return new URL(wasm, document.baseURI).href;
  return 'arrayBuffer' in wasm ? wasm.arrayBuffer() : wasm;
}

/** {@link Engine.open} and {@link Engine.analyze} of an engine that all such calls share. */
export const {open, analyze} = sharedEngine(createEngine);
