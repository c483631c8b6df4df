/** What was read, in numbers that add up: the sums, month by month, and by status. */

import {css, html, nothing} from 'lit';
import {View} from './context.js';
import {clip} from './clip.js';

/** @typedef {import('../wasm/headwater.js').Reading} Reading */

export class HeadwaterReadSums extends View {
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
      .all {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--hw-space-5);
      }
      table {
        inline-size: 100%;
        min-inline-size: 460px;
      }
      .high {
        max-block-size: 420px;
        overflow-y: auto;
      }
    `,
  ];

  static properties = {...View.properties, reading: {attribute: false}};

  constructor() {
    super();
    /** @type {Reading | undefined} */
    this.reading = undefined;
  }

  render() {
    const {reading} = this;
    if (!reading) return nothing;
    return html`<div class="all">
      ${this.#sums(reading)} ${this.#months(reading)}
      ${reading.statuses.length ? this.#statuses(reading) : nothing}
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
        ${sum('repaired', fmt.count(repairedIn(reading)))}
        ${sum('orders', fmt.count(reading.orders))}
        ${reading.customers === null ? nothing : sum('customers', fmt.count(reading.customers))}
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
    return [t('reading.timeZone.offset', {offset: offsetText(offsetMinutes)}), rows];
  }

  #withoutOrder() {
    const {t, fmt} = this.ctx;
    const {customers: n, net} = this.report?.pool.withoutOrder ?? {customers: 0, net: '0'};
    return n
      ? html`<p class="note">${t('reading.withoutOrder', {n, net: fmt.money(net)})}</p>`
      : nothing;
  }

  /** @param {Reading} reading */
  #months({months}) {
    const {t, fmt} = this.ctx;
    const heads = /** @type {const} */ (['rows', 'kept', 'net', 'droppedNet']);
    return html`<section class="panel stack">
      <div>
        <h3>${t('reading.months')}</h3>
        <p class="note">${t('reading.months.lead')}</p>
      </div>
      <div class="scroll-x high" tabindex="0" role="group" aria-label=${t('reading.months')}>
        <table>
          <thead>
            <tr>
              <th scope="col">${t('reading.month')}</th>
              ${heads.map((key) => html`<th scope="col" class="num">${t(`reading.${key}`)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${months.map(
              ({month, rows, kept, net, dropped}) =>
                html`<tr>
                  <td>${month === null ? t('reading.month.none') : fmt.month(month)}</td>
                  <td class="num">${fmt.count(rows)}</td>
                  <td class="num">${fmt.count(kept)}</td>
                  <td class="num">${fmt.money(net)}</td>
                  <td class="num">${fmt.money(dropped)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  /** @param {Reading} reading */
  #statuses({statuses}) {
    const {t, fmt} = this.ctx;
    return html`<section class="panel stack">
      <h3>${t('reading.statuses')}</h3>
      <div class="scroll-x high" tabindex="0" role="group" aria-label=${t('reading.statuses')}>
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
}

/** Cells that were repaired; a code is either repaired or not, whatever the row. @param {Reading} reading */
function repairedIn({diagnostics}) {
  const repaired = diagnostics.filter(({examples}) =>
    examples.some(({action}) => action === 'repaired'),
  );
  return repaired.reduce((sum, {count}) => sum + count, 0);
}

/** `+8:00`. @param {number} offsetMinutes */
export function offsetText(offsetMinutes) {
  const minutes = Math.abs(offsetMinutes);
  const hours = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
  return `${offsetMinutes < 0 ? '−' : '+'}${hours}`;
}
