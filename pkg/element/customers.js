/** The customers: filters, a count, a download, and the table. */

import {css, html, nothing} from 'lit';
import {View} from './context.js';
import {columnsFor, customerWording} from './columns.js';
import {saveBlob} from './save.js';

/** @typedef {import('../wasm/headwater.js').CustomerQuery} CustomerQuery */
/** @typedef {import('./filters.js').Where} Where */
/** @typedef {NonNullable<CustomerQuery['sort']>} Sort */

/** Columns whose first click sorts from small to large; the others start with the largest. */
const ASCENDING = ['id', 'class', 'firstDay', 'channel', 'daysSinceLast'];

export class HeadwaterCustomers extends View {
  static styles = [
    View.styles,
    css`
      .bar {
        margin-block: var(--hw-space-4) var(--hw-space-3);
      }
      .failed {
        color: var(--hw-bad);
      }
      .note {
        margin-block-start: var(--hw-space-3);
      }
    `,
  ];

  static properties = {
    ...View.properties,
    where: {attribute: false},
    sort: {attribute: false},
    total: {state: true},
    failed: {state: true},
    saving: {state: true},
  };

  /** @type {import('./rows.js').Ask | undefined} */
  #ask;

  constructor() {
    super();
    /** @type {Where} */
    this.where = {};
    /** @type {Sort | undefined} undefined: the most valuable first */
    this.sort = undefined;
    /** @type {number | undefined} */
    this.total = undefined;
    this.failed = false;
    this.saving = false;
  }

  /**
   * Shows the customers that another view means.
   *
   * @param {{classes?: Where['classes'], ranges?: Where['ranges'], sort?: Sort}} selection
   */
  select({classes = [], ranges = [], sort}) {
    this.where = {classes, ranges};
    if (sort) this.sort = sort;
  }

  /** @returns {Sort} */
  get #sorted() {
    if (this.sort) return this.sort;
    return {column: this.report?.models.gammaGamma ? 'clv12' : 'net', descending: true};
  }

  /** @returns {Pick<CustomerQuery, 'where' | 'sort'>} */
  get #query() {
    const {classes = [], search, ranges = []} = this.where;
    const where = {
      ...(classes.length ? {classes} : {}),
      ...(search ? {search} : {}),
      ...(ranges.length ? {ranges} : {}),
    };
    return {where, sort: this.#sorted};
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const {book} = this;
    if (!book || !this.report) return;
    if (!['book', 'report', 'where', 'sort'].some((name) => changed.has(name))) return;
    const query = this.#query;
    this.failed = false;
    this.#ask = (range) => book.customers({...query, ...range});
  }

  render() {
    if (!this.report || !this.book) return nothing;
    const {t, fmt} = this.ctx;
    const {customers} = this.report.pool;
    const shown = fmt.count(this.total ?? customers);
    return html`
      <headwater-filters
        .ctx=${this.ctx}
        .report=${this.report}
        .where=${this.where}
        @where-change=${(/** @type {CustomEvent} */ event) => (this.where = event.detail.where)}
      ></headwater-filters>
      <div class="row spread bar">
        <p role="status">
          ${
            this.failed
              ? html`<span class="failed">${t('customers.failed')}</span>`
              : this.total === 0
                ? t('customers.none')
                : t('customers.of', {shown, n: customers})
          }
        </p>
        <button type="button" ?disabled=${this.saving || this.total === 0} @click=${this.#download}>
          ${t('customers.download')}
        </button>
      </div>
      <headwater-grid
        .ctx=${this.ctx}
        .columns=${columnsFor(this.report)}
        .sort=${this.#sorted}
        .ask=${this.#ask}
        .most=${customers}
        .label=${t('customers.table')}
        @sort-change=${this.#onSort}
        @total-change=${this.#onTotal}
      ></headwater-grid>
      ${this.report.models.bgNbd ? html`<p class="note">${t('customers.estimate')}</p>` : nothing}
    `;
  }

  /** @param {CustomEvent} event */
  #onTotal({detail: {total, failure}}) {
    this.total = total;
    this.failed = failure !== undefined;
  }

  /** @param {CustomEvent} event */
  #onSort({detail: {column}}) {
    const {column: now, descending = false} = this.#sorted;
    this.sort = {column, descending: column === now ? !descending : !ASCENDING.includes(column)};
  }

  async #download() {
    const {t} = this.ctx;
    this.saving = true;
    try {
      const blob = await this.book?.exportCustomers({...this.#query, ...customerWording(t)});
      const day = this.report?.options.asOf ?? '';
      if (blob) saveBlob(blob, `${t('customers.fileName')}-${day}.csv`);
    } catch {
      this.failed = true;
    } finally {
      this.saving = false;
    }
  }
}
