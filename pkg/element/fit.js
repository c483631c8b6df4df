/** Files that will not fit into memory: what still works, each as a button that reads them again so. */

import {css, html, nothing} from 'lit';
import {View, emit} from './context.js';
import {fields} from './fields-styles.js';

/** What a file without them has fewer different texts of. */
const PRODUCTS = {product: null, category: null};

/** No browser has more: nothing is asked. */
const ANY = 2 ** 50;

/** Fires `read-again` and `mapping-chosen`. */
export class HeadwaterFit extends View {
  static styles = [
    View.styles,
    fields,
    css`
      li {
        display: grid;
        gap: var(--hw-space-2);
        justify-items: start;
      }
      ul {
        display: grid;
        gap: var(--hw-space-5);
        padding: 0;
        list-style: none;
      }
    `,
  ];

  static properties = {
    ...View.properties,
    problem: {attribute: false},
    tried: {attribute: false},
  };

  constructor() {
    super();
    /** @type {import('../errors.js').AnalysisError | undefined} */
    this.problem = undefined;
    /** @type {Pick<import('./work.js').Work, 'mapping' | 'manner'>} */
    this.tried = {mapping: {}, manner: {}};
  }

  render() {
    const {t} = this.ctx;
    const {keep} = this.tried.manner;
    const {product} = this.tried.mapping;
    return html`<section class="panel stack">
      <h2>${t('fit.title')}</h2>
      <ul>
        ${keep === 'summary' ? nothing : this.#summary()}
        ${
          keep === 'summary' || product === null
            ? nothing
            : this.#choice('products', t('fit.products.note'), () => this.#withoutProducts())
        }
        ${this.#period()}
        ${
          this.problem?.code === 'will-not-fit'
            ? this.#choice('anyway', t('fit.anyway.note'), () =>
                emit(this, 'read-again', {memoryLimit: ANY}),
              )
            : nothing
        }
      </ul>
    </section>`;
  }

  #summary() {
    const {t, fmt} = this.ctx;
    const {summary, limit} = this.problem?.params ?? {};
    const isEnough = !(Number(summary) > Number(limit));
    const bytes = fmt.bytes(summary);
    const note = isEnough ? 'fit.summary.note' : 'fit.summary.tooMuch';
    const go = () => emit(this, 'read-again', {keep: 'summary'});
    return this.#choice('summary', t(note, {bytes}), go, isEnough);
  }

  #withoutProducts() {
    emit(this, 'mapping-chosen', {mapping: {...this.tried.mapping, ...PRODUCTS}});
  }

  #period() {
    const {t} = this.ctx;
    const {fromDay = aYearAgo()} = this.tried.manner;
    return html`<li>
      <form class="fields" @submit=${this.#read}>
        <div>
          <label for="from">${t('fit.period')}</label>
          <input id="from" name="from" type="date" required .value=${fromDay} />
        </div>
        <div><button>${t('fit.period.go')}</button></div>
      </form>
      <p class="note">${t('fit.period.note')}</p>
    </li>`;
  }

  /** @param {SubmitEvent} event */
  #read(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    emit(this, 'read-again', {fromDay: String(form.get('from'))});
  }

  /** @param {string} key @param {string} note @param {() => void} go @param {boolean} [isFirst] */
  #choice(key, note, go, isFirst = false) {
    return html`<li>
      <button type="button" class=${isFirst ? 'primary' : ''} @click=${go}>
        ${this.ctx.t(`fit.${key}`)}
      </button>
      <p class="note">${note}</p>
    </li>`;
  }
}

/** The day a year before today, where the operator is. */
function aYearAgo() {
  const day = new Date();
  day.setFullYear(day.getFullYear() - 1);
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
