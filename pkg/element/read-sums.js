/** What was read, in numbers that add up. */

import {css, html, nothing} from 'lit';
import {View} from './context.js';
import {fileZone, reportZone} from './zones.js';

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
    const {t, fmt} = this.ctx;
    const {totals} = reading;
    /** @param {string} key @param {string} value @param {unknown} [sub] */
    const sum = (key, value, sub) =>
      html`<div>
        <dt>${t(`reading.${key}`)}</dt>
        <dd>${value}${sub ? html`<div class="sub">${sub}</div>` : nothing}</dd>
      </div>`;
    const amount = (/** @type {string} */ value) => t('reading.amounts', {value: fmt.money(value)});
    const {firstDay, lastDay} = reading;
    const range = t('reading.daysRange', {from: fmt.day(firstDay), to: fmt.day(lastDay)});
    const days = firstDay === lastDay ? fmt.day(firstDay) : range;
    return html`<section class="panel stack">
      <dl class="sums">
        ${sum('rows', fmt.count(reading.rows), amount(totals.all))}
        ${sum('kept', fmt.count(reading.kept), amount(totals.kept))}
        ${sum('dropped', fmt.count(reading.dropped), amount(totals.dropped))}
        ${sum('repaired', fmt.count(repairedIn(reading)))}
        ${sum('duplicates', fmt.count(rowsOut(reading, 'duplicate-row')))}
        ${sum('orders', fmt.count(reading.orders))}
        ${reading.customers === null ? nothing : sum('customers', fmt.count(reading.customers))}
        ${sum('refunds', fmt.count(reading.refunds))} ${sum('days', days)}
        ${sum('memory', fmt.bytes(reading.memory), this.#memory(reading))}
        ${sum('currency', reading.currency ?? t('reading.currency.none'))}
        ${sum('fileZone', ...fileZone(this.ctx, reading))}
        ${sum('timeZone', ...reportZone(this.ctx, reading))}
      </dl>
      ${this.#withoutOrder()}
    </section>`;
  }

  /** What an order and a customer take, and what was left out so that they fit. @param {Reading} reading */
  #memory({memory, orders, customers, keep, fromDay}) {
    const {t, fmt} = this.ctx;
    const each = (/** @type {number} */ n) => fmt.bytes(Math.round(memory / Math.max(1, n)));
    const parts = [t('reading.memory.order', {bytes: each(orders)})];
    if (customers !== null) parts.push(t('reading.memory.customer', {bytes: each(customers)}));
    if (keep === 'summary') parts.push(t('reading.memory.summary'));
    if (fromDay) parts.push(t('reading.memory.fromDay', {day: fmt.day(fromDay)}));
    return parts.map((part) => html`<div>${part}</div>`);
  }

  #withoutOrder() {
    const {t, fmt} = this.ctx;
    const {customers: n, net} = this.report?.pool.withoutOrder ?? {customers: 0, net: '0'};
    return n
      ? html`<p class="note">${t('reading.withoutOrder', {n, net: fmt.money(net)})}</p>`
      : nothing;
  }
}

/** Cells that were repaired; a code is either repaired or not, whatever the row. @param {Reading} reading */
function repairedIn({diagnostics}) {
  const repaired = diagnostics.filter(({examples}) =>
    examples.some(({action}) => action === 'repaired'),
  );
  return repaired.reduce((sum, {count}) => sum + count, 0);
}

/** @param {Reading} reading @param {string} code */
function rowsOut({droppedBy}, code) {
  return droppedBy.find((one) => one.code === code)?.rows ?? 0;
}
