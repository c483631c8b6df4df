/** Who the customers are: the eight RFM classes. */

import {css, html, nothing} from 'lit';
import {emit, View} from './context.js';
import {drawGrid, drawSegments} from './segment-charts.js';
import * as data from './segment-data.js';

/** @typedef {import('./context.js').Report} Report */
/** @typedef {import('./segment-data.js').Segment} Segment */

export class HeadwaterSegments extends View {
  static properties = {...View.properties, measure: {state: true}};

  constructor() {
    super();
    /** @type {'customers' | 'net'} */
    this.measure = 'customers';
  }

  render() {
    const {ctx, report, book} = this;
    if (!report) return nothing;
    const {t} = ctx;
    return html`<div class="stack">
      <headwater-cut-rule .ctx=${ctx} .report=${report}></headwater-cut-rule>
      <headwater-figure
        .ctx=${ctx}
        .book=${book}
        name="segments"
        .asOf=${report.pool.asOf}
        .heading=${t('segments.title')}
        .takeaway=${data.segmentsTakeaway(ctx, report)}
        .draw=${drawSegments(report)}
        .table=${data.segmentsTable(ctx, report)}
        .pick=${(/** @type {{segment: Segment}} */ bar) => this.#open(bar.segment.class)}
      ></headwater-figure>
      <headwater-classes .ctx=${ctx} .report=${report} .book=${book}></headwater-classes>
      <headwater-figure
        .ctx=${ctx}
        .book=${book}
        name="rfm-grid"
        .asOf=${report.pool.asOf}
        .heading=${t('segments.grid.title')}
        .takeaway=${data.gridTakeaway(ctx, report)}
        .note=${t('segments.grid.note')}
        .draw=${drawGrid(report, this.measure)}
        .table=${data.gridTable(ctx, report)}
        .pick=${(/** @type {{of: {r: number, f: number}}} */ {of: {r, f}}) =>
          emit(this, 'view-select', {
            ranges: [
              {column: 'r', min: r, max: r},
              {column: 'f', min: f, max: f},
            ],
          })}
      >
        ${this.#measures()}
      </headwater-figure>
    </div>`;
  }

  #measures() {
    const {t} = this.ctx;
    return html`<div slot="controls" class="row" role="group" aria-label=${t('chart.measure')}>
      ${
        /** @type {const} */ (['customers', 'net']).map(
          (measure) =>
            html`<button
              aria-pressed=${measure === this.measure ? 'true' : 'false'}
              @click=${() => (this.measure = measure)}
            >
              ${t(`segments.column.${measure}`)}
            </button>`,
        )
      }
    </div>`;
  }

  /** @param {string} cls */
  #open(cls) {
    emit(this, 'view-select', {classes: [cls]});
  }

  static styles = [
    View.styles,
    css`
      headwater-figure,
      headwater-classes {
        margin-block-start: var(--hw-space-6);
      }
    `,
  ];
}
