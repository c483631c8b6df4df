/**
 * Where one is in a list that may be taller than a browser lets an element be (16 to 33 million
 * pixels). The scrolled element is at most `CAP` high; its scroll position stands for a place in
 * the whole list.
 *
 * A drag of the scroll bar is proportional. Wheel, touch and keys are exact: 100 pixels are 100
 * pixels of rows, however long the list is, and the scroll bar is set after them.
 */

/** Safely below what any browser caps. */
export const CAP = 8_000_000;

export class ScrollMap {
  #rows = 0;
  #rowHeight;
  #view = 0;
  #cap;
  /** distance of the view's top from the top of the whole list */
  #top = 0;

  /** @param {number} rowHeight @param {number} [cap] */
  constructor(rowHeight, cap = CAP) {
    this.#rowHeight = rowHeight;
    this.#cap = cap;
  }

  /** @param {{rows?: number, view?: number}} size `view`: height in which rows show */
  resize({rows = this.#rows, view = this.#view}) {
    this.#rows = rows;
    this.#view = view;
    this.moveTo(this.#top);
  }

  /** Height of all rows. */
  get height() {
    return this.#rows * this.#rowHeight;
  }

  /** Height that the scrolled element has to have. */
  get spacer() {
    return Math.min(this.height, this.#cap);
  }

  /** Whether scroll positions are not distances. */
  get scaled() {
    return this.height > this.#cap;
  }

  get top() {
    return this.#top;
  }

  get #range() {
    return Math.max(0, this.height - this.#view);
  }

  /** The scroll position that stands for the present place. */
  get scrollTop() {
    if (!this.scaled) return this.#top;
    return (this.#top / this.#range) * (this.spacer - this.#view);
  }

  /** @param {number} scrollTop a place chosen on the scroll bar */
  scrollTo(scrollTop) {
    if (!this.scaled) return this.moveTo(scrollTop);
    this.moveTo((scrollTop / (this.spacer - this.#view)) * this.#range);
  }

  /** @param {number} pixels */
  moveBy(pixels) {
    this.moveTo(this.#top + pixels);
  }

  /** @param {number} top */
  moveTo(top) {
    this.#top = Math.min(this.#range, Math.max(0, top));
  }

  /** Moves just as far as needed to have a whole row in view. @param {number} row */
  reveal(row) {
    const start = row * this.#rowHeight;
    const lowest = start + this.#rowHeight - this.#view;
    if (start < this.#top) this.moveTo(start);
    else if (lowest > this.#top) this.moveTo(lowest);
  }

  /** The rows in view: `from` up to but without `to`, and how far the first is scrolled out. */
  window() {
    const from = Math.min(this.#rows, Math.floor(this.#top / this.#rowHeight));
    const to = Math.min(this.#rows, Math.ceil((this.#top + this.#view) / this.#rowHeight));
    return {from, to, offset: this.#top - from * this.#rowHeight};
  }

  /** Rows that a page key moves by. */
  get page() {
    return Math.max(1, Math.floor(this.#view / this.#rowHeight) - 1);
  }
}
