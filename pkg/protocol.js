/**
 * @file Every message between the page and the worker, and nothing else: plain data, so that
 * structured clone keeps all of it. One session speaks it behind a worker and within one thread.
 */

/**
 * @import {PlainError} from './errors.js'
 * @import {SheetRows} from './workbook.js'
 * @import {Summary, ValueColumn, ValueOptions, ValueReport} from './wasm/models.js'
 * @import {SummaryWorth} from './worth.js'
 * @import {CustomerPage, CustomerQuery, IdTable, NumericColumn, OrdersOptions, OrdersReport, Preview, Progress, Reading,
 *   ReadingOptions, Report, ReportOptions, RowsResult, SetAsideWording, Table, Wording} from './wasm/headwater.js'
 */

/**
 * Where the wasm is, if not beside its JavaScript.
 *
 * @typedef {string | ArrayBuffer | Uint8Array<ArrayBuffer> | WebAssembly.Module} WasmSource
 */

/** @typedef {ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>} ByteStream */

/**
 * One file to read, as it crosses. Only in one thread may a stream be any other than a `ReadableStream`, and
 * a file be `fresh`: opened anew as often as it is read.
 *
 * @typedef {{kind: 'blob', name: string, blob: Blob}
 *   | {kind: 'bytes', name: string, bytes: Uint8Array}
 *   | {kind: 'text', name: string, text: string}
 *   | {kind: 'stream', name: string, size: number | null, stream: ByteStream}
 *   | {kind: 'fresh', name: string, size: number | null, open: () => AsyncIterable<Uint8Array>}} Given
 */

/**
 * One file to read; in the session also a workbook's sheet as CSV.
 *
 * @typedef {Given | {kind: 'bytes', name: string, bytes: Uint8Array, isUtf8: true, book?: {sheet: string, sheets: string[]}}} Source
 */

/**
 * What is loaded only when it is needed: what reads workbooks, what turns text into UTF-8, and the models that say
 * what customers are worth.
 *
 * @typedef {'workbook' | 'encodings' | 'models'} PartName
 */

/**
 * What can be asked, and what `done` answers to it.
 *
 * @typedef {object} Calls
 * @property {{ask: {wasm: WasmSource | null, helpers: number}, answer: {version: string}}} start The first call.
 *   At most so many `helpers` are to be had.
 * @property {{ask: {sources: Given[], options: ReadingOptions}, answer: {book: number, reading: Reading}}} open
 * @property {{ask: {book: number, options: ReportOptions}, answer: {report: number, value: Report}}} report
 *   A report frees the columns of the book's earlier one.
 * @property {{ask: {book: number, options: OrdersOptions}, answer: OrdersReport}} sales
 * @property {{ask: {book: number, options: ValueOptions}, answer: {worth: number, value: ValueReport}}} value
 *   It frees the columns of the book's earlier one.
 * @property {{ask: {book: number, worth: number, column: ValueColumn}, answer: Float64Array}} value-column
 * @property {{ask: {book: number}, answer: IdTable}} all-ids Of all customers of a book.
 * @property {{ask: {summary: Summary, options: ValueOptions}, answer: SummaryWorth}} summary-value
 * @property {{ask: {book: number, wording: SetAsideWording}, answer: Blob}} set-aside
 * @property {{ask: ReportAddress & {column: NumericColumn}, answer: Float64Array}} column
 * @property {{ask: ReportAddress, answer: IdTable}} ids
 * @property {{ask: ReportAddress & {query: CustomerQuery}, answer: CustomerPage}} customers
 * @property {{ask: ReportAddress & {query: CustomerQuery, wording: Wording}, answer: Blob}} export
 * @property {{ask: {table: Table}, answer: Uint8Array}} table
 * @property {{ask: {source: Given, options: ReadingOptions, typed?: boolean}, answer: RowsResult & Partial<Sheets>}} rows
 * @property {{ask: {source: Given, options: ReadingOptions}, answer: Preview}} preview
 * @property {{ask: {}, answer: {prepared: PartName[]}}} prepare Loads now what would be loaded later.
 * @property {{ask: {}, answer: {isWarm: boolean}}} warm-up Runs now what a large file will run, until anything is asked.
 */

/** @typedef {{book: number, report: number}} ReportAddress */

/**
 * Of a workbook: all visible sheets, and the name of the one that is read as orders.
 *
 * @typedef {{sheet: string, sheets: SheetRows[]}} Sheets
 */

/** @typedef {keyof Calls} CallType */

/**
 * A question that is answered by `done`, `failed` or `cancelled` with the same id.
 *
 * @typedef {{[K in CallType]: {type: K, id: number} & Calls[K]['ask']}[CallType]} Call
 */

/**
 * What the page sends. `expect` says that a file may come any moment.
 *
 * @typedef {Call
 *   | {type: 'cancel', id: number}
 *   | {type: 'drop', book: number}
 *   | {type: 'part', part: PartName, wasm: WasmSource | null}
 *   | {type: 'no-part', part: PartName, error: PlainError}
 *   | {type: 'helper', helper: number, port: MessagePort, hasWasm: boolean}
 *   | {type: 'no-helper', helper: number}
 *   | {type: 'expect'}
 *   | {type: 'ping'}} Request
 */

/**
 * What the page sends to a worker that is no session but reads pieces of files for one, which is at the other
 * end of `port`. Without `wasm` it gets that from there. It asks the page for a part, as a session does, and is
 * answered alike.
 *
 * @typedef {{type: 'help', port: MessagePort, wasm: WebAssembly.Module | null}} Help
 */

/**
 * What the worker sends. It asks with `need` where a part is. After `holding` it hears and says nothing until
 * one long step is over: any later message says that it is. After a `failed` that is `fatal` it answers nothing:
 * its wasm is broken. With `helpers` it says how many workers it wants to help it, from now on: each comes as a
 * `helper`, or not at all; of one that is lost, `no-helper` tells.
 *
 * @typedef {{type: 'done', id: number, value: Calls[CallType]['answer']}
 *   | {type: 'failed', id: number, error: PlainError, fatal: boolean}
 *   | {type: 'cancelled', id: number}
 *   | {type: 'progress', id: number, progress: Progress}
 *   | {type: 'need', part: PartName}
 *   | {type: 'helpers', count: number}
 *   | {type: 'holding'}
 *   | {type: 'pong'}} Answer
 */

/**
 * What a session sends to a worker that helps it: first its wasm, unless the page did, then files, and of the file that
 * was sent last how it is to be read, and which pieces. A `file` of null ends that one.
 *
 * @typedef {{type: 'start', wasm: WebAssembly.Module | null}
 *   | {type: 'file', file: FileToRead | null}
 *   | {type: 'plan', file: number, plan: Uint8Array}
 *   | {type: 'piece', file: number, from: number, to: number}} HelperRequest
 */

/**
 * A file of which pieces are read; with an `encoding` its lines are turned from that into UTF-8.
 *
 * @typedef {{number: number, blob: Blob, encoding: string | null}} FileToRead
 */

/**
 * Text in UTF-8 of so many bytes of a file, and what a `PieceReader` made of it.
 *
 * @typedef {{text: Uint8Array, size: number, batch: Uint8Array}} ReadPart
 */

/**
 * What a worker that helps answers: once that it is ready, and for each piece, in order, its parts, with bytes of lines
 * that it shares with those beside it. After `failed` it is of no use.
 *
 * @typedef {{type: 'ready'}
 *   | {type: 'read', file: number, from: number, before: Uint8Array, parts: ReadPart[], after: Uint8Array}
 *   | {type: 'failed', why: string}} HelperAnswer
 */

/**
 * One end of the wire, as the page holds it.
 *
 * @typedef {object} Port
 * @property {boolean} crossing Whether messages are cloned on the way to another thread.
 * @property {(message: Request, transfer?: Transferable[]) => void} post
 * @property {(onAnswer: (answer: Answer) => void, onLost: (why: unknown) => void) => void} listen
 * @property {(help: Help) => void} [help] Makes it help a session, in place of all else.
 * @property {() => void} close Ends the worker with all that it holds.
 */

/**
 * The buffers of `answer` that can be handed over instead of copied: columns, never rows.
 *
 * @param {Answer} answer
 * @returns {Transferable[]}
 */
export function transferables(answer) {
  if (answer.type !== 'done') return [];
  const {value} = answer;
  if (ArrayBuffer.isView(value)) return [bufferOf(value)];
  if ('offsets' in value) return [bufferOf(value.bytes), bufferOf(value.offsets)];
  return [];
}

/** @param {ArrayBufferView} view */
export function bufferOf(view) {
  // The wasm's memory is not shared, so nothing copied from it is.
  return /** @type {ArrayBuffer} */ (view.buffer);
}

/**
 * The end of every `switch` over a union: it does not compile while a case is missing.
 *
 * @param {never} value
 * @returns {never}
 */
export function assertNever(value) {
  throw new TypeError(`no such message: ${JSON.stringify(value)}`);
}
