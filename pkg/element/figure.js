/** The frame of every chart: heading, takeaway, picture or table, downloads. */

import {html, LitElement, nothing} from 'lit';
import {createContext} from './context.js';
import {figureStyles} from './figure-styles.js';
import {enqueuePaint, forgetPaint} from './paint-queue.js';
import {attachable} from './panes.js';
import {composePicture, toPngBlob, toSvgBlob} from './picture.js';
import {saveBlob} from './save.js';
import {csvTable, tableTemplate} from './table.js';
import {readTheme, watchTheme} from './theme.js';

/** @typedef {import('./chart.js').Drawing} Drawing */
/** @typedef {import('./chart.js').Frame} Frame */
/** @typedef {import('./context.js').Book} Book */
/** @typedef {import('./table.js').Table} Table */

/** Pictures are saved at this width, whatever the screen's. */
const SAVED_WIDTH = 880;

/** And drawn no narrower than this: below, the picture shrinks. */
const LEAST_WIDTH = 280;

/**
 * Properties: `heading`, `takeaway` (one sentence, from the data), `note`; `draw` makes the picture
 * for a width and a theme, `table` holds the same numbers, `asTable` says which of them is shown;
 * `name` and `asOf` name the files; `pick`
 * is called with the datum under the pointer on a click.
 */
export class HeadwaterFigure extends LitElement {
  static properties = {
    ctx: {attribute: false},
    book: {attribute: false},
    heading: {attribute: false},
    takeaway: {attribute: false},
    note: {attribute: false},
    draw: {attribute: false},
    table: {attribute: false},
    pick: {attribute: false},
    name: {type: String},
    asOf: {attribute: false},
    asTable: {attribute: false},
    failed: {state: true},
  };

  #width = 0;
  #observer = new ResizeObserver(([entry]) => this.#resize(entry.contentRect.width));
  #unwatch = () => {};
  /** The theme the picture stands in, as text: attributes change for other reasons too. */
  #painted = '';

  constructor() {
    super();
    this.ctx = createContext('en');
    /** @type {Book | undefined} */
    this.book = undefined;
    this.heading = '';
    this.takeaway = '';
    this.note = '';
    /** @type {((frame: Frame) => Drawing) | undefined} */
    this.draw = undefined;
    /** @type {Table | undefined} */
    this.table = undefined;
    /** @type {((datum: any) => void) | undefined} */
    this.pick = undefined;
    this.name = 'chart';
    this.asOf = '';
    /** whether the table is shown in the picture's place */
    this.asTable = false;
    this.failed = '';
  }

  connectedCallback() {
    super.connectedCallback();
    this.#unwatch = watchTheme(this, () => this.#repaint());
    if (this.hasUpdated) this.#observer.observe(this.#canvas);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#unwatch();
    this.#observer.disconnect();
    forgetPaint(this);
  }

  render() {
    const {t} = this.ctx;
    return html`<figure part="chart" class="panel">
      <figcaption>
        <div class="row spread">
          <h3 id="heading">${this.heading}</h3>
          <div class="row tools" role="group" aria-label=${t('chart.tools', {name: this.heading})}>
            ${this.#tools()}
          </div>
        </div>
        <p class="takeaway">${this.takeaway}</p>
      </figcaption>
      <slot name="controls"></slot>
      <div class="canvas" ?hidden=${this.asTable} @click=${this.#clicked}></div>
      <span class="probe" aria-hidden="true"></span>
      ${this.asTable && this.table ? tableTemplate(this.table, this.ctx) : nothing}
      ${this.note ? html`<p class="note">${this.note}</p>` : nothing}
      ${this.failed ? html`<p class="note" role="alert">${this.failed}</p>` : nothing}
      <slot></slot>
    </figure>`;
  }

  #tools() {
    const {t} = this.ctx;
    const toggle = html`<button
      class="quiet"
      aria-pressed=${this.asTable ? 'true' : 'false'}
      @click=${() => (this.asTable = !this.asTable)}
    >
      ${t('chart.asTable')}
    </button>`;
    /** @param {'svg' | 'png' | 'csv'} kind */
    const download = (kind) =>
      html`<button
        class="quiet"
        aria-label=${t('chart.download', {kind: kind.toUpperCase(), name: this.heading})}
        @click=${() => this.#save(kind)}
      >
        ${kind.toUpperCase()}
      </button>`;
    return [toggle, download('svg'), download('png'), this.book ? download('csv') : nothing];
  }

  firstUpdated() {
    this.#observer.observe(this.#canvas);
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  updated(changed) {
    if (changed.has('draw') || changed.has('ctx')) this.#paint();
  }

  get #canvas() {
    return /** @type {HTMLElement} */ (this.renderRoot.querySelector('.canvas'));
  }

  get #theme() {
    return readTheme(/** @type {HTMLElement} */ (this.renderRoot.querySelector('.probe')));
  }

  /** @param {number} width */
  #resize(width) {
    if (width === 0 || Math.abs(width - this.#width) < 1) return;
    this.#width = width;
    this.#paint();
  }

  #repaint() {
    if (this.hasUpdated && themeKey(this.#theme) !== this.#painted) this.#paint();
  }

  #paint() {
    if (this.draw && this.#width > 0) enqueuePaint(this, () => this.#paintNow());
  }

  #paintNow() {
    if (!this.draw || !this.isConnected) return;
    const theme = this.#theme;
    this.#painted = themeKey(theme);
    const width = Math.max(LEAST_WIDTH, Math.floor(this.#width));
    const drawing = this.draw({width, theme, ctx: this.ctx});
    this.#canvas.replaceChildren(...attachable(drawing, this.heading, this.takeaway));
  }

  /** @param {Event} event */
  #clicked(event) {
    const svg = /** @type {Element} */ (event.target).closest('svg');
    const datum = svg && 'value' in svg ? svg.value : null;
    if (datum && this.pick) this.pick(datum);
  }

  /** @param {'svg' | 'png' | 'csv'} kind */
  async #save(kind) {
    this.failed = '';
    try {
      saveBlob(await this.#file(kind), `headwater-${this.name}-${this.asOf}.${kind}`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.failed = this.ctx.t('chart.failed', {reason});
    }
  }

  /** @param {'svg' | 'png' | 'csv'} kind @returns {Promise<Blob>} */
  async #file(kind) {
    if (kind === 'csv') {
      if (!this.book || !this.table) throw new Error('no table');
      const bytes = await this.book.tableToCsv(csvTable(this.table, this.ctx.fmt.currency));
      return new Blob([new Uint8Array(bytes)], {type: 'text/csv;charset=utf-8'});
    }
    if (!this.draw) throw new Error('no drawing');
    const theme = this.#theme;
    const drawing = this.draw({width: SAVED_WIDTH, theme, ctx: this.ctx});
    const footer = this.ctx.t('chart.footer', {day: this.ctx.fmt.day(this.asOf)});
    const caption = {heading: this.heading, takeaway: this.takeaway, footer};
    const picture = composePicture(drawing, caption, theme);
    return kind === 'svg' ? toSvgBlob(picture) : toPngBlob(picture);
  }

  static styles = figureStyles;
}

/** @param {import('./theme.js').Theme} theme */
function themeKey(theme) {
  return [theme.ground, theme.sequential(0), theme.sequential(1)].flat().join();
}
