/** @file `headwater` in Node: the same API in the caller's own process, without a worker. */

/** @import {PartName} from './protocol.js' */

import {readFile} from 'node:fs/promises';
import {Engine, sharedEngine} from './client.js';
import {PARTS} from './load.js';
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

/**
 * What starts a part, when the first file comes that needs it; after a failure the next one tries again.
 *
 * @template {PartName} K
 * @param {K} name
 */
function loader(name) {
  /** @typedef {ReturnType<(typeof PARTS)[K]>} Glue */
  /** @type {Glue | null} */
  let loading = null;
  const load = async () => {
    const bytes = await readFile(new URL(`./wasm/${name}_bg.wasm`, import.meta.url));
    return PARTS[name](await WebAssembly.compile(bytes));
  };
  return () => {
    loading ??= /** @type {Glue} */ (
      load().catch((error) => {
        loading = null;
        throw error;
      })
    );
    return loading;
  };
}

const loaders = {
  workbook: loader('workbook'),
  encodings: loader('encodings'),
  models: loader('models'),
};

/** An engine of one's own. All engines share one instance of the wasm until it breaks down. */
export function createEngine() {
  let broken = false;
  const load = () => {
    if (broken || !instance) instance = makeInstance();
    // The engine asks again only after a breakdown.
    broken = true;
    return instance;
  };
  return new Engine([{mode: 'in-process', connect: () => localPort(load, loaders)}], () => null);
}

/** {@link Engine.open} and {@link Engine.analyze} of an engine that all such calls share. */
export const {open, analyze} = sharedEngine(createEngine);
