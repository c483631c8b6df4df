/** The rows of a list that is too long to hold: those in view, and some around them. */

/** @typedef {import('./context.js').CustomerRow} CustomerRow */
/** @typedef {import('./context.js').CustomerPage} CustomerPage */
/** @typedef {(range: {from: number, to: number}) => Promise<CustomerPage>} Ask */

const AROUND = 40;
const HELD = 4000;

export class Rows {
  /** @type {Map<number, CustomerRow>} */
  #held = new Map();
  /** @type {Ask | undefined} */
  #ask;
  #changed;
  /** counts the lists; an answer about an older one is dropped */
  #list = 0;
  #asking = false;
  #wanted = {from: 0, to: 0};

  /** how many rows the list has; undefined until the first answer */
  total = /** @type {number | undefined} */ (undefined);
  /** why the last question had no answer */
  failure = /** @type {unknown} */ (undefined);

  /** @param {() => void} changed called when rows have come */
  constructor(changed) {
    this.#changed = changed;
  }

  /** Begins another list. @param {Ask} ask */
  restart(ask) {
    this.#ask = ask;
    this.#list += 1;
    this.#asking = false;
    this.#held.clear();
    this.total = undefined;
    this.failure = undefined;
  }

  /** @param {number} index */
  at(index) {
    return this.#held.get(index);
  }

  /** Says which rows are in view; asks for them if one is missing and no answer is awaited. */
  want(/** @type {number} */ from, /** @type {number} */ to) {
    this.#wanted = {from, to};
    if (this.#asking || this.failure !== undefined || !this.#isMissing()) return;
    void this.#load(Math.max(0, from - AROUND), to + AROUND);
  }

  #isMissing() {
    if (this.total === undefined) return true;
    const to = Math.min(this.#wanted.to, this.total);
    for (let index = this.#wanted.from; index < to; index += 1) {
      if (!this.#held.has(index)) return true;
    }
    return false;
  }

  /** @param {number} from @param {number} to */
  async #load(from, to) {
    const list = this.#list;
    this.#asking = true;
    try {
      const page = await this.#ask?.({from, to});
      if (list !== this.#list || !page) return;
      this.#keep(page);
    } catch (failure) {
      if (list !== this.#list) return;
      this.failure = failure ?? true;
    }
    this.#asking = false;
    this.#changed();
    this.want(this.#wanted.from, this.#wanted.to);
  }

  /** @param {CustomerPage} page */
  #keep({total, from, rows}) {
    if (this.#held.size > HELD) this.#held.clear();
    this.total = total;
    rows.forEach((row, offset) => this.#held.set(from + offset, row));
  }
}
