#!/usr/bin/env node
// Writes www/sample/coffee-zh.csv: two years of orders of an invented Chinese coffee and tea shop.
//
//   node scripts/make-sample.mjs [FILE]
//
// Always the same bytes (tests/js/sample.test.js holds it to that): own generator, no clock, and of
// the Math functions only exp, log and sqrt. The shop grows, its customers drop out one by one while
// a core of regulars stays, and the two sales seasons stand out, so every view has something to show.
// A handful of rows is broken on purpose: real exports are.
import {writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const HEADER = ['订单号', '会员号', '订单创建时间', '订单状态', '商品名称', '商品类目', '数量', '订单实付金额', '销售渠道', '推荐人'];
const FIRST_DAY = Date.UTC(2024, 0, 1) / 86400000;
const DAYS = 731; // 2024-01-01 to 2025-12-31
const CUSTOMERS = 1980;

/** name, category, price in fen, popularity */
const GOODS = [
  ['云南小粒咖啡豆 454g', '咖啡豆', 8800, 14],
  ['耶加雪菲 水洗 250g', '咖啡豆', 9800, 11],
  ['意式拼配“早班” 1kg', '咖啡豆', 15800, 9],
  ['曼特宁 深烘 250g', '咖啡豆', 8600, 7],
  ['瑰夏 日晒 100g', '咖啡豆', 16800, 3],
  ['低因拼配 250g', '咖啡豆', 9200, 3],
  ['挂耳咖啡 综合装, 10片', '挂耳咖啡', 5900, 15],
  ['挂耳咖啡 耶加 20片', '挂耳咖啡', 10800, 8],
  ['冷萃咖啡液 12颗', '即饮咖啡', 6900, 9],
  ['冻干咖啡粉 24颗', '即饮咖啡', 11900, 6],
  ['正山小种 150g', '茶叶', 12800, 5],
  ['明前龙井 100g', '茶叶', 23800, 3],
  ['茉莉花茶 200g', '茶叶', 7800, 6],
  ['白牡丹 茶饼 350g', '茶叶', 19800, 2],
  ['手冲套装 "入门"', '器具', 26800, 2],
  ['V60 滤纸 100张', '器具', 2900, 5],
  ['手摇磨豆机', '器具', 32800, 1],
  ['随行保温杯 355ml', '周边', 12900, 3],
  ['春节礼盒, 咖啡+茶', '礼盒', 29800, 2],
];
const CHANNELS = [['小程序', 42], ['企业微信', 22], ['公众号', 14], ['门店', 12], ['天猫', 10]];

/** How busy a day is, 1 = an ordinary one: 618, 双11, 双12 and the weeks before the spring festival. */
const SEASONS = [
  {from: '01-06', to: '01-26', busy: 1.5, price: 1},
  {from: '06-01', to: '06-15', busy: 1.6, price: 0.9},
  {from: '06-16', to: '06-20', busy: 3.2, price: 0.85},
  {from: '11-01', to: '11-09', busy: 1.8, price: 0.9},
  {from: '11-10', to: '11-12', busy: 4.5, price: 0.8},
  {from: '12-10', to: '12-12', busy: 2, price: 0.88},
];
const BUSIEST = 4.5;

/** Seeded random numbers: xoshiro128** and what is drawn from it. */
function dice(seed) {
  const s = new Uint32Array([0x9e3779b9 ^ seed, 0x243f6a88, 0xb7e15162, seed | 1]);
  const rotate = (x, k) => (x << k) | (x >>> (32 - k));
  const next = () => {
    const out = Math.imul(rotate(Math.imul(s[1], 5), 7), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t;
    s[3] = rotate(s[3], 11);
    return out;
  };
  for (let i = 0; i < 16; i++) next();
  const unit = () => (next() + 0.5) / 4294967296;
  const below = (n) => Math.floor(unit() * n);
  const chance = (p) => unit() < p;
  const wait = (rate) => -Math.log(unit()) / rate;
  const pick = (pairs) => {
    let left = unit() * pairs.reduce((sum, pair) => sum + pair.at(-1), 0);
    return pairs.find((pair) => (left -= pair.at(-1)) < 0) ?? pairs[0];
  };
  const normal = () => {
    for (;;) {
      const x = 2 * unit() - 1, y = 2 * unit() - 1, q = x * x + y * y;
      if (q > 0 && q < 1) return x * Math.sqrt(-2 * Math.log(q) / q);
    }
  };
  return {unit, below, chance, wait, pick, normal, gamma: gammaFrom(unit, normal)};
}

/** Gamma numbers of mean `shape` (Marsaglia and Tsang 2000). */
const gammaFrom = (unit, normal) => function gamma(shape) {
  if (shape < 1) return gamma(shape + 1) * Math.exp(Math.log(unit()) / shape);
  const d = shape - 1 / 3, c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(), v = (1 + c * x) * (1 + c * x) * (1 + c * x);
    if (v > 0 && Math.log(unit()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
};

const dayText = (day) => new Date((FIRST_DAY + day) * 86400000).toISOString().slice(0, 10);
const two = (n) => String(n).padStart(2, '0');
const memberNo = (n) => `M${String(n + 1).padStart(6, '0')}`;

/** The season of each day, or undefined. */
function calendar() {
  return Array.from({length: DAYS}, (_, day) => {
    const date = dayText(day).slice(5);
    return SEASONS.find((season) => season.from <= date && date <= season.to);
  });
}

/** Who joins on which day: a growing shop, more of them in the seasons; in order of joining. */
function joinDays(die, seasons) {
  const days = [];
  while (days.length < CUSTOMERS) {
    const day = Math.floor(DAYS * Math.exp(0.8 * Math.log(die.unit())));
    if (die.chance((seasons[day]?.busy ?? 1) / BUSIEST)) days.push(day);
  }
  return days.sort((a, b) => a - b);
}

/** One customer's habits, drawn once. */
function habits(die, index, joined) {
  const office = die.chance(0.012); // buys for a whole team
  return {
    office,
    member: memberNo(index),
    referrer: index > 40 && die.chance(0.16) ? memberNo(die.below(index)) : '',
    channel: die.pick(CHANNELS)[0],
    favourites: Array.from({length: 1 + die.below(3)}, () => die.pick(GOODS)),
    rate: (office ? 1 / 20 : die.gamma(0.7) / 74) + 0.0003, // orders a day while active
    until: Math.min(DAYS, joined + die.wait(die.gamma(0.85) / 150 + 0.0003)),
    units: office ? 5 : 1 + die.below(2) * die.below(2),
  };
}

/** What one order costs, in fen. */
function basket(die, who, season) {
  const [name, category, price] = die.chance(0.75) ? who.favourites[die.below(who.favourites.length)] : die.pick(GOODS);
  const quantity = who.units + (die.chance(0.3) ? 1 + die.below(2) : 0);
  const coupon = die.chance(0.2) ? 1000 : 0;
  return {name, category, quantity, fen: Math.max(990, Math.round(price * quantity * (season?.price ?? 1)) - coupon)};
}

/** Seconds into the day: few at night, most at noon and in the evening. */
const clock = (die) => Math.floor((7.5 + 7.5 * (die.unit() + die.unit())) * 3600) + die.below(60);

/** All orders of one customer, with the refunds that follow some of them. */
function orders(die, who, joined, seasons) {
  const out = [];
  for (let t = joined + 0.5; t < who.until; t += die.wait(who.rate * BUSIEST)) {
    const day = Math.floor(t), season = seasons[day];
    if (out.length > 0 && !die.chance((season?.busy ?? 1) / BUSIEST)) continue; // thinned to the season
    const item = basket(die, who, season);
    const channel = die.chance(0.82) ? who.channel : die.pick(CHANNELS)[0];
    const order = {...item, who, channel, at: day * 86400 + clock(die), status: status(die, day), referrer: out.length ? '' : who.referrer};
    out.push(order);
    if (order.status === '交易成功' && die.chance(0.016)) {
      const back = order.at + 86400 + die.below(9 * 86400);
      if (back < DAYS * 86400) out.push({...order, at: back, fen: -order.fen, status: '已退款', refundOf: order, referrer: ''});
    }
  }
  return out;
}

function status(die, day) {
  if (day >= DAYS - 2 && die.chance(0.3)) return '待付款';
  if (day >= DAYS - 6 && die.chance(0.5)) return '已发货';
  return die.chance(0.022) ? '交易关闭' : '交易成功';
}

const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function cells(order) {
  const time = `${two(Math.floor(order.at % 86400 / 3600))}:${two(Math.floor(order.at % 3600 / 60))}:${two(order.at % 60)}`;
  return [order.number, order.who.member, `${dayText(Math.floor(order.at / 86400))} ${time}`, order.status, order.name,
    order.category, order.quantity, (order.fen / 100).toFixed(2), order.channel, order.referrer];
}

/** What hands and systems do to an export; by row of the finished table. */
const BREAKAGES = [
  [412, (row) => { row[1] = ''; }],
  [1733, (row) => { row[1] = ''; }],
  [2961, (row) => { row[2] = '2025-02-30 10:15:00'; }],
  [3540, (row) => { row[1] = ''; }],
  [4388, (row) => { row[2] = '待补录'; }],
  [5102, (row) => { row[7] = '见备注'; }],
];

/** The whole file as text. */
export function sampleCsv() {
  const die = dice(20251231), seasons = calendar();
  const all = joinDays(die, seasons).flatMap((joined, index) => orders(die, habits(die, index, joined), joined, seasons));
  all.sort((a, b) => a.at - b.at);
  all.forEach((order, i) => {
    const day = dayText(Math.floor(order.at / 86400)).slice(2).replaceAll('-', '');
    order.number = order.refundOf?.number ?? `E${day}${String(i + 1).padStart(5, '0')}`;
  });
  const rows = all.map(cells);
  for (const [at, damage] of BREAKAGES) damage(rows[at]);
  return '\ufeff' + [HEADER, ...rows].map((row) => row.map((cell) => quoted(String(cell))).join(',') + '\r\n').join('');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = process.argv[2] ?? fileURLToPath(new URL('../www/sample/coffee-zh.csv', import.meta.url));
  writeFileSync(file, sampleCsv());
}
