/** The cells of the customer table, and where its keys lead. */

import {html, nothing} from 'lit';
import {clip} from './clip.js';
import {emit} from './context.js';

/** @typedef {import('./columns.js').Column} Column */
/** @typedef {import('./context.js').CustomerRow} CustomerRow */
/** @typedef {import('./grid.js').HeadwaterGrid} HeadwaterGrid */

/** @param {HeadwaterGrid} grid @param {Column} column @param {number} index */
export function headerCell(grid, {key, kind}, index) {
  const sorted = grid.sort.column === key;
  const direction = grid.sort.descending ? 'descending' : 'ascending';
  const mark = sorted ? (grid.sort.descending ? ' ↓' : ' ↑') : '';
  return html`<div
    role="columnheader"
    class=${kind}
    aria-colindex=${index + 1}
    aria-sort=${sorted ? direction : 'none'}
  >
    <button type="button" @click=${() => emit(grid, 'sort-change', {column: key})}>
      ${grid.ctx.t(`customers.${key}`)}<span aria-hidden="true">${mark}</span>
    </button>
  </div>`;
}

/** @param {HeadwaterGrid} grid @param {number} index @param {CustomerRow} [row] not there yet */
export function bodyRow(grid, index, row) {
  const active = grid.active.row === index ? grid.active.column : -1;
  return html`<div role="row" aria-rowindex=${index + 2} class=${row ? '' : 'waiting'}>
    ${grid.columns.map((column, at) => {
      const text = row ? clip(column.write(row, grid.ctx)) : '';
      const dot = row && column.key === 'class' ? html`<i class="dot k${row.class}"></i>` : nothing;
      return html`<div
        role="gridcell"
        id="c${index}-${at}"
        class="${column.kind} ${at === active ? 'active' : ''}"
        aria-colindex=${at + 1}
        title=${text.length > 14 ? text : nothing}
        @click=${() => (grid.active = {row: index, column: at})}
      >
        ${dot}<bdi>${text}</bdi>
      </div>`;
    })}
  </div>`;
}

/**
 * Where a key leads. Home and End go to the ends of the list, not of the row: the list is long,
 * the row is not.
 *
 * @param {string} key
 * @param {{row: number, column: number}} from
 * @param {{last: number, page: number}} list
 */
export function step(key, {row, column}, {last, page}) {
  /** @type {Record<string, {row: number, column: number}>} */
  const ways = {
    ArrowDown: {row: row + 1, column},
    ArrowUp: {row: row - 1, column},
    ArrowRight: {row, column: column + 1},
    ArrowLeft: {row, column: column - 1},
    PageDown: {row: row + page, column},
    PageUp: {row: row - page, column},
    Home: {row: 0, column},
    End: {row: last, column},
  };
  return ways[key];
}
