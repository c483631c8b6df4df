#!/usr/bin/env node
/** @file `headwater` in a terminal: the same engine and wasm as in a page. `--help` says the rest. */

/**
 * @import {NamedFile} from '../source.js'
 * @import {Sheets} from '../protocol.js'
 * @import {ReadingOptions, RowsResult, TypedColumn} from '../wasm/headwater.js'
 * @import {ValueColumn, ValueReport} from '../wasm/models.js'
 * @import {Values} from './options.js'
 */

import {once} from 'node:events';
import {open, readFile, stat, writeFile} from 'node:fs/promises';
import {basename} from 'node:path';
import {createInterface} from 'node:readline';
import {AnalysisError, createEngine} from '../node.js';
import {isWithoutKey} from '../errors.js';
import {HELP, parse, readingOptions, reportOptions, UsageError, valueOptions} from './options.js';
import {ordersSummary, withoutKey} from './orders.js';
import {readingWarnings, summary, warnings} from './summary.js';
import {columnsOf, customersCsv, summaryOf, valueSummary} from './value.js';

/** Bytes asked from a file at once. */
const CHUNK_BYTES = 4 * 1024 * 1024;

/** Rows put into one write: one string for all of them can be longer than strings may be. */
const ROWS_AT_ONCE = 4096;

/** @param {string[]} args */
async function main(args) {
  const {values, positionals} = parse(args);
  if (values.help) return print(HELP);
  if (values.version) return print(`${await version()}\n`);
  const [command, ...files] = positionals;
  if (command === 'report') return report(files, values);
  if (command === 'value') return value(files, values);
  if (command === 'rows') return rows(files, values);
  throw new UsageError(command ? `no such command: ${command}` : 'a command is missing');
}

/**
 * @param {string[]} files
 * @param {Values} values
 */
async function report(files, values) {
  if (files.length === 0) throw new UsageError('report needs a FILE');
  const options = {...readingOptions(values), ...reportOptions(values)};
  const engine = createEngine();
  try {
    if (values.customers === 'none') return await ordersReport(engine, files, values);
    const made = await engine.analyze(await Promise.all(files.map(fileOf)), options);
    warn(warnings(made));
    await print(values.json ? `${JSON.stringify(made)}\n` : summary(made));
  } catch (error) {
    // The standard input can't be read a second time.
    if (!isWithoutKey(error) || files.includes('-')) throw error;
    warn([withoutKey(error)]);
    await ordersReport(engine, files, values);
  } finally {
    engine.dispose();
  }
}

/**
 * What can be said where nobody is known.
 *
 * @param {ReturnType<typeof createEngine>} engine
 * @param {string[]} files
 * @param {Values} values
 */
async function ordersReport(engine, files, values) {
  const options = /** @type {const} */ ({...readingOptions(values), customers: 'none'});
  const book = await engine.open(await Promise.all(files.map(fileOf)), options);
  const made = await book.sales({asOf: values['as-of']});
  warn(readingWarnings(made.reading));
  await print(values.json ? `${JSON.stringify(made)}\n` : ordersSummary(made));
}

/**
 * @param {string[]} files
 * @param {Values} values
 */
async function value(files, values) {
  if ((files.length === 0) === (values.summary === undefined)) {
    throw new UsageError('value needs a FILE, or --summary FILE');
  }
  const engine = createEngine();
  try {
    const {report, currency, columns, id} =
      values.summary === undefined
        ? await valueOfOrders(engine, files, values)
        : await valueOfSummary(engine, values.summary, values);
    if (values.customers !== undefined) {
      const decoder = new TextDecoder('utf-8', {ignoreBOM: true});
      const lines = customersCsv(
        await columns(),
        async ([headers = [], ...rows]) =>
          decoder.decode(await engine.tableToCsv({headers: headers.map(String), rows})),
        id,
      );
      await writeFile(values.customers, lines);
    }
    await print(values.json ? `${JSON.stringify(report)}\n` : valueSummary(report, currency));
  } finally {
    engine.dispose();
  }
}

/**
 * @typedef {object} Valued
 * @property {ValueReport} report
 * @property {string | null} currency
 * @property {() => Promise<Record<ValueColumn, Float64Array>>} columns
 * @property {(customer: number) => string | number} id
 */

/**
 * @param {ReturnType<typeof createEngine>} engine
 * @param {string[]} files
 * @param {Values} values
 * @returns {Promise<Valued>}
 */
async function valueOfOrders(engine, files, values) {
  const options = readingOptions({...values, customers: undefined});
  const book = await engine.open(await Promise.all(files.map(fileOf)), options);
  warn(readingWarnings(book.reading));
  const report = await book.value(valueOptions(values));
  const {columns, id} = await columnsOf(report);
  return {report, currency: book.reading.currency, columns: async () => columns, id};
}

/**
 * @param {ReturnType<typeof createEngine>} engine
 * @param {string} path
 * @param {Values} values
 * @returns {Promise<Valued>}
 */
async function valueOfSummary(engine, path, values) {
  const {rows: table} = await engine.rows(
    await fileOf(path),
    readingOptions({...values, customers: undefined}),
  );
  const {value: report, columns} = await engine.summaryValue(
    summaryOf(table),
    valueOptions(values),
  );
  return {report, currency: null, columns: async () => columns, id: (row) => row + 1};
}

/** @param {string[]} lines */
function warn(lines) {
  for (const line of lines) process.stderr.write(`warning: ${line}\n`);
}

/**
 * @param {string[]} files
 * @param {Values} values
 */
async function rows(files, values) {
  const [file] = files;
  if (!values.json) throw new UsageError('rows prints JSON only: add --json');
  const options = {...readingOptions(values), typed: values.typed};
  if (values.serve) {
    if (file) throw new UsageError('rows --serve reads the names of files from standard input');
    return serve(options);
  }
  if (!file || files.length > 1) throw new UsageError('rows needs one FILE');
  const engine = createEngine();
  try {
    await printRows(await engine.rows(await fileOf(file), options));
  } catch (error) {
    // Whoever reads JSON finds the reason there too.
    if (error instanceof AnalysisError) await print(refusal(error));
    throw error;
  } finally {
    engine.dispose();
  }
}

/**
 * Answers each line of the standard input, the path of a file, with a line of JSON.
 *
 * @param {ReadingOptions & {typed?: boolean}} options
 */
async function serve(options) {
  const engine = createEngine();
  try {
    for await (const path of createInterface({input: process.stdin})) {
      if (path === '') continue;
      try {
        await printRows(await engine.rows(await fileOf(path), options));
      } catch (error) {
        await print(refusal(error));
      }
    }
  } finally {
    engine.dispose();
  }
}

/** @param {unknown} error */
function refusal(error) {
  const text = error instanceof Error ? error.message : String(error);
  const known = error instanceof AnalysisError ? `${error.code}: ` : '';
  return `${JSON.stringify({error: `${known}${text}`})}\n`;
}

/** @param {RowsResult & Partial<Sheets>} result */
async function printRows({rows: records, sheets, typed, ...rest}) {
  const head = typed ? {...rest, typed: byHeader(typed)} : rest;
  await print(JSON.stringify(head).slice(0, -1));
  if (sheets) {
    await print(',"sheets":{');
    for (const [index, {name, rows}] of sheets.entries()) {
      await print(`${index === 0 ? '' : ','}${JSON.stringify(name)}:`);
      await printArray(rows);
    }
    return print('}}\n');
  }
  await print(',"rows":');
  await printArray(records);
  await print('}\n');
}

/** @param {string[][]} records */
async function printArray(records) {
  await print('[');
  for (let from = 0; from < records.length; from += ROWS_AT_ONCE) {
    const some = JSON.stringify(records.slice(from, from + ROWS_AT_ONCE)).slice(1, -1);
    await print(from === 0 ? some : `,${some}`);
  }
  await print(']');
}

/** @param {TypedColumn[]} columns */
function byHeader(columns) {
  return Object.fromEntries(columns.map(({header, ...column}) => [header, column]));
}

/**
 * @param {string} path
 * @returns {Promise<NamedFile>}
 */
async function fileOf(path) {
  if (path === '-') return {name: 'standard input', data: process.stdin};
  const {size} = await stat(path);
  return {name: basename(path), data: () => bytesOf(path), size};
}

/**
 * A file's bytes; fails when the file was written to meanwhile, since then they are no file's.
 *
 * @param {string} path
 */
async function* bytesOf(path) {
  const handle = await open(path);
  try {
    const before = await handle.stat();
    yield* handle.createReadStream({highWaterMark: CHUNK_BYTES, autoClose: false});
    const after = await handle.stat();
    if (before.isFile() && (before.size !== after.size || before.mtimeMs !== after.mtimeMs)) {
      throw new Error('it was written to meanwhile');
    }
  } finally {
    await handle.close();
  }
}

async function version() {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return /** @type {{version: string}} */ (JSON.parse(text)).version;
}

/** @param {string} text */
async function print(text) {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** @param {unknown} error */
function fail(error) {
  if (error instanceof UsageError) {
    process.stderr.write(`headwater: ${error.message}\nTry headwater --help.\n`);
    process.exitCode = 2;
    return;
  }
  const text = error instanceof Error ? error.message : String(error);
  // The system's own messages begin with their code: "ENOENT: no such file or directory".
  const known = error instanceof AnalysisError ? `${error.code}: ` : '';
  process.stderr.write(`${known || (isSystemError(error) ? '' : 'internal: ')}${text}\n`);
  process.exitCode = 1;
}

/** @param {unknown} error */
function isSystemError(error) {
  return error instanceof Error && 'syscall' in error;
}

process.stdout.on('error', (error) => {
  // Whoever read us has seen enough, as `head` does.
  if ('code' in error && error.code === 'EPIPE') process.exit(0);
  throw error;
});

await main(process.argv.slice(2)).catch(fail);
