/** @file Pieces of a file as parts of its text in UTF-8, whatever that is written in. */

/** @import {Transcoder} from './wasm/encodings.js' */

import {Owned} from './owned.js';

/** Bytes of a part: read ahead, and taken over, within a slice of time. */
export const PART_BYTES = 1024 * 1024;

const LINE_END = 0x0a;

/**
 * The bytes of a piece. All but those at its ends are `parts`, each of which can be read apart.
 *
 * @typedef {object} Cuts
 * @property {Uint8Array} before Of a line that began before the piece.
 * @property {Uint8Array[]} parts
 * @property {Uint8Array} after Of a line that ends behind it.
 */

/**
 * Cuts a piece. UTF-8 is cut anywhere; in other encodings nothing but a line end is known to be no part of a character.
 *
 * @param {Uint8Array} bytes
 * @param {boolean} byLines
 * @returns {Cuts}
 */
export function cutsOf(bytes, byLines) {
  const first = byLines ? bytes.indexOf(LINE_END) + 1 : 0;
  const last = byLines ? bytes.lastIndexOf(LINE_END) + 1 : bytes.byteLength;
  const parts = [];
  for (let from = first; from < last;) {
    const to = byLines ? lineEnd(bytes, from, last) : Math.min(last, from + PART_BYTES);
    parts.push(bytes.subarray(from, to));
    from = to;
  }
  return {before: bytes.subarray(0, first), parts, after: bytes.subarray(last)};
}

/**
 * Where the lines end that make a part, of those that end at `last`: a line may be longer.
 *
 * @param {Uint8Array} bytes
 * @param {number} from
 * @param {number} last
 */
function lineEnd(bytes, from, last) {
  if (last - from <= PART_BYTES) return last;
  const to = bytes.lastIndexOf(LINE_END, from + PART_BYTES - 1) + 1;
  return to > from ? to : bytes.indexOf(LINE_END, from) + 1;
}

/** Turns text into UTF-8, in pieces. */
export class Turner {
  #transcoder;
  /** Used again and again: to make such an array takes as long as to fill it. */
  #room = new Uint8Array(0);

  /** @param {Transcoder} transcoder Is freed. */
  constructor(transcoder) {
    this.#transcoder = new Owned(transcoder);
  }

  /** What is now known of the encoding. */
  get encoding() {
    return this.#transcoder.handle.encoding;
  }

  /**
   * The text of the next bytes, until the next call.
   *
   * @param {Uint8Array} bytes
   */
  push(bytes) {
    return this.#lent(this.#transcoder.handle.push(bytes));
  }

  /** What is left when there are no more bytes. */
  finish() {
    return this.#lent(this.#transcoder.handle.finish());
  }

  /**
   * The text of the next bytes, for good.
   *
   * @param {Uint8Array} bytes
   */
  make(bytes) {
    const text = new Uint8Array(this.#transcoder.handle.push(bytes));
    this.#transcoder.handle.copyTo(text);
    return text;
  }

  free() {
    this.#transcoder.free();
  }

  /** @param {number} length */
  #lent(length) {
    if (this.#room.byteLength < length) this.#room = new Uint8Array(length + (length >> 2));
    const text = this.#room.subarray(0, length);
    this.#transcoder.handle.copyTo(text);
    return text;
  }
}
