// A cohort's cells: what is not yet observed is nothing, and nothing is never 0.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
  cellState,
  cellValue,
  colorDomain,
  filledCohorts,
  longest,
  MEASURES,
  monthDays,
  pooledShare,
} from '../../pkg/element/cohort-cells.js';

/** @typedef {import('../../pkg/element/cohort-cells.js').Cohort} Cohort */

/** @param {number} offset @param {number | null} customers @param {boolean} [partial] */
function cell(offset, customers, partial = false) {
  return {
    offset,
    customers,
    orders: customers === null ? null : customers + 1,
    net: customers === null ? null : `${customers * 10}.50`,
    cumulativePerCustomer: customers === null ? null : offset + 1,
    partial,
  };
}

/** Three months; the third is not over, and the last cohort has nobody. @type {Cohort[]} */
const COHORTS = [
  {month: '2025-01', customers: 10, cells: [cell(0, 10), cell(1, 4), cell(2, 1, true)]},
  {month: '2025-02', customers: 30, cells: [cell(0, 30), cell(1, 6, true), cell(2, null)]},
  {month: '2025-03', customers: 0, cells: [cell(0, 0, true), cell(1, null), cell(2, null)]},
];

test('a cell is unseen, partial or complete', () => {
  assert.deepEqual(
    COHORTS.map(({cells}) => cells.map(cellState)),
    [
      ['complete', 'complete', 'partial'],
      ['complete', 'partial', 'unseen'],
      ['partial', 'unseen', 'unseen'],
    ],
  );
});

test('an unseen cell has no value in any measure; an observed 0 is 0', () => {
  const [first, second] = COHORTS;
  for (const measure of MEASURES) assert.equal(cellValue(second, second.cells[2], measure), null);
  assert.equal(cellValue(first, cell(2, 0), 'customers'), 0);
  assert.equal(cellValue(first, cell(2, 0), 'share'), 0);
});

test('each measure is its own number', () => {
  const [first] = COHORTS;
  const values = MEASURES.map((measure) => cellValue(first, first.cells[1], measure));
  assert.deepEqual(values, [0.4, 4, 5, 40.5, 2]);
});

test('the pooled share weighs cohorts by their customers and leaves partial months out', () => {
  assert.deepEqual(pooledShare(COHORTS, 1), {share: 0.4, customers: 10});
  const over = COHORTS.map((cohort) => ({
    ...cohort,
    cells: cohort.cells.map((each) => ({...each, partial: false})),
  }));
  assert.deepEqual(pooledShare(over, 1), {share: 10 / 40, customers: 40});
  assert.equal(pooledShare(COHORTS, 2), null);
});

test('colours leave the first month out, except where it says something', () => {
  const filled = filledCohorts(/** @type {any} */ ({cohorts: COHORTS}));
  assert.equal(filled.length, 2);
  assert.equal(longest(filled), 3);
  assert.deepEqual(colorDomain(filled, 'customers'), [0, 6]);
  assert.deepEqual(colorDomain(filled, 'cumulative'), [0, 3]);
  assert.deepEqual(colorDomain([], 'share'), [0, 1]);
});

test('a month is its days, both ends included', () => {
  assert.deepEqual(monthDays('1970-01'), {min: 0, max: 30});
  assert.deepEqual(monthDays('1970-02'), {min: 31, max: 58});
  const {min, max} = monthDays('2024-02');
  assert.equal(max - min + 1, 29);
  const december = monthDays('2025-12');
  assert.equal(december.max + 1, monthDays('2026-01').min);
});
