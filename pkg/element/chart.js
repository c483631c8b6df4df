/** Observable Plot as headwater uses it: its style sheet adopted, its tips readable, one look. */

import * as Plot from '@observablehq/plot';
import {css} from 'lit';

export {Plot};

/** @typedef {import('./context.js').Ctx} Ctx */
/** @typedef {import('./theme.js').Theme} Theme */

/**
 * What a chart is drawn with.
 *
 * @typedef {object} Frame
 * @property {number} width CSS pixels
 * @property {Theme} theme
 * @property {Ctx} ctx
 */

/**
 * A picture made of several: rows of panes, of which the first column and the first row stay in
 * view while the rest is scrolled.
 *
 * @typedef {object} Panes
 * @property {SVGSVGElement[][]} panes
 * @property {SVGSVGElement} [legend]
 */

/** @typedef {SVGSVGElement | Panes} Drawing */

const CLASS_NAME = 'hw-plot';

/** Below this width charts take fewer ticks and shorter labels. */
export const NARROW = 520;

/** What Plot would put into each picture as `<style>`, which a strict `style-src` forbids. */
export const plotStyles = css`
  .hw-plot {
    --plot-background: var(--hw-surface);
    display: block;
    height: auto;
    max-width: 100%;
    overflow: visible;
    color: var(--hw-ink-2);
    font-family: var(--hw-font);
  }
  .hw-plot text,
  .hw-plot tspan {
    white-space: pre;
  }
  .hw-plot [aria-label='tip'] {
    color: var(--hw-ink);
  }
`;

/**
 * @param {Plot.PlotOptions} options
 * @returns {SVGSVGElement}
 */
export function plot(options) {
  const svg = Plot.plot({className: CLASS_NAME, figure: false, ...options});
  if (!(svg instanceof SVGSVGElement)) throw new TypeError('a chart is one svg element');
  for (const style of svg.querySelectorAll('style')) style.remove();
  svg.setAttribute('font-size', '12');
  return svg;
}

/**
 * A tip beside the datum nearest to the pointer.
 *
 * @template T
 * @param {T[]} data
 * @param {Omit<Plot.TipOptions, 'title'> & {title: (datum: T) => string}} options
 * @param {'x' | 'y' | 'xy'} [along] the direction in which to look for the nearest
 */
export function tip(data, options, along = 'xy') {
  const pointer = {x: Plot.pointerX, y: Plot.pointerY, xy: Plot.pointer}[along];
  return Plot.tip(
    data,
    pointer({
      stroke: 'var(--hw-edge)',
      lineHeight: 1.45,
      textPadding: 10,
      lineWidth: 40,
      maxRadius: 80,
      ...options,
    }),
  );
}

/** Lines of a grid, quiet. @param {Plot.GridOptions} [options] */
export const gridX = (options) =>
  Plot.gridX({stroke: 'var(--hw-line)', strokeOpacity: 1, ...options});

/** @param {Plot.GridOptions} [options] */
export const gridY = (options) =>
  Plot.gridY({stroke: 'var(--hw-line)', strokeOpacity: 1, ...options});

/**
 * Room for the longest of the labels at the chart's type size. A CJK character is 1 em wide, a
 * Latin one at most about 0.62 in the fonts of computers.
 *
 * @param {readonly string[]} labels
 * @param {number} most never wider than this
 */
export function roomFor(labels, most = 240) {
  const widest = Math.max(0, ...labels.map(textWidth));
  return Math.min(most, Math.ceil(widest) + 14);
}

/** @param {string} text @returns {number} CSS pixels at 12 px, roughly */
export function textWidth(text) {
  let ems = 0;
  for (const letter of text) ems += /[⺀-￯]/u.test(letter) ? 1 : 0.62;
  return ems * 12;
}

/**
 * Cuts a label to a width, with an ellipsis.
 *
 * @param {string} text
 * @param {number} width
 */
export function clip(text, width) {
  if (textWidth(text) <= width) return text;
  let kept = '';
  for (const letter of text) {
    if (textWidth(`${kept}${letter}…`) > width) break;
    kept += letter;
  }
  return `${kept.trimEnd()}…`;
}
