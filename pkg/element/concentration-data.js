/** Concentration as sentences and tables. No DOM in here. */

/** @typedef {import('./context.js').Ctx} Ctx */
/** @typedef {import('./context.js').Report} Report */
/** @typedef {Report['concentration']} Concentration */
/** @typedef {Concentration['lorenz']} Lorenz */
/** @typedef {import('./table.js').Table} Table */

/**
 * Whether the best 20 % bring 80 %: they do, nearly do (70 % or more), or don't.
 *
 * @param {number | null} top20Share
 * @returns {'holds' | 'nearly' | 'fails' | 'unknown'}
 */
export function eightyTwenty(top20Share) {
  if (top20Share === null) return 'unknown';
  if (top20Share >= 0.8) return 'holds';
  return top20Share >= 0.7 ? 'nearly' : 'fails';
}

/** @param {Ctx} ctx @param {Report} report */
export function concentrationTakeaway({t, fmt}, {concentration, pool}) {
  const {top20Share, customersFor80} = concentration;
  // A fifth of them is less than one.
  if (pool.customers < 5) return t('concentration.takeaway.few', {n: pool.customers});
  const needed = customersFor80 === null ? null : customersFor80 / pool.customers;
  return t(`concentration.takeaway.${eightyTwenty(top20Share)}`, {
    share: fmt.percent(top20Share),
    needed: fmt.percent(needed),
  });
}

/**
 * The net at a share of the customers, between the curve's points on a straight line.
 *
 * @param {Lorenz} lorenz
 * @param {number} customers
 */
function netAt(lorenz, customers) {
  const at = lorenz.findIndex((point) => point.customers >= customers);
  if (at <= 0) return at === 0 ? lorenz[0].net : 1;
  const [before, after] = [lorenz[at - 1], lorenz[at]];
  const part = (customers - before.customers) / (after.customers - before.customers);
  return before.net + part * (after.net - before.net);
}

/**
 * What each tenth of the customers brings, the best first, and all up to it.
 *
 * @param {Lorenz} lorenz
 * @returns {{share: number, until: number}[]} empty where there is no curve
 */
export function tenths(lorenz) {
  if (lorenz.length === 0) return [];
  return Array.from({length: 10}, (_, at) => {
    const high = netAt(lorenz, 1 - at / 10);
    const low = at === 9 ? 0 : netAt(lorenz, 1 - (at + 1) / 10);
    return {share: tidy(high - low), until: tidy(1 - low)};
  });
}

/** Takes off what subtraction leaves behind. @param {number} share */
const tidy = (share) => Math.round(share * 1e12) / 1e12;

/** @param {Ctx} ctx @param {Concentration} concentration @returns {Table} */
export function lorenzTable({t}, {lorenz}) {
  return {
    caption: t('concentration.title'),
    columns: [
      {label: t('concentration.column.customers'), kind: 'share', digits: 0},
      {label: t('concentration.column.net'), kind: 'share'},
    ],
    // Richest first: "the best x % bring y %" is what is asked.
    rows: lorenz.toReversed().map(({customers, net}) => [tidy(1 - customers), tidy(1 - net)]),
  };
}

/** @param {Ctx} ctx @param {Concentration} concentration @returns {Table} */
export function tenthsTable({t}, {lorenz}) {
  return {
    caption: t('concentration.tenths.title'),
    columns: [
      {label: t('concentration.column.tenth'), kind: 'text'},
      {label: t('concentration.y'), kind: 'share'},
      {label: t('concentration.column.until'), kind: 'share'},
    ],
    rows: tenths(lorenz).map(({share, until}, at) => [
      t('concentration.tenth', {at: at + 1}),
      share,
      until,
    ]),
  };
}
