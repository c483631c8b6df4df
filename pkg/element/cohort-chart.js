/** The picture of the cohorts: a heat map by month of the first order. */

import {cellState, cellValue, colorDomain, longest, pooledShare} from './cohort-cells.js';
import {drawHeat} from './heat.js';

/** @typedef {import('./chart.js').Frame} Frame */
/** @typedef {import('./cohort-cells.js').Cohort} Cohort */
/** @typedef {import('./cohort-cells.js').Measure} Measure */
/** @typedef {import('./context.js').Ctx} Ctx */

/** How a measure is written in a cell, on the legend, and in full. */
const WRITE = Object.freeze({
  /** @param {Ctx['fmt']} fmt */
  share: (fmt) => ({cell: percent(fmt, 0), full: percent(fmt, 1)}),
  /** @param {Ctx['fmt']} fmt */
  customers: (fmt) => ({cell: fmt.count, full: fmt.count}),
  /** @param {Ctx['fmt']} fmt */
  orders: (fmt) => ({cell: fmt.count, full: fmt.count}),
  /** @param {Ctx['fmt']} fmt */
  net: (fmt) => ({cell: fmt.moneyCompact, full: fmt.money}),
  /** @param {Ctx['fmt']} fmt */
  cumulative: (fmt) => ({cell: fmt.moneyCompact, full: fmt.money}),
});

/** @param {Ctx['fmt']} fmt @param {number} digits */
function percent(fmt, digits) {
  return (/** @type {number} */ value) => fmt.percent(value, digits);
}

/**
 * @param {Cohort[]} cohorts
 * @param {Measure} measure
 * @returns {(frame: Frame) => import('./chart.js').Panes}
 */
export const drawCohorts = (cohorts, measure) => (frame) => {
  const {t, fmt} = frame.ctx;
  const write = WRITE[measure](fmt);
  const offsets = Array.from({length: longest(cohorts)}, (_, at) => String(at));
  const pooled = measure === 'share' ? pooledCells(frame.ctx, cohorts) : [];
  return drawHeat(
    {
      rows: [
        ...(pooled.length > 0
          ? [{key: ALL, label: t('cohorts.all'), detail: fmt.count(total(cohorts))}]
          : []),
        ...cohorts.map((cohort) => ({
          key: cohort.month,
          label: fmt.month(cohort.month),
          detail: fmt.count(cohort.customers),
        })),
      ],
      columns: offsets.map((key) => ({key, label: key})),
      corner: t('cohorts.month'),
      detail: t('cohorts.size'),
      across: t('cohorts.offset'),
      scale: t(`cohorts.measure.${measure}`),
      domain: colorDomain(cohorts, measure),
      format:
        measure === 'share'
          ? percent(fmt, 0)
          : measure === 'net' || measure === 'cumulative'
            ? fmt.moneyCompact
            : fmt.compact,
      cells: [
        ...pooled,
        ...cohorts.flatMap((cohort) => heatCells(frame.ctx, cohort, measure, write)),
      ],
    },
    frame,
  );
};

/**
 * @param {Ctx} ctx
 * @param {Cohort} cohort
 * @param {Measure} measure
 * @param {{cell: (value: number) => string, full: (value: number) => string}} write
 */
function heatCells({t, fmt}, cohort, measure, write) {
  return cohort.cells.flatMap((cell) => {
    const value = cellValue(cohort, cell, measure);
    if (value === null) return [];
    const partial = cellState(cell) === 'partial';
    const lines = [
      t('cohorts.tip', {month: fmt.month(cohort.month), n: cohort.customers, offset: cell.offset}),
      `${t(`cohorts.measure.${measure}`)}: ${write.full(value)}`,
      ...(partial ? [t('cohorts.partial')] : []),
    ];
    return [
      {
        row: cohort.month,
        column: String(cell.offset),
        value,
        text: write.cell(value),
        tip: lines.join('\n'),
        partial,
        month: cohort.month,
      },
    ];
  });
}

/** The row over all cohorts has a key that no month has. */
const ALL = 'all';

/** @param {Cohort[]} cohorts */
const total = (cohorts) => cohorts.reduce((sum, cohort) => sum + cohort.customers, 0);

/** @param {Ctx} ctx @param {Cohort[]} cohorts */
function pooledCells({t, fmt}, cohorts) {
  return Array.from({length: longest(cohorts)}, (_, offset) => offset).flatMap((offset) => {
    const pooled = pooledShare(cohorts, offset);
    if (!pooled) return [];
    const {share, customers} = pooled;
    const words = t('cohorts.tip', {month: t('cohorts.all'), n: customers, offset});
    return [
      {
        row: ALL,
        column: String(offset),
        value: share,
        text: fmt.percent(share, 0),
        tip: `${words}\n${t('cohorts.measure.share')}: ${fmt.percent(share)}`,
        partial: false,
        month: null,
      },
    ];
  });
}
