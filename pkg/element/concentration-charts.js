/** The pictures of concentration: the Lorenz curve, and what each tenth of the customers brings. */

import {gridX, gridY, Plot, plot, roomFor, tip} from './chart.js';
import {tenths} from './concentration-data.js';

/** @typedef {import('./chart.js').Frame} Frame */
/** @typedef {import('./concentration-data.js').Concentration} Concentration */

/** The largest side of the curve's square, CSS pixels. */
const SIDE = 560;

/** Where the curve would pass if the best 20 % brought 80 %. */
const RULE = Object.freeze({customers: 0.8, net: 0.2});

/**
 * The curve, the line of equality, and two marks at the best 20 %: where the curve is, and where
 * the 80/20 rule would have it.
 *
 * @param {Concentration} concentration
 * @param {number} customers of the pool: the best 20 % are whole customers, rounded up
 * @returns {(frame: Frame) => SVGSVGElement}
 */
export const drawLorenz =
  ({lorenz, top20Share}, customers) =>
  ({width, ctx: {t, fmt}}) => {
    const side = Math.min(width, SIDE);
    const narrow = width < 400;
    const ticks = narrow ? 3 : 5;
    const point = {x: 'customers', y: 'net'};
    return plot({
      width: side,
      height: Math.round(side * 0.86),
      marginLeft: 52,
      marginRight: 20,
      marginTop: 28,
      marginBottom: 46,
      x: {domain: [0, 1], label: null},
      y: {domain: [Math.min(0, ...lorenz.map(({net}) => net)), 1], label: null},
      marks: [
        gridX({ticks}),
        gridY({ticks}),
        ...axes(ticks, t('concentration.x'), t('concentration.y'), (share) =>
          fmt.percent(share, 0),
        ),
        Plot.areaY(lorenz, {
          x: 'customers',
          y1: 'net',
          y2: 'customers',
          fill: 'var(--hw-accent-soft)',
        }),
        Plot.line([0, 1], {x: Number, y: Number, stroke: 'var(--hw-edge)', strokeDasharray: '4 3'}),
        // Where there is no room for it, the note below says what the dashed line is.
        Plot.text(narrow ? [] : [0.42], {
          x: Number,
          y: Number,
          text: () => t('concentration.equality'),
          dy: -10,
          textAnchor: 'end',
        }),
        Plot.line(lorenz, {...point, stroke: 'var(--hw-accent)', strokeWidth: 2.5}),
        ...(top20Share === null
          ? []
          : marks({customers: 1 - Math.ceil(customers / 5) / customers, net: 1 - top20Share}, [
              t('concentration.mark', {share: fmt.percent(top20Share)}),
              t('concentration.rule'),
            ])),
        tip(
          lorenz,
          {
            ...point,
            title: ({customers, net}) =>
              t('concentration.tip', {
                customers: fmt.percent(1 - customers, 0),
                net: fmt.percent(1 - net),
              }),
          },
          'x',
        ),
      ],
    });
  };

/**
 * @param {number} ticks
 * @param {string} across
 * @param {string} up
 * @param {(share: number) => string} tickFormat
 */
function axes(ticks, across, up, tickFormat) {
  /** @type {Plot.AxisXOptions & Plot.AxisYOptions} */
  const look = {ticks, tickFormat, tickSize: 0, labelArrow: 'none'};
  return [
    Plot.axisX({...look, label: across, labelAnchor: 'center'}),
    Plot.axisY({...look, label: up}),
  ];
}

/** @param {{customers: number, net: number}} here @param {[string, string]} words */
function marks(here, [words, rule]) {
  const text = /** @type {const} */ ({
    textAnchor: 'end',
    dx: -9,
    fill: 'var(--hw-ink)',
    stroke: 'var(--hw-surface)',
    strokeWidth: 4,
  });
  const point = {x: 'customers', y: 'net'};
  // A fifth of a handful of customers is a large part of them: the words would leave the chart.
  const side = here.customers < 0.6 ? /** @type {const} */ ({textAnchor: 'start', dx: 9}) : {};
  return [
    Plot.ruleX([here], {x: 'customers', y1: 'net', y2: 1, stroke: 'var(--hw-ink)'}),
    Plot.dot([RULE], {...point, symbol: 'times', r: 5, stroke: 'var(--hw-ink)', strokeWidth: 2}),
    Plot.dot([here], {
      ...point,
      r: 4.5,
      fill: 'var(--hw-surface)',
      stroke: 'var(--hw-ink)',
      strokeWidth: 2,
    }),
    Plot.text([RULE], {...point, ...text, text: () => rule}),
    Plot.text([here], {
      ...text,
      ...side,
      x: 'customers',
      y: ({net}) => (net + 1) / 2,
      text: () => words,
      fontWeight: 600,
    }),
  ];
}

/**
 * What each tenth of the customers brings, the best first.
 *
 * @param {Concentration} concentration
 * @returns {(frame: Frame) => SVGSVGElement}
 */
export const drawTenths =
  ({lorenz}) =>
  ({width, ctx: {t, fmt}}) => {
    const bars = tenths(lorenz).map((bar, at) => ({
      ...bar,
      name: t('concentration.tenth', {at: at + 1}),
    }));
    const names = bars.map(({name}) => name);
    const shares = bars.map(({share}) => share);
    return plot({
      width,
      height: 10 * 34 + 24,
      marginLeft: roomFor(names, 160),
      marginRight: 56,
      marginTop: 12,
      marginBottom: 12,
      x: {domain: [Math.min(0, ...shares), Math.max(0.01, ...shares)], axis: null},
      y: {domain: names, label: null, padding: 0.28},
      marks: [
        Plot.axisY({tickSize: 0, fill: 'var(--hw-ink)'}),
        Plot.barX(bars, {x: 'share', y: 'name', fill: 'var(--hw-accent)', rx: 2}),
        Plot.ruleX([0], {stroke: 'var(--hw-edge)'}),
        Plot.text(bars, {
          x: ({share}) => Math.max(0, share),
          y: 'name',
          text: ({share}) => fmt.percent(share),
          textAnchor: 'start',
          dx: 6,
          fill: 'var(--hw-ink)',
        }),
        tip(
          bars,
          {
            x: 'share',
            y: 'name',
            title: ({name, share, until}) =>
              [
                `${name}: ${fmt.percent(share)}`,
                t('concentration.together', {net: fmt.percent(until)}),
              ].join('\n'),
          },
          'y',
        ),
      ],
    });
  };
