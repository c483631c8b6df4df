/** Dates whose day and month can be swapped: asks which is which, with one of them as the example. */

import {css, html, nothing} from 'lit';
import {View, emit} from './context.js';
import {clip} from './clip.js';
import {remember} from './remember.js';

/** @typedef {import('../wasm/headwater.js').Reading['diagnostics'][number]} Tally */

const CODE = 'ambiguous-date-order';

/**
 * Whether there is something to ask.
 *
 * @param {import('../wasm/headwater.js').Reading} reading
 */
export const isAmbiguous = ({diagnostics}) => diagnostics.some(({code}) => code === CODE);

/** Fires `read-again` with `{dateOrder}`. */
export class HeadwaterDateOrder extends View {
  static styles = [
    View.styles,
    css`
      .panel {
        border-inline-start: 4px solid var(--hw-accent);
      }
      label {
        display: block;
      }
    `,
  ];

  static properties = {...View.properties, reading: {attribute: false}};

  constructor() {
    super();
    /** @type {import('../wasm/headwater.js').Reading | undefined} */
    this.reading = undefined;
  }

  render() {
    const {t} = this.ctx;
    const tally = this.reading?.diagnostics.find(({code}) => code === CODE);
    const example = tally?.examples.find(({value}) => value !== null);
    if (!tally || !example?.value) return nothing;
    const said = {n: tally.count, value: clip(example.value)};
    return html`<section class="panel stack">
      <div>
        <h2>${t('dateOrder.title')}</h2>
        <p class="note">${t('dateOrder.lead', said)}</p>
      </div>
      <div class="row">${this.#choice('dmy', example)} ${this.#choice('mdy', example)}</div>
      <label class="note"><input type="checkbox" id="keep" /> ${t('dateOrder.keep')}</label>
    </section>`;
  }

  /** @param {'dmy' | 'mdy'} dateOrder @param {Tally['examples'][number]} example */
  #choice(dateOrder, {value, to}) {
    const {t, fmt} = this.ctx;
    const day = dayOf(value ?? '', dateOrder);
    // The report below was made with one of them.
    const isTaken = day !== null && to?.startsWith(day);
    return html`<button
      type="button"
      aria-pressed=${isTaken ? 'true' : 'false'}
      @click=${() => this.#choose(dateOrder)}
    >
      ${t(`dateOrder.${dateOrder}`)}${day ? ` · ${fmt.day(day)}` : nothing}${isTaken ? t('dateOrder.taken') : nothing}
    </button>`;
  }

  /** @param {'dmy' | 'mdy'} dateOrder */
  #choose(dateOrder) {
    const box = /** @type {HTMLInputElement | null} */ (this.renderRoot.querySelector('#keep'));
    const fingerprint = this.reading?.files[0]?.fingerprint;
    if (box?.checked && fingerprint) remember(fingerprint, {manner: {dateOrder}});
    emit(this, 'read-again', {dateOrder});
  }
}

/**
 * The day that `text` is in that order; null where that can't be said.
 *
 * @param {string} text
 * @param {'dmy' | 'mdy'} order
 */
export function dayOf(text, order) {
  const [, first = '', second = '', year = ''] =
    /(\d{1,2})[^\d\s](\d{1,2})[^\d\s](\d{4}|\d{2})(?!\d)/.exec(text) ?? [];
  if (!year) return null;
  const [day, month] = order === 'dmy' ? [first, second] : [second, first];
  const full = year.length === 2 ? `20${year}` : year;
  return `${full}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
