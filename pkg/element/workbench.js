/** `<headwater-workbench>`: the page as one element. It places the views and hears what they say. */

import {LitElement, html, nothing} from 'lit';
import {chooseLocale, createContext, emit} from './context.js';
import {FileDrag} from './drag.js';
import {Runner} from './runner.js';
import {SCREENS} from './screens.js';
import {base} from './styles.js';
import {tokens} from './tokens.js';
import {frame} from './frame-styles.js';
import {namesOf} from './work.js';

/** @typedef {import('./work.js').WorkEngine} WorkEngine */

/**
 * Fires `analysis-progress`, `analysis-complete` (`{report}`), `analysis-error` (`{error}`),
 * `locale-change` (`{locale}`) and `theme-change` (`{theme}`).
 */
export class HeadwaterWorkbench extends LitElement {
  static styles = [tokens, base, frame];

  static properties = {
    locale: {reflect: true},
    theme: {reflect: true},
    wholePage: {type: Boolean, attribute: 'whole-page'},
    engine: {attribute: false},
    sample: {attribute: false},
    over: {state: true},
  };

  /**
   * Makes the engine of an element that was given none; the entry `headwater/element` sets it.
   *
   * @type {(() => Promise<WorkEngine>) | undefined}
   */
  static makeEngine = undefined;

  #runner = new Runner({
    engineReady: () => this.#engineReady(),
    announce: (event, detail) => emit(this, `analysis-${event}`, detail),
    requestUpdate: () => this.requestUpdate(),
  });
  #drag = new FileDrag({
    over: (over) => this.#onDrag(over),
    drop: (files) => void this.load(files),
  });
  /** @type {Promise<WorkEngine> | undefined} */
  #own;
  #ctx = createContext('en');
  /** what was drawn last, to know when the operator has to be taken somewhere else */
  #drawn = 'start';

  constructor() {
    super();
    /** @type {string | null} null: what the browser asks for */
    this.locale = null;
    /** @type {string} */
    this.theme = 'auto';
    /** whether a file may be dropped anywhere on the page, not only on this element */
    this.wholePage = false;
    /** @type {WorkEngine | undefined} */
    this.engine = undefined;
    /** @type {{name: string, data: BlobPart} | undefined} */
    this.sample = undefined;
    this.over = false;
  }

  /** The language shown: `zh-CN` or `en`. */
  get language() {
    return chooseLocale(this.locale ?? globalThis.navigator?.language);
  }

  /** What the orders alone say, where the files do not say whose they are. */
  get sales() {
    return this.#runner.sales;
  }

  /** The report shown, if there is one. */
  get report() {
    return this.#runner.report;
  }

  /**
   * Reads files and shows their report.
   *
   * @param {Blob | Blob[]} files
   * @param {Parameters<Runner['load']>[1]} [options] mapping, and the options of a report
   */
  async load(files, options) {
    await this.#runner.load(Array.isArray(files) ? files : [files], options);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#drag.start(this.wholePage ? window : this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#drag.stop();
    this.#runner.stop();
    void this.#own?.then((engine) => engine.dispose());
    this.#own = undefined;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const {language} = this;
    const {report, sales} = this.#runner;
    const currency = (report?.pool ?? sales?.totals)?.currency ?? null;
    if (this.#ctx.locale !== language || this.#ctx.fmt.currency !== currency) {
      this.#ctx = createContext(language, currency);
    }
    this.lang = language;
    if (changed.has('locale')) emit(this, 'locale-change', {locale: language});
    if (changed.has('theme')) emit(this, 'theme-change', {theme: this.theme});
  }

  render() {
    const {phase, shown} = this.#runner;
    return html`
      <headwater-header
        exportparts="header"
        .ctx=${this.#ctx}
        .theme=${this.theme}
        .files=${phase === 'result' ? namesOf(shown.files) : []}
        @choose-files=${this.#choose}
        @choose-locale=${(/** @type {CustomEvent} */ event) => (this.locale = event.detail.locale)}
        @choose-theme=${(/** @type {CustomEvent} */ event) => (this.theme = event.detail.theme)}
      ></headwater-header>
      <main
        class=${phase}
        @files-chosen=${(/** @type {CustomEvent} */ event) => this.load(event.detail.files)}
        @choose-files=${this.#choose}
        @cancel-work=${() => this.#runner.cancel()}
        @mapping-chosen=${(/** @type {CustomEvent} */ event) =>
          this.#runner.remap(event.detail.mapping, event.detail.manner)}
        @read-again=${(/** @type {CustomEvent} */ event) => this.#runner.reread(event.detail)}
        @settings-change=${(/** @type {CustomEvent} */ event) => this.#runner.revise(event.detail)}
      >
        ${SCREENS[phase](this.#ctx, this.#runner, this)}
      </main>
      ${
        this.over && phase !== 'start'
          ? html`<div class="curtain">${this.#ctx.t('start.dropNow')}</div>`
          : nothing
      }
      <input
        type="file"
        hidden
        multiple
        accept=".csv,.tsv,.txt,.xlsx,.xlsm,.xlsb,.xls,.ods,.htm,.html,.zip,.gz,text/csv,text/plain,text/tab-separated-values"
        aria-label=${this.#ctx.t('start.choose')}
        @change=${this.#onFiles}
      />
    `;
  }

  updated() {
    const {phase} = this.#runner;
    if (phase === this.#drawn) return;
    this.#drawn = phase;
    // What had the focus is gone: the reading goes on at the head of what came.
    window.scrollTo({top: 0});
    const screen = /** @type {LitElement | null} */ (
      this.renderRoot.querySelector(`main headwater-${FIRST[phase]}`)
    );
    void screen?.updateComplete.then(() => {
      const heading = screen.renderRoot.querySelector('[tabindex="-1"]');
      /** @type {HTMLElement | null} */ (heading)?.focus({preventScroll: true});
    });
  }

  /** Opens the browser's file dialog. */
  #choose() {
    const input = /** @type {HTMLInputElement} */ (
      this.renderRoot.querySelector('input[type=file]')
    );
    input.value = '';
    input.click();
    this.#expectFile();
  }

  /** @param {boolean} over */
  #onDrag(over) {
    if (over && !this.over) this.#expectFile();
    this.over = over;
  }

  /** A hand takes a while to let a file go: by then the engine is there with all that helps it. */
  #expectFile() {
    this.#engineReady().then(
      (engine) => engine.expectFile?.(),
      () => {},
    );
  }

  /** @param {Event} event */
  #onFiles(event) {
    const {files} = /** @type {HTMLInputElement} */ (event.target);
    if (files?.length) void this.load([...files]);
  }

  async #engineReady() {
    return this.engine ?? (this.#own ??= this.#makeEngine());
  }

  #makeEngine() {
    const make = HeadwaterWorkbench.makeEngine;
    if (!make) throw new Error('headwater-workbench was given no engine');
    return make();
  }
}

/** The view of each phase whose heading is read first. */
const FIRST = {start: 'drop', working: 'progress', problem: 'problem', result: 'result'};
