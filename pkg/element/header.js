/** The head of the page: its name, the file, another file, the language, the colours. */

import {css, html, nothing} from 'lit';
import {LANGUAGES, View, emit} from './context.js';
import {clip} from './clip.js';

const THEMES = ['auto', 'light', 'dark'];

/** Fires `choose-files`, `choose-locale` (`{locale}`) and `choose-theme` (`{theme}`). */
export class HeadwaterHeader extends View {
  static styles = [
    View.styles,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--hw-space-2) var(--hw-space-4);
        padding: var(--hw-space-3) clamp(var(--hw-space-4), 3vw, var(--hw-space-6));
        border-block-end: 1px solid var(--hw-line);
        background: var(--hw-surface);
      }
      .brand {
        display: flex;
        align-items: center;
        gap: var(--hw-space-2);
        font-weight: 700;
        letter-spacing: 0.01em;
      }
      .brand svg {
        inline-size: 22px;
        block-size: 22px;
        fill: none;
        stroke: var(--hw-accent);
        stroke-linecap: round;
        stroke-width: 2;
      }
      .file {
        flex: 1 1 160px;
        min-inline-size: 0;
        overflow: hidden;
        color: var(--hw-ink-2);
        font-size: var(--hw-text-s);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .tools {
        display: flex;
        align-items: center;
        gap: var(--hw-space-2);
        margin-inline-start: auto;
      }
      .languages {
        display: flex;
      }
      .languages button {
        border-color: var(--hw-edge);
      }
      .languages button:first-child {
        border-radius: var(--hw-radius-s) 0 0 var(--hw-radius-s);
      }
      .languages button:last-child {
        margin-inline-start: -1px;
        border-radius: 0 var(--hw-radius-s) var(--hw-radius-s) 0;
      }
      .languages button[aria-pressed='true'] {
        position: relative;
        border-color: var(--hw-accent);
      }
      @media (max-width: 560px) {
        .file {
          order: 3;
          flex-basis: 100%;
        }
        button,
        select {
          padding-inline: var(--hw-space-2);
        }
        select {
          max-inline-size: 104px;
        }
      }
    `,
  ];

  static properties = {...View.properties, theme: {}, files: {attribute: false}};

  constructor() {
    super();
    this.theme = 'auto';
    /** @type {string[]} names of the files that the report shown is made of */
    this.files = [];
  }

  render() {
    const {t, locale} = this.ctx;
    return html`<header part="header">
      <p class="brand">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M2 8q2.5-2.5 5 0t5 0 5 0 5 0M2 16q2.5-2.5 5 0t5 0 5 0 5 0" />
        </svg>
        ${t('app.name')}
      </p>
      ${this.files.length ? this.#fileName() : nothing}
      <div class="tools">
        ${
          this.files.length
            ? html`<button type="button" @click=${() => emit(this, 'choose-files')}>
                ${t('app.newFile')}
              </button>`
            : nothing
        }
        <div class="languages" role="group" aria-label=${t('app.language')}>
          ${Object.entries(LANGUAGES).map(
            ([tag, {name}]) =>
              html`<button
                type="button"
                lang=${tag}
                aria-pressed=${tag === locale}
                @click=${() => emit(this, 'choose-locale', {locale: tag})}
              >
                ${name}
              </button>`,
          )}
        </div>
        <select aria-label=${t('app.theme')} @change=${this.#onTheme}>
          ${THEMES.map(
            (theme) =>
              html`<option value=${theme} .selected=${theme === this.theme}>
                ${t(`app.theme.${theme}`)}
              </option>`,
          )}
        </select>
      </div>
    </header>`;
  }

  #fileName() {
    const [first, ...more] = this.files;
    const name = clip(first, 60);
    const text = more.length ? this.ctx.t('app.files', {first: name, n: more.length}) : name;
    return html`<p class="file"><bdi>${text}</bdi></p>`;
  }

  /** @param {Event} event */
  #onTheme(event) {
    emit(this, 'choose-theme', {theme: /** @type {HTMLSelectElement} */ (event.target).value});
  }
}
