/** @file Starts the wasm of this thread. */

/** @import {WasmSource} from './protocol.js' */

import * as encodingsGlue from './wasm/encodings.js';
import * as glue from './wasm/headwater.js';
import * as modelsGlue from './wasm/models.js';
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

/** The parts, each started once; the one that reads workbooks resets its instance for each file itself. */
export const PARTS = {
  /** @param {WasmSource | null} wasm */
  async workbook(wasm) {
    await workbookGlue.default(wasm === null ? undefined : {module_or_path: wasm});
    return workbookGlue;
  },
  /** @param {WasmSource | null} wasm */
  async encodings(wasm) {
    await encodingsGlue.default(wasm === null ? undefined : {module_or_path: wasm});
    return encodingsGlue;
  },
  /** @param {WasmSource | null} wasm */
  async models(wasm) {
    await modelsGlue.default(wasm === null ? undefined : {module_or_path: wasm});
    return modelsGlue;
  },
};
