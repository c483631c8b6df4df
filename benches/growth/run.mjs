// Time and memory as files grow: README.md says what is measured.
//
//   npm run bench:growth -- --record
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {median} from '../lib/turns.mjs';
import {RECORDS, REPOSITORY, readArgs, workFolder} from '../peers/lib/paths.mjs';
import {calibrate, machine} from '../peers/lib/proc.mjs';
import {instructions} from './instructions.mjs';
import {picture} from './picture.mjs';
import {markdown} from './table.mjs';
import {writeOrders} from './orders.mjs';

const args = readArgs();
const work = workFolder(args);
const most = Number(args.rows ?? 1e7);
const fixed = Number(args['customer-rows'] ?? 5e6);
const rounds = Number(args.rounds ?? 5);

/** A shop's customers are about a third of its orders. */
const BY_ROWS = [1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7]
  .filter((rows) => rows <= most)
  .map((rows) => ({rows, customers: 0.3 * rows}));
const BY_CUSTOMERS = [1e3, 1e4, 1e5, 3e5, 1e6, 3e6, 5e6]
  .filter((customers) => customers <= fixed)
  .map((customers) => ({rows: fixed, customers}));

function once(file) {
  const point = path.join(path.dirname(fileURLToPath(import.meta.url)), 'point.mjs');
  const {status, stdout, stderr} = spawnSync(process.execPath, [point, '--file', file], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${file}: ${stderr}`);
  return JSON.parse(stdout);
}

const medianOf = (runs, pick) => median(runs.map(pick));

/** Medians of a file's runs; the fastest files have more of them. */
function measured({rows, customers}) {
  const file = path.join(work, 'data', 'growth.csv');
  fs.mkdirSync(path.dirname(file), {recursive: true});
  const size = writeOrders({rows, customers, out: file});
  try {
    const count = rows <= 3e5 ? rounds + 2 : rounds;
    const runs = Array.from({length: count}, () => once(file));
    const [{kept, empty}] = runs;
    const stage = (names) =>
      medianOf(runs, (run) => names.reduce((sum, name) => sum + (run.stages[name] ?? 0), 0));
    const point = {
      rows,
      customers: runs[0].customers,
      kept,
      size,
      ms: medianOf(runs, (run) => run.ms),
      cpu: medianOf(runs, (run) => run.cpu),
      stages: {
        reading: stage(['reading']),
        sorting: stage(['sorting']),
        // `report` is what goes before its first stage.
        report: stage(['report', 'pooling', 'segmenting', 'fitting', 'valuing']),
      },
      empty,
      bookBytes: medianOf(runs, (run) => run.bookBytes),
      bytes: medianOf(runs, (run) => run.bytes),
      rss: medianOf(runs, (run) => run.rss),
      runs: runs.map(({ms, cpu}) => ({ms, cpu})),
    };
    console.error(
      `${rows} rows, ${customers} customers: ${Math.round(point.ms)} ms, ${point.bytes >> 20} MiB`,
    );
    return point;
  } finally {
    fs.rmSync(file);
  }
}

function main() {
  const when = new Date().toISOString();
  const before = calibrate();
  const experiment = {
    when,
    machine: machine(),
    rounds,
    byRows: BY_ROWS.map(measured),
    byCustomers: BY_CUSTOMERS.map(measured),
    instructions: args.instructions ? instructions() : null,
    calibration: {before, after: calibrate()},
  };
  const text = markdown(experiment);
  console.log(text);
  if (!args.record) return;
  const stem = path.join(RECORDS, `${when.slice(0, 10)}-growth`);
  fs.writeFileSync(`${stem}.json`, `${JSON.stringify(experiment, null, 1)}\n`);
  fs.writeFileSync(`${stem}.md`, text);
  fs.writeFileSync(`${stem}.svg`, picture(experiment));
  console.error('kept:', path.relative(REPOSITORY, `${stem}.{md,json,svg}`));
}

main();
