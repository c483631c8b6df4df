/**
 * @file The far side of the protocol: drives the wasm, in a worker or in the caller's own thread, and
 * owns every handle into it.
 */

/**
 * @import {Answer, Call, Calls, CallType, Request, Source, WasmSource} from './protocol.js'
 * @import {Book, Outcome, Progress} from './wasm/headwater.js'
 */

import {cannotStart, hasErrorCode, internal, toPlainError} from './errors.js';
import {assertNever, transferables} from './protocol.js';
import {chunksOf, sizeOf} from './source.js';
import {CANCELLED, makeBreath, Task} from './task.js';

/** @typedef {typeof import('./wasm/headwater.js')} Glue */

/** Bytes given to the wasm at once: parsed within a slice. */
const PUSH_BYTES = 256 * 1024;

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
   */
  constructor(load, post) {
    this.#load = load;
    this.#post = post;
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
      // Whatever the core did not throw on purpose leaves its instance in an unknown state.
      this.#post({type: 'failed', id, error: toPlainError(error), fatal: !hasErrorCode(error)}, []);
    } finally {
      this.#tasks.delete(id);
    }
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
      case 'column':
        return this.#outcome(call).column(call.column);
      case 'ids':
        return this.#outcome(call).ids();
      case 'customers':
        return this.#outcome(call).customers(call.query);
      case 'export':
        return this.#outcome(call).exportCustomers(call.query, call.headers);
      case 'table':
        return this.#wasm.tableToCsv(call.table);
      case 'rows':
        return this.#rows(call, task);
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
    const reader = new Owned(new this.#wasm.Reader(options));
    let sorting;
    try {
      for (const source of sources) {
        reader.handle.beginFile(source.name, sizeOf(source));
        await feed(reader.handle, source, task, () => reader.handle.progress());
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
    const analysis = new Owned(this.#shelf(ask).book.handle.analysis(ask.options));
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
   * @param {Calls['rows']['ask']} ask
   * @param {Task} task
   */
  async #rows({source, options}, task) {
    const reader = new Owned(new this.#wasm.RowReader(options));
    try {
      const total = sizeOf(source);
      await feed(reader.handle, source, task, (done) => ({stage: 'reading', done, total}));
      return reader.take().finish();
    } finally {
      reader.free();
    }
  }

  /** @param {{book: number}} address */
  #shelf({book}) {
    const shelf = this.#books.get(book);
    if (!shelf) throw internal('this book is closed; open the files again');
    return shelf;
  }

  /** @param {{book: number, report: number}} address */
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

/**
 * A handle into the wasm until it is freed or given away: the wasm frees what it consumes, even when
 * it then fails, and freeing that again would be a trap.
 *
 * @template {{free(): void}} T
 */
class Owned {
  /** @type {T | null} */
  #handle;

  /** @param {T} handle */
  constructor(handle) {
    this.#handle = handle;
  }

  get handle() {
    if (!this.#handle) throw internal('a handle was used after it was given away');
    return this.#handle;
  }

  /** The handle, for a call that consumes it. */
  take() {
    const {handle} = this;
    this.#handle = null;
    return handle;
  }

  free() {
    try {
      this.#handle?.free();
    } catch {
      // The instance is broken, and the error that broke it is on its way to the caller.
    }
    this.#handle = null;
  }
}

/**
 * Pushes all of `source`, in pieces between which the task breathes.
 *
 * @param {{push(bytes: Uint8Array): void}} reader
 * @param {Source} source
 * @param {Task} task
 * @param {(bytes: number) => Progress} progress Told the bytes pushed so far.
 */
async function feed(reader, source, task, progress) {
  let pushed = 0;
  for await (const bytes of chunksOf(source, task.signal)) {
    for (let from = 0; from < bytes.byteLength; from += PUSH_BYTES) {
      const piece = bytes.subarray(from, from + PUSH_BYTES);
      reader.push(piece);
      pushed += piece.byteLength;
      task.progress(progress(pushed));
      await task.pause();
    }
  }
  task.check();
}
