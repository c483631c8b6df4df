/**
 * @file The far side of the protocol: drives the wasm, in a worker or in the caller's own thread, and
 * owns every handle into it.
 */

/**
 * @import {EncodingsGlue} from './encoding.js'
 * @import {Answer, Call, Calls, CallType, PartName, ReportAddress, Request,
 *   WasmSource} from './protocol.js'
 * @import {Book, Outcome, ReadingOptions} from './wasm/headwater.js'
 * @import {WorkbookGlue} from './workbook.js'
 * @import {Worth} from './wasm/models.js'
 * @import {ModelsGlue} from './worth.js'
 */

import {Crew} from './crew.js';
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
import {Reading} from './reading.js';
import {memoryLimit, roomAhead} from './memory.js';
import {headOf, sizeOf} from './source.js';
import {CANCELLED, makeBreath, Task} from './task.js';
import {WarmUp} from './warm-up.js';
import {misnamed} from './workbook.js';
import {worthOfOrders, worthOfSummary} from './worth.js';

/** @typedef {typeof import('./wasm/headwater.js')} Glue */

/**
 * What starts the parts of the wasm; those that are missing are not to be had.
 *
 * @typedef {object} PartLoaders
 * @property {(wasm: WasmSource | null) => Promise<WorkbookGlue>} [workbook]
 * @property {(wasm: WasmSource | null) => Promise<EncodingsGlue>} [encodings]
 * @property {(wasm: WasmSource | null) => Promise<ModelsGlue>} [models]
 */

/**
 * A book, the outcome of its last report, and what was last said of its customers' worth.
 *
 * @typedef {object} Shelf
 * @property {Owned<Book>} book
 * @property {number} report
 * @property {Owned<Outcome> | null} outcome
 * @property {number} valued
 * @property {Owned<Worth> | null} worth
 */

/** What is asked of an idle session, and leaves it idle. */
const IDLE = new Set(/** @type {CallType[]} */ (['start', 'prepare', 'warm-up']));

/** What answers one page. Its handles into the wasm never leave it. */
export class Session {
  /** @type {(wasm: WasmSource | null) => Promise<Glue>} */
  #load;
  /** @type {(answer: Answer, transfer: Transferable[]) => void} */
  #post;
  #parts;
  #breathe = makeBreath();
  /** @type {Glue | null} */
  #glue = null;
  /** @type {Crew | null} */
  #crew = null;
  /** @type {Map<number, Task>} */
  #tasks = new Map();
  /** @type {Map<number, Shelf>} */
  #books = new Map();
  #lastHandle = 0;
  #warmUp = new WarmUp();

  /**
   * @param {(wasm: WasmSource | null) => Promise<Glue>} load Compiles and starts the wasm.
   * @param {(answer: Answer, transfer: Transferable[]) => void} post
   * @param {PartLoaders} [loaders]
   */
  constructor(load, post, {workbook, encodings, models} = {}) {
    this.#load = load;
    this.#post = post;
    /** @param {PartName} part */
    const ask = (part) => () => post({type: 'need', part}, []);
    this.#parts = {
      workbook: new Part(ask('workbook'), workbook),
      encodings: new Part(ask('encodings'), encodings),
      models: new Part(ask('models'), models),
    };
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
        return this.#parts[request.part].take(request.wasm);
      case 'no-part':
        return this.#parts[request.part].refuse(fromPlainError(request.error));
      case 'helper':
        return this.#hire(request);
      case 'no-helper':
        return this.#crew?.lose(request.helper);
      case 'expect':
        return this.#expect();
      default:
        void this.#run(request);
    }
  }

  /** @param {Call} call */
  async #run(call) {
    const {id} = call;
    if (!IDLE.has(call.type)) this.#warmUp.giveWay();
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
      case 'value':
        return this.#value(call, task);
      case 'value-column':
        return this.#worth(call).column(call.column);
      case 'all-ids':
        return this.#shelf(call).book.handle.ids();
      case 'summary-value':
        return this.#summaryValue(call, task);
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
      case 'prepare':
        return this.#prepare();
      case 'warm-up':
        return this.#warm(task);
      default:
        return assertNever(call);
    }
  }

  /** @param {Extract<Request, {type: 'helper'}>} request */
  #hire({helper, port, hasWasm}) {
    this.#crew?.add(helper, port, hasWasm ? null : this.#wasm.ownModule());
  }

  /** Makes ready for a large file: what is done now need not be done when it is here. */
  #expect() {
    this.#crew?.expect();
    // Later there is memory of books that were read before.
    if (this.#crew && this.#lastHandle === 0) this.#glue?.makeReady(roomAhead());
  }

  get #wasm() {
    if (!this.#glue) throw internal('headwater was asked before it was started');
    return this.#glue;
  }

  /** @param {Calls['start']['ask']} ask */
  async #start({wasm, helpers}) {
    if (helpers > 0) {
      this.#crew = new Crew(helpers, (count) => this.#post({type: 'helpers', count}, []));
    }
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
    const reading = this.#reading(options, task);
    const limit = options.memoryLimit ?? memoryLimit();
    const limited = given({...options, memoryLimit: limit});
    const make = () => new Owned(new this.#wasm.Reader(limited));
    const sorting = await reading.naming(async () => {
      const reader = await reading.all(sources, make);
      task.flush();
      return new Owned(reader.take().finish());
    });
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
    this.#books.set(id, {
      book: new Owned(book),
      report: 0,
      outcome: null,
      valued: 0,
      worth: null,
    });
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
   * @param {Calls['value']['ask']} ask
   * @param {Task} task
   */
  async #value(ask, task) {
    const models = await this.#parts.models.get();
    task.check();
    const days = this.#shelf(ask).book.handle.orderDays();
    const worth = await worthOfOrders(models, days, given(ask.options), task);
    const shelf = this.#books.get(ask.book);
    if (!shelf) worth.free();
    else {
      shelf.worth?.free();
      shelf.worth = worth;
      shelf.valued = ++this.#lastHandle;
    }
    // Fails where the book was dropped meanwhile.
    return {worth: this.#shelf(ask).valued, value: worth.handle.report()};
  }

  /**
   * @param {Calls['summary-value']['ask']} ask
   * @param {Task} task
   */
  async #summaryValue({summary, options}, task) {
    const models = await this.#parts.models.get();
    task.check();
    return worthOfSummary(models, summary, given(options), task);
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
  async #rows({source, options, typed}, task) {
    const reading = this.#reading(options, task);
    const table = await reading.table(source);
    const {source: text, found} = await reading.sheets(table, typed);
    if (found && !typed) return {delimiter: ',', encoding: 'utf-8', skipped: [], ...found};
    const result = await reading.one(text, async (read) => {
      const reader = new Owned(new this.#wasm.RowReader(given(options), read.encoding));
      try {
        const total = sizeOf(text);
        await task.feed(reader.handle, read.pieces, (done) => ({stage: 'reading', done, total}));
        const rows = reader.take().finish(typed);
        return {...rows, encoding: read.encoding ?? rows.encoding};
      } finally {
        reader.free();
      }
    });
    if (found) return {...result, ...found, warnings: [...found.warnings, ...result.warnings]};
    return {...result, warnings: [...result.warnings, ...misnamed(text)]};
  }

  /**
   * @param {Calls['preview']['ask']} ask
   * @param {Task} task
   */
  async #preview({source, options}, task) {
    const reading = this.#reading(options, task);
    const sheet = await reading.sheet(await reading.table(source), true);
    return reading.one(sheet, async ({encoding, pieces}) => {
      const head = await headOf(texts(pieces), this.#wasm.previewBytes());
      task.check();
      return this.#wasm.preview(head, given(options), encoding);
    });
  }

  async #prepare() {
    const parts = /** @type {PartName[]} */ (Object.keys(this.#parts));
    await Promise.all(parts.map((part) => this.#parts[part].get()));
    return {prepared: parts};
  }

  /** @param {Task} task */
  async #warm(task) {
    // Who asked for anything comes first, and warms it up better.
    const isIdle = this.#tasks.size === 1 && this.#lastHandle === 0;
    const encodings = await this.#parts.encodings.loaded();
    return {isWarm: isIdle && (await this.#warmUp.run(this.#wasm, encodings, task))};
  }

  /**
   * @param {ReadingOptions} options
   * @param {Task} task
   */
  #reading(options, task) {
    const {workbook, encodings} = this.#parts;
    const parts = {workbook: workbook.get, encodings: encodings.get, crew: this.#crew};
    const signs = {
      heard: () => this.#post({type: 'pong'}, []),
      holding: () => this.#post({type: 'holding'}, []),
    };
    return new Reading(this.#wasm, parts, given(options), task, signs);
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

  /** @param {{book: number, worth: number}} address */
  #worth(address) {
    const shelf = this.#shelf(address);
    if (!shelf.worth || shelf.valued !== address.worth) {
      throw internal('the customers of this book were valued anew; ask the newer answer');
    }
    return shelf.worth.handle;
  }

  /** @param {number} id */
  #drop(id) {
    const shelf = this.#books.get(id);
    this.#books.delete(id);
    shelf?.outcome?.free();
    shelf?.worth?.free();
    shelf?.book.free();
  }

  /** Frees everything. */
  close() {
    for (const task of this.#tasks.values()) task.cancel();
    for (const book of [...this.#books.keys()]) this.#drop(book);
  }
}

/** @param {AsyncIterable<{text: Uint8Array}>} pieces */
async function* texts(pieces) {
  for await (const {text} of pieces) yield text;
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
