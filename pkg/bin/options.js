/** @file What can be written on the command line, and what it means for the engine. */

/**
 * @import {Field, ReadingOptions, ReportOptions} from '../wasm/headwater.js'
 * @import {ValueOptions} from '../wasm/models.js'
 */

import {parseArgs} from 'node:util';

export const HELP = `Usage:
  headwater report FILE... [--json] [options]   customers, segments and lifetime values
  headwater value FILE... [--json] [options]    what customers are worth, by the best of all models that apply
  headwater rows FILE --json [options]          the records as they are read
  headwater rows --json --serve [options]       the same for each file named on a line of standard input

FILE is a CSV or a workbook (XLSX, XLSB, XLS, ODS) of orders; several are read as one; - is the standard
input. rows prints all visible sheets of a workbook, report reads the one that looks most like orders.

Options
  --json                    print JSON (schema/report.schema.json) instead of a summary
  --map FIELD=HEADER        the column that plays a role; an empty HEADER says that none does. Repeatable.
                            FIELD: customer, orderTime, amount, orderId, product, category, channel,
                            quantity, status, referrer
  --customers none          report on the orders alone; so does report by itself, with a warning, where
                            a file does not say whose they are (schema/orders-report.schema.json)
  --delimiter TEXT          comma, semicolon, tab, pipe, or the character itself (default: recognised)
  --date-order ORDER        dmy, mdy or ymd: how dates like 05/03/24 are meant (default: by the column)
  --encoding NAME           utf-8, gb18030, big5, shift_jis, euc-kr, windows-1252, utf-16le, or another that
                            browsers know (default: recognised)
  --time-zone-offset MIN    minutes east of UTC to which times that carry an offset are moved
  --currency CODE           the report's currency, such as CNY (default: the one most rows are in); money in
                            others does not count
  --rate CODE=NUMBER        what a unit of another currency is in that one; it is then converted. Repeatable.
  --keep summary            keep nothing of the orders but who, when, how much and which number: for files
                            that would not fit into memory
  --from-day DAY            set aside rows of days before this one, YYYY-MM-DD
  --memory-limit MB         megabytes that the orders and a report may need (default: 4294); what will need
                            more is refused early
Options of rows
  --typed                   also the columns of ids, money, numbers and times as values
Options of value
  --model MODEL             auto, bg-nbd, mbg-nbd, bg-cnbd, mbg-cnbd or pareto-nbd (default: auto)
  --until DAY               fit on the orders up to this day; what came after tests the model
  --as-of DAY               the day on which everybody is valued (default: --until, or the last order's)
  --unit UNIT               day, week or month: of the models' times and of --horizon (default: week)
  --horizon N               how far ahead, in units (default: a year)
  --discount-rate RATE      a year's discount (default: 0.1)
  --margin SHARE            share of the spend that is kept (default: 1)
  --customers FILE          writes a CSV with a line for every customer
  --intervals yes|no        say how sure the figures are (default: up to 20,000 distinct histories)
  --summary FILE            a table of x, t_x, T and, if known, spend and n, in place of orders
Options of report
  --as-of DAY               the day the report is made for, YYYY-MM-DD (default: the last order's)
  --until DAY               fit the models on the orders up to this day (default: --as-of)
  --unit UNIT               day, week or month: the models' unit of time (default: week)
  --cut-rule RULE           quintile, median, mean or thresholds: what counts as high (default: quintile)
  --thresholds D,N,M        with --cut-rule thresholds: days since the last order, orders, spend
  --discount-rate RATE      a year's discount of lifetime value (default: 0.1)
  --period-days N           length of the period that is compared with the one before (default: 30)

  --help, --version

Errors go to the standard error as "code: text", with exit status 1; a wrong call has status 2.
`;

const OPTIONS = /** @type {const} */ ({
  json: {type: 'boolean'},
  typed: {type: 'boolean'},
  map: {type: 'string', multiple: true},
  customers: {type: 'string'},
  model: {type: 'string'},
  horizon: {type: 'string'},
  margin: {type: 'string'},
  summary: {type: 'string'},
  intervals: {type: 'string'},
  delimiter: {type: 'string'},
  'date-order': {type: 'string'},
  encoding: {type: 'string'},
  serve: {type: 'boolean'},
  'time-zone-offset': {type: 'string'},
  currency: {type: 'string'},
  keep: {type: 'string'},
  'from-day': {type: 'string'},
  'memory-limit': {type: 'string'},
  rate: {type: 'string', multiple: true},
  'as-of': {type: 'string'},
  until: {type: 'string'},
  unit: {type: 'string'},
  'cut-rule': {type: 'string'},
  thresholds: {type: 'string'},
  'discount-rate': {type: 'string'},
  'period-days': {type: 'string'},
  help: {type: 'boolean', short: 'h'},
  version: {type: 'boolean'},
});

const DELIMITERS = new Map([
  ['comma', ','],
  ['semicolon', ';'],
  ['tab', '\t'],
  ['\\t', '\t'],
  ['pipe', '|'],
]);

/** The caller's own mistake. */
export class UsageError extends Error {}

/** @param {string[]} args */
export function parse(args) {
  try {
    return parseArgs({args, options: OPTIONS, allowPositionals: true});
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @typedef {ReturnType<typeof parse>['values']} Values */

/**
 * @param {Values} values
 * @returns {ReadingOptions}
 */
export function readingOptions(values) {
  /** @type {Partial<Record<Field, string | null>>} */
  const mapping = {};
  for (const pair of values.map ?? []) {
    const [, field, header] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (field === undefined || header === undefined) {
      throw new UsageError(`--map wants FIELD=HEADER, not ${pair}`);
    }
    mapping[/** @type {Field} */ (field)] = header === '' ? null : header;
  }
  const {delimiter, customers} = values;
  return {
    mapping,
    // The core says when it can't take it.
    customers: /** @type {ReadingOptions['customers']} */ (customers),
    delimiter: delimiter === undefined ? undefined : (DELIMITERS.get(delimiter) ?? delimiter),
    // The core says which of these it can't take.
    dateOrder: /** @type {ReadingOptions['dateOrder']} */ (values['date-order']),
    encoding: values.encoding,
    timeZoneOffset: number('time-zone-offset', values['time-zone-offset']),
    currency: values.currency,
    keep: /** @type {ReadingOptions['keep']} */ (values.keep),
    fromDay: values['from-day'],
    memoryLimit: megabytes(number('memory-limit', values['memory-limit'])),
    rates: values.rate && Object.fromEntries(values.rate.map(rate)),
  };
}

/**
 * @param {Values} values
 * @returns {ReportOptions}
 */
export function reportOptions(values) {
  const [days, orders, spend, ...more] = (values.thresholds?.split(',') ?? []).map((text) =>
    number('thresholds', text),
  );
  if (values.thresholds !== undefined && (spend === undefined || more.length > 0)) {
    throw new UsageError('--thresholds wants three numbers: days,orders,spend');
  }
  // The core says which of these it can't take.
  return /** @type {ReportOptions} */ ({
    asOf: values['as-of'],
    until: values.until,
    unit: values.unit,
    cutRule: values['cut-rule'],
    thresholds: values.thresholds === undefined ? undefined : {days, orders, spend},
    discountRate: number('discount-rate', values['discount-rate']),
    periodDays: number('period-days', values['period-days']),
  });
}

/**
 * @param {Values} values
 * @returns {ValueOptions}
 */
export function valueOptions(values) {
  // The core says which of these it can't take.
  return /** @type {ValueOptions} */ ({
    model: values.model,
    asOf: values['as-of'],
    until: values.until,
    unit: values.unit,
    horizon: number('horizon', values.horizon),
    discountRate: number('discount-rate', values['discount-rate']),
    margin: number('margin', values.margin),
    intervals: yesOrNo('intervals', values.intervals),
  });
}

/**
 * @param {string} option
 * @param {string | undefined} text
 */
function yesOrNo(option, text) {
  if (text === undefined) return undefined;
  if (text !== 'yes' && text !== 'no') {
    throw new UsageError(`--${option} wants yes or no, not "${text}"`);
  }
  return text === 'yes';
}

/** @param {number | undefined} count */
function megabytes(count) {
  return count === undefined ? undefined : Math.round(count * 1e6);
}

/** @param {string} pair @returns {[string, string]} */
function rate(pair) {
  const [, code, value] = /^([A-Za-z]{3})=(.+)$/.exec(pair) ?? [];
  if (code === undefined || value === undefined) {
    throw new UsageError(`--rate wants CODE=NUMBER, such as USD=7.1, not ${pair}`);
  }
  return [code.toUpperCase(), value];
}

/**
 * @param {string} option
 * @param {string | undefined} text
 */
function number(option, text) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new UsageError(`--${option} wants a number, not "${text}"`);
  }
  return value;
}
