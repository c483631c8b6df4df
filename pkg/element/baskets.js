/** How big an order is. */

import {html, nothing} from 'lit';
import {OrdersView} from './orders-view.js';
import {drawColumns} from './sales-charts.js';

/** @typedef {import('./context.js').Ctx} Ctx */
/** @typedef {import('./context.js').Sales} Sales */
/** @typedef {Sales['basket']} Basket */

export class HeadwaterBaskets extends OrdersView {
  render() {
    const {ctx, sales, book} = this;
    if (!sales) return nothing;
    const {t} = ctx;
    const {basket} = sales;
    const values = basket.bins.map((bin) => [binName(ctx, bin), bin.orders]);
    const lines = basket.byLines.map((orders, at) => [lineName(ctx, basket, at), orders]);
    const hasLines = basket.byLines.some((orders, at) => at > 0 && orders > 0);
    return html`<div class="all">
      <headwater-figure
        name="basket-values"
        .ctx=${ctx}
        .book=${book}
        .asOf=${sales.options.asOf}
        .heading=${t('baskets.values')}
        .takeaway=${half(ctx, basket)}
        .note=${t('baskets.note')}
        .draw=${drawColumns(
          values.map((row) => column(ctx, row)),
          'count',
        )}
        .table=${table(ctx, 'baskets.values', t('baskets.value'), values)}
      ></headwater-figure>
      ${
        hasLines
          ? html`<headwater-figure
              name="basket-lines"
              .ctx=${ctx}
              .book=${book}
              .asOf=${sales.options.asOf}
              .heading=${t('baskets.lines')}
              .takeaway=${several(ctx, basket)}
              .draw=${drawColumns(
                lines.map((row) => column(ctx, row)),
                'count',
              )}
              .table=${table(ctx, 'baskets.lines', t('baskets.line'), lines)}
            ></headwater-figure>`
          : nothing
      }
    </div>`;
  }
}

/** @param {Ctx} ctx @param {Basket['bins'][number]} bin */
function binName({t, fmt}, {from, to}) {
  const low = fmt.moneyCompact(from);
  return to === null ? t('baskets.from', {from: low}) : `${low}–${fmt.moneyCompact(to)}`;
}

/** @param {Ctx} ctx @param {Basket} basket @param {number} at */
function lineName({t}, {byLines}, at) {
  return at === byLines.length - 1 ? t('baskets.orMore', {n: at + 1}) : String(at + 1);
}

/** @param {Ctx} ctx @param {Basket} basket */
function half({t, fmt}, {quantiles}) {
  if (!quantiles) return '';
  const [, low, middle, high] = quantiles;
  const said = {middle: fmt.money(middle), low: fmt.money(low), high: fmt.money(high)};
  return t('baskets.values.takeaway', said);
}

/** @param {Ctx} ctx @param {Basket} basket */
function several({t, fmt}, {orders, byLines}) {
  const [one = 0] = byLines;
  return t('baskets.lines.takeaway', {share: fmt.percent(orders ? 1 - one / orders : null)});
}

/** @param {Ctx} ctx @param {(string | number)[]} row */
function column({t, fmt}, [name, orders]) {
  return {
    label: String(name),
    value: Number(orders),
    text: fmt.compact(orders),
    tip: `${name}\n${t('sales.orders')}: ${fmt.count(orders)}`,
  };
}

/**
 * @param {Ctx} ctx
 * @param {string} caption
 * @param {string} first
 * @param {(string | number)[][]} rows
 * @returns {import('./table.js').Table}
 */
function table({t}, caption, first, rows) {
  return {
    caption: t(caption),
    columns: [
      {label: first, kind: 'text'},
      {label: t('sales.orders'), kind: 'count'},
    ],
    rows,
  };
}
