/**
 * @file The workers that help a session, from its own side: wanted with a large file, or when one may come, lent
 * to one file at a time, and let go when there was none for a while.
 */

/** @import {FileToRead, HelperAnswer, HelperRequest} from './protocol.js' */

import {assertNever} from './protocol.js';

/** Pieces that a helper has before it at once: while it reads one, the next is there, and one more is on its way. */
export const PIECES_AT_ONCE = 3;

/** A helper that was silent for this long, with work before it, is taken for lost. */
export const SILENCE_MS = 2000;

/** How long helpers are kept without work. */
const IDLE_MS = 30_000;

/** What a helper made of a piece. @typedef {Extract<HelperAnswer, {type: 'read'}>} Read */

/** One worker that helps. */
export class Hand {
  #port;
  #isReady = false;
  #isLost = false;
  #pieces = 0;
  #file = 0;
  #heardAt = 0;
  /** Told what it has read, or null when it is free for more or lost. @type {(read: Read | null) => void} */
  onChange = () => {};

  /**
   * @param {MessagePort} port
   * @param {WebAssembly.Module | null} wasm
   */
  constructor(port, wasm) {
    this.#port = port;
    port.onmessage = ({data}) => this.#hear(data);
    port.onmessageerror = () => this.lose();
    this.#send({type: 'start', wasm});
  }

  /** Whether it can take another piece. */
  get isFree() {
    return this.#isReady && !this.#isLost && this.#pieces < PIECES_AT_ONCE;
  }

  get isReady() {
    return this.#isReady && !this.#isLost;
  }

  get isLost() {
    const isSilent = this.#pieces > 0 && performance.now() - this.#heardAt > SILENCE_MS;
    if (isSilent) this.lose();
    return this.#isLost;
  }

  /** @param {FileToRead | null} file */
  begin(file) {
    this.#pieces = 0;
    this.#file = file?.number ?? 0;
    this.#send({type: 'file', file});
  }

  /**
   * Says how the file that was begun is to be read.
   *
   * @param {Uint8Array} plan
   */
  plan(plan) {
    this.#send({type: 'plan', file: this.#file, plan});
  }

  /**
   * Reads a piece of the file that was begun, once its plan is there.
   *
   * @param {number} from
   * @param {number} to
   */
  read(from, to) {
    if (this.#pieces++ === 0) this.#heardAt = performance.now();
    this.#send({type: 'piece', file: this.#file, from, to});
  }

  /** Nothing more is heard of it. */
  lose() {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#port.close();
    this.onChange(null);
  }

  /** @param {HelperAnswer} answer */
  #hear(answer) {
    if (this.#isLost) return;
    this.#heardAt = performance.now();
    switch (answer.type) {
      case 'ready':
        this.#isReady = true;
        return this.onChange(null);
      case 'read':
        // Of a file that was given up.
        if (answer.file !== this.#file) return;
        this.#pieces--;
        return this.onChange(answer);
      case 'failed':
        return this.lose();
      default:
        assertNever(answer);
    }
  }

  /** @param {HelperRequest} request */
  #send(request) {
    try {
      this.#port.postMessage(request);
    } catch {
      // What can't be cloned: some kinds of Blob, in some places.
      this.lose();
    }
  }
}

/** All that a session has. */
export class Crew {
  #most;
  #want;
  /** @type {Map<number, Hand>} */
  #hands = new Map();
  #isLent = false;
  /** @type {((hand: Hand) => void) | null} */
  #onNew = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #idle;

  /**
   * @param {number} most
   * @param {(count: number) => void} want Tells the page how many are wanted.
   */
  constructor(most, want) {
    this.#most = most;
    this.#want = want;
  }

  /**
   * For one file, until they are given back; null where there are none, or another file has them.
   *
   * @param {number} count How many are of use.
   * @param {(hand: Hand) => void} onHand Called for each one, now or when it has come.
   */
  lend(count, onHand) {
    const most = Math.min(count, this.#most);
    if (most < 1 || this.#isLent) return null;
    this.#isLent = true;
    clearTimeout(this.#idle);
    this.#onNew = onHand;
    for (const hand of this.#hands.values()) onHand(hand);
    this.#want(most);
    return () => this.#back();
  }

  /**
   * @param {number} number
   * @param {MessagePort} port
   * @param {WebAssembly.Module | null} wasm Null where it has that already.
   */
  add(number, port, wasm) {
    const hand = new Hand(port, wasm);
    this.#hands.set(number, hand);
    this.#onNew?.(hand);
  }

  /** @param {number} number */
  lose(number) {
    this.#hands.get(number)?.lose();
  }

  /** Wants all that there may be, for a file that may come. */
  expect() {
    if (this.#most < 1 || this.#isLent) return;
    this.#rest();
    this.#want(this.#most);
  }

  /** Lets all go. */
  dismiss() {
    clearTimeout(this.#idle);
    for (const hand of this.#hands.values()) hand.lose();
    this.#hands.clear();
    this.#want(0);
  }

  #back() {
    this.#isLent = false;
    this.#onNew = null;
    for (const hand of this.#hands.values()) {
      hand.onChange = () => {};
      if (!hand.isLost) hand.begin(null);
    }
    const isWhole = [...this.#hands.values()].every((hand) => !hand.isLost);
    // Fresh ones come with the next file.
    if (isWhole) this.#rest();
    else this.dismiss();
  }

  #rest() {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.dismiss(), IDLE_MS);
  }
}
