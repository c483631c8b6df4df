/** What the page says, taken from its own locales, so that no test repeats a sentence. */
import {en} from '../../../pkg/locales/en.js';
import {zhCN} from '../../../pkg/locales/zh-CN.js';

export const LOCALES = /** @type {const} */ (['zh-CN', 'en']);

/** @typedef {typeof LOCALES[number]} Locale */

/**
 * @param {string} key
 * @param {Locale} [locale]
 * @returns {string} the message up to its first placeholder
 */
export function words(key, locale = 'zh-CN') {
  const message = (locale === 'en' ? en : zhCN)[key];
  if (message === undefined) throw new Error(`no such message: ${key}`);
  const text = typeof message === 'string' ? message : message.other;
  return text.split('{')[0];
}
