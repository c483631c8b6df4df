/** @file Starts the wasm of this thread. */

/** @import {WasmSource} from './protocol.js' */

import * as glue from './wasm/headwater.js';
import * as workbookGlue from './wasm/workbook.js';

/** @type {Promise<unknown> | null} */
let starting = null;

/**
 * The same instance each time: a thread has one.
 *
 * @param {WasmSource | null} wasm Where it is, or null for the file beside its JavaScript.
 * @returns {Promise<typeof import('./wasm/headwater.js')>}
 */
export async function loadGlue(wasm) {
  starting ??= glue.default(wasm === null ? undefined : {module_or_path: wasm});
  try {
    await starting;
  } catch (error) {
    starting = null;
    throw error;
  }
  return glue;
}

/**
 * The part that reads workbooks; it resets its instance for each file itself.
 *
 * @param {WasmSource | null} wasm
 * @returns {Promise<typeof import('./wasm/workbook.js')>}
 */
export async function loadWorkbook(wasm) {
  await workbookGlue.default(wasm === null ? undefined : {module_or_path: wasm});
  return workbookGlue;
}
