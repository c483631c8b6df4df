/**
 * @file Whether an exported file is safe to open: no cell of text that a spreadsheet would run, no
 * markup that a browser would.
 */

/** What a spreadsheet does not show at the start of a cell, or takes away. */
const HIDDEN =
  '\ufeff\u200b\u200c\u200d\u2060\u00ad\u00a0\u3000\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069 "\x0b\x0c\x1c\x1d\x1e\x1f';
const FORMULA = '=+-@\t\r\n\0＝＋－＠';
const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?%?$/;
const SEPARATOR = /[;\t|"\n\r,]/;

/**
 * One line for each cell that is not safe. Text is told from numbers by what it is, not by its
 * quotes: a spreadsheet does so too.
 *
 * @param {Uint8Array} bytes
 * @returns {string[]}
 */
export function unsafeCells(bytes) {
  const found = [];
  const text = new TextDecoder().decode(bytes);
  const quoted = text.includes('"');
  for (const [r, row] of csvRows(text).entries()) {
    for (const [c, cell] of row.entries()) {
      if (NUMBER.test(cell)) continue;
      const where = `row ${r + 1}, column ${c + 1}: ${JSON.stringify(cell.slice(0, 60))}`;
      if (startsFormula(cell)) found.push(`a formula in ${where}`);
      if (!quoted && SEPARATOR.test(cell)) found.push(`a separator without quotes in ${where}`);
    }
  }
  return found;
}

/** @param {string} cell */
function startsFormula(cell) {
  let from = 0;
  while (from < cell.length && HIDDEN.includes(cell[from])) from++;
  return [cell[from], cell[0]].some((c) => c !== undefined && FORMULA.includes(c));
}

/**
 * The cells of a file with commas, by RFC 4180.
 *
 * @param {string} text without its byte order mark
 */
export function csvRows(text) {
  /** @type {string[][]} */
  const rows = [];
  /** @type {string[]} */
  let row = [];
  // A cell, then what ends it.
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\r|\n|$)/gy;
  for (let match; cell.lastIndex < text.length && (match = cell.exec(text));) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2]);
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  if (cell.lastIndex < text.length) throw new Error(`no CSV from character ${cell.lastIndex} on`);
  return rows;
}

const ELEMENTS =
  /<\s*(script|iframe|object|embed|base|form|frame|applet|link|foreignobject)\b[^>]*>/gi;
const HANDLER = /<[a-z][^>]*\son[a-z]+\s*=/gi;
const FOREIGN =
  /<[a-z][^>]*\s(href|src|xlink:href|action|formaction|data|poster|srcset)\s*=\s*["']?\s*(https?:|\/\/|javascript:|vbscript:|data:text|file:|blob:)[^>]*/gi;
const STYLE = /style\s*=\s*["'][^"']*(url\(\s*["']?(?!#)|expression\(|@import)/gi;

/**
 * What is live in an exported picture or page.
 *
 * @param {string} markup SVG or HTML
 */
export function liveMarkup(markup) {
  return [ELEMENTS, HANDLER, FOREIGN, STYLE].flatMap((live) =>
    [...markup.matchAll(live)].map(([text]) => text.slice(0, 80)),
  );
}
