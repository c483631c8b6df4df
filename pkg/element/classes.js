/** The eight RFM classes in numbers, each with what to do and its customers. */

import {html, nothing} from 'lit';
import {UNKNOWN} from '../format.js';
import {classes} from './classes-styles.js';
import {CUSTOMER_COLUMNS} from './columns.js';
import {emit, View} from './context.js';
import {classColor} from './palette.js';
import {saveBlob} from './save.js';
import {className, segmentsTable, totals} from './segment-data.js';
import {tableStyles} from './table.js';

/** @typedef {import('./context.js').Report} Report */
/** @typedef {import('./segment-data.js').Segment} Segment */

/** The columns of the table, the shares standing below their numbers. */
const COLUMNS = Object.freeze([
  'customers',
  'orders',
  'net',
  'meanDaysSinceLast',
  'meanOrders',
  'meanNet',
  'expectedSpend12',
  'meanPAlive',
]);

/** Fires `view-select` with a class. */
export class HeadwaterClasses extends View {
  static properties = {...View.properties, failed: {state: true}};

  constructor() {
    super();
    this.failed = '';
  }

  render() {
    const {ctx, report} = this;
    if (!report) return nothing;
    const {t} = ctx;
    const table = segmentsTable(ctx, report);
    return html`
      <h3>${t('segments.table.title')}</h3>
      <div class="table-scroll" tabindex="0" role="region" aria-label=${t('segments.table.title')}>
        <table>
          <caption class="visually-hidden">
            ${t('segments.table.title')}
          </caption>
          <thead>
            <tr>
              <th scope="col">${t('segments.column.class')}</th>
              ${COLUMNS.map((name) => html`<th scope="col" class="num">${t(`segments.column.${name}`)}</th>`)}
            </tr>
          </thead>
          ${report.rfm.classes.map((segment) => this.#group(segment))}
          <tfoot>
            ${this.#total(report)}
          </tfoot>
        </table>
      </div>
      ${
        table.rows.some((row) => row.includes(null))
          ? html`<p class="note">${UNKNOWN} ${table.unknown}</p>`
          : nothing
      }
      ${this.failed ? html`<p class="note" role="alert">${this.failed}</p>` : nothing}
    `;
  }

  /** Two rows: the numbers, then what to do. @param {Segment} segment */
  #group(segment) {
    const {t} = this.ctx;
    const name = className(this.ctx, segment.class);
    const nobody = segment.customers === 0;
    return html`<tbody>
      <tr>
        <th scope="rowgroup">
          <span class="name">
            <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
              <rect width="10" height="10" rx="2" fill=${classColor(segment.class)}></rect>
            </svg>
            ${name}
          </span>
          <small>R F M: ${[...segment.class].join(' ')}</small>
        </th>
        ${this.#numbers(segment)}
      </tr>
      <tr>
        <td colspan=${COLUMNS.length + 1} class="do">
          <div>
            <span>${t(`segments.action.${segment.class}`)}</span>
            <button
              class="quiet"
              aria-label=${`${t('chart.list')}: ${name}`}
              ?disabled=${nobody}
              @click=${() => emit(this, 'view-select', {classes: [segment.class]})}
            >
              ${t('chart.list')}
            </button>
            <button
              class="quiet"
              aria-label=${`CSV: ${name}`}
              ?disabled=${nobody || !this.book}
              @click=${() => this.#export(segment.class)}
            >
              CSV
            </button>
          </div>
        </td>
      </tr>
    </tbody>`;
  }

  /** @param {Segment} segment */
  #numbers(segment) {
    const {fmt} = this.ctx;
    /** @type {[string, string?][]} */
    const cells = [
      [fmt.count(segment.customers), fmt.percent(segment.customerShare)],
      [fmt.count(segment.orders)],
      [fmt.money(segment.net), fmt.percent(segment.netShare)],
      [fmt.number(segment.meanDaysSinceLast, 0)],
      [fmt.number(segment.meanOrders, 2)],
      [fmt.money(segment.meanNet)],
      [fmt.money(segment.expectedSpend12)],
      [fmt.percent(segment.meanPAlive, 0)],
    ];
    return cells.map(
      ([text, share]) =>
        html`<td class="num">${text} ${share ? html`<small>${share}</small>` : nothing}</td>`,
    );
  }

  /** @param {Report} report */
  #total({rfm, pool}) {
    const {t, fmt} = this.ctx;
    const all = totals(rfm.classes);
    return html`<tr>
      <th scope="row">${t('segments.total')}</th>
      <td class="num">${fmt.count(all.customers)}</td>
      <td class="num">${fmt.count(all.orders)}</td>
      <td class="num">${fmt.money(pool.net)}</td>
      <td colspan="3"></td>
      <td class="num">${fmt.money(all.expectedSpend12)}</td>
      <td></td>
    </tr>`;
  }

  /** @param {Segment['class']} cls */
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

  static styles = [View.styles, tableStyles, classes];
}
