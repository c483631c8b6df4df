/** @file A part of the wasm that is loaded when it is needed, from this side of the wire: asked for once. */

/** @import {WasmSource} from './protocol.js' */

import {cannotStart, internal} from './errors.js';

/** @template Glue */
export class Part {
  #ask;
  #load;
  /** @type {Promise<Glue> | null} */
  #loading = null;
  /** @type {{resolve: (wasm: WasmSource | null) => void, reject: (why: unknown) => void} | null} */
  #asked = null;

  /**
   * @param {() => void} ask Asks the page where it is; the answer comes by `take` or `refuse`.
   * @param {((wasm: WasmSource | null) => Promise<Glue>) | undefined} load
   */
  constructor(ask, load) {
    this.#ask = ask;
    this.#load = load;
  }

  /** The same for all who ask; after a failure the next one tries again. */
  get = () => {
    this.#loading ??= this.#start().catch((error) => {
      this.#loading = null;
      throw cannotStart(error);
    });
    return this.#loading;
  };

  /** What was loaded before; null where it was not, or could not be. */
  async loaded() {
    return this.#loading && this.#loading.catch(() => null);
  }

  /** @param {WasmSource | null} wasm */
  take(wasm) {
    this.#asked?.resolve(wasm);
  }

  /** @param {unknown} why */
  refuse(why) {
    this.#asked?.reject(why);
  }

  async #start() {
    if (!this.#load) throw internal('such files are not read here');
    /** @type {Promise<WasmSource | null>} */
    const answer = new Promise((resolve, reject) => (this.#asked = {resolve, reject}));
    this.#ask();
    return this.#load(await answer);
  }
}
