// A changed setting to the report under it, in Node and in the page. README.md says what is timed.
//
//   npm run bench:settings -- --rows 1000000 --record
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {keepRecord} from '../lib/record.mjs';
import {median, timed} from '../lib/turns.mjs';
import {generate} from '../peers/gen.mjs';
import {REPOSITORY, readArgs, workFolder} from '../peers/lib/paths.mjs';
import {buildHeadwater} from '../peers/setup.mjs';
import {inPage} from './page.mjs';

const args = readArgs();
const rows = Number(args.rows ?? 1e6);
const rounds = Number(args.rounds ?? 7);

function ordersFile() {
  const file = path.join(workFolder(args), 'data', `orders-${rows}.csv`);
  if (!fs.existsSync(file)) {
    fs.mkdirSync(path.dirname(file), {recursive: true});
    generate({rows, out: file});
  }
  return file;
}

/** Another day in each round, so that nothing of the round before can be of use. */
const before = (day, round) =>
  new Date(Date.parse(day) - (30 + round) * 86_400_000).toISOString().slice(0, 10);

/** What is changed from a report with the default settings, one thing at a time. */
const REPORTS = [
  ['day of the report', (day, round) => ({asOf: before(day, round)})],
  ['last day of the fit', (day, round) => ({until: before(day, round)})],
  ['unit of time', () => ({unit: 'day'})],
  ['discount rate', () => ({discountRate: 0.2})],
  ['cut rule', () => ({cutRule: 'median'})],
  [
    'own thresholds',
    () => ({cutRule: 'thresholds', thresholds: {days: 90, orders: 2, spend: 100}}),
  ],
  ['period', () => ({periodDays: 90})],
  ['without models', () => ({models: false})],
];

/** What is changed of the list of customers under one report; the first 50 rows of it. */
const LISTS = [
  ['list: two classes', {where: {classes: ['111', '101']}}],
  ['list: a range of spend', {where: {ranges: [{column: 'net', min: 100, max: 500}]}}],
  ['list: part of an id', {where: {search: '77'}}],
  ['list: by orders', {sort: {column: 'orders', descending: true}}],
];

async function reportRound(book, lines, round) {
  for (const {line, change} of lines) {
    const base = await book.report();
    const run = () => book.report(change(base.options.asOf, round));
    const {ms, cpu} = await timed({run});
    if (round > 0) line.runs.push({ms, cpu});
  }
}

async function listRound(book, lines, round) {
  for (const {line, query} of lines) {
    // Asked for in between, so that no list is the one before.
    await book.customers({sort: {column: 'id'}, to: 50});
    const {ms, cpu} = await timed({run: () => book.customers({...query, to: 50})});
    if (round > 0) line.runs.push({ms, cpu});
  }
}

function pageMarkdown({chromium, lines}) {
  return [
    `In the built page, Chromium ${chromium}, from the change until the report is there and until all is drawn:`,
    '',
    '| changed | report, ms (median) | drawn, ms (median) | least |',
    '|---|--:|--:|--:|',
    ...lines.map(({changed, report, drawn, least}) => {
      const cells = [report, drawn, least].map((value) => value.toFixed(0));
      return `| ${changed} | ${cells.join(' | ')} |`;
    }),
    '',
  ];
}

function markdown({when, rounds, customers, lines, page}) {
  return [
    `${when.slice(0, 16)}Z, ${customers.toLocaleString('en')} customers, ${rounds} rounds after 1 to warm up; load ${os.loadavg()[0].toFixed(2)}.`,
    '',
    '| changed | ms (median) | least | CPU ms |',
    '|---|--:|--:|--:|',
    ...lines.map(({changed, ms, least, cpu}) => {
      const cells = [ms, least, cpu].map((value) => value.toFixed(0));
      return `| ${changed} | ${cells.join(' | ')} |`;
    }),
    '',
    ...(page ? pageMarkdown(page) : []),
  ].join('\n');
}

async function main() {
  buildHeadwater();
  const file = ordersFile();
  const page = args.page === 'no' ? undefined : await inPage(file, REPORTS, rounds);
  const {createEngine} = await import(pathToFileURL(path.join(REPOSITORY, 'pkg', 'node.js')).href);
  const engine = createEngine();
  const data = new Uint8Array(fs.readFileSync(file));
  const book = await engine.open({name: 'orders.csv', data});
  const lineOf = (changed) => ({changed, runs: []});
  const reports = REPORTS.map(([changed, change]) => ({line: lineOf(changed), change}));
  const lists = LISTS.map(([changed, query]) => ({line: lineOf(changed), query}));
  for (let round = 0; round <= rounds; round++) {
    await reportRound(book, reports, round);
    await book.report();
    await listRound(book, lists, round);
    console.error(`round ${round} of ${rounds}`);
  }
  const {customers} = (await book.report()).pool;
  book.dispose();
  const lines = [...reports, ...lists].map(({line: {changed, runs}}) => ({
    changed,
    ms: median(runs.map((run) => run.ms)),
    least: Math.min(...runs.map((run) => run.ms)),
    cpu: median(runs.map((run) => run.cpu)),
    runs,
  }));
  const experiment = {when: new Date().toISOString(), rounds, rows, customers, lines, page};
  console.log(markdown(experiment));
  if (args.record) console.error('kept:', keepRecord('settings', experiment, markdown));
}

await main();
