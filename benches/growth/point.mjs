// One file from its bytes to its report, in a process of its own so that its memory is its own; a line of JSON.
//
//   node point.mjs --file orders.csv
//
// or, of orders that are made while they are read, as many as wanted and on no disk:
//
//   node point.mjs --stream 50000000 --customers 15000000 --keep summary
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {REPOSITORY, readArgs} from '../peers/lib/paths.mjs';
import {orders, piecesOf} from './orders.mjs';

const args = readArgs();

/** The memories of the wasm instances that were started: nothing in the package tells, and they never shrink. */
const memories = [];
const {instantiate} = WebAssembly;
WebAssembly.instantiate = async (...given) => {
  const made = await instantiate.apply(WebAssembly, given);
  const {memory} = (made.instance ?? made).exports;
  if (memory) memories.push(memory);
  return made;
};
const held = () => memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);

const processorMs = () => {
  const {user, system} = process.cpuUsage();
  return (user + system) / 1e3;
};

/** Processor time of each stage, until the first sign of the next. */
function stopwatch() {
  const stages = {};
  let [current, since] = ['start', processorMs()];
  const turn = (stage) => {
    const now = processorMs();
    stages[current] = (stages[current] ?? 0) + now - since;
    [current, since] = [stage, now];
  };
  return {stages, turn};
}

/** Small files until V8 has compiled the wasm as well as it will: what a size costs is asked, not what a start does. */
async function warmUp(engine) {
  const file = {name: 'orders.csv', data: () => orders({rows: 5e3, customers: 1500})};
  for (let round = 0; round < 6; round++) {
    const book = await engine.open(file);
    await book.report();
    book.dispose();
  }
}

/** What is read. A stream says as a file does how large it is: what comes is as much a row as the beginning. */
function file() {
  const name = 'orders.csv';
  if (args.file) return {name, data: () => piecesOf(args.file)};
  const of = {rows: Number(args.stream), customers: Number(args.customers)};
  const {value: piece} = orders(of).next();
  const rows = piece.reduce((count, byte) => count + (byte === 10), -1);
  return {name, size: Math.round((piece.length / rows) * of.rows), data: () => orders(of)};
}

/** Megabytes as bytes. */
const limit = () => (args['memory-limit'] ? Number(args['memory-limit']) * 1e6 : undefined);

async function main() {
  const {createEngine} = await import(pathToFileURL(path.join(REPOSITORY, 'pkg/node.js')).href);
  const engine = createEngine();
  await warmUp(engine);
  const empty = held();
  const {stages, turn} = stopwatch();
  const onProgress = ({stage}) => turn(stage);
  const [started, cpu] = [performance.now(), processorMs()];
  turn('reading');
  const book = await engine.open(file(), {onProgress, keep: args.keep, memoryLimit: limit()});
  turn('report');
  const bookBytes = held();
  const report = await book.report({onProgress});
  turn('end');
  const {kept, customers} = book.reading;
  const result = {
    ms: performance.now() - started,
    cpu: processorMs() - cpu,
    stages,
    kept,
    customers,
    net: report.net,
    empty,
    bookBytes,
    bytes: held(),
    rss: process.resourceUsage().maxRSS * 1024,
  };
  console.log(JSON.stringify(result));
}

await main();
