/** The choice of the currency to count in, and the rates of the others. */

import {html, nothing} from 'lit';
import {View, emit} from './context.js';
import {fields} from './fields-styles.js';

/** @typedef {import('../wasm/headwater.js').Reading['currencies'][number]} Count */

const COMMON = ['CNY', 'USD', 'EUR', 'GBP', 'JPY', 'HKD'];
/** What the core takes for a rate. */
const RATE = /^\d{1,9}(?:[.,]\d{1,9})?$/;

/** Fires `read-again` with `{currency, rates}`. */
export class HeadwaterReadRates extends View {
  static styles = [View.styles, fields];

  static properties = {
    ...View.properties,
    currencies: {attribute: false},
    manner: {attribute: false},
    target: {state: true},
    rates: {state: true},
    wrong: {state: true},
  };

  constructor() {
    super();
    /** @type {Count[]} */
    this.currencies = [];
    /** @type {import('./work.js').Manner} how the files were read */
    this.manner = {};
    this.target = '';
    /** @type {Record<string, string>} */
    this.rates = {};
    this.wrong = '';
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has('manner') && !changed.has('currencies')) return;
    this.target = this.manner.currency ?? '';
    this.rates = {...this.manner.rates};
    this.wrong = '';
  }

  render() {
    const {t} = this.ctx;
    const others = this.#others();
    return html`<form class="stack" @submit=${this.#go} novalidate>
      <div class="fields">
        <div>
          <label for="target">${t('currencies.target')}</label>
          <select id="target" @change=${this.#choose}>
            <option value="" .selected=${this.target === ''}>${t('currencies.most')}</option>
            ${codesOf(this.currencies, this.target).map(
              (code) => html`<option .selected=${code === this.target}>${code}</option>`,
            )}
          </select>
        </div>
        ${this.target ? others.map((code) => this.#rate(code)) : nothing}
      </div>
      ${
        this.target && others.length
          ? html`<p class="note" id="hint">${t('currencies.hint')}</p>`
          : nothing
      }
      ${this.wrong ? html`<p class="wrong" role="alert">${t('currencies.wrong', {code: this.wrong})}</p>` : nothing}
      <div class="row"><button type="submit">${t('again.go')}</button></div>
    </form>`;
  }

  /** @param {string} code */
  #rate(code) {
    const {t} = this.ctx;
    const type = (/** @type {Event} */ event) => {
      const {value} = /** @type {HTMLInputElement} */ (event.target);
      this.rates = {...this.rates, [code]: value.trim()};
    };
    return html`<div>
      <label for="rate-${code}">${t('currencies.rate', {from: code, to: this.target})}</label>
      <input
        id="rate-${code}"
        inputmode="decimal"
        autocomplete="off"
        aria-describedby="hint"
        aria-invalid=${this.wrong === code ? 'true' : 'false'}
        .value=${this.rates[code] ?? ''}
        @input=${type}
      />
    </div>`;
  }

  /** The currencies that a rate can be given for. */
  #others() {
    const codes = this.currencies.map(({code}) => code).filter(isCode);
    return codes.filter((code) => code !== this.target);
  }

  /** @param {Event} event */
  #choose(event) {
    this.target = /** @type {HTMLSelectElement} */ (event.target).value;
    this.rates = {};
    this.wrong = '';
  }

  /** @param {Event} event */
  #go(event) {
    event.preventDefault();
    const typed = this.#others().filter((code) => this.rates[code]);
    const isWrong = (/** @type {string} */ text) => !RATE.test(text) || !/[1-9]/.test(text);
    this.wrong = (this.target && typed.find((code) => isWrong(this.rates[code] ?? ''))) || '';
    if (this.wrong) return;
    const rates = typed.map((code) => [code, this.rates[code]?.replace(',', '.')]);
    emit(this, 'read-again', {
      currency: this.target || undefined,
      rates: this.target && rates.length ? Object.fromEntries(rates) : undefined,
    });
  }
}
/**
 * Whether a currency has a name that a rate can be given for.
 *
 * @param {string | null} code
 * @returns {code is string}
 */
export function isCode(code) {
  return code !== null && /^[A-Z]{3}$/.test(code);
}

/** Those in the files first. @param {Count[]} currencies @param {string} target */
function codesOf(currencies, target) {
  const found = currencies.map(({code}) => code).filter(isCode);
  return [...new Set([...found, ...COMMON, ...(target ? [target] : [])])];
}
