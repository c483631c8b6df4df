/** @file What customers are worth: drives the part of the wasm that has all the models. */

/**
 * @import {Task} from './task.js'
 * @import {Summary, ValueColumn, ValueOptions, ValueReport, Worth} from './wasm/models.js'
 * @import {OrderDays} from './wasm/headwater.js'
 */

import {Owned} from './owned.js';

/** @typedef {typeof import('./wasm/models.js')} ModelsGlue */

/** @type {readonly ValueColumn[]} */
export const VALUE_COLUMNS = [
  'customer',
  'pAlive',
  'expectedOrders',
  'expectedSpend',
  'clv',
  'dert',
  'nextOrderDay',
  'overdueDays',
];

/**
 * @param {ModelsGlue} models
 * @param {OrderDays} days
 * @param {ValueOptions} options
 * @param {Task} task
 */
export function worthOfOrders(models, {start, day, of, net}, options, task) {
  return driven(new models.Valuing(start, day, of, net, options), task);
}

/**
 * The answer for rows that are customers' pasts in numbers, and its columns, with an entry for each customer.
 *
 * @param {ModelsGlue} models
 * @param {Summary} summary
 * @param {ValueOptions} options
 * @param {Task} task
 * @returns {Promise<SummaryWorth>}
 */
export async function worthOfSummary(models, summary, options, task) {
  const worth = await driven(models.Valuing.ofSummary(summary, options), task);
  try {
    const {handle} = worth;
    const columns = VALUE_COLUMNS.map((name) => [name, handle.column(name)]);
    return {value: handle.report(), columns: Object.fromEntries(columns)};
  } finally {
    worth.free();
  }
}

/** @typedef {{value: ValueReport, columns: Record<ValueColumn, Float64Array<ArrayBuffer>>}} SummaryWorth */

/**
 * @param {InstanceType<ModelsGlue['Valuing']>} job
 * @param {Task} task
 * @returns {Promise<Owned<Worth>>}
 */
async function driven(job, task) {
  const valuing = new Owned(job);
  try {
    await task.drive(valuing.handle);
    return new Owned(valuing.take().finish());
  } finally {
    valuing.free();
  }
}
