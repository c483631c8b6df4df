/** Segments as sentences and tables. No DOM in here. */

/** @typedef {import('./context.js').Ctx} Ctx */
/** @typedef {import('./context.js').Report} Report */
/** @typedef {import('./table.js').Table} Table */
/** @typedef {Report['rfm']['classes'][number]} Segment */
/** @typedef {Report['rfm']['cuts']['recency']} Cut */

/** The name of a class. @param {Ctx} ctx @param {string} cls such as '101' */
export function className(ctx, cls) {
  return ctx.t(`class.${cls}`);
}

/**
 * A cut in words, such as "last order at most 87 days ago". The message says which side is high.
 *
 * @param {Ctx} ctx
 * @param {'recency' | 'orders' | 'spend'} dimension
 * @param {Cut} cut
 */
export function cutWords(ctx, dimension, {at, inclusive}) {
  const {fmt} = ctx;
  // Too many share the last day: no cut lets some of them in and not the others.
  if (dimension === 'recency' && !inclusive && at <= 0) return ctx.t('segments.cut.recency.nobody');
  const digits = Number.isInteger(at) ? 0 : 1;
  const text = dimension === 'spend' ? fmt.money(at) : fmt.number(at, digits);
  return ctx.t(`segments.cut.${dimension}.${inclusive ? 'inclusive' : 'exclusive'}`, {at: text});
}

/**
 * What all classes have together. Counts are exact; net is added as it is printed, in hundredths,
 * so that the sum is the pool's.
 *
 * @param {readonly Segment[]} classes
 */
export function totals(classes) {
  const add = (/** @type {(segment: Segment) => number} */ of) =>
    classes.reduce((sum, segment) => sum + of(segment), 0);
  return {
    customers: add((segment) => segment.customers),
    orders: add((segment) => segment.orders),
    expectedSpend12: classes.every((segment) => segment.expectedSpend12 === null)
      ? null
      : add((segment) => segment.expectedSpend12 ?? 0),
  };
}

/**
 * One sentence: the class that brings most.
 *
 * @param {Ctx} ctx
 * @param {Report} report
 */
export function segmentsTakeaway(ctx, {rfm, pool}) {
  const [first] = rfm.classes.toSorted((a, b) => Number(b.net) - Number(a.net));
  const params = {
    name: className(ctx, first.class),
    customers: ctx.fmt.percent(first.customerShare),
    n: first.customers,
  };
  if (first.netShare === null) return ctx.t('segments.takeaway.noNet', {n: pool.customers});
  return ctx.t('segments.takeaway', {...params, net: ctx.fmt.percent(first.netShare)});
}

/**
 * @param {Ctx} ctx
 * @param {Report} report
 * @returns {Table}
 */
export function segmentsTable(ctx, {rfm, models}) {
  const {t} = ctx;
  return {
    caption: t('segments.table.caption'),
    columns: [
      {label: t('segments.column.class'), kind: 'text'},
      {label: 'R F M', kind: 'text'},
      {label: t('segments.column.customers'), kind: 'count'},
      {label: t('segments.column.customerShare'), kind: 'share'},
      {label: t('segments.column.orders'), kind: 'count'},
      {label: t('segments.column.net'), kind: 'money'},
      {label: t('segments.column.netShare'), kind: 'share'},
      {label: t('segments.column.meanDaysSinceLast'), kind: 'number', digits: 0},
      {label: t('segments.column.meanOrders'), kind: 'number', digits: 2},
      {label: t('segments.column.meanNet'), kind: 'money'},
      {label: t('segments.column.expectedSpend12'), kind: 'money'},
      {label: t('segments.column.meanPAlive'), kind: 'share', digits: 0},
    ],
    rows: rfm.classes.map((segment) => [
      className(ctx, segment.class),
      [...segment.class].join(' '),
      segment.customers,
      segment.customerShare,
      segment.orders,
      Number(segment.net),
      segment.netShare,
      segment.meanDaysSinceLast,
      segment.meanOrders,
      segment.meanNet,
      segment.expectedSpend12,
      segment.meanPAlive,
    ]),
    unknown: t(models.gammaGamma ? 'segments.unknown.empty' : 'segments.unknown.noModel'),
  };
}

/**
 * The grid of scores, 5 by 5.
 *
 * @param {Ctx} ctx
 * @param {Report} report
 * @returns {Table}
 */
export function gridTable({t}, {rfm}) {
  return {
    caption: t('segments.grid.title'),
    columns: [
      {label: t('segments.grid.r'), kind: 'text'},
      {label: t('segments.grid.f'), kind: 'count'},
      {label: t('segments.column.customers'), kind: 'count'},
      {label: t('segments.column.net'), kind: 'money'},
    ],
    rows: rfm.grid.map(({r, f, customers, net}) => [`R${r}`, f, customers, Number(net)]),
  };
}

/**
 * One sentence: how many are recent and frequent, and how many are neither.
 *
 * @param {Ctx} ctx
 * @param {Report} report
 */
export function gridTakeaway({t, fmt}, {rfm, pool}) {
  const share = (/** @type {(score: number) => boolean} */ in_) =>
    rfm.grid.filter(({r, f}) => in_(r) && in_(f)).reduce((sum, cell) => sum + cell.customers, 0) /
    Math.max(1, pool.customers);
  return t('segments.grid.takeaway', {
    best: fmt.percent(share((score) => score >= 4)),
    lost: fmt.percent(share((score) => score <= 2)),
  });
}
