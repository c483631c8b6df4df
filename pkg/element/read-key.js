/** How well customers can be told apart, why no better, and what would do it. */

import {css, html, nothing} from 'lit';
import {View, emit} from './context.js';
import {clip} from './clip.js';

/** @typedef {import('../wasm/headwater.js').Reading} Reading */

/** Fires `read-again` with `{customers: 'none'}`. */
export class HeadwaterReadKey extends View {
  static styles = [
    View.styles,
    css`
      .panel {
        border-inline-start: 4px solid var(--hw-good);
      }
      .strong,
      .fuzzy {
        border-inline-start-color: var(--hw-warn);
      }
      .none {
        border-inline-start-color: var(--hw-bad);
      }
      .note {
        margin-block-start: var(--hw-space-1);
      }
      ul {
        margin-block-start: var(--hw-space-2);
        padding-inline-start: 1.2em;
        font-size: var(--hw-text-s);
      }
      li {
        max-width: 68ch;
      }
      button {
        margin-block-start: var(--hw-space-3);
      }
    `,
  ];

  static properties = {...View.properties, reading: {attribute: false}};

  constructor() {
    super();
    /** @type {Reading | undefined} */
    this.reading = undefined;
  }

  render() {
    const {reading} = this;
    if (!reading) return nothing;
    const {t} = this.ctx;
    const {key, customers, joined} = reading;
    // Customers who were told apart by what tells nobody apart were counted all the same.
    const isUseless = customers !== null && key.grade === 'none';
    const grade = customers === null ? 'none' : key.grade;
    const words = isUseless ? 'useless' : grade;
    const reasons = customers === null ? [] : this.#reasons(key.reasons);
    return html`<section class="panel ${grade}">
      <h3>${t(`grade.${words}`)}</h3>
      <p class="note">${t(`grade.${words}.means`)}</p>
      <ul>
        ${
          key.header && customers !== null
            ? html`<li>${t('grade.column', {column: clip(key.header)})}</li>`
            : nothing
        }
        ${reasons.map((reason) => html`<li>${reason}</li>`)}
        ${joined?.orders ? html`<li>${t('grade.joined', {n: joined.orders, found: joined.found})}</li>` : nothing}
        ${grade === 'exact' ? nothing : this.#hints(reading)}
      </ul>
      ${
        isUseless
          ? html`<button
              type="button"
              @click=${() => emit(this, 'read-again', {customers: 'none'})}
            >
              ${t('nokey.go')}
            </button>`
          : nothing
      }
    </section>`;
  }

  /** @param {string[]} reasons */
  #reasons(reasons) {
    const {t, has} = this.ctx;
    return reasons.map((reason) =>
      has(`grade.why.${reason}`) ? t(`grade.why.${reason}`) : reason,
    );
  }

  /** Which export of each platform would say whose the orders are. @param {Reading} reading */
  #hints({files}) {
    const {t, has} = this.ctx;
    const platforms = new Set(files.map(({platform}) => platform ?? ''));
    const known = [...platforms].filter((platform) => has(`hint.${platform}`));
    if (known.length === 0) return html`<li>${t('nokey.exports')}</li>`;
    return known.map(
      (platform) =>
        html`<li>
          ${t('grade.better', {platform: t(`platform.${platform}`), hint: t(`hint.${platform}`)})}
        </li>`,
    );
  }
}
