/**
 * Numbers, money, days and sizes as text, by `Intl` and nowhere else.
 *
 * Money may come as a decimal string: it is formatted from the string, so no cent is lost to a
 * floating point number. What is unknown (`null`, `undefined`, NaN) is an en dash, never a 0.
 */

/** What is shown where nothing is known. */
export const UNKNOWN = '–';

/** @typedef {number | string | null | undefined} Numeric */

/**
 * @typedef {object} Format
 * @property {string} locale
 * @property {string | null} currency ISO code, or null: money is then a plain number
 * @property {(value: Numeric) => string} count whole numbers with grouping: 12,345
 * @property {(value: Numeric) => string} compact short counts: 12K, 1.2万
 * @property {(value: Numeric, digits?: number) => string} number fixed decimals (2)
 * @property {(value: Numeric, digits?: number) => string} percent a share: 0.123 is 12.3 %
 * @property {(value: Numeric, digits?: number) => string} change a relative change with its sign
 * @property {(value: Numeric) => string} points a difference of two shares, with its sign
 * @property {(value: Numeric) => string} money with the currency if known, two decimals if not
 * @property {(value: Numeric) => string} moneyCompact short money, for axes: ¥1.2万, $12K
 * @property {(value: Numeric) => string} moneyShort without the minor unit, and short from a
 *   million on, for headlines: ¥40,124, $1.23M
 * @property {(day: string | null | undefined) => string} day 'YYYY-MM-DD' as a date
 * @property {(month: string | null | undefined) => string} month 'YYYY-MM' as a month
 * @property {(weekday: number) => string} weekday 0 is Monday
 * @property {(count: Numeric) => string} days a length in days, with the unit
 * @property {(bytes: Numeric) => string} bytes a file size
 * @property {(parts: string[]) => string} list "a, b and c"
 */

/**
 * Decimal text or a number as `Intl` takes it; null for what is unknown. `Intl` reads decimal
 * strings exactly, which its types say with template literals.
 *
 * @param {Numeric} value
 * @returns {number | `${number}` | null}
 */
function known(value) {
  if (value === null || value === undefined || value === '') return null;
  if (Number.isNaN(Number(value))) return null;
  return /** @type {number | `${number}`} */ (value);
}

/**
 * @param {string} text 'YYYY-MM-DD' or 'YYYY-MM'
 * @returns {Date | null} midnight UTC, so that no time zone can move the day
 */
function utcDay(text) {
  const match = /^(-?\d{4,6})-(\d{2})(?:-(\d{2}))?$/.exec(text);
  if (!match) return null;
  const date = new Date(0);
  date.setUTCFullYear(Number(match[1]), Number(match[2]) - 1, Number(match[3] ?? 1));
  return date;
}

/** @type {Intl.NumberFormatOptions} */
const SHORT = {notation: 'compact', maximumSignificantDigits: 3};

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

/**
 * Makes the formatters of one language and one currency. Each `Intl` object is made once, when
 * it is first needed: they are slow to make and quick to use.
 *
 * @param {string} locale BCP 47
 * @param {string | null} [currency] ISO 4217
 * @returns {Format}
 */
export function createFormat(locale, currency = null) {
  /** @type {Map<string, Intl.NumberFormat>} */
  const made = new Map();
  /** @param {Intl.NumberFormatOptions} options */
  const numbers = (options) => {
    const key = JSON.stringify(options);
    const found = made.get(key) ?? new Intl.NumberFormat(locale, options);
    made.set(key, found);
    return found;
  };
  /** @param {Numeric} value @param {Intl.NumberFormatOptions} options */
  const write = (value, options) => {
    const number = known(value);
    return number === null ? UNKNOWN : numbers(options).format(number);
  };
  return Object.freeze({
    locale,
    currency,
    ...countFormats(write),
    ...moneyFormats(locale, write, currency),
    ...dayFormats(locale, write),
    /** @param {string[]} parts */
    list: (parts) => new Intl.ListFormat(locale, {type: 'conjunction'}).format(parts),
  });
}

/** @typedef {(value: Numeric, options: Intl.NumberFormatOptions) => string} Write */

/** @param {Write} write */
function countFormats(write) {
  return {
    /** @param {Numeric} value */
    count: (value) => write(value, {maximumFractionDigits: 0}),
    /** @param {Numeric} value */
    compact: (value) => write(value, SHORT),
    /** @param {Numeric} value @param {number} [digits] */
    number: (value, digits = 2) => write(value, fixed(digits)),
    /** @param {Numeric} value @param {number} [digits] */
    percent: (value, digits = 1) => write(value, {style: 'percent', ...fixed(digits)}),
    /** @param {Numeric} value @param {number} [digits] */
    change: (value, digits = 1) =>
      write(value, {style: 'percent', signDisplay: 'exceptZero', ...fixed(digits)}),
    /** @param {Numeric} value */
    points: (value) =>
      write(value === null || value === undefined ? value : Number(value) * 100, {
        signDisplay: 'exceptZero',
        ...fixed(1),
      }),
    /** @param {Numeric} value */
    bytes: (value) => {
      const number = known(value);
      if (number === null) return UNKNOWN;
      const power = Math.min(3, Math.floor(Math.log10(Math.max(1, Number(number))) / 3));
      const unit = BYTE_UNITS[power];
      const size = Number(number) / 1000 ** power;
      // The short form of a byte is the word without its plural.
      const unitDisplay = power === 0 ? 'long' : 'short';
      const digits = {maximumFractionDigits: power === 0 ? 0 : 1};
      return write(size, {style: 'unit', unit, unitDisplay, ...digits});
    },
  };
}

/** @param {string} locale @param {Write} write @param {string | null} currency */
function moneyFormats(locale, write, currency) {
  // To a Chinese reader ¥ alone is the yuan.
  const isYen = currency === 'JPY' && locale.startsWith('zh');
  const currencyDisplay = isYen ? 'symbol' : 'narrowSymbol';
  /** @type {Intl.NumberFormatOptions} */
  const style = currency ? {style: 'currency', currency, currencyDisplay} : {};
  return {
    /** @param {Numeric} value */
    money: (value) => write(value, currency ? style : fixed(2)),
    /** @param {Numeric} value */
    moneyCompact: (value) => write(value, {...style, ...SHORT}),
    /** @param {Numeric} value */
    moneyShort: (value) =>
      write(value, {...style, ...(Math.abs(Number(value)) < 1e6 ? fixed(0) : SHORT)}),
  };
}

/** @param {string} locale @param {Write} write */
function dayFormats(locale, write) {
  /** @type {Intl.DateTimeFormatOptions} */
  const day = {timeZone: 'UTC', year: 'numeric', month: 'short', day: 'numeric'};
  const days = new Intl.DateTimeFormat(locale, day);
  const months = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'short',
  });
  const weekdays = new Intl.DateTimeFormat(locale, {timeZone: 'UTC', weekday: 'short'});
  /** @param {Intl.DateTimeFormat} format @param {string | null | undefined} text */
  const date = (format, text) => {
    const found = text ? utcDay(text) : null;
    return found ? format.format(found) : UNKNOWN;
  };
  return {
    /** @param {string | null | undefined} text */
    day: (text) => date(days, text),
    /** @param {string | null | undefined} text */
    month: (text) => date(months, text),
    // 2024-01-01 was a Monday.
    /** @param {number} weekday */
    weekday: (weekday) => weekdays.format(Date.UTC(2024, 0, 1 + weekday)),
    /** @param {Numeric} count */
    days: (count) =>
      write(count, {style: 'unit', unit: 'day', unitDisplay: 'long', maximumFractionDigits: 0}),
  };
}

/** @param {number} digits @returns {Intl.NumberFormatOptions} */
function fixed(digits) {
  return {minimumFractionDigits: digits, maximumFractionDigits: digits};
}
