#!/usr/bin/env node
// Writes www/sample/coffee-zh.csv: two years of orders of an invented Chinese coffee and tea shop.
//
//   node scripts/make-sample.mjs [FILE]
//
// Always the same bytes; tests/js/sample.test.js holds it to that. The shop grows, its customers drop
// out one by one while a core of regulars stays, and the sales seasons stand out, so that every view
// has something to show. A handful of rows is broken on purpose: real exports are.
import {writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {Dice} from './sample/dice.js';
import {BUSIEST, CHANNELS, DAYS, GOODS, calendar, dayText} from './sample/shop.js';

/** @typedef {import('./sample/shop.js').Season} Season */
/** @typedef {ReturnType<typeof drawHabits>} Habits */

/**
 * @typedef {object} Order
 * @property {Habits} who
 * @property {number} at seconds since the first day began
 * @property {string} status
 * @property {string} name
 * @property {string} category
 * @property {number} quantity
 * @property {number} fen below 0 for a refund
 * @property {string} channel
 * @property {string} referrer
 * @property {string} [number]
 */

const CUSTOMERS = 1980;
const PART_REFUND = {status: '部分退款', referrer: ''};
const DAY = 86400;
const HEADER =
  '订单号,会员号,订单创建时间,订单状态,商品名称,商品类目,数量,订单实付金额,销售渠道,推荐人'.split(
    ',',
  );

/** What hands and systems do to an export: row, column, what stands there instead. */
const BREAKAGES = /** @type {const} */ ([
  [412, 1, ''],
  [1733, 1, ''],
  [2961, 2, '2025-02-30 10:15:00'],
  [3540, 1, ''],
  [4388, 2, '待补录'],
  [5102, 7, '见备注'],
]);

/** @param {number} index @returns {string} no telephone numbers, not even invented ones */
const memberNumber = (index) => `M${String(index + 1).padStart(6, '0')}`;

/**
 * Who joins on which day, in order: a growing shop, and more in the seasons.
 *
 * @param {Dice} dice
 * @param {Season[]} seasons
 */
function joinDays(dice, seasons) {
  const days = [];
  while (days.length < CUSTOMERS) {
    const day = Math.floor(DAYS * Math.exp(0.8 * Math.log(dice.unit())));
    if (dice.chance(seasons[day].busy / BUSIEST)) days.push(day);
  }
  return days.sort((a, b) => a - b);
}

/**
 * What stays the same about a customer. One in eighty is an office that buys for everybody.
 *
 * @param {Dice} dice
 * @param {number} index
 * @param {number} joined
 */
function drawHabits(dice, index, joined) {
  const office = dice.chance(0.012);
  return {
    member: memberNumber(index),
    referrer: index > 40 && dice.chance(0.16) ? memberNumber(dice.below(index)) : '',
    channel: dice.pick(CHANNELS).name,
    favourites: Array.from({length: 1 + dice.below(3)}, () => dice.pick(GOODS)),
    ordersADay: (office ? 1 / 20 : dice.gamma(0.7) / 74) + 0.0003,
    until: Math.min(DAYS, joined + dice.wait(dice.gamma(0.85) / 150 + 0.0003)),
    units: office ? 5 : 1 + dice.below(2) * dice.below(2),
  };
}

/**
 * @param {Dice} dice
 * @param {Habits} who
 * @param {Season} season
 */
function fillBasket(dice, who, season) {
  const usual = dice.chance(0.75);
  const good = usual ? who.favourites[dice.below(who.favourites.length)] : dice.pick(GOODS);
  const quantity = who.units + (dice.chance(0.3) ? 1 + dice.below(2) : 0);
  const coupon = dice.chance(0.2) ? 1000 : 0;
  const fen = Math.max(990, Math.round(good.fen * quantity * season.price) - coupon);
  return {name: good.name, category: good.category, quantity, fen};
}

/** @param {Dice} dice @param {number} day */
function drawStatus(dice, day) {
  if (day >= DAYS - 2 && dice.chance(0.3)) return '待付款';
  if (day >= DAYS - 6 && dice.chance(0.5)) return '已发货';
  return dice.chance(0.022) ? '交易关闭' : '交易成功';
}

/** Seconds into the day: none at night, most at noon and in the evening. @param {Dice} dice */
const drawClock = (dice) =>
  Math.floor((7.5 + 7.5 * (dice.unit() + dice.unit())) * 3600) + dice.below(60);

/**
 * All orders of one customer, with the refunds that follow some of them.
 *
 * @param {Dice} dice
 * @param {Habits} who
 * @param {number} joined
 * @param {Season[]} seasons
 */
function drawOrders(dice, who, joined, seasons) {
  /** @type {Order[]} */
  const orders = [];
  for (let t = joined + 0.5; t < who.until; t += dice.wait(who.ordersADay * BUSIEST)) {
    const day = Math.floor(t);
    // Drawn as if every day were the busiest, then thinned to what the day is.
    if (orders.length > 0 && !dice.chance(seasons[day].busy / BUSIEST)) continue;
    const item = fillBasket(dice, who, seasons[day]);
    const channel = dice.chance(0.82) ? who.channel : dice.pick(CHANNELS).name;
    const at = day * DAY + drawClock(dice);
    const referrer = orders.length ? '' : who.referrer;
    /** @type {Order} */
    const order = {...item, who, channel, at, status: drawStatus(dice, day), referrer};
    orders.push(order);
    if (order.status !== '交易成功' || !dice.chance(0.03)) continue;
    // Paid back in full, the order says so itself; a part of it is a row of its own, below zero.
    const back = at + DAY + dice.below(9 * DAY);
    const fen = -Math.round(order.fen * (0.2 + 0.6 * dice.unit()));
    if (dice.chance(0.4)) order.status = '已退款';
    else if (back < DAYS * DAY) orders.push({...order, at: back, fen, ...PART_REFUND});
  }
  return orders;
}

/** @param {number} n */
const two = (n) => String(Math.floor(n)).padStart(2, '0');

/** @param {Order} order @returns {string[]} */
function cellsOf(order) {
  const {at, who} = order;
  const clock = `${two((at % DAY) / 3600)}:${two((at % 3600) / 60)}:${two(at % 60)}`;
  return [
    order.number ?? '',
    who.member,
    `${dayText(Math.floor(at / DAY))} ${clock}`,
    order.status,
    order.name,
    order.category,
    String(order.quantity),
    (order.fen / 100).toFixed(2),
    order.channel,
    order.referrer,
  ];
}

/** @param {string} text */
const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The whole file as text. */
export function sampleCsv() {
  const dice = new Dice(20251231);
  const seasons = calendar();
  const orders = joinDays(dice, seasons).flatMap((joined, index) =>
    drawOrders(dice, drawHabits(dice, index, joined), joined, seasons),
  );
  orders.sort((a, b) => a.at - b.at);
  orders.forEach((order, i) => {
    const date = dayText(Math.floor(order.at / DAY))
      .slice(2)
      .replaceAll('-', '');
    order.number = `${order.fen < 0 ? 'R' : 'E'}${date}${String(i + 1).padStart(5, '0')}`;
  });
  const rows = orders.map(cellsOf);
  for (const [row, column, text] of BREAKAGES) rows[row][column] = text;
  const lines = [HEADER, ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`);
  return `\ufeff${lines.join('')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = new URL('../www/sample/coffee-zh.csv', import.meta.url);
  writeFileSync(process.argv[2] ?? target, sampleCsv());
}
