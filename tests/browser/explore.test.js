// What an operator asks next: other cuts, another day, one group, one customer, a pasted table.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {eventually, useBrowser} from './support/browser.js';
import {smallShop} from './support/orders.js';
import {
  button,
  customersShown,
  goTo,
  sections,
  shownReport,
  trySample,
} from './support/workbench.js';
import {words} from './support/words.js';

const {open} = useBrowser();

test('a class, then a part of an id, narrow the table; clearing brings all back', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await trySample(ui);
  await goTo(ui, 'customers');
  const all = await customersShown(ui);
  const chip = ui.locator('headwater-customers').getByRole('button', {name: words('class.111')});
  const inClass = Number((await chip.innerText()).replace(/\D+/g, ''));
  await chip.click();
  await eventually(async () => (await customersShown(ui)) === inClass, 'only one class');
  await ui.getByLabel(words('customers.search')).fill('m00');
  await eventually(async () => (await customersShown(ui)) <= inClass, 'ids in any case');
  await button(ui, 'customers.clear').click();
  await eventually(async () => (await customersShown(ui)) === all, 'all customers');
  assertQuiet();
});

test('a click on a header sorts, a second one turns it round', async (t) => {
  const {ui} = await open(t);
  await trySample(ui);
  await goTo(ui, 'customers');
  const grid = ui.getByRole('grid');
  const header = grid.getByRole('columnheader', {name: words('customers.orders')}).first();
  const first = grid.locator('[role=row][aria-rowindex="2"]');
  await header.getByRole('button').click();
  await eventually(
    async () => (await header.getAttribute('aria-sort')) === 'descending',
    'the largest first',
  );
  const largest = await eventually(() => first.innerText(), 'a row');
  await header.getByRole('button').click();
  await eventually(async () => (await first.innerText()) !== largest, 'the smallest first');
});

test('another cut rule moves customers between the classes and keeps their number', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await trySample(ui);
  const counts = async () => (await shownReport(ui)).rfm.classes.map(({customers}) => customers);
  const quintiles = await counts();
  await goTo(ui, 'segments');
  await ui.getByRole('button', {name: words('segments.rule.median'), exact: true}).click();
  await eventually(async () => String(await counts()) !== String(quintiles), 'other classes');
  const sum = (/** @type {number[]} */ list) => list.reduce((total, one) => total + one, 0);
  assert.equal(sum(await counts()), sum(quintiles));
  assertQuiet();
});

test('cells pasted from a spreadsheet are read', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await button(ui, 'start.paste').click();
  await ui.getByRole('textbox').fill(smallShop().replaceAll(',', '\t'));
  await button(ui, 'start.pasteGo').click();
  await sections(ui).waitFor();
  assert.equal(await customersShown(ui), 60);
  assertQuiet();
});

test('dark and light can be chosen against the system', async (t) => {
  const {ui} = await open(t, 'http', {colorScheme: 'light'});
  const ground = () =>
    ui.locator('headwater-workbench').evaluate((one) => getComputedStyle(one).backgroundColor);
  const light = await ground();
  await ui.getByLabel(words('app.theme')).selectOption('dark');
  await eventually(async () => (await ground()) !== light, 'a dark page');
});
