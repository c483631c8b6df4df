/** Heat maps: a grid of coloured cells with their numbers in them, and the legend of the colours. */

import {Plot, plot, roomFor, textWidth, tip} from './chart.js';
import {formatColor, inkOn} from './palette.js';

/** @typedef {import('./chart.js').Frame} Frame */
/** @typedef {import('./chart.js').Panes} Panes */

/**
 * @typedef {object} HeatCell
 * @property {string} row
 * @property {string} column
 * @property {number} value decides the colour
 * @property {string} text stands in the cell
 * @property {string} tip
 * @property {boolean} [partial] drawn with a dashed border
 */

/**
 * @typedef {object} Heat
 * @property {{key: string, label: string, detail?: string}[]} rows
 * @property {{key: string, label: string}[]} columns
 * @property {string} corner names the rows
 * @property {string} [detail] names the rows' details
 * @property {string} across names the columns
 * @property {HeatCell[]} cells what is not known is left out
 * @property {[number, number]} domain of the colours; beyond it they stay as at its end
 * @property {string} scale names the colours' numbers
 * @property {(value: number) => string} format
 * @property {number} [cellHeight]
 */

const HEAD = 40;

/**
 * @param {Heat} heat
 * @param {Frame} frame
 * @returns {Panes}
 */
export function drawHeat(heat, frame) {
  const {rows, columns} = heat;
  const labels = roomFor([...rows.map((row) => row.label), heat.corner]);
  const details = heat.detail ? roomFor([...rows.map((row) => row.detail ?? ''), heat.detail]) : 0;
  const side = labels + details;
  const texts = [...heat.cells.map(({text}) => text), ...columns.map(({label}) => label)];
  const widest = Math.max(...texts.map(textWidth));
  const room = (frame.width - side) / columns.length;
  const cell = Math.floor(Math.min(88, Math.max(widest + 10, 30, room)));
  const size = {width: cell * columns.length, height: rows.length * (heat.cellHeight ?? 26)};
  return {
    legend: drawLegend(heat, frame),
    panes: [
      [drawCorner(heat, side, labels), drawTop(heat, size.width)],
      [drawSide(heat, side, labels, size.height), drawBody(heat, frame, size)],
    ],
  };
}

const FLUSH = {marginTop: 0, marginRight: 0, marginBottom: 0, marginLeft: 0};

/** @param {Heat} heat */
const bands = ({rows, columns}) => ({
  x: /** @type {const} */ ({
    type: 'band',
    domain: columns.map(({key}) => key),
    axis: null,
    padding: 0,
  }),
  y: /** @type {const} */ ({
    type: 'band',
    domain: rows.map(({key}) => key),
    axis: null,
    padding: 0,
  }),
});

/** @param {Heat} heat @param {Frame} frame @param {{width: number, height: number}} size */
function drawBody(heat, {theme}, size) {
  const [low, high] = heat.domain;
  const cells = heat.cells.map((cell) => {
    const ground = theme.sequential(high > low ? (cell.value - low) / (high - low) : 0);
    return {...cell, fill: formatColor(ground), ink: formatColor(inkOn(ground))};
  });
  const place = {x: 'column', y: 'row'};
  return plot({
    ...size,
    ...FLUSH,
    ...bands(heat),
    marks: [
      Plot.cell(cells, {...place, inset: 1, rx: 2, fill: 'fill'}),
      Plot.cell(
        cells.filter((cell) => cell.partial),
        {...place, inset: 2.5, rx: 1, fill: 'none', stroke: 'ink', strokeDasharray: '3 2'},
      ),
      Plot.text(cells, {...place, text: 'text', fontSize: 11, fill: 'ink'}),
      tip(cells, {...place, title: (cell) => cell.tip}),
    ],
  });
}

/** @param {Heat} heat @param {number} width */
function drawTop(heat, width) {
  return plot({
    width,
    height: HEAD,
    ...FLUSH,
    x: bands(heat).x,
    marks: [Plot.text(heat.columns, {x: 'key', text: 'label', frameAnchor: 'bottom', dy: -5})],
  });
}

/**
 * The corner also names the columns, in the line above them: it may reach over the next pane, and
 * stays in view when that one is scrolled.
 *
 * @param {Heat} heat
 * @param {number} width
 * @param {number} labels
 */
function drawCorner(heat, width, labels) {
  const look = /** @type {const} */ ({dy: -5, fontWeight: 600});
  return plot({
    width,
    height: HEAD,
    ...FLUSH,
    x: {domain: [0, labels], axis: null},
    marks: [
      Plot.text([`${heat.across} →`], {
        frameAnchor: 'top-left',
        textAnchor: 'start',
        dx: width,
        dy: 4,
        fontWeight: 600,
      }),
      Plot.text([heat.corner], {frameAnchor: 'bottom-left', ...look}),
      Plot.text(heat.detail ? [heat.detail] : [], {frameAnchor: 'bottom-right', dx: -10, ...look}),
    ],
  });
}

/** @param {Heat} heat @param {number} width @param {number} labels @param {number} height */
function drawSide(heat, width, labels, height) {
  return plot({
    width,
    height,
    ...FLUSH,
    y: bands(heat).y,
    marks: [
      Plot.text(heat.rows, {y: 'key', text: 'label', frameAnchor: 'left', fill: 'var(--hw-ink)'}),
      Plot.text(heat.rows, {
        y: 'key',
        text: (row) => row.detail ?? '',
        frameAnchor: 'right',
        dx: -10,
      }),
    ],
    x: {domain: [0, labels], axis: null},
  });
}

/** @param {Heat} heat @param {Frame} frame */
function drawLegend(heat, {theme}) {
  const steps = Array.from({length: 40}, (_, at) => at / 40);
  const [low, high] = heat.domain;
  return plot({
    width: 240,
    height: 46,
    marginTop: 18,
    marginBottom: 18,
    marginLeft: 16,
    marginRight: 34,
    x: {domain: [0, 1], axis: null},
    marks: [
      Plot.rectX(steps, {
        x1: (step) => step,
        x2: (step) => step + 1 / 40 + 0.002,
        fill: (step) => formatColor(theme.sequential(step)),
      }),
      Plot.text([heat.scale], {frameAnchor: 'top-left', dy: -16, dx: -16, fontWeight: 600, x: 0}),
      Plot.text([low, high], {
        x: (_, at) => at,
        text: heat.format,
        frameAnchor: 'bottom',
        dy: 14,
        fontSize: 11,
      }),
    ],
  });
}
