/** Cohorts as a sentence and a table. No DOM in here. */

import {cellValue, longest, pooledShare} from './cohort-cells.js';

/** @typedef {import('./cohort-cells.js').Cohort} Cohort */
/** @typedef {import('./cohort-cells.js').Measure} Measure */
/** @typedef {import('./context.js').Ctx} Ctx */

/** @param {Ctx} ctx @param {Cohort[]} cohorts */
export function cohortsTakeaway({t, fmt}, cohorts) {
  const [first, later] = [pooledShare(cohorts, 1), pooledShare(cohorts, 6)];
  if (!first) return t('cohorts.takeaway.short');
  const params = {first: fmt.percent(first.share), n: first.customers};
  if (!later) return t('cohorts.takeaway.one', params);
  return t('cohorts.takeaway', {...params, later: fmt.percent(later.share)});
}

/** @type {Readonly<Record<Measure, import('./table.js').Kind>>} */
const KINDS = {
  share: 'share',
  customers: 'count',
  orders: 'count',
  net: 'money',
  cumulative: 'money',
};

/**
 * @param {Ctx} ctx
 * @param {Cohort[]} cohorts
 * @param {Measure} measure
 * @param {(row: number) => void} open
 * @returns {import('./table.js').Table}
 */
export function cohortsTable({t}, cohorts, measure, open) {
  const offsets = Array.from({length: longest(cohorts)}, (_, at) => at);
  const kind = KINDS[measure];
  return {
    caption: `${t('cohorts.title')}: ${t(`cohorts.measure.${measure}`)}`,
    columns: [
      {label: t('cohorts.month'), kind: 'month'},
      {label: t('cohorts.size'), kind: 'count'},
      ...offsets.map((offset) => ({label: t('cohorts.column', {offset}), kind, digits: 1})),
    ],
    rows: cohorts.map((cohort) => [
      cohort.month,
      cohort.customers,
      ...offsets.map((offset) => {
        const cell = cohort.cells.find((candidate) => candidate.offset === offset);
        return cell ? cellValue(cohort, cell, measure) : null;
      }),
    ]),
    unknown: t('cohorts.unknown'),
    open,
  };
}
