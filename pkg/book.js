/** @file What `open` and `report` give: frozen results, and the ways to ask the worker for more. */

/**
 * @import {CallOptions, Link} from './link.js'
 * @import {Calls, CallType} from './protocol.js'
 * @import {CustomerPage, CustomerQuery, IdTable, NumericColumn, OrdersOptions, OrdersReport, Report as PlainReport,
 *   ReportOptions, SetAsideWording, Table, Wording} from './wasm/headwater.js'
 * @import {ValueColumn, ValueOptions, ValueReport as PlainValueReport} from './wasm/models.js'
 */

/**
 * The customers behind a report, until a newer report of the same book takes its place.
 *
 * @typedef {object} Customers
 * @property {(name: NumericColumn) => Promise<Float64Array>} column One number per
 *   customer, in the order of the ids; NaN where it is not known.
 * @property {() => Promise<IdTable>} ids All ids: `bytes` is UTF-8, id `i` ends at `offsets[i + 1]`.
 * @property {(query?: CustomerQuery) => Promise<CustomerPage>} rows The rows in view.
 */

/**
 * A report and, beside its plain data, the customers it is made of. `JSON.stringify(report)` is the
 * plain data alone: the published schema describes it.
 *
 * @typedef {PlainReport & {
 *   readonly customers: Customers,
 *   readonly column: Customers['column'],
 *   readonly dispose: () => void,
 * }} Report
 */

/**
 * What customers are worth, and beside its plain data the columns of every customer, until the book's customers are
 * valued anew: one number per customer of `ids`, NaN where it is not known. `customer` says which of `ids` it is.
 *
 * @typedef {PlainValueReport & {
 *   readonly column: (name: ValueColumn) => Promise<Float64Array>,
 *   readonly ids: () => Promise<IdTable>,
 * }} ValueReport
 */

/** Frees the books that nobody holds any more and nobody disposed of. */
const forgotten = new FinalizationRegistry(
  (/** @type {{link: Link, book: number}} */ {link, book}) => link.drop(book),
);

/** Orders, read and in order, from which reports are made. */
export class Book {
  #link;
  #id;
  #reading;
  #report = 0;
  #disposed = false;

  /**
   * @param {Link} link
   * @param {Calls['open']['answer']} opened
   */
  constructor(link, {book, reading}) {
    this.#link = link;
    this.#id = book;
    this.#reading = deepFreeze(reading);
    forgotten.register(this, {link, book}, this);
  }

  /** What was understood of the files: columns, rows kept and dropped, totals. */
  get reading() {
    return this.#reading;
  }

  /**
   * The whole analysis as of a day. It takes the place of the book's earlier report, whose customers
   * can't be asked for any more.
   *
   * @param {ReportOptions & CallOptions} [options]
   * @returns {Promise<Report>}
   */
  async report({signal, onProgress, ...options} = {}) {
    const call = {signal, onProgress};
    const {report, value} = await this.#ask('report', {options}, call);
    // Two reports may be under way, and the worker keeps the one that it finished last.
    this.#report = Math.max(this.#report, report);
    return this.#dressed(value, report);
  }

  /**
   * What every customer and the whole pool is worth, by the best of all models that apply: docs/value.md. The models
   * are loaded when this is first called.
   *
   * @param {ValueOptions & CallOptions} [options]
   * @returns {Promise<ValueReport>}
   */
  async value({signal, onProgress, ...options} = {}) {
    const {worth, value} = await this.#ask('value', {options}, {signal, onProgress});
    return dressed(value, {
      /** @param {ValueColumn} column */
      column: (column) => this.#ask('value-column', {worth, column}),
      ids: () => this.#ask('all-ids', {}),
    });
  }

  /**
   * What the orders say without knowing who placed them: for files that do not say it, and for any
   * others. It leaves the book's report as it is.
   *
   * @param {OrdersOptions & CallOptions} [options]
   * @returns {Promise<OrdersReport>}
   */
  async sales({signal, onProgress, ...options} = {}) {
    return deepFreeze(await this.#ask('sales', {options}, {signal, onProgress}));
  }

  /**
   * The rows that were set aside as the same kind of CSV as that of the customers: file, line, reason,
   * and the cells as they stand in the file. `reading.setAside` counts them, and those beyond its bound.
   *
   * @param {SetAsideWording & Pick<CallOptions, 'signal'>} [wording]
   * @returns {Promise<Blob>}
   */
  exportSetAside({signal, ...wording} = {}) {
    return this.#ask('set-aside', {wording}, {signal});
  }

  /**
   * A page of the customers of the last report: those that match, in order, from `from` to `to`.
   *
   * @param {CustomerQuery & Pick<CallOptions, 'signal'>} [query]
   * @returns {Promise<CustomerPage>}
   */
  async customers({signal, ...query} = {}) {
    return deepFreeze(await this.#ask('customers', {report: this.#report, query}, {signal}));
  }

  /**
   * The customers of the last report as CSV for spreadsheets: with a byte order mark, and with cells
   * neutralised that a spreadsheet would run as a formula. `headers` has a text for `id` and one for
   * each {@link NumericColumn}, `classes` one for each RFM class.
   *
   * @param {Omit<CustomerQuery, 'from' | 'to'> & Wording & Pick<CallOptions, 'signal'>} [query]
   * @returns {Promise<Blob>}
   */
  exportCustomers({signal, headers, classes, ...query} = {}) {
    const ask = {report: this.#report, query, wording: {headers, classes}};
    return this.#ask('export', ask, {signal});
  }

  /**
   * Any small table as the same kind of CSV.
   *
   * @param {Table} table
   * @returns {Promise<Uint8Array>}
   */
  tableToCsv(table) {
    return this.#ask('table', {table});
  }

  /** Frees the orders. Calls that are under way reject. */
  dispose() {
    if (this.#disposed) return;
    this.#disposed = true;
    forgotten.unregister(this);
    this.#link.drop(this.#id);
  }

  /**
   * @template {CallType} K
   * @param {K} type
   * @param {Omit<Calls[K]['ask'], 'book'>} ask
   * @param {CallOptions} [options]
   */
  async #ask(type, ask, options) {
    options?.signal?.throwIfAborted();
    if (this.#disposed) throw new DOMException('the book was disposed', 'InvalidStateError');
    const whole = /** @type {Calls[K]['ask']} */ (
      /** @type {unknown} */ ({...ask, book: this.#id})
    );
    return await this.#link.call(type, whole, options);
  }

  /**
   * @param {PlainReport} value
   * @param {number} report
   * @returns {Report}
   */
  #dressed(value, report) {
    /** @type {Customers} */
    const customers = {
      column: (column) => this.#ask('column', {report, column}),
      ids: () => this.#ask('ids', {report}),
      rows: async (query = {}) => deepFreeze(await this.#ask('customers', {report, query})),
    };
    return dressed(value, {customers, column: customers.column, dispose: () => this.dispose()});
  }
}

/**
 * Plain data with ways to ask for more, which are no part of it.
 *
 * @template {object} T
 * @template {object} U
 * @param {T} value
 * @param {U} beside
 * @returns {T & U}
 */
function dressed(value, beside) {
  for (const [key, part] of Object.entries(beside)) {
    Object.defineProperty(value, key, {value: part, enumerable: false});
  }
  return deepFreeze(/** @type {T & U} */ (value));
}

/**
 * @template T
 * @param {T} value Plain data: a tree of objects and arrays.
 * @returns {T}
 */
function deepFreeze(value) {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
