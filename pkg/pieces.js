/**
 * @file A large file, read by a session with the help of other workers. Each reads pieces of it, in any order; the
 * session takes them over in the order of the file, and reads itself what nobody has begun. So what comes out
 * is the same however many help, and one that is slow or lost costs only time.
 */

/**
 * @import {Crew, Hand} from './crew.js'
 * @import {Task} from './task.js'
 * @import {PieceGlue} from './helper.js'
 * @import {Batch, PieceReader, Reader} from './wasm/headwater.js'
 */

import {PIECES_AT_ONCE, SILENCE_MS} from './crew.js';
import {cut} from './encoding.js';
import {Owned} from './owned.js';
import {changed, PART_BYTES, partsOf, SLICE_BYTES, sliceOf} from './source.js';

/** The smallest file for which helpers are worth while: they take longer to come than a smaller one to read. */
export const LARGE_BYTES = 32 * 1024 * 1024;

/** Bytes of the first piece: as a rule enough for a plan, and soon there. */
const FIRST_BYTES = 256 * 1024;

/** Pieces that the session has before it itself: while it reads one, the next is on its way. */
const OWN_AT_ONCE = 2;

/** Pieces of each reader that may wait until those before them are taken over, beside what it has before it. */
const WAITING = 2;

/** The number of the session's own reader of pieces; helpers have those that follow. */
const OWN = 0;

/**
 * A part of the file, from the time on when it is known who reads it: the session itself, where there is no `hand`.
 *
 * @typedef {object} Piece
 * @property {number} from
 * @property {number} to
 * @property {Hand | null} hand
 * @property {boolean} isLate It was a lost helper's: the session may have read others ahead that stand behind it.
 * @property {Uint8Array | null} bytes Once they are there, of a helper's piece once it is read.
 * @property {Uint8Array[]} batches Of its parts, where a helper made them.
 * @property {Owned<Batch>[]} own Of its first parts, where the session did.
 * @property {{why: unknown} | null} failure
 */

let lastFile = 0;

export class Pieces {
  #blob;
  #size;
  #name;
  #reader;
  #glue;
  #task;
  #number = ++lastFile;
  /** @type {Uint8Array | undefined} */
  #plan;
  /** The session's own. @type {Owned<PieceReader> | null} */
  #ahead = null;
  /** Helpers, with the numbers that the reader knows them by. @type {Map<Hand, number>} */
  #hands = new Map();
  /** All that are begun and not yet taken over, in the order of the file. @type {Piece[]} */
  #begun = [];
  /** Where the next piece begins. */
  #next = 0;
  /** Helpers wait for the plan. */
  #isPlanLate = false;
  #wake = () => {};

  /**
   * @param {{blob: Blob, name: string}} file
   * @param {Pick<Reader, 'push' | 'pushPiece' | 'pushOwn' | 'plan' | 'progress'>} reader
   * @param {PieceGlue} glue
   * @param {Task} task
   */
  constructor({blob, name}, reader, glue, task) {
    this.#blob = blob;
    this.#size = blob.size;
    this.#name = name;
    this.#reader = reader;
    this.#glue = glue;
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
      this.#ahead?.free();
      for (const {own} of this.#begun) own.forEach((batch) => batch.free());
      giveBack?.();
    }
  }

  /** @param {Hand} hand */
  #welcome(hand) {
    if (hand.isLost) return;
    this.#hands.set(hand, OWN + 1 + this.#hands.size);
    hand.onChange = (read) => {
      const piece = this.#begun.find((one) => one.hand === hand && one.from === read?.from);
      if (piece && read) {
        piece.bytes = read.bytes;
        piece.batches = read.batches;
      }
      this.#begin();
      this.#wake();
    };
    hand.begin({number: this.#number, blob: this.#blob});
    if (this.#plan) hand.plan(this.#plan);
  }

  /** Hands out all that may be begun now. */
  #begin() {
    const isOwn = (/** @type {Piece} */ piece) => !piece.hand && !isRead(piece);
    const own = this.#begun.filter(isOwn).length;
    for (let more = own; more < OWN_AT_ONCE && this.#mayBegin; more++) this.#beginNext(null);
    if (this.#isPlanLate) return;
    for (const hand of this.#hands.keys()) {
      while (hand.isFree && this.#mayBegin) this.#beginNext(hand);
    }
  }

  get #mayBegin() {
    const ready = [...this.#hands.keys()].filter((hand) => hand.isReady).length;
    const most = OWN_AT_ONCE + WAITING + ready * (PIECES_AT_ONCE + WAITING);
    return this.#next < this.#size && this.#begun.length < most;
  }

  /** @param {Hand | null} hand */
  #beginNext(hand) {
    const from = this.#next;
    const to = Math.min(this.#size, from + this.#nextLength());
    this.#next = to;
    /** @type {Piece} */
    const piece = {from, to, hand, isLate: false, bytes: null, batches: [], own: [], failure: null};
    this.#begun.push(piece);
    if (hand) hand.read(from, to);
    else this.#slice(piece);
  }

  /** Less towards the end, so that nobody reads long after all others are done. */
  #nextLength() {
    if (this.#next === 0) return FIRST_BYTES;
    const parts = Math.ceil((this.#size - this.#next) / (this.#hands.size + 1) / 2 / PART_BYTES);
    return Math.min(SLICE_BYTES, parts * PART_BYTES);
  }

  /** @param {Piece} piece Is the session's own from now on. */
  #slice(piece) {
    piece.hand = null;
    sliceOf(this.#blob, piece.from, piece.to)
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
      if (piece.hand && !this.#plan) this.#callOff();
      else if (piece.hand?.isLost) this.#takeBack(piece);
      else if (!(await this.#readAhead())) await this.#changed();
    }
    for (const [index, part] of partsOf(piece.bytes).entries()) {
      const used = this.#takeOver(piece, index, part);
      await this.#breathe();
      await this.#push(part.subarray(used));
    }
  }

  /** Takes all pieces back: without a plan nobody reads them. */
  #callOff() {
    this.#isPlanLate = true;
    for (const hand of this.#hands.keys()) hand.begin({number: this.#number, blob: this.#blob});
    for (const piece of this.#begun) if (piece.hand) this.#slice(piece);
  }

  /** @param {Piece} piece A lost helper's. */
  #takeBack(piece) {
    piece.isLate = true;
    this.#slice(piece);
  }

  /** Reads a part of what comes later, if there is some. */
  async #readAhead() {
    const piece = this.#begun.find((one) => !one.hand && one.bytes && !one.isLate && !isRead(one));
    const part = piece?.bytes && partsOf(piece.bytes)[piece.own.length];
    const batch = piece && part && this.#batchOf(piece, part);
    if (!batch) return false;
    piece.own.push(batch);
    this.#begin();
    await this.#breathe();
    return true;
  }

  /**
   * What the session itself makes of a part of a piece; nothing where it is to be read in order.
   *
   * @param {Piece} piece
   * @param {Uint8Array} part
   */
  #batchOf({hand, isLate}, part) {
    if (hand || isLate || !this.#plan) return undefined;
    this.#ahead ??= new Owned(new this.#glue.PieceReader(this.#plan));
    return new Owned(this.#ahead.handle.readHere(part));
  }

  /**
   * How many bytes of a part are read with what was made of them.
   *
   * @param {Piece} piece
   * @param {number} index
   * @param {Uint8Array} part
   */
  #takeOver(piece, index, part) {
    const batch = piece.batches[index];
    const number = piece.hand && this.#hands.get(piece.hand);
    if (batch && number) return this.#reader.pushPiece(part, batch, number);
    const own = piece.own[index] ?? this.#batchOf(piece, part);
    return own ? this.#reader.pushOwn(part, own.take(), OWN) : 0;
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
    for (const hand of this.#hands.keys()) hand.plan(this.#plan);
    this.#isPlanLate = false;
    this.#begin();
  }
}

/** @param {Piece} piece Whether all its batches are made. */
function isRead({from, to, own}) {
  return own.length * PART_BYTES >= to - from;
}
