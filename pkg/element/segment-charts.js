/** The pictures of the segments: bars by class, and the grid of scores. */

import {NARROW, Plot, plot, roomFor, tip} from './chart.js';
import {drawHeat} from './heat.js';
import {classColor} from './palette.js';
import {className} from './segment-data.js';

/** @typedef {import('./chart.js').Frame} Frame */
/** @typedef {import('./context.js').Ctx} Ctx */
/** @typedef {import('./context.js').Report} Report */

/**
 * Customers on one side, net on the other, each class in its colour: what is large on the left and
 * small on the right costs more than it brings.
 *
 * @param {Report} report
 * @returns {(frame: Frame) => SVGSVGElement}
 */
export const drawSegments =
  ({rfm}) =>
  ({width, ctx}) => {
    const {t, fmt} = ctx;
    const narrow = width < NARROW;
    const names = rfm.classes.map((segment) => className(ctx, segment.class));
    const [people, money] = [t('segments.column.customers'), t('segments.column.net')];
    const bars = rfm.classes.flatMap((segment, at) => [
      {
        name: names[at],
        side: people,
        share: segment.customerShare,
        percent: fmt.percent(segment.customerShare),
        all: fmt.count(segment.customers),
        segment,
      },
      {
        name: names[at],
        side: money,
        share: segment.netShare ?? 0,
        percent: fmt.percent(segment.netShare),
        all: fmt.moneyCompact(segment.net),
        segment,
      },
    ]);
    const shares = bars.map((bar) => bar.share);
    const reach = Math.max(...shares, 0.01);
    return plot({
      width,
      height: 8 * 34 + 44,
      marginLeft: roomFor(names, narrow ? 146 : 220),
      marginRight: 8,
      marginTop: 30,
      marginBottom: 8,
      x: {domain: [Math.min(0, ...shares), reach * (narrow ? 1.75 : 1.4)], axis: null},
      y: {domain: names, label: null, padding: 0.3},
      fx: {domain: [people, money], label: null, padding: 0.06},
      marks: [
        Plot.axisY({tickSize: 0, fill: 'var(--hw-ink)', fontSize: 12}),
        Plot.axisFx({anchor: 'top', fill: 'var(--hw-ink)', fontWeight: 600}),
        Plot.ruleX([0], {stroke: 'var(--hw-edge)'}),
        Plot.barX(bars, {
          x: 'share',
          y: 'name',
          fx: 'side',
          fill: (bar) => classColor(bar.segment.class),
          rx: 2,
        }),
        Plot.text(bars, {
          x: (bar) => Math.max(0, bar.share),
          y: 'name',
          fx: 'side',
          text: (bar) => (narrow ? bar.percent : `${bar.percent}  ${bar.all}`),
          textAnchor: 'start',
          dx: 5,
          fill: 'var(--hw-ink)',
        }),
        tip(
          bars,
          {
            x: 'share',
            y: 'name',
            fx: 'side',
            title: (bar) => `${bar.name}\n${bar.side}: ${bar.all} (${bar.percent})`,
          },
          'y',
        ),
      ],
    });
  };

/**
 * @param {Report} report
 * @param {'customers' | 'net'} measure
 * @returns {(frame: Frame) => import('./chart.js').Panes}
 */
export const drawGrid = (report, measure) => (frame) => {
  const {t, fmt} = frame.ctx;
  const scores = ['1', '2', '3', '4', '5'];
  const write = measure === 'customers' ? fmt.count : fmt.moneyCompact;
  const values = report.rfm.grid.map((cell) => Number(cell[measure]));
  return drawHeat(
    {
      rows: scores.toReversed().map((key) => ({key, label: `R ${key}`})),
      columns: scores.map((key) => ({key, label: `F ${key}`})),
      corner: t('segments.grid.rows'),
      across: t('segments.grid.columns'),
      scale: t(`segments.column.${measure}`),
      domain: [Math.min(0, ...values), Math.max(1, ...values)],
      format: measure === 'customers' ? fmt.compact : fmt.moneyCompact,
      cellHeight: 40,
      cells: report.rfm.grid.map((cell, at) => ({
        row: String(cell.r),
        column: String(cell.f),
        value: values[at],
        text: write(cell[measure]),
        tip: [
          `R ${cell.r} · F ${cell.f}`,
          `${t('segments.column.customers')}: ${fmt.count(cell.customers)}`,
          `${t('segments.column.net')}: ${fmt.money(cell.net)}`,
        ].join('\n'),
        of: cell,
      })),
    },
    frame,
  );
};
