/**
 * What is to be read, and in which manner; what can be known about files before they are read.
 */

import {keepsColumns, recall} from './remember.js';

/** @typedef {import('../wasm/headwater.js').ReportOptions} ReportOptions */
/** @typedef {import('../wasm/headwater.js').Progress} Progress */
/** @typedef {import('../errors.js').AnalysisError} AnalysisError */
/** @typedef {import('./context.js').Report} Report */
/** @typedef {import('./context.js').Sales} Sales */
/** @typedef {import('./mapping.js').Mapping} Mapping */
/** @typedef {import('../wasm/headwater.js').ColumnReading} Column */
/** @typedef {import('../wasm/headwater.js').Candidate} Candidate */
/** @typedef {import('../wasm/headwater.js').Preview} Preview */

/** @typedef {{signal: AbortSignal, onProgress: (progress: Progress) => void}} Call */

/**
 * @typedef {import('./context.js').Book & {
 *   report(options: ReportOptions & Call): Promise<Report>,
 *   sales(options: {asOf?: string} & Call): Promise<Sales>,
 *   dispose(): void,
 * }} OpenBook
 */

/**
 * What the element needs of an engine.
 *
 * @typedef {object} WorkEngine
 * @property {(files: Blob[], options: {mapping?: Mapping} & Manner & Call) => Promise<OpenBook>} open
 * @property {(file: Blob, options: {mapping?: Mapping} & Manner) => Promise<Preview>} preview
 * @property {() => void} dispose
 * @property {() => void} [expectFile] told when a file is about to come
 */

/**
 * How files are to be read, where the operator knows better than the guess.
 *
 * @typedef {object} Manner
 * @property {string} [delimiter]
 * @property {string} [encoding]
 * @property {'dmy' | 'mdy' | 'ymd'} [dateOrder]
 * @property {number} [timeZoneOffset] minutes east of UTC
 * @property {string} [currency] of the report, where the operator has chosen one
 * @property {Record<string, string>} [rates] what others are worth in it
 * @property {'needed' | 'none'} [customers]
 * @property {string} [sheet] of a workbook
 * @property {'none'} [platform] read by the names of the columns alone
 * @property {'all' | 'summary'} [keep] of the orders
 * @property {string} [fromDay] before which rows do not count
 * @property {number} [memoryLimit] bytes
 */

/**
 * @typedef {object} Work
 * @property {Blob[]} files
 * @property {Mapping} mapping
 * @property {Manner} manner
 * @property {ReportOptions} options
 * @property {boolean} [recalled] whether the columns are those that this browser kept
 */

/**
 * What the first bytes of files show: all their columns, each header once.
 *
 * @typedef {object} Look
 * @property {Column[]} columns
 * @property {Candidate[]} candidates
 * @property {string} fingerprint of the first file's header
 */

/** @type {Look} */
export const NOTHING_SEEN = Object.freeze({columns: [], candidates: [], fingerprint: ''});

/** Errors after which another choice of columns may help. */
export const ABOUT_COLUMNS = [
  'no-customer-key',
  'missing-column',
  'unknown-column',
  'no-parsable-date',
  'no-parsable-amount',
  'no-orders',
  'amount-overflow',
];

/**
 * @param {WorkEngine} engine
 * @param {Pick<Work, 'files' | 'manner'>} work
 * @returns {Promise<Look>}
 */
export async function look(engine, {files, manner}) {
  /** @type {Map<string, Column>} */
  const columns = new Map();
  const candidates = [];
  let fingerprint = '';
  try {
    for (const file of files) {
      const preview = await engine.preview(file, manner);
      fingerprint ||= preview.fingerprint;
      candidates.push(...preview.candidates);
      for (const column of preview.columns) {
        if (!columns.has(column.header)) columns.set(column.header, column);
      }
    }
  } catch {
    // The problem itself is what has to be told; without columns there is no mapping to offer.
  }
  return {columns: [...columns.values()], candidates, fingerprint};
}

/**
 * The work with what this browser keeps for files of such a header.
 *
 * @param {WorkEngine} engine
 * @param {Work} work
 * @returns {Promise<Work>}
 */
export async function recalled(engine, work) {
  const [file] = work.files;
  if (Object.keys(work.mapping).length > 0 || !file || !keepsColumns()) return work;
  const preview = await engine.preview(file, work.manner).catch(() => null);
  const kept = preview && recall(preview);
  if (!kept) return work;
  const {dateOrder, platform} = kept.manner;
  const manner = {dateOrder, platform, ...work.manner};
  return {...work, mapping: kept.mapping, manner, recalled: true};
}

/** @param {unknown} error @returns {AnalysisError} */
export function asProblem(error) {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return /** @type {AnalysisError} */ (error);
  }
  const message = error instanceof Error ? error.message : String(error);
  return /** @type {AnalysisError} */ (Object.assign(new Error(message), {code: 'internal'}));
}

/** @param {Blob[]} files @returns {string[]} */
export function namesOf(files) {
  return files.map((file, index) => (file instanceof File ? file.name : String(index + 1)));
}
