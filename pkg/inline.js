/**
 * @file `headwater/inline`: the same API with the wasm and the worker's text inside, so that nothing is
 * loaded by address: under `connect-src 'none'`, from a disk, in a sandboxed frame.
 */

/** @import {Rung} from './client.js' */

import {Engine, sharedEngine} from './client.js';
import {WASM_BASE64, WORKER_SOURCE} from './dist/inline-assets.js';
import {cannotStart} from './errors.js';
import {mainThread, workerPort} from './rungs.js';
import {workerUrl} from './trusted.js';

export {AnalysisError} from './errors.js';

/**
 * A classic worker: a module worker from a Blob is refused on `file://` and in a sandboxed frame.
 *
 * @type {Rung}
 */
const blobWorker = {
  mode: 'blob-worker',
  connect() {
    const {url, revoke} = workerUrl(WORKER_SOURCE);
    const worker = new Worker(url, {name: 'headwater'});
    revoke();
    return workerPort(worker);
  },
};

/**
 * Unpacked and compiled when it is first asked for, and kept: each worker is handed the compiled module. After a
 * failure the next to ask tries again.
 *
 * @param {() => string | Promise<string>} load Gives the wasm, gzipped, in base64.
 */
function moduleOf(load) {
  /** @type {Promise<WebAssembly.Module> | null} */
  let module = null;
  const make = async () => WebAssembly.compile(await unpacked(await load()));
  return () => {
    module ??= make().catch((error) => {
      module = null;
      throw cannotStart(error);
    });
    return module;
  };
}

const compile = moduleOf(() => WASM_BASE64);

const PARTS = {
  workbook: moduleOf(async () => (await import('./dist/inline-workbook.js')).BASE64),
  encodings: moduleOf(async () => (await import('./dist/inline-encodings.js')).BASE64),
  models: moduleOf(async () => (await import('./dist/inline-models.js')).BASE64),
};

/** @param {string} base64 */
function unpacked(base64) {
  const stream = new Blob([decodeBase64(base64)]).stream();
  return new Response(stream.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}

/**
 * A loop, because `Uint8Array.from` with a function took 100 ms for the same: a stall on the page.
 *
 * @param {string} base64
 */
function decodeBase64(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/**
 * An engine of one's own: its worker ends with `dispose()`.
 *
 * @param {{worker?: 'auto' | false, readers?: number}} [options] As of the main entry.
 */
export function createInlineEngine({worker = 'auto', readers} = {}) {
  const rungs = worker === false ? [mainThread()] : [blobWorker, mainThread()];
  return new Engine(rungs, compile, PARTS, readers);
}

export {createInlineEngine as createEngine};

/** {@link Engine.open} and {@link Engine.analyze} of an engine that all such calls share. */
export const {open, analyze} = sharedEngine(createInlineEngine);
