/** One kind of doubt about the data: how often, what was done, and the first places. */

import {css, html, nothing} from 'lit';
import {View} from './context.js';
import {clip} from './clip.js';

/** @typedef {import('../wasm/headwater.js').Reading['diagnostics'][number]} Tally */

export class HeadwaterDoubt extends View {
  static styles = [
    View.styles,
    css`
      details {
        border-block-start: 1px solid var(--hw-line);
      }
      summary {
        display: grid;
        grid-template-columns: 1em minmax(0, 1fr) auto;
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
      .body {
        padding: 0 0 var(--hw-space-4) calc(1em + var(--hw-space-2));
      }
      table {
        inline-size: 100%;
      }
      table {
        min-inline-size: 520px;
      }
      th.num {
        inline-size: 72px;
      }
      td:nth-last-child(3) {
        overflow-wrap: anywhere;
      }
      td:nth-last-child(2) {
        white-space: nowrap;
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
        <span>${has(key) ? t(key) : code}</span><span class="num">${fmt.count(count)}</span>
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

  /** @param {Tally} tally */
  #places({examples}) {
    const {t, fmt} = this.ctx;
    const {files} = this;
    const several = files.length > 1;
    const columns = [...(several ? ['file'] : []), 'line', 'cell', 'text', 'action', 'to'];
    return html`<div class="scroll-x" tabindex="0" role="group" aria-label=${t('reading.places')}>
      <table>
        <caption class="visually-hidden">
          ${t('reading.places')}
        </caption>
        <thead>
          <tr>
            ${columns.map(
              (key) =>
                html`<th scope="col" class=${key === 'line' ? 'num' : ''}>
                  ${t(`reading.${key}`)}
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${examples.map(
            (place) =>
              html`<tr>
                ${several ? html`<td><bdi>${clip(files[(place.file ?? 1) - 1]?.name)}</bdi></td>` : nothing}
                <td class="num">${fmt.count(place.line)}</td>
                <td><bdi>${clip(place.column, 32)}</bdi></td>
                <td><bdi>${clip(place.value)}</bdi></td>
                <td>${t(`diagnostic.${place.action}`)}</td>
                <td><bdi>${clip(place.to)}</bdi></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}
