/** @file An engine with little memory. */
import {readFile} from 'node:fs/promises';
import {createEngine} from '../../../pkg/index.js';
import {ThreadWorker} from '../../js/lib/thread-worker.js';
import {withMemoryLimit} from './limit.js';

const WASM = new URL('../../../pkg/wasm/headwater_bg.wasm', import.meta.url);

/**
 * An engine whose wasm is given so much memory, and how many workers it has had.
 *
 * @param {import('node:test').TestContext} t
 * @param {number} limit in bytes
 */
export async function narrow(t, limit) {
  const wasm = await WebAssembly.compile(withMemoryLimit(await readFile(WASM), limit));
  const workers = {made: 0};
  const worker = () => {
    workers.made++;
    return new ThreadWorker().asWorker();
  };
  const engine = createEngine({worker, wasm});
  t.after(() => engine.dispose());
  return {engine, workers};
}
