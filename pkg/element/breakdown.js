/** Where the net comes from: channel, category, product. */

import {css, html, nothing} from 'lit';
import {clip, NARROW, Plot, plot, roomFor, tip} from './chart.js';
import {View} from './context.js';

/** @typedef {import('./chart.js').Frame} Frame */
/** @typedef {import('./context.js').Ctx} Ctx */
/** @typedef {import('./context.js').Report} Report */
/** @typedef {Report['breakdowns'][number]} Breakdown */

/**
 * What is drawn; where nobody is known there are no customers to count.
 *
 * @typedef {object} Bars
 * @property {'channel' | 'category' | 'product'} field
 * @property {number} distinct
 * @property {(Omit<Breakdown['rows'][number], 'customers'> & {customers?: number})[]} rows
 */

/**
 * The label of a row: the file's text, or words where the file has none.
 *
 * @param {Ctx} ctx
 * @param {Bars} breakdown
 * @param {Bars['rows'][number]} row
 */
export function rowLabel({t}, {distinct, rows}, row) {
  if (row.kind === 'text') return row.label;
  return row.kind === 'empty'
    ? t('breakdown.empty')
    : t('breakdown.rest', {n: distinct - rows.length + 1});
}

/** @param {Bars} breakdown @returns {(frame: Frame) => SVGSVGElement} */
export const drawBreakdown =
  (breakdown) =>
  ({width, ctx}) => {
    const {t, fmt} = ctx;
    const narrow = width < NARROW;
    const room = narrow ? 120 : 260;
    const bars = breakdown.rows.map((row, at) => ({
      ...row,
      key: String(at),
      value: Number(row.net),
      name: rowLabel(ctx, breakdown, row),
    }));
    // The others together would dwarf the rows that are listed: they stand there as a number.
    const listed = bars.filter((bar) => bar.kind !== 'others');
    const values = listed.map((bar) => bar.value);
    const labels = bars.map((bar) => clip(bar.name, room - 14));
    const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
    /** @param {typeof bars[number]} bar */
    const amount = (bar) =>
      `${fmt.moneyCompact(bar.net)}${bar.netShare === null || narrow ? '' : `  ${fmt.percent(bar.netShare)}`}`;
    return plot({
      width,
      height: bars.length * 28 + 16,
      marginLeft: roomFor(labels, room),
      marginRight: narrow ? 62 : 120,
      marginTop: 8,
      marginBottom: 8,
      x: {domain: [low, high > low ? high : low + 1], axis: null},
      y: {domain: bars.map((bar) => bar.key), label: null, padding: 0.28},
      marks: [
        Plot.axisY({
          tickSize: 0,
          fill: 'var(--hw-ink)',
          tickFormat: (/** @type {string} */ key) => labels[Number(key)],
        }),
        Plot.ruleX([0], {stroke: 'var(--hw-edge)'}),
        Plot.barX(listed, {
          x: 'value',
          y: 'key',
          fill: 'var(--hw-accent)',
          rx: 2,
        }),
        Plot.text(bars, {
          x: (bar) => (bar.kind === 'others' ? 0 : Math.max(0, bar.value)),
          y: 'key',
          text: amount,
          textAnchor: 'start',
          dx: 6,
          fill: 'var(--hw-ink)',
        }),
        tip(
          bars,
          {
            x: (bar) => (bar.kind === 'others' ? 0 : bar.value),
            y: 'key',
            title: (bar) =>
              [
                bar.name,
                `${t('breakdown.column.net')}: ${fmt.money(bar.net)} (${fmt.percent(bar.netShare)})`,
                `${t('breakdown.column.orders')}: ${fmt.count(bar.orders)}`,
                ...(bar.customers === undefined
                  ? []
                  : [`${t('breakdown.column.customers')}: ${fmt.count(bar.customers)}`]),
              ].join('\n'),
          },
          'y',
        ),
      ],
    });
  };

/** @param {Ctx} ctx @param {Breakdown} breakdown @returns {import('./table.js').Table} */
function table(ctx, breakdown) {
  const {t} = ctx;
  return {
    caption: t(`breakdown.title.${breakdown.field}`),
    columns: [
      {label: t(`breakdown.field.${breakdown.field}`), kind: 'text'},
      {label: t('breakdown.column.orders'), kind: 'count'},
      {label: t('breakdown.column.customers'), kind: 'count'},
      {label: t('breakdown.column.net'), kind: 'money'},
      {label: t('breakdown.column.netShare'), kind: 'share'},
    ],
    rows: breakdown.rows.map((row) => [
      rowLabel(ctx, breakdown, row),
      row.orders,
      row.customers,
      Number(row.net),
      row.netShare,
    ]),
    unknown: t('breakdown.unknown'),
  };
}

/** @param {Ctx} ctx @param {Bars} breakdown */
export function takeaway(ctx, breakdown) {
  const {t, fmt} = ctx;
  const [first] = breakdown.rows;
  if (!first || first.netShare === null) {
    return t('breakdown.takeaway.none', {n: breakdown.distinct});
  }
  return t('breakdown.takeaway', {
    name: clip(rowLabel(ctx, breakdown, first), 360),
    share: fmt.percent(first.netShare),
    n: breakdown.distinct,
  });
}

export class HeadwaterBreakdown extends View {
  render() {
    const {ctx, report, book} = this;
    if (!report) return nothing;
    const {t} = ctx;
    const filled = report.breakdowns.filter((breakdown) => breakdown.rows.length > 0);
    if (filled.length === 0) return html`<p class="note">${t('breakdown.none')}</p>`;
    return html`<div class="all">
      ${filled.map(
        (breakdown) =>
          html`<headwater-figure
            .ctx=${ctx}
            .book=${book}
            name=${`breakdown-${breakdown.field}`}
            .asOf=${report.pool.asOf}
            .heading=${t(`breakdown.title.${breakdown.field}`)}
            .takeaway=${takeaway(ctx, breakdown)}
            .note=${t('breakdown.note')}
            .draw=${drawBreakdown(breakdown)}
            .table=${table(ctx, breakdown)}
          ></headwater-figure>`,
      )}
    </div>`;
  }

  static styles = [
    View.styles,
    css`
      .all {
        display: grid;
        gap: var(--hw-space-6);
      }
    `,
  ];
}
