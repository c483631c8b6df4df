import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Rows} from '../../pkg/element/rows.js';

/** @typedef {import('../../pkg/element/context.js').CustomerPage} CustomerPage */

/**
 * A list of `total` rows; every question is noted, and answered when `answer` is called.
 *
 * @param {number} total
 */
function list(total) {
  /** @type {{from: number, to: number}[]} */
  const asked = [];
  /** @type {(() => void)[]} */
  const waiting = [];
  /** @param {{from: number, to: number}} range @returns {Promise<CustomerPage>} */
  const ask = ({from, to}) => {
    asked.push({from, to});
    const rows = Array.from({length: Math.max(0, Math.min(to, total) - from)}, (_, at) => ({
      index: from + at,
    }));
    const page = /** @type {CustomerPage} */ (/** @type {unknown} */ ({total, from, rows}));
    return new Promise((resolve) => waiting.push(() => resolve(page)));
  };
  const answer = async () => {
    waiting.shift()?.();
    await new Promise((done) => setTimeout(done));
  };
  return {ask, asked, answer};
}

test('only what is in view, and some around it, is asked for, and not twice', async () => {
  const {ask, asked, answer} = list(1_000_000);
  const rows = new Rows(() => {});
  rows.restart(ask);
  rows.want(500_000, 500_016);
  await answer();
  assert.equal(rows.total, 1_000_000);
  assert.equal(rows.at(500_003)?.index, 500_003);
  rows.want(500_002, 500_018);
  assert.equal(asked.length, 1);
  assert.ok(asked[0].to - asked[0].from <= 120);
});

test('while one answer is awaited no other question is asked; then the last place is', async () => {
  const {ask, asked, answer} = list(1000);
  const rows = new Rows(() => {});
  rows.restart(ask);
  rows.want(0, 10);
  for (let from = 100; from < 900; from += 10) rows.want(from, from + 10);
  assert.equal(asked.length, 1);
  await answer();
  assert.equal(asked.length, 2);
  await answer();
  assert.equal(rows.at(895)?.index, 895);
  assert.equal(rows.at(400), undefined);
});

test('an answer about another list is dropped', async () => {
  const old = list(10);
  const next = list(3);
  const rows = new Rows(() => {});
  rows.restart(old.ask);
  rows.want(0, 10);
  rows.restart(next.ask);
  rows.want(0, 10);
  await next.answer();
  await old.answer();
  assert.equal(rows.total, 3);
  assert.equal(rows.at(5), undefined);
});

test('a question that fails is told and not asked again and again', async () => {
  let asked = 0;
  const rows = new Rows(() => {});
  rows.restart(() => {
    asked += 1;
    return Promise.reject(new Error('gone'));
  });
  rows.want(0, 10);
  await new Promise((done) => setTimeout(done));
  rows.want(0, 10);
  assert.equal(asked, 1);
  assert.ok(rows.failure);
});
