/** @file `headwater` in Node: the same API in the caller's own process, without a worker. */

import {readFile} from 'node:fs/promises';
import {Engine, sharedEngine} from './client.js';
import {localPort} from './local.js';

export {AnalysisError} from './errors.js';

/** @typedef {typeof import('./wasm/headwater.js')} Glue */

/** @type {Promise<WebAssembly.Module> | null} */
let compiled = null;

/** @type {Promise<Glue> | null} */
let instance = null;

let instances = 0;

/** A fresh copy of the glue, which holds one instance of the wasm and can't let go of it. */
async function makeInstance() {
  compiled ??= readFile(new URL('./wasm/headwater_bg.wasm', import.meta.url)).then((bytes) =>
    WebAssembly.compile(bytes),
  );
  /** @type {Glue} */
  const glue = await import(`./wasm/headwater.js?instance=${++instances}`);
  await glue.default({module_or_path: await compiled});
  return glue;
}

/** @type {Promise<typeof import('./wasm/workbook.js')> | null} */
let workbook = null;

/** The part that reads workbooks, when the first of them comes. */
async function makeWorkbook() {
  const bytes = await readFile(new URL('./wasm/workbook_bg.wasm', import.meta.url));
  const part = await import('./load.js');
  return part.loadWorkbook(await WebAssembly.compile(bytes));
}

const loadWorkbook = () =>
  (workbook ??= makeWorkbook().catch((error) => {
    workbook = null;
    throw error;
  }));

/** An engine of one's own. All engines share one instance of the wasm until it breaks down. */
export function createEngine() {
  let broken = false;
  const load = () => {
    if (broken || !instance) instance = makeInstance();
    // The engine asks again only after a breakdown.
    broken = true;
    return instance;
  };
  return new Engine(
    [{mode: 'in-process', connect: () => localPort(load, loadWorkbook)}],
    () => null,
  );
}

/** {@link Engine.open} and {@link Engine.analyze} of an engine that all such calls share. */
export const {open, analyze} = sharedEngine(createEngine);
