/** Why there is no report: in words, with the place, what to do, and the code. */

import {css, html, nothing} from 'lit';
import {View} from './context.js';
import {clip} from './clip.js';

/** @typedef {import('../errors.js').AnalysisError} AnalysisError */

export class HeadwaterProblem extends View {
  static styles = [
    View.styles,
    css`
      .panel {
        border-inline-start: 4px solid var(--hw-bad);
      }
      h1 {
        color: var(--hw-bad);
        font-size: var(--hw-text-s);
        font-weight: 600;
      }
      /* Focused so that it is read out; there is nothing in it to press. */
      h1:focus-visible {
        outline: 0;
      }
      .what {
        margin-block-start: var(--hw-space-1);
        font-size: var(--hw-text-l);
        font-weight: 650;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: var(--hw-space-1) var(--hw-space-4);
        font-size: var(--hw-text-s);
      }
      dt {
        color: var(--hw-ink-2);
      }
      dd {
        overflow-wrap: anywhere;
      }
      code {
        font-family: ui-monospace, monospace;
      }
    `,
  ];

  static properties = {...View.properties, problem: {attribute: false}, files: {attribute: false}};

  constructor() {
    super();
    /** @type {AnalysisError | undefined} */
    this.problem = undefined;
    /** @type {string[]} */
    this.files = [];
  }

  render() {
    if (!this.problem) return nothing;
    const {t} = this.ctx;
    const {what, remedy} = describe(this.problem, this.ctx);
    return html`<div class="panel stack" role="alert">
      <div>
        <h1 tabindex="-1">${t('error.title')}</h1>
        <p class="what">${what}</p>
      </div>
      <p>${remedy}</p>
      <dl>
        ${this.#where(this.problem)}
        <dt>${t('error.code')}</dt>
        <dd><code>${this.problem.code}</code></dd>
        ${
          this.problem.code === 'internal'
            ? html`<dt>${t('error.details')}</dt>
                <dd><code>${clip(this.problem.message, 400)}</code></dd>`
            : nothing
        }
      </dl>
    </div>`;
  }

  /** @param {AnalysisError} problem */
  #where(problem) {
    const {t} = this.ctx;
    const places = [];
    const single = this.files.length === 1 ? 1 : 0;
    // The tables of an archive have names of their own.
    const file = problem.params?.name ?? this.files[(problem.file ?? single) - 1];
    if (file) places.push(file);
    if (problem.line != null) places.push(t('error.line', {line: problem.line}));
    else if (problem.record != null) places.push(t('error.record', {record: problem.record}));
    /** @param {string} key @param {string | null | undefined} text */
    const line = (key, text) =>
      text
        ? html`<dt>${t(key)}</dt>
            <dd><bdi>${clip(text)}</bdi></dd>`
        : nothing;
    return [
      line('error.where', places.join(' · ')),
      line('error.column', problem.column),
      line('error.value', problem.value),
    ];
  }
}

/**
 * What an error says in the operator's language, and what to do.
 *
 * @param {AnalysisError} problem
 * @param {import('./context.js').Ctx} ctx
 */
export function describe(problem, {t, has, fmt}) {
  const key = `error.${problem.code}`;
  const known = has(key) ? key : 'error.internal';
  /** @type {import('./context.js').Params} */
  const params = {};
  for (const [name, value] of Object.entries(problem.params ?? {})) {
    const word = `${WORDS[name]}.${value}`;
    const plain = known === 'error.will-not-fit' ? fmt.bytes(value) : (value ?? '');
    params[name] = has(word) ? t(word) : plain;
  }
  const hint = `hint.${problem.params?.platform}`;
  if (has(hint)) params.hint = t(hint);
  return {what: t(known, params), remedy: t(`${known}.do`, params)};
}

/** Where the operator's words for a param are: a role, what a file seems to be, a setting. */
const WORDS = /** @type {Record<string, string>} */ ({
  field: 'field',
  platform: 'platform',
  found: 'found',
  option: 'settings',
});
