/** The headline numbers: a period against the one before it, and all orders so far. */

import {html, nothing} from 'lit';
import {View} from './context.js';
import {tiles} from './tiles-styles.js';

/** @typedef {import('./context.js').Report} Report */

/**
 * @typedef {object} Tile
 * @property {string} key the message key below `tiles.`
 * @property {string} value
 * @property {string} [exact] the value in full where `value` is short
 * @property {number | null} [change]
 * @property {'ratio' | 'points'} [kind] how the change is meant
 * @property {string} [before]
 * @property {number} [n] what the definition counts
 */

export class HeadwaterTiles extends View {
  static styles = [View.styles, tiles];

  render() {
    if (!this.report) return nothing;
    const {t, fmt} = this.ctx;
    const {pool, metrics, options} = this.report;
    const {from, to} = metrics.period;
    const range = {from: fmt.day(from), to: fmt.day(to), n: options.periodDays};
    const all = {from: fmt.day(pool.firstDay), to: fmt.day(pool.asOf)};
    return html`
      <p class="sentence">${this.#sentence(this.report)}</p>
      <section class="panel main" part="tiles">
        <div class="head">
          <h3>${t('tiles.period', {n: options.periodDays})}</h3>
          <p class="note">${t('tiles.periodRange', range)}</p>
        </div>
        <dl>${this.#periodTiles(this.report).map((tile) => this.#tile(tile))}</dl>
      </section>
      <section class="panel all" part="tiles">
        <div class="head">
          <h3>${t('tiles.all')}</h3>
          <p class="note">${t('tiles.allRange', all)}</p>
        </div>
        <dl>${this.#poolTiles(this.report).map((tile) => this.#tile(tile))}</dl>
      </section>
    `;
  }

  /** The whole report in a line or two. @param {Report} report */
  #sentence({pool, metrics, value}) {
    const {t, fmt} = this.ctx;
    const said = {
      day: fmt.day(pool.asOf),
      n: pool.customers,
      net: fmt.moneyCompact(pool.net),
      repeat: fmt.percent(metrics.repurchaseRate, 0),
    };
    const spend = value?.expectedSpend?.[2];
    if (spend === undefined) return t('tiles.sentence', said);
    return t('tiles.sentence.expected', {...said, spend: fmt.moneyCompact(spend)});
  }

  /** @param {Report} report @returns {Tile[]} */
  #periodTiles({metrics: {period, previous, change}}) {
    const {fmt} = this.ctx;
    /** @type {(key: 'orders' | 'buyers' | 'newBuyers') => Tile} */
    const counted = (key) => ({
      key,
      value: fmt.count(period[key]),
      change: change[key],
      before: fmt.count(previous[key]),
    });
    return [
      {
        key: 'net',
        value: fmt.moneyShort(period.net),
        exact: fmt.money(period.net),
        change: change.net,
        before: fmt.moneyShort(previous.net),
      },
      counted('orders'),
      counted('buyers'),
      counted('newBuyers'),
      {
        key: 'aov',
        value: fmt.money(period.aov),
        change: change.aov,
        before: fmt.money(previous.aov),
      },
      {
        key: 'returning',
        value: fmt.percent(period.returningShare),
        change: change.returningShare,
        kind: 'points',
        before: fmt.percent(previous.returningShare),
      },
    ];
  }

  /** @param {Report} report @returns {Tile[]} */
  #poolTiles({pool, metrics}) {
    const {fmt} = this.ctx;
    return [
      {key: 'customers', value: fmt.count(pool.customers)},
      {key: 'totalNet', value: fmt.moneyShort(pool.net), exact: fmt.money(pool.net)},
      {key: 'perCustomer', value: fmt.number(metrics.ordersPerCustomer)},
      {key: 'arppu', value: fmt.money(metrics.revenuePerCustomer)},
      {key: 'repurchase', value: fmt.percent(metrics.repurchaseRate)},
      {
        key: 'within90',
        value: fmt.percent(metrics.repurchaseWithin90),
        n: metrics.repurchaseWithin90Of,
      },
      {key: 'between', value: fmt.number(metrics.medianDaysBetween, 0)},
    ];
  }

  /** @param {Tile} tile */
  #tile({key, value, exact, n = 0, ...rest}) {
    const {t} = this.ctx;
    const name = t(`tiles.${key}`);
    // The "?" stays on the line of the last word.
    const cut = name.lastIndexOf(' ') + 1 || name.length - 1;
    return html`<div class="tile" part="tile">
      <dt>
        ${name.slice(0, cut)}<span
          >${name.slice(cut)}<headwater-tip
            .label=${t('app.help', {name})}
            .text=${t(`tiles.${key}.help`, {n}) + (exact ? ` ${exact}` : '')}
          ></headwater-tip
        ></span>
      </dt>
      <dd class="value">${value}</dd>
      ${'change' in rest ? this.#change(rest) : nothing}
    </div>`;
  }

  /** @param {Partial<Tile>} tile */
  #change({change = null, kind = 'ratio', before = ''}) {
    const {t, fmt} = this.ctx;
    if (change === null) {
      return html`<dd class="before">${t('tiles.noBefore')}</dd>`;
    }
    const direction = change > 0 ? 'up' : change < 0 ? 'down' : 'same';
    const arrow = {up: '▲', down: '▼', same: '='}[direction];
    const text =
      kind === 'points' ? t('tiles.points', {value: fmt.points(change)}) : fmt.change(change);
    return html`<dd>
      <div class="change ${direction}">
        <span aria-hidden="true">${arrow}</span>
        <span class="visually-hidden">${t(`tiles.${direction}`)}</span> ${text}
      </div>
      <div class="before">${t('tiles.before', {value: before})}</div>
    </dd>`;
  }
}
