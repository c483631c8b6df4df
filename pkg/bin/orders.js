/** @file A report on orders alone as a page of text. */

/**
 * @import {PlainError} from '../errors.js'
 * @import {OrdersReport} from '../wasm/headwater.js'
 */

import {createFormat} from '../format.js';
import {table} from './summary.js';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * Why there are no customers, as one line.
 *
 * @param {PlainError} error
 */
export function withoutKey({params}) {
  const where = params.hint ? `; an export that does: ${params.hint}` : '';
  return `no-customer-key: nothing says whose the orders are, so the report is on orders alone${where}`;
}

/** @param {OrdersReport} report */
export function ordersSummary({reading, options, totals, months, weekdays, splits}) {
  const {count, money, percent} = createFormat('en', totals.currency);
  const head = [
    `${reading.files.map((file) => file.name).join(', ')}: ${count(reading.rows)} rows, ` +
      `${count(reading.kept)} kept, ${count(reading.dropped)} dropped; no customers`,
    `As of ${options.asOf}: ${count(totals.orders)} orders since ${totals.firstDay}, sold ` +
      `${money(totals.sold)}, came back ${money(totals.refunded)}, net ${money(totals.net)}`,
    `An order is worth ${money(totals.aov)}; ${percent(totals.refundShare)} of what was sold came back`,
  ];
  const sales = months.map(({month, orders, net}) => [month, count(orders), money(net)]);
  const days = weekdays.map(({orders, sold}, day) => [
    WEEKDAYS[day] ?? '',
    count(orders),
    money(sold),
  ]);
  const by = splits.map(({field, rows}) =>
    table([
      [field, 'orders', 'net'],
      ...rows.map((row) => [row.label || `(${row.kind})`, count(row.orders), money(row.net)]),
    ]),
  );
  return `${[
    head.join('\n'),
    table([['month', 'orders', 'net'], ...sales]),
    table([['weekday', 'orders', 'sold'], ...days]),
    ...by,
  ].join('\n\n')}\n`;
}
