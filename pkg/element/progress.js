/** The work under way: the stage in words, its counts, a bar as far as the counts say, a cancel. */

import {css, html, nothing} from 'lit';
import {View, emit} from './context.js';
import {clip} from './clip.js';

/** @typedef {import('../wasm/headwater.js').Progress} Progress */

export const STAGES = /** @type {const} */ ([
  'reading',
  'sorting',
  'pooling',
  'segmenting',
  'fitting',
  'valuing',
]);

/** Fires `cancel-work`. */
export class HeadwaterProgress extends View {
  static styles = [
    View.styles,
    css`
      .panel {
        max-inline-size: 640px;
        margin-inline: auto;
      }
      h1 {
        font-size: var(--hw-text-l);
      }
      /* Focused so that it is read out; there is nothing in it to press. */
      h1:focus-visible {
        outline: 0;
      }
      .file {
        overflow-wrap: anywhere;
      }
      progress {
        display: block;
        inline-size: 100%;
        block-size: 8px;
        border: 0;
        border-radius: 4px;
        background: var(--hw-sunken);
        accent-color: var(--hw-accent);
        appearance: none;
        overflow: hidden;
      }
      progress::-webkit-progress-bar {
        background: var(--hw-sunken);
      }
      progress::-webkit-progress-value {
        border-radius: 4px;
        background: var(--hw-accent);
      }
      progress::-moz-progress-bar {
        border-radius: 4px;
        background: var(--hw-accent);
      }
      progress:indeterminate {
        background: linear-gradient(90deg, transparent 25%, var(--hw-accent) 50%, transparent 75%)
          var(--hw-sunken);
        background-size: 200% 100%;
        animation: flow 1.6s linear infinite;
      }
      progress:indeterminate::-webkit-progress-bar {
        background: none;
      }
      @keyframes flow {
        from {
          background-position: 200% 0;
        }
        to {
          background-position: 0 0;
        }
      }
      ol {
        list-style: none;
        font-size: var(--hw-text-s);
      }
      li {
        display: grid;
        grid-template-columns: 20px 1fr auto;
        padding-block: var(--hw-space-1);
        color: var(--hw-ink-2);
      }
      li[aria-current] {
        color: var(--hw-ink);
        font-weight: 600;
      }
      li span:first-child {
        color: var(--hw-accent);
      }
    `,
  ];

  static properties = {...View.properties, progress: {attribute: false}, files: {attribute: false}};

  constructor() {
    super();
    /** @type {Progress | undefined} */
    this.progress = undefined;
    /** @type {string[]} names */
    this.files = [];
  }

  render() {
    const {t, fmt} = this.ctx;
    const now = this.progress ? STAGES.indexOf(this.progress.stage) : 0;
    const name = t(`progress.${STAGES[now]}`);
    return html`<div class="panel stack">
      <div class="row spread">
        <div>
          <h1 tabindex="-1">${t('progress.title')}</h1>
          <p class="note file"><bdi>${fmt.list(this.files.map((name) => clip(name, 60)))}</bdi></p>
        </div>
        <button type="button" @click=${() => emit(this, 'cancel-work')}>${t('app.cancel')}</button>
      </div>
      ${this.#bar(name)}
      <p class="visually-hidden" role="status">
        ${t('progress.stage', {step: now + 1, steps: STAGES.length, name})}
      </p>
      <ol>
        ${STAGES.map((stage, index) => this.#stage(stage, index, now))}
      </ol>
    </div>`;
  }

  /** @param {string} name */
  #bar(name) {
    const {done = 0, total = null} = this.progress ?? {};
    if (!total) return html`<progress aria-label=${name}></progress>`;
    return html`<progress
      aria-label=${name}
      .max=${total}
      .value=${Math.min(done, total)}
    ></progress>`;
  }

  /** @param {string} stage @param {number} index @param {number} now */
  #stage(stage, index, now) {
    const mark = index < now ? '✓' : index === now ? '›' : '';
    const counts = index === now && this.progress ? this.#counts(this.progress) : '';
    return html`<li aria-current=${index === now ? 'step' : nothing}>
      <span aria-hidden="true">${mark}</span><span>${this.ctx.t(`progress.${stage}`)}</span
      ><span class="num">${counts}</span>
    </li>`;
  }

  /** @param {Progress} progress */
  #counts({stage, done, total}) {
    const {t, fmt} = this.ctx;
    if (stage === 'fitting') return t('progress.iteration', {n: done});
    const write = stage === 'reading' ? fmt.bytes : fmt.count;
    if (total === null) return done > 0 ? write(done) : '';
    return t('progress.of', {done: write(done), total: write(total)});
  }
}
