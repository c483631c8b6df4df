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
import {makeBreath} from './task.js';

/** @typedef {{PieceReader: new (plan: Uint8Array) => PieceReader}} PieceGlue */

/**
 * The file whose pieces are read. Its reader is made when the plan has come; null once the file is given up.
 *
 * @typedef {object} File
 * @property {number} number
 * @property {Blob} blob
 * @property {Promise<Owned<PieceReader> | null>} reader
 * @property {(plan: Uint8Array | null) => void} begin
 */

export class Helper {
  #port;
  #load;
  #wasm;
  #breathe = makeBreath();
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
      case 'plan':
        if (this.#file?.number === request.file) this.#file.begin(request.plan);
        return;
      case 'piece':
        return this.#piece(request);
      default:
        assertNever(request);
    }
  }

  /** @param {Extract<HelperRequest, {type: 'file'}>['file']} file */
  #turnTo(file) {
    const before = this.#file;
    this.#file = file && {...file, ...this.#makeReader()};
    before?.begin(null);
    void before?.reader.then((reader) => reader?.free());
  }

  /** @returns {Pick<File, 'reader' | 'begin'>} */
  #makeReader() {
    /** @type {File['begin']} */
    let begin = () => {};
    /** @type {Promise<Uint8Array | null>} */
    const plan = new Promise((go) => (begin = go));
    const reader = plan.then(async (plan) => {
      const glue = await this.#glue;
      return plan && glue && new Owned(new glue.PieceReader(plan));
    });
    // Whoever waits for it hears of it.
    reader.catch(() => {});
    return {reader, begin};
  }

  /** @param {Extract<HelperRequest, {type: 'piece'}>} request */
  async #piece({file: number, from, to}) {
    const file = this.#file;
    if (file?.number !== number) return;
    // Asked for at once: it arrives while the piece before it is read.
    const arriving = sliceOf(file.blob, from, to);
    this.#work = this.#work.then(async () => {
      const [bytes, reader] = await Promise.all([arriving, file.reader]);
      // So that it hears of the next piece, and asks for that.
      await this.#breathe();
      if (this.#file !== file || !reader) return;
      const batches = [];
      for (const part of partsOf(bytes)) {
        // So that what is on its way arrives: a browser hands it over in parts, and only in between.
        if (batches.length > 0) await this.#breathe();
        if (this.#file !== file) return;
        batches.push(reader.handle.read(part));
      }
      const transfer = [bytes, ...batches].map(bufferOf);
      this.#post({type: 'read', file: number, from, bytes, batches}, transfer);
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
