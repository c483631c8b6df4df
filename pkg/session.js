/**
 * @file The far side of the protocol: drives the wasm, in a worker or in the caller's own thread, and
 * owns every handle into it.
 */

/**
 * @import {Answer, Call, Calls, CallType, ReportAddress, Request, Source,
 *   WasmSource} from './protocol.js'
 * @import {Book, Outcome, ReadingOptions} from './wasm/headwater.js'
 * @import {WorkbookGlue} from './workbook.js'
 */

import {
  AnalysisError,
  cannotStart,
  fromPlainError,
  hasErrorCode,
  internal,
  outOfMemory,
  toPlainError,
} from './errors.js';
import {Owned} from './owned.js';
import {Part} from './part.js';
import {assertNever, transferables} from './protocol.js';
import {firstBytes, sizeOf} from './source.js';
import {CANCELLED, makeBreath, Task} from './task.js';
import {allSheets, asText, misnamed} from './workbook.js';

/** @typedef {typeof import('./wasm/headwater.js')} Glue */

/**
 * A book, and the outcome of its last report.
 *
 * @typedef {{book: Owned<Book>, report: number, outcome: Owned<Outcome> | null}} Shelf
 */

/** What answers one page. Its handles into the wasm never leave it. */
export class Session {
  /** @type {(wasm: WasmSource | null) => Promise<Glue>} */
  #load;
  /** @type {(answer: Answer, transfer: Transferable[]) => void} */
  #post;
  #part;
  #breathe = makeBreath();
  /** @type {Glue | null} */
  #glue = null;
  /** @type {Map<number, Task>} */
  #tasks = new Map();
  /** @type {Map<number, Shelf>} */
  #books = new Map();
  #lastHandle = 0;

  /**
   * @param {(wasm: WasmSource | null) => Promise<Glue>} load Compiles and starts the wasm.
   * @param {(answer: Answer, transfer: Transferable[]) => void} post
   * @param {(wasm: WasmSource | null) => Promise<WorkbookGlue>} [loadWorkbook] The same for the part that
   *   reads workbooks.
   */
  constructor(load, post, loadWorkbook) {
    this.#load = load;
    this.#post = post;
    this.#part = new Part(() => post({type: 'need'}, []), loadWorkbook);
  }

  /** @param {Request} request */
  receive(request) {
    switch (request.type) {
      case 'ping':
        return this.#post({type: 'pong'}, []);
      case 'cancel':
        return this.#tasks.get(request.id)?.cancel();
      case 'drop':
        return this.#drop(request.book);
      case 'part':
        return this.#part.take(request.wasm);
      case 'no-part':
        return this.#part.refuse(fromPlainError(request.error));
      default:
        void this.#run(request);
    }
  }

  /** @param {Call} call */
  async #run(call) {
    const {id} = call;
    const task = new Task(this.#breathe, (progress) =>
      this.#post({type: 'progress', id, progress}, []),
    );
    this.#tasks.set(id, task);
    try {
      /** @type {Answer} */
      const done = {type: 'done', id, value: await this.#answer(call, task)};
      this.#post(done, transferables(done));
    } catch (error) {
      if (error === CANCELLED) return this.#post({type: 'cancelled', id}, []);
      this.#post(this.#failure(id, error), []);
    } finally {
      this.#tasks.delete(id);
    }
  }

  /**
   * Whatever the core did not throw on purpose leaves its instance in an unknown state. One that ran out of
   * memory never gives any back, so it is given up too where no book is lost with it.
   *
   * @param {number} id
   * @param {unknown} error
   * @returns {Answer}
   */
  #failure(id, error) {
    const known = hasErrorCode(error);
    const why = known ? error : (outOfMemory(error, this.#glue?.ownMemory()) ?? error);
    const full = hasErrorCode(why) && why.code === 'out-of-memory';
    const fatal = !known || (full && this.#books.size === 0);
    return {type: 'failed', id, error: toPlainError(why), fatal};
  }

  /**
   * @param {Call} call
   * @param {Task} task
   * @returns {Calls[CallType]['answer'] | Promise<Calls[CallType]['answer']>}
   */
  #answer(call, task) {
    switch (call.type) {
      case 'start':
        return this.#start(call);
      case 'open':
        return this.#open(call, task);
      case 'report':
        return this.#report(call, task);
      case 'sales':
        return this.#sales(call, task);
      case 'set-aside':
        return this.#shelf(call).book.handle.exportSetAside(given(call.wording));
      case 'column':
        return this.#outcome(call).column(call.column);
      case 'ids':
        return this.#outcome(call).ids();
      case 'customers':
        return this.#outcome(call).customers(given(call.query));
      case 'export':
        return this.#outcome(call).exportCustomers(given(call.query), given(call.wording));
      case 'table':
        return this.#wasm.tableToCsv(call.table);
      case 'rows':
        return this.#rows(call, task);
      case 'preview':
        return this.#preview(call, task);
      default:
        return assertNever(call);
    }
  }

  get #wasm() {
    if (!this.#glue) throw internal('headwater was asked before it was started');
    return this.#glue;
  }

  /** @param {Calls['start']['ask']} ask */
  async #start({wasm}) {
    this.#glue = await this.#load(wasm).catch((error) => {
      throw cannotStart(error);
    });
    return {version: this.#glue.version()};
  }

  /**
   * @param {Calls['open']['ask']} ask
   * @param {Task} task
   */
  async #open({sources, options}, task) {
    const reader = new Owned(new this.#wasm.Reader(given(options)));
    let sorting;
    try {
      for (const given of sources) {
        const source = await this.#asText(given, options, task);
        reader.handle.beginFile(source.name, sizeOf(source));
        await task.feed(reader.handle, source, () => reader.handle.progress());
        reader.handle.endFile();
      }
      task.flush();
      sorting = new Owned(reader.take().finish());
    } finally {
      reader.free();
    }
    try {
      await task.drive(sorting.handle);
      return this.#shelve(sorting.take().finish());
    } finally {
      sorting.free();
    }
  }

  /** @param {Book} book */
  #shelve(book) {
    const id = ++this.#lastHandle;
    this.#books.set(id, {book: new Owned(book), report: 0, outcome: null});
    return {book: id, reading: book.reading()};
  }

  /**
   * @param {Calls['report']['ask']} ask
   * @param {Task} task
   */
  async #report(ask, task) {
    const analysis = new Owned(this.#shelf(ask).book.handle.analysis(given(ask.options)));
    try {
      await task.drive(analysis.handle);
      // Fails where the book was dropped while its report was being made.
      const shelf = this.#shelf(ask);
      shelf.outcome?.free();
      shelf.outcome = new Owned(analysis.take().finish());
      shelf.report = ++this.#lastHandle;
      return {report: shelf.report, value: shelf.outcome.handle.report()};
    } finally {
      analysis.free();
    }
  }

  /**
   * @param {Calls['sales']['ask']} ask
   * @param {Task} task
   */
  async #sales(ask, task) {
    const selling = new Owned(this.#shelf(ask).book.handle.sales(given(ask.options)));
    try {
      await task.drive(selling.handle);
      return selling.take().finish();
    } finally {
      selling.free();
    }
  }

  /**
   * @param {Calls['rows']['ask']} ask
   * @param {Task} task
   */
  async #rows({source: named, options, typed}, task) {
    const wanted = {...this.#workbooks(options, task), text: typed};
    const {source, found} = await allSheets(named, this.#part.get, wanted);
    if (found && !typed) return {delimiter: ',', encoding: 'utf-8', skipped: [], ...found};
    const reader = new Owned(new this.#wasm.RowReader(given(options)));
    try {
      const total = sizeOf(source);
      await task.feed(reader.handle, source, (done) => ({stage: 'reading', done, total}));
      const result = reader.take().finish(typed);
      if (found) return {...result, ...found, warnings: [...found.warnings, ...result.warnings]};
      return {...result, warnings: [...result.warnings, ...misnamed(source)]};
    } finally {
      reader.free();
    }
  }

  /**
   * @param {Calls['preview']['ask']} ask
   * @param {Task} task
   */
  async #preview({source: named, options}, task) {
    const source = await this.#asText(named, options, task, true);
    const head = await firstBytes(source, this.#wasm.previewBytes(), task.signal);
    task.check();
    return this.#wasm.preview(head, given(options));
  }

  /**
   * The sheet of a workbook in its place.
   *
   * @param {Source} source
   * @param {ReadingOptions} options
   * @param {Task} task
   * @param {boolean} [head] Its beginning only.
   */
  async #asText(source, options, task, head) {
    return asText(source, this.#part.get, {...this.#workbooks(options, task), head});
  }

  /**
   * @param {ReadingOptions} options
   * @param {Task} task
   */
  #workbooks(options, task) {
    /** @param {Uint8Array} head */
    const score = (head) => {
      try {
        // As many roles as there are columns for: notes and summaries have few.
        return this.#wasm.preview(head, given(options)).columns.length;
      } catch (error) {
        if (hasErrorCode(error)) return 0;
        throw error;
      }
    };
    return {signal: task.signal, score, heard: () => this.#post({type: 'pong'}, [])};
  }

  /** @param {{book: number}} address */
  #shelf({book}) {
    const shelf = this.#books.get(book);
    if (!shelf) throw internal('this book is closed; open the files again');
    return shelf;
  }

  /** @param {ReportAddress} address */
  #outcome(address) {
    const shelf = this.#shelf(address);
    if (!shelf.outcome || shelf.report !== address.report) {
      throw internal('a newer report of the same book took the place of this one; ask the newer');
    }
    return shelf.outcome.handle;
  }

  /** @param {number} id */
  #drop(id) {
    const shelf = this.#books.get(id);
    this.#books.delete(id);
    shelf?.outcome?.free();
    shelf?.book.free();
  }

  /** Frees everything. */
  close() {
    for (const task of this.#tasks.values()) task.cancel();
    for (const book of [...this.#books.keys()]) this.#drop(book);
  }
}

/** Deepest options: the core's own go three levels down. */
const OPTIONS_DEEP = 16;

/**
 * The core takes an option that is `undefined` for one of a wrong type. Options may come from a file
 * of settings: nesting without end would break the core down, and every open book with it.
 *
 * @template T
 * @param {T} options Plain data.
 * @param {number} [deep]
 * @returns {T}
 */
function given(options, deep = OPTIONS_DEEP) {
  if (typeof options !== 'object' || options === null) return options;
  if (deep === 0) {
    const message = `options are nested deeper than ${OPTIONS_DEEP} levels`;
    throw new AnalysisError('invalid-option', message, {params: {option: 'options'}});
  }
  if (Array.isArray(options)) {
    return /** @type {T} */ (options.map((option) => given(option, deep - 1)));
  }
  const entries = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, given(value, deep - 1)]);
  return /** @type {T} */ (Object.fromEntries(entries));
}
