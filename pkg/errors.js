/**
 * @file The one error that callers of headwater meet, and the names of all that can be wrong.
 */

/**
 * Every code of `Code::ALL` in the core, in the same order; `docs/errors.md` explains each. Those
 * from `ragged-row` on are diagnostics: they are counted in a reading and never thrown.
 */
export const ERROR_CODES = /** @type {const} */ ([
  'empty-file',
  'no-header',
  'no-records',
  'unsupported-encoding',
  'unsupported-format',
  'missing-column',
  'unknown-column',
  'no-parsable-date',
  'no-parsable-amount',
  'no-orders',
  'amount-overflow',
  'too-large',
  'out-of-memory',
  'will-not-fit',
  'too-few-repeaters',
  'invalid-option',
  'nothing-before',
  'no-customer-key',
  'file-changed',
  'damaged-workbook',
  'encrypted-workbook',
  'oversized-workbook',
  'internal',
  'ragged-row',
  'unterminated-quote',
  'stray-quote',
  'invalid-utf8',
  'nul-byte',
  'backslash-escape',
  'quoted-lines',
  'total-row',
  'note-row',
  'repeated-header',
  'missing-customer',
  'unparsed-date',
  'unparsed-amount',
  'oversized-amount',
  'ambiguous-amount',
  'ambiguous-date-order',
  'damaged-id',
  'wrapped-id',
  'mixed-currency',
  'missing-rate',
  'assumed-currency',
  'rounded-amount',
  'unparsed-quantity',
  'excluded-status',
  'unknown-status',
  'partial-amount',
  'repeated-total',
  'refund-without-order',
  'doubtful-key',
  'duplicate-row',
  'before-first-day',
]);

/**
 * The stable name of an error or a diagnostic.
 *
 * @typedef {(typeof ERROR_CODES)[number]} ErrorCode
 */

/**
 * An error as plain data: structured clone drops the class and the fields of an `Error`, so this is
 * what crosses from the worker.
 *
 * @typedef {object} PlainError
 * @property {ErrorCode} code
 * @property {string} message English: what, where, what to do; never the content of a cell.
 * @property {number | null} record 1-based data record; the header is not one.
 * @property {number | null} line 1-based line on which the record starts.
 * @property {string | null} column Header of the column.
 * @property {string | null} value The cell, shortened. May be personal data: do not log it.
 * @property {number | null} file 1-based number of the file among those opened together.
 * @property {Readonly<Record<string, string | number | null>>} params What the message is made of, for
 *   hosts that write their own: `{field: 'customer'}`, `{found: 3, needed: 10}`.
 */

/** @type {Omit<PlainError, 'code' | 'message'>} */
const NOWHERE = {record: null, line: null, column: null, value: null, file: null, params: {}};

/** Why there is no report. The fields are those of {@link PlainError}. */
export class AnalysisError extends Error {
  /**
   * @param {ErrorCode} code
   * @param {string} message
   * @param {Partial<Omit<PlainError, 'code' | 'message'>> & {cause?: unknown}} [details]
   */
  constructor(code, message, {cause, ...place} = {}) {
    super(message, cause === undefined ? undefined : {cause});
    const {record, line, column, value, file, params} = {...NOWHERE, ...place};
    this.name = 'AnalysisError';
    /** @readonly */
    this.code = code;
    /** @readonly */
    this.record = record;
    /** @readonly */
    this.line = line;
    /** @readonly */
    this.column = column;
    /** @readonly */
    this.value = value;
    /** @readonly */
    this.file = file;
    /** @readonly */
    this.params = Object.freeze({...params});
  }
}

/**
 * The error that is no fault of the data: a trap, a lost worker, a browser that forbids wasm.
 *
 * @param {string} message
 * @param {unknown} [cause]
 */
export function internal(message, cause) {
  return new AnalysisError('internal', message, {cause});
}

/**
 * Why the wasm did not start. A page that forbids it gets told what to allow.
 *
 * @param {unknown} error
 */
export function cannotStart(error) {
  const why = error instanceof Error ? error.message : String(error);
  if (!/content.security.policy|\bcsp\b|unsafe-eval/i.test(why)) {
    return internal(`headwater's wasm could not be loaded (${why})`, error);
  }
  return internal(
    "the page's policy forbids WebAssembly; add 'wasm-unsafe-eval' to its header: " +
      "Content-Security-Policy: script-src 'self' 'wasm-unsafe-eval'",
    error,
  );
}

/** Bytes of a page of wasm memory. */
const PAGE_BYTES = 65_536;

/**
 * What a trap is called that comes from want of memory: the core asks for at most as much as it has.
 *
 * @param {unknown} error
 * @param {WebAssembly.Memory | undefined} memory of the instance that trapped; it is of no more use
 */
export function outOfMemory(error, memory) {
  if (!(error instanceof WebAssembly.RuntimeError) || !memory) return null;
  try {
    memory.grow(memory.buffer.byteLength / PAGE_BYTES);
    return null;
  } catch {
    const message =
      'there is not enough memory for so many rows; close other tabs, or split the file';
    return new AnalysisError('out-of-memory', message, {cause: error});
  }
}

/**
 * Whether `error` was made on purpose. Anything else that leaves the wasm means that its instance is
 * broken.
 *
 * @param {unknown} error
 * @returns {error is PlainError}
 */
export function hasErrorCode(error) {
  return (
    error instanceof Error &&
    'code' in error &&
    /** @type {readonly unknown[]} */ (ERROR_CODES).includes(error.code)
  );
}

/**
 * Whether the files hold orders and do not say whose they are: a report on the orders alone can be made.
 *
 * @param {unknown} error
 * @returns {error is PlainError}
 */
export function isWithoutKey(error) {
  if (!hasErrorCode(error)) return false;
  if (error.code === 'no-customer-key') return true;
  return error.code === 'missing-column' && error.params.field === 'customer';
}

/**
 * What crosses from the worker for `error`.
 *
 * @param {unknown} error
 * @returns {PlainError}
 */
export function toPlainError(error) {
  if (!hasErrorCode(error)) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return {...NOWHERE, code: 'internal', message: `headwater broke down (${text})`};
  }
  // `message` is no own enumerable property of an Error, so a spread would lose it.
  const {record, line, column, value, file, params} = {...NOWHERE, ...error};
  return {code: error.code, message: error.message, record, line, column, value, file, params};
}

/** @param {PlainError} plain */
export function fromPlainError({code, message, ...place}) {
  return new AnalysisError(code, message, place);
}
