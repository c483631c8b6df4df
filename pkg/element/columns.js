/** The columns of the customer table: which, how wide, how written; and those of its file. */

/** @typedef {import('./context.js').CustomerRow} CustomerRow */
/** @typedef {import('./context.js').Report} Report */
/** @typedef {import('./context.js').Ctx} Ctx */
/** @typedef {import('../wasm/headwater.js').NumericColumn} NumericColumn */

/**
 * @typedef {object} Column
 * @property {'id' | NumericColumn} key
 * @property {number} width px
 * @property {'text' | 'num'} kind
 * @property {(row: CustomerRow, ctx: Ctx) => string} write
 */

/** Every column of a customers file, in its order. */
export const CUSTOMER_COLUMNS = /** @type {const} */ ([
  'id',
  'firstDay',
  'lastDay',
  'daysSinceLast',
  'orders',
  'net',
  'r',
  'f',
  'm',
  'class',
  'pAlive',
  'expectedOrders3',
  'expectedOrders6',
  'expectedOrders12',
  'spendPerOrder',
  'expectedSpend3',
  'expectedSpend6',
  'expectedSpend12',
  'clv12',
  'channel',
]);

/** The eight classes, in the order of the report. */
export const CLASSES = /** @type {const} */ ([
  '111',
  '101',
  '011',
  '001',
  '110',
  '100',
  '010',
  '000',
]);

/** @type {Column[]} */
const HISTORY = [
  {key: 'class', width: 168, kind: 'text', write: (row, {t}) => t(`class.${row.class}`)},
  {key: 'net', width: 128, kind: 'num', write: (row, {fmt}) => fmt.money(row.net)},
  {key: 'orders', width: 80, kind: 'num', write: (row, {fmt}) => fmt.count(row.orders)},
  {
    key: 'daysSinceLast',
    width: 104,
    kind: 'num',
    write: (row, {fmt}) => fmt.count(row.daysSinceLast),
  },
  {key: 'r', width: 52, kind: 'num', write: (row, {fmt}) => fmt.count(row.r)},
  {key: 'f', width: 52, kind: 'num', write: (row, {fmt}) => fmt.count(row.f)},
  {key: 'm', width: 52, kind: 'num', write: (row, {fmt}) => fmt.count(row.m)},
];

/** @type {Column[]} */
const MODEL = [
  {key: 'pAlive', width: 96, kind: 'num', write: (row, {fmt}) => fmt.percent(row.pAlive)},
  {
    key: 'expectedOrders12',
    width: 148,
    kind: 'num',
    write: (row, {fmt}) => fmt.number(row.expectedOrders12),
  },
];

/** @type {Column[]} */
const SPEND = [
  {key: 'clv12', width: 128, kind: 'num', write: (row, {fmt}) => fmt.money(row.clv12)},
  {
    key: 'expectedSpend12',
    width: 148,
    kind: 'num',
    write: (row, {fmt}) => fmt.money(row.expectedSpend12),
  },
  {
    key: 'spendPerOrder',
    width: 136,
    kind: 'num',
    write: (row, {fmt}) => fmt.money(row.spendPerOrder),
  },
];

/** @type {Column[]} */
const DAYS = [
  {key: 'lastDay', width: 124, kind: 'text', write: (row, {fmt}) => fmt.day(row.lastDay)},
  {key: 'firstDay', width: 124, kind: 'text', write: (row, {fmt}) => fmt.day(row.firstDay)},
];

/** @type {Column} */
const ID = {key: 'id', width: 160, kind: 'text', write: (row) => row.id};

/** @type {Column} */
const CHANNEL = {key: 'channel', width: 120, kind: 'text', write: (row) => row.channel ?? ''};

/**
 * The columns that this report can fill: no model, no estimates; no channel, no channel.
 *
 * @param {Report} report
 */
export function columnsFor({models, breakdowns}) {
  const [clv, ...spend] = SPEND;
  return [
    ID,
    ...(models.gammaGamma ? [clv] : []),
    ...(models.bgNbd ? MODEL : []),
    ...(models.gammaGamma ? spend : []),
    ...HISTORY,
    ...DAYS,
    ...(breakdowns.some(({field}) => field === 'channel') ? [CHANNEL] : []),
  ];
}
