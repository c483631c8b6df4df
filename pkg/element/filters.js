/** Which customers: by class, part of the id, and ranges. */

import {html, nothing} from 'lit';
import {View, emit} from './context.js';
import {CLASSES} from './columns.js';
import {dots} from './dots.js';
import {filters} from './filters-styles.js';

/** @typedef {import('../wasm/headwater.js').NumericColumn} NumericColumn */
/** @typedef {{column: NumericColumn, min?: number, max?: number}} Range */
/** @typedef {import('../wasm/headwater.js').ClassName} ClassName */
/** @typedef {{classes?: ClassName[], search?: string, ranges?: Range[]}} Where */

/** The ranges that have a field of their own: at least so much. Shown values are `scale` times. */
const FIELDS = /** @type {const} */ ([
  {column: 'pAlive', scale: 100, unit: ' (%)', model: true},
  {column: 'clv12', scale: 1, unit: '', model: true},
  {column: 'orders', scale: 1, unit: '', model: false},
]);

const PAUSE = 250;

/** Fires `where-change` with `{where}`. */
export class HeadwaterFilters extends View {
  static styles = [View.styles, dots, filters];

  static properties = {...View.properties, where: {attribute: false}};

  #pause = 0;

  constructor() {
    super();
    /** @type {Where} */
    this.where = {};
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#pause);
  }

  render() {
    if (!this.report) return nothing;
    const {t} = this.ctx;
    const {models} = this.report;
    const fields = FIELDS.filter(
      ({column, model}) => !model || (column === 'clv12' ? models.gammaGamma : models.bgNbd),
    );
    return html`
      <div class="row chips" role="group" aria-label=${t('customers.classes')}>
        ${CLASSES.map((one) => this.#chip(one))}
      </div>
      <div class="fields">
        <label>
          <span>${t('customers.search')}</span>
          <input
            type="search"
            autocomplete="off"
            spellcheck="false"
            .value=${this.where.search ?? ''}
            @input=${this.#onSearch}
          />
        </label>
        ${fields.map((field) => this.#atLeast(field))}
        ${this.#ranges().map((range) => this.#range(range))}
        ${
          this.#isFiltered()
            ? html`<button type="button" class="quiet" @click=${() => this.#change({})}>
                ${t('customers.clear')}
              </button>`
            : nothing
        }
      </div>
    `;
  }

  #isFiltered() {
    const {classes = [], search, ranges = []} = this.where;
    return classes.length > 0 || Boolean(search) || ranges.length > 0;
  }

  /** @param {(typeof CLASSES)[number]} one */
  #chip(one) {
    const {t, fmt} = this.ctx;
    const {classes = []} = this.where;
    const on = classes.includes(one);
    const {customers = 0} = this.report?.rfm.classes.find((row) => row.class === one) ?? {};
    const next = on ? classes.filter((other) => other !== one) : [...classes, one];
    return html`<button
      type="button"
      aria-pressed=${on}
      @click=${() => this.#change({...this.where, classes: next})}
    >
      <i class="k${one}"></i>${t(`class.${one}`)} <span class="note">${fmt.count(customers)}</span>
    </button>`;
  }

  /** @param {(typeof FIELDS)[number]} field */
  #atLeast({column, scale, unit}) {
    const {t} = this.ctx;
    const {min} = this.where.ranges?.find((range) => range.column === column) ?? {};
    const shown = min === undefined ? '' : String(Number((min * scale).toFixed(6)));
    return html`<label>
      <span>${t('customers.atLeast', {name: t(`customers.${column}`)})}${unit}</span>
      <input
        class="short num"
        type="number"
        min="0"
        step="any"
        .value=${shown}
        @change=${(/** @type {Event} */ event) => {
          const value = /** @type {HTMLInputElement} */ (event.target).valueAsNumber;
          this.#setMin(column, Number.isNaN(value) ? undefined : value / scale);
        }}
      />
    </label>`;
  }

  /** The ranges that the fields do not show: those that a chart asked for. */
  #ranges() {
    const fields = FIELDS.map(({column}) => /** @type {string} */ (column));
    return (this.where.ranges ?? []).filter(
      ({column, max}) => !fields.includes(column) || max !== undefined,
    );
  }

  /** @param {Range} range */
  #range(range) {
    const {t} = this.ctx;
    const {ranges = []} = this.where;
    const rest = ranges.filter((other) => other !== range);
    return html`<button
      type="button"
      aria-pressed="true"
      @click=${() => this.#change({...this.where, ranges: rest})}
    >
      ${t(`customers.${range.column}`)} ${this.#bounds(range)} ×
    </button>`;
  }

  /** @param {Range} range */
  #bounds({column, min, max}) {
    const {fmt} = this.ctx;
    /** @param {number} value */
    const write = (value) =>
      column === 'pAlive' ? fmt.percent(value) : fmt.number(value, value % 1 ? 2 : 0);
    if (min === undefined) return `≤ ${write(max ?? 0)}`;
    if (max === undefined) return `≥ ${write(min)}`;
    return `${write(min)} – ${write(max)}`;
  }

  /** @param {NumericColumn} column @param {number | undefined} min */
  #setMin(column, min) {
    const {ranges = []} = this.where;
    const old = ranges.find((range) => range.column === column);
    const rest = ranges.filter((range) => range !== old);
    /** @type {Range} */
    const next = {...old, column, min};
    if (min === undefined) delete next.min;
    const keeps = next.min !== undefined || next.max !== undefined;
    this.#change({...this.where, ranges: keeps ? [...rest, next] : rest});
  }

  /** @param {Event} event */
  #onSearch(event) {
    const search = /** @type {HTMLInputElement} */ (event.target).value.trim();
    clearTimeout(this.#pause);
    this.#pause = window.setTimeout(() => this.#change({...this.where, search}), PAUSE);
  }

  /** @param {Where} where */
  #change(where) {
    clearTimeout(this.#pause);
    emit(this, 'where-change', {where});
  }
}
