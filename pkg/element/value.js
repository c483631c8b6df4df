/** What customers are worth: expectations, their distribution, the best, and the models behind. */

import {css, html, nothing} from 'lit';
import {drawAliveByGap, drawAliveGrid} from './alive-charts.js';
import {emit, View} from './context.js';
import {drawHistogram} from './value-charts.js';
import * as data from './value-data.js';

/** @typedef {import('./context.js').Report} Report */
/** @typedef {NonNullable<Report['value']>} ValueSummary */

/** One-time buyers, and nobody else, stand at exactly 1. */
const REPEATERS = {column: 'pAlive', max: 1 - Number.EPSILON};

export class HeadwaterValue extends View {
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
      <headwater-expected .ctx=${this.ctx} .report=${report}></headwater-expected>
      ${
        value.histogram.length > 0
          ? this.#figure('clv', {
              heading: t('value.histogram.title'),
              takeaway: data.histogramTakeaway(this.ctx, value),
              note: t('value.histogram.note', {rate: this.#rate(report)}),
              draw: drawHistogram(value),
              table: data.histogramTable(this.ctx, value, (row) =>
                this.#openValue(value.histogram[row]),
              ),
              pick: (/** @type {ValueSummary['histogram'][number]} */ bin) => this.#openValue(bin),
            })
          : nothing
      }
      <headwater-top-customers
        .ctx=${this.ctx}
        .report=${report}
        .book=${this.book}
      ></headwater-top-customers>
      ${this.#figure('alive', {
        heading: t('value.alive.title'),
        takeaway: data.aliveTakeaway(this.ctx, value),
        note: t('value.alive.note', {once: this.ctx.fmt.count(value.oneTimeBuyers)}),
        draw: drawAliveByGap(value),
        table: data.aliveTable(this.ctx, value, (row) => this.#openGap(value.aliveByGap[row])),
        pick: (/** @type {ValueSummary['aliveByGap'][number]} */ gap) => this.#openGap(gap),
      })}
      ${this.#grid(value)}
    `;
  }

  /** @param {ValueSummary} value */
  #grid({aliveGrid}) {
    const {t} = this.ctx;
    const cells = data.gridCells(aliveGrid);
    return this.#figure('alive-grid', {
      heading: t('value.grid.title'),
      takeaway: data.gridTakeaway(this.ctx, aliveGrid),
      note: t('value.grid.note'),
      draw: drawAliveGrid(aliveGrid),
      table: data.gridTable(this.ctx, cells, (row) => this.#openCell(cells[row])),
      pick: (/** @type {{of: import('./value-data.js').GridCell}} */ {of}) => this.#openCell(of),
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

  /** @param {ValueSummary['histogram'][number]} bin */
  #openValue({from, to}) {
    const ranges = [{column: 'clv12', min: from, max: to}];
    emit(this, 'view-select', {ranges, sort: {column: 'clv12', descending: true}});
  }

  /** @param {ValueSummary['aliveByGap'][number]} gap */
  #openGap({fromDays, toDays}) {
    const ranges = [{column: 'daysSinceLast', min: fromDays, max: toDays - 1}, REPEATERS];
    emit(this, 'view-select', {ranges, sort: {column: 'pAlive', descending: true}});
  }

  /** @param {import('./value-data.js').GridCell} cell */
  #openCell({days, share}) {
    emit(this, 'view-select', {
      ranges: [
        {column: 'daysSinceLast', min: days[0], max: days[1] - 1},
        {column: 'pAlive', min: share[0], max: Math.min(share[1], REPEATERS.max)},
      ],
    });
  }

  static styles = [
    View.styles,
    css`
      .all {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--hw-space-6);
      }
    `,
  ];
}
