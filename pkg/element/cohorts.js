/** Whether customers stay: cohorts by the month of their first order. */

import {html, nothing} from 'lit';
import {
  cellState,
  cellValue,
  colorDomain,
  filledCohorts,
  longest,
  MEASURES,
  monthDays,
  pooledShare,
} from './cohort-cells.js';
import {emit, View} from './context.js';
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
const drawCohorts = (cohorts, measure) => (frame) => {
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

/** @param {Ctx} ctx @param {Cohort[]} cohorts */
function takeaway({t, fmt}, cohorts) {
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
function table({t}, cohorts, measure, open) {
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

export class HeadwaterCohorts extends View {
  static properties = {...View.properties, measure: {state: true}};

  constructor() {
    super();
    /** @type {Measure} */
    this.measure = 'share';
  }

  render() {
    const {ctx, report, book, measure} = this;
    if (!report) return nothing;
    const {t} = ctx;
    const cohorts = filledCohorts(report);
    if (cohorts.length === 0) return html`<p class="note">${t('cohorts.none')}</p>`;
    return html`<headwater-figure
      .ctx=${ctx}
      .book=${book}
      name=${`cohorts-${measure}`}
      .asOf=${report.pool.asOf}
      .heading=${t('cohorts.title')}
      .takeaway=${takeaway(ctx, cohorts)}
      .note=${`${t('cohorts.note')} ${t(`cohorts.note.${measure}`)}`}
      .draw=${drawCohorts(cohorts, measure)}
      .table=${table(ctx, cohorts, measure, (row) => this.#open(cohorts[row].month))}
      .pick=${(/** @type {{month: string | null}} */ cell) => cell.month && this.#open(cell.month)}
    >
      <div slot="controls" class="row" role="group" aria-label=${t('chart.measure')}>
        ${MEASURES.map(
          (name) =>
            html`<button
              aria-pressed=${name === measure ? 'true' : 'false'}
              @click=${() => (this.measure = name)}
            >
              ${t(`cohorts.measure.${name}`)}
            </button>`,
        )}
      </div>
    </headwater-figure>`;
  }

  /** Lists the customers of a cohort. @param {string} month */
  #open(month) {
    emit(this, 'view-select', {ranges: [{column: 'firstDay', ...monthDays(month)}]});
  }
}
