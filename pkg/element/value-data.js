/** Customer lifetime value as sentences and tables. No DOM in here. */

/** @typedef {import('./context.js').Ctx} Ctx */
/** @typedef {import('./context.js').Report} Report */
/** @typedef {import('./table.js').Table} Table */
/** @typedef {NonNullable<Report['value']>} ValueSummary */

/**
 * The fewest bins, richest first, that hold half of the expected value.
 *
 * @param {ValueSummary['histogram']} histogram
 * @returns {{from: number, customers: number, customerShare: number, valueShare: number} | null}
 */
export function richestHalf(histogram) {
  const all = {customers: sum(histogram, 'customers'), clv: sum(histogram, 'clv')};
  if (all.clv <= 0) return null;
  let [customers, clv] = [0, 0];
  for (const bin of histogram.toReversed()) {
    customers += bin.customers;
    clv += bin.clv;
    if (clv >= all.clv / 2) {
      const shares = {customerShare: customers / all.customers, valueShare: clv / all.clv};
      return {from: bin.from, customers, ...shares};
    }
  }
  return null;
}

/**
 * @template {string} K
 * @param {readonly Readonly<Record<K, number>>[]} rows
 * @param {K} key
 */
function sum(rows, key) {
  return rows.reduce((total, row) => total + row[key], 0);
}

/** @param {Ctx} ctx @param {ValueSummary} value */
export function histogramTakeaway({t, fmt}, {histogram}) {
  const half = richestHalf(histogram);
  if (!half) return t('value.histogram.takeaway.none');
  return t('value.histogram.takeaway', {
    n: half.customers,
    share: fmt.percent(half.customerShare),
    from: fmt.money(half.from),
    value: fmt.percent(half.valueShare, 0),
  });
}

/**
 * The first stretch of silence after which fewer than half are expected to buy again.
 *
 * @param {ValueSummary['aliveByGap']} gaps
 */
export function halfGone(gaps) {
  return gaps.find((gap) => gap.customers > 0 && gap.meanPAlive < 0.5) ?? null;
}

/** @param {Ctx} ctx @param {ValueSummary} value */
export function aliveTakeaway({t, fmt}, {aliveByGap}) {
  const gap = halfGone(aliveByGap);
  if (gap) {
    const params = {days: fmt.count(gap.fromDays), alive: fmt.percent(gap.meanPAlive, 0)};
    return t('value.alive.takeaway', params);
  }
  const last = aliveByGap.at(-1);
  return t('value.alive.takeaway.never', {alive: fmt.percent(last ? last.meanPAlive : null, 0)});
}

/** @param {Ctx} ctx @param {ValueSummary} value @param {(row: number) => void} open @returns {Table} */
export function histogramTable({t}, {histogram}, open) {
  return {
    caption: t('value.histogram.title'),
    columns: [
      {label: t('value.column.from'), kind: 'money'},
      {label: t('value.column.to'), kind: 'money'},
      {label: t('value.column.customers'), kind: 'count'},
      {label: t('value.column.clvSum'), kind: 'money'},
    ],
    rows: histogram.map((bin) => [bin.from, bin.to, bin.customers, bin.clv]),
    open,
  };
}

/** @param {Ctx} ctx @param {ValueSummary} value @param {(row: number) => void} open @returns {Table} */
export function aliveTable({t}, {aliveByGap}, open) {
  return {
    caption: t('value.alive.title'),
    columns: [
      {label: t('value.column.fromDays'), kind: 'count'},
      {label: t('value.column.toDays'), kind: 'count'},
      {label: t('value.column.customers'), kind: 'count'},
      {label: t('value.column.meanPAlive'), kind: 'share'},
      {label: t('value.column.p10'), kind: 'share'},
      {label: t('value.column.p90'), kind: 'share'},
      {label: t('value.column.expectedSpend12'), kind: 'money'},
    ],
    rows: aliveByGap.map((gap) => [
      gap.fromDays,
      gap.toDays - 1,
      gap.customers,
      gap.meanPAlive,
      gap.p10,
      gap.p90,
      gap.expectedSpend12,
    ]),
    unknown: t('value.unknown.noSpend'),
    open,
  };
}

/** The columns of the best customers' table. */
const TOP = Object.freeze(
  /** @type {const} */ ([
    ['id', 'text'],
    ['class', 'text'],
    ['lastDay', 'day'],
    ['orders', 'count'],
    ['net', 'money'],
    ['pAlive', 'share'],
    ['expectedOrders12', 'number'],
    ['spendPerOrder', 'money'],
    ['clv12', 'money'],
  ]),
);

/**
 * @param {Ctx} ctx
 * @param {import('./context.js').CustomerPage['rows']} rows
 * @returns {Table}
 */
export function topTable({t}, rows) {
  return {
    caption: t('value.top.title'),
    columns: TOP.map(([name, kind]) => ({label: t(`customers.${name}`), kind})),
    rows: rows.map((row) =>
      TOP.map(([name]) =>
        name === 'class' ? t(`class.${row.class}`) : name === 'net' ? Number(row.net) : row[name],
      ),
    ),
    unknown: t('value.unknown.noSpend'),
  };
}

/**
 * The cells of the grid with their edges.
 *
 * @param {ValueSummary['aliveGrid']} grid
 */
export function gridCells({days, p, customers}) {
  const across = p.length - 1;
  return customers.map((count, at) => {
    const [day, share] = [Math.floor(at / across), at % across];
    return {
      day,
      p: share,
      days: /** @type {const} */ ([days[day], days[day + 1]]),
      share: /** @type {const} */ ([p[share], p[share + 1]]),
      customers: count,
    };
  });
}

/** @typedef {ReturnType<typeof gridCells>[number]} GridCell */

/** @param {Ctx} ctx @param {ValueSummary['aliveGrid']} grid */
export function gridTakeaway({t, fmt}, grid) {
  const from = grid.p.at(-2) ?? 0;
  const sure = gridCells(grid).filter((cell) => cell.share[0] >= from);
  return t('value.grid.takeaway', {n: sum(sure, 'customers'), from: fmt.percent(from, 0)});
}

/** @param {Ctx} ctx @param {GridCell[]} cells @param {(row: number) => void} open @returns {Table} */
export function gridTable({t}, cells, open) {
  return {
    caption: t('value.grid.title'),
    columns: [
      {label: t('value.column.fromDays'), kind: 'count'},
      {label: t('value.column.toDays'), kind: 'count'},
      {label: t('value.column.fromP'), kind: 'share', digits: 0},
      {label: t('value.column.toP'), kind: 'share', digits: 0},
      {label: t('value.column.customers'), kind: 'count'},
    ],
    rows: cells.map((cell) => [cell.days[0], cell.days[1] - 1, ...cell.share, cell.customers]),
    open,
  };
}
