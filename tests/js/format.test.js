import assert from 'node:assert/strict';
import {test} from 'node:test';
import {UNKNOWN, createFormat} from '../../pkg/format.js';

const zh = createFormat('zh-CN', 'CNY');
const en = createFormat('en', 'USD');
const plain = createFormat('en');

test('what is unknown is a dash and never a 0', () => {
  for (const write of [en.count, en.compact, en.number, en.percent, en.change, en.points]) {
    assert.equal(write(null), UNKNOWN);
    assert.equal(write(undefined), UNKNOWN);
    assert.equal(write(Number.NaN), UNKNOWN);
  }
  assert.equal(en.money(''), UNKNOWN);
  assert.equal(en.bytes(null), UNKNOWN);
  assert.equal(en.day(null), UNKNOWN);
  assert.equal(en.day('soon'), UNKNOWN);
});

test('money keeps every cent of a decimal string', () => {
  assert.equal(en.money('9007199254740993.07'), '$9,007,199,254,740,993.07');
  assert.equal(zh.money('-12.5'), '-¥12.50');
  assert.equal(plain.money('1234.5'), '1,234.50');
});

test('short forms count by ten thousands in Chinese and by thousands in English', () => {
  assert.equal(zh.moneyCompact('1234567.89'), '¥123万');
  assert.equal(zh.moneyCompact(123456789), '¥1.23亿');
  assert.equal(en.moneyCompact(1234567), '$1.23M');
  assert.equal(zh.compact(12345), '1.23万');
  assert.equal(zh.moneyShort('40123.50'), '¥40,124');
  assert.equal(en.moneyShort('1234567.89'), '$1.23M');
  assert.equal(en.moneyCompact(12.3), '$12.3');
});

test('a change shows its sign, and none when there is none', () => {
  assert.equal(en.change(0.123), '+12.3%');
  assert.equal(en.change(-0.5), '-50.0%');
  assert.equal(en.change(0), '0.0%');
  assert.equal(en.points(0.0123), '+1.2');
});

test('a day is the same in every time zone', () => {
  assert.equal(en.day('2025-03-01'), 'Mar 1, 2025');
  assert.equal(zh.day('2025-03-01'), '2025年3月1日');
  assert.equal(zh.month('2025-03'), '2025年3月');
});

test('sizes and lengths carry their unit', () => {
  assert.equal(en.bytes(12_345_678), '12.3 MB');
  assert.equal(en.bytes(323), '323 bytes');
  assert.equal(en.bytes(1), '1 byte');
  assert.equal(en.days(1), '1 day');
  assert.equal(en.days(31), '31 days');
  assert.equal(zh.days(31), '31天');
});

test('yen are not taken for yuan', () => {
  assert.equal(createFormat('zh-CN', 'CNY').money('3000'), '¥3,000.00');
  assert.equal(createFormat('zh-CN', 'JPY').money('3000'), 'JP¥3,000');
  assert.equal(createFormat('en', 'JPY').money('3000'), '¥3,000');
});
