/** The sections of a result, in the order in which they are read, and the view of each. */

import {html} from 'lit';

/** @typedef {import('./context.js').View} View */

export const SECTIONS = /** @type {const} */ ([
  'overview',
  'segments',
  'concentration',
  'cohorts',
  'value',
  'breakdown',
  'customers',
  'reading',
]);

/** Where nobody is known. */
export const ORDER_SECTIONS = /** @type {const} */ ([
  'sales',
  'times',
  'baskets',
  'sources',
  'reading',
]);

/** @typedef {(typeof SECTIONS)[number] | (typeof ORDER_SECTIONS)[number]} Section */

/**
 * @typedef {Pick<View, 'ctx' | 'report' | 'book'> & {
 *   sales?: import('./context.js').Sales,
 *   work: Pick<import('./work.js').Work, 'mapping' | 'manner' | 'recalled'>,
 * }} Given
 */

/** @type {Readonly<Record<Section, (given: Given) => unknown>>} */
export const DRAWN = Object.freeze({
  overview: ({ctx, report}) =>
    html`<headwater-tiles
      exportparts="tiles, tile"
      .ctx=${ctx}
      .report=${report}
    ></headwater-tiles>`,
  segments: ({ctx, report, book}) =>
    html`<headwater-segments
      exportparts="chart"
      .ctx=${ctx}
      .report=${report}
      .book=${book}
    ></headwater-segments>`,
  concentration: ({ctx, report, book}) =>
    html`<headwater-concentration
      exportparts="chart"
      .ctx=${ctx}
      .report=${report}
      .book=${book}
    ></headwater-concentration>`,
  cohorts: ({ctx, report, book}) =>
    html`<headwater-cohorts
      exportparts="chart"
      .ctx=${ctx}
      .report=${report}
      .book=${book}
    ></headwater-cohorts>`,
  value: ({ctx, report, book}) =>
    html`<headwater-value
      exportparts="chart"
      .ctx=${ctx}
      .report=${report}
      .book=${book}
    ></headwater-value>`,
  breakdown: ({ctx, report, book}) =>
    html`<headwater-breakdown
      exportparts="chart"
      .ctx=${ctx}
      .report=${report}
      .book=${book}
    ></headwater-breakdown>`,
  customers: ({ctx, report, book}) =>
    html`<headwater-customers
      exportparts="table"
      .ctx=${ctx}
      .report=${report}
      .book=${book}
    ></headwater-customers>`,
  reading: ({ctx, report, sales, book, work}) =>
    html`<headwater-reading
      .ctx=${ctx}
      .book=${book}
      .report=${report}
      .reading=${(report ?? sales)?.reading}
      .work=${work}
    ></headwater-reading>`,
  sales: ({ctx, sales, book}) =>
    html`<headwater-sales
      exportparts="tiles, tile, chart"
      .ctx=${ctx}
      .sales=${sales}
      .book=${book}
    ></headwater-sales>`,
  times: ({ctx, sales, book}) =>
    html`<headwater-times
      exportparts="chart"
      .ctx=${ctx}
      .sales=${sales}
      .book=${book}
    ></headwater-times>`,
  baskets: ({ctx, sales, book}) =>
    html`<headwater-baskets
      exportparts="chart"
      .ctx=${ctx}
      .sales=${sales}
      .book=${book}
    ></headwater-baskets>`,
  sources: ({ctx, sales, book}) =>
    html`<headwater-sources
      exportparts="chart"
      .ctx=${ctx}
      .sales=${sales}
      .book=${book}
    ></headwater-sources>`,
});
