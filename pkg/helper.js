/**
 * @file A worker that helps a session: reads pieces of a large file ahead of it, each into a batch of its
 * ordinary rows. What it makes only saves the session time; nothing depends on it.
 */

/**
 * @import {Cuts} from './cuts.js'
 * @import {EncodingsGlue} from './encoding.js'
 * @import {FileToRead, Help, HelperAnswer, HelperRequest, ReadPart} from './protocol.js'
 * @import {PieceReader} from './wasm/headwater.js'
 */

import {cutsOf, Turner} from './cuts.js';
import {Owned} from './owned.js';
import {assertNever, bufferOf} from './protocol.js';
import {sliceOf} from './source.js';
import {makeBreath} from './task.js';

/** @typedef {{PieceReader: new (plan: Uint8Array) => PieceReader}} PieceGlue */

/**
 * What the pieces of a file are read with; without a `turner` they are UTF-8.
 *
 * @typedef {{reader: Owned<PieceReader>, turner: Turner | null}} Tools
 */

/**
 * The file whose pieces are read. Its tools are made when the plan has come; null once the file is given up.
 *
 * @typedef {object} File
 * @property {number} number
 * @property {Blob} blob
 * @property {Promise<Tools | null>} tools
 * @property {(plan: Uint8Array | null) => void} begin
 */

export class Helper {
  #port;
  #load;
  #encodings;
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
   * @param {() => Promise<EncodingsGlue>} encodings
   */
  constructor({port, wasm}, load, encodings) {
    this.#port = port;
    this.#load = load;
    this.#encodings = encodings;
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

  /** @param {FileToRead | null} file */
  #turnTo(file) {
    const before = this.#file;
    this.#file = file && {...file, ...this.#makeTools(file)};
    before?.begin(null);
    const free = (/** @type {Tools | null} */ tools) => {
      tools?.reader.free();
      tools?.turner?.free();
    };
    void before?.tools.then(free, () => {});
  }

  /**
   * @param {FileToRead} file
   * @returns {Pick<File, 'tools' | 'begin'>}
   */
  #makeTools({encoding}) {
    /** @type {File['begin']} */
    let begin = () => {};
    /** @type {Promise<Uint8Array | null>} */
    const planned = new Promise((go) => (begin = go));
    // Asked for before there is a plan.
    const loading = encoding === null ? null : this.#encodings();
    const make = async () => {
      const [plan, glue, encodings] = await Promise.all([planned, this.#glue, loading]);
      if (!plan || !glue) return null;
      const turner =
        encodings && encoding !== null ? new Turner(new encodings.Transcoder(encoding)) : null;
      return {reader: new Owned(new glue.PieceReader(plan)), turner};
    };
    const tools = make();
    // Whoever waits for it hears of it.
    tools.catch(() => {});
    return {tools, begin};
  }

  /** @param {Extract<HelperRequest, {type: 'piece'}>} request */
  async #piece({file: number, from, to}) {
    const file = this.#file;
    if (file?.number !== number) return;
    // Asked for at once: it arrives while the piece before it is read.
    const arriving = sliceOf(file.blob, from, to);
    this.#work = this.#work.then(async () => {
      const [bytes, tools] = await Promise.all([arriving, file.tools]);
      // So that it hears of the next piece, and asks for that.
      await this.#breathe();
      if (this.#file !== file || !tools) return;
      const cuts = cutsOf(bytes, tools.turner !== null);
      const parts = [];
      for (const part of cuts.parts) {
        // So that what is on its way arrives: a browser hands it over in parts, and only in between.
        if (parts.length > 0) await this.#breathe();
        if (this.#file !== file) return;
        parts.push(readPart(part, tools));
      }
      this.#post(...answerOf({number, from}, cuts, parts));
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

/**
 * @param {Uint8Array} part
 * @param {Tools} tools
 * @returns {ReadPart}
 */
function readPart(part, {reader, turner}) {
  const text = turner ? turner.make(part) : part;
  return {text, size: part.byteLength, batch: reader.handle.read(text)};
}

/**
 * @param {{number: number, from: number}} place
 * @param {Cuts} cuts
 * @param {ReadPart[]} parts Are handed over.
 * @returns {[HelperAnswer, Transferable[]]}
 */
function answerOf({number, from}, cuts, parts) {
  // What goes without its buffer being handed over would be cloned with all that this has.
  const [before, after] = [cuts.before.slice(), cuts.after.slice()];
  const views = [before, after, ...parts.flatMap(({text, batch}) => [text, batch])];
  const transfer = [...new Set(views.map(bufferOf))];
  return [{type: 'read', file: number, from, before, parts, after}, transfer];
}
