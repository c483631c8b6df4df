/** What the next twelve months are expected to bring, in five numbers. */

import {css, html, nothing} from 'lit';
import {UNKNOWN} from '../format.js';
import {View} from './context.js';

/** @typedef {import('./context.js').Report} Report */
/** @typedef {NonNullable<Report['value']>} ValueSummary */
/** @typedef {[name: string, value: string, note: string]} Tile */

export class HeadwaterExpected extends View {
  render() {
    const {report} = this;
    if (!report?.value) return nothing;
    const {t} = this.ctx;
    return html`<dl>
      ${[...this.#next(report.value), ...this.#pool(report, report.value)].map(
        ([name, value, note]) =>
          html`<div class="panel">
            <dt>${t(`value.tile.${name}`)}</dt>
            <dd>${value}</dd>
            <dd class="note">${note}</dd>
          </div>`,
      )}
    </dl>`;
  }

  /** @param {ValueSummary} value @returns {Tile[]} */
  #next({expectedOrders, expectedSpend}) {
    const {t, fmt} = this.ctx;
    const [three, six, twelve] = expectedOrders.map((orders) => fmt.count(orders));
    const orders = t('value.tile.nearer', {three, six});
    if (!expectedSpend) {
      return [
        ['orders', twelve, orders],
        ['spend', UNKNOWN, t('value.unknown.noSpend')],
      ];
    }
    const spend = expectedSpend.map((money) => fmt.moneyCompact(money));
    return [
      ['orders', twelve, orders],
      ['spend', spend[2], t('value.tile.nearer', {three: spend[0], six: spend[1]})],
    ];
  }

  /** @param {Report} report @param {ValueSummary} value @returns {Tile[]} */
  #pool({pool, options}, {clv12, active, newCustomerOrders12, newCustomerSpend12}) {
    const {t, fmt} = this.ctx;
    const rate = fmt.percent(options.discountRate);
    const orders = fmt.number(newCustomerOrders12);
    const unknown = t('value.unknown.noSpend');
    return [
      ['clv', fmt.moneyCompact(clv12), clv12 === null ? unknown : t('value.tile.clv.note', {rate})],
      [
        'active',
        fmt.count(active),
        t('value.tile.active.note', {
          all: pool.customers,
          share: fmt.percent(active / pool.customers),
        }),
      ],
      newCustomerSpend12 === null
        ? ['new', t('value.tile.new.orders', {orders}), unknown]
        : ['new', fmt.money(newCustomerSpend12), t('value.tile.new.note', {orders})],
    ];
  }

  static styles = [
    View.styles,
    css`
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 136px), 1fr));
        gap: var(--hw-space-3);
      }
      .panel {
        padding: var(--hw-space-4);
      }
      dt {
        color: var(--hw-ink-2);
        font-size: var(--hw-text-s);
      }
      dd {
        font-size: var(--hw-text-xl);
        font-weight: 650;
        line-height: 1.4;
      }
      dd.note {
        font-size: var(--hw-text-xs);
        font-weight: 400;
      }
    `,
  ];
}
