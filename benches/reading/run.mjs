// Files to orders in Node, beside Papa Parse, each in turn. README.md says what is timed.
//
//   npm run bench:reading -- --rows 1000000 --record
import fs from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {keepRecord, markdown} from '../lib/record.mjs';
import {inTurns} from '../lib/turns.mjs';
import {generate} from '../peers/gen.mjs';
import {requireFrom} from '../peers/lib/bundle.mjs';
import {REPOSITORY, readArgs, workFolder} from '../peers/lib/paths.mjs';
import {buildHeadwater, installPeers} from '../peers/setup.mjs';
import {toGb18030} from './gb18030.mjs';
import {generateShopify} from './shopify.mjs';

const args = readArgs();
const work = workFolder(args);
const rows = Number(args.rows ?? 1e6);
const shopifyRows = Number(args['shopify-rows'] ?? 120_000);
const rounds = Number(args.rounds ?? 7);

/** A file of the work folder, made by `make` where it is not there. */
function bytesOf(name, make) {
  const file = path.join(work, 'data', name);
  if (!fs.existsSync(file)) {
    fs.mkdirSync(path.dirname(file), {recursive: true});
    console.error('making', file);
    make(file);
  }
  return new Uint8Array(fs.readFileSync(file));
}

function files() {
  const plain = bytesOf(`orders-${rows}.csv`, (out) => generate({rows, out}));
  const gb18030 = bytesOf(`orders-${rows}.gb18030.csv`, (out) =>
    fs.writeFileSync(out, toGb18030(new TextDecoder().decode(plain))),
  );
  const shopify = bytesOf(`shopify-${shopifyRows}.csv`, (out) =>
    generateShopify({rows: shopifyRows, out}),
  );
  return {plain, gb18030, shopify};
}

/** Reads one file to orders; gives how many rows it had. */
async function headwater(engine, bytes) {
  const book = await engine.open({name: 'orders.csv', data: bytes});
  const {rows: count} = book.reading;
  book.dispose();
  return count;
}

async function engineOf(folder) {
  const {createEngine} = await import(pathToFileURL(path.join(folder, 'node.js')).href);
  return createEngine();
}

function ours(engine, reader, file, bytes) {
  return {file, reader, bytes: bytes.length, run: () => headwater(engine, bytes)};
}

/** Papa Parse at its best: rows as arrays, dropped as they come, nothing done with them. */
function papaParse(Papa, bytes) {
  return new Promise((resolve, reject) => {
    let count = -1;
    Papa.parse(new TextDecoder().decode(bytes), {
      skipEmptyLines: true,
      chunkSize: 1 << 22,
      chunk: ({data}) => void (count += data.length),
      complete: () => resolve(count),
      error: reject,
    });
  });
}

async function main() {
  installPeers(work);
  buildHeadwater();
  const Papa = requireFrom(work)('papaparse');
  const {plain, gb18030, shopify} = files();
  const named = [
    ['orders, UTF-8', plain],
    ['orders, GB18030', gb18030],
    ['Shopify, 79 columns', shopify],
  ];
  const engine = await engineOf(path.join(REPOSITORY, 'pkg'));
  const jobs = named.map(([file, bytes]) => ours(engine, 'headwater', file, bytes));
  if (args.package) {
    const other = await engineOf(path.resolve(args.package));
    jobs.push(ours(other, 'another headwater', ...named[0]));
  }
  const run = () => papaParse(Papa, shopify);
  jobs.push({file: 'Shopify, 79 columns', reader: 'Papa Parse', bytes: shopify.length, run});
  const when = new Date().toISOString();
  const lines = await inTurns(jobs, rounds);
  const experiment = {when, rounds, rows, shopifyRows, lines};
  console.log(markdown(experiment));
  if (args.record) console.error('kept:', keepRecord('reading', experiment));
}

await main();
