/** The start: what comes out, where the file goes in, what it needs, and that it stays here. */

import {css, html, nothing} from 'lit';
import {View, emit} from './context.js';

const REQUIRED = ['customer', 'orderTime', 'amount'];
const OPTIONAL = ['orderId', 'product', 'category', 'channel', 'quantity', 'status', 'referrer'];

const ICON = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M12 2.5v10m0 0 3.5-3.5m-3.5 3.5-3.5-3.5" />
  <path d="M3 16q1.5-1.5 3 0t3 0 3 0 3 0 3 0 3 0M3 20q1.5-1.5 3 0t3 0 3 0 3 0 3 0 3 0" />
</svg>`;

/** Fires `files-chosen` with `{files: Blob[]}`, and `choose-files` for the browser's dialog. */
export class HeadwaterDrop extends View {
  static styles = [
    View.styles,
    css`
      h1 {
        font-size: clamp(1.5rem, 1.1rem + 1.9vw, 2.25rem);
        font-weight: 680;
        letter-spacing: -0.01em;
        line-height: 1.2;
        text-wrap: balance;
      }
      .lead {
        max-inline-size: 62ch;
        margin-block: var(--hw-space-3) var(--hw-space-6);
        color: var(--hw-ink-2);
        text-wrap: pretty;
      }
      .drop {
        display: grid;
        justify-items: center;
        gap: var(--hw-space-4);
        padding: clamp(var(--hw-space-6), 6vw, 72px) var(--hw-space-4);
        border: 1.5px dashed var(--hw-edge);
        border-radius: var(--hw-radius);
        background: var(--hw-surface);
        text-align: center;
        transition:
          border-color 0.15s,
          background 0.15s;
      }
      :host([compact]) .drop {
        padding-block: var(--hw-space-5);
      }
      .drop.over {
        border-color: var(--hw-accent);
        background: var(--hw-accent-soft);
      }
      .drop svg {
        inline-size: 40px;
        block-size: 40px;
        fill: none;
        stroke: var(--hw-accent);
        stroke-width: 1.6;
        stroke-linecap: round;
        stroke-linejoin: round;
      }
      .drop .say {
        font-size: var(--hw-text-l);
        font-weight: 600;
      }
      .choices {
        justify-content: center;
      }
      .paste {
        inline-size: min(100%, 640px);
        text-align: start;
      }
      textarea {
        display: block;
        inline-size: 100%;
        margin-block: var(--hw-space-2);
        padding: var(--hw-space-3);
        border: 1px solid var(--hw-edge);
        border-radius: var(--hw-radius-s);
        background: var(--hw-surface);
        font:
          var(--hw-text-s) / 1.5 ui-monospace,
          monospace;
        resize: vertical;
      }
      .facts {
        display: grid;
        grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
        gap: var(--hw-space-6);
        margin-block-start: var(--hw-space-6);
      }
      h2 {
        margin-block-end: var(--hw-space-2);
      }
      h3 {
        margin-block: var(--hw-space-4) var(--hw-space-1);
        color: var(--hw-ink-2);
        font-size: var(--hw-text-s);
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        font-size: var(--hw-text-s);
      }
      dt,
      dd {
        padding-block: var(--hw-space-1);
        border-block-start: 1px solid var(--hw-line);
      }
      dt {
        padding-inline-end: var(--hw-space-5);
        font-weight: 600;
      }
      dd {
        color: var(--hw-ink-2);
      }
      ol {
        padding-inline-start: 1.4em;
        color: var(--hw-ink-2);
        font-size: var(--hw-text-s);
      }
      ol li {
        padding-block: 2px;
      }
      @media (max-width: 760px) {
        .facts {
          grid-template-columns: minmax(0, 1fr);
        }
        .lead {
          margin-block-end: var(--hw-space-5);
        }
      }
    `,
  ];

  static properties = {
    ...View.properties,
    over: {type: Boolean},
    compact: {type: Boolean, reflect: true},
    sample: {attribute: false},
    pasting: {state: true},
  };

  constructor() {
    super();
    /** whether a file hovers over the page */
    this.over = false;
    /** only the way in, without the words around it */
    this.compact = false;
    /** @type {{name: string, data: BlobPart} | undefined} */
    this.sample = undefined;
    this.pasting = false;
  }

  render() {
    const {t} = this.ctx;
    if (this.compact) return this.#drop();
    return html`
      <h1>${t('start.title')}</h1>
      <p class="lead">${t('start.lead')}</p>
      ${this.#drop()}
      <div class="facts">${this.#needs()}${this.#private()}</div>
    `;
  }

  #drop() {
    const {t} = this.ctx;
    return html`<div class="drop ${this.over ? 'over' : ''}">
      ${ICON}
      <p class="say">${this.over ? t('start.dropNow') : t('start.drop')}</p>
      <div class="row choices">
        <button type="button" class="primary" @click=${() => emit(this, 'choose-files')}>
          ${t('start.choose')}
        </button>
        ${
          this.sample
            ? html`<button type="button" id="sample" @click=${this.#trySample}>
                ${t('start.sample')}
              </button>`
            : nothing
        }
        <button
          type="button"
          class="quiet"
          aria-expanded=${this.pasting}
          @click=${() => (this.pasting = !this.pasting)}
        >
          ${t('start.paste')}
        </button>
      </div>
      <p class="note">${t('start.several')}</p>
      ${this.pasting ? this.#paste() : nothing}
    </div>`;
  }

  #paste() {
    const {t} = this.ctx;
    return html`<div class="paste">
      <label class="note" for="paste">${t('start.pasteLabel')}</label>
      <textarea id="paste" rows="6" spellcheck="false"></textarea>
      <button type="button" @click=${this.#onPasted}>${t('start.pasteGo')}</button>
    </div>`;
  }

  #needs() {
    const {t} = this.ctx;
    /** @param {string} field @param {string} key */
    const line = (field, key) =>
      html`<dt>${t(`field.${field}`)}</dt>
        <dd>${t(`field.${field}.${key}`)}</dd>`;
    return html`<section>
      <h2>${t('start.needs')}</h2>
      <p class="note">${t('start.needsLead')}</p>
      <h3>${t('start.required')}</h3>
      <dl>${REQUIRED.map((field) => line(field, 'names'))}</dl>
      <h3>${t('start.optional')}</h3>
      <dl>${OPTIONAL.map((field) => line(field, 'use'))}</dl>
    </section>`;
  }

  #private() {
    const {t} = this.ctx;
    return html`<section>
      <h2>${t('start.private')}</h2>
      <p class="note">${t('start.privateText')}</p>
      <h3>${t('start.privateCheck')}</h3>
      <ol>
        <li>${t('start.privateCheck1')}</li>
        <li>${t('start.privateCheck2')}</li>
        <li>${t('start.privateCheck3')}</li>
      </ol>
    </section>`;
  }

  #onPasted() {
    const area = /** @type {HTMLTextAreaElement} */ (this.renderRoot.querySelector('#paste'));
    if (!area.value.trim()) return area.focus();
    const file = new File([area.value], this.ctx.t('start.pasteName'), {type: 'text/csv'});
    emit(this, 'files-chosen', {files: [file]});
  }

  #trySample() {
    if (!this.sample) return;
    const {name, data} = this.sample;
    emit(this, 'files-chosen', {files: [new File([data], name, {type: 'text/csv'})]});
  }
}
