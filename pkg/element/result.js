/** The result: a list of sections, and the sections, each of which answers one question. */

import {html, nothing} from 'lit';
import {View, emit} from './context.js';
import {isAmbiguous} from './date-order.js';
import {result} from './result-styles.js';
import {DRAWN, ORDER_SECTIONS, SECTIONS} from './sections.js';

/** @typedef {import('./customers.js').HeadwaterCustomers} HeadwaterCustomers */
/** @typedef {import('./sections.js').Section} Section */

export class HeadwaterResult extends View {
  static styles = [View.styles, result];

  static properties = {
    ...View.properties,
    busy: {type: Boolean},
    notice: {},
    sales: {attribute: false},
    work: {attribute: false},
    here: {state: true},
    drawn: {state: true},
  };

  #seen = new IntersectionObserver((entries) => this.#onSeen(entries), {
    rootMargin: '-15% 0px -75% 0px',
  });

  constructor() {
    super();
    /** whether another report is being made */
    this.busy = false;
    /** why the last change was not made */
    this.notice = '';
    /** @type {import('./context.js').Sales | undefined} in the report's place where nobody is known */
    this.sales = undefined;
    /** @type {Pick<import('./work.js').Work, 'mapping' | 'manner' | 'recalled'>} what it was made of */
    this.work = {mapping: {}, manner: {}};
    /** @type {Section} */
    this.here = 'overview';
    /** sections drawn so far: one after the other, so that the page never stands still */
    this.drawn = 1;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#seen.disconnect();
  }

  firstUpdated() {
    for (const section of this.renderRoot.querySelectorAll('section')) this.#seen.observe(section);
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    // Other files may have brought the other kind of report.
    if (changed.has('sales') && !this.#sections.includes(this.here)) this.here = this.#sections[0];
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (this.drawn < this.#sections.length) setTimeout(() => (this.drawn += 1));
    if (!changed.has('here')) return;
    // On narrow screens the list is one line that scrolls sideways.
    const nav = this.renderRoot.querySelector('nav');
    const button = /** @type {HTMLElement | null} */ (nav?.querySelector('[aria-current]'));
    if (nav && button) nav.scrollLeft = button.offsetLeft - nav.clientWidth / 2;
  }

  /** @returns {readonly Section[]} */
  get #sections() {
    if (this.sales) {
      return ORDER_SECTIONS.filter((name) => name !== 'sources' || this.sales?.splits.length);
    }
    const empty = this.report?.breakdowns.length === 0;
    return SECTIONS.filter((section) => section !== 'breakdown' || !empty);
  }

  render() {
    if (!this.report && !this.sales) return nothing;
    const {t} = this.ctx;
    return html`
      <h1 class="visually-hidden" tabindex="-1">${t('app.report')}</h1>
      <nav part="nav" aria-label=${t('app.sections')}>
        <ul>
          ${this.#sections.map(
            (section) =>
              html`<li>
                <button
                  type="button"
                  aria-current=${section === this.here ? 'true' : nothing}
                  @click=${() => this.go(section)}
                >
                  ${t(`nav.${section}`)}
                </button>
              </li>`,
          )}
        </ul>
      </nav>
      <div class="sections ${this.busy ? 'busy' : ''}" @view-select=${this.#onSelect}>
        ${this.#state()} ${this.#questions()}
        ${this.#sections.map((section) => this.#section(section))}
      </div>
    `;
  }

  /** What is being computed, or why the last change was not made. */
  #state() {
    const {t} = this.ctx;
    return html`<div class="state" role="status">
      ${
        this.busy
          ? html`<span>${t('app.updating')}</span>
              <button type="button" class="quiet" @click=${() => emit(this, 'cancel-work')}>
                ${t('app.cancel')}
              </button>`
          : nothing
      }
      ${this.notice ? html`<p class="notice">${this.notice}</p>` : nothing}
    </div>`;
  }

  /** @param {Section} section */
  #section(section) {
    const {t} = this.ctx;
    return html`<section id=${section} part="section" aria-labelledby="${section}-ask">
      <div class="title">
        <div>
          <p class="eyebrow" aria-hidden="true">${t(`nav.${section}`)}</p>
          <h2 id="${section}-ask" tabindex="-1">${t(`nav.${section}.ask`)}</h2>
        </div>
        ${section === 'overview' || section === 'value' ? this.#settings(section) : nothing}
      </div>
      ${this.#sections.indexOf(section) < this.drawn ? DRAWN[section](this) : nothing}
    </section>`;
  }

  /** @param {'overview' | 'value'} section */
  #settings(section) {
    return html`<headwater-settings
      of=${section === 'value' ? 'model' : 'days'}
      .ctx=${this.ctx}
      .report=${this.report}
      .busy=${this.busy}
    ></headwater-settings>`;
  }

  /** What the numbers hang on: said, or asked where only the operator knows, before the numbers are read. */
  #questions() {
    const reading = this.#read;
    if (!reading) return nothing;
    const {ctx} = this;
    const isUseless = reading.customers !== null && reading.key.grade === 'none';
    return html`${
      isUseless
        ? html`<headwater-read-key
            class="ask"
            .ctx=${ctx}
            .reading=${reading}
          ></headwater-read-key>`
        : nothing
    }
    ${
      isAmbiguous(reading)
        ? html`<headwater-date-order class="ask" .ctx=${ctx} .reading=${reading}>
          </headwater-date-order>`
        : nothing
    }`;
  }

  get #read() {
    return (this.report ?? this.sales)?.reading;
  }

  /**
   * Brings a section into view, with the reading at its heading.
   *
   * @param {Section} section
   */
  go(section) {
    const heading = /** @type {HTMLElement | null} */ (
      this.renderRoot.querySelector(`#${section}-ask`)
    );
    this.renderRoot.querySelector(`#${section}`)?.scrollIntoView();
    heading?.focus({preventScroll: true});
    this.here = section;
  }

  /** @param {CustomEvent} event */
  #onSelect({detail}) {
    const customers = this.renderRoot.querySelector('headwater-customers');
    /** @type {HeadwaterCustomers | null} */ (customers)?.select(detail);
    this.go('customers');
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #onSeen(entries) {
    for (const {isIntersecting, target} of entries) {
      if (isIntersecting) this.here = /** @type {Section} */ (target.id);
    }
  }
}
