/**
 * @file One worker as the page sees it: its calls under way, its cancels, its death. A link that lost
 * its worker stays dead; the engine makes another.
 */

/**
 * @import {Answer, Call, Calls, CallType, PartName, Port, Request, WasmSource} from './protocol.js'
 * @import {Progress} from './wasm/headwater.js'
 */

import {fromPlainError, internal, toPlainError} from './errors.js';
import {Helpers} from './helpers.js';
import {assertNever} from './protocol.js';

/**
 * @typedef {object} CallOptions
 * @property {AbortSignal} [signal] Rejects the call at once, with `signal.reason`.
 * @property {(progress: Progress) => void} [onProgress]
 */

/**
 * @typedef {object} Pending
 * @property {CallType} type
 * @property {(value: unknown) => void} resolve
 * @property {(why: unknown) => void} reject
 * @property {((progress: Progress) => void) | undefined} onProgress
 * @property {boolean} [steps] Whether it may be in a step that ends when it ends.
 */

/** How long a cancelled call may go on in a worker that holds nothing else worth keeping. */
const CANCEL_MS = 150;

/** The same where the worker's death would cost the caller another book or call. */
const CANCEL_SHARED_MS = 2000;

/** A worker that was silent for this long is asked whether it lives. */
const SILENCE_MS = 2000;

/** And has this long to answer, */
const PONG_MS = 3000;

/** this long, where it may be in a step without an end in sight, or is still on its way to us, */
const PONG_STEP_MS = 13_000;

/** or this long, where it answers a call without a breath, or has said that it holds: a list of millions, and a
 * large workbook, take their time. */
const PONG_BREATHLESS_MS = 120_000;

/** Calls that are answered in slices: between them the worker hears a cancel and a ping. */
const BREATHING = new Set(
  /** @type {CallType[]} */ (['start', 'open', 'report', 'rows', 'preview', 'prepare', 'warm-up']),
);

/**
 * Where the parts of the wasm are, if not beside their JavaScript; asked for when one is needed.
 *
 * @typedef {Partial<Record<PartName, () => WasmSource | null | Promise<WasmSource | null>>>} PartSources
 */

export class Link {
  #port;
  #onLost;
  #parts;
  #helpers;
  #lastId = 0;
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  /** @type {Map<number, ReturnType<typeof setTimeout> | undefined>} */
  #cancelled = new Map();
  /** Those who wait until it has heard all cancels. @type {(() => void)[]} */
  #waiting = [];
  /** @type {Set<number>} */
  #books = new Set();
  /** @type {unknown} */
  #lost = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #watch;
  /** Whether the worker is in a step that it announced: its last message. */
  #holding = false;
  #everHeard = false;

  /**
   * @param {Port} port
   * @param {(link: Link) => void} onLost Called once, unless the link was closed on purpose.
   * @param {PartSources} [parts]
   * @param {{connect: () => Port | Promise<Port>, wasm: Promise<WasmSource | null> | null}} [another] Makes workers like it,
   *   to help it.
   */
  constructor(port, onLost, parts = {}, {connect, wasm} = {connect: noMore, wasm: null}) {
    this.#port = port;
    this.#onLost = onLost;
    this.#parts = parts;
    this.#helpers = new Helpers(
      connect,
      wasm,
      (message, transfer) => port.post(message, transfer),
      (part) => this.#answerNeed(part),
    );
    port.listen(
      (answer) => this.#hear(answer),
      (why) => this.#lose(why),
    );
  }

  /** Whether what is sent goes to another thread. */
  get crossing() {
    return this.#port.crossing;
  }

  /**
   * Resolves once the worker has heard all cancels or is lost: what is asked of it before that would be lost
   * with it. True where it is there.
   *
   * @returns {Promise<boolean>}
   */
  async isFree() {
    if (this.#cancelled.size > 0) await new Promise((go) => this.#waiting.push(() => go(null)));
    return !this.#lost;
  }

  /**
   * @template {CallType} K
   * @param {K} type
   * @param {Calls[K]['ask']} ask
   * @param {CallOptions} [options]
   * @param {Transferable[]} [transfer]
   * @returns {Promise<Calls[K]['answer']>}
   */
  call(type, ask, {signal, onProgress} = {}, transfer = []) {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#lost) throw this.#lost;
      const id = ++this.#lastId;
      const abort = () => this.#cancel(id, signal?.reason);
      const settled = () => signal?.removeEventListener('abort', abort);
      this.#pending.set(id, {
        type,
        resolve: (value) => (settled(), resolve(/** @type {Calls[K]['answer']} */ (value))),
        reject: (why) => (settled(), reject(why)),
        onProgress,
      });
      signal?.addEventListener('abort', abort);
      try {
        this.#port.post(/** @type {Call} */ ({type, id, ...ask}), transfer);
        if (this.#watch === undefined) this.#keepWatch();
      } catch (error) {
        this.#settle(id)?.reject(error);
      }
    });
  }

  /** Says that a file may come any moment. */
  expect() {
    if (!this.#lost) this.#port.post({type: 'expect'});
  }

  /**
   * Frees a book and all that was made from it.
   *
   * @param {number} book
   */
  drop(book) {
    this.#books.delete(book);
    if (!this.#lost) this.#port.post({type: 'drop', book});
  }

  /**
   * Ends the worker; what is pending rejects with `why`.
   *
   * @param {unknown} why
   */
  close(why) {
    if (this.#lost) return;
    this.#lost = why;
    clearTimeout(this.#watch);
    for (const timer of this.#cancelled.values()) clearTimeout(timer);
    this.#cancelled.clear();
    this.#waiting.splice(0).forEach((go) => go());
    this.#port.close();
    this.#helpers.close();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const {reject} of pending) reject(why);
  }

  /** @param {unknown} why */
  #lose(why) {
    if (this.#lost) return;
    // First, so that whoever opens again in answer to a rejection meets the next worker.
    this.#onLost(this);
    this.close(asLoss(why));
  }

  /** @param {Answer} answer */
  #hear(answer) {
    if (this.#lost) return;
    this.#everHeard = true;
    this.#holding = answer.type === 'holding';
    this.#keepWatch();
    switch (answer.type) {
      case 'pong':
      case 'holding':
        return;
      case 'need':
        return void this.#hand(answer.part);
      case 'helpers':
        return this.#helpers.want(answer.count);
      case 'progress':
        return this.#tell(answer.id, answer.progress);
      case 'cancelled':
        return void this.#settle(answer.id)?.reject(internal('a call was cancelled by nobody'));
      case 'failed': {
        const pending = this.#settle(answer.id);
        if (answer.fatal) this.#lose(answer.error.message);
        return pending?.reject(fromPlainError(answer.error));
      }
      case 'done':
        return this.#done(answer.id, answer.value);
      default:
        return assertNever(answer);
    }
  }

  /**
   * Hands over the part that the worker asked for.
   *
   * @param {PartName} part
   */
  async #hand(part) {
    const message = await this.#answerNeed(part);
    if (!this.#lost) this.#port.post(message);
  }

  /**
   * @param {PartName} part
   * @returns {Promise<Request>}
   */
  async #answerNeed(part) {
    try {
      return {type: 'part', part, wasm: (await this.#parts[part]?.()) ?? null};
    } catch (error) {
      return {type: 'no-part', part, error: toPlainError(error)};
    }
  }

  /**
   * @param {number} id
   * @param {Calls[CallType]['answer']} value
   */
  #done(id, value) {
    const pending = this.#settle(id);
    const book = 'book' in value ? value.book : null;
    if (pending && book !== null) this.#books.add(book);
    // Opened just as it was cancelled: nobody will ever close it.
    if (!pending && book !== null) this.drop(book);
    pending?.resolve(value);
  }

  /**
   * Ends the call `id` on this side; gives what was pending, unless it was cancelled before.
   *
   * @param {number} id
   */
  #settle(id) {
    clearTimeout(this.#cancelled.get(id));
    this.#cancelled.delete(id);
    if (this.#cancelled.size === 0) this.#waiting.splice(0).forEach((go) => go());
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) {
      clearTimeout(this.#watch);
      this.#watch = undefined;
    }
    return pending;
  }

  /**
   * @param {number} id
   * @param {Progress} progress
   */
  #tell(id, progress) {
    const pending = this.#pending.get(id);
    if (pending) pending.steps = isLongStep(progress);
    const onProgress = pending?.onProgress;
    if (!onProgress) return;
    // A caller's error is the caller's: in one thread it would break the session off.
    queueMicrotask(() => {
      if (this.#pending.has(id)) onProgress(progress);
    });
  }

  /**
   * @param {number} id
   * @param {unknown} reason
   */
  #cancel(id, reason) {
    const pending = this.#settle(id);
    if (!pending) return;
    pending.reject(reason);
    this.#port.post({type: 'cancel', id});
    if (!this.crossing || !BREATHING.has(pending.type)) return;
    const shared = this.#pending.size > 0 || this.#books.size > 0;
    const sharedFor = this.#holding ? PONG_BREATHLESS_MS : CANCEL_SHARED_MS;
    this.#cancelled.set(
      id,
      setTimeout(() => this.#lose('it did not hear a cancel'), shared ? sharedFor : CANCEL_MS),
    );
  }

  /** How long an answer to a ping may take, by what the worker is at. */
  #patience() {
    const calls = [...this.#pending.values()];
    const isBreathing = calls.every(({type}) => BREATHING.has(type));
    if (this.#holding || !isBreathing) return PONG_BREATHLESS_MS;
    return this.#everHeard && !calls.some(({steps}) => steps) ? PONG_MS : PONG_STEP_MS;
  }

  /** Asks after a silence, from now on, while calls are pending; silence after that is a death. */
  #keepWatch() {
    clearTimeout(this.#watch);
    if (!this.crossing || this.#pending.size === 0) return;
    this.#watch = setTimeout(() => {
      this.#port.post({type: 'ping'});
      this.#watch = setTimeout(() => this.#lose('it fell silent'), this.#patience());
    }, SILENCE_MS);
  }
}

/** @returns {never} */
function noMore() {
  throw internal('a worker of this kind has no helpers');
}

/** @param {unknown} why */
function asLoss(why) {
  const text = why instanceof Error ? why.message : String(why);
  return internal(`the worker was lost (${text}) and replaced; open the files again`, why);
}

/**
 * Whether what comes now may be a step that is not cut: all rows are brought together by customer at once, and
 * after the last byte of a file those that waited for it are read.
 *
 * @param {Progress} progress
 */
function isLongStep({stage, done, total}) {
  return stage === 'sorting' || stage === 'pooling' || done === total;
}
