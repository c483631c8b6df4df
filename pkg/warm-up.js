/**
 * @file Lets a first large file cost what a second does. A browser starts with code that it compiled in haste, and
 * compiles well what has run for a while: so a made-up export is read, sorted and reported on, in an idle moment, by
 * the ways that a large file goes. Nothing of it stays but what the browser has compiled.
 */

/**
 * @import {EncodingsGlue} from './encoding.js'
 * @import {Task} from './task.js'
 * @import {Book, PieceReader, Reader} from './wasm/headwater.js'
 */

import {Turner} from './cuts.js';
import {Owned} from './owned.js';
import {CANCELLED} from './task.js';

/**
 * @typedef {object} Core
 * @property {new (options: {}) => Reader} Reader
 * @property {new (plan: Uint8Array) => PieceReader} PieceReader
 * @property {(text: Uint8Array) => number} knownNames
 */

/** No further round begins later than this, */
const MOST_MS = 400;

/** nor after as many: by then all that is hot has been compiled well. */
const ROUNDS = 24;

/** Of so many rounds, one fits the models: they take as long as all else. */
const WITH_MODELS = 8;

/** Few: what is called often is compiled well sooner than what is long at work. */
const ROWS = 5_000;
const CUSTOMERS = 2_000;
const DAYS = 900;
const FIRST_DAY = Date.UTC(2022, 0, 1);
const DAY_MS = 86_400_000;
const CHANNELS = ['shop', '天猫', 'app', '抖音'];
const PRODUCTS = ['"Beans, ""dark"" 1 kg"', '手冲咖啡豆 250g', 'Mug', '"滤杯, 白"'];

/** A line in GB18030, byte by byte, and how often it is looked at: to find out what it is takes longest the first time. */
const CHINESE = 'C1000001,O10000001,2024-01-01 10:00:00,12.50,\xbf\xcd\xbb\xa7\n';
const CHINESE_LINES = 1_200;
const LOOKS = 3;

/** Bytes that are read between two looks at the clock. */
const PIECE_BYTES = 128 * 1024;

/** Of so many pieces, the first is read in order, and the others ahead. */
const IN_ORDER = 3;

export class WarmUp {
  /** @type {Task | null} */
  #task = null;

  /**
   * @param {Core} core
   * @param {EncodingsGlue | null} encodings The part for other encodings, where it is there.
   * @param {Task} task
   * @returns {Promise<boolean>} Whether it came to its end.
   */
  async run(core, encodings, task) {
    this.#task = task;
    const end = performance.now() + MOST_MS;
    try {
      const text = await madeUp(task);
      let rounds = 0;
      do await once(core, text, task, rounds % WITH_MODELS === WITH_MODELS / 2);
      while (++rounds < ROUNDS && performance.now() < end);
      if (encodings) await turn(encodings, core, task);
      return true;
    } catch (error) {
      if (error !== CANCELLED) throw error;
      return false;
    } finally {
      this.#task = null;
    }
  }

  /** Ends it within a step: somebody has asked for something. */
  giveWay() {
    this.#task?.cancel();
  }
}

/**
 * An export like many: orders in the order of their days, a few refunds, some cells in quotes.
 *
 * @param {Task} task
 */
async function madeUp(task) {
  const lines = ['customer_id,order_id,order_time,amount,channel,product\n'];
  let state = 1;
  /** @param {number} most */
  const die = (most) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) % most;
  };
  /** @param {number} most */
  const two = (most) => String(die(most)).padStart(2, '0');
  let day = '';
  for (let row = 0; row < ROWS; row++) {
    if (row % (ROWS / DAYS) < 1) {
      const date = new Date(FIRST_DAY + Math.floor((row * DAYS) / ROWS) * DAY_MS);
      day = date.toISOString().slice(0, 10);
      await task.pause();
    }
    const amount = `${die(50) === 0 ? '-' : ''}${die(500)}.${two(100)}`;
    const time = `${day} ${two(24)}:${two(60)}:${two(60)}`;
    lines.push(
      `C${1e6 + die(CUSTOMERS)},O${1e7 + row},${time},${amount},${CHANNELS[die(4)]},${PRODUCTS[die(4)]}\n`,
    );
  }
  return new TextEncoder().encode(lines.join(''));
}

/**
 * @param {Core} core
 * @param {Uint8Array} text
 * @param {Task} task
 * @param {boolean} models
 */
async function once(core, text, task, models) {
  const reader = new Owned(new core.Reader({}));
  try {
    reader.handle.expectOne();
    reader.handle.beginFile('', text.byteLength);
    await read(core, reader.handle, text, task);
    reader.handle.endFile();
    const sorting = reader.take().finish();
    const book = await finished(sorting, task);
    try {
      await look(book, task, models);
    } finally {
      book.free();
    }
  } finally {
    reader.free();
  }
}

/**
 * @param {Core} core
 * @param {Reader} reader
 * @param {Uint8Array} text
 * @param {Task} task
 */
async function read(core, reader, text, task) {
  /** @type {PieceReader | undefined} */
  let ahead;
  try {
    for (let piece = 0; piece * PIECE_BYTES < text.byteLength; piece++) {
      const bytes = text.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES);
      const plan = ahead ? undefined : reader.plan();
      if (plan) ahead = new core.PieceReader(plan);
      if (ahead && piece % IN_ORDER !== 0) {
        const batch = ahead.read(bytes);
        await task.pause();
        reader.pushPiece(bytes, batch, 0, bytes.byteLength);
      } else {
        reader.push(bytes, bytes.byteLength);
      }
      await task.pause();
    }
  } finally {
    ahead?.free();
  }
}

/**
 * Finds out what a text is written in, and turns it into UTF-8.
 *
 * @param {EncodingsGlue} encodings
 * @param {Core} core
 * @param {Task} task
 */
async function turn(encodings, core, task) {
  const line = Uint8Array.from(CHINESE, (byte) => byte.charCodeAt(0));
  const bytes = new Uint8Array(line.length * CHINESE_LINES);
  for (let at = 0; at < bytes.length; at += line.length) bytes.set(line, at);
  for (let looks = 0; looks < LOOKS; looks++) {
    encodings.detect(bytes, false, core.knownNames);
    await task.pause();
    const turner = new Turner(new encodings.Transcoder('gb18030'));
    turner.push(bytes);
    turner.free();
    await task.pause();
  }
}

/**
 * What a job makes, in the end.
 *
 * @template T
 * @param {{step(): boolean, finish(): T, free(): void}} job
 * @param {Task} task
 */
async function finished(job, task) {
  const owned = new Owned(job);
  try {
    while (!job.step()) await task.pause();
    await task.pause();
    return owned.take().finish();
  } finally {
    owned.free();
  }
}

/**
 * @param {Book} book
 * @param {Task} task
 * @param {boolean} models
 */
async function look(book, task, models) {
  const outcome = await finished(book.analysis({models}), task);
  try {
    outcome.report();
    for (const column of /** @type {const} */ (['r', 'f', 'm', 'orders', 'net', 'lastDay'])) {
      outcome.column(column);
    }
  } finally {
    outcome.free();
  }
}
