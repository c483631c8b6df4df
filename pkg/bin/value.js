/** @file What customers are worth, in a terminal: as text, as JSON, and customer by customer as CSV. */

/**
 * @import {Book} from '../book.js'
 * @import {Summary, ValueColumn, ValueReport} from '../wasm/models.js'
 */

import {createFormat} from '../format.js';
import {VALUE_COLUMNS} from '../worth.js';
import {table} from './summary.js';
import {UsageError} from './options.js';

/** Rows of customers that become text at once. */
const ROWS_AT_ONCE = 16384;

const DAY_MS = 86_400_000;

/** What the columns of a summary may be called. */
const NAMES = {
  x: ['x', 'frequency'],
  last: ['t_x', 't.x', 'recency'],
  age: ['T', 'T.cal', 'age'],
  spend: ['spend', 'monetary_value', 'zbar'],
  customers: ['n', 'customers', 'weights'],
};

/**
 * The rows of a table of (x, t_x, T[, spend, n]).
 *
 * @param {string[][]} rows The first has the names.
 * @returns {Summary}
 */
export function summaryOf([headers = [], ...rows]) {
  const places = Object.entries(NAMES).map(([field, names]) => {
    const place = headers.findIndex((header) => names.includes(header.trim()));
    const isNeeded = field !== 'spend' && field !== 'customers';
    if (place < 0 && isNeeded) {
      throw new UsageError(`the summary has no column ${names[0]}; it has ${headers.join(', ')}`);
    }
    return /** @type {const} */ ([field, place]);
  });
  const columns = places.map(([field, place]) => {
    const cells = place < 0 ? [] : rows.map((row, at) => numberOf(row[place], field, at));
    return [field, cells];
  });
  return /** @type {Summary} */ (Object.fromEntries(columns));
}

/**
 * @param {string | undefined} text
 * @param {string} field
 * @param {number} at
 */
function numberOf(text = '', field, at) {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new UsageError(`row ${at + 1} of the summary: "${text}" is no number (${field})`);
}

/**
 * The lines of a CSV of all customers, some thousand at a time.
 *
 * @param {Record<ValueColumn, Float64Array>} columns
 * @param {(rows: (string | number | null)[][]) => Promise<string>} csv Makes them text, guarded, with a line of headers.
 * @param {(customer: number) => string | number} id
 */
export async function* customersCsv(columns, csv, id) {
  const shown = VALUE_COLUMNS.filter((name) => name !== 'customer');
  const {customer} = columns;
  for (let from = 0; from === 0 || from < customer.length; from += ROWS_AT_ONCE) {
    const places = Array.from(customer.subarray(from, from + ROWS_AT_ONCE), (_, at) => from + at);
    const rows = places.map((at) => [
      id(Number(customer[at])),
      ...shown.map((name) => cell(name, Number(columns[name][at]))),
    ]);
    const text = await csv([['id', ...shown], ...rows]);
    yield from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  }
}

/**
 * @param {ValueColumn} name
 * @param {number} value
 */
function cell(name, value) {
  if (Number.isNaN(value)) return null;
  return name === 'nextOrderDay' ? new Date(value * DAY_MS).toISOString().slice(0, 10) : value;
}

/**
 * All columns, and the customers' ids.
 *
 * @param {Awaited<ReturnType<Book['value']>>} value
 */
export async function columnsOf(value) {
  const columns = await Promise.all(
    VALUE_COLUMNS.map(async (name) => [name, await value.column(name)]),
  );
  const {bytes, offsets} = await value.ids();
  const decoder = new TextDecoder();
  /** @param {number} at */
  const id = (at) => decoder.decode(bytes.subarray(offsets[at], offsets[at + 1]));
  return {
    columns: /** @type {Record<ValueColumn, Float64Array>} */ (Object.fromEntries(columns)),
    id,
  };
}

/**
 * @param {ValueReport} report
 * @param {string | null} currency
 */
export function valueSummary(report, currency) {
  const {count, number: fixed, money} = createFormat('en', currency);
  const number = (/** @type {number | null} */ value) => (value === null ? '' : fixed(value, 4));
  const {until} = report.options;
  const upTo = until === null ? '' : ` up to ${until}`;
  const head = report.model
    ? `${report.model}, fitted on ${count(report.customers ?? 0)} customers${upTo}: ` +
      `${report.stop} after ${report.iterations} iterations`
    : 'No model of repeat buying could be fitted';
  const params = Object.entries(report.params ?? {}).map(([name, value]) => [
    name,
    number(value),
    number(report.standardErrors?.[name] ?? null),
  ]);
  const parts = [head, table([['', 'estimate', 'standard error'], ...params])];
  if (report.candidates.length > 1) {
    const rows = report.candidates.map(({model, aic, stop, error}) => [
      model === report.model ? `${model} *` : model,
      number(aic),
      stop ?? error ?? '',
    ]);
    parts.push(table([['model', 'AIC', ''], ...rows]));
  }
  const months = report.forecast.map(({until: end, orders, spend}) => [
    `${fixed(end, 1)} ${report.unit}s`,
    number(orders),
    spend === null ? '' : money(spend),
  ]);
  parts.push(table([['expected within', 'orders', 'spend'], ...months]));
  return `${parts.join('\n\n')}\n`;
}
