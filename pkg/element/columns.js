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

/**
 * The words of a customers file: a header for each column, a name for each class.
 *
 * @param {Ctx['t']} t
 */
export function customerWording(t) {
  return {
    headers: CUSTOMER_COLUMNS.map((column) => t(`customers.${column}`)),
    classes: CLASSES.map((name) => t(`class.${name}`)),
  };
}

/** @type {Column} */
const ID = {key: 'id', width: 136, kind: 'text', write: (row) => row.id};

/** @type {Column} */
const CLASS = {
  key: 'class',
  width: 160,
  kind: 'text',
  write: (row, {t}) => t(`class.${row.class}`),
};

/** @type {Column[]} */
const HISTORY = [
  {key: 'net', width: 116, kind: 'num', write: (row, {fmt}) => fmt.money(row.net)},
  {key: 'orders', width: 76, kind: 'num', write: (row, {fmt}) => fmt.count(row.orders)},
  {
    key: 'daysSinceLast',
    width: 92,
    kind: 'num',
    write: (row, {fmt}) => fmt.count(row.daysSinceLast),
  },
];

/** @type {Column} */
const CLV = {key: 'clv12', width: 116, kind: 'num', write: (row, {fmt}) => fmt.money(row.clv12)};

/** @type {Column} */
const ALIVE = {
  key: 'pAlive',
  width: 92,
  kind: 'num',
  write: ({pAlive}, {fmt}) => fmt.percent(pAlive),
};

/** @type {Column} */
const EXPECTED_ORDERS = {
  key: 'expectedOrders12',
  width: 112,
  kind: 'num',
  write: (row, {fmt}) => fmt.number(row.expectedOrders12),
};

/** @type {Column[]} */
const EXPECTED_SPEND = [
  {
    key: 'expectedSpend12',
    width: 116,
    kind: 'num',
    write: (row, {fmt}) => fmt.money(row.expectedSpend12),
  },
  {
    key: 'spendPerOrder',
    width: 112,
    kind: 'num',
    write: (row, {fmt}) => fmt.money(row.spendPerOrder),
  },
];

/** @type {Column[]} */
const SCORES = [
  {key: 'r', width: 48, kind: 'num', write: (row, {fmt}) => fmt.count(row.r)},
  {key: 'f', width: 48, kind: 'num', write: (row, {fmt}) => fmt.count(row.f)},
  {key: 'm', width: 48, kind: 'num', write: (row, {fmt}) => fmt.count(row.m)},
];

/** @type {Column[]} */
const DAYS = [
  {key: 'lastDay', width: 140, kind: 'text', write: (row, {fmt}) => fmt.day(row.lastDay)},
  {key: 'firstDay', width: 140, kind: 'text', write: (row, {fmt}) => fmt.day(row.firstDay)},
];

/** @type {Column} */
const CHANNEL = {key: 'channel', width: 120, kind: 'text', write: (row) => row.channel ?? ''};

/**
 * The columns that this report can fill: no model, no estimates; no channel, no channel.
 *
 * @param {Report} report
 */
export function columnsFor({models, breakdowns}) {
  const alive = models.bgNbd !== null;
  const spend = models.gammaGamma !== null;
  return [
    ID,
    CLASS,
    ...(spend ? [CLV] : []),
    ...(alive ? [ALIVE] : []),
    ...HISTORY,
    ...(alive ? [EXPECTED_ORDERS] : []),
    ...(spend ? EXPECTED_SPEND : []),
    ...SCORES,
    ...DAYS,
    ...(breakdowns.some(({field}) => field === 'channel') ? [CHANNEL] : []),
  ];
}
