/** What the report stands on: the day, the period, the model's unit, the discount. */

import {css, html, nothing} from 'lit';
import {View, emit} from './context.js';

/** @typedef {import('../wasm/headwater.js').ReportOptions} ReportOptions */

const PERIODS = [7, 30, 90, 365];
const UNITS = /** @type {const} */ (['day', 'week', 'month']);

/** Fires `settings-change` with the options that change. */
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
          flex: 1 1 40%;
        }
        input,
        select,
        .short {
          inline-size: 100%;
        }
      }
    `,
  ];

  render() {
    if (!this.report) return nothing;
    const {t} = this.ctx;
    const {options, pool} = this.report;
    return html`<div class="fields">
      <label>
        <span>${t('settings.asOf')}</span>
        <input
          type="date"
          required
          min=${pool.firstDay}
          .value=${options.asOf}
          @change=${this.#onDay}
        />
      </label>
      ${this.#select('period', PERIODS, options.periodDays, (days) =>
        this.#change({periodDays: days}),
      )}
      ${this.#select('unit', UNITS, options.unit, (unit) => this.#change({unit}))}
      <label>
        <span>${t('settings.discount')} (%)</span>
        <input
          class="short num"
          type="number"
          min="0"
          max="100"
          step="0.5"
          .value=${String(Number((options.discountRate * 100).toFixed(4)))}
          @change=${this.#onDiscount}
        />
      </label>
    </div>`;
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
        ${all.map((one) => html`<option .selected=${one === value}>${name(one)}</option>`)}
      </select>
    </label>`;
  }

  /** @param {Event} event */
  #onDay(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.value && input.validity.valid) this.#change({asOf: input.value});
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
