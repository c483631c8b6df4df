/** A chart as a file that needs nothing else: SVG text, and PNG drawn from it. */

import {textWidth} from './chart.js';

/** @typedef {import('./chart.js').Drawing} Drawing */
/** @typedef {import('./theme.js').Theme} Theme */

const SVG = 'http://www.w3.org/2000/svg';
const MARGIN = 24;
const GAP = 8;
const LINE = 18;
/** Fonts that computers have, Latin and Chinese: a file can't carry the page's. */
const FONTS =
  "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";

/**
 * @typedef {object} Caption
 * @property {string} heading
 * @property {string} takeaway
 * @property {string} footer
 */

/**
 * Sets a drawing under its heading and takeaway on the theme's ground, every colour resolved.
 *
 * @param {Drawing} drawing not attached to the page
 * @param {Caption} caption
 * @param {Theme} theme
 * @returns {SVGSVGElement}
 */
export function composePicture(drawing, caption, theme) {
  const rows = drawing instanceof SVGSVGElement ? [[drawing]] : drawing.panes;
  const legend = drawing instanceof SVGSVGElement ? undefined : drawing.legend;
  const inner = Math.max(420, ...rows.map((row) => sum(row.map((pane) => size(pane)[0]))));
  const picture = /** @type {SVGSVGElement} */ (
    element('svg', {'font-family': FONTS, 'font-size': '12'})
  );
  let y = MARGIN;
  /** @param {string} text @param {Record<string, string | number>} look @param {number} em */
  const write = (text, look, em) => {
    for (const line of wrap(text, (inner * 12) / em)) {
      y += LINE * (em / 12);
      picture.append(textLine(line, {x: MARGIN, y, 'font-size': em, ...look}));
    }
  };
  write(caption.heading, {'font-weight': 650, fill: 'var(--hw-ink)'}, 16);
  write(caption.takeaway, {fill: 'var(--hw-ink-2)'}, 13);
  y += 2 * GAP;
  for (const row of [...(legend ? [[legend]] : []), ...rows]) y += place(picture, row, y);
  write(caption.footer, {fill: 'var(--hw-ink-2)'}, 11);
  const [width, height] = [inner + 2 * MARGIN, Math.ceil(y + MARGIN)];
  set(picture, {width, height, viewBox: `0 0 ${width} ${height}`, role: 'img'});
  picture.prepend(
    textOf('title', caption.heading),
    textOf('desc', caption.takeaway),
    element('rect', {width, height, fill: 'var(--hw-surface)'}),
  );
  resolveColors(picture, theme);
  return picture;
}

/** @param {Element} picture @param {SVGSVGElement[]} row @param {number} y @returns {number} height */
function place(picture, row, y) {
  let x = MARGIN;
  for (const pane of row) {
    set(pane, {x, y, overflow: 'visible'});
    for (const name of ['class', 'font-family']) pane.removeAttribute(name);
    x += size(pane)[0];
    picture.append(pane);
  }
  return Math.max(...row.map((pane) => size(pane)[1]));
}

/**
 * Replaces colours that only the page can resolve. `currentColor` in a chart is the quiet ink.
 *
 * @param {Element} picture
 * @param {Theme} theme
 */
function resolveColors(picture, theme) {
  for (const node of picture.querySelectorAll('*')) {
    for (const name of ['fill', 'stroke', 'stop-color']) {
      const value = node.getAttribute(name);
      if (value && /^(var\(|currentcolor$)/i.test(value)) {
        const color = value.startsWith('var') ? value : 'var(--hw-ink-2)';
        node.setAttribute(name, theme.resolve(color));
      }
    }
  }
}

/** @param {SVGSVGElement} picture */
export function toSvgBlob(picture) {
  const text = new XMLSerializer().serializeToString(picture);
  return new Blob([text], {type: 'image/svg+xml'});
}

/**
 * Draws the picture at twice its size. By a data: address, because a blob: one of a sandboxed
 * frame would taint the canvas.
 *
 * @param {SVGSVGElement} picture
 * @returns {Promise<Blob>}
 */
export async function toPngBlob(picture) {
  const text = new XMLSerializer().serializeToString(picture);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const [width, height] = size(picture);
  const scale = pngScale(width, height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('this browser gives no 2d canvas');
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) => {
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('no png encoder'))), 'image/png');
  });
}

/**
 * Two, or what a canvas of 16 384 pixels a side and 64 million in all allows.
 *
 * @param {number} width
 * @param {number} height
 */
export function pngScale(width, height) {
  return Math.min(2, 16_384 / Math.max(width, height), Math.sqrt(64e6 / (width * height)));
}

/**
 * Breaks a sentence into lines: between words, or between Chinese characters but not before a
 * closing mark.
 *
 * @param {string} text
 * @param {number} width in the measure of `textWidth`
 * @returns {string[]}
 */
export function wrap(text, width) {
  /** @type {string[]} */
  const lines = [];
  let line = '';
  for (const piece of text.match(/[⺀-￯][，。；：、）”%！？]*|[^\s⺀-￯]+\s*|\s+/gu) ?? []) {
    if (line && textWidth((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  return line.trim() ? [...lines, line.trimEnd()] : lines;
}

/** @param {number[]} values */
const sum = (values) => values.reduce((total, value) => total + value, 0);

/** @param {Element} svg @returns {[number, number]} */
function size(svg) {
  return [Number(svg.getAttribute('width')), Number(svg.getAttribute('height'))];
}

/** @param {string} name @param {Record<string, string | number>} attributes */
function element(name, attributes) {
  return set(document.createElementNS(SVG, name), attributes);
}

/**
 * @template {Element} E
 * @param {E} node
 * @param {Record<string, string | number>} attributes
 * @returns {E}
 */
function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  return node;
}

/** @param {string} name @param {string} text */
function textOf(name, text) {
  const node = element(name, {});
  node.textContent = text;
  return node;
}

/** @param {string} line @param {Record<string, string | number>} attributes */
function textLine(line, attributes) {
  return set(textOf('text', line), attributes);
}
