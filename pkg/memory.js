/** @file How much memory an engine may need here. */

const GIB = 1024 ** 3;

/** No WebAssembly with addresses of 32 bits has more. */
const MOST = 4 * GIB;

/**
 * The bytes that the orders of a book and a report on them may take: half of what the device says it has, which the
 * browser rounds and never gives as more than 8 GiB. Where it says nothing, as much as a wasm can have.
 *
 * @param {unknown} [host] `navigator`, in a page and in a worker alike.
 */
export function memoryLimit(host = globalThis.navigator) {
  const said = /** @type {{deviceMemory?: unknown} | undefined} */ (host)?.deviceMemory;
  const has = typeof said === 'number' && said > 0;
  return has ? Math.min(MOST, Math.round((said * GIB) / 2)) : MOST;
}

/**
 * The bytes that are had ready for a file that may come: as many as one of some 80 MB needs, and less on a device that
 * has little.
 *
 * @param {unknown} [host]
 */
export function roomAhead(host) {
  return Math.round(memoryLimit(host) / 64);
}
