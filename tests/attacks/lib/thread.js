/**
 * @file Gives one file to a fresh copy of the package in a thread of its own, so that a file that
 * hangs or breaks down takes nothing else with it.
 */

import {parentPort, workerData} from 'node:worker_threads';

/** @import {Outcome, Given} from './run.js' */

const {name, bytes, options} = /** @type {Given} */ (workerData);
const before = Object.getOwnPropertyNames(Object.prototype).join();

/**
 * The memory of each instance, by the module: a part gets a fresh instance for each file, and lets go of
 * the one before.
 *
 * @type {Map<string, WebAssembly.Memory[]>}
 */
const memories = new Map();
const CORE = 'core';
const {instantiate, Instance} = WebAssembly;
/** @param {WebAssembly.Instance} instance */
function note({exports}) {
  const names = Object.keys(exports);
  // Node uses wasm itself, for reading modules.
  if (!names.some((name) => name.startsWith('__wbindgen'))) return;
  const module = names.includes('previewBytes') ? CORE : names.join();
  const {memory} = /** @type {{memory: WebAssembly.Memory}} */ (exports);
  memories.set(module, [...(memories.get(module) ?? []), memory]);
}
Object.assign(WebAssembly, {
  /** @param {...unknown} args */
  instantiate: async (...args) => {
    const made = await Reflect.apply(instantiate, WebAssembly, args);
    note(made instanceof Instance ? made : made.instance);
    return made;
  },
  Instance: new Proxy(Instance, {
    construct(made, args) {
      const instance = Reflect.construct(made, args);
      note(instance);
      return instance;
    },
  }),
});

const {createEngine} = await import('../../../pkg/node.js');
const engine = createEngine();
const file = () => new File([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)], name);

/** @type {Outcome} */
const outcome = {
  errors: {},
  files: {},
  ms: 0,
  wasmBytes: 0,
  modules: 0,
  usable: false,
  polluted: false,
};

/**
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} ask
 * @returns {Promise<T | undefined>}
 */
async function attempt(what, ask) {
  try {
    return await ask();
  } catch (error) {
    const {code = 'thrown', message} = /** @type {{code?: string, message: string}} */ (error);
    outcome.errors[what] = {code: String(code), message};
  }
}

/** @param {Blob | undefined} blob */
const bytesOf = async (blob) => blob && new Uint8Array(await blob.arrayBuffer());

const started = process.cpuUsage();
outcome.preview = await attempt('preview', () => engine.preview(file()));
const rows = await attempt('rows', () => engine.rows(file()));
// All of a large table would take longer to hand over than to read.
outcome.rows = rows && {...rows, rows: rows.rows.slice(0, 100), count: rows.rows.length};
const book = await attempt('open', () => engine.open(file(), options));
if (book) {
  outcome.reading = book.reading;
  const report = await attempt('report', () => book.report());
  outcome.report = report && JSON.parse(JSON.stringify(report));
  outcome.finite = isFinite(report);
  outcome.sales = await attempt('sales', () => book.sales());
  if (report) {
    outcome.files.customers = await attempt('customers', async () =>
      bytesOf(await book.exportCustomers()),
    );
  }
  outcome.files.setAside = await attempt('set-aside', async () =>
    bytesOf(await book.exportSetAside()),
  );
  book.dispose();
}
const {user, system} = process.cpuUsage(started);
outcome.ms = (user + system) / 1000;
for (const one of memories.values()) {
  outcome.wasmBytes += Math.max(...one.map((memory) => memory.buffer.byteLength));
}
outcome.modules = memories.size;
const next = await attempt('next', () =>
  engine.open('customer_id,order_date,amount\nA,2024-01-01,1.00\n'),
);
outcome.usable = next?.reading.kept === 1 && memories.get(CORE)?.length === 1;
outcome.polluted =
  before !== Object.getOwnPropertyNames(Object.prototype).join() || 'polluted' in {};
parentPort?.postMessage(outcome);

/**
 * Whether each number in `value` is one.
 *
 * @param {unknown} value
 * @returns {boolean}
 */
function isFinite(value) {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isFinite);
}
