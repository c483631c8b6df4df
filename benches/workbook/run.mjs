// A workbook to orders and to rows in Node, beside SheetJS, each in turn. README.md says what is timed.
//
//   npm run bench:workbook -- --rows 100000 --record
import fs from 'node:fs';
import path from 'node:path';
import {keepRecord, markdown} from '../lib/record.mjs';
import {inTurns} from '../lib/turns.mjs';
import {requireFrom} from '../peers/lib/bundle.mjs';
import {readArgs, workFolder} from '../peers/lib/paths.mjs';
import {buildHeadwater, installPeers} from '../peers/setup.mjs';
import {generateWorkbook} from './xlsx.mjs';

const args = readArgs();
const work = workFolder(args);
const rows = Number(args.rows ?? 100_000);
const rounds = Number(args.rounds ?? 7);

function workbook() {
  const file = path.join(work, 'data', `orders-${rows}.xlsx`);
  fs.mkdirSync(path.dirname(file), {recursive: true});
  if (!fs.existsSync(file)) generateWorkbook({rows, out: file});
  return new Uint8Array(fs.readFileSync(file));
}

/** The workbook to orders, customers told apart and in order: what a visitor waits for. */
async function toOrders(engine, source) {
  const book = await engine.open(source);
  const {rows: count} = book.reading;
  book.dispose();
  return count;
}

/** SheetJS in its quickest mode, to rows of texts. */
function sheetJs(XLSX, bytes) {
  const book = XLSX.read(bytes, {type: 'array', dense: true});
  const sheet = book.Sheets[book.SheetNames[0]];
  return XLSX.utils.sheet_to_json(sheet, {header: 1, raw: false}).length - 1;
}

async function main() {
  installPeers(work);
  buildHeadwater();
  const {createEngine} = await import('../../pkg/node.js');
  const XLSX = requireFrom(work)('xlsx');
  const bytes = workbook();
  const engine = createEngine();
  const source = () => ({name: 'orders.xlsx', data: bytes.slice()});
  const job = (reader, run) => ({file: 'orders.xlsx', reader, bytes: bytes.length, run});
  const when = new Date().toISOString();
  const lines = await inTurns(
    [
      job('SheetJS, to rows', async () => sheetJs(XLSX, bytes)),
      job('headwater, to orders', () => toOrders(engine, source())),
      job('headwater, to rows', async () => (await engine.rows(source())).rows.length - 1),
    ],
    rounds,
  );
  engine.dispose();
  const experiment = {when, rounds, rows, lines};
  console.log(markdown(experiment));
  if (args.record) console.error('kept:', keepRecord('workbook', experiment));
}

await main();
