/**
 * @file A large file, read by a session with the help of other workers. Each reads pieces of it, in any order; the
 * session takes them over in the order of the file, and reads itself what nobody has begun. So what comes out
 * is the same however many help, and one that is slow or lost costs only time.
 */

/**
 * @import {Crew, Hand} from './crew.js'
 * @import {Cuts, Turner} from './cuts.js'
 * @import {Apart} from './encoding.js'
 * @import {ReadPart} from './protocol.js'
 * @import {Task} from './task.js'
 * @import {PieceGlue} from './helper.js'
 * @import {Batch, PieceReader, Reader} from './wasm/headwater.js'
 */

import {PIECES_AT_ONCE, SILENCE_MS} from './crew.js';
import {cutsOf, PART_BYTES} from './cuts.js';
import {cut} from './encoding.js';
import {Owned} from './owned.js';
import {changed, SLICE_BYTES, sliceOf} from './source.js';

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
 * What the session has made of a part.
 *
 * @typedef {{text: Uint8Array, batch: Owned<Batch>}} OwnPart
 */

/**
 * A part of the file, from the time on when it is known who reads it: the session itself, where there is no `hand`.
 *
 * @typedef {object} Piece
 * @property {number} from
 * @property {number} to
 * @property {Hand | null} hand
 * @property {boolean} isLate It was a lost helper's: the session may have read others ahead that stand behind it.
 * @property {Cuts | null} cuts Its bytes, once they are there, and no helper reads them.
 * @property {{before: Uint8Array, parts: ReadPart[], after: Uint8Array} | null} read Once a helper has done so.
 * @property {OwnPart[]} own Its first parts, where the session has read them ahead.
 * @property {{why: unknown} | null} failure
 */

let lastFile = 0;

export class Pieces {
  #blob;
  #size;
  #name;
  #encoding;
  #makeTurner;
  #reader;
  #glue;
  #task;
  #number = ++lastFile;
  /** @type {Uint8Array | undefined} */
  #plan;
  /** The session's own. @type {Owned<PieceReader> | null} */
  #ahead = null;
  /** Turns what is read in order, and leaves out of account what is read ahead. @type {Turner | null} */
  #inOrder;
  /** Turns that. @type {Turner | null} */
  #apart = null;
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
   * @param {Apart & {name: string, encoding: string | undefined}} file
   * @param {Pick<Reader, 'push' | 'pushPiece' | 'pushOwn' | 'plan' | 'progress'>} reader
   * @param {PieceGlue} glue
   * @param {Task} task
   */
  constructor({blob, turner, name, encoding}, reader, glue, task) {
    this.#blob = blob;
    this.#size = blob.size;
    this.#name = name;
    this.#encoding = turner && encoding !== undefined ? encoding : null;
    this.#makeTurner = turner;
    this.#inOrder = turner && turner();
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
      if (this.#inOrder) this.#reader.push(this.#inOrder.finish(), 0);
      if (this.#blob.size !== this.#size) throw changed('its size changed', this.#name);
    } finally {
      this.#task.signal.removeEventListener('abort', wake);
      this.#ahead?.free();
      this.#inOrder?.free();
      this.#apart?.free();
      for (const {own} of this.#begun) own.forEach(({batch}) => batch.free());
      giveBack?.();
    }
  }

  /** @param {Hand} hand */
  #welcome(hand) {
    if (hand.isLost) return;
    this.#hands.set(hand, OWN + 1 + this.#hands.size);
    hand.onChange = (read) => {
      const piece = this.#begun.find((one) => one.hand === hand && one.from === read?.from);
      if (piece) piece.read = read;
      this.#begin();
      this.#wake();
    };
    hand.begin(this.#file);
    if (this.#plan) hand.plan(this.#plan);
  }

  get #file() {
    return {number: this.#number, blob: this.#blob, encoding: this.#encoding};
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
    const piece = {from, to, hand, isLate: false, cuts: null, read: null, own: [], failure: null};
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
        (bytes) => (piece.cuts = cutsOf(bytes, this.#inOrder !== null)),
        (why) => (piece.failure = {why}),
      )
      .then(() => this.#wake());
  }

  /** @param {Piece} piece The first that is begun. */
  async #take(piece) {
    while (!piece.read && !piece.cuts) {
      this.#task.check();
      if (piece.failure) throw changed(piece.failure.why, this.#name);
      if (piece.hand && !this.#plan) this.#callOff();
      else if (piece.hand?.isLost) this.#takeBack(piece);
      else if (!(await this.#readAhead())) await this.#changed();
    }
    if (piece.read) await this.#takeRead(piece.read, piece.hand);
    else if (piece.cuts) await this.#takeOwn(piece.cuts, piece);
  }

  /**
   * @param {NonNullable<Piece['read']>} read
   * @param {Hand | null} hand
   */
  async #takeRead({before, parts, after}, hand) {
    const number = (hand && this.#hands.get(hand)) ?? OWN;
    await this.#push(before);
    for (const {text, batch, size} of parts) {
      this.#reader.pushPiece(text, batch, number, size);
      await this.#breathe();
    }
    await this.#push(after);
  }

  /**
   * @param {Cuts} cuts
   * @param {Piece} piece
   */
  async #takeOwn({before, parts, after}, piece) {
    await this.#push(before);
    for (const [index, part] of parts.entries()) {
      const own = piece.own[index] ?? this.#readPart(piece, part);
      if (own) {
        this.#reader.pushOwn(own.text, own.batch.take(), OWN, part.byteLength);
        await this.#breathe();
      } else {
        await this.#push(part);
      }
    }
    await this.#push(after);
  }

  /** Takes all pieces back: without a plan nobody reads them. */
  #callOff() {
    this.#isPlanLate = true;
    for (const hand of this.#hands.keys()) hand.begin(this.#file);
    for (const piece of this.#begun) if (piece.hand) this.#slice(piece);
  }

  /** @param {Piece} piece A lost helper's. */
  #takeBack(piece) {
    piece.isLate = true;
    this.#slice(piece);
  }

  /** Reads a part of what comes later, if there is some. */
  async #readAhead() {
    const piece = this.#begun.find((one) => one.cuts && !one.isLate && !isRead(one));
    const part = piece?.cuts?.parts[piece.own.length];
    const own = piece && part && this.#readPart(piece, part);
    if (!own) return false;
    piece.own.push(own);
    this.#begin();
    await this.#breathe();
    return true;
  }

  /**
   * What the session itself makes of a part of a piece; nothing where it is to be read in order.
   *
   * @param {Piece} piece
   * @param {Uint8Array} part
   * @returns {OwnPart | undefined}
   */
  #readPart({isLate}, part) {
    if (isLate || !this.#plan) return undefined;
    this.#ahead ??= new Owned(new this.#glue.PieceReader(this.#plan));
    this.#apart ??= this.#makeTurner && this.#makeTurner();
    const text = this.#apart ? this.#apart.make(part) : part;
    return {text, batch: new Owned(this.#ahead.handle.readHere(text))};
  }

  /** @param {Uint8Array} bytes Are read in order. */
  async #push(bytes) {
    for (const part of cut(bytes)) {
      this.#reader.push(this.#inOrder ? this.#inOrder.push(part) : part, part.byteLength);
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

/** @param {Piece} piece Whether the session has read all its parts ahead. */
function isRead({cuts, own}) {
  return cuts !== null && own.length >= cuts.parts.length;
}
