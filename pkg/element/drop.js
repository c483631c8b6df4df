/** The start: what comes out, where the file goes in, what it needs, and that it stays here. */

import {html, nothing} from 'lit';
import {View, emit} from './context.js';
import {drop} from './drop-styles.js';

const REQUIRED = ['customer', 'orderTime', 'amount'];
const OPTIONAL = ['orderId', 'product', 'category', 'channel', 'quantity', 'status'];

const ICON = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M12 2.5v10m0 0 3.5-3.5m-3.5 3.5-3.5-3.5" />
  <path d="M3 16q1.5-1.5 3 0t3 0 3 0 3 0 3 0 3 0M3 20q1.5-1.5 3 0t3 0 3 0 3 0 3 0 3 0" />
</svg>`;

/** Fires `files-chosen` with `{files: Blob[]}`, and `choose-files` for the browser's dialog. */
export class HeadwaterDrop extends View {
  static styles = [View.styles, drop];

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
