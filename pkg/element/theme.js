/** The colours in force where an element stands, and word of their change. */

import {formatColor, parseColor, ramp, SEQUENTIAL} from './palette.js';

/** @typedef {import('./palette.js').Rgb} Rgb */

/**
 * @typedef {object} Theme
 * @property {(color: string) => string} resolve a CSS colour, `var()` and `currentColor` included,
 *   as plain `rgb()`: for pictures that leave the page
 * @property {(share: number) => Rgb} sequential the sequential palette, over 0..1
 * @property {Rgb} ground what charts stand on
 */

/** Shown where a host page sets a token to something that is no colour. @type {Rgb} */
const GREY = [0.5, 0.5, 0.5];

/**
 * Reads the theme. The browser computes each colour on `probe`, so that a host page may write its
 * tokens in any form of CSS.
 *
 * @param {HTMLElement} probe an element that shows nothing, inside the component
 * @returns {Theme}
 */
export function readTheme(probe) {
  /** @type {Map<string, Rgb>} */
  const known = new Map();
  /** @param {string} color */
  const rgb = (color) => {
    const found = known.get(color) ?? computed(probe, color);
    known.set(color, found);
    return found;
  };
  return {
    resolve: (color) => formatColor(rgb(color)),
    sequential: ramp(SEQUENTIAL.map((name) => rgb(`var(${name})`))),
    ground: rgb('var(--hw-surface)'),
  };
}

/** @param {HTMLElement} probe @param {string} color @returns {Rgb} */
function computed(probe, color) {
  probe.style.color = color;
  const text = getComputedStyle(probe).color;
  probe.style.color = '';
  return parseColor(text) ?? GREY;
}

/**
 * Calls back when the theme may have changed: by the system's setting, or by an attribute of a
 * component around `element` or of the page. CSS has no event for it.
 *
 * @param {Element} element connected
 * @param {() => void} changed
 * @returns {() => void} stops it
 */
export function watchTheme(element, changed) {
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', changed);
  const observer = new MutationObserver(changed);
  const options = {attributes: true, attributeFilter: ['theme', 'data-theme', 'class', 'style']};
  for (const host of hosts(element)) observer.observe(host, options);
  return () => {
    system.removeEventListener('change', changed);
    observer.disconnect();
  };
}

/** The hosts of the shadow roots around an element, then the page's root. @param {Element} element */
function hosts(element) {
  /** @type {Element[]} */
  const found = [];
  let root = element.getRootNode();
  while (root instanceof ShadowRoot) {
    if (root.host !== element) found.push(root.host);
    root = root.host.getRootNode();
  }
  return [...found, document.documentElement, document.body];
}
