/** One file as it was understood: how it is written, whose export it is, and its columns. */

import {css, html, nothing} from 'lit';
import {View, emit} from './context.js';
import {clip} from './clip.js';

/** @typedef {import('../wasm/headwater.js').Reading} Reading */
/** @typedef {Reading['files'][number]} ReadFile */

/** Fires `correct-columns`. */
export class HeadwaterReadFile extends View {
  static styles = [
    View.styles,
    css`
      table {
        inline-size: 100%;
        min-inline-size: 460px;
      }
      td:nth-child(2) {
        white-space: nowrap;
      }
      td:last-child {
        overflow-wrap: anywhere;
      }
      .unused td {
        color: var(--hw-ink-2);
      }
      .badge {
        display: inline-block;
        padding: 0 var(--hw-space-2);
        border: 1px solid var(--hw-edge);
        border-radius: var(--hw-radius-s);
        font-size: var(--hw-text-s);
      }
    `,
  ];

  static properties = {...View.properties, file: {attribute: false}};

  constructor() {
    super();
    /** @type {ReadFile | undefined} */
    this.file = undefined;
  }

  render() {
    const {file} = this;
    if (!file) return nothing;
    const {t, fmt} = this.ctx;
    const delimiter = file.delimiter === '\t' ? t('reading.delimiter.tab') : `“${file.delimiter}”`;
    const encoding = file.encoding.toUpperCase();
    const facts = {size: fmt.bytes(file.bytes), encoding, delimiter, line: file.headerLine};
    return html`<section class="panel stack">
      <div class="row spread">
        <div>
          <h3>${t('reading.columns')}</h3>
          <p class="note">
            <bdi>${clip(file.name)}</bdi> · ${t('reading.fileFacts', facts)}
            ${file.platform ? html`<span class="badge">${this.#platform(file.platform)}</span>` : nothing}
          </p>
        </div>
        <button type="button" @click=${() => emit(this, 'correct-columns')}>
          ${t('reading.correct')}
        </button>
      </div>
      <div class="scroll-x" tabindex="0" role="group" aria-label=${t('reading.columns')}>
        <table>
          <thead>
            <tr>
              <th scope="col">${t('reading.column')}</th>
              <th scope="col">${t('reading.role')}</th>
              <th scope="col">${t('reading.examples')}</th>
            </tr>
          </thead>
          <tbody>
            ${file.columns.map((column) => this.#column(file, column))}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  /** @param {string} platform */
  #platform(platform) {
    const {t, has} = this.ctx;
    const key = `platform.${platform}`;
    return t('reading.platform', {platform: has(key) ? t(key) : platform});
  }

  /** @param {ReadFile} file @param {ReadFile['columns'][number]} column */
  #column(file, {header, role, examples}) {
    const {t} = this.ctx;
    const chosen = file.roles.find((one) => one.field === role && one.header === header);
    const by = chosen?.chosenBy === 'mapping' ? ` (${t('reading.byMapping')})` : '';
    return html`<tr class=${role ? '' : 'unused'}>
      <td><bdi>${clip(header)}</bdi></td>
      <td>${role ? t(`field.${role}`) + by : t('reading.notUsed')}</td>
      <td>
        ${examples.map((text, index) => html`${index ? ' · ' : ''}<bdi>${clip(text, 32)}</bdi>`)}
      </td>
    </tr>`;
  }
}
