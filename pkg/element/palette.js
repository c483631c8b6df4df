/** Colours as numbers: what a chart must compute because CSS cannot. No DOM in here. */

import {CLASSES} from './columns.js';

/** Steps of the sequential palette, `--hw-seq-1..6`, from little to much. */
export const SEQUENTIAL = Object.freeze([1, 2, 3, 4, 5, 6].map((step) => `--hw-seq-${step}`));

/** @typedef {readonly [number, number, number]} Rgb red, green, blue in 0..1, sRGB */

/** @type {Rgb} */
const BLACK = [0, 0, 0];
/** @type {Rgb} */
const WHITE = [1, 1, 1];

/**
 * The colour of a class, the same in every chart: `--hw-cat-1..8`.
 *
 * @param {string} cls
 * @returns {string} a CSS colour
 */
export function classColor(cls) {
  return `var(--hw-cat-${CLASSES.findIndex((one) => one === cls) + 1})`;
}

/**
 * Reads the forms in which a browser gives a computed colour, and hexadecimal.
 *
 * @param {string} text
 * @returns {Rgb | null}
 */
export function parseColor(text) {
  const source = text.trim().toLowerCase();
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/.exec(source);
  if (hex) {
    const digits = hex[1].length === 3 ? hex[1].replace(/./g, '$&$&') : hex[1];
    return triple([0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16) / 255));
  }
  const call = /^(rgba?|color)\(([^)]*)\)$/.exec(source);
  if (!call) return null;
  const parts = call[2]
    .replace(/^srgb\s/, '')
    .split(/[\s,/]+/)
    .filter(Boolean)
    .map(Number);
  const scale = call[1] === 'color' ? 1 : 255;
  const rgb = parts.slice(0, 3).map((part) => part / scale);
  return rgb.length === 3 && rgb.every(Number.isFinite) ? triple(rgb) : null;
}

/** @param {number[]} parts @returns {Rgb} */
function triple([red, green, blue]) {
  return [red, green, blue];
}

/** @param {Rgb} rgb */
export function formatColor(rgb) {
  return `rgb(${rgb.map((part) => Math.round(Math.min(1, Math.max(0, part)) * 255)).join(', ')})`;
}

/** @param {number} part */
const toLinear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
/** @param {number} part */
const fromLinear = (part) => (part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055);

/**
 * Relative luminance as WCAG 2 defines it.
 *
 * @param {Rgb} rgb
 */
export function luminance(rgb) {
  const [red, green, blue] = rgb.map(toLinear);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * Contrast ratio as WCAG 2 defines it, 1 to 21.
 *
 * @param {Rgb} one
 * @param {Rgb} other
 */
export function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/**
 * The text colour to use on a ground: black or white, so that the contrast is never under 4.58.
 *
 * @param {Rgb} ground
 * @returns {Rgb}
 */
export function inkOn(ground) {
  return contrast(BLACK, ground) >= contrast(WHITE, ground) ? BLACK : WHITE;
}

/** @param {Rgb} rgb */
function toOklab(rgb) {
  const [r, g, b] = rgb.map(toLinear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** @param {number[]} lab @returns {Rgb} */
function fromOklab([L, a, b]) {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return triple(linear.map((part) => Math.min(1, Math.max(0, fromLinear(Math.max(0, part))))));
}

/**
 * A continuous scale through the stops, mixed in OKLab so that equal steps look equal.
 *
 * @param {readonly Rgb[]} stops at least one
 * @returns {(share: number) => Rgb} takes 0..1; what lies outside is clamped
 */
export function ramp(stops) {
  const labs = stops.map(toOklab);
  const last = labs.length - 1;
  return (share) => {
    const place = Math.min(1, Math.max(0, share)) * last;
    const from = Math.min(Math.floor(place), Math.max(0, last - 1));
    const to = Math.min(from + 1, last);
    const part = place - from;
    return fromOklab(labs[from].map((value, at) => value + (labs[to][at] - value) * part));
  };
}
