/**
 * The work behind the page: which files, which report, what is under way, what went wrong.
 *
 * Every piece of work has a number; an answer to an older number is dropped. The element draws
 * what stands here.
 */

import {ABOUT_COLUMNS, NOTHING_SEEN, asProblem, look, recalled} from './work.js';

/**
 * @import {AnalysisError, Call, Look, Manner, Mapping, OpenBook, Progress, Report, ReportOptions, Sales,
 *   Work, WorkEngine} from './work.js'
 */

/** @typedef {'start' | 'working' | 'problem' | 'result'} Phase */

/**
 * @typedef {object} Host
 * @property {() => Promise<WorkEngine>} engineReady
 * @property {(event: 'progress' | 'complete' | 'error', detail: unknown) => void} announce
 * @property {() => void} requestUpdate
 */

export class Runner {
  #host;
  #run = 0;
  /** @type {AbortController | undefined} */
  #abort;

  /** @type {Phase} */
  phase = 'start';
  /** what is being read, or could not be @type {Work} */
  tried = {files: [], mapping: {}, manner: {}, options: {}};
  /** what the report shown was made of @type {Work} */
  shown = this.tried;
  /** @type {Progress | undefined} */
  progress;
  /** @type {OpenBook | undefined} */
  book;
  /** @type {Report | undefined} */
  report;
  /** @type {Sales | undefined} what is said in the report's place where nobody is known */
  sales;
  /** @type {AnalysisError | undefined} why there is no report, or why the last one still stands */
  problem;
  /** @type {Look} the columns to choose from when a file could not be read */
  seen = NOTHING_SEEN;
  /** whether a new report of the same orders is being made */
  busy = false;

  /** @param {Host} host */
  constructor(host) {
    this.#host = host;
  }

  /**
   * Reads files and reports on them.
   *
   * @param {Blob[]} files
   * @param {{mapping?: Mapping, manner?: Manner} & ReportOptions} [options]
   */
  async load(files, {mapping = {}, manner = {}, ...options} = {}) {
    /** @type {Work} */
    let tried = {files, mapping, manner, options};
    const {run, call} = this.#begin();
    this.#set({tried, phase: 'working', progress: undefined, problem: undefined, busy: false});
    /** @type {OpenBook | undefined} */
    let book;
    try {
      const engine = await this.#host.engineReady();
      tried = await recalled(engine, tried);
      book = await engine.open(files, {mapping: tried.mapping, ...tried.manner, ...call});
      if (run !== this.#run) return book.dispose();
      const made = await this.#made(book, tried, call);
      if (run !== this.#run) return book.dispose();
      this.book?.dispose();
      this.#set({tried, shown: tried, book, ...made, phase: 'result', seen: NOTHING_SEEN});
      this.#host.announce('complete', {report: made.report ?? made.sales});
    } catch (error) {
      book?.dispose();
      if (run !== this.#run) return;
      if (call.signal.aborted) return this.back();
      await this.#fail(run, error);
    }
  }

  /**
   * The report, or what orders alone say.
   *
   * @param {OpenBook} book
   * @param {Pick<Work, 'manner' | 'options'>} work
   * @param {Call} call
   * @returns {Promise<{report?: Report, sales?: Sales}>}
   */
  async #made(book, {manner, options}, call) {
    if (manner.customers !== 'none') {
      return {sales: undefined, report: await book.report({...options, ...call})};
    }
    const {asOf} = options;
    return {report: undefined, sales: await book.sales({asOf, ...call})};
  }

  /**
   * Reads the same files with other columns, and perhaps in another manner.
   *
   * @param {Mapping} mapping
   * @param {Manner} [change]
   */
  remap(mapping, change) {
    const {files, options, manner} = this.phase === 'problem' ? this.tried : this.shown;
    return this.load(files, {...options, mapping, manner: {...manner, ...change}});
  }

  /** Reads the same files in another manner. @param {Manner} change */
  reread(change) {
    return this.remap((this.phase === 'problem' ? this.tried : this.shown).mapping, change);
  }

  /** To where the operator was: the report if there is one. */
  back() {
    const isShown = this.report ?? this.sales;
    this.#set({phase: isShown ? 'result' : 'start', problem: undefined});
  }

  /**
   * Another report of the same orders; the old one stands until it is there.
   *
   * @param {ReportOptions} change
   */
  async revise(change) {
    const {book} = this;
    if (!book) return;
    const {shown} = this;
    const options = {...shown.options, ...change};
    const {run, call} = this.#begin();
    this.#set({busy: true, problem: undefined});
    try {
      const made = await this.#made(book, {...shown, options}, call);
      if (run !== this.#run) return;
      this.#set({shown: {...shown, options}, ...made, busy: false});
      this.#host.announce('complete', {report: made.report ?? made.sales});
    } catch (error) {
      if (run !== this.#run) return;
      const problem = call.signal.aborted ? undefined : asProblem(error);
      this.#set({busy: false, problem});
      if (problem) this.#host.announce('error', {error: problem});
    }
  }

  /** Stops what is under way; what was there before stays. */
  cancel() {
    this.#abort?.abort(new DOMException('cancelled', 'AbortError'));
  }

  /** Stops for good: the element has left the page. */
  stop() {
    this.cancel();
    this.#run += 1;
    this.busy = false;
    if (this.phase === 'working') this.back();
  }

  #begin() {
    this.cancel();
    const run = ++this.#run;
    this.#abort = new AbortController();
    /** @type {Call} */
    const call = {
      signal: this.#abort.signal,
      onProgress: (progress) => {
        if (run !== this.#run || call.signal.aborted) return;
        this.#set({progress});
        this.#host.announce('progress', progress);
      },
    };
    return {run, call};
  }

  /** @param {number} run @param {unknown} error */
  async #fail(run, error) {
    const problem = asProblem(error);
    const seen = ABOUT_COLUMNS.includes(problem.code) ? await this.#look() : NOTHING_SEEN;
    if (run !== this.#run) return;
    this.#set({problem, seen, phase: 'problem'});
    this.#host.announce('error', {error: problem});
  }

  async #look() {
    const engine = await this.#host.engineReady().catch(() => null);
    return engine ? look(engine, this.tried) : NOTHING_SEEN;
  }

  /** @param {Partial<Runner>} state */
  #set(state) {
    Object.assign(this, state);
    this.#host.requestUpdate();
  }
}
