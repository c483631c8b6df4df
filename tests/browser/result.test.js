// What an operator does with a result: other settings, other columns, a closer look at some customers.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {eventually, useBrowser} from './support/browser.js';
import {smallShop} from './support/orders.js';
import {button, dropText, goTo, sections, trySample} from './support/workbench.js';
import {words} from './support/words.js';

const {open} = useBrowser();

/** How many customers the table says it shows. @param {import('playwright-core').Frame} ui */
const shown = async (ui) =>
  Number(
    (await ui.locator('headwater-customers [role=status]').innerText())
      .split('/')[0]
      .replace(/\D/g, ''),
  );

test('another day: other numbers; a day before the first order: said, and nothing lost', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await trySample(ui);
  const sentence = ui.locator('headwater-tiles .sentence');
  const before = await sentence.innerText();
  const day = ui.getByLabel(words('settings.asOf'));

  await day.fill('2025-06-30');
  await eventually(async () => (await sentence.innerText()).includes('2025年6月30日'), 'that day');
  assert.notEqual(await sentence.innerText(), before);

  await day.fill('1990-01-01');
  await ui.getByText(words('error.nothing-before')).waitFor();
  assert.match(await sentence.innerText(), /2025年6月30日/);
  assert.equal(await day.inputValue(), '2025-06-30');
  assertQuiet();
});

test('a class filters the table, and so does part of an id', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await trySample(ui);
  await goTo(ui, 'customers');
  const all = await shown(ui);
  const chip = ui.locator('headwater-filters').getByRole('button', {name: words('class.111')});
  const size = Number((await chip.innerText()).replace(/\D/g, ''));
  await chip.click();
  await eventually(async () => (await shown(ui)) === size, `${size} of class 111`);
  assert.ok(size > 0 && size < all);

  await button(ui, 'customers.clear').click();
  await eventually(async () => (await shown(ui)) === all, 'all again');
  await ui.getByLabel(words('customers.search')).fill('m00010');
  await eventually(async () => (await shown(ui)) < 20, 'few fit');
  const id = await ui.locator('headwater-grid [aria-rowindex="2"] [role=gridcell]').first();
  assert.match(await id.innerText(), /^M00010/);
  assertQuiet();
});

test('a header sorts, and sorts the other way when clicked again', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await trySample(ui);
  await goTo(ui, 'customers');
  const header = ui
    .locator('headwater-grid')
    .getByRole('columnheader', {name: words('customers.id'), exact: true});
  const first = ui.locator('headwater-grid [aria-rowindex="2"] [role=gridcell]').first();
  for (const [direction, pattern] of /** @type {const} */ ([
    ['ascending', /^M000001$/],
    ['descending', /^M00[12]\d{3}$/],
  ])) {
    await header.getByRole('button').click();
    await eventually(async () => pattern.test(await first.innerText()), direction);
    assert.equal(await header.getAttribute('aria-sort'), direction);
  }
  assertQuiet();
});

test('keys walk through the table, to its end and back', async (t) => {
  const {page, ui, assertQuiet} = await open(t);
  await trySample(ui);
  await goTo(ui, 'customers');
  const grid = ui.getByRole('grid');
  const rows = Number(await grid.getAttribute('aria-rowcount')) - 1;
  await grid.focus();
  for (const [key, row] of /** @type {const} */ ([
    ['ArrowDown', 1],
    ['End', rows - 1],
    ['ArrowUp', rows - 2],
    ['Home', 0],
  ])) {
    await page.keyboard.press(key);
    await eventually(
      async () => (await grid.getAttribute('aria-activedescendant')) === `c${row}-0`,
      `${key} leads to row ${row}`,
    );
  }
  assertQuiet();
});

test('columns that were taken wrongly are corrected, and the same file is read again', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await dropText(ui, 'orders.csv', smallShop());
  await sections(ui).waitFor();
  await goTo(ui, 'reading');
  await button(ui, 'reading.correct').click();
  const customer = ui.getByLabel(words('field.customer'), {exact: true});
  await customer.selectOption('');
  assert.ok(await button(ui, 'mapping.go').isDisabled(), 'a customer is needed');
  await customer.selectOption('customer_id');
  await button(ui, 'mapping.go').click();
  await sections(ui).waitFor();
  await goTo(ui, 'reading');
  await ui.getByText(words('reading.byMapping')).first().waitFor();
  assertQuiet();
});
