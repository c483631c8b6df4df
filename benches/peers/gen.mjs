// Deterministic generator of realistic order exports (CSV, UTF-8, about 83 bytes a row).
//
//   node gen.mjs --rows 1000000 --out orders-1m.csv [--seed 42]
//
// Behaviour behind the data is Pareto/NBD: each customer has a day of arrival, a gamma-distributed
// rate of purchase and a gamma-distributed rate of drop-out, so that a CLV model has something true
// to find. Rows come out in time order, as most shop exports do. About 2 % of the orders are
// followed by a refund, a row with a negative amount.
import fs from 'node:fs';
import {fileURLToPath} from 'node:url';
import {readArgs} from './lib/paths.mjs';
import {random} from './lib/random.mjs';

const DAYS = 1096; // 2023-01-01 to 2025-12-31
const START = Date.UTC(2023, 0, 1) / 86400000;
const LAST_SECOND = DAYS * 86400 - 1;
const HEADER = 'customer_id,order_id,order_time,amount,channel,product\n';

const CHANNELS = 'web app wechat tmall jd store douyin email'.split(' ');
const CHANNEL_SHARES = [0.22, 0.25, 0.18, 0.12, 0.08, 0.08, 0.05, 0.02];
const ENGLISH =
  'Wireless Earbuds/Running Shoes/Desk Lamp/Yoga Mat/Coffee Beans 1kg/Steel Bottle/Phone Case/Backpack/Rain Jacket/Keyboard/Face Cream/Green Tea/Baby Wipes/Cat Food 2kg'.split(
    '/',
  );
const CHINESE =
  '无线耳机/跑步鞋/护眼台灯/瑜伽垫/咖啡豆/保温杯/手机壳/双肩包/冲锋衣/机械键盘/面霜/龙井茶/婴儿湿巾/猫粮'.split(
    '/',
  );
const VARIANTS = 'Black/White/Red/S/M/L/XL/黑色/白色/蓝色/大号/中号/2-pack/礼盒装'.split('/');
const PRODUCTS = 3000;

/** Product cells as they stand in the file: quoted, with commas, doubled quotes, two scripts. */
function productCells({next}) {
  return Array.from({length: PRODUCTS}, () => {
    const k = next() % ENGLISH.length;
    const variant = VARIANTS[next() % VARIANTS.length];
    const n = 1 + (next() % 999);
    const kind = next() % 10;
    let cell = `"${ENGLISH[k]} ${10 + (n % 40)}"" (${variant}), ${n}"`;
    if (kind < 4) cell = `"${ENGLISH[k]}, ${variant}, No.${n}"`;
    else if (kind < 7) cell = `"${CHINESE[k]}, ${variant} ${n}"`;
    else if (kind < 8) cell = `"${CHINESE[k]} ${ENGLISH[k]}, ${variant}"`;
    else if (kind < 9) cell = `${ENGLISH[k]} ${variant} ${n}`;
    return Buffer.from(cell);
  });
}

/** A table of `size` entries in which each index stands as often as its share asks. */
function lottery(shares, size) {
  const table = new Uint16Array(size);
  let index = 0;
  let below = shares[0];
  for (let i = 0; i < size; i++) {
    while (index < shares.length - 1 && below < (i + 0.5) / size) below += shares[++index];
    table[i] = index;
  }
  return table;
}

/** Popularity falls with the rank, as in most catalogues. */
function productShares() {
  const weights = Array.from({length: PRODUCTS}, (_, i) => 1 / Math.pow(i + 5, 0.9));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Who buys when and for how much, customer after customer, until there are enough rows. */
function behave({next, unit, normal, exponential, gamma}, rows) {
  const second = new Float64Array(rows); // since the first day began
  const customer = new Uint32Array(rows);
  const cents = new Int32Array(rows);
  let count = 0;
  let customers = 0;
  const add = (at, amount) => {
    second[count] = Math.min(LAST_SECOND, at);
    customer[count] = customers;
    cents[count++] = amount;
  };
  for (; count < rows; customers++) {
    const birth = Math.pow(unit(), 0.8) * DAYS; // a growing shop
    const rate = gamma(0.55) / 55 + 1e-5; // orders a day while active
    const life = exponential(gamma(0.7) / 120 + 1e-5); // days until drop-out
    const basket = 4.1 + 0.7 * normal(); // logarithm of the mean basket
    next(); // a draw that the first version made: the files stay what they were
    const end = Math.min(DAYS, birth + life);
    for (let day = birth; day < end && count < rows; day += exponential(rate)) {
      const hour = 8 + 14 * Math.sqrt(unit() * unit());
      const at = Math.min(LAST_SECOND, Math.floor(day) * 86400 + Math.floor(hour * 3600));
      const paid = Math.max(100, Math.round(Math.exp(basket + 0.5 * normal()) * 100));
      add(at, paid);
      if (count === rows || unit() >= 0.02) continue;
      const back = at + Math.floor(unit() * 14 * 86400) + 60;
      add(back, unit() < 0.7 ? -paid : -Math.max(1, Math.round(paid * unit())));
    }
  }
  return {second, customer, cents, customers};
}

/** Row numbers in time order. The keys carry the number: exact in a double below 2^26 rows. */
function inTimeOrder(second) {
  const keys = second.map((at, row) => at * 67108864 + row).sort();
  return keys.map((key) => key % 67108864);
}

/** A buffer that empties itself into a file. */
class ByteFile {
  #handle;
  #buffer = Buffer.allocUnsafe((16 << 20) + 512);
  #used = 0;
  written = 0;

  constructor(file) {
    this.#handle = fs.openSync(file, 'w');
  }

  text(text) {
    this.#used += this.#buffer.write(text, this.#used);
  }

  bytes(bytes) {
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  digits(value, width) {
    for (let k = width - 1; k >= 0; k--) {
      this.#buffer[this.#used + k] = 48 + (value % 10);
      value = Math.floor(value / 10);
    }
    this.#used += width;
  }

  /** Ends a row. */
  newline() {
    this.#buffer[this.#used++] = 10;
    if (this.#used > 16 << 20) this.#flush();
  }

  #flush() {
    fs.writeSync(this.#handle, this.#buffer, 0, this.#used);
    this.written += this.#used;
    this.#used = 0;
  }

  close() {
    this.#flush();
    fs.closeSync(this.#handle);
  }
}

function writeAmount(file, cents) {
  if (cents < 0) file.text('-');
  const whole = Math.floor(Math.abs(cents) / 100);
  file.digits(whole, String(whole).length);
  file.text('.');
  file.digits(Math.abs(cents) % 100, 2);
}

function writeRows(file, {next}, products, {second, customer, cents}) {
  const [productOf, channelOf] = [lottery(productShares(), 65536), lottery(CHANNEL_SHARES, 1024)];
  const channels = CHANNELS.map((name) => Buffer.from(`,${name},`));
  const days = Array.from({length: DAYS}, (_, day) => {
    const date = new Date((START + day) * 86400000).toISOString().slice(0, 10);
    return {
      date: Buffer.from(`,${date} `),
      short: Buffer.from(`,O${date.slice(2).replaceAll('-', '')}`),
    };
  });
  inTimeOrder(second).forEach((row, i) => {
    const at = second[row];
    const day = days[Math.floor(at / 86400)];
    file.text('C'); // and eight digits that say nothing: a bijection of the customer's number
    file.digits((customer[row] * 61803399 + 31415927) % 100000000, 8);
    file.bytes(day.short);
    file.digits(i % 100000000, 8);
    file.bytes(day.date);
    file.digits(Math.floor((at % 86400) / 3600), 2);
    file.text(':');
    file.digits(Math.floor(at / 60) % 60, 2);
    file.text(':');
    file.digits(at % 60, 2);
    file.text(',');
    writeAmount(file, cents[row]);
    const draw = next();
    file.bytes(channels[channelOf[draw & 1023]]);
    file.bytes(products[productOf[draw >>> 16]]);
    file.newline();
  });
}

/** Writes `rows` orders to the file `out`. */
export function generate({rows, out, seed = 42}) {
  const dice = random(seed);
  const products = productCells(dice);
  const orders = behave(dice, rows);
  const file = new ByteFile(out);
  file.text(HEADER);
  writeRows(file, dice, products, orders);
  file.close();
  return {rows, customers: orders.customers, bytes: file.written};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const {rows, out, seed} = readArgs();
  if (!rows || !out) throw new Error('usage: node gen.mjs --rows N --out FILE [--seed N]');
  console.log(generate({rows: Number(rows), out: String(out), seed: Number(seed ?? 42)}));
}
