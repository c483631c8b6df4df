/** The pictures of a report on orders alone: columns, and the week as a heat map. */

import {gridY, NARROW, Plot, plot, textWidth, tip} from './chart.js';
import {drawHeat} from './heat.js';

/** @typedef {import('./chart.js').Frame} Frame */
/** @typedef {import('./context.js').Sales} Sales */

/**
 * @typedef {object} Bar
 * @property {string} label
 * @property {number} value
 * @property {string} text
 * @property {string} tip
 */

/**
 * One column for each part of a whole, in their order; as many labels as there is room for.
 *
 * @param {Bar[]} given
 * @param {'money' | 'count'} [kind] what the values are
 * @returns {(frame: Frame) => SVGSVGElement}
 */
export const drawColumns =
  (given, kind = 'money') =>
  ({width, ctx}) => {
    const {fmt} = ctx;
    const bars = given.map((bar, at) => ({...bar, key: String(at)}));
    const room = (width - 70) / Math.max(1, bars.length);
    const widest = Math.max(...bars.map((bar) => textWidth(bar.label)), 1) + 10;
    const every = Math.max(1, Math.ceil(widest / room));
    const fits = bars.every((bar) => textWidth(bar.text) < room);
    const write = kind === 'money' ? fmt.moneyCompact : fmt.compact;
    return plot({
      width,
      height: width < NARROW ? 220 : 260,
      marginLeft: 62,
      marginRight: 8,
      marginTop: 22,
      marginBottom: 30,
      x: {type: 'band', domain: bars.map((bar) => bar.key), label: null, padding: 0.2},
      y: {label: null, ticks: 5, zero: true},
      marks: [
        gridY({ticks: 5}),
        Plot.axisY({ticks: 5, tickSize: 0, tickFormat: (/** @type {number} */ y) => write(y)}),
        Plot.axisX({
          tickSize: 0,
          ticks: bars.filter((_, at) => at % every === 0).map((bar) => bar.key),
          tickFormat: (/** @type {string} */ key) => bars[Number(key)]?.label ?? '',
        }),
        Plot.barY(bars, {x: 'key', y: 'value', fill: 'var(--hw-accent)', rx: 2}),
        Plot.ruleY([0], {stroke: 'var(--hw-edge)'}),
        Plot.text(fits ? bars : [], {
          x: 'key',
          y: (bar) => Math.max(0, bar.value),
          text: 'text',
          dy: -8,
          fontSize: 11,
          fill: 'var(--hw-ink)',
        }),
        tip(bars, {x: 'key', y: 'value', title: (bar) => bar.tip}, 'x'),
      ],
    });
  };

/**
 * Orders by hour and day of the week: days downwards, or across on a narrow screen.
 *
 * @param {NonNullable<Sales['hours']>} hours
 * @returns {(frame: Frame) => import('./chart.js').Panes}
 */
export const drawWeek = (hours) => (frame) => {
  const {t, fmt} = frame.ctx;
  const isNarrow = frame.width < NARROW;
  const days = hours.map((_, day) => ({key: `d${day}`, label: fmt.weekday(day)}));
  const clock = Array.from({length: 24}, (_, hour) => ({key: `h${hour}`, label: String(hour)}));
  const cells = hours.flatMap((slots, day) =>
    slots.map(({orders, sold}, hour) => ({
      row: isNarrow ? `h${hour}` : `d${day}`,
      column: isNarrow ? `d${day}` : `h${hour}`,
      value: orders,
      text: orders ? fmt.compact(orders) : '',
      tip: [
        t('times.tip', {day: fmt.weekday(day), from: String(hour), to: String(hour + 1)}),
        `${t('sales.orders')}: ${fmt.count(orders)}`,
        `${t('sales.sold')}: ${fmt.money(sold)}`,
      ].join('\n'),
    })),
  );
  return drawHeat(
    {
      rows: isNarrow ? clock : days,
      columns: isNarrow ? days : clock,
      corner: t(isNarrow ? 'times.hour' : 'times.weekday'),
      across: t(isNarrow ? 'times.weekday' : 'times.hour'),
      cells,
      domain: [0, Math.max(1, ...cells.map((cell) => cell.value))],
      scale: t('sales.orders'),
      format: fmt.compact,
      cellHeight: isNarrow ? 22 : 30,
    },
    frame,
  );
};
