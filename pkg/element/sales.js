/** What was sold, where nobody is known: the headline numbers, and month by month. */

import {css, html, nothing} from 'lit';
import {OrdersView} from './orders-view.js';
import {drawColumns} from './sales-charts.js';
import {tiles} from './tiles-styles.js';

/** @typedef {import('./context.js').Sales} Sales */
/** @typedef {import('./context.js').Ctx} Ctx */

export class HeadwaterSales extends OrdersView {
  static styles = [
    OrdersView.styles,
    tiles,
    css`
      .sentence {
        margin: 0;
      }
      /* There is one more where the files have quantities. */
      dl {
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 132px), 1fr));
      }
      .all .tile:last-child {
        grid-column: auto;
      }
      @container (max-width: 520px) {
        .all .tile:last-child:nth-child(odd) {
          grid-column: span 2;
        }
      }
    `,
  ];

  render() {
    const {ctx, sales, book} = this;
    if (!sales) return nothing;
    const {t, fmt} = ctx;
    const {totals, months} = sales;
    const range = {from: fmt.day(totals.firstDay), to: fmt.day(totals.lastDay)};
    return html`<div class="all">
      <p class="sentence">${t('sales.nobody')}</p>
      <section class="panel main" part="tiles">
        <div class="head">
          <h3>${t('tiles.all')}</h3>
          <p class="note">${t('tiles.allRange', range)}</p>
        </div>
        <dl>${tilesOf(ctx, totals).map(([key, value, help]) => this.#tile(key, value, help))}</dl>
      </section>
      <headwater-figure
        name="sales-months"
        .ctx=${ctx}
        .book=${book}
        .asOf=${sales.options.asOf}
        .heading=${t('sales.months')}
        .takeaway=${bestMonth(ctx, months)}
        .draw=${drawColumns(months.map((month) => monthColumn(ctx, month)))}
        .table=${monthTable(ctx, months)}
      ></headwater-figure>
    </div>`;
  }

  /** @param {string} key @param {string} value @param {string} help */
  #tile(key, value, help) {
    const {t} = this.ctx;
    const name = t(`sales.${key}`);
    return html`<div class="tile" part="tile">
      <dt>${name}<headwater-tip .label=${t('app.help', {name})} .text=${help}></headwater-tip></dt>
      <dd class="value">${value}</dd>
    </div>`;
  }
}

/** @param {Ctx} ctx @param {Sales['totals']} totals @returns {[string, string, string][]} */
function tilesOf({t, fmt}, totals) {
  /** @param {string} key @param {string} value @param {string} [exact] */
  const tile = (key, value, exact = '') =>
    /** @type {[string, string, string]} */ ([key, value, `${t(`sales.${key}.help`)} ${exact}`]);
  return [
    tile('net', fmt.moneyShort(totals.net), fmt.money(totals.net)),
    tile('orders', fmt.count(totals.orders)),
    tile('aov', fmt.money(totals.aov)),
    ...(totals.units === null ? [] : [tile('units', fmt.count(totals.units))]),
    tile('sold', fmt.moneyShort(totals.sold), fmt.money(totals.sold)),
    tile('refunded', fmt.moneyShort(totals.refunded), fmt.money(totals.refunded)),
    tile('refundShare', fmt.percent(totals.refundShare)),
  ];
}

/** @param {Ctx} ctx @param {Sales['months'][number]} month */
function monthColumn({t, fmt}, {month, orders, net}) {
  return {
    label: fmt.month(month),
    value: Number(net),
    text: fmt.moneyCompact(net),
    tip: [
      fmt.month(month),
      `${t('sales.net')}: ${fmt.money(net)}`,
      `${t('sales.orders')}: ${fmt.count(orders)}`,
    ].join('\n'),
  };
}

/** @param {Ctx} ctx @param {Sales['months']} months */
function bestMonth({t, fmt}, months) {
  const best = months.reduce((most, month) =>
    Number(month.net) > Number(most.net) ? month : most,
  );
  return t('sales.months.takeaway', {month: fmt.month(best.month), net: fmt.money(best.net)});
}

/** @param {Ctx} ctx @param {Sales['months']} months @returns {import('./table.js').Table} */
function monthTable({t}, months) {
  return {
    caption: t('sales.months'),
    columns: [
      {label: t('sales.month'), kind: 'month'},
      {label: t('sales.orders'), kind: 'count'},
      {label: t('sales.sold'), kind: 'money'},
      {label: t('sales.refunded'), kind: 'money'},
      {label: t('sales.net'), kind: 'money'},
    ],
    rows: months.map((month) => [
      month.month,
      month.orders,
      Number(month.sold),
      Number(month.refunded),
      Number(month.net),
    ]),
  };
}
