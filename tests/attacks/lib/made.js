/** @file Hostile files that are too large to keep. */

import {once} from 'node:events';
import {createGzip} from 'node:zlib';

const HEADER = 'order_id,customer_id,order_date,amount';

/** @param {...string} lines */
const csv = (...lines) => new TextEncoder().encode(`${lines.join('\n')}\n`);

/** Between two good rows, a cell of quotes. */
export const quotes = () =>
  csv(HEADER, `1,${'"'.repeat(400_002)},2024-01-01,1.00`, '2,B,2024-01-02,2.00');

/** Between two good rows, one of empty cells. */
export const commas = () =>
  csv(HEADER, '1,A,2024-01-01,1.00', ','.repeat(300_000), '2,B,2024-01-02,2.00');

/** Between two good rows, nothing but line ends. */
export const blankLines = () =>
  csv(HEADER, '1,A,2024-01-01,1.00', '\n'.repeat(100_000), '2,B,2024-01-02,2.00');

/** As many columns with one name. @param {number} columns */
export const sameHeaders = (columns) =>
  csv(...['x', '1'].map((cell) => Array(columns).fill(cell).join(',')));

/** As many columns, each with a name of its own. @param {number} columns */
export const manyColumns = (columns) =>
  csv(
    `customer_id,order_date,amount,${Array.from({length: columns - 3}, (_, i) => `c${i}`).join(',')}`,
    `A,2024-01-01,1.00${',x'.repeat(columns - 3)}`,
    `B,2024-01-02,2.00${',y'.repeat(columns - 3)}`,
  );

/** Headers that mean something to an expression, a pattern of file names or a template. */
export const expressionHeaders = () =>
  csv(
    'customer_id,order_date,amount,(a+)+$,[a-z,*,?,\\,$&,${x},{{x}},%s%n,.*',
    'A,2024-01-01,1.00,1,2,3,4,5,6,7,8,9,0',
    'B,2024-01-02,2.00,1,2,3,4,5,6,7,8,9,0',
  );

/** Names, channels and products of a megabyte each. */
export function longCells() {
  const cell = (/** @type {string} */ letter) => `"${letter.repeat(2 ** 20)}"`;
  const rows = ['A', 'B', 'C'].map(
    (who, i) => `${cell(who)},2024-0${i + 1}-01,${i + 1}.00,${cell('p')},${cell('q')}`,
  );
  return csv('customer_id,order_date,amount,product,channel', ...rows);
}

/** A name that no cell can show, in two columns and three rows. */
export function longName() {
  const name = 'N'.repeat(300_000);
  const rows = [name, 'Bob'].flatMap((who, w) =>
    [1, 2, 3].map(
      (month) => `A${w}${month},"${who}","${who}",2024-0${month}-01,${10 + w}.${month}0`,
    ),
  );
  return csv('order_id,customer_id,customer_name,order_date,amount', ...rows);
}

/** What a backtracking expression for days or amounts never gets through. */
export function lookAlikes() {
  const size = 100_000;
  const cells = [
    '2024-'.repeat(size / 5),
    '1,'.repeat(size / 2),
    `${' '.repeat(size)}x`,
    '0'.repeat(size),
    `${'1'.repeat(size / 2)}.${'1'.repeat(size / 2)}`,
    `${'9'.repeat(size)}e`,
    '-'.repeat(size),
    '('.repeat(size / 2) + ')'.repeat(size / 2),
    '1 '.repeat(size / 2),
  ];
  return csv(HEADER, ...cells.map((cell, i) => `A${i},C1,"${cell}","${cell}"`));
}

/** Names that are written from right to left, with no width, or with 10,000 marks on one letter. */
export function marks() {
  const names = [
    '\u202eevil\u202c',
    'a\u200bb',
    `a${'\u0301'.repeat(10_000)}`,
    '\u2066x\u2069\u2067y',
    '\ufdfa'.repeat(200),
    '👨\u200d👩\u200d👧\u200d👦'.repeat(50),
  ];
  const rows = names.flatMap((name, n) =>
    [1, 2, 3].map((month) => `A${n}${month},"${name}","${name}",2024-0${month}-1${n},1${n}.00`),
  );
  return csv('order_id,customer_id,customer_name,order_date,amount', ...rows);
}

/** 10,000 customers of whom none came back. */
export const nobodyTwice = () =>
  csv(
    HEADER,
    ...Array.from({length: 10_000}, (_, i) => {
      const day = `2024-${two((i % 12) + 1)}-${two((i % 28) + 1)}`;
      return `A${i},C${i},${day},${10 + (i % 90)}`;
    }),
  );

/** 1,000 who came once, and one who came 5,000 times. */
export const oneForAll = () =>
  csv(
    HEADER,
    ...Array.from({length: 6_000}, (_, i) =>
      i < 1_000
        ? `A${i},C${i},2024-01-01,10`
        : `A${i},W,2024-${two((i % 12) + 1)}-${two((i % 28) + 1)},1`,
    ),
  );

/** @param {number} number */
const two = (number) => String(number).padStart(2, '0');

/**
 * 200,000 customers with ids of one length: alike up to the last three characters, or not.
 *
 * @param {boolean} alike
 */
export function sameLength(alike) {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  const lines = [HEADER];
  let state = 20240305;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8;
  for (let i = 0; i < 200_000; i++) {
    const tail = letters[i % 62] + letters[Math.floor(i / 62) % 62] + letters[Math.floor(i / 3844)];
    const start = alike
      ? 'CUSTOMER-0000'
      : Array.from({length: 13}, () => letters[next() % 62]).join('');
    lines.push(`${i},${start}${tail},2024-${two(1 + (next() % 12))}-15,${1 + (next() % 99)}.50`);
  }
  return csv(lines.join('\n'));
}

/** A CSV that is 1,000 times as large as its file. @param {number} megabytes */
export async function gzipBomb(megabytes) {
  const zip = createGzip({level: 9});
  /** @type {Buffer[]} */
  const parts = [];
  zip.on('data', (part) => parts.push(part));
  const block = Buffer.from('0,0,0,0\n'.repeat(2 ** 17));
  zip.write(`${HEADER}\n`);
  for (let i = 0; i < megabytes; i++) {
    if (!zip.write(block)) await once(zip, 'drain');
  }
  zip.end();
  await once(zip, 'end');
  return new Uint8Array(Buffer.concat(parts));
}
