/**
 * @file Corrected columns, kept in this browser for files with the same header: only when the operator asks
 * for it, and only the names of columns, never a cell. A browser that keeps nothing loses nothing else.
 */

/** @typedef {import('./mapping.js').Mapping} Mapping */

/** @typedef {{version: number, files: {header: string, mapping: Mapping}[]}} Store */

const KEY = 'headwater.columns';
const VERSION = 1;

/** Headers kept; the oldest goes first. */
const MOST = 50;

/** No header is longer that is worth keeping. */
const LONGEST = 500;

/** The roles that a column can play; the core refuses a mapping with any other. */
const FIELD =
  /^(customer|orderTime|amount|orderId|product|category|channel|quantity|status|referrer)$/;

/** Whether something is kept at all: a quick answer for the many who keep nothing. */
export const keepsColumns = () => read().files.length > 0;

/**
 * What the operator chose for files with these columns; null where nothing is kept.
 *
 * @param {readonly string[]} headers
 * @returns {Mapping | null}
 */
export function recall(headers) {
  const header = fingerprint(headers);
  const found = read().files.find((file) => file.header === header);
  const fits = Object.values(found?.mapping ?? {}).every(
    (column) => column === null || headers.includes(column),
  );
  return found && fits ? found.mapping : null;
}

/**
 * @param {readonly string[]} headers
 * @param {Mapping} mapping
 * @returns {boolean} whether the browser keeps it
 */
export function remember(headers, mapping) {
  const header = fingerprint(headers);
  const others = read().files.filter((file) => file.header !== header);
  const files = [...others, {header, mapping}].slice(-MOST);
  return write({version: VERSION, files});
}

/** Forgets everything. */
export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing is kept where storage is closed.
  }
}

/** @returns {Store} */
function read() {
  try {
    const store = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (isStore(store)) return store;
  } catch {
    // Closed storage, or a text that is none of ours: nothing is kept.
  }
  return {version: VERSION, files: []};
}

/** @param {Store} store */
function write(store) {
  try {
    localStorage.setItem(KEY, JSON.stringify(store));
    return true;
  } catch {
    return false;
  }
}

/** Others may have written there. @param {unknown} store @returns {store is Store} */
function isStore(store) {
  const {version, files} = /** @type {Partial<Store>} */ (store ?? {});
  return version === VERSION && Array.isArray(files) && files.length <= MOST && files.every(isFile);
}

/** @param {unknown} file */
function isFile(file) {
  const {header, mapping} = /** @type {Partial<Store['files'][number]>} */ (file ?? {});
  if (typeof header !== 'string' || typeof mapping !== 'object' || mapping === null) return false;
  return Object.entries(mapping).every(([field, column]) => FIELD.test(field) && isColumn(column));
}

/** @param {unknown} column */
function isColumn(column) {
  return column === null || (typeof column === 'string' && column.length <= LONGEST);
}

/**
 * A header as a short text: FNV-1a of its columns, in their order, in two halves.
 *
 * @param {readonly string[]} headers
 */
function fingerprint(headers) {
  const text = headers.map((header) => header.trim()).join('\u001f');
  const hash = (/** @type {number} */ seed) => {
    let state = seed;
    for (let at = 0; at < text.length; at++) {
      state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
    }
    return (state >>> 0).toString(16).padStart(8, '0');
  };
  return `${hash(0x811c9dc5)}${hash(0x2f0b4c47)}`;
}
