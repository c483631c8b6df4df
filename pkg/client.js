/** @file The engine: finds a way to run the wasm, keeps a worker alive, opens files in it. */

/**
 * @import {Report} from './book.js'
 * @import {CallOptions, PartSources} from './link.js'
 * @import {Port, Sheets, WasmSource} from './protocol.js'
 * @import {FileLike} from './source.js'
 * @import {Preview, ReadingOptions, ReportOptions, RowsResult, Table} from './wasm/headwater.js'
 * @import {Summary, ValueOptions} from './wasm/models.js'
 * @import {SummaryWorth} from './worth.js'
 */

import {Book} from './book.js';
import {AnalysisError, internal} from './errors.js';
import {helpersToHave} from './helpers.js';
import {Link} from './link.js';
import {forCrossing, toSources} from './source.js';

/**
 * Where the wasm runs: in a worker that the caller gave, in one started from the package's own file or
 * from a Blob, in slices on the page's own thread, or within Node.
 *
 * @typedef {'given' | 'worker' | 'blob-worker' | 'main-thread' | 'in-process'} Mode
 */

/**
 * One way to run it, tried in order.
 *
 * @typedef {{mode: Mode, connect: () => Port | Promise<Port>}} Rung
 */

/** Opens files and makes reports. Several books may be open at a time. */
export class Engine {
  #rungs;
  #wasm;
  #parts;
  #helpers;
  /** @type {Promise<Link> | null} */
  #link = null;
  /** @type {Link | null} */
  #alive = null;
  /** @type {Mode | null} */
  #mode = null;
  /** @type {string | null} */
  #version = null;
  #disposed = false;

  /**
   * @param {Rung[]} rungs
   * @param {() => WasmSource | null | Promise<WasmSource | null>} wasm Asked once per start.
   * @param {PartSources} [parts]
   * @param {number} [helpers] Most workers that help to read a large file.
   */
  constructor(rungs, wasm, parts, helpers = helpersToHave()) {
    this.#rungs = rungs;
    this.#wasm = wasm;
    this.#parts = parts;
    this.#helpers = helpers;
  }

  /** How it runs; null before it has started. */
  get mode() {
    return this.#mode;
  }

  /** The core's version; null before it has started. */
  get version() {
    return this.#version;
  }

  /** Starts now what the first call would start, to save that call the wait. */
  async start() {
    await this.#started();
  }

  /**
   * Loads now what would be loaded with the first file that needs it: what reads workbooks, and text that
   * is not UTF-8. After that nothing is loaded any more.
   */
  async prepare() {
    const link = await this.#started();
    await link.call('prepare', {});
  }

  /**
   * For an idle page: lets the first large file take no longer than the second. The worker reads a made-up export for
   * 0.4 s, so that the browser has compiled well what is hot, and stops as soon as anything is asked of it. Does
   * nothing where there is no worker, a single processor or little memory.
   */
  async warmUp() {
    const link = await this.#started();
    if (!link.crossing || !isWorthWarming()) return;
    // It is no loss: a worker that broke down has been replaced.
    await link.call('warm-up', {}).catch(() => {});
  }

  /**
   * Says that a file may come any moment, as when one is dragged over the page: what helps to read a large one is
   * started now, and ended if there is none for 30 s.
   */
  expectFile() {
    this.#started().then(
      (link) => link.expect(),
      () => {},
    );
  }

  /**
   * Reads files into a book. A string is the text of a CSV, not a path.
   *
   * @param {FileLike | readonly FileLike[]} files
   * @param {ReadingOptions & CallOptions} [options]
   * @returns {Promise<Book>}
   */
  async open(files, {signal, onProgress, ...options} = {}) {
    const {link, sources, transfer} = await this.#ready(files, signal);
    const ask = {sources, options};
    return new Book(link, await link.call('open', ask, {signal, onProgress}, transfer));
  }

  /**
   * Reads files and reports on them. `report.dispose()` frees the customers behind the report.
   *
   * @param {FileLike | readonly FileLike[]} files
   * @param {ReadingOptions & ReportOptions & CallOptions} [options]
   * @returns {Promise<Report>}
   */
  async analyze(files, options = {}) {
    // Each takes what it knows.
    const book = await this.open(files, options);
    try {
      return await book.report(options);
    } catch (error) {
      book.dispose();
      throw error;
    }
  }

  /**
   * The records of one file as they are read, before any of them means something; with `typed`, also the
   * columns of ids, money, numbers and times as values. Of a workbook, `rows` are those of the sheet that suits
   * best, and `sheets` has all that are visible.
   *
   * @param {FileLike} file
   * @param {ReadingOptions & CallOptions & {typed?: boolean}} [options]
   * @returns {Promise<RowsResult & Partial<Sheets>>}
   */
  async rows(file, {signal, onProgress, typed, ...options} = {}) {
    const {link, sources, transfer} = await this.#ready([file], signal);
    const ask = {source: sources[0], options, typed};
    return link.call('rows', ask, {signal, onProgress}, transfer);
  }

  /**
   * What the columns of a file seem to be, by its beginning: for a caller who has to ask which of them
   * is the customer. A stream is used up by it.
   *
   * @param {FileLike} file
   * @param {ReadingOptions & Pick<CallOptions, 'signal'>} [options]
   * @returns {Promise<Preview>}
   */
  async preview(file, {signal, ...options} = {}) {
    const {link, sources, transfer} = await this.#ready([file], signal);
    return link.call('preview', {source: sources[0], options}, {signal}, transfer);
  }

  /**
   * What customers are worth of whom only the numbers of their past are known: repeat order days, age at the last and
   * age now, in the unit of the options.
   *
   * @param {Summary} summary
   * @param {ValueOptions & CallOptions} [options]
   * @returns {Promise<SummaryWorth>}
   */
  async summaryValue(summary, {signal, onProgress, ...options} = {}) {
    signal?.throwIfAborted();
    const link = await until(this.#started(), signal);
    return link.call('summary-value', {summary, options}, {signal, onProgress});
  }

  /**
   * Any small table as CSV for spreadsheets, as {@link Book.tableToCsv} makes it.
   *
   * @param {Table} table
   * @returns {Promise<Uint8Array>}
   */
  async tableToCsv(table) {
    return (await this.#started()).call('table', {table});
  }

  /** Ends the worker and frees everything; what is pending rejects. */
  dispose() {
    this.#disposed = true;
    const why = disposed();
    this.#link?.then(
      (link) => link.close(why),
      () => {},
    );
    this.#link = null;
  }

  /**
   * @param {FileLike | readonly FileLike[]} files
   * @param {AbortSignal} [signal]
   */
  async #ready(files, signal) {
    signal?.throwIfAborted();
    const given = toSources(files);
    let link = await until(this.#started(), signal);
    // After a cancel it may be about to be given up: then its successor is asked.
    while (!(await until(link.isFree(), signal))) link = await until(this.#started(), signal);
    if (!link.crossing) return {link, sources: given, transfer: []};
    return {link, ...(await until(forCrossing(given), signal))};
  }

  /** @returns {Promise<Link>} */
  async #started() {
    if (this.#disposed) throw disposed();
    const link = (this.#link ??= this.#climb());
    try {
      return await link;
    } catch (error) {
      // The next call tries again: a policy may have changed, a network come back.
      if (this.#link === link) this.#link = null;
      throw error;
    }
  }

  /** The first rung that holds; once one did, the replacement of a lost worker begins with it. */
  async #climb() {
    // It comes while the worker starts.
    const wasm = (async () => this.#wasm())();
    let isMissing = false;
    wasm.catch(() => (isMissing = true));
    /** @type {unknown} */
    let failure;
    for (const [index, {mode, connect}] of this.#rungs.entries()) {
      /** @type {Link | null} */
      let link = null;
      try {
        // It can be made once only, so not in vain.
        if (mode === 'main-thread') await wasm;
        link = new Link(await connect(), (lost) => this.#replace(lost), this.#parts, {
          connect,
          wasm,
        });
        const helpers = link.crossing ? this.#helpers : 0;
        const {version} = await link.call('start', {wasm: await wasm, helpers});
        this.#rungs = this.#rungs.slice(index);
        this.#mode = mode;
        this.#version = version;
        this.#alive = link;
        return link;
      } catch (error) {
        failure = error;
        link?.close(error);
        if (isMissing) break;
      }
    }
    throw failure instanceof AnalysisError
      ? failure
      : internal(`headwater found no way to run here (${failure})`, failure);
  }

  /**
   * A fresh worker at once, so that the next call need not wait for it.
   *
   * @param {Link} lost
   */
  #replace(lost) {
    if (this.#disposed || this.#alive !== lost) return;
    this.#alive = null;
    this.#link = null;
    this.#started().catch(() => {});
  }
}

/**
 * `promise`, or the signal's reason as soon as it aborts.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
function until(promise, signal) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/**
 * The calls of an engine that is made when one of them is first used.
 *
 * @param {() => Engine} make
 * @returns {Pick<Engine, 'open' | 'analyze'>}
 */
export function sharedEngine(make) {
  /** @type {Engine | null} */
  let engine = null;
  return {
    open: (files, options) => (engine ??= make()).open(files, options),
    analyze: (files, options) => (engine ??= make()).analyze(files, options),
  };
}

/**
 * On a single processor compiling would take the page's time, and a device of 1 GB has other worries.
 *
 * @param {{hardwareConcurrency?: number, deviceMemory?: number}} [host]
 */
export function isWorthWarming(host = globalThis.navigator ?? {}) {
  const {hardwareConcurrency = 2, deviceMemory = 8} = host;
  return hardwareConcurrency > 1 && deviceMemory > 1;
}

function disposed() {
  return new DOMException('the engine was disposed', 'AbortError');
}
