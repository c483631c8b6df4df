/** The pictures of P(alive): against the silence, and customers over both. */

import {gridX, gridY, NARROW, Plot, plot, tip} from './chart.js';
import {drawHeat} from './heat.js';
import {gridCells} from './value-data.js';

/** @typedef {import('./chart.js').Frame} Frame */
/** @typedef {import('./value-data.js').ValueSummary} ValueSummary */

/**
 * P(alive) against the days since the last order: the mean, and the band of the middle 80 %.
 *
 * @param {ValueSummary} value
 * @returns {(frame: Frame) => SVGSVGElement}
 */
export const drawAliveByGap =
  ({aliveByGap}) =>
  ({width, ctx: {t, fmt}}) => {
    const bins = aliveByGap.map((bin) => ({...bin, middle: (bin.fromDays + bin.toDays) / 2}));
    const ticks = width < NARROW ? 4 : 8;
    const whole = (/** @type {number} */ share) => fmt.percent(share, 0);
    return plot({
      width,
      height: width < NARROW ? 240 : 290,
      marginLeft: 56,
      marginRight: 20,
      marginTop: 28,
      marginBottom: 46,
      x: {domain: [0, Math.max(1, ...bins.map((bin) => bin.toDays))], label: null},
      y: {domain: [0, 1], label: null},
      marks: [
        gridX({ticks}),
        gridY({ticks: 4}),
        Plot.axisY({
          ticks: 4,
          tickSize: 0,
          tickFormat: whole,
          label: t('value.alive.y'),
          labelArrow: 'none',
        }),
        Plot.axisX({
          ticks,
          tickSize: 0,
          tickFormat: fmt.count,
          label: t('value.alive.x'),
          labelAnchor: 'center',
          labelArrow: 'none',
        }),
        Plot.areaY(bins, {
          x: 'middle',
          y1: 'p10',
          y2: 'p90',
          fill: 'var(--hw-accent)',
          fillOpacity: 0.18,
          curve: 'monotone-x',
        }),
        Plot.ruleY([0.5], {stroke: 'var(--hw-edge)', strokeDasharray: '4 3'}),
        Plot.line(bins, {
          x: 'middle',
          y: 'meanPAlive',
          stroke: 'var(--hw-accent)',
          strokeWidth: 2.5,
          curve: 'monotone-x',
        }),
        Plot.dot(bins, {x: 'middle', y: 'meanPAlive', r: 3, fill: 'var(--hw-accent)'}),
        tip(
          bins,
          {
            x: 'middle',
            y: 'meanPAlive',
            title: (bin) =>
              [
                t('value.gap', {from: fmt.count(bin.fromDays), to: fmt.count(bin.toDays - 1)}),
                `${t('value.column.customers')}: ${fmt.count(bin.customers)}`,
                `${t('value.column.meanPAlive')}: ${fmt.percent(bin.meanPAlive)}`,
                `${t('value.column.band')}: ${fmt.percent(bin.p10)} – ${fmt.percent(bin.p90)}`,
              ].join('\n'),
          },
          'x',
        ),
      ],
    });
  };

/**
 * How many customers stand where: days since the last order across, P(alive) up.
 *
 * @param {ValueSummary['aliveGrid']} aliveGrid
 * @returns {(frame: Frame) => import('./chart.js').Panes}
 */
export const drawAliveGrid = (aliveGrid) => (frame) => {
  const {t, fmt} = frame.ctx;
  const cells = gridCells(aliveGrid);
  const whole = (/** @type {number} */ share) => fmt.percent(share, 0);
  const [days, shares] = [aliveGrid.days.slice(0, -1), aliveGrid.p.slice(0, -1)];
  return drawHeat(
    {
      rows: shares
        .map((from, at) => ({
          key: String(at),
          label: `${whole(from)}–${whole(aliveGrid.p[at + 1])}`,
        }))
        .toReversed(),
      columns: days.map((from, at) => ({key: String(at), label: fmt.count(from)})),
      corner: t('value.column.meanPAlive.short'),
      across: t('value.grid.x'),
      scale: t('value.column.customers'),
      domain: [0, Math.max(1, ...aliveGrid.customers)],
      format: fmt.compact,
      cells: cells
        .filter((cell) => cell.customers > 0)
        .map((cell) => ({
          row: String(cell.p),
          column: String(cell.day),
          value: cell.customers,
          text: fmt.compact(cell.customers),
          tip: [
            t('value.gap', {from: fmt.count(cell.days[0]), to: fmt.count(cell.days[1] - 1)}),
            `${t('value.column.pAlive')}: ${whole(cell.share[0])} – ${whole(cell.share[1])}`,
            `${t('value.column.customers')}: ${fmt.count(cell.customers)}`,
          ].join('\n'),
          of: cell,
        })),
    },
    frame,
  );
};
