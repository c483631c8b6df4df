/** One kind of doubt about the data: how often, what was done, and the first places with their rows. */

import {css, html, nothing} from 'lit';
import {View} from './context.js';
import {clip} from './clip.js';

/** @typedef {import('../wasm/headwater.js').Reading['diagnostics'][number]} Tally */
/** @typedef {Tally['examples'][number]} Place */

export class HeadwaterDoubt extends View {
  static styles = [
    View.styles,
    css`
      details {
        border-block-start: 1px solid var(--hw-line);
      }
      summary {
        display: grid;
        grid-template-columns: 1em minmax(0, 1fr) auto 4em;
        align-items: baseline;
        gap: var(--hw-space-2);
        padding-block: var(--hw-space-2);
        cursor: pointer;
        list-style: none;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary::before {
        content: '›';
        color: var(--hw-ink-2);
        transition: transform 0.15s;
      }
      details[open] > summary::before {
        transform: rotate(90deg);
      }
      .done {
        color: var(--hw-ink-2);
        font-size: var(--hw-text-s);
      }
      .body {
        padding: 0 0 var(--hw-space-4) calc(1em + var(--hw-space-2));
      }
      .places {
        max-block-size: 420px;
        overflow-y: auto;
      }
      ul {
        list-style: none;
      }
      li {
        padding-block: var(--hw-space-2);
        border-block-start: 1px solid var(--hw-line);
        font-size: var(--hw-text-s);
        overflow-wrap: anywhere;
      }
      .line {
        font-weight: 600;
      }
      .raw {
        color: var(--hw-ink-2);
        font-size: var(--hw-text-xs);
      }
      .raw i {
        padding-inline: var(--hw-space-1);
      }
    `,
  ];

  static properties = {
    ...View.properties,
    tally: {attribute: false},
    files: {attribute: false},
    open: {state: true},
  };

  constructor() {
    super();
    /** @type {Tally | undefined} */
    this.tally = undefined;
    /** @type {{name: string}[]} */
    this.files = [];
    this.open = false;
  }

  render() {
    if (!this.tally) return nothing;
    const {t, fmt, has} = this.ctx;
    const {code, count} = this.tally;
    const key = `diagnostic.${code}`;
    return html`<details @toggle=${this.#onToggle}>
      <summary>
        <span>${has(key) ? t(key) : code}</span>
        <span class="done">${this.#done(this.tally)}</span>
        <span class="num">${fmt.count(count)}</span>
      </summary>
      ${
        this.open
          ? html`<div class="body stack">
              <p class="note">${has(`${key}.do`) ? t(`${key}.do`) : nothing}</p>
              ${this.#places(this.tally)}
            </div>`
          : nothing
      }
    </details>`;
  }

  /** @param {Event} event */
  #onToggle(event) {
    this.open = /** @type {HTMLDetailsElement} */ (event.target).open;
  }

  /** What was done, in all the ways that it was. @param {Tally} tally */
  #done({examples}) {
    const actions = [...new Set(examples.map(({action}) => action))];
    return actions.map((action) => this.ctx.t(`diagnostic.${action}`)).join(' / ');
  }

  /** @param {Tally} tally */
  #places({examples, count}) {
    const {t} = this.ctx;
    const name = count > examples.length ? t('reading.first', {n: examples.length}) : '';
    return html`<div class="places" tabindex="0" role="group" aria-label=${t('reading.places')}>
      ${name ? html`<p class="note">${name}</p>` : nothing}
      <ul>
        ${examples.map((place) => html`<li>${this.#place(place)}${this.#row(place.cells)}</li>`)}
      </ul>
    </div>`;
  }

  /** Where it is, what stands there, and what was taken for it. @param {Place} place */
  #place({file, line, column, value, to}) {
    const {t} = this.ctx;
    const name = this.files.length > 1 ? this.files[(file ?? 1) - 1]?.name : undefined;
    const where = [
      name ? html`<bdi>${clip(name, 48)}</bdi>` : null,
      line === null ? null : html`<span class="line">${t('error.line', {line})}</span>`,
      column ? html`<bdi>${clip(column, 32)}</bdi>` : null,
    ].filter((part) => part !== null);
    const places = where.map((part, at) => html`${at ? ' · ' : nothing}${part}`);
    const found = value
      ? html`${places.length ? t('reading.colon') : nothing}<bdi>${clip(value)}</bdi>`
      : nothing;
    return html`<div>
      ${places}${found}${to === null ? nothing : html` → <bdi>${clip(to)}</bdi>`}
    </div>`;
  }

  /** The whole row, as it stands in the file. @param {string[]} cells */
  #row(cells) {
    if (cells.length === 0) return nothing;
    const {t} = this.ctx;
    return html`<div class="raw">
      ${t('reading.row')}
      ${cells.map((cell, at) => html`${at ? html`<i aria-hidden="true">│</i>` : nothing}<bdi>${clip(cell)}</bdi>`)}
    </div>`;
  }
}
