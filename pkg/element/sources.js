/** Where the sales come from, where nobody is known: channel, category, product. */

import {html, nothing} from 'lit';
import {drawBreakdown, rowLabel, takeaway} from './breakdown.js';
import {OrdersView} from './orders-view.js';

/** @typedef {import('./context.js').Ctx} Ctx */
/** @typedef {import('./context.js').Sales} Sales */
/** @typedef {Sales['splits'][number]} Split */

export class HeadwaterSources extends OrdersView {
  render() {
    const {ctx, sales, book} = this;
    if (!sales) return nothing;
    const {t} = ctx;
    return html`<div class="all">
      ${sales.splits.map(
        (split) =>
          html`<headwater-figure
            .ctx=${ctx}
            .book=${book}
            name=${`sales-${split.field}`}
            .asOf=${sales.options.asOf}
            .heading=${t(`breakdown.title.${split.field}`)}
            .takeaway=${takeaway(ctx, split)}
            .note=${t('sources.note')}
            .draw=${drawBreakdown(split)}
            .table=${table(ctx, split)}
          ></headwater-figure>`,
      )}
    </div>`;
  }
}

/** @param {Ctx} ctx @param {Split} split @returns {import('./table.js').Table} */
function table(ctx, split) {
  const {t} = ctx;
  return {
    caption: t(`breakdown.title.${split.field}`),
    columns: [
      {label: t(`breakdown.field.${split.field}`), kind: 'text'},
      {label: t('sales.orders'), kind: 'count'},
      {label: t('sales.sold'), kind: 'money'},
      {label: t('sales.refunded'), kind: 'money'},
      {label: t('sales.net'), kind: 'money'},
      {label: t('breakdown.column.netShare'), kind: 'share'},
    ],
    rows: split.rows.map((row) => [
      rowLabel(ctx, split, row),
      row.orders,
      Number(row.sold),
      Number(row.refunded),
      Number(row.net),
      row.netShare,
    ]),
    unknown: t('breakdown.unknown'),
  };
}
