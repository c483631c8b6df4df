/** What every view is given: the words, the formats, the report, and ways to answer. */

import {LitElement} from 'lit';
import {createFormat} from '../format.js';
import {en} from '../locales/en.js';
import {zhCN} from '../locales/zh-CN.js';
import {base} from './styles.js';

/** @typedef {import('../wasm/headwater.js').Report} Report */
/** @typedef {import('../wasm/headwater.js').OrdersReport} Sales */
/** @typedef {import('../wasm/headwater.js').CustomerQuery} CustomerQuery */
/** @typedef {import('../wasm/headwater.js').CustomerPage} CustomerPage */
/** @typedef {import('../wasm/headwater.js').Wording} Wording */
/** @typedef {import('../format.js').Format} Format */

/** @typedef {Record<string, string | number>} Params */
/** @typedef {string | {one: string, other: string}} Message */
/** @typedef {import('../wasm/headwater.js').CustomerRow} CustomerRow */
/** @typedef {Readonly<Record<string, Message>>} Messages */

/**
 * @typedef {object} Ctx
 * @property {string} locale
 * @property {(key: string, params?: Params) => string} t the message of a key; numbers in params
 *   are grouped, and `n` chooses between singular and plural
 * @property {(key: string) => boolean} has whether there is such a message
 * @property {Format} fmt
 */

/**
 * The part of a book that views use.
 *
 * @typedef {object} Book
 * @property {(query: CustomerQuery) => Promise<CustomerPage>} customers
 * @property {(query: CustomerQuery & Wording) => Promise<Blob>} exportCustomers
 * @property {(wording: {headers?: string[], reasons?: Record<string, string>}) =>
 *   Promise<Blob>} exportSetAside
 * @property {(table: {headers: string[], rows: (string | number | null)[][]}) =>
 *   Promise<Uint8Array>} tableToCsv
 */

/**
 * The languages, by the tag that `lang` takes. Each says its own name.
 *
 * @type {Readonly<Record<string, {name: string, messages: Messages}>>}
 */
export const LANGUAGES = Object.freeze({
  'zh-CN': {name: '中文', messages: zhCN},
  en: {name: 'English', messages: en},
});

/**
 * The language to use for a wish such as `zh-TW`, `en-GB` or nothing.
 *
 * @param {string | null | undefined} wish
 * @returns {'zh-CN' | 'en'}
 */
export function chooseLocale(wish) {
  return wish?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/**
 * @param {string} wish
 * @param {string | null} [currency]
 * @returns {Ctx}
 */
export function createContext(wish, currency = null) {
  const locale = chooseLocale(wish);
  const {messages} = LANGUAGES[locale];
  const fmt = createFormat(locale, currency);
  const plural = new Intl.PluralRules(locale);
  /** @type {Ctx['t']} */
  const t = (key, params = {}) => {
    const message = messages[key];
    if (message === undefined) return key;
    const text = typeof message === 'string' ? message : message[form(plural, params)];
    return text.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = params[name];
      if (value === undefined) return whole;
      return typeof value === 'number' ? fmt.count(value) : value;
    });
  };
  return Object.freeze({locale, t, has: (/** @type {string} */ key) => key in messages, fmt});
}

/** @param {Intl.PluralRules} plural @param {Params} params @returns {'one' | 'other'} */
function form(plural, params) {
  return plural.select(Number(params.n)) === 'one' ? 'one' : 'other';
}

/**
 * Defines `tag`, unless somebody already has: two copies of the package may meet on a page.
 *
 * @param {string} tag
 * @param {CustomElementConstructor} cls
 */
export function define(tag, cls) {
  if (!customElements.get(tag)) customElements.define(tag, cls);
}

/**
 * Fires an event that crosses shadow roots.
 *
 * @param {HTMLElement} from
 * @param {string} type
 * @param {unknown} [detail]
 */
export function emit(from, type, detail) {
  from.dispatchEvent(new CustomEvent(type, {detail, bubbles: true, composed: true}));
}

/** A view: a Lit element with `ctx`, `report` and `book`, and the shared styles. */
export class View extends LitElement {
  /** @type {import('lit').CSSResultGroup[]} */
  static styles = base;

  static properties = {
    ctx: {attribute: false},
    report: {attribute: false},
    book: {attribute: false},
  };

  constructor() {
    super();
    this.ctx = createContext('en');
    /** @type {Report | undefined} */
    this.report = undefined;
    /** @type {Book | undefined} */
    this.book = undefined;
  }
}
