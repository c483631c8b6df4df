/** The pictures of customer lifetime value. */

import {clip, gridY, NARROW, Plot, plot, roomFor, tip} from './chart.js';
import {classColor} from './palette.js';

/** @typedef {import('./chart.js').Frame} Frame */
/** @typedef {import('./context.js').Report} Report */
/** @typedef {NonNullable<Report['value']>} ValueSummary */

/**
 * Customers by what they are expected to bring. The classes widen by a factor, so each gets the
 * same width and its edges are written below.
 *
 * @param {ValueSummary} value
 * @returns {(frame: Frame) => SVGSVGElement}
 */
export const drawHistogram =
  ({histogram}) =>
  ({width, ctx: {t, fmt}}) => {
    const bins = histogram.map((bin, at) => ({...bin, at, left: at + 0.04, right: at + 0.96}));
    const edges = [...bins.map((bin) => bin.from), ...bins.slice(-1).map((bin) => bin.to)];
    const every = Math.max(1, Math.ceil((edges.length * 62) / (width - 70)));
    const ticks = edges.map((_, at) => at).filter((at) => at % every === 0);
    return plot({
      width,
      height: width < NARROW ? 240 : 290,
      marginLeft: 56,
      marginRight: 20,
      marginTop: 28,
      marginBottom: 46,
      x: {domain: [0, bins.length], label: null},
      y: {label: null, nice: true},
      marks: [
        gridY({ticks: 4}),
        Plot.axisY({
          ticks: 4,
          tickSize: 0,
          tickFormat: fmt.compact,
          label: t('value.histogram.y'),
          labelArrow: 'none',
        }),
        Plot.axisX(ticks, {
          tickFormat: (/** @type {number} */ at) => fmt.moneyCompact(edges[at]),
          tickSize: 4,
          label: t('value.histogram.x'),
          labelAnchor: 'center',
          labelArrow: 'none',
        }),
        Plot.rectY(bins, {
          x1: 'left',
          x2: 'right',
          y: 'customers',
          fill: 'var(--hw-accent)',
          rx: 1.5,
        }),
        Plot.ruleY([0], {stroke: 'var(--hw-edge)'}),
        tip(
          bins,
          {
            x: (bin) => bin.at + 0.5,
            y: 'customers',
            title: (bin) =>
              [
                t('value.range', {from: fmt.money(bin.from), to: fmt.money(bin.to)}),
                `${t('value.column.customers')}: ${fmt.count(bin.customers)}`,
                `${t('value.column.clvSum')}: ${fmt.money(bin.clv)}`,
              ].join('\n'),
          },
          'x',
        ),
      ],
    });
  };

/**
 * The best customers, each in the colour of the class.
 *
 * @param {import('./context.js').CustomerPage['rows']} rows
 * @param {'clv12' | 'expectedOrders12'} measure
 * @returns {(frame: Frame) => SVGSVGElement}
 */
export const drawTop =
  (rows, measure) =>
  ({width, ctx: {t, fmt}}) => {
    const bars = rows.map((row, at) => ({...row, key: String(at), value: row[measure] ?? 0}));
    const names = rows.map((row) => clip(row.id, 150));
    const write = measure === 'clv12' ? fmt.moneyCompact : fmt.number;
    return plot({
      width,
      height: bars.length * 24 + 16,
      marginLeft: roomFor(names, 164),
      marginRight: 72,
      marginTop: 8,
      marginBottom: 8,
      x: {domain: [0, Math.max(1e-9, ...bars.map((bar) => bar.value))], axis: null},
      y: {domain: bars.map((bar) => bar.key), label: null, padding: 0.28},
      marks: [
        Plot.axisY({
          tickSize: 0,
          fill: 'var(--hw-ink)',
          tickFormat: (/** @type {string} */ key) => names[Number(key)],
        }),
        Plot.ruleX([0], {stroke: 'var(--hw-edge)'}),
        Plot.barX(bars, {x: 'value', y: 'key', fill: (bar) => classColor(bar.class), rx: 2}),
        Plot.text(bars, {
          x: 'value',
          y: 'key',
          text: (bar) => write(bar.value),
          textAnchor: 'start',
          dx: 6,
          fill: 'var(--hw-ink)',
        }),
        tip(
          bars,
          {
            x: 'value',
            y: 'key',
            title: (bar) =>
              [
                bar.id,
                t(`class.${bar.class}`),
                `${t(`customers.${measure}`)}: ${write(bar.value)}`,
                `${t('customers.pAlive')}: ${fmt.percent(bar.pAlive)}`,
              ].join('\n'),
          },
          'y',
        ),
      ],
    });
  };
