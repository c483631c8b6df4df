import assert from 'node:assert/strict';
import {test} from 'node:test';
import {CAP, ScrollMap} from '../../pkg/element/scroll.js';

/** @param {number} rows */
function list(rows) {
  const map = new ScrollMap(36);
  map.resize({rows, view: 500});
  return map;
}

test('a short list scrolls by distances', () => {
  const map = list(1000);
  assert.equal(map.scaled, false);
  assert.equal(map.spacer, 36_000);
  map.scrollTo(90);
  assert.deepEqual(map.window(), {from: 2, to: 17, offset: 18});
  assert.equal(map.scrollTop, 90);
});

test('the scroll bar of a million rows reaches the first and the last', () => {
  for (const rows of [1_000_000, 10_000_000, 400_000_000]) {
    const map = list(rows);
    assert.equal(map.spacer, CAP);
    map.scrollTo(0);
    assert.equal(map.window().from, 0);
    map.scrollTo(CAP - 500);
    assert.equal(map.window().to, rows);
    assert.equal(map.scrollTop, CAP - 500);
  }
});

test('a wheel step is as far in a million rows as in ten', () => {
  const map = list(1_000_000);
  map.scrollTo(4_000_000);
  const {top} = map;
  map.moveBy(100);
  assert.ok(Math.abs(map.top - top - 100) < 1e-6);
});

test('every row can be reached by moving, and the place survives the scroll bar', () => {
  const map = list(1_000_000);
  for (const row of [0, 1, 12_345, 777_777, 999_999]) {
    map.reveal(row);
    const {from, to} = map.window();
    assert.ok(from <= row && row < to, `${row} in ${from}..${to}`);
    const {scrollTop, top} = map;
    map.scrollTo(scrollTop);
    assert.ok(Math.abs(map.top - top) < 0.01);
  }
});

test('reveal does not move what is in view', () => {
  const map = list(100);
  map.reveal(5);
  assert.equal(map.top, 0);
  map.reveal(50);
  assert.equal(map.window().to, 51);
  map.reveal(50);
  assert.equal(map.window().to, 51);
});

test('a list that gets shorter keeps the view inside', () => {
  const map = list(1_000_000);
  map.reveal(999_999);
  map.resize({rows: 3});
  assert.equal(map.top, 0);
  assert.deepEqual(map.window(), {from: 0, to: 3, offset: 0});
  map.resize({rows: 0});
  assert.deepEqual(map.window(), {from: 0, to: 0, offset: 0});
});
