/** Where high begins: the rule, and the operator's own thresholds. */

import {css, html, LitElement, nothing} from 'lit';
import {createContext, emit} from './context.js';
import {cutWords} from './segment-data.js';
import {base} from './styles.js';

/** @typedef {import('./context.js').Report} Report */
/** @typedef {Report['rfm']['rule']} CutRule */

/** @type {readonly CutRule[]} */
const RULES = ['quintile', 'median', 'mean', 'thresholds'];

/** @type {readonly {name: 'days' | 'orders' | 'spend', least: number, step: string}[]} */
const THRESHOLDS = [
  {name: 'days', least: 0, step: '1'},
  {name: 'orders', least: 1, step: '1'},
  {name: 'spend', least: 0, step: 'any'},
];

/** Fires `settings-change` with `cutRule`, and with `thresholds` where they are the rule. */
export class HeadwaterCutRule extends LitElement {
  static properties = {
    ctx: {attribute: false},
    report: {attribute: false},
    editing: {state: true},
    wrong: {state: true},
  };

  constructor() {
    super();
    this.ctx = createContext('en');
    /** @type {Report | undefined} */
    this.report = undefined;
    this.editing = false;
    this.wrong = '';
  }

  render() {
    if (!this.report) return nothing;
    const {t} = this.ctx;
    const chosen = this.editing ? 'thresholds' : this.report.rfm.rule;
    return html`<div class="panel">
      <div class="row" role="group" aria-labelledby="rule">
        <span id="rule" class="label">${t('segments.rule')}</span>
        ${RULES.map(
          (rule) =>
            html`<button
              aria-pressed=${rule === chosen ? 'true' : 'false'}
              @click=${() => this.#choose(rule)}
            >
              ${t(`segments.rule.${rule}`)}
            </button>`,
        )}
      </div>
      ${chosen === 'thresholds' ? this.#form(this.report) : nothing} ${this.#words(this.report)}
    </div>`;
  }

  /** @param {Report} report */
  #words({rfm}) {
    const {t} = this.ctx;
    return html`<p class="note">${t(`segments.rule.${rfm.rule}.why`)}</p>
      <ul class="cuts">
        ${
          /** @type {const} */ (['recency', 'orders', 'spend']).map(
            (dimension) => html`<li>${cutWords(this.ctx, dimension, rfm.cuts[dimension])}</li>`,
          )
        }
      </ul>`;
  }

  /** The inputs begin at the cuts in force. @param {Report} report */
  #form({rfm}) {
    const {t} = this.ctx;
    const now = {days: rfm.cuts.recency.at, orders: rfm.cuts.orders.at, spend: rfm.cuts.spend.at};
    return html`<div
      class="row form"
      role="group"
      aria-label=${t('segments.rule.thresholds')}
      @keydown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && this.#apply(event)}
    >
      ${THRESHOLDS.map(
        ({name, least, step}) =>
          html`<label>
            ${t(`segments.threshold.${name}`)}
            <input
              type="number"
              name=${name}
              min=${least}
              step=${step}
              .value=${String(step === '1' ? Math.round(now[name]) : Math.round(now[name] * 100) / 100)}
            />
          </label>`,
      )}
      <button class="primary" @click=${this.#apply}>${t('segments.threshold.apply')}</button>
      ${this.wrong ? html`<p role="alert" class="wrong">${this.wrong}</p>` : nothing}
    </div>`;
  }

  /** @param {CutRule} rule */
  #choose(rule) {
    this.wrong = '';
    this.editing = rule === 'thresholds';
    if (!this.editing) emit(this, 'settings-change', {cutRule: rule});
  }

  /** @param {Event} event */
  #apply(event) {
    event.preventDefault();
    /** @param {string} name */
    const input = (name) =>
      /** @type {HTMLInputElement} */ (this.renderRoot.querySelector(`input[name=${name}]`));
    const faulty = THRESHOLDS.map(({name}) => input(name)).find(
      (field) => field.value === '' || !field.checkValidity(),
    );
    this.wrong = faulty ? this.ctx.t('segments.threshold.wrong') : '';
    if (faulty) return faulty.focus();
    const [days, orders, spend] = THRESHOLDS.map(({name}) => input(name).valueAsNumber);
    emit(this, 'settings-change', {cutRule: 'thresholds', thresholds: {days, orders, spend}});
    this.editing = false;
  }

  static styles = [
    base,
    css`
      .label {
        font-size: var(--hw-text-s);
        color: var(--hw-ink-2);
      }
      .row {
        gap: var(--hw-space-2);
      }
      .form {
        align-items: end;
        margin-block-start: var(--hw-space-3);
        gap: var(--hw-space-3);
      }
      label {
        display: grid;
        gap: var(--hw-space-1);
        color: var(--hw-ink-2);
        font-size: var(--hw-text-s);
      }
      input {
        width: 11em;
        color: var(--hw-ink);
      }
      .wrong {
        color: var(--hw-bad);
        flex-basis: 100%;
      }
      .note {
        margin-block-start: var(--hw-space-3);
      }
      .cuts {
        display: flex;
        flex-wrap: wrap;
        gap: var(--hw-space-1) var(--hw-space-5);
        margin-block-start: var(--hw-space-1);
        list-style: none;
        font-size: var(--hw-text-s);
      }
    `,
  ];
}
