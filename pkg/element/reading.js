/** The data check: what was read and how, what was left out and why, in numbers that add up. */

import {css, html, nothing} from 'lit';
import {View, emit} from './context.js';
import {clip} from './clip.js';
import {isAmbiguous} from './date-order.js';
import {forget} from './remember.js';
import {saveBlob} from './save.js';

/** @typedef {import('../wasm/headwater.js').Reading} Reading */

/** Fires `correct-columns`, `read-again` and `mapping-chosen`. */
export class HeadwaterReading extends View {
  static styles = [
    View.styles,
    css`
      .doubts h3 {
        margin-block-end: var(--hw-space-2);
      }
      .grade {
        font-weight: 600;
      }
    `,
  ];

  static properties = {
    ...View.properties,
    reading: {attribute: false},
    work: {attribute: false},
    failed: {state: true},
  };

  constructor() {
    super();
    /** @type {Reading | undefined} */
    this.reading = undefined;
    /** @type {Pick<import('./runner.js').Work, 'mapping' | 'manner' | 'recalled'>} */
    this.work = {mapping: {}, manner: {}};
    this.failed = '';
  }

  render() {
    const {ctx, reading, report, work} = this;
    if (!reading) return nothing;
    return html`<div class="stack">
      ${
        isAmbiguous(reading)
          ? html`<headwater-date-order .ctx=${ctx} .reading=${reading}></headwater-date-order>`
          : nothing
      }
      ${this.#key(reading)} ${work.recalled ? this.#recalled() : nothing}
      <headwater-read-sums .ctx=${ctx} .report=${report} .reading=${reading}></headwater-read-sums>
      ${reading.files.map(
        (file) => html`<headwater-read-file .ctx=${ctx} .file=${file}></headwater-read-file>`,
      )}
      <headwater-read-again .ctx=${ctx} .manner=${work.manner}></headwater-read-again>
      ${this.#doubts(reading)}
    </div>`;
  }

  /** How well customers can be told apart. @param {Reading} reading */
  #key({key, customers}) {
    const {t, has} = this.ctx;
    if (customers === null) {
      return html`<section class="panel">
        <p class="grade">${t('grade.none')}</p>
        <p class="note">${t('nokey.exports')}</p>
      </section>`;
    }
    const reasons = key.reasons.map((reason) =>
      has(`grade.why.${reason}`) ? t(`grade.why.${reason}`) : reason,
    );
    return html`<section class="panel">
      <p class="grade">${t(`grade.${key.grade}`)}</p>
      <p class="note">
        ${key.header ? html`${t('grade.column')} <bdi>${clip(key.header)}</bdi>. ` : nothing}${reasons.join(' ')}
      </p>
    </section>`;
  }

  /** The columns are those that were corrected an earlier time. */
  #recalled() {
    const {t} = this.ctx;
    const without = () => {
      forget();
      emit(this, 'mapping-chosen', {mapping: {}});
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
      if (blob) saveBlob(blob, 'headwater-left-out.csv');
    } catch {
      this.failed = t('error.internal');
    }
  }
}
