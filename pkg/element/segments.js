/** Who the customers are: the eight RFM classes. */

import {css, html, nothing} from 'lit';
import {UNKNOWN} from '../format.js';
import {emit, View} from './context.js';
import {classColor} from './palette.js';
import {saveBlob} from './save.js';
import {drawGrid, drawSegments} from './segment-charts.js';
import * as data from './segment-data.js';
import {cellText, isText, tableStyles} from './table.js';

/** @typedef {import('./context.js').Report} Report */
/** @typedef {import('./segment-data.js').Segment} Segment */

/** The columns of a customers file, one header for each. */
const CUSTOMER_COLUMNS = Object.freeze(
  `id firstDay lastDay daysSinceLast orders net r f m class pAlive expectedOrders3 expectedOrders6
   expectedOrders12 spendPerOrder expectedSpend3 expectedSpend6 expectedSpend12 clv12 channel`.split(
    /\s+/,
  ),
);

export class HeadwaterSegments extends View {
  static properties = {...View.properties, measure: {state: true}, failed: {state: true}};

  constructor() {
    super();
    /** @type {'customers' | 'net'} */
    this.measure = 'customers';
    this.failed = '';
  }

  render() {
    const {ctx, report, book} = this;
    if (!report) return nothing;
    const {t} = ctx;
    return html`<div class="stack">
      <headwater-cut-rule .ctx=${ctx} .report=${report}></headwater-cut-rule>
      <headwater-figure
        .ctx=${ctx}
        .book=${book}
        name="segments"
        .asOf=${report.pool.asOf}
        .heading=${t('segments.title')}
        .takeaway=${data.segmentsTakeaway(ctx, report)}
        .draw=${drawSegments(report)}
        .table=${data.segmentsTable(ctx, report)}
        .pick=${(/** @type {{segment: Segment}} */ bar) => this.#open(bar.segment.class)}
      ></headwater-figure>
      ${this.#classes(report)}
      <headwater-figure
        .ctx=${ctx}
        .book=${book}
        name="rfm-grid"
        .asOf=${report.pool.asOf}
        .heading=${t('segments.grid.title')}
        .takeaway=${data.gridTakeaway(ctx, report)}
        .note=${t('segments.grid.note')}
        .draw=${drawGrid(report, this.measure)}
        .table=${data.gridTable(ctx, report)}
        .pick=${(/** @type {{of: {r: number, f: number}}} */ {of: {r, f}}) =>
          emit(this, 'view-select', {
            ranges: [
              {column: 'r', min: r, max: r},
              {column: 'f', min: f, max: f},
            ],
          })}
      >
        ${this.#measures()}
      </headwater-figure>
    </div>`;
  }

  #measures() {
    const {t} = this.ctx;
    return html`<div slot="controls" class="row" role="group" aria-label=${t('chart.measure')}>
      ${
        /** @type {const} */ (['customers', 'net']).map(
          (measure) =>
            html`<button
              aria-pressed=${measure === this.measure ? 'true' : 'false'}
              @click=${() => (this.measure = measure)}
            >
              ${t(`segments.column.${measure}`)}
            </button>`,
        )
      }
    </div>`;
  }

  /** @param {Report} report */
  #classes(report) {
    const {t} = this.ctx;
    const table = data.segmentsTable(this.ctx, report);
    const heads = table.columns.filter((_, at) => at !== 1);
    return html`
      <h3>${t('segments.table.title')}</h3>
      <div class="table-scroll" tabindex="0" role="region" aria-label=${table.caption}>
        <table>
          <caption class="visually-hidden">
            ${table.caption}
          </caption>
          <thead>
            <tr>
              ${heads.map((head) => html`<th scope="col" class=${isText(head) ? '' : 'num'}>${head.label}</th>`)}
              <th scope="col">${t('segments.column.action')}</th>
              <th scope="col">${t('chart.customers')}</th>
            </tr>
          </thead>
          <tbody>
            ${report.rfm.classes.map((segment, at) => this.#row(segment, table, at))}
          </tbody>
          <tfoot>
            ${this.#total(report, table)}
          </tfoot>
        </table>
      </div>
      <p class="note">${UNKNOWN} ${table.unknown}</p>
      ${this.failed ? html`<p class="note" role="alert">${this.failed}</p>` : nothing}
    `;
  }

  /** @param {Segment} segment @param {import('./table.js').Table} table @param {number} at */
  #row(segment, table, at) {
    const {t} = this.ctx;
    const name = data.className(this.ctx, segment.class);
    const cells = table.rows[at].map((value, i) => cellText(value, table.columns[i], this.ctx));
    return html`<tr>
      <th scope="row">
        <span class="name"
          ><svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
            <rect width="10" height="10" rx="2" fill=${classColor(segment.class)}></rect></svg
          >${name}</span
        >
        <span class="code">${cells[1]}</span>
      </th>
      ${cells.slice(2).map((text) => html`<td class="num">${text}</td>`)}
      <td class="action">${t(`segments.action.${segment.class}`)}</td>
      <td class="buttons">
        <button
          class="quiet"
          aria-label=${`${t('chart.list')}: ${name}`}
          ?disabled=${segment.customers === 0}
          @click=${() => this.#open(segment.class)}
        >
          ${t('chart.list')}
        </button>
        <button
          class="quiet"
          aria-label=${`CSV: ${name}`}
          ?disabled=${segment.customers === 0 || !this.book}
          @click=${() => this.#export(segment.class)}
        >
          CSV
        </button>
      </td>
    </tr>`;
  }

  /** @param {Report} report @param {import('./table.js').Table} table */
  #total({rfm, pool}, {columns}) {
    const {t, fmt} = this.ctx;
    const all = data.totals(rfm.classes);
    return html`<tr>
      <th scope="row">${t('segments.total')}</th>
      <td class="num">${fmt.count(all.customers)}</td>
      <td class="num">${fmt.percent(1)}</td>
      <td class="num">${fmt.count(all.orders)}</td>
      <td class="num">${fmt.money(pool.net)}</td>
      <td class="num">${fmt.percent(1)}</td>
      <td colspan="3"></td>
      <td class="num">${fmt.money(all.expectedSpend12)}</td>
      <td colspan=${columns.length - 9}></td>
    </tr>`;
  }

  /** @param {string} cls */
  #open(cls) {
    emit(this, 'view-select', {classes: [cls]});
  }

  /** @param {string} cls */
  async #export(cls) {
    const {book, report, ctx} = this;
    if (!book || !report) return;
    this.failed = '';
    try {
      const headers = CUSTOMER_COLUMNS.map((column) => ctx.t(`customers.${column}`));
      const blob = await book.exportCustomers({where: {classes: [cls]}, headers});
      saveBlob(blob, `headwater-customers-${cls}-${report.pool.asOf}.csv`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.failed = ctx.t('chart.failed', {reason});
    }
  }

  static styles = [
    ...View.styles,
    [
      tableStyles,
      css`
        headwater-figure {
          margin-block-start: var(--hw-space-5);
        }
        .table-scroll {
          max-height: none;
        }
        .name {
          display: flex;
          align-items: center;
          gap: var(--hw-space-2);
          white-space: nowrap;
        }
        .swatch {
          flex: none;
          width: 10px;
          height: 10px;
        }
        .code {
          display: block;
          padding-inline-start: 18px;
          color: var(--hw-ink-2);
          font-size: var(--hw-text-xs);
          font-weight: 400;
        }
        .action {
          min-width: 15em;
          max-width: 24em;
        }
        .buttons {
          white-space: nowrap;
        }
        tfoot th,
        tfoot td {
          border-block: 1px solid var(--hw-edge) 0;
          font-weight: 600;
          color: var(--hw-ink);
        }
        tbody tr:last-child > * {
          border-block-end: 0;
        }
      `,
    ],
  ];
}
