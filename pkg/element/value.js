/** What customers are worth: expectations, their distribution, the best, and the models behind. */

import {css, html, nothing} from 'lit';
import {emit, View} from './context.js';
import * as charts from './value-charts.js';
import * as data from './value-data.js';

/** @typedef {import('./context.js').Report} Report */
/** @typedef {NonNullable<Report['value']>} ValueSummary */
/** @typedef {import('./context.js').CustomerPage['rows']} CustomerRows */

const TOP = 20;

export class HeadwaterValue extends View {
  static properties = {...View.properties, top: {state: true}, failed: {state: true}};

  constructor() {
    super();
    /** @type {CustomerRows | undefined} */
    this.top = undefined;
    this.failed = '';
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  updated(changed) {
    if (changed.has('report') || changed.has('book')) void this.#readTop();
  }

  /** Reads the best customers; an answer that comes after a newer report is dropped. */
  async #readTop() {
    const {book, report} = this;
    this.top = undefined;
    this.failed = '';
    if (!book || !report?.value) return;
    const column = report.value.clv12 === null ? 'expectedOrders12' : 'clv12';
    try {
      const page = await book.customers({sort: {column, descending: true}, from: 0, to: TOP});
      if (report === this.report) this.top = page.rows;
    } catch (error) {
      if (report !== this.report) return;
      this.failed = error instanceof Error ? error.message : String(error);
    }
  }

  render() {
    const {ctx, report} = this;
    if (!report) return nothing;
    return html`<div class="all">
      ${report.value ? this.#value(report, report.value) : nothing}
      <headwater-model-panel .ctx=${ctx} .report=${report}></headwater-model-panel>
    </div>`;
  }

  /** @param {Report} report @param {ValueSummary} value */
  #value(report, value) {
    const {t} = this.ctx;
    return html`
      ${this.#tiles(report, value)}
      ${
        value.histogram.length > 0
          ? this.#figure('clv', {
              heading: t('value.histogram.title'),
              takeaway: data.histogramTakeaway(this.ctx, value),
              note: t('value.histogram.note', {rate: this.#rate(report)}),
              draw: charts.drawHistogram(value),
              table: data.histogramTable(this.ctx, value, (row) =>
                this.#openValue(value.histogram[row]),
              ),
              pick: (/** @type {ValueSummary['histogram'][number]} */ bin) => this.#openValue(bin),
            })
          : nothing
      }
      ${this.#top(value)}
      ${this.#figure('alive', {
        heading: t('value.alive.title'),
        takeaway: data.aliveTakeaway(this.ctx, value),
        note: t('value.alive.note'),
        draw: charts.drawAliveByGap(value),
        table: data.aliveTable(this.ctx, value, (row) => this.#openGap(value.aliveByGap[row])),
        pick: (/** @type {ValueSummary['aliveByGap'][number]} */ gap) => this.#openGap(gap),
      })}
      ${this.#grid(value)}
    `;
  }

  /** @param {ValueSummary} value */
  #grid(value) {
    const {t} = this.ctx;
    const cells = charts.gridCells(value.aliveGrid);
    const sure = cells
      .filter((cell) => cell.share[1] >= 1)
      .reduce((sum, cell) => sum + cell.customers, 0);
    return this.#figure('alive-grid', {
      heading: t('value.grid.title'),
      takeaway: t('value.grid.takeaway', {
        n: sure,
        from: this.ctx.fmt.percent(value.aliveGrid.p.at(-2), 0),
      }),
      note: t('value.grid.note'),
      draw: charts.drawAliveGrid(value),
      table: {
        caption: t('value.grid.title'),
        columns: [
          {label: t('value.column.fromDays'), kind: 'count'},
          {label: t('value.column.toDays'), kind: 'count'},
          {label: t('value.column.fromP'), kind: 'share', digits: 0},
          {label: t('value.column.toP'), kind: 'share', digits: 0},
          {label: t('value.column.customers'), kind: 'count'},
        ],
        rows: cells.map((cell) => [...cell.days, ...cell.share, cell.customers]),
      },
      pick: (
        /** @type {{of: ReturnType<typeof charts.gridCells>[number]}} */ {of: {days, share}},
      ) =>
        emit(this, 'view-select', {
          ranges: [
            {column: 'daysSinceLast', min: days[0], max: days[1]},
            {column: 'pAlive', min: share[0], max: share[1]},
          ],
        }),
    });
  }

  /** @param {ValueSummary} value */
  #top(value) {
    const {t} = this.ctx;
    if (this.failed) return html`<p class="note" role="alert">${this.failed}</p>`;
    if (!this.top) return nothing;
    return this.#figure('top-customers', {
      heading: t('value.top.title'),
      takeaway: t(value.clv12 === null ? 'value.top.byOrders' : 'value.top.byValue', {
        n: this.top.length,
      }),
      note: t('value.top.note'),
      table: data.topTable(this.ctx, this.top),
    });
  }

  /**
   * @param {string} name
   * @param {Partial<import('./figure.js').HeadwaterFigure>} figure
   */
  #figure(name, {heading, takeaway, note, draw, table, pick}) {
    return html`<headwater-figure
      .ctx=${this.ctx}
      .book=${this.book}
      name=${name}
      .asOf=${this.report?.pool.asOf ?? ''}
      .heading=${heading}
      .takeaway=${takeaway}
      .note=${note}
      .draw=${draw}
      .table=${table}
      .pick=${pick}
    ></headwater-figure>`;
  }

  /** @param {Report} report */
  #rate({options}) {
    return this.ctx.fmt.percent(options.discountRate);
  }

  /** @param {Report} report @param {ValueSummary} value */
  #tiles(report, value) {
    const {t, fmt} = this.ctx;
    const [, , spend] = value.expectedSpend ?? [null, null, null];
    const near = (
      /** @type {readonly number[] | null} */ of,
      /** @type {(value: number) => string} */ write,
    ) =>
      of
        ? t('value.tile.nearer', {three: write(of[0]), six: write(of[1])})
        : t('value.unknown.noSpend');
    const orders = (/** @type {number} */ count) => fmt.count(count);
    const tiles = [
      ['orders', fmt.count(value.expectedOrders[2]), near(value.expectedOrders, orders)],
      ['spend', fmt.moneyCompact(spend), near(value.expectedSpend, fmt.moneyCompact)],
      [
        'clv',
        fmt.moneyCompact(value.clv12),
        value.clv12 === null
          ? t('value.unknown.noSpend')
          : t('value.tile.clv.note', {rate: this.#rate(report)}),
      ],
      [
        'active',
        fmt.count(value.active),
        t('value.tile.active.note', {
          n: report.pool.customers,
          share: fmt.percent(value.active / report.pool.customers),
        }),
      ],
      [
        'new',
        value.newCustomerSpend12 === null
          ? t('value.tile.new.orders', {orders: fmt.number(value.newCustomerOrders12)})
          : fmt.money(value.newCustomerSpend12),
        t('value.tile.new.note', {orders: fmt.number(value.newCustomerOrders12)}),
      ],
    ];
    return html`<dl class="tiles">
      ${tiles.map(
        ([name, number, note]) =>
          html`<div class="panel">
            <dt>${t(`value.tile.${name}`)}</dt>
            <dd class="figure">${number}</dd>
            <dd class="note">${note}</dd>
          </div>`,
      )}
    </dl>`;
  }

  /** @param {ValueSummary['histogram'][number]} bin */
  #openValue({from, to}) {
    const ranges = [{column: 'clv12', min: from, max: to}];
    emit(this, 'view-select', {ranges, sort: {column: 'clv12', descending: true}});
  }

  /** @param {ValueSummary['aliveByGap'][number]} gap */
  #openGap({fromDays, toDays}) {
    const ranges = [{column: 'daysSinceLast', min: fromDays, max: toDays}];
    emit(this, 'view-select', {ranges, sort: {column: 'pAlive', descending: true}});
  }

  static styles = [
    View.styles,
    css`
      .all {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--hw-space-6);
      }
      .tiles {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 136px), 1fr));
        gap: var(--hw-space-3);
      }
      .tiles .panel {
        padding: var(--hw-space-4);
      }
      dt {
        color: var(--hw-ink-2);
        font-size: var(--hw-text-s);
      }
      .figure {
        font-size: var(--hw-text-xl);
        font-weight: 650;
        line-height: 1.4;
      }
      .tiles .note {
        font-size: var(--hw-text-xs);
      }
    `,
  ];
}
