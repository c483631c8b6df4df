/** @file A report as a page of text, and what its reader should be warned of. */

/**
 * @import {Reading, Report} from '../wasm/headwater.js'
 */

import {createFormat} from '../format.js';

/** @typedef {ReturnType<typeof createFormat>} Format */

const MODEL_NAMES = {bgNbd: 'BG/NBD', gammaGamma: 'Gamma-Gamma'};

/**
 * One line for each thing that was not as it should be, yet left a report.
 *
 * @param {Report} report
 * @returns {string[]}
 */
export function warnings({reading, models}) {
  const unfitted = models.errors.map(({model, code, found, needed}) => {
    const counts = found === null ? '' : ` (found ${found}, needed ${needed})`;
    return `${code}: the ${MODEL_NAMES[model]} model was not fitted${counts}`;
  });
  return [...readingWarnings(reading), ...unfitted];
}

/** @param {Reading} reading */
export function readingWarnings({diagnostics}) {
  return diagnostics.map(diagnosticLine);
}

/** @param {Reading['diagnostics'][number]} diagnostic */
function diagnosticLine({code, count, examples}) {
  const [first] = examples;
  if (!first) return `${code}: ${count}`;
  const places = /** @type {const} */ (['file', 'record', 'line', 'column'])
    .filter((key) => first[key] !== null)
    .map((key) => `${key} ${first[key]}`);
  const where = places.length > 0 ? `; first at ${places.join(', ')}` : '';
  return `${code}: ${count} ${first.action}${where}`;
}

/** @param {Report} report */
export function summary(report) {
  const format = createFormat('en', report.pool.currency);
  const parts = [head(report, format), segments(report, format), concentration(report, format)];
  return `${[...parts, outlook(report, format)].join('\n\n')}\n`;
}

/** @param {Report} report @param {Format} format */
function head({reading, pool, metrics}, {count, money, percent}) {
  return [
    `${reading.files.map((file) => file.name).join(', ')}: ${count(reading.rows)} rows, ` +
      `${count(reading.kept)} kept, ${count(reading.dropped)} dropped`,
    `As of ${pool.asOf}: ${count(pool.customers)} customers, ${count(pool.orders)} orders ` +
      `since ${pool.firstDay}, net ${money(pool.net)}`,
    `An order is worth ${money(metrics.aov)}; ${percent(metrics.repurchaseRate)} of the customers ` +
      `bought again`,
  ].join('\n');
}

/** @param {Report} report @param {Format} format */
function segments({rfm}, {count, money, percent}) {
  const rows = rfm.classes.map((row) => [
    row.class,
    count(row.customers),
    percent(row.customerShare),
    count(row.orders),
    money(row.net),
    percent(row.netShare),
  ]);
  const title = `RFM (recent, frequent, big spending; cut at the ${rfm.rule})`;
  return `${title}\n${table([['class', 'customers', '', 'orders', 'net', ''], ...rows])}`;
}

/** @param {Report} report @param {Format} format */
function concentration({concentration: found}, {count, percent, number}) {
  return (
    `The top 20 % of the customers make ${percent(found.top20Share)} of the net; ` +
    `${count(found.customersFor80)} customers make 80 %; Gini ${number(found.gini)}`
  );
}

/** @param {Report} report @param {Format} format */
function outlook({models, value}, {count, money, number}) {
  if (!models.bgNbd || !value) return 'No lifetime values: the model could not be fitted.';
  const {params, unit, customers, logLikelihood, stop} = models.bgNbd;
  const named = Object.entries(params).map(([name, size]) => `${name} ${number(size, 4)}`);
  const [, , orders] = value.expectedOrders;
  const lines = [
    `BG/NBD by ${unit}, ${count(customers)} customers: ${named.join(', ')}; ` +
      `log-likelihood ${number(logLikelihood, 2)} (${stop})`,
    `Of them ${count(value.active)} are expected to be still active; in the next 12 months they ` +
      `order ${count(orders)} times`,
  ];
  if (value.expectedSpend) {
    lines[1] += ` and spend ${money(value.expectedSpend[2])}; discounted ${money(value.clv12)}`;
  }
  return lines.join('\n');
}

/** @param {string[][]} rows */
export function table(rows) {
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) => row.map((cell, column) => cell.padStart(widths?.[column] ?? 0)).join('  '))
    .join('\n');
}
