/** How the files are read, and to read them again in another manner. */

import {html, nothing} from 'lit';
import {View, emit} from './context.js';
import {clip} from './clip.js';
import {fields} from './fields-styles.js';
import {offsetText} from './zones.js';

/** @typedef {import('./work.js').Manner} Manner */

/** @type {[string, string][]} */
const DELIMITERS = [
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'pipe'],
];

/** Encodings that exports come in, by the names of the web. */
const ENCODINGS = ['utf-8', 'gb18030', 'big5', 'shift_jis', 'euc-kr', 'windows-1252', 'utf-16le'];

const DATE_ORDERS = ['dmy', 'mdy', 'ymd'];

/** What can be chosen here. */
const KEYS = /** @type {const} */ ([
  'sheet',
  'encoding',
  'delimiter',
  'dateOrder',
  'platform',
  'timeZoneOffset',
]);

/** Offsets that clocks have, in minutes. */
const OFFSETS = [
  -720, -660, -600, -570, -540, -480, -420, -360, -300, -240, -210, -180, -120, -60, 0, 60, 120,
  180, 210, 240, 270, 300, 330, 345, 360, 390, 420, 480, 525, 540, 570, 600, 630, 660, 720, 765,
  780, 840,
];

/** Fires `read-again` with a manner of reading. */
export class HeadwaterReadAgain extends View {
  static styles = [View.styles, fields];

  static properties = {
    ...View.properties,
    manner: {attribute: false},
    files: {attribute: false},
    chosen: {state: true},
  };

  constructor() {
    super();
    /** @type {Manner} how they were read */
    this.manner = {};
    /** @type {{platform: string | null, sheets: string[]}[]} what was understood of the files; none where they could not be read */
    this.files = [];
    /** @type {Manner} */
    this.chosen = {};
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('manner')) this.chosen = {...this.manner};
  }

  render() {
    const {t} = this.ctx;
    const {
      encoding = '',
      delimiter = '',
      dateOrder = '',
      platform = '',
      sheet = '',
      timeZoneOffset,
    } = this.chosen;
    const all = this.files.flatMap((file) => file.sheets);
    const sheets = [...new Set(sheet ? [...all, sheet] : all)];
    const isKnown = platform !== '' || this.files.some((file) => file.platform);
    const byName = (/** @type {string} */ name) => [name, name.toUpperCase()];
    return html`<section class="panel stack">
      <div>
        <h3>${t('again.title')}</h3>
        <p class="note">${t('again.lead')}</p>
      </div>
      <div class="fields">
        ${
          sheets.length > 1 || sheet
            ? this.#select(
                'sheet',
                sheet,
                t('again.guess'),
                sheets.map((name) => [name, clip(name)]),
              )
            : nothing
        }
        ${this.#select('encoding', encoding, t('again.guess'), ENCODINGS.map(byName))}
        ${this.#select(
          'delimiter',
          delimiter,
          t('again.guess'),
          DELIMITERS.map(([byte, name]) => [byte, t(`again.delimiter.${name}`)]),
        )}
        ${this.#select(
          'dateOrder',
          dateOrder,
          t('again.guess'),
          DATE_ORDERS.map((order) => [order, t(`dateOrder.${order}`)]),
        )}
        ${
          isKnown
            ? this.#select('platform', platform, t('again.guess'), [
                ['none', t('again.platform.none')],
              ])
            : nothing
        }
        ${this.#select(
          'timeZoneOffset',
          timeZoneOffset === undefined ? '' : String(timeZoneOffset),
          t('again.written'),
          OFFSETS.map((offset) => [String(offset), `UTC${offsetText(offset)}`]),
        )}
      </div>
      <div class="row">
        <button type="button" ?disabled=${!this.#isChanged} @click=${this.#go}>
          ${t('again.go')}
        </button>
      </div>
    </section>`;
  }

  /** @param {(typeof KEYS)[number]} key @param {string} value @param {string} none @param {string[][]} options */
  #select(key, value, none, options) {
    const {t} = this.ctx;
    return html`<div>
      <label for=${key}>${t(`again.${key}`)}</label>
      <select id=${key} @change=${(/** @type {Event} */ event) => this.#choose(key, event)}>
        <option value="" .selected=${value === ''}>${none}</option>
        ${options.map(
          ([option, name]) =>
            html`<option value=${option ?? ''} .selected=${option === value}>${name}</option>`,
        )}
      </select>
    </div>`;
  }

  get #isChanged() {
    return KEYS.some((key) => this.chosen[key] !== this.manner[key]);
  }

  /** @param {(typeof KEYS)[number]} key @param {Event} event */
  #choose(key, event) {
    const {value} = /** @type {HTMLSelectElement} */ (event.target);
    const chosen = key === 'timeZoneOffset' ? Number(value) : value;
    this.chosen = {...this.chosen, [key]: value === '' ? undefined : chosen};
  }

  #go() {
    emit(this, 'read-again', {...this.chosen});
  }
}
