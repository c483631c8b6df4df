/** Whether few customers bring most: the Lorenz curve and what it says. */

import {css, html, nothing} from 'lit';
import {drawLorenz, drawTenths} from './concentration-charts.js';
import * as data from './concentration-data.js';
import {View} from './context.js';

/** @typedef {import('./context.js').Report} Report */

/** The fewest customers to be told in tenths. */
const FEWEST = 20;

export class HeadwaterConcentration extends View {
  render() {
    const {ctx, report, book} = this;
    if (!report) return nothing;
    const {t, fmt} = ctx;
    const {concentration, pool} = report;
    // Tenths of a handful of customers would be fractions of people.
    const [first] = pool.customers < FEWEST ? [] : data.tenths(concentration.lorenz);
    return html`<div class="all">
      ${this.#numbers(report)}
      <div class="pair">
        <headwater-figure
          .ctx=${ctx}
          .book=${book}
          name="concentration"
          .asOf=${pool.asOf}
          .heading=${t('concentration.title')}
          .takeaway=${data.concentrationTakeaway(ctx, report)}
          .note=${t('concentration.note')}
          .draw=${drawLorenz(concentration, pool.customers)}
          .table=${data.lorenzTable(ctx, concentration)}
        ></headwater-figure>
        ${
          first
            ? html`<headwater-figure
                .ctx=${ctx}
                .book=${book}
                name="tenths"
                .asOf=${pool.asOf}
                .heading=${t('concentration.tenths.title')}
                .takeaway=${t('concentration.tenths.takeaway', {share: fmt.percent(first.share)})}
                .note=${t('concentration.tenths.note')}
                .draw=${drawTenths(concentration)}
                .table=${data.tenthsTable(ctx, concentration)}
              ></headwater-figure>`
            : nothing
        }
      </div>
    </div>`;
  }

  /** @param {Report} report */
  #numbers({concentration: {top20Share, customersFor80, gini}, pool}) {
    const {t, fmt} = this.ctx;
    const share = customersFor80 === null ? '' : fmt.percent(customersFor80 / pool.customers);
    const numbers = [
      [t('concentration.top20'), fmt.percent(top20Share), ''],
      [t('concentration.for80'), fmt.count(customersFor80), share],
      [t('concentration.gini'), fmt.number(gini, 3), ''],
    ];
    return html`<dl>
      ${numbers.map(
        ([name, value, more]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value} ${more ? html`<small>${more}</small>` : nothing}</dd>
          </div>`,
      )}
    </dl>`;
  }

  static styles = [
    View.styles,
    css`
      .all {
        display: grid;
        gap: var(--hw-space-5);
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr));
        gap: var(--hw-space-6);
        align-items: start;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: var(--hw-space-3) var(--hw-space-6);
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
      small {
        color: var(--hw-ink-2);
        font-size: var(--hw-text-s);
        font-weight: 400;
      }
    `,
  ];
}
