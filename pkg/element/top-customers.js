/** The customers expected to bring most, read from the book. */

import {html, nothing} from 'lit';
import {View} from './context.js';
import {drawTop} from './value-charts.js';
import {topTable} from './value-data.js';

/** @typedef {import('./context.js').CustomerPage['rows']} CustomerRows */

const TOP = 20;

export class HeadwaterTopCustomers extends View {
  static properties = {...View.properties, rows: {state: true}, failed: {state: true}};

  constructor() {
    super();
    /** @type {CustomerRows | undefined} */
    this.rows = undefined;
    this.failed = '';
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('report') || changed.has('book')) void this.#read();
  }

  /** An answer that comes after a newer report is dropped. */
  async #read() {
    const {book, report} = this;
    this.rows = undefined;
    this.failed = '';
    if (!book || !report?.value) return;
    const column = report.value.clv12 === null ? 'expectedOrders12' : 'clv12';
    try {
      const page = await book.customers({sort: {column, descending: true}, from: 0, to: TOP});
      if (report === this.report) this.rows = page.rows;
    } catch (error) {
      if (report !== this.report) return;
      this.failed = error instanceof Error ? error.message : String(error);
    }
  }

  render() {
    const {ctx, report, book, rows} = this;
    if (this.failed) {
      const reason = ctx.t('customers.failed');
      return html`<p class="note" role="alert">${reason} ${this.failed}</p>`;
    }
    if (!report?.value || !rows) return nothing;
    const byValue = report.value.clv12 !== null;
    return html`<headwater-figure
      .ctx=${ctx}
      .book=${book}
      name="top-customers"
      .asOf=${report.pool.asOf}
      .heading=${ctx.t('value.top.title')}
      .takeaway=${ctx.t(byValue ? 'value.top.byValue' : 'value.top.byOrders', {n: rows.length})}
      .note=${ctx.t('value.top.note')}
      .asTable=${true}
      .draw=${drawTop(rows, byValue ? 'clv12' : 'expectedOrders12')}
      .table=${topTable(ctx, rows)}
    ></headwater-figure>`;
  }
}
