// Files go in by dropping and by choosing; what cannot be read is said in words, with a way on.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PLACES, useBrowser} from './support/browser.js';
import {file, smallShop} from './support/orders.js';
import {
  button,
  chooseFiles,
  customersShown,
  dropText,
  goTo,
  problem,
  sections,
  trySample,
} from './support/workbench.js';
import {words} from './support/words.js';

const {open} = useBrowser();
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

for (const place of PLACES) {
  test(`${place}: a CSV dropped anywhere on the page is read`, async (t) => {
    const {ui, assertQuiet} = await open(t, place);
    await dropText(ui, 'orders.csv', smallShop());
    await sections(ui).waitFor();
    await goTo(ui, 'reading');
    await ui.getByText('orders.csv').first().waitFor();
    assertQuiet();
  });

  test(`${place}: a CSV chosen in the dialog is read`, async (t) => {
    const {ui, assertQuiet} = await open(t, place);
    await chooseFiles(ui, file('orders.csv', smallShop()));
    await sections(ui).waitFor();
    assertQuiet();
  });

  test(`${place}: no customer column: the columns can be said, and the work goes on`, async (t) => {
    const {ui, assertQuiet} = await open(t, place);
    await chooseFiles(ui, file('who.csv', smallShop({header: 'whose,order_time,amount'})));
    await problem(ui).waitFor();
    await ui.getByText('missing-column').waitFor();
    await ui.getByLabel(words('field.customer')).first().selectOption('whose');
    await button(ui, 'mapping.go').click();
    await sections(ui).waitFor();
    assertQuiet();
  });
}

test('two files chosen at once are one ledger', async (t) => {
  const {ui, assertQuiet} = await open(t);
  const one = smallShop({customer: (index) => `A${index}`});
  const other = smallShop({customer: (index) => `B${index}`});
  await chooseFiles(ui, file('one.csv', one), file('other.csv', other));
  await sections(ui).waitFor();
  await goTo(ui, 'customers');
  assert.equal(await customersShown(ui), 120);
  assertQuiet();
});

for (const [what, payload, code] of /** @type {const} */ ([
  ['a picture', file('logo.csv', PNG), 'unsupported-format'],
  ['JSON', file('orders.json', '[{"customer": "a", "amount": 1}]'), 'unsupported-format'],
  ['an empty file', file('empty.csv', ''), 'empty-file'],
  ['a header alone', file('header.csv', 'customer_id,order_time,amount\n'), 'no-records'],
])) {
  test(`${what} is refused in words, with its code, and the next file works`, async (t) => {
    const {ui, assertQuiet} = await open(t);
    await chooseFiles(ui, payload);
    await problem(ui).waitFor();
    await ui.getByText(code, {exact: true}).waitFor();
    await ui.getByText(words(`error.${code}.do`)).waitFor();
    await chooseFiles(ui, file('orders.csv', smallShop()));
    await sections(ui).waitFor();
    assertQuiet();
  });
}

test('after a wrong file the old result can be had again', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await trySample(ui);
  const before = await customersShown(ui);
  await dropText(ui, 'empty.csv', '');
  await problem(ui).waitFor();
  await button(ui, 'app.back').click();
  await sections(ui).waitFor();
  assert.equal(await customersShown(ui), before);
  assertQuiet();
});
