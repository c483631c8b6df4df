/** What was read in tables that add up: by month, by status, and what was left out by reason. */

import {css, html, nothing} from 'lit';
import {View} from './context.js';
import {clip} from './clip.js';

/** @typedef {import('../wasm/headwater.js').Reading} Reading */

export class HeadwaterReadTables extends View {
  static styles = [
    View.styles,
    css`
      .all {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--hw-space-5);
      }
      table {
        inline-size: 100%;
      }
      tfoot td {
        border-block-end: 0;
        font-weight: 600;
      }
      .high {
        max-block-size: 420px;
        overflow-y: auto;
      }
      /* What a table is of, and what it sums up to, stay in sight. */
      thead th,
      tfoot td {
        position: sticky;
        background: var(--hw-surface);
      }
      thead th {
        inset-block-start: 0;
        vertical-align: bottom;
      }
      tfoot td {
        inset-block-end: 0;
        box-shadow: inset 0 1px var(--hw-line);
      }
      td:first-child {
        min-inline-size: 5.5em;
        overflow-wrap: break-word;
      }
      td:nth-child(2):not(.num) {
        min-inline-size: 4.5em;
      }
      .unknown {
        color: var(--hw-warn);
        font-weight: 600;
      }
      @media (max-width: 560px) {
        table {
          font-size: var(--hw-text-xs);
        }
        th,
        td {
          padding-inline: 2px;
        }
        td:first-child {
          min-inline-size: 5.2em;
        }
        th.num {
          white-space: normal;
        }
      }
    `,
  ];

  static properties = {...View.properties, reading: {attribute: false}};

  constructor() {
    super();
    /** @type {Reading | undefined} */
    this.reading = undefined;
  }

  render() {
    const {reading} = this;
    if (!reading) return nothing;
    return html`<div class="all">
      ${reading.droppedBy.length ? this.#dropped(reading) : nothing} ${this.#months(reading)}
      ${reading.statuses.length ? this.#statuses(reading) : nothing}
    </div>`;
  }

  /**
   * @param {string} name the key of its heading
   * @param {readonly (readonly [key: string, isNumber?: boolean])[]} heads
   * @param {unknown} rows
   * @param {readonly string[]} [foot]
   */
  #table(name, heads, rows, foot) {
    const {t, has} = this.ctx;
    return html`<section class="panel stack">
      <div>
        <h3>${t(name)}</h3>
        ${has(`${name}.lead`) ? html`<p class="note">${t(`${name}.lead`)}</p>` : nothing}
      </div>
      <div class="scroll-x high" tabindex="0" role="group" aria-label=${t(name)}>
        <table>
          <thead>
            <tr>
              ${heads.map(
                ([key, isNumber]) =>
                  html`<th scope="col" class=${isNumber ? 'num' : ''}>${t(`reading.${key}`)}</th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${rows}
          </tbody>
          ${
            foot
              ? html`<tfoot>
                  <tr>
                    ${foot.map(
                      (cell, at) => html`<td class=${heads[at]?.[1] ? 'num' : ''}>${cell}</td>`,
                    )}
                  </tr>
                </tfoot>`
              : nothing
          }
        </table>
      </div>
    </section>`;
  }

  /** @param {Reading} reading */
  #dropped({droppedBy, dropped, totals}) {
    const {t, fmt, has} = this.ctx;
    const heads = /** @type {const} */ ([['reason'], ['rowsOut', true], ['amountOut', true]]);
    const rows = droppedBy.map(({code, rows, amount}) => {
      const key = `diagnostic.${code}`;
      return html`<tr>
        <td>${has(key) ? t(key) : code}</td>
        <td class="num">${fmt.count(rows)}</td>
        <td class="num">${fmt.money(amount)}</td>
      </tr>`;
    });
    const foot = [t('reading.together'), fmt.count(dropped), fmt.money(totals.dropped)];
    return this.#table('reading.droppedBy', heads, rows, foot);
  }

  /** @param {Reading} reading */
  #months({months, rows: all, kept, totals}) {
    const {t, fmt} = this.ctx;
    const heads = /** @type {const} */ ([
      ['month'],
      ['rows', true],
      ['kept', true],
      ['amountKept', true],
      ['amountOut', true],
    ]);
    const rows = months.map(
      (one) =>
        html`<tr>
          <td>${one.month === null ? t('reading.month.none') : fmt.month(one.month)}</td>
          <td class="num">${fmt.count(one.rows)}</td>
          <td class="num">${fmt.count(one.kept)}</td>
          <td class="num">${fmt.money(one.net)}</td>
          <td class="num">${fmt.money(one.dropped)}</td>
        </tr>`,
    );
    const sums = [
      fmt.count(all),
      fmt.count(kept),
      fmt.money(totals.kept),
      fmt.money(totals.dropped),
    ];
    return this.#table('reading.months', heads, rows, [t('reading.together'), ...sums]);
  }

  /** @param {Reading} reading */
  #statuses({statuses, files, rows: all, totals}) {
    const {t, fmt} = this.ctx;
    const headers = new Set(files.flatMap(({columns}) => columns.map(({header}) => header)));
    // Where the money stands in another file than the statuses, it is not told apart by them.
    const isTold = isZero(totals.all) || statuses.some(({net}) => !isZero(net));
    const heads = /** @type {const} */ ([['status'], ['countsAs'], ['rows', true], ['net', true]]);
    const rows = statuses.map(
      (status) =>
        html`<tr>
          <td>${statusText(this.ctx, status.text, headers)}</td>
          <td class=${status.class}>${t(`reading.status.${status.class}`)}</td>
          <td class="num">${fmt.count(status.rows)}</td>
          <td class="num">${isTold ? fmt.money(status.net) : '–'}</td>
        </tr>`,
    );
    const rest = all - statuses.reduce((sum, status) => sum + status.rows, 0);
    const others = html`<tr>
      <td>${t('reading.status.none')}</td>
      <td></td>
      <td class="num">${fmt.count(rest)}</td>
      <td class="num">–</td>
    </tr>`;
    return this.#table('reading.statuses', heads, rest > 0 ? [...rows, others] : rows);
  }
}

/** @param {string} amount */
function isZero(amount) {
  return !/[1-9]/.test(amount);
}

/**
 * A status as the file has it. The core adds the name of a column that makes the order no sale, because
 * something stands in it, or, after `∅`, because nothing does.
 *
 * @param {import('./context.js').Ctx} ctx
 * @param {string} text
 * @param {ReadonlySet<string>} headers
 */
function statusText({t}, text, headers) {
  if (text === '') return t('reading.status.empty');
  const parts = text.split(' / ');
  const said = parts.map((part, at) => {
    if (part.startsWith('∅ ')) return t('reading.status.without', {column: clip(part.slice(2))});
    const isColumn = at > 0 && headers.has(part);
    return isColumn
      ? t('reading.status.with', {column: clip(part)})
      : html`<bdi>${clip(part)}</bdi>`;
  });
  return said.map((part, at) => html`${at ? t('reading.status.and') : nothing}${part}`);
}
