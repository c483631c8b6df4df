/** What a cohort's cells mean and say, for each measure. No DOM in here. */

/** @typedef {import('./context.js').Report} Report */
/** @typedef {Report['cohorts'][number]} Cohort */
/** @typedef {Cohort['cells'][number]} CohortCell */
/** @typedef {'share' | 'customers' | 'orders' | 'net' | 'cumulative'} Measure */
/** @typedef {'unseen' | 'partial' | 'complete'} State */

/** @type {readonly Measure[]} */
export const MEASURES = Object.freeze(['share', 'customers', 'orders', 'net', 'cumulative']);

/**
 * Whether the month of a cell has passed. One that has not begun is unseen: empty, never 0.
 *
 * @param {CohortCell} cell
 * @returns {State}
 */
export function cellState(cell) {
  if (cell.customers === null) return 'unseen';
  return cell.partial ? 'partial' : 'complete';
}

/**
 * @param {Cohort} cohort
 * @param {CohortCell} cell
 * @param {Measure} measure
 * @returns {number | null} null where nothing is known
 */
export function cellValue(cohort, cell, measure) {
  if (cellState(cell) === 'unseen') return null;
  switch (measure) {
    case 'share':
      return cohort.customers > 0 ? Number(cell.customers) / cohort.customers : null;
    case 'customers':
      return cell.customers;
    case 'orders':
      return cell.orders;
    case 'net':
      return cell.net === null ? null : Number(cell.net);
    case 'cumulative':
      return cell.cumulativePerCustomer;
  }
}

/** Cohorts with somebody in them: a month without new customers has no row. @param {Report} report */
export function filledCohorts(report) {
  return report.cohorts.filter((cohort) => cohort.customers > 0);
}

/** How many months back the oldest cohort reaches. @param {readonly Cohort[]} cohorts */
export function longest(cohorts) {
  return Math.max(
    0,
    ...cohorts.map(({cells}) => cells.filter((cell) => cellState(cell) !== 'unseen').length),
  );
}

/**
 * The range of the colours. The first month is left out where it would drown the rest: in it every
 * customer has bought by definition.
 *
 * @param {readonly Cohort[]} cohorts
 * @param {Measure} measure
 * @returns {[number, number]}
 */
export function colorDomain(cohorts, measure) {
  const from = measure === 'cumulative' ? 0 : 1;
  const values = cohorts.flatMap((cohort) =>
    cohort.cells
      .filter((cell) => cell.offset >= from)
      .map((cell) => cellValue(cohort, cell, measure))
      .filter((value) => value !== null),
  );
  if (values.length === 0) return [0, 1];
  const high = Math.max(...values);
  const low = Math.min(0, ...values);
  return high > low ? [low, high] : [low, low + 1];
}

/**
 * The share that bought `offset` months after the first order, over all cohorts whose month has
 * passed, each customer counting once.
 *
 * @param {readonly Cohort[]} cohorts
 * @param {number} offset
 * @returns {{share: number, customers: number} | null}
 */
export function pooledShare(cohorts, offset) {
  let bought = 0;
  let customers = 0;
  for (const cohort of cohorts) {
    const cell = cohort.cells.find((candidate) => candidate.offset === offset);
    if (!cell || cellState(cell) !== 'complete') continue;
    bought += Number(cell.customers);
    customers += cohort.customers;
  }
  return customers > 0 ? {share: bought / customers, customers} : null;
}

/**
 * The days of a month, as the customers' columns count them.
 *
 * @param {string} month 'YYYY-MM'
 * @returns {{min: number, max: number}} days since 1970-01-01, both included
 */
export function monthDays(month) {
  const [year, number] = month.split('-').map(Number);
  const day = 86_400_000;
  return {
    min: Math.round(Date.UTC(year, number - 1, 1) / day),
    max: Math.round(Date.UTC(year, number, 1) / day) - 1,
  };
}
