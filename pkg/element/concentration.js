/** Whether few customers bring most: the Lorenz curve and what it says. */

import {css, html, nothing} from 'lit';
import {gridX, gridY, NARROW, Plot, plot, tip} from './chart.js';
import {View} from './context.js';

/** @typedef {import('./chart.js').Frame} Frame */
/** @typedef {import('./context.js').Ctx} Ctx */
/** @typedef {import('./context.js').Report} Report */

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
function takeaway({t, fmt}, {concentration, pool}) {
  const {top20Share, customersFor80} = concentration;
  const needed = customersFor80 === null ? null : customersFor80 / pool.customers;
  return t(`concentration.takeaway.${eightyTwenty(top20Share)}`, {
    share: fmt.percent(top20Share),
    needed: fmt.percent(needed),
    n: customersFor80 ?? 0,
  });
}

/** @param {Report} report @returns {(frame: Frame) => SVGSVGElement} */
const drawLorenz =
  ({concentration}) =>
  ({width, ctx: {t, fmt}}) => {
    const points = concentration.lorenz;
    const side = Math.min(width, 560);
    const ticks = width < NARROW ? 3 : 5;
    const {top20Share} = concentration;
    const mark = top20Share === null ? [] : [{customers: 0.8, net: 1 - top20Share}];
    const whole = (/** @type {number} */ share) => fmt.percent(share, 0);
    return plot({
      width: side,
      height: Math.round(side * 0.82),
      marginLeft: 52,
      marginRight: 16,
      marginTop: 26,
      marginBottom: 46,
      x: {domain: [0, 1], label: null},
      y: {domain: [Math.min(0, ...points.map((point) => point.net)), 1], label: null},
      marks: [
        gridX({ticks}),
        gridY({ticks}),
        Plot.axisX({
          ticks,
          tickFormat: whole,
          tickSize: 0,
          label: t('concentration.x'),
          labelAnchor: 'center',
          labelArrow: 'none',
        }),
        Plot.axisY({
          ticks,
          tickFormat: whole,
          tickSize: 0,
          label: t('concentration.y'),
          labelArrow: 'none',
        }),
        Plot.areaY(points, {
          x: 'customers',
          y1: 'net',
          y2: 'customers',
          fill: 'var(--hw-accent-soft)',
        }),
        Plot.line([0, 1], {
          x: (end) => end,
          y: (end) => end,
          stroke: 'var(--hw-edge)',
          strokeDasharray: '4 3',
        }),
        Plot.text([0.42], {
          x: (at) => at,
          y: (at) => at,
          text: () => t('concentration.equality'),
          dy: -10,
          textAnchor: 'end',
        }),
        Plot.line(points, {x: 'customers', y: 'net', stroke: 'var(--hw-accent)', strokeWidth: 2.5}),
        Plot.ruleX(mark, {
          x: 'customers',
          y1: 'net',
          y2: 1,
          stroke: 'var(--hw-ink)',
          strokeWidth: 1.5,
        }),
        Plot.dot(mark, {
          x: 'customers',
          y: 'net',
          r: 4.5,
          fill: 'var(--hw-surface)',
          stroke: 'var(--hw-ink)',
          strokeWidth: 2,
        }),
        Plot.text(mark, {
          x: 'customers',
          y: (point) => (point.net + 1) / 2,
          text: () => t('concentration.mark', {share: fmt.percent(top20Share)}),
          textAnchor: 'end',
          dx: -8,
          fill: 'var(--hw-ink)',
          stroke: 'var(--hw-surface)',
          strokeWidth: 4,
          fontWeight: 600,
          lineWidth: 14,
        }),
        tip(
          points,
          {
            x: 'customers',
            y: 'net',
            title: (point) =>
              t('concentration.tip', {
                customers: fmt.percent(1 - point.customers, 0),
                net: fmt.percent(1 - point.net),
              }),
          },
          'x',
        ),
      ],
    });
  };

/** @param {Ctx} ctx @param {Report} report @returns {import('./table.js').Table} */
function table({t}, {concentration}) {
  return {
    caption: t('concentration.title'),
    columns: [
      {label: t('concentration.column.customers'), kind: 'share', digits: 0},
      {label: t('concentration.column.net'), kind: 'share'},
    ],
    // Richest first: "the best x % bring y %" is what is asked.
    rows: concentration.lorenz
      .toReversed()
      .map(({customers, net}) => [tidy(1 - customers), tidy(1 - net)]),
  };
}

/** Takes off what subtraction from 1 leaves behind. @param {number} share */
const tidy = (share) => Math.round(share * 1e12) / 1e12;

export class HeadwaterConcentration extends View {
  render() {
    const {ctx, report, book} = this;
    if (!report) return nothing;
    const {t, fmt} = ctx;
    const {concentration, pool} = report;
    const {customersFor80} = concentration;
    return html`<headwater-figure
      .ctx=${ctx}
      .book=${book}
      name="concentration"
      .asOf=${pool.asOf}
      .heading=${t('concentration.title')}
      .takeaway=${takeaway(ctx, report)}
      .note=${t('concentration.note')}
      .draw=${drawLorenz(report)}
      .table=${table(ctx, report)}
    >
      <dl slot="controls">
        <div>
          <dt>${t('concentration.top20')}</dt>
          <dd>${fmt.percent(concentration.top20Share)}</dd>
        </div>
        <div>
          <dt>${t('concentration.for80')}</dt>
          <dd>
            ${fmt.count(customersFor80)}
            <small
              >${customersFor80 === null ? nothing : `(${fmt.percent(customersFor80 / pool.customers)})`}</small
            >
          </dd>
        </div>
        <div>
          <dt>${t('concentration.gini')}</dt>
          <dd>${fmt.number(concentration.gini, 3)}</dd>
        </div>
      </dl>
    </headwater-figure>`;
  }

  static styles = [
    ...View.styles,
    [
      css`
        dl {
          display: flex;
          flex-wrap: wrap;
          gap: var(--hw-space-3) var(--hw-space-6);
        }
        dt {
          color: var(--hw-ink-2);
          font-size: var(--hw-text-s);
        }
        dd {
          font-size: var(--hw-text-l);
          font-weight: 650;
        }
        small {
          color: var(--hw-ink-2);
          font-size: var(--hw-text-s);
          font-weight: 400;
        }
      `,
    ],
  ];
}
