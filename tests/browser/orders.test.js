// Files that say not whose the orders are, reading again in another way, and the rows left out.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {test} from 'node:test';
import {PLACES, useBrowser} from './support/browser.js';
import {file, smallShop} from './support/orders.js';
import {
  button,
  chooseFiles,
  csvCells,
  downloadedBytes,
  goTo,
  problem,
  sections,
} from './support/workbench.js';
import {LOCALES, words} from './support/words.js';

const {open} = useBrowser();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** An export without a buyer. */
const NOBODY = [
  'order_id,order_time,amount,product',
  ...Array.from(
    {length: 60},
    (_, at) => `${at},2025-0${1 + (at % 5)}-1${at % 9} ${8 + (at % 12)}:30,${5 + at}.50,p${at % 4}`,
  ),
  '60,never,9.00,=1+1',
].join('\n');

/** @param {import('playwright-core').Frame} ui @param {import('./support/words.js').Locale} [locale] */
async function showOrders(ui, locale) {
  await chooseFiles(ui, file('orders.csv', NOBODY));
  await problem(ui, locale).waitFor();
  await button(ui, 'nokey.go', locale).click();
  await sections(ui, locale).waitFor();
}

for (const place of PLACES) {
  test(`${place}: without a buyer the orders are shown, and no customer`, async (t) => {
    const {ui, assertQuiet} = await open(t, place);
    await showOrders(ui);
    for (const key of ['sales', 'times', 'baskets', 'sources', 'reading']) {
      await ui.getByRole('heading', {name: words(`nav.${key}.ask`)}).waitFor();
    }
    assert.equal(await ui.locator('headwater-segments, headwater-customers').count(), 0);
    await ui.getByText(words('grade.none')).waitFor();
    const {kind, orders} = await ui.locator('headwater-workbench').evaluate((element) => {
      const {sales} = /** @type {import('../../pkg/element.js').HeadwaterWorkbench} */ (element);
      return {kind: sales?.kind, orders: sales?.totals.orders};
    });
    assert.deepEqual([kind, orders], ['orders', 60]);
    assertQuiet();
  });
}

for (const locale of LOCALES) {
  test(`${locale}: axe finds nothing in a report on orders`, async (t) => {
    const {ui} = await open(t, 'http', {locale, init: axe});
    await showOrders(ui, locale);
    await ui.locator('headwater-times svg').first().waitFor();
    const found = await ui.evaluate(async () => {
      const {axe} = /** @type {{axe: {run(root: Document): Promise<any>}}} */ (
        /** @type {unknown} */ (globalThis)
      );
      const {violations} = await axe.run(document);
      return violations.map((/** @type {{id: string}} */ {id}) => id);
    });
    assert.deepEqual(found, []);
  });
}

test('a customer column chosen afterwards gives the whole report', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await chooseFiles(ui, file('who.csv', smallShop({header: 'whose,order_time,amount'})));
  await problem(ui).waitFor();
  await button(ui, 'nokey.go').click();
  await sections(ui).waitFor();
  await button(ui, 'reading.correct').click();
  await ui.getByLabel(words('field.customer')).first().selectOption('whose');
  await button(ui, 'mapping.go').click();
  await ui.getByRole('heading', {name: words('nav.segments.ask')}).waitFor();
  assertQuiet();
});

test('another delimiter reads the file again', async (t) => {
  const {ui, assertQuiet} = await open(t);
  // Both marks stand in every row: which one parts the cells is a guess.
  const rows = Array.from(
    {length: 40},
    (_, at) => `C${at % 9};2025-01-${10 + (at % 20)};${at + 1},50`,
  );
  await chooseFiles(ui, file('two.csv', ['customer;date;amount', ...rows].join('\n')));
  await sections(ui).waitFor();
  await ui.getByLabel(words('again.delimiter')).selectOption(',');
  await button(ui, 'again.go').click();
  await problem(ui).waitFor();
  await button(ui, 'app.back').click();
  await sections(ui).waitFor();
  await ui.getByLabel(words('again.delimiter')).selectOption(';');
  await button(ui, 'again.go').click();
  await sections(ui).waitFor();
  assertQuiet();
});

test('days and months that can be swapped are asked about', async (t) => {
  const {ui, assertQuiet} = await open(t);
  const rows = Array.from({length: 30}, (_, at) => `C${at % 5},0${1 + (at % 9)}/03/2024,${at + 1}`);
  await chooseFiles(ui, file('days.csv', ['customer,date,amount', ...rows].join('\n')));
  await sections(ui).waitFor();
  await goTo(ui, 'reading');
  await ui.getByRole('button', {name: words('dateOrder.mdy')}).click();
  await ui.getByText(words('dateOrder.title')).waitFor({state: 'detached'});
  await sections(ui).waitFor();
  const days = await ui.locator('headwater-workbench').evaluate((element) => {
    const {report} = /** @type {import('../../pkg/element.js').HeadwaterWorkbench} */ (element);
    return [report?.reading.firstDay, report?.reading.lastDay];
  });
  assert.deepEqual(days, ['2024-01-03', '2024-09-03']);
  assertQuiet();
});

test('the rows left out are downloaded, and no cell is a formula', async (t) => {
  const {page, ui, assertQuiet} = await open(t);
  await showOrders(ui);
  await goTo(ui, 'reading');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    button(ui, 'reading.saveAside').click(),
  ]);
  const [head, row] = csvCells(await downloadedBytes(download));
  assert.deepEqual(head, [
    ...['file', 'line', 'reason'].map((key) => words(`reading.${key}`)),
    ...['order_id', 'order_time', 'amount', 'product'],
  ]);
  const reason = words('diagnostic.unparsed-date');
  assert.deepEqual(row, ['orders.csv', '62', reason, '60', 'never', '9.00', "'=1+1"]);
  assertQuiet();
});

test('corrected columns are remembered when asked for, and forgotten', async (t) => {
  const {ui, assertQuiet} = await open(t);
  const shop = file('who.csv', smallShop({header: 'whose,order_time,amount'}));
  await chooseFiles(ui, shop);
  await problem(ui).waitFor();
  await ui.getByLabel(words('field.customer')).first().selectOption('whose');
  await ui.getByLabel(words('mapping.keep')).check();
  await button(ui, 'mapping.go').click();
  await sections(ui).waitFor();
  await chooseFiles(ui, shop);
  await ui.getByText(words('reading.recalled')).waitFor();
  await button(ui, 'reading.forget').click();
  await problem(ui).waitFor();
  assertQuiet();
});
