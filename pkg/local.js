/** @file The last resort: a session in the page's own thread, in slices between which it breathes. */

/**
 * @import {Port, WasmSource} from './protocol.js'
 * @import {PartLoaders} from './session.js'
 */

import {Session} from './session.js';

/**
 * @param {(wasm: WasmSource | null) => Promise<typeof import('./wasm/headwater.js')>} load
 * @param {PartLoaders} loaders
 * @returns {Port}
 */
export function localPort(load, loaders) {
  /** @type {Session | null} */
  let session = null;
  return {
    crossing: false,
    listen(onAnswer) {
      session = new Session(load, onAnswer, loaders);
    },
    post: (message) => session?.receive(message),
    close() {
      session?.close();
      session = null;
    },
  };
}
