/** A table over any number of rows: only those in view are in the document and in memory. */

import {LitElement, html, nothing} from 'lit';
import {createContext, emit} from './context.js';
import {Rows} from './rows.js';
import {ScrollMap} from './scroll.js';
import {base} from './styles.js';
import {dots} from './dots.js';
import {grid} from './grid-styles.js';
import {bodyRow, headerCell, step} from './grid-cells.js';

/** @typedef {import('./columns.js').Column} Column */
/** @typedef {import('./rows.js').Ask} Ask */
/** @typedef {{column: string, descending?: boolean}} Sort */

const ROW = 36;
const HEAD = 48;

/** Fires `sort-change` with `{column}` and `total-change` with `{total}`. */
export class HeadwaterGrid extends LitElement {
  static styles = [base, dots, grid];

  static properties = {
    ctx: {attribute: false},
    columns: {attribute: false},
    sort: {attribute: false},
    ask: {attribute: false},
    most: {attribute: false},
    label: {},
    active: {state: true},
  };

  #map = new ScrollMap(ROW);
  #rows = new Rows(() => this.#onRows());
  #observer = new ResizeObserver(() => this.#onResize());
  /** the scroll position that was set here, so that its event is not taken for the operator's */
  #expected = 0;
  #settling = 0;

  constructor() {
    super();
    this.ctx = createContext('en');
    /** @type {Column[]} */
    this.columns = [];
    /** @type {Sort} */
    this.sort = {column: 'id'};
    /** @type {Ask | undefined} another function is another list */
    this.ask = undefined;
    /** the most rows there can be, so that filtering does not change the height */
    this.most = 0;
    this.label = '';
    this.active = {row: 0, column: 0};
  }

  connectedCallback() {
    super.connectedCallback();
    void this.updateComplete.then(() => this.#observer.observe(this.#scroller));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer.disconnect();
    clearTimeout(this.#settling);
  }

  get #scroller() {
    return /** @type {HTMLElement} */ (this.renderRoot.querySelector('[role=grid]'));
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has('ask') || !this.ask) return;
    this.#rows.restart(this.ask);
    this.#map.moveTo(0);
    this.active = {row: 0, column: this.active.column};
  }

  render() {
    const {total} = this.#rows;
    const {from, to} = this.#map.window();
    const last = total === undefined ? Math.ceil(this.clientHeight / ROW) : to;
    const indices = Array.from({length: Math.max(0, last - from)}, (_, index) => from + index);
    const {row, column} = this.active;
    const seen = row >= from && row < to && this.#rows.at(row);
    return html`<div
      role="grid"
      tabindex="0"
      part="table"
      aria-label=${this.label}
      aria-busy=${total === undefined}
      aria-rowcount=${(total ?? 0) + 1}
      aria-colcount=${this.columns.length}
      aria-activedescendant=${seen ? `c${row}-${column}` : nothing}
      @scroll=${this.#onScroll}
      @wheel=${this.#onWheel}
      @keydown=${this.#onKey}
    >
      <div class="canvas" role="presentation">
        <div class="window" role="presentation">
          <div class="head" role="row" aria-rowindex="1">
            ${this.columns.map((one, index) => headerCell(this, one, index))}
          </div>
          <div class="rows" role="presentation">
            ${indices.map((index) => bodyRow(this, index, this.#rows.at(index)))}
          </div>
        </div>
      </div>
    </div>`;
  }

  updated() {
    const scroller = this.#scroller;
    const canvas = /** @type {HTMLElement} */ (scroller.firstElementChild);
    const rows = /** @type {HTMLElement} */ (this.renderRoot.querySelector('.rows'));
    const {from, to, offset} = this.#map.window();
    const widths = this.columns.map(({width}) => `minmax(${width}px, ${width}fr)`);
    const least = this.columns.reduce((sum, {width}) => sum + width, 0);
    canvas.style.setProperty('--columns', widths.join(' '));
    canvas.style.inlineSize = `max(100%, ${least}px)`;
    canvas.style.blockSize = `${this.#map.spacer + HEAD}px`;
    scroller.style.maxBlockSize = `${this.most * ROW + HEAD + 18}px`;
    rows.style.transform = `translateY(${-offset}px)`;
    this.#expected = this.#map.scrollTop;
    if (!this.#settling && Math.abs(scroller.scrollTop - this.#expected) >= 1) {
      scroller.scrollTop = this.#expected;
    }
    this.#expected = scroller.scrollTop;
    this.#rows.want(from, Math.max(to, from + 1));
  }

  #onRows() {
    this.#map.resize({rows: this.#rows.total ?? 0});
    emit(this, 'total-change', {total: this.#rows.total, failure: this.#rows.failure});
    this.requestUpdate();
  }

  #onResize() {
    const scroller = this.#scroller;
    scroller.style.setProperty('--view', `${scroller.clientHeight}px`);
    this.#map.resize({view: scroller.clientHeight - HEAD});
    this.requestUpdate();
  }

  #onScroll() {
    const {scrollTop} = this.#scroller;
    const moved = scrollTop - this.#expected;
    if (Math.abs(moved) < 1) return;
    this.#expected = scrollTop;
    const atEnd =
      scrollTop <= 0 || scrollTop >= this.#scroller.scrollHeight - this.clientHeight - 1;
    // In a scaled list a short way is a finger's, to be followed exactly; a long one the bar's.
    if (this.#map.scaled && Math.abs(moved) < 600 && !atEnd) this.#map.moveBy(moved);
    else this.#map.scrollTo(scrollTop);
    // While a finger scrolls, setting the position would stop it: the bar is put right afterwards.
    clearTimeout(this.#settling);
    this.#settling = window.setTimeout(() => {
      this.#settling = 0;
      this.requestUpdate();
    }, 150);
    this.requestUpdate();
  }

  /** @param {WheelEvent} event */
  #onWheel(event) {
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (!this.#map.scaled || sideways || event.ctrlKey) return;
    const unit = [1, ROW, this.#scroller.clientHeight][event.deltaMode] ?? 1;
    const {top} = this.#map;
    this.#map.moveBy(event.deltaY * unit);
    // At an end the page scrolls on.
    if (this.#map.top === top) return;
    event.preventDefault();
    clearTimeout(this.#settling);
    this.#settling = 0;
    this.requestUpdate();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.target !== this.#scroller || event.altKey || event.metaKey) return;
    const last = (this.#rows.total ?? 0) - 1;
    const to = step(event.key, this.active, {last, page: this.#map.page});
    if (!to) return;
    event.preventDefault();
    this.active = {
      row: Math.max(0, Math.min(last, to.row)),
      column: Math.max(0, Math.min(this.columns.length - 1, to.column)),
    };
    this.#map.reveal(this.active.row);
    void this.updateComplete.then(() => this.#revealColumn());
  }

  #revealColumn() {
    const scroller = this.#scroller;
    const cell = /** @type {HTMLElement | null} */ (this.renderRoot.querySelector('.active'));
    const frozen = this.columns[0]?.width ?? 0;
    if (!cell || this.active.column === 0) return;
    const left = cell.offsetLeft - frozen;
    const right = cell.offsetLeft + cell.offsetWidth - scroller.clientWidth;
    scroller.scrollLeft = Math.max(right, Math.min(scroller.scrollLeft, left));
  }
}
