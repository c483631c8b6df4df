/** When orders are placed: by weekday and hour. */

import {html, nothing} from 'lit';
import {OrdersView} from './orders-view.js';
import {drawColumns, drawWeek} from './sales-charts.js';

/** @typedef {import('./context.js').Ctx} Ctx */
/** @typedef {import('./context.js').Sales} Sales */

export class HeadwaterTimes extends OrdersView {
  render() {
    const {ctx, sales, book} = this;
    if (!sales) return nothing;
    const {t} = ctx;
    const {hours, weekdays, withoutHour} = sales;
    return html`<div class="all">
      ${
        hours
          ? html`<headwater-figure
              name="sales-hours"
              .ctx=${ctx}
              .book=${book}
              .asOf=${sales.options.asOf}
              .heading=${t('times.hours')}
              .takeaway=${busiest(ctx, hours)}
              .note=${this.#note(withoutHour)}
              .draw=${drawWeek(hours)}
              .table=${hourTable(ctx, hours)}
            ></headwater-figure>`
          : html`<p class="note">${t('times.none')}</p>`
      }
      <headwater-figure
        name="sales-weekdays"
        .ctx=${ctx}
        .book=${book}
        .asOf=${sales.options.asOf}
        .heading=${t('times.weekdays')}
        .takeaway=${bestDay(ctx, weekdays)}
        .draw=${drawColumns(weekdays.map((slot, day) => dayColumn(ctx, slot, day)))}
        .table=${dayTable(ctx, weekdays)}
      ></headwater-figure>
    </div>`;
  }

  /** Which clock it is, and who is at no hour. @param {number} n */
  #note(n) {
    const {t} = this.ctx;
    const offset = this.sales?.reading.timeZone.offsetMinutes ?? null;
    const zone = t(offset === null ? 'times.written' : 'times.moved');
    return n ? `${zone} ${t('times.without', {n})}` : zone;
  }
}

/** @typedef {Sales['weekdays'][number]} Slot */

/** @param {Ctx} ctx @param {Slot[][]} hours */
function busiest({t, fmt}, hours) {
  let best = {day: 0, hour: 0, orders: -1};
  for (const [day, slots] of hours.entries()) {
    for (const [hour, {orders}] of slots.entries()) {
      if (orders > best.orders) best = {day, hour, orders};
    }
  }
  const {day, hour, orders} = best;
  const said = {day: fmt.weekday(day), from: String(hour), to: String(hour + 1), n: orders};
  return t('times.hours.takeaway', said);
}

/** @param {Ctx} ctx @param {Slot[]} weekdays */
function bestDay({t, fmt}, weekdays) {
  const sold = weekdays.map((slot) => Number(slot.sold));
  const best = sold.indexOf(Math.max(...sold));
  return t('times.weekdays.takeaway', {
    day: fmt.weekday(best),
    sold: fmt.money(weekdays[best]?.sold),
  });
}

/** @param {Ctx} ctx @param {Slot} slot @param {number} day */
function dayColumn({t, fmt}, {orders, sold}, day) {
  return {
    label: fmt.weekday(day),
    value: Number(sold),
    text: fmt.moneyCompact(sold),
    tip: [
      fmt.weekday(day),
      `${t('sales.sold')}: ${fmt.money(sold)}`,
      `${t('sales.orders')}: ${fmt.count(orders)}`,
    ].join('\n'),
  };
}

/** @param {Ctx} ctx @param {Slot[]} weekdays @returns {import('./table.js').Table} */
function dayTable({t, fmt}, weekdays) {
  return {
    caption: t('times.weekdays'),
    columns: [
      {label: t('times.weekday'), kind: 'text'},
      {label: t('sales.orders'), kind: 'count'},
      {label: t('sales.sold'), kind: 'money'},
    ],
    rows: weekdays.map(({orders, sold}, day) => [fmt.weekday(day), orders, Number(sold)]),
  };
}

/** @param {Ctx} ctx @param {Slot[][]} hours @returns {import('./table.js').Table} */
function hourTable({t, fmt}, hours) {
  return {
    caption: t('times.hours'),
    columns: [
      {label: t('times.hour'), kind: 'text'},
      ...hours.map((_, day) => ({label: fmt.weekday(day), kind: /** @type {const} */ ('count')})),
    ],
    rows: Array.from({length: 24}, (_, hour) => [
      String(hour),
      ...hours.map((slots) => slots[hour]?.orders ?? 0),
    ]),
  };
}
