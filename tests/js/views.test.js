// What the views say: sentences, cuts, tables, all from the report and none of it left over.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';
import {clip, textWidth} from '../../pkg/element/chart.js';
import {concentrationTakeaway, eightyTwenty, tenths} from '../../pkg/element/concentration-data.js';
import {createContext} from '../../pkg/element/context.js';
import {CLASSES} from '../../pkg/element/columns.js';
import {pngScale, wrap} from '../../pkg/element/picture.js';
import {cutWords, totals} from '../../pkg/element/segment-data.js';
import {cellText, csvTable} from '../../pkg/element/table.js';
import {aliveTakeaway, gridCells, halfGone, richestHalf} from '../../pkg/element/value-data.js';

const en = createContext('en', 'CNY');
const zh = createContext('zh-CN', 'CNY');

test('the 80/20 rule holds, nearly holds, or does not', () => {
  assert.deepEqual([null, 0.8, 0.95, 0.7999, 0.7, 0.6999, 0].map(eightyTwenty), [
    'unknown',
    'holds',
    'holds',
    'nearly',
    'nearly',
    'fails',
    'fails',
  ]);
});

test('of a handful of customers no rule is said to hold', () => {
  /** @param {number} customers */
  const said = (customers) => {
    const concentration = {top20Share: 1, customersFor80: 1};
    const report = /** @type {import('../../pkg/element/context.js').Report} */ (
      /** @type {unknown} */ ({concentration, pool: {customers}})
    );
    return concentrationTakeaway(zh, report);
  };
  assert.equal(said(4), '只有 4 位客户，还看不出集中度。');
  assert.match(said(5), /二八定律在这里成立.*20\.0% 的客户/);
});

test('a cut says which side is high, and whether the cut itself is', () => {
  /** @type {import('../../pkg/element/segment-data.js').Cut} */
  const below = {at: 87, inclusive: true, direction: 'below'};
  assert.equal(cutWords(zh, 'recency', below), '高 R：最近 87 天内下过单');
  assert.equal(cutWords(en, 'recency', below), 'High R: last order at most 87 days ago');
  /** @type {import('../../pkg/element/segment-data.js').Cut} */
  const above = {at: 2.75, inclusive: false, direction: 'above'};
  assert.equal(cutWords(en, 'orders', above), 'High F: more than 2.8 orders');
  assert.equal(cutWords(zh, 'spend', above), '高 M：净消费高于 ¥2.75');
});

test('the classes add up', () => {
  const segment = {
    class: '111',
    net: '1.00',
    customerShare: 0.5,
    netShare: 0.5,
    meanDaysSinceLast: 1,
    meanOrders: 1,
    meanNet: 1,
    meanPAlive: 1,
  };
  const both = [
    {...segment, customers: 3, orders: 7, expectedSpend12: 2.5},
    {...segment, customers: 4, orders: 0, expectedSpend12: null},
  ];
  assert.deepEqual(totals(/** @type {any} */ (both)), {
    customers: 7,
    orders: 7,
    expectedSpend12: 2.5,
  });
  assert.equal(totals(/** @type {any} */ ([both[1]])).expectedSpend12, null);
});

test('a table writes for eyes, and its file holds plain numbers with the currency named', () => {
  /** @type {import('../../pkg/element/table.js').Table} */
  const table = {
    caption: 'c',
    columns: [
      {label: 'Name', kind: 'text'},
      {label: 'Net', kind: 'money'},
      {label: 'Share', kind: 'share'},
    ],
    rows: [
      ['=1+1', 1234.5, 0.25],
      ['b', null, null],
    ],
  };
  const shown = table.rows.map((row) =>
    row.map((cell, at) => cellText(cell, table.columns[at], en)),
  );
  assert.deepEqual(shown, [
    ['=1+1', '¥1,234.50', '25.0%'],
    ['b', '–', '–'],
  ]);
  assert.deepEqual(csvTable(table, 'CNY'), {
    headers: ['Name', 'Net (CNY)', 'Share'],
    rows: table.rows,
  });
  assert.deepEqual(csvTable(table, null).headers, ['Name', 'Net', 'Share']);
});

test('the richest customers that hold half of the value', () => {
  const bins = [
    {from: 0, to: 10, customers: 90, clv: 300},
    {from: 10, to: 100, customers: 9, clv: 300},
    {from: 100, to: 1000, customers: 1, clv: 400},
  ];
  assert.deepEqual(richestHalf(bins), {
    from: 10,
    customers: 10,
    customerShare: 0.1,
    valueShare: 0.7,
  });
  assert.equal(richestHalf([]), null);
  assert.equal(richestHalf([{from: 0, to: 1, customers: 5, clv: 0}]), null);
});

test('half are gone from the first stretch of silence under one half', () => {
  const gap = {customers: 1, p10: 0, p90: 1, expectedSpend12: null};
  const gaps = [
    {...gap, fromDays: 0, toDays: 30, meanPAlive: 0.9},
    {...gap, fromDays: 30, toDays: 60, meanPAlive: 0.4, customers: 0},
    {...gap, fromDays: 60, toDays: 90, meanPAlive: 0.45},
  ];
  assert.equal(halfGone(gaps)?.fromDays, 60);
  assert.equal(halfGone(gaps.slice(0, 1)), null);
});

test('the grid of silence and P(alive) is read day by day', () => {
  const cells = gridCells({days: [0, 30, 60], p: [0, 0.5, 1], customers: [1, 2, 3, 4]});
  assert.deepEqual(
    cells.map(({days, share, customers}) => [...days, ...share, customers]),
    [
      [0, 30, 0, 0.5, 1],
      [0, 30, 0.5, 1, 2],
      [30, 60, 0, 0.5, 3],
      [30, 60, 0.5, 1, 4],
    ],
  );
});

test('sentences break between words and between Chinese characters, and lose nothing', () => {
  const english = 'The 80/20 rule does not hold here: the best 20 % bring 63 %.';
  const chinese =
    '二八定律在这里不成立：前 20% 的客户带来 63.0% 的净收入；达到 80% 需要 34% 的客户。';
  for (const text of [english, chinese]) {
    const lines = wrap(text, 160);
    assert.ok(lines.length > 1, text);
    assert.equal(lines.join('').replace(/\s/g, ''), text.replace(/\s/g, ''));
    for (const line of lines) {
      assert.doesNotMatch(line, /^[，。；：]/);
      assert.ok(textWidth(line) <= 160 + 24, line);
    }
  }
  assert.deepEqual(wrap('', 100), []);
  assert.deepEqual(wrap('unbreakable'.repeat(5), 30), ['unbreakable'.repeat(5)]);
});

test('a label is cut to its room', () => {
  assert.equal(clip('short', 200), 'short');
  const cut = clip('云南小粒咖啡豆 454g 中深烘焙', 100);
  assert.ok(cut.endsWith('…') && textWidth(cut) <= 100, cut);
});

test('a picture is drawn at twice its size, or as large as a canvas can be', () => {
  assert.equal(pngScale(880, 600), 2);
  assert.ok(16_384 / pngScale(1000, 12_000) >= 12_000);
  const scale = pngScale(9000, 9000);
  assert.ok(9000 * scale * 9000 * scale <= 64e6 + 1);
});

test('every message that the element asks for is there in both languages', () => {
  const folder = new URL('../../pkg/element/', import.meta.url);
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.js'))) {
    const source = readFileSync(new URL(name, folder), 'utf8');
    for (const [, key] of source.matchAll(/\bt\(\s*'([\w.-]+)'/g)) {
      assert.ok(en.has(key) && zh.has(key), `${name}: ${key}`);
    }
  }
  for (const cls of CLASSES) {
    for (const ctx of [en, zh]) {
      assert.ok(ctx.has(`segments.action.${cls}`) && ctx.has(`class.${cls}`), cls);
    }
  }
});

test('the tenths of the customers add up to all they bring', () => {
  const lorenz = Array.from({length: 101}, (_, at) => ({
    customers: at / 100,
    net: (at / 100) ** 3,
  }));
  const shares = tenths(lorenz);
  assert.equal(shares.length, 10);
  assert.ok(Math.abs(shares.reduce((sum, {share}) => sum + share, 0) - 1) < 1e-9);
  assert.equal(shares[0].share.toFixed(6), '0.271000');
  assert.equal(shares[9].until, 1);
  assert.deepEqual(tenths([]), []);
  // Refunds can leave the poorest with less than nothing.
  const refunds = tenths([
    {customers: 0, net: 0},
    {customers: 0.5, net: -0.1},
    {customers: 1, net: 1},
  ]);
  assert.ok(refunds[9].share < 0 && Math.abs(refunds[9].until - 1) < 1e-9);
});

test('what cannot be told is said for what it is', () => {
  /** @type {import('../../pkg/element/segment-data.js').Cut} */
  const nobody = {at: 0, inclusive: false, direction: 'below'};
  assert.equal(cutWords(zh, 'recency', nobody), zh.t('segments.cut.recency.nobody'));
  for (const model of ['bgNbd', 'gammaGamma']) {
    for (const ctx of [en, zh]) assert.ok(ctx.has(`model.error.too-few-repeaters.${model}`));
  }
  const gap = {fromDays: 60, toDays: 90, customers: 1, p10: 0.1, p90: 0.9, expectedSpend12: null};
  const takeaway = (/** @type {number} */ meanPAlive) =>
    aliveTakeaway(en, /** @type {any} */ ({aliveByGap: [{...gap, meanPAlive}]}));
  assert.match(takeaway(0.4), /After 60 days .* \(40%\)/);
  assert.match(takeaway(0.9), /more than half.*90%/);
});
