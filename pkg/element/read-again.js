/** How the files are read, and to read them again in another manner. */

import {html, nothing} from 'lit';
import {View, emit} from './context.js';
import {clip} from './clip.js';
import {fields} from './fields-styles.js';
import {offsetText} from './zones.js';

/** @typedef {import('./work.js').Manner} Manner */

/**
 * @typedef {Pick<import('../wasm/headwater.js').FileReading,
 *   'platform' | 'sheet' | 'sheets' | 'encoding' | 'delimiter'>} ReadFile
 */

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
    /** @type {readonly ReadFile[]} what was understood of the files; none where they could not be read */
    this.files = [];
    /** @type {Manner} */
    this.chosen = {};
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('manner')) this.chosen = {...this.manner};
  }

  render() {
    const {t, has} = this.ctx;
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
    // A workbook's sheet has neither encoding nor delimiter.
    const isText = this.files.length === 0 || this.files.some((file) => file.sheet === null);
    const platformName = (/** @type {ReadFile} */ {platform}) =>
      platform && has(`platform.${platform}`) ? t(`platform.${platform}`) : platform;
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
                this.#guess('sheet', (file) => file.sheet && clip(file.sheet)),
                sheets.map((name) => [name, clip(name)]),
              )
            : nothing
        }
        ${isText ? this.#text(encoding, delimiter) : nothing}
        ${this.#select(
          'dateOrder',
          dateOrder,
          t('again.guess'),
          DATE_ORDERS.map((order) => [order, t(`dateOrder.${order}`)]),
        )}
        ${
          isKnown
            ? this.#select('platform', platform, this.#guess('platform', platformName), [
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

  /** @param {string} encoding @param {string} delimiter */
  #text(encoding, delimiter) {
    const {t} = this.ctx;
    const byName = (/** @type {string} */ name) => [name, name.toUpperCase()];
    const marks = DELIMITERS.map(([byte, name]) => [byte, t(`again.delimiter.${name}`)]);
    const mark = (/** @type {ReadFile} */ file) =>
      marks.find(([byte]) => byte === file.delimiter)?.[1] ?? file.delimiter;
    const texts =
      (/** @type {(file: ReadFile) => string} */ of) => (/** @type {ReadFile} */ file) =>
        file.sheet === null ? of(file) : null;
    const code = this.#guess(
      'encoding',
      texts((file) => file.encoding.toUpperCase()),
    );
    const between = this.#guess('delimiter', texts(mark));
    return html`${this.#select('encoding', encoding, code, ENCODINGS.map(byName))}
    ${this.#select('delimiter', delimiter, between, marks)}`;
  }

  /**
   * That it is recognised, and as what, where that is the same for all files.
   *
   * @param {keyof Manner} key
   * @param {(file: ReadFile) => string | null} of
   */
  #guess(key, of) {
    const {t} = this.ctx;
    const found = [...new Set(this.files.map(of).filter((one) => one !== null))];
    const [one] = found;
    // What was chosen says nothing of what would be recognised.
    const isOne = found.length === 1 && one && this.manner[key] === undefined;
    return isOne ? t('again.guessed', {found: one}) : t('again.guess');
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
