/**
 * @file Workbooks as text: the chosen sheet as CSV, or all sheets as rows. What reads them is a wasm of its
 * own, fetched when the first one is opened; each file gets a fresh instance, which is thrown away.
 */

/**
 * @import {Source} from './protocol.js'
 * @import {Signs} from './reading.js'
 * @import {Workbook} from './wasm/workbook.js'
 */

import {AnalysisError, hasErrorCode} from './errors.js';
import {chunksOf, gathered, withHead} from './source.js';

/** @typedef {typeof import('./wasm/workbook.js')} WorkbookGlue */

/** @typedef {{name: string, rows: string[][]}} SheetRows */

/** @typedef {{rows: string[][], sheet: string, sheets: SheetRows[], warnings: string[]}} AllSheets */

/**
 * How well the beginning of a sheet, as CSV, suits the caller: the best of the sheets is read.
 *
 * @typedef {(head: Uint8Array) => number} Score
 */

/** What a zip package and the container of old workbooks begin with. */
const MAGIC = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
];

const MAGIC_BYTES = 8;

/** Larger packages are not held in memory. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Bytes of CSV by which a sheet is judged. */
const HEAD_BYTES = 64 * 1024;

/**
 * A workbook's sheet in the place of the workbook; any other source as it is.
 *
 * @param {Source} source
 * @param {() => Promise<WorkbookGlue>} part
 * @param {{signal: AbortSignal, score: Score, signs: Signs, sheet?: string, head?: boolean}} options
 *   `sheet` is the one that the caller wants; with `head` only the sheet's beginning is read.
 * @returns {Promise<Source>}
 */
export async function asText(source, part, {signal, score, signs, sheet, head = false}) {
  const {given, book, close} = await opened(source, part, signal, signs);
  if (!book) return given;
  try {
    const [name, index] = chosen(book, score, signs, sheet);
    const enough = head ? HEAD_BYTES : undefined;
    const text = guarded(() => asCsv(book, index, source.name, signs, enough));
    return {...text, book: {sheet: name, sheets: book.sheets()}};
  } finally {
    close();
  }
}

/**
 * @param {Workbook} book
 * @param {number} index
 * @param {string} name
 * @param {Signs} signs
 * @param {number} [enough]
 * @returns {Extract<Source, {kind: 'bytes'}>}
 */
function asCsv(book, index, name, {heard, holding}, enough) {
  /** @type {Uint8Array[]} */
  const pieces = [];
  // A sheet may begin with rows without end that hold nothing.
  holding();
  book.csv(index, enough, (/** @type {Uint8Array} */ piece) => {
    pieces.push(piece);
    heard();
  });
  return {kind: 'bytes', name, bytes: joined(pieces), isUtf8: true};
}

/**
 * The rows of all visible sheets, and of the one that suits best; null for what is no workbook. What is to
 * be read in the place of `source` is that sheet as CSV where `text` asks for it.
 *
 * @param {Source} source
 * @param {() => Promise<WorkbookGlue>} part
 * @param {{signal: AbortSignal, score: Score, signs: Signs, sheet?: string, text?: boolean}} options
 * @returns {Promise<{source: Source, found: AllSheets | null}>}
 */
export async function allSheets(source, part, {signal, score, signs, sheet: wish, text = false}) {
  const {given, book, close} = await opened(source, part, signal, signs);
  if (!book) return {source: given, found: null};
  try {
    const [sheet, best] = chosen(book, score, signs, wish);
    return guarded(() => {
      const {sheets, warnings} = rowsOf(book, signs);
      const found = {rows: sheets[best]?.rows ?? [], sheet, sheets, warnings};
      return {source: text ? asCsv(book, best, source.name, signs) : given, found};
    });
  } finally {
    close();
  }
}

/**
 * @param {Workbook} book
 * @param {Signs} signs
 */
function rowsOf(book, {heard, holding}) {
  /** @type {string[]} */
  const warnings = [];
  const sheets = book.sheets().map((name, index) => {
    /** @type {string[][]} */
    const rows = [];
    holding();
    book.rows(index, (/** @type {string} */ piece) => {
      for (const row of JSON.parse(piece)) rows.push(row);
      heard();
    });
    warnings.push(...doubts(book, name));
    return {name, rows};
  });
  return {sheets, warnings};
}

/**
 * @param {Source} source
 * @param {() => Promise<WorkbookGlue>} part
 * @param {AbortSignal} signal
 * @param {Signs} signs
 * @returns {Promise<{given: Source, book: Workbook | null, close: () => void}>} `given` is to be read in the
 *   place of `source`; `close` throws the instance away, with all that it holds.
 */
async function opened(source, part, signal, signs) {
  if (source.kind === 'text') return {given: source, book: null, close: noop};
  const {head, source: whole} = await withHead(source, MAGIC_BYTES, signal);
  const fits = MAGIC.some((magic) => magic.every((byte, index) => head[index] === byte));
  if (!fits) return {given: whole, book: null, close: noop};
  const glue = await part();
  const bytes = await collected(whole, signal);
  const close = () => glue.__wbg_reset_state();
  // All its parts are unpacked at once, to be counted, and its table of texts is read.
  signs.holding();
  try {
    return {given: whole, book: new glue.Workbook(bytes), close};
  } catch (error) {
    close();
    // Some other zip: whoever reads text says what it is.
    const other = hasErrorCode(error) && error.code === 'unsupported-format';
    if (other) return {given: {kind: 'bytes', name: source.name, bytes}, book: null, close: noop};
    throw asFault(error);
  }
}

/**
 * What to say of a file that is called a workbook and is none.
 *
 * @param {Source} source
 */
export function misnamed({name}) {
  return /\.(xlsx|xlsm|xlsb|xls|ods)$/i.test(name)
    ? ['misnamed-file: named as a workbook, read as text']
    : [];
}

/**
 * The sheet that is wished for; otherwise the one that suits best, the first of equals, and an empty one only
 * where all are.
 *
 * @param {Workbook} book
 * @param {Score} score
 * @param {Signs} signs
 * @param {string} [wish]
 * @returns {[string, number]}
 */
function chosen(book, score, signs, wish) {
  const names = guarded(() => book.sheets());
  if (wish !== undefined && names.includes(wish)) return [wish, names.indexOf(wish)];
  let best = 0;
  let most = -1;
  for (const index of names.length > 1 ? names.keys() : []) {
    const {bytes} = guarded(() => asCsv(book, index, '', signs, HEAD_BYTES));
    // Not guarded: a trap in there is the core's own.
    const points = bytes.some((byte) => byte !== 0x0a) ? score(bytes) : -1;
    if (points > most) [best, most] = [index, points];
  }
  const name = names[best];
  if (name === undefined) throw fault('damaged-workbook', 'it has no visible sheet');
  return [name, best];
}

/** @param {Workbook} book @param {string} sheet */
function doubts(book, sheet) {
  const {inexactNumbers} = book;
  if (inexactNumbers === 0) return [];
  return [
    `inexact-number: ${inexactNumbers} of more digits than a spreadsheet keeps, sheet ${sheet}`,
  ];
}

/**
 * What the part throws, as an error of ours. After a trap nothing of its instance can be used; the next file
 * gets another, and what a workbook holds is never freed but with its instance.
 *
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
function guarded(work) {
  try {
    return work();
  } catch (error) {
    throw asFault(error);
  }
}

/** @param {unknown} error */
function asFault(error) {
  if (error instanceof AnalysisError) return error;
  if (hasErrorCode(error)) {
    return new AnalysisError(error.code, error.message, {params: error.params});
  }
  const why = 'reading it ran out of memory or into a contradiction';
  return fault('damaged-workbook', why, error);
}

/**
 * @param {'damaged-workbook' | 'oversized-workbook'} code
 * @param {string} found
 * @param {unknown} [cause]
 */
function fault(code, found, cause) {
  const what = code === 'damaged-workbook' ? 'damaged' : 'too large';
  const message = `the workbook is ${what} (${found}); save the sheet as CSV UTF-8`;
  return new AnalysisError(code, message, {cause, params: {found}});
}

/**
 * @param {Source} source
 * @param {AbortSignal} signal
 */
async function collected(source, signal) {
  if (source.kind === 'bytes') return source.bytes;
  const refused = () => fault('oversized-workbook', 'more than 256 MB');
  return joined(await gathered(chunksOf(source, signal), MAX_BYTES, refused));
}

function noop() {}

/** @param {Uint8Array[]} pieces */
function joined(pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}
