/** The currencies of the files: what is in each, and to choose one or to give rates. */

import {css, html, nothing} from 'lit';
import {createFormat} from '../format.js';
import {View, emit} from './context.js';
import {clip} from './clip.js';

/** @typedef {import('../wasm/headwater.js').Reading} Reading */
/** @typedef {Reading['currencies'][number]} Count */

const COMMON = ['CNY', 'USD', 'EUR', 'GBP', 'JPY', 'HKD'];
/** What the core takes for a rate. */
const RATE = /^\d{1,9}(?:[.,]\d{1,9})?$/;

/**
 * Whether there is something to choose: several currencies, or one that is a guess.
 *
 * @param {Reading} reading
 */
export const hasCurrencies = ({currencies, diagnostics}) =>
  currencies.length > 1 ||
  currencies.some(({fate}) => fate !== 'kept') ||
  diagnostics.some(({code}) => code === 'assumed-currency');

/** Fires `read-again` with `{currency, rates}`. */
export class HeadwaterReadCurrencies extends View {
  static styles = [
    View.styles,
    css`
      table {
        inline-size: 100%;
      }
      tbody th {
        color: var(--hw-ink);
        white-space: nowrap;
      }
      .sub {
        color: var(--hw-ink-2);
        font-size: var(--hw-text-xs);
      }
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 220px), 1fr));
        gap: var(--hw-space-3) var(--hw-space-5);
      }
      label {
        display: block;
        margin-block-end: var(--hw-space-1);
        font-size: var(--hw-text-s);
        font-weight: 550;
      }
      select,
      input {
        inline-size: 100%;
      }
    `,
  ];

  static properties = {
    ...View.properties,
    reading: {attribute: false},
    manner: {attribute: false},
    target: {state: true},
    rates: {state: true},
    wrong: {state: true},
  };

  constructor() {
    super();
    /** @type {Reading | undefined} */
    this.reading = undefined;
    /** @type {import('./work.js').Manner} how the files were read */
    this.manner = {};
    this.target = '';
    /** @type {Record<string, string>} */
    this.rates = {};
    this.wrong = '';
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has('manner') && !changed.has('reading')) return;
    this.target = this.manner.currency ?? '';
    this.rates = {...this.manner.rates};
    this.wrong = '';
  }

  render() {
    const {reading} = this;
    const {t} = this.ctx;
    if (!reading) return nothing;
    return html`<section class="panel stack">
      <div>
        <h3>${t('currencies.title')}</h3>
        <p class="note">${t('currencies.lead')}</p>
      </div>
      ${this.#table(reading)} ${this.#choice(reading)}
    </section>`;
  }

  /** @param {Reading} reading */
  #table({currencies, currency}) {
    const {t, fmt} = this.ctx;
    const heads = ['rows', 'net'];
    /** @param {string} value @param {Count} count */
    const faults = (value, {rows, counted}) =>
      rows > counted ? html`<div class="sub">${t('currencies.faults', {value})}</div>` : nothing;
    return html`<div class="scroll-x" tabindex="0" role="group" aria-label=${t('currencies.title')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t('currencies.currency')}</th>
            ${heads.map((key) => html`<th scope="col" class="num">${t(`currencies.${key}`)}</th>`)}
            <th scope="col">${t('currencies.fate')}</th>
          </tr>
        </thead>
        <tbody>
          ${currencies.map((count) => {
            const own = createFormat(this.ctx.locale, isCode(count.code) ? count.code : null);
            return html`<tr>
              <th scope="row">
                <bdi>${count.code === null ? t('currencies.unsaid') : clip(count.code)}</bdi>
              </th>
              <td class="num">
                ${fmt.count(count.counted)}${faults(fmt.count(count.rows - count.counted), count)}
              </td>
              <td class="num">${own.money(count.net)}${faults(own.money(count.dropped), count)}</td>
              <td>${this.#fate(count, currency)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }

  /** @param {Count} count @param {string | null} currency */
  #fate({fate, code, rate, inLedger}, currency) {
    const {t, fmt} = this.ctx;
    if (fate !== 'converted') return t(`currencies.${fate}`);
    const said = {from: code ?? '', to: currency ?? '', rate: rate ?? '', net: fmt.money(inLedger)};
    return t('currencies.converted', said);
  }

  /** @param {Reading} reading */
  #choice(reading) {
    const {t} = this.ctx;
    const others = this.#others(reading);
    return html`<form class="stack" @submit=${this.#go} novalidate>
      <div class="fields">
        <div>
          <label for="target">${t('currencies.target')}</label>
          <select id="target" @change=${this.#choose}>
            <option value="" .selected=${this.target === ''}>${t('currencies.most')}</option>
            ${codesOf(reading, this.target).map(
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
      ${this.wrong ? html`<p class="note" role="alert">${t('currencies.wrong', {code: this.wrong})}</p>` : nothing}
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

  /** The currencies that a rate can be given for. @param {Reading} reading */
  #others({currencies}) {
    const codes = currencies.map(({code}) => code).filter(isCode);
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
    if (!this.reading) return;
    const typed = this.#others(this.reading).filter((code) => this.rates[code]);
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

/** @param {string | null} code @returns {code is string} */
function isCode(code) {
  return code !== null && /^[A-Z]{3}$/.test(code);
}

/** Those in the files first. @param {Reading} reading @param {string} target */
function codesOf({currencies}, target) {
  const found = currencies.map(({code}) => code).filter(isCode);
  return [...new Set([...found, ...COMMON, ...(target ? [target] : [])])];
}
