// Orders without end, made as they are asked for: as many rows and customers as wanted, about 83 bytes a row, in time
// order, in one pass and without keeping anything of what was made.
import fs from 'node:fs';

const HEADER = 'customer_id,order_id,order_time,amount,channel,product\n';
const DAYS = 1096; // from 2023-01-01
const FIRST = Date.UTC(2023, 0, 1);
const CHANNELS = 'web app wechat tmall jd store douyin email'.split(' ');
const GOODS =
  'Wireless Earbuds/跑步鞋/Desk Lamp/瑜伽垫/Coffee Beans 1kg/Steel Bottle/手机壳/Backpack/Rain Jacket/机械键盘/Face Cream/龙井茶'.split(
    '/',
  );
const VARIANTS = 'Black/White/Red/S/M/L/XL/黑色/白色/蓝色/2-pack/礼盒装'.split('/');
/** Bytes of a piece, and room for the row that goes beyond it. */
const [PIECE, ROOM] = [4 << 20, 256];

/** Product cells as shops write them: quoted, with commas and doubled quotes, in two scripts. */
const products = GOODS.flatMap((good, g) =>
  VARIANTS.flatMap((variant, v) =>
    Array.from({length: 8}, (_, n) => {
      const text = `${good}, ${variant}, No.${g * 97 + v * 8 + n}`;
      return Buffer.from(
        n % 4 === 3 ? `${good} ${variant} ${n}` : `"${text}${n % 2 ? ' 12""' : ''}"`,
      );
    }),
  ),
);
const channels = CHANNELS.map((name) => Buffer.from(`,${name},`));
const days = Array.from({length: DAYS}, (_, day) => {
  const date = new Date(FIRST + day * 86400000).toISOString().slice(0, 10);
  return [Buffer.from(`,O${date.slice(2).replaceAll('-', '')}`), Buffer.from(`,${date} `)];
});

function digits(piece, from, value, width) {
  for (let k = from + width - 1; k >= from; k--) {
    piece[k] = 48 + (value % 10);
    value = Math.floor(value / 10);
  }
  return from + width;
}

/** The next of a sequence of 32 bits that says nothing. */
const hash = (n) => {
  n = Math.imul(n ^ (n >>> 16), 0x21f0aaad);
  n = Math.imul(n ^ (n >>> 15), 0x735a2d97);
  return (n ^ (n >>> 15)) >>> 0;
};

/** Who buys in row `i`: somebody new as often as it takes for all to have come, else one of those who have, some more often. */
function buyerOf(i, draw, rows, customers) {
  const came = Math.floor((i * customers) / rows);
  if (Math.floor(((i + 1) * customers) / rows) > came) return came;
  const share = draw / 4294967296;
  return Math.floor(share * share * came);
}

/**
 * The file in pieces of 4 MiB. Two runs give the same bytes.
 *
 * @param {{rows: number, customers: number}} of
 */
export function* orders({rows, customers}) {
  let piece = Buffer.allocUnsafeSlow(PIECE + ROOM);
  let at = piece.write(HEADER);
  for (let i = 0; i < rows; i++) {
    const [draw, other] = [hash(i), hash(i ^ 0x5bd1e995)];
    const second = Math.floor((i / rows) * DAYS * 86400);
    const [short, date] = days[Math.floor(second / 86400)];
    const buyer = buyerOf(i, draw, rows, customers);
    piece[at++] = 67; // C, and eight digits that say nothing: a bijection of the customer's number
    at = digits(piece, at, (buyer * 61803399 + 31415927) % 100000000, 8);
    at += short.copy(piece, at);
    at = digits(piece, at, i % 100000000, 8);
    at += date.copy(piece, at);
    at = digits(piece, at, Math.floor((second % 86400) / 3600), 2);
    piece[at++] = 58;
    at = digits(piece, at, Math.floor(second / 60) % 60, 2);
    piece[at++] = 58;
    at = digits(piece, at, second % 60, 2);
    piece[at++] = 44;
    if (other % 50 === 0) piece[at++] = 45; // a refund
    const cents = 300 + (hash(buyer) % 9000) + (other % 5000);
    at = digits(piece, at, Math.floor(cents / 100), cents < 10000 ? 2 : 3);
    piece[at++] = 46;
    at = digits(piece, at, cents % 100, 2);
    at += channels[(draw >>> 7) & 7].copy(piece, at);
    at += products[(other >>> 9) % products.length].copy(piece, at);
    piece[at++] = 10;
    if (at >= PIECE) {
      yield piece.subarray(0, at);
      piece = Buffer.allocUnsafeSlow(PIECE + ROOM);
      at = 0;
    }
  }
  yield piece.subarray(0, at);
}

/** Writes the file `out`; gives its bytes. */
export function writeOrders({rows, customers, out}) {
  const file = fs.openSync(out, 'w');
  let bytes = 0;
  for (const piece of orders({rows, customers})) bytes += fs.writeSync(file, piece);
  fs.closeSync(file);
  return bytes;
}

/** The pieces of a file on disk, as a page gets them of a File. */
export async function* piecesOf(file) {
  const handle = fs.openSync(file, 'r');
  try {
    for (;;) {
      const piece = Buffer.allocUnsafeSlow(PIECE);
      const length = fs.readSync(handle, piece, 0, PIECE, null);
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  } finally {
    fs.closeSync(handle);
  }
}
