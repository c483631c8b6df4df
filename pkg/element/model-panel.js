/** The fitted models in words, with what they can't know. */

import {css, html, LitElement, nothing} from 'lit';
import {createContext} from './context.js';
import {base} from './styles.js';

/** @typedef {import('./context.js').Report} Report */
/** @typedef {NonNullable<Report['models']['bgNbd']>} BgNbd */
/** @typedef {NonNullable<Report['models']['gammaGamma']>} GammaGamma */
/** @typedef {Report['models']['errors'][number]} ModelError */

/** Beyond this rank correlation, spend and frequency are called related. */
const RELATED = 0.3;

export class HeadwaterModelPanel extends LitElement {
  static properties = {ctx: {attribute: false}, report: {attribute: false}};

  constructor() {
    super();
    this.ctx = createContext('en');
    /** @type {Report | undefined} */
    this.report = undefined;
  }

  render() {
    if (!this.report) return nothing;
    const {bgNbd, gammaGamma, errors} = this.report.models;
    return html`<div class="models">
      ${bgNbd ? this.#bgNbd(bgNbd) : nothing} ${gammaGamma ? this.#gammaGamma(gammaGamma) : nothing}
      ${errors.map((error) => this.#error(error))}
    </div>`;
  }

  /** @param {BgNbd} model */
  #bgNbd(model) {
    const {t, fmt} = this.ctx;
    const {r, alpha, a, b} = model.params;
    const unit = t(`model.unit.${model.unit}`);
    return html`<section class="panel">
      <h3>${t('model.bgNbd')}</h3>
      <p>
        ${t('model.bgNbd.words', {
          gap: fmt.number(alpha / r, 1),
          unit,
          leave: fmt.percent(a / (a + b)),
        })}
      </p>
      ${this.#numbers(model, pairs(model.params, model.standardErrors), [
        [t('model.customers'), fmt.count(model.customers)],
        [t('model.repeaters'), fmt.count(model.repeaters)],
        [t('model.histories'), fmt.count(model.distinctHistories)],
        [t('model.unit'), unit],
        [t('model.until'), fmt.day(model.until)],
      ])}
      <ul>
        ${this.#stop(model.stop)}
        <li>${t('model.bgNbd.onceAlive')}</li>
        <li>${t('model.estimate')}</li>
      </ul>
      <p class="note">${t('model.bgNbd.source')}</p>
    </section>`;
  }

  /** @param {GammaGamma} model */
  #gammaGamma(model) {
    const {t, fmt} = this.ctx;
    const related = model.spearman !== null && Math.abs(model.spearman) > RELATED;
    return html`<section class="panel">
      <h3>${t('model.gammaGamma')}</h3>
      <p>
        ${
          model.meanSpend === null
            ? t('model.gammaGamma.noMean')
            : t('model.gammaGamma.words', {spend: fmt.money(model.meanSpend)})
        }
      </p>
      ${this.#numbers(model, pairs(model.params, model.standardErrors), [[t('model.customers'), fmt.count(model.customers)]])}
      <ul>
        ${this.#stop(model.stop)}
        <li class=${related ? 'doubt' : ''}>
          ${t('model.gammaGamma.independent', {spearman: fmt.number(model.spearman, 2)})}
          ${related ? t('model.gammaGamma.related') : nothing}
        </li>
      </ul>
      <p class="note">${t('model.gammaGamma.source')}</p>
    </section>`;
  }

  /** Only a stop that is not the usual one needs a word. @param {BgNbd['stop']} stop */
  #stop(stop) {
    if (stop === 'converged') return nothing;
    return html`<li class="doubt">${this.ctx.t(`model.stop.${stop}.why`)}</li>`;
  }

  /**
   * @param {Pick<BgNbd, 'logLikelihood' | 'iterations' | 'stop'>} fit
   * @param {[string, number, number | null][]} params each with its standard error
   * @param {[string, string][]} more
   */
  #numbers(fit, params, more) {
    const {t, fmt} = this.ctx;
    const rows = [
      ...params.map(([name, value, error]) => [
        t(`model.param.${name}`),
        significant(fmt, value) + (error === null ? '' : ` ± ${significant(fmt, error)}`),
      ]),
      [t('model.logLikelihood'), fmt.number(fit.logLikelihood, 2)],
      ...more,
      [
        t('model.stop'),
        `${t(`model.stop.${fit.stop}`)} (${t('progress.iteration', {n: fit.iterations})})`,
      ],
    ];
    return html`<dl>
      ${rows.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>`;
  }

  /** @param {ModelError} error */
  #error(error) {
    const {t, has, fmt} = this.ctx;
    const key = `model.error.${error.code}.${error.model}`;
    return html`<section class="panel">
      <h3>${t(`model.error.title.${error.model}`)}</h3>
      <p>
        ${
          has(key)
            ? t(key, {
                found: fmt.count(error.found),
                n: error.found ?? 0,
                needed: fmt.count(error.needed),
              })
            : t('model.error.other', {code: error.code})
        }
      </p>
      ${
        this.report?.models.bgNbd || error.model === 'bgNbd'
          ? html`<p class="note">${t(`model.error.still.${error.model}`)}</p>`
          : nothing
      }
    </section>`;
  }

  static styles = [
    base,
    css`
      .models {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr));
        gap: var(--hw-space-4);
      }
      section > * + * {
        margin-block-start: var(--hw-space-3);
      }
      dl {
        display: grid;
        gap: 0;
        font-size: var(--hw-text-s);
      }
      dl div {
        display: flex;
        justify-content: space-between;
        gap: var(--hw-space-4);
        padding-block: var(--hw-space-1);
        border-block-end: 1px solid var(--hw-line);
      }
      dt {
        color: var(--hw-ink-2);
      }
      dd {
        text-align: end;
      }
      ul {
        padding-inline-start: 1.2em;
        font-size: var(--hw-text-s);
      }
      li + li {
        margin-block-start: var(--hw-space-1);
      }
      .doubt {
        color: var(--hw-warn);
      }
    `,
  ];
}

/** Four significant digits: parameters are of any size. @param {import('../format.js').Format} fmt @param {number} value */
function significant(fmt, value) {
  const digits =
    value === 0 ? 3 : Math.min(8, Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value)))));
  return fmt.number(value, digits);
}

/**
 * @template {string} K
 * @param {Readonly<Record<K, number>>} params
 * @param {Readonly<Record<K, number | null>>} errors
 * @returns {[K, number, number | null][]}
 */
function pairs(params, errors) {
  const names = /** @type {K[]} */ (Object.keys(params));
  return names.map((name) => [name, params[name], errors[name]]);
}
