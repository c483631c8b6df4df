/** A table behind a chart: what is shown, and what goes into the CSV. */

import {css, html, nothing} from 'lit';
import {UNKNOWN} from '../format.js';

/** @typedef {import('./context.js').Ctx} Ctx */

/** @typedef {'text' | 'count' | 'number' | 'share' | 'money' | 'day' | 'month'} Kind */

/**
 * @typedef {object} Column
 * @property {string} label
 * @property {Kind} kind
 * @property {number} [digits] decimals, where the kind has them
 */

/** @typedef {string | number | null} Cell */

/**
 * @typedef {object} Table
 * @property {string} caption
 * @property {Column[]} columns the first one names the row
 * @property {Cell[][]} rows
 * @property {string} [unknown] why cells may be unknown, shown under the table if any is
 * @property {(row: number) => void} [open] lists the customers of a row
 */

/**
 * @param {Cell} value
 * @param {Column} column
 * @param {Ctx} ctx
 * @returns {string}
 */
export function cellText(value, {kind, digits}, {fmt}) {
  if (value === null) return UNKNOWN;
  switch (kind) {
    case 'text':
      return String(value);
    case 'count':
      return fmt.count(value);
    case 'number':
      return fmt.number(value, digits);
    case 'share':
      return fmt.percent(value, digits);
    case 'money':
      return fmt.money(value);
    case 'day':
      return fmt.day(String(value));
    case 'month':
      return fmt.month(String(value));
  }
}

/** @param {Column} column */
export const isText = ({kind}) => kind === 'text' || kind === 'day' || kind === 'month';

/**
 * The table as it goes into a CSV file: plain numbers, money columns named with their currency.
 *
 * @param {Table} table
 * @param {string | null} currency
 */
export function csvTable({columns, rows}, currency) {
  const headers = columns.map(({label, kind}) =>
    kind === 'money' && currency ? `${label} (${currency})` : label,
  );
  return {headers, rows};
}

/**
 * @param {Table} table
 * @param {Ctx} ctx
 */
export function tableTemplate(table, ctx) {
  const {caption, columns, rows, open} = table;
  const gaps = rows.some((row) => row.includes(null));
  return html`
    <div class="table-scroll" tabindex="0" role="region" aria-label=${caption}>
      <table>
        <caption class="visually-hidden">
          ${caption}
        </caption>
        <thead>
          <tr>
            ${columns.map(
              (column) =>
                html`<th scope="col" class=${isText(column) ? '' : 'num'}>${column.label}</th>`,
            )}
            ${open ? html`<th scope="col">${ctx.t('chart.customers')}</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row, at) => rowTemplate(table, row, at, ctx))}
        </tbody>
      </table>
    </div>
    ${gaps && table.unknown ? html`<p class="note">${UNKNOWN} ${table.unknown}</p>` : nothing}
  `;
}

/** @param {Table} table @param {Cell[]} row @param {number} at @param {Ctx} ctx */
function rowTemplate({columns, open}, row, at, ctx) {
  const name = cellText(row[0], columns[0], ctx);
  return html`<tr>
    <th scope="row" class=${columns[0].kind === 'text' ? '' : 'day'}>${name}</th>
    ${row
      .slice(1)
      .map(
        (value, i) =>
          html`<td
            class=${!isText(columns[i + 1]) ? 'num' : columns[i + 1].kind === 'text' ? '' : 'day'}
          >
            ${cellText(value, columns[i + 1], ctx)}
          </td>`,
      )}
    ${
      open
        ? html`<td>
            <button
              class="quiet"
              aria-label=${`${ctx.t('chart.list')}: ${name}`}
              @click=${() => open(at)}
            >
              ${ctx.t('chart.list')}
            </button>
          </td>`
        : nothing
    }
  </tr>`;
}

export const tableStyles = css`
  .day {
    white-space: nowrap;
  }
  .table-scroll {
    max-height: max(80vh, 800px);
    overflow: auto;
    background: var(--hw-surface);
    border: 1px solid var(--hw-line);
    border-radius: var(--hw-radius-s);
  }
  .table-scroll table {
    width: 100%;
    border-collapse: separate;
    border-spacing: 0;
  }
  .table-scroll td:not(.num) {
    min-width: 7em;
  }
  .table-scroll thead th {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    background: var(--hw-sunken);
    white-space: nowrap;
    vertical-align: bottom;
  }
  .table-scroll tbody th {
    position: sticky;
    inset-inline-start: 0;
    background: var(--hw-surface);
    color: var(--hw-ink);
  }
  .table-scroll thead th:first-child {
    inset-inline-start: 0;
    z-index: 2;
  }
  .table-scroll tbody tr:last-child > * {
    border-block-end: 0;
  }
  .table-scroll button.quiet {
    min-height: 28px;
  }
`;
