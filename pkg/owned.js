/** @file Who frees a handle into the wasm. */

import {internal} from './errors.js';

/**
 * A handle into the wasm until it is freed or given away: the wasm frees what it consumes, even when
 * it then fails, and freeing that again would be a trap.
 *
 * @template {{free(): void}} T
 */
export class Owned {
  /** @type {T | null} */
  #handle;

  /** @param {T} handle */
  constructor(handle) {
    this.#handle = handle;
  }

  get handle() {
    if (!this.#handle) throw internal('a handle was used after it was given away');
    return this.#handle;
  }

  /** The handle, for a call that consumes it. */
  take() {
    const {handle} = this;
    this.#handle = null;
    return handle;
  }

  free() {
    try {
      this.#handle?.free();
    } catch {
      // The instance is broken, and the error that broke it is on its way to the caller.
    }
    this.#handle = null;
  }
}
