/** What the report stands on: the day, the period, the model's unit, the discount. */

import {css, html, nothing} from 'lit';
import {live} from 'lit/directives/live.js';
import {View, emit} from './context.js';

/** @typedef {import('../wasm/headwater.js').ReportOptions} ReportOptions */
/** @typedef {import('./context.js').Report} Report */

const PERIODS = [7, 30, 90, 365];
const UNITS = /** @type {const} */ (['day', 'week', 'month']);

/** Fires `settings-change` with the option that changes. */
export class HeadwaterSettings extends View {
  static styles = [
    View.styles,
    css`
      .fields {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--hw-space-3) var(--hw-space-4);
      }
      label {
        display: grid;
        gap: 2px;
        color: var(--hw-ink-2);
        font-size: var(--hw-text-xs);
        font-weight: 550;
      }
      input,
      select {
        color: var(--hw-ink);
      }
      .short {
        inline-size: 88px;
      }
      @media (max-width: 560px) {
        .fields > label {
          flex: 1 1 130px;
          min-inline-size: 0;
        }
        input,
        select,
        .short {
          inline-size: 100%;
        }
      }
    `,
  ];

  static properties = {...View.properties, of: {}, busy: {type: Boolean}};

  constructor() {
    super();
    /** @type {'days' | 'model'} which settings: what stands where it acts */
    this.of = 'days';
    /** when it ends, the fields show again what the report stands on */
    this.busy = false;
  }

  render() {
    if (!this.report) return nothing;
    return html`<div class="fields">
      ${this.of === 'model' ? this.#model(this.report) : this.#days(this.report)}
    </div>`;
  }

  /** @param {Report} report */
  #days({options, pool}) {
    return html`<label>
        <span>${this.ctx.t('settings.asOf')}</span>
        <input
          type="date"
          required
          min=${pool.firstDay}
          .value=${live(options.asOf)}
          @change=${this.#onDay}
        />
      </label>
      ${this.#select('periodDays', PERIODS, options.periodDays, (periodDays) =>
        this.#change({periodDays}),
      )}`;
  }

  /** @param {Report} report */
  #model({options}) {
    return html`${this.#select('unit', UNITS, options.unit, (unit) => this.#change({unit}))}
      <label>
        <span>${this.ctx.t('settings.discountRate')} (%)</span>
        <input
          class="short num"
          type="number"
          min="0"
          max="100"
          step="0.5"
          .value=${live(String(Number((options.discountRate * 100).toFixed(4))))}
          @change=${this.#onDiscount}
        />
      </label>`;
  }

  /**
   * @template {string | number} T
   * @param {string} key
   * @param {readonly T[]} values
   * @param {T} value
   * @param {(value: T) => void} chosen
   */
  #select(key, values, value, chosen) {
    const {t, fmt} = this.ctx;
    const all = values.includes(value) ? values : [...values, value];
    /** @param {T} one */
    const name = (one) => (typeof one === 'number' ? fmt.days(one) : t(`settings.${key}.${one}`));
    return html`<label>
      <span>${t(`settings.${key}`)}</span>
      <select
        @change=${(/** @type {Event} */ event) =>
          chosen(all[/** @type {HTMLSelectElement} */ (event.target).selectedIndex])}
      >
        ${all.map((one) => html`<option .selected=${live(one === value)}>${name(one)}</option>`)}
      </select>
    </label>`;
  }

  /** @param {Event} event */
  #onDay(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    // A day before the first order is refused by the core, which says why.
    if (input.value) this.#change({asOf: input.value});
  }

  /** @param {Event} event */
  #onDiscount(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.validity.valid && input.value) {
      this.#change({discountRate: input.valueAsNumber / 100});
    }
  }

  /** @param {ReportOptions} options */
  #change(options) {
    emit(this, 'settings-change', options);
  }
}
