/**
 * @file A worker that helps a session: reads pieces of a large file ahead of it, each into a batch of its
 * ordinary rows. What it makes only saves the session time; nothing depends on it.
 */

/**
 * @import {Help, HelperAnswer, HelperRequest} from './protocol.js'
 * @import {PieceReader} from './wasm/headwater.js'
 */

import {Owned} from './owned.js';
import {assertNever, bufferOf} from './protocol.js';
import {partsOf, sliceOf} from './source.js';

/** @typedef {{PieceReader: new (plan: Uint8Array) => PieceReader}} PieceGlue */

/**
 * The file whose pieces are read; its reader is made with the first.
 *
 * @typedef {NonNullable<Extract<HelperRequest, {type: 'file'}>['file']> & {reader?: Owned<PieceReader>}} File
 */

export class Helper {
  #port;
  #load;
  #wasm;
  /** @type {Promise<PieceGlue> | null} */
  #glue = null;
  /** @type {File | null} */
  #file = null;
  /** The work on all pieces so far. @type {Promise<void>} */
  #work = Promise.resolve();

  /**
   * @param {Pick<Help, 'port' | 'wasm'>} help
   * @param {(wasm: WebAssembly.Module | null) => Promise<PieceGlue>} load
   */
  constructor({port, wasm}, load) {
    this.#port = port;
    this.#load = load;
    this.#wasm = wasm;
    port.onmessage = ({data}) => void this.#receive(data).catch((error) => this.#fail(error));
  }

  /** @param {HelperRequest} request */
  async #receive(request) {
    switch (request.type) {
      case 'start':
        this.#glue = this.#load(this.#wasm ?? request.wasm);
        await this.#glue;
        return this.#post({type: 'ready'}, []);
      case 'file':
        return this.#turnTo(request.file);
      case 'piece':
        return this.#piece(request);
      default:
        assertNever(request);
    }
  }

  /** @param {File | null} file */
  #turnTo(file) {
    this.#file?.reader?.free();
    this.#file = file;
  }

  /** @param {Extract<HelperRequest, {type: 'piece'}>} request */
  async #piece({file: number, from, to}) {
    const file = this.#file;
    if (file?.number !== number) return;
    // Asked for at once: it arrives while the piece before it is read.
    const arriving = sliceOf(file.blob, from, to);
    this.#work = this.#work.then(async () => {
      const began = performance.now();
      const [bytes, glue] = await Promise.all([arriving, this.#glue]);
      if (this.#file !== file || !glue) return;
      file.reader ??= new Owned(new glue.PieceReader(file.plan));
      const {handle} = file.reader;
      const batches = partsOf(bytes).map((part) => handle.read(part));
      const transfer = [bytes, ...batches].map(bufferOf);
      const ms = performance.now() - began;
      this.#post({type: 'read', file: number, from, bytes, batches, ms}, transfer);
    });
    await this.#work;
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#turnTo(null);
    this.#post({type: 'failed', why: String(error)}, []);
  }

  /**
   * @param {HelperAnswer} answer
   * @param {Transferable[]} transfer
   */
  #post(answer, transfer) {
    this.#port.postMessage(answer, transfer);
  }
}
