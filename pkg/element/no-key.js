/** Files that do not say whose the orders are: what can be said all the same, and which exports do say it. */

import {css, html} from 'lit';
import {View, emit} from './context.js';

/** Fires `read-again` with `{customers: 'none'}`. */
export class HeadwaterNoKey extends View {
  static styles = [
    View.styles,
    css`
      p + p {
        margin-block-start: var(--hw-space-2);
      }
    `,
  ];

  render() {
    const {t} = this.ctx;
    return html`<div class="panel stack">
      <div>
        <h2>${t('nokey.title')}</h2>
        <p>${t('nokey.lead')}</p>
        <p class="note">${t('nokey.exports')}</p>
      </div>
      <div>
        <button
          type="button"
          class="primary"
          @click=${() => emit(this, 'read-again', {customers: 'none'})}
        >
          ${t('nokey.go')}
        </button>
      </div>
    </div>`;
  }
}
