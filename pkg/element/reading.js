/** The data check: what was read and how, what was left out and why, in numbers that add up. */

import {css, html, nothing} from 'lit';
import {View, emit} from './context.js';
import {hasCurrencies} from './read-currencies.js';
import {forget} from './remember.js';
import {saveBlob} from './save.js';

/** @typedef {import('../wasm/headwater.js').Reading} Reading */

/** Fires `read-again` and `mapping-chosen`. */
export class HeadwaterReading extends View {
  static styles = [
    View.styles,
    css`
      .doubts > .row,
      .doubts > .note {
        margin-block-end: var(--hw-space-3);
      }
    `,
  ];

  static properties = {
    ...View.properties,
    reading: {attribute: false},
    work: {attribute: false},
    correcting: {state: true},
    failed: {state: true},
  };

  constructor() {
    super();
    /** @type {Reading | undefined} */
    this.reading = undefined;
    /** @type {Pick<import('./work.js').Work, 'mapping' | 'manner' | 'recalled'>} */
    this.work = {mapping: {}, manner: {}};
    /** whether the columns are being corrected */
    this.correcting = false;
    this.failed = '';
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('reading')) this.correcting = false;
  }

  /** @param {Map<string, unknown>} changed */
  async updated(changed) {
    if (!changed.has('correcting') || !this.correcting) return;
    // It stands above the files, often out of sight of the button that asked for it.
    const mapping = /** @type {import('./mapping.js').HeadwaterMapping | null} */ (
      this.renderRoot.querySelector('headwater-mapping')
    );
    await mapping?.updateComplete;
    mapping?.start();
  }

  render() {
    const {ctx, reading, report, work} = this;
    if (!reading) return nothing;
    return html`<div class="stack" @correct-columns=${() => (this.correcting = true)}>
      ${work.recalled ? this.#recalled(reading) : nothing}
      <headwater-read-sums .ctx=${ctx} .report=${report} .reading=${reading}></headwater-read-sums>
      ${
        hasCurrencies(reading)
          ? html`<headwater-read-currencies .ctx=${ctx} .reading=${reading} .manner=${work.manner}>
            </headwater-read-currencies>`
          : nothing
      }
      <headwater-read-key .ctx=${ctx} .reading=${reading}></headwater-read-key>
      ${this.correcting ? this.#correction(reading) : nothing}
      ${reading.files.map(
        (file) => html`<headwater-read-file .ctx=${ctx} .file=${file}></headwater-read-file>`,
      )}
      <headwater-read-again .ctx=${ctx} .manner=${work.manner} .files=${reading.files}>
      </headwater-read-again>
      ${this.#doubts(reading)}
      <headwater-read-tables .ctx=${ctx} .reading=${reading}></headwater-read-tables>
    </div>`;
  }

  /** @param {Reading} reading */
  #correction({files, customers}) {
    const all = files.flatMap(({columns}) => columns);
    const columns = [...new Map(all.map((column) => [column.header, column])).values()];
    return html`<headwater-mapping
      cancellable
      .ctx=${this.ctx}
      .columns=${columns}
      .candidates=${files.flatMap(({candidates}) => candidates)}
      .fingerprint=${files[0]?.fingerprint ?? ''}
      .mapping=${this.work.mapping}
      .nobody=${customers === null}
      @mapping-cancel=${() => (this.correcting = false)}
    ></headwater-mapping>`;
  }

  /** The columns are those that were corrected an earlier time. @param {Reading} reading */
  #recalled({files}) {
    const {t} = this.ctx;
    const without = () => {
      forget(files[0]?.fingerprint ?? '');
      const manner = {dateOrder: undefined, platform: undefined};
      emit(this, 'mapping-chosen', {mapping: {}, manner});
    };
    return html`<section class="panel row spread">
      <p>${t('reading.recalled')}</p>
      <button type="button" @click=${without}>${t('reading.forget')}</button>
    </section>`;
  }

  /** @param {Reading} reading */
  #doubts({diagnostics, files, setAside}) {
    const {t} = this.ctx;
    return html`<section class="panel doubts">
      <div class="row spread">
        <h3>${t('reading.doubts')}</h3>
        ${
          setAside.rows
            ? html`<button type="button" @click=${this.#save}>${t('reading.saveAside')}</button>`
            : nothing
        }
      </div>
      ${setAside.beyond ? html`<p class="note">${t('reading.beyond', {n: setAside.beyond})}</p>` : nothing}
      ${this.failed ? html`<p class="note" role="alert">${this.failed}</p>` : nothing}
      ${
        diagnostics.length
          ? diagnostics.map(
              (tally) =>
                html`<headwater-doubt .ctx=${this.ctx} .files=${files} .tally=${tally}>
                </headwater-doubt>`,
            )
          : html`<p class="note">${t('reading.noDoubts')}</p>`
      }
    </section>`;
  }

  async #save() {
    const {ctx, book, reading} = this;
    const {t, has} = ctx;
    const words = (reading?.diagnostics ?? []).flatMap(({code}) =>
      has(`diagnostic.${code}`) ? [[code, t(`diagnostic.${code}`)]] : [],
    );
    const headers = ['file', 'line', 'reason'].map((key) => t(`reading.${key}`));
    this.failed = '';
    try {
      const blob = await book?.exportSetAside({headers, reasons: Object.fromEntries(words)});
      if (blob) saveBlob(blob, `${t('reading.asideName')}.csv`);
    } catch {
      this.failed = t('error.internal');
    }
  }
}
