/**
 * @file Corrected columns, kept in this browser for files with the same header: only when the operator asks
 * for it, and only the names of columns, never a cell. A browser that keeps nothing loses nothing else.
 */

/** @typedef {import('./mapping.js').Mapping} Mapping */

/** @typedef {Pick<import('./work.js').Manner, 'dateOrder' | 'platform'>} KeptManner */

/**
 * What is kept for files with one header: `fingerprint` is the core's hash of its names.
 *
 * @typedef {{fingerprint: string, mapping: Mapping, manner: KeptManner}} Kept
 */

/** @typedef {{version: number, files: Kept[]}} Store */

const KEY = 'headwater.columns';
const VERSION = 2;

/** Headers kept; the oldest goes first. */
const MOST = 50;

/** No header is longer that is worth keeping. */
const LONGEST = 500;

const DATE_ORDERS = ['dmy', 'mdy', 'ymd'];

/** The roles that a column can play; the core refuses a mapping with any other. */
const FIELD =
  /^(customer|orderTime|amount|orderId|product|category|channel|quantity|status|referrer)$/;

/** Whether something is kept at all: a quick answer for the many who keep nothing. */
export const keepsColumns = () => read().files.length > 0;

/**
 * What the operator chose for files with these columns; null where nothing is kept.
 *
 * @param {{fingerprint: string, columns: readonly {header: string}[]}} file
 * @returns {Kept | null}
 */
export function recall({fingerprint, columns}) {
  const found = read().files.find((file) => file.fingerprint === fingerprint);
  const headers = columns.map(({header}) => header);
  const fits = Object.values(found?.mapping ?? {}).every(
    (column) => column === null || headers.includes(column),
  );
  return found && fits ? found : null;
}

/**
 * Keeps a choice, beside what was kept for this header before.
 *
 * @param {string} fingerprint
 * @param {Partial<Pick<Kept, 'mapping' | 'manner'>>} choice
 * @returns {boolean} whether the browser keeps it
 */
export function remember(fingerprint, {mapping, manner}) {
  const {files} = read();
  const before = files.find((file) => file.fingerprint === fingerprint);
  const others = files.filter((file) => file !== before);
  const kept = {
    fingerprint,
    mapping: mapping ?? before?.mapping ?? {},
    manner: {...before?.manner, ...manner},
  };
  return write({version: VERSION, files: [...others, kept].slice(-MOST)});
}

/** Forgets what is kept for files with this header. @param {string} fingerprint */
export function forget(fingerprint) {
  const files = read().files.filter((file) => file.fingerprint !== fingerprint);
  if (files.length > 0) return write({version: VERSION, files});
  try {
    localStorage.removeItem(KEY);
    return true;
  } catch {
    // Nothing is kept where storage is closed.
    return false;
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
  const {fingerprint, mapping, manner} = /** @type {Partial<Kept>} */ (file ?? {});
  if (typeof fingerprint !== 'string' || !isObject(mapping) || !isObject(manner)) return false;
  const {dateOrder, platform} = manner;
  const isManner =
    (dateOrder === undefined || DATE_ORDERS.includes(dateOrder)) &&
    (platform === undefined || platform === 'none');
  const isMapping = Object.entries(mapping).every(
    ([field, column]) => FIELD.test(field) && isColumn(column),
  );
  return isManner && isMapping;
}

/** @param {unknown} value @returns {value is object} */
function isObject(value) {
  return typeof value === 'object' && value !== null;
}

/** @param {unknown} column */
function isColumn(column) {
  return column === null || (typeof column === 'string' && column.length <= LONGEST);
}
