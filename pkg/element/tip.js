/** A small "?" whose definition shows on hover, on focus and on a tap, and goes with Escape. */

import {LitElement, css, html, nothing} from 'lit';
import {base} from './styles.js';

const GAP = 8;

export class HeadwaterTip extends LitElement {
  static styles = [
    base,
    css`
      :host {
        display: inline-block;
        /* The line is as high as its text, not as the button. */
        margin-block: -6px;
        line-height: 1;
        vertical-align: middle;
      }
      button {
        /* 24 px to hit, 16 px to see. */
        position: relative;
        inline-size: 24px;
        min-block-size: 24px;
        padding: 0;
        border: 0;
        background: none;
        color: var(--hw-ink-2);
        font-size: var(--hw-text-xs);
        line-height: 16px;
        vertical-align: middle;
      }
      button span {
        display: inline-block;
        inline-size: 16px;
        border: 1px solid var(--hw-edge);
        border-radius: 50%;
        block-size: 16px;
        line-height: 14px;
        text-align: center;
      }
      button:hover:not(:disabled) {
        background: none;
        color: var(--hw-accent);
      }
      [role='tooltip'] {
        position: fixed;
        inset: auto;
        inline-size: max-content;
        max-inline-size: min(300px, calc(100vw - 32px));
        margin: 0;
        padding: var(--hw-space-2) var(--hw-space-3);
        border: 1px solid var(--hw-line);
        border-radius: var(--hw-radius-s);
        background: var(--hw-surface);
        box-shadow: var(--hw-shadow);
        color: var(--hw-ink);
        font-size: var(--hw-text-s);
        font-weight: 400;
        line-height: 1.5;
        white-space: normal;
      }
    `,
  ];

  static properties = {label: {}, text: {}, shown: {state: true}};

  constructor() {
    super();
    /** the accessible name of the button */
    this.label = '';
    /** the definition */
    this.text = '';
    this.shown = false;
  }

  render() {
    return html`<span @pointerenter=${this.#show} @pointerleave=${this.#hide}
      ><button
        type="button"
        aria-label=${this.label}
        aria-describedby="tip"
        @focus=${this.#show}
        @blur=${this.#hide}
        @click=${this.#show}
        @keydown=${this.#onKey}
      >
        <span aria-hidden="true">?</span></button
      ><span id="tip" role="tooltip" popover="manual"
        >${this.shown ? this.text : nothing}</span
      ></span
    >`;
  }

  #tip() {
    return /** @type {HTMLElement | null} */ (this.renderRoot.querySelector('#tip'));
  }

  async #show() {
    this.shown = true;
    await this.updateComplete;
    const tip = this.#tip();
    if (!tip || !this.shown) return;
    tip.showPopover();
    const at = this.getBoundingClientRect();
    const box = tip.getBoundingClientRect();
    const left = Math.min(at.left - GAP, innerWidth - box.width - 2 * GAP);
    const below = at.bottom + box.height + GAP < innerHeight;
    tip.style.left = `${Math.max(GAP, left)}px`;
    tip.style.top = `${below ? at.bottom : at.top - box.height}px`;
  }

  #hide() {
    this.shown = false;
    this.#tip()?.hidePopover();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key === 'Escape') this.#hide();
  }
}
