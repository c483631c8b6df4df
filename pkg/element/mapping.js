/** Which column plays which role: the columns of the file, a choice for each role. */

import {css, html, nothing} from 'lit';
import {View, emit} from './context.js';
import {clip} from './clip.js';
import {remember} from './remember.js';

/** @typedef {import('../wasm/headwater.js').Field} Field */
/** @typedef {{header: string, role: Field | null, examples: string[]}} Column */
/** @typedef {Partial<Record<Field, string | null>>} Mapping */

const REQUIRED = /** @type {Field[]} */ (['customer', 'orderTime', 'amount']);
const FIELDS = /** @type {Field[]} */ ([
  ...REQUIRED,
  'orderId',
  'product',
  'category',
  'channel',
  'quantity',
  'status',
  'referrer',
]);

/** Fires `mapping-chosen` with `{mapping}`, and `mapping-cancel`. */
export class HeadwaterMapping extends View {
  static styles = [
    View.styles,
    css`
      .fields {
        display: grid;
        grid-template-columns: max-content minmax(160px, 280px) minmax(0, 1fr);
        align-items: center;
        gap: var(--hw-space-2) var(--hw-space-4);
      }
      .keep {
        display: flex;
        align-items: baseline;
        gap: var(--hw-space-2);
      }
      label {
        font-size: var(--hw-text-s);
        font-weight: 550;
      }
      select {
        inline-size: 100%;
      }
      select[aria-invalid='true'] {
        border-color: var(--hw-bad);
      }
      .examples {
        overflow: hidden;
        color: var(--hw-ink-2);
        font-size: var(--hw-text-s);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .first {
        margin-block-end: var(--hw-space-3);
      }
      @media (max-width: 640px) {
        .fields {
          grid-template-columns: minmax(0, 1fr);
          gap: var(--hw-space-1);
        }
        .examples {
          margin-block-end: var(--hw-space-2);
        }
      }
    `,
  ];

  static properties = {
    ...View.properties,
    columns: {attribute: false},
    mapping: {attribute: false},
    cancellable: {type: Boolean},
    nobody: {type: Boolean},
    chosen: {state: true},
  };

  constructor() {
    super();
    /** @type {Column[]} */
    this.columns = [];
    /** @type {Mapping} what was chosen before */
    this.mapping = {};
    this.cancellable = false;
    /** whether the files are read without customers, so that none has to be chosen */
    this.nobody = false;
    /** @type {Mapping} what differs from the guess */
    this.chosen = {};
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('mapping') || changed.has('columns')) this.chosen = {...this.mapping};
  }

  render() {
    const {t} = this.ctx;
    const incomplete = REQUIRED.some((field) => this.#isNeeded(field) && !this.#columnOf(field));
    return html`<div class="panel stack">
      <div>
        ${
          this.cancellable
            ? html`<h3>${t('mapping.title')}</h3>`
            : html`<h2>${t('mapping.title')}</h2>`
        }
        <p class="note">${t('mapping.lead')}</p>
      </div>
      <div class="fields">${FIELDS.map((field) => this.#field(field))}</div>
      <label class="keep"><input type="checkbox" id="keep" /> ${t('mapping.keep')}</label>
      <div class="row">
        <button type="button" class="primary" ?disabled=${incomplete} @click=${this.#go}>
          ${t('mapping.go')}
        </button>
        ${
          this.cancellable
            ? html`<button type="button" class="quiet" @click=${() => emit(this, 'mapping-cancel')}>
                ${t('mapping.cancel')}
              </button>`
            : nothing
        }
        <span class="note" role="status"
          >${incomplete ? t(this.nobody ? 'mapping.incomplete.nobody' : 'mapping.incomplete') : ''}</span
        >
      </div>
    </div>`;
  }

  /** @param {Field} field */
  #field(field) {
    const {t} = this.ctx;
    const needed = REQUIRED.includes(field) && this.#isNeeded(field);
    const column = this.#columnOf(field);
    return html`<label for=${field}>${t(`field.${field}`)}</label>
      <select
        id=${field}
        aria-required=${needed}
        aria-invalid=${needed && !column}
        @change=${(/** @type {Event} */ event) => this.#choose(field, event)}
      >
        <option value="" .selected=${!column}>
          ${t(needed ? 'mapping.missing' : 'mapping.none')}
        </option>
        ${this.columns.map(
          (other, index) =>
            html`<option value=${index} .selected=${other === column}>
              ${clip(other.header)}
            </option>`,
        )}
      </select>
      <span class="examples"
        >${column?.examples.map(
          (text, index) => html`${index ? ' · ' : ''}<bdi>${clip(text, 24)}</bdi>`,
        )}</span
      >`;
  }

  /** @param {Field} field */
  #isNeeded(field) {
    return !(this.nobody && field === 'customer');
  }

  /** @param {Field} field @returns {Column | undefined} */
  #columnOf(field) {
    const header = this.chosen[field];
    if (header === null) return undefined;
    if (header !== undefined) return this.columns.find((column) => column.header === header);
    return this.columns.find((column) => column.role === field);
  }

  /** @param {Field} field @param {Event} event */
  #choose(field, event) {
    const {value} = /** @type {HTMLSelectElement} */ (event.target);
    const column = value === '' ? undefined : this.columns[Number(value)];
    /** @type {Mapping} */
    const chosen = {...this.chosen};
    // One column plays one role: it leaves the one that it had.
    for (const other of FIELDS) {
      if (column && other !== field && this.#columnOf(other) === column) chosen[other] = null;
    }
    chosen[field] = column?.header ?? null;
    this.chosen = chosen;
  }

  #go() {
    const mapping = {...this.chosen};
    const box = /** @type {HTMLInputElement | null} */ (this.renderRoot.querySelector('#keep'));
    const headers = this.columns.map(({header}) => header);
    if (box?.checked) remember(headers, mapping);
    const without = this.nobody && !this.#columnOf('customer');
    emit(this, 'mapping-chosen', {mapping, manner: {customers: without ? 'none' : 'needed'}});
  }
}
