/** The currencies of the files: what is in each, and what became of it. */

import {css, html, nothing} from 'lit';
import {createFormat} from '../format.js';
import {View} from './context.js';
import {clip} from './clip.js';
import {isCode} from './read-rates.js';

/** @typedef {import('../wasm/headwater.js').Reading} Reading */
/** @typedef {Reading['currencies'][number]} Count */

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
      td:last-child {
        min-inline-size: 5em;
      }
      @media (max-width: 560px) {
        th,
        td {
          padding-inline: var(--hw-space-1);
        }
      }
      .sub {
        color: var(--hw-ink-2);
        font-size: var(--hw-text-xs);
      }
    `,
  ];

  static properties = {
    ...View.properties,
    reading: {attribute: false},
    manner: {attribute: false},
  };

  constructor() {
    super();
    /** @type {Reading | undefined} */
    this.reading = undefined;
    /** @type {import('./work.js').Manner} how the files were read */
    this.manner = {};
  }

  render() {
    const {ctx, reading, manner} = this;
    const {t} = ctx;
    if (!reading) return nothing;
    return html`<section class="panel stack">
      <div>
        <h3>${t('currencies.title')}</h3>
        <p class="note">${t('currencies.lead')}</p>
      </div>
      ${this.#table(reading)}
      <headwater-read-rates
        .ctx=${ctx}
        .currencies=${reading.currencies}
        .manner=${manner}
      ></headwater-read-rates>
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
}
