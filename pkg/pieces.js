/**
 * @file A large file, read by a session with the help of other workers. They read pieces ahead of it, in any
 * order; it takes them over in the order of the file, and reads itself what nobody has begun. So what comes out
 * is the same however many help, and one that is slow or lost costs only time.
 */

/**
 * @import {Crew, Hand} from './crew.js'
 * @import {Task} from './task.js'
 * @import {Reader} from './wasm/headwater.js'
 */

import {PIECES_AT_ONCE, SILENCE_MS} from './crew.js';
import {cut} from './encoding.js';
import {changed, partsOf, SLICE_BYTES, sliceOf} from './source.js';

/** The smallest file for which helpers are worth while: they take longer to come than a smaller one to read. */
export const LARGE_BYTES = 32 * 1024 * 1024;

/** Slices that are under way while a session without helpers reads one: see `source.js`. */
const SLICES_AHEAD = 2;

/** How long a piece takes as long as nothing is known of it. */
const USUAL_MS = 25;

/**
 * A part of the file, from the time on when it is known who reads it: the session itself, where there is no `hand`.
 *
 * @typedef {object} Piece
 * @property {number} from
 * @property {number} to
 * @property {Hand | null} hand
 * @property {Uint8Array | null} bytes Once they are there, of a helper's piece once it is read.
 * @property {Uint8Array[]} batches Of its parts; none where the session reads it.
 * @property {{why: unknown} | null} failure
 */

/** Milliseconds for a piece, as far as is known. */
class Pace {
  /** @type {number | null} */
  #ms = null;

  /** @param {number} ms */
  note(ms) {
    // What was last counts for a third: other work comes and goes.
    this.#ms = this.#ms === null ? ms : this.#ms + (ms - this.#ms) / 3;
  }

  /** @param {number} otherwise */
  or(otherwise) {
    return this.#ms ?? otherwise;
  }
}

let lastFile = 0;

export class Pieces {
  #blob;
  #size;
  #name;
  #reader;
  #task;
  #number = ++lastFile;
  /** @type {Uint8Array | undefined} */
  #plan;
  /** Helpers, with the numbers that the reader knows them by. @type {Map<Hand, number>} */
  #hands = new Map();
  /** All that are begun and not yet taken over, in the order of the file. @type {Piece[]} */
  #begun = [];
  /** How long the session takes to read a piece, and to take one over, and a helper to read one. */
  #pace = {reading: new Pace(), taking: new Pace(), help: new Pace()};
  /** Where the next piece begins. */
  #next = 0;
  #wake = () => {};

  /**
   * @param {{blob: Blob, name: string}} file
   * @param {Pick<Reader, 'push' | 'pushPiece' | 'plan' | 'progress'>} reader
   * @param {Task} task
   */
  constructor({blob, name}, reader, task) {
    this.#blob = blob;
    this.#size = blob.size;
    this.#name = name;
    this.#reader = reader;
    this.#task = task;
  }

  /** @param {Crew} crew */
  async read(crew) {
    const useful = Math.floor(this.#size / SLICE_BYTES / 2);
    const giveBack = crew.lend(useful, (hand) => this.#welcome(hand));
    const wake = () => this.#wake();
    this.#task.signal.addEventListener('abort', wake);
    try {
      for (;;) {
        this.#begin();
        const piece = this.#begun[0];
        if (!piece) break;
        await this.#take(piece);
        this.#begun.shift();
      }
      if (this.#blob.size !== this.#size) throw changed('its size changed', this.#name);
    } finally {
      this.#task.signal.removeEventListener('abort', wake);
      giveBack?.();
    }
  }

  /** @param {Hand} hand */
  #welcome(hand) {
    if (hand.isLost) return;
    const number = this.#hands.size;
    this.#hands.set(hand, number);
    hand.onChange = (read) => {
      const piece = this.#begun.find((one) => one.hand === hand && one.from === read?.from);
      if (piece && read) {
        piece.bytes = read.bytes;
        piece.batches = read.batches;
        this.#pace.help.note(read.ms);
      }
      this.#begin();
      this.#wake();
    };
    if (this.#plan) this.#tell(hand, this.#plan);
  }

  /**
   * @param {Hand} hand
   * @param {Uint8Array} plan
   */
  #tell(hand, plan) {
    hand.begin({number: this.#number, blob: this.#blob, plan});
  }

  /** Hands out all that may be begun now. */
  #begin() {
    const ready = this.#plan ? [...this.#hands.keys()].filter((hand) => hand.isReady) : [];
    const most = ready.length > 0 ? PIECES_AT_ONCE * ready.length + SLICES_AHEAD : SLICES_AHEAD + 1;
    while (this.#begun.length < most) {
      const [hand] = ready.filter((one) => one.isFree).sort((a, b) => a.pieces - b.pieces);
      if (ready.length > 0 && !hand) break;
      if (!this.#beginNext(hand && this.#isInTime(hand) ? hand : null)) break;
    }
    if (this.#begun.length === 0) this.#beginNext(null);
  }

  /**
   * Whether a helper would have read the next piece when its turn comes; else the session reads it then, instead
   * of waiting.
   *
   * @param {Hand} hand
   */
  #isInTime(hand) {
    const reading = this.#pace.reading.or(USUAL_MS);
    const taking = this.#pace.taking.or(reading / 2);
    const turn = this.#begun.reduce((ms, piece) => ms + (piece.hand ? taking : reading), 0);
    return turn >= (hand.pieces + 1) * this.#pace.help.or(reading);
  }

  /** @param {Hand | null} hand */
  #beginNext(hand) {
    const from = this.#next;
    if (from >= this.#size) return null;
    const to = Math.min(this.#size, from + SLICE_BYTES);
    this.#next = to;
    /** @type {Piece} */
    const piece = {from, to, hand, bytes: null, batches: [], failure: null};
    this.#begun.push(piece);
    if (hand) hand.read(from, to);
    else this.#slice(piece);
    return piece;
  }

  /** @param {Piece} piece Is the session's own from now on. */
  #slice(piece) {
    piece.hand = null;
    sliceOf(this.#blob, piece.from, this.#size)
      .then(
        (bytes) => (piece.bytes = bytes),
        (why) => (piece.failure = {why}),
      )
      .then(() => this.#wake());
  }

  /** @param {Piece} piece The first that is begun. */
  async #take(piece) {
    while (!piece.bytes) {
      this.#task.check();
      if (piece.failure) throw changed(piece.failure.why, this.#name);
      if (piece.hand?.isLost) this.#slice(piece);
      else await this.#changed();
    }
    const began = performance.now();
    const number = piece.hand ? this.#hands.get(piece.hand) : undefined;
    for (const [index, part] of partsOf(piece.bytes).entries()) {
      const batch = piece.batches[index];
      const used = batch && number !== undefined ? await this.#takeOver(part, batch, number) : 0;
      await this.#push(part.subarray(used));
    }
    this.#pace[number === undefined ? 'reading' : 'taking'].note(performance.now() - began);
  }

  /**
   * How many bytes are read with what helper `number` made of them.
   *
   * @param {Uint8Array} part
   * @param {Uint8Array} batch
   * @param {number} number
   */
  async #takeOver(part, batch, number) {
    const used = this.#reader.pushPiece(part, batch, number);
    await this.#breathe();
    return used;
  }

  /** @param {Uint8Array} bytes */
  async #push(bytes) {
    for (const text of cut(bytes)) {
      this.#reader.push(text, text.byteLength);
      this.#makePlan();
      await this.#breathe();
    }
  }

  async #breathe() {
    this.#task.progress(this.#reader.progress());
    await this.#task.pause();
  }

  /** Waits until something has changed, or a helper may have been silent for too long. */
  async #changed() {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    await new Promise((go) => {
      this.#wake = () => go(undefined);
      timer = setTimeout(this.#wake, SILENCE_MS / 4);
    });
    clearTimeout(timer);
    this.#wake = () => {};
  }

  #makePlan() {
    if (this.#plan || this.#hands.size === 0) return;
    this.#plan = this.#reader.plan();
    if (!this.#plan) return;
    for (const hand of this.#hands.keys()) this.#tell(hand, this.#plan);
    this.#begin();
  }
}
