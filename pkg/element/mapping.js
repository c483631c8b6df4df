/** Which column plays which role: the columns of the file, a choice for each role. */

import {html, nothing} from 'lit';
import {View, emit} from './context.js';
import {clip} from './clip.js';
import {
  FIELDS,
  REQUIRED,
  columnOf,
  fittingColumns,
  reasonsFor,
  suggested,
  withChoice,
} from './mapping-data.js';
import {mapping} from './mapping-styles.js';
import {remember} from './remember.js';

/** @typedef {import('../wasm/headwater.js').Field} Field */
/** @typedef {import('./mapping-data.js').Candidate} Candidate */
/** @typedef {import('./mapping-data.js').Column} Column */
/** @typedef {import('./mapping-data.js').Mapping} Mapping */

/** Fires `mapping-chosen` with `{mapping}`, and `mapping-cancel`. */
export class HeadwaterMapping extends View {
  static styles = [View.styles, mapping];

  static properties = {
    ...View.properties,
    columns: {attribute: false},
    candidates: {attribute: false},
    fingerprint: {attribute: false},
    mapping: {attribute: false},
    cancellable: {type: Boolean},
    nobody: {type: Boolean},
    chosen: {state: true},
  };

  constructor() {
    super();
    /** @type {Column[]} */
    this.columns = [];
    /** @type {Candidate[]} */
    this.candidates = [];
    /** of the header, to remember the choice by */
    this.fingerprint = '';
    /** @type {Mapping} what was chosen before */
    this.mapping = {};
    this.cancellable = false;
    /** whether the files are read without customers, so that none has to be chosen */
    this.nobody = false;
    /** @type {Mapping} what differs from the guess */
    this.chosen = {};
    /** @type {Mapping} */
    this.suggestion = {};
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has('mapping') && !changed.has('columns')) return;
    this.chosen = {...this.mapping};
    this.suggestion = suggested(this, this.#required);
    this.chosen = {...this.suggestion, ...this.mapping};
  }

  render() {
    const {t} = this.ctx;
    const incomplete = this.#required.some((field) => !this.#columnOf(field));
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

  /** Brings itself into view, with the first choice in focus. */
  start() {
    const first = /** @type {HTMLElement | null} */ (this.renderRoot.querySelector('select'));
    this.scrollIntoView({block: 'start'});
    first?.focus({preventScroll: true});
  }

  /** @param {Field} field */
  #field(field) {
    const {t} = this.ctx;
    const needed = this.#required.includes(field);
    const column = this.#columnOf(field);
    const fitting = fittingColumns(field, this);
    const others = this.columns.filter((other) => !fitting.includes(other));
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
        ${
          fitting.length
            ? html`<optgroup label=${t('mapping.fitting')}>
                  ${this.#options(fitting, column)}
                </optgroup>
                <optgroup label=${t('mapping.others')}>${this.#options(others, column)}</optgroup>`
            : this.#options(others, column)
        }
      </select>
      <div>
        <div class="examples">
          ${column?.examples.map(
            (text, index) => html`${index ? ' · ' : ''}<bdi>${clip(text, 24)}</bdi>`,
          )}
        </div>
        ${column ? this.#reasons(field, column.header) : nothing}
      </div>`;
  }

  /** @param {Column[]} columns @param {Column | undefined} chosen */
  #options(columns, chosen) {
    return columns.map(
      (column) =>
        html`<option value=${this.columns.indexOf(column)} .selected=${column === chosen}>
          ${clip(column.header)}
        </option>`,
    );
  }

  /** Why this column, and whether it is only a suggestion. @param {Field} field @param {string} header */
  #reasons(field, header) {
    const {t} = this.ctx;
    const reasons = reasonsFor(field, header, this);
    if (reasons.length === 0) return nothing;
    const why = reasons.map((reason) => t(`candidate.${reason}`)).join(t('candidate.and'));
    const isSuggested = this.suggestion[field] === header && this.mapping[field] !== header;
    return html`<div class="why ${isSuggested ? 'suggested' : ''}">
      ${isSuggested ? t('mapping.suggested', {why}) : why}
    </div>`;
  }

  get #required() {
    return REQUIRED.filter((field) => !(this.nobody && field === 'customer'));
  }

  /** @param {Field} field */
  #columnOf(field) {
    return columnOf(field, this);
  }

  /** @param {Field} field @param {Event} event */
  #choose(field, event) {
    const {value} = /** @type {HTMLSelectElement} */ (event.target);
    const column = value === '' ? undefined : this.columns[Number(value)];
    this.chosen = withChoice(field, column, this);
  }

  #go() {
    const mapping = {...this.chosen};
    const box = /** @type {HTMLInputElement | null} */ (this.renderRoot.querySelector('#keep'));
    if (box?.checked) remember(this.fingerprint, {mapping});
    const without = this.nobody && !this.#columnOf('customer');
    emit(this, 'mapping-chosen', {mapping, manner: {customers: without ? 'none' : 'needed'}});
  }
}
