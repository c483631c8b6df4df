/** Whether customers stay: cohorts by the month of their first order. */

import {html, nothing} from 'lit';
import {filledCohorts, MEASURES, monthDays} from './cohort-cells.js';
import {drawCohorts} from './cohort-chart.js';
import {cohortsTable, cohortsTakeaway} from './cohort-data.js';
import {emit, View} from './context.js';

/** @typedef {import('./cohort-cells.js').Measure} Measure */

export class HeadwaterCohorts extends View {
  static properties = {...View.properties, measure: {state: true}};

  constructor() {
    super();
    /** @type {Measure} */
    this.measure = 'share';
  }

  render() {
    const {ctx, report, book, measure} = this;
    if (!report) return nothing;
    const {t} = ctx;
    const cohorts = filledCohorts(report);
    if (cohorts.length === 0) return html`<p class="note">${t('cohorts.none')}</p>`;
    return html`<headwater-figure
      .ctx=${ctx}
      .book=${book}
      name=${`cohorts-${measure}`}
      .asOf=${report.pool.asOf}
      .heading=${t('cohorts.title')}
      .takeaway=${cohortsTakeaway(ctx, cohorts)}
      .note=${this.#note(report, measure)}
      .draw=${drawCohorts(cohorts, measure)}
      .table=${cohortsTable(ctx, cohorts, measure, (row) => this.#open(cohorts[row].month))}
      .pick=${(/** @type {{month: string | null}} */ cell) => cell.month && this.#open(cell.month)}
    >
      <div slot="controls" class="row" role="group" aria-label=${t('chart.measure')}>
        ${MEASURES.map(
          (name) =>
            html`<button
              aria-pressed=${name === measure ? 'true' : 'false'}
              @click=${() => (this.measure = name)}
            >
              ${t(`cohorts.measure.${name}`)}
            </button>`,
        )}
      </div>
    </headwater-figure>`;
  }

  /** @param {import('./context.js').Report} report @param {string} measure */
  #note({earlierCohortCustomers: n}, measure) {
    const {t} = this.ctx;
    const notes = [t('cohorts.note'), t(`cohorts.note.${measure}`)];
    if (n > 0) notes.push(t('cohorts.note.earlier', {n}));
    return notes.join(' ');
  }

  /** Lists the customers of a cohort. @param {string} month */
  #open(month) {
    emit(this, 'view-select', {ranges: [{column: 'firstDay', ...monthDays(month)}]});
  }
}
