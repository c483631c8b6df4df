/** @file A `Worker` as a page has it, over a thread of Node: the real worker.js and real clones. */

import {readFile} from 'node:fs/promises';
import {Worker as Thread} from 'node:worker_threads';

/** @import {TransferListItem} from 'node:worker_threads' */

export class ThreadWorker extends EventTarget {
  /** @param {URL} [script] */
  constructor(script = new URL('./thread.js', import.meta.url)) {
    super();
    this.thread = new Thread(script);
    this.thread.on('message', (data) => this.#dispatch('message', {data}));
    this.thread.on('error', (error) => this.#dispatch('error', {message: error.message}));
    this.thread.on('exit', () => this.#dispatch('error', {message: 'the thread ended'}));
  }

  /**
   * @param {unknown} message
   * @param {TransferListItem[]} transfer
   */
  postMessage(message, transfer) {
    this.thread.postMessage(message, transfer);
  }

  terminate() {
    void this.thread.terminate();
  }

  /** This, as what it stands for. */
  asWorker() {
    return /** @type {Worker} */ (/** @type {unknown} */ (this));
  }

  /**
   * @param {string} type
   * @param {object} fields
   */
  #dispatch(type, fields) {
    this.dispatchEvent(Object.assign(new Event(type), fields));
  }
}

/** The package's wasm, compiled: a thread can't fetch it by address. */
export async function compiledWasm(name = 'headwater') {
  const bytes = await readFile(new URL(`../../../pkg/wasm/${name}_bg.wasm`, import.meta.url));
  return WebAssembly.compile(bytes);
}
