/** The data check: what was read, what was left out and why, in numbers that add up. */

import {css, html, nothing} from 'lit';
import {View, emit} from './context.js';
import {clip} from './clip.js';

/** @typedef {import('../wasm/headwater.js').Reading} Reading */
/** @typedef {Reading['files'][number]} ReadFile */

/** Fires `correct-columns`. */
export class HeadwaterReading extends View {
  static styles = [
    View.styles,
    css`
      .sums {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
        gap: var(--hw-space-4) var(--hw-space-5);
      }
      .sums dt {
        color: var(--hw-ink-2);
        font-size: var(--hw-text-s);
      }
      .sums dd {
        font-weight: 600;
      }
      .sums .sub {
        color: var(--hw-ink-2);
        font-size: var(--hw-text-xs);
        font-weight: 400;
      }
      table {
        inline-size: 100%;
      }
      table {
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
      .doubts h3 {
        margin-block-end: var(--hw-space-2);
      }
    `,
  ];

  render() {
    if (!this.report) return nothing;
    const {reading} = this.report;
    return html`<div class="stack">
      ${this.#sums(reading)} ${reading.files.map((file) => this.#file(file))}
      ${reading.statuses.length ? this.#statuses(reading) : nothing} ${this.#doubts(reading)}
    </div>`;
  }

  /** @param {Reading} reading */
  #sums(reading) {
    const {t, fmt} = this.ctx;
    const {totals} = reading;
    /** @param {string} key @param {string} value @param {string} [sub] */
    const sum = (key, value, sub) =>
      html`<div>
        <dt>${t(`reading.${key}`)}</dt>
        <dd>${value}${sub ? html`<div class="sub">${sub}</div>` : nothing}</dd>
      </div>`;
    const amount = (/** @type {string} */ value) => t('reading.amounts', {value: fmt.money(value)});
    const days = {from: fmt.day(reading.firstDay), to: fmt.day(reading.lastDay)};
    return html`<section class="panel stack">
      <dl class="sums">
        ${sum('rows', fmt.count(reading.rows), amount(totals.all))}
        ${sum('kept', fmt.count(reading.kept), amount(totals.kept))}
        ${sum('dropped', fmt.count(reading.dropped), amount(totals.dropped))}
        ${sum('orders', fmt.count(reading.orders))}
        ${sum('customers', fmt.count(reading.customers))}
        ${sum('refunds', fmt.count(reading.refunds))} ${sum('days', t('reading.daysRange', days))}
        ${sum('currency', reading.currency ?? t('reading.currency.none'))}
        ${sum('timeZone', ...this.#timeZone(reading.timeZone))}
      </dl>
      ${this.#withoutOrder()}
    </section>`;
  }

  /** @param {Reading['timeZone']} zone @returns {[string, string?]} */
  #timeZone({offsetMinutes, rowsWithOffset}) {
    const {t} = this.ctx;
    const rows = rowsWithOffset ? t('reading.timeZone.rows', {n: rowsWithOffset}) : undefined;
    if (offsetMinutes === null) return [t('reading.timeZone.written'), rows];
    const minutes = Math.abs(offsetMinutes);
    const hours = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
    const offset = `${offsetMinutes < 0 ? '−' : '+'}${hours}`;
    return [t('reading.timeZone.offset', {offset}), rows];
  }

  #withoutOrder() {
    const {t, fmt} = this.ctx;
    const {customers: n, net} = this.report?.pool.withoutOrder ?? {customers: 0, net: '0'};
    return n
      ? html`<p class="note">${t('reading.withoutOrder', {n, net: fmt.money(net)})}</p>`
      : nothing;
  }

  /** @param {ReadFile} file */
  #file(file) {
    const {t, fmt} = this.ctx;
    const delimiter = file.delimiter === '\t' ? t('reading.delimiter.tab') : `“${file.delimiter}”`;
    const facts = {size: fmt.bytes(file.bytes), delimiter, line: file.headerLine};
    return html`<section class="panel stack">
      <div class="row spread">
        <div>
          <h3>${t('reading.columns')}</h3>
          <p class="note"><bdi>${clip(file.name)}</bdi> · ${t('reading.fileFacts', facts)}</p>
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

  /** @param {Reading} reading */
  #statuses({statuses}) {
    const {t, fmt} = this.ctx;
    return html`<section class="panel stack">
      <h3>${t('reading.statuses')}</h3>
      <div class="scroll-x" tabindex="0" role="group" aria-label=${t('reading.statuses')}>
        <table>
          <thead>
            <tr>
              <th scope="col">${t('reading.status')}</th>
              <th scope="col">${t('reading.countsAs')}</th>
              <th scope="col" class="num">${t('reading.rows')}</th>
              <th scope="col" class="num">${t('reading.net')}</th>
            </tr>
          </thead>
          <tbody>
            ${statuses.map(
              (status) =>
                html`<tr>
                  <td><bdi>${clip(status.text) || t('reading.status.empty')}</bdi></td>
                  <td>${t(`reading.status.${status.class}`)}</td>
                  <td class="num">${fmt.count(status.rows)}</td>
                  <td class="num">${fmt.money(status.net)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  /** @param {Reading} reading */
  #doubts(reading) {
    const {t} = this.ctx;
    return html`<section class="panel doubts">
      <h3>${t('reading.doubts')}</h3>
      ${
        reading.diagnostics.length
          ? reading.diagnostics.map(
              (tally) =>
                html`<headwater-doubt .ctx=${this.ctx} .report=${this.report} .tally=${tally}>
                </headwater-doubt>`,
            )
          : html`<p class="note">${t('reading.noDoubts')}</p>`
      }
    </section>`;
  }
}
