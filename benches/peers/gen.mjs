// Deterministic generator of realistic order exports (CSV, UTF-8, about 83 bytes a row).
//
//   node gen.mjs --rows 1000000 --out orders-1m.csv [--seed 42] [--customers N]
//
// Behaviour behind the data is Pareto/NBD: each customer has an arrival date,
// a gamma-distributed purchase rate and a gamma-distributed drop-out rate, so that
// a CLV model has something true to find. Rows come out in time order, as most
// shop exports do. About 2 % of orders are followed by a refund (negative amount).
import fs from 'node:fs';
import {fileURLToPath} from 'node:url';

// ---- deterministic random numbers (xoshiro128**) --------------------------------
export function rng(seed) {
  let a = 0x9e3779b9 ^ seed,
    b = 0x243f6a88,
    c = 0xb7e15162,
    d = seed | 1;
  const next = () => {
    const r = Math.imul((Math.imul(b, 5) << 7) | (Math.imul(b, 5) >>> 25), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return r >>> 0;
  };
  for (let i = 0; i < 32; i++) next();
  const u = () => (next() + 0.5) / 4294967296;
  const normal = () => Math.sqrt(-2 * Math.log(u())) * Math.cos(2 * Math.PI * u());
  const gamma = (k) => {
    // Marsaglia & Tsang
    if (k < 1) return gamma(k + 1) * Math.pow(u(), 1 / k);
    const d1 = k - 1 / 3,
      c1 = 1 / Math.sqrt(9 * d1);
    for (;;) {
      let x, v;
      do {
        x = normal();
        v = 1 + c1 * x;
      } while (v <= 0);
      v = v * v * v;
      const uu = u();
      if (Math.log(uu) < 0.5 * x * x + d1 - d1 * v + d1 * Math.log(v)) return d1 * v;
    }
  };
  return {next, u, normal, gamma, exp: (rate) => -Math.log(u()) / rate};
}

const DAYS = 1096; // 2023-01-01 .. 2025-12-31
const START = Date.UTC(2023, 0, 1) / 86400000;
const CHANNELS = ['web', 'app', 'wechat', 'tmall', 'jd', 'store', 'douyin', 'email'];
const CHANNEL_W = [0.22, 0.25, 0.18, 0.12, 0.08, 0.08, 0.05, 0.02];
const EN = [
  'Wireless Earbuds',
  'Running Shoes',
  'Desk Lamp',
  'Yoga Mat',
  'Coffee Beans 1kg',
  'Steel Bottle',
  'Phone Case',
  'Backpack',
  'Rain Jacket',
  'Keyboard',
  'Face Cream',
  'Green Tea',
  'Baby Wipes',
  'Cat Food 2kg',
];
const CN = [
  '无线耳机',
  '跑步鞋',
  '护眼台灯',
  '瑜伽垫',
  '咖啡豆',
  '保温杯',
  '手机壳',
  '双肩包',
  '冲锋衣',
  '机械键盘',
  '面霜',
  '龙井茶',
  '婴儿湿巾',
  '猫粮',
];
const VAR = [
  'Black',
  'White',
  'Red',
  'S',
  'M',
  'L',
  'XL',
  '黑色',
  '白色',
  '蓝色',
  '大号',
  '中号',
  '2-pack',
  '礼盒装',
];

function products(r) {
  const out = [];
  for (let i = 0; i < 3000; i++) {
    const k = r.next() % EN.length,
      v = VAR[r.next() % VAR.length],
      n = 1 + (r.next() % 999);
    const kind = r.next() % 10;
    let s;
    if (kind < 4) s = `"${EN[k]}, ${v}, No.${n}"`;
    else if (kind < 7) s = `"${CN[k]}, ${v} ${n}"`;
    else if (kind < 8) s = `"${CN[k]} ${EN[k]}, ${v}"`;
    else if (kind < 9) {
      s = `${EN[k]} ${v} ${n}`;
    } // unquoted
    else s = `"${EN[k]} ${10 + (n % 40)}"" (${v}), ${n}"`; // escaped quote
    out.push(Buffer.from(s, 'utf8'));
  }
  return out;
}

export function generate({rows, out, seed = 42, customers = 0}) {
  const r = rng(seed);
  const prods = products(r);
  const weights = prods.map((_, i) => 1 / Math.pow(i + 5, 0.9)); // Zipf-like popularity
  let acc = 0;
  const tot = weights.reduce((a, b) => a + b, 0);
  const cdf = Float64Array.from(weights, (w) => (acc += w / tot));
  const prodAlias = new Uint16Array(65536);
  for (let i = 0, j = 0; i < 65536; i++) {
    while (j < 2999 && cdf[j] < (i + 0.5) / 65536) j++;
    prodAlias[i] = j;
  }
  const chanAlias = new Uint8Array(1024);
  {
    let a2 = 0,
      k = 0;
    for (let i = 0; i < 1024; i++) {
      while (k < 7 && a2 + CHANNEL_W[k] < (i + 0.5) / 1024) {
        a2 += CHANNEL_W[k];
        k++;
      }
      chanAlias[i] = k;
    }
  }

  // 1. who buys when (Pareto/NBD), until there are enough rows
  const when = new Float64Array(rows); // seconds since START day
  const who = new Uint32Array(rows);
  const cents = new Int32Array(rows);
  let n = 0,
    cust = 0;
  while (n < rows && (!customers || cust < customers)) {
    const birth = Math.pow(r.u(), 0.8) * DAYS; // a growing shop
    const lambda = r.gamma(0.55) / 55 + 1e-5; // orders a day while alive
    const life = r.exp(r.gamma(0.7) / 120 + 1e-5); // days until drop-out
    const basket = 4.1 + 0.7 * r.normal(); // log of the mean basket
    const end = Math.min(DAYS, birth + life);
    const pref = r.next() & 1023;
    let t = birth;
    while (t < end && n < rows) {
      const hour = 8 + 14 * Math.sqrt(r.u() * r.u());
      const sec = Math.min(DAYS * 86400 - 1, Math.floor(t) * 86400 + Math.floor(hour * 3600));
      const c = Math.max(100, Math.round(Math.exp(basket + 0.5 * r.normal()) * 100));
      when[n] = sec;
      who[n] = cust;
      cents[n] = c;
      n++;
      if (n < rows && r.u() < 0.02) {
        // a refund some days later
        const back = Math.min(DAYS * 86400 - 1, sec + Math.floor(r.u() * 14 * 86400) + 60);
        when[n] = back;
        who[n] = cust;
        cents[n] = r.u() < 0.7 ? -c : -Math.max(1, Math.round(c * r.u()));
        n++;
      }
      t += r.exp(lambda);
    }
    cust++;
    void pref;
  }
  const total = n;

  // 2. time order: sort keys that carry the row index (exact in a double: sec < 2^27, index < 2^24..26)
  const keys = new Float64Array(total);
  for (let i = 0; i < total; i++) keys[i] = when[i] * 67108864 + i;
  keys.sort();

  // 3. dates as bytes
  const dateBytes = new Uint8Array(DAYS * 10),
    yymmdd = new Uint8Array(DAYS * 6);
  for (let d = 0; d < DAYS; d++) {
    const s = new Date((START + d) * 86400000).toISOString();
    for (let k = 0; k < 10; k++) dateBytes[d * 10 + k] = s.charCodeAt(k);
    const y = s.slice(2, 4) + s.slice(5, 7) + s.slice(8, 10);
    for (let k = 0; k < 6; k++) yymmdd[d * 6 + k] = y.charCodeAt(k);
  }
  const chans = CHANNELS.map((c) => Buffer.from(c));

  // 4. write
  const fd = fs.openSync(out, 'w');
  const CAP = 16 << 20;
  const buf = Buffer.allocUnsafe(CAP + 512);
  let p = buf.write('customer_id,order_id,order_time,amount,channel,product\n', 0, 'utf8'),
    written = 0;
  const digits = (v, w) => {
    for (let k = w - 1; k >= 0; k--) {
      buf[p + k] = 48 + (v % 10);
      v = (v / 10) | 0;
    }
    p += w;
  };
  for (let i = 0; i < total; i++) {
    const key = keys[i];
    const sec = Math.floor(key / 67108864),
      idx = key - sec * 67108864;
    const day = Math.floor(sec / 86400),
      tod = sec - day * 86400;
    buf[p++] = 67; // C + opaque 8-digit id (a bijection of the number)
    digits((who[idx] * 61803399 + 31415927) % 100000000, 8);
    buf[p++] = 44;
    buf[p++] = 79; // ,O
    for (let k = 0; k < 6; k++) buf[p++] = yymmdd[day * 6 + k];
    digits(i % 100000000, 8);
    buf[p++] = 44;
    for (let k = 0; k < 10; k++) buf[p++] = dateBytes[day * 10 + k];
    buf[p++] = 32;
    digits((tod / 3600) | 0, 2);
    buf[p++] = 58;
    digits(((tod / 60) | 0) % 60, 2);
    buf[p++] = 58;
    digits(tod % 60, 2);
    buf[p++] = 44;
    let c = cents[idx];
    if (c < 0) {
      buf[p++] = 45;
      c = -c;
    }
    const whole = (c / 100) | 0;
    let w = 1;
    for (let q = whole; q > 9; q = (q / 10) | 0) w++;
    digits(whole, w);
    buf[p++] = 46;
    digits(c % 100, 2);
    buf[p++] = 44;
    const h = r.next();
    p += chans[chanAlias[h & 1023]].copy(buf, p);
    buf[p++] = 44;
    p += prods[prodAlias[h >>> 16]].copy(buf, p);
    buf[p++] = 10;
    if (p > CAP) {
      fs.writeSync(fd, buf, 0, p);
      written += p;
      p = 0;
    }
  }
  fs.writeSync(fd, buf, 0, p);
  written += p;
  fs.closeSync(fd);
  return {
    rows: total,
    customers: cust,
    bytes: written,
    bytes_per_row: +(written / total).toFixed(1),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const a = Object.fromEntries(
    process.argv
      .slice(2)
      .join(' ')
      .split('--')
      .filter(Boolean)
      .map((s) => s.trim().split(/[ =]/)),
  );
  if (!a.rows || !a.out) {
    console.error('usage: node gen.mjs --rows N --out FILE [--seed N] [--customers N]');
    process.exit(2);
  }
  const t = Date.now();
  const res = generate({
    rows: +a.rows,
    out: a.out,
    seed: +(a.seed ?? 42),
    customers: +(a.customers ?? 0),
  });
  console.log(JSON.stringify({...res, seconds: (Date.now() - t) / 1000}));
}
