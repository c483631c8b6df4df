// How files were read is shown, can be changed, is kept where asked for, and is accessible.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {test} from 'node:test';
import {useBrowser} from './support/browser.js';
import {file, smallShop} from './support/orders.js';
import {button, chooseFiles, goTo, problem, sections} from './support/workbench.js';
import {LOCALES, words} from './support/words.js';

const {open} = useBrowser();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @param {string} path below the fixtures */
const fixture = (path) => readFileSync(new URL(`../fixtures/${path}`, import.meta.url));

/** The reading behind the report on the page. @param {import('playwright-core').Frame} ui */
const shownReading = (ui) =>
  ui.locator('headwater-workbench').evaluate((element) => {
    const {report, sales} = /** @type {import('../../pkg/element.js').HeadwaterWorkbench} */ (
      element
    );
    return /** @type {import('../../pkg/wasm/headwater.js').Reading} */ (
      JSON.parse(JSON.stringify((report ?? sales)?.reading))
    );
  });

/** What a file's panel says of it, by what it is called. @param {import('playwright-core').Frame} ui */
const facts = (ui) =>
  ui.locator('headwater-read-file').first().locator('dl').innerText({timeout: 20_000});

test('GB18030 is shown, and another encoding can be chosen and taken back', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await chooseFiles(ui, file('orders.csv', fixture('platforms/taobao-orders.csv')));
  await sections(ui).waitFor();
  await goTo(ui, 'reading');
  assert.match(await facts(ui), /GB18030/);
  assert.match(await facts(ui), new RegExp(words('platform.taobao')));
  const before = await shownReading(ui);
  await ui.getByLabel(words('again.encoding')).selectOption('windows-1252');
  await button(ui, 'again.go').click();
  await problem(ui).waitFor();
  // The way back stands on the same screen.
  await ui.getByLabel(words('again.encoding')).selectOption('');
  await button(ui, 'again.go').click();
  await sections(ui).waitFor();
  assert.deepEqual(await shownReading(ui), before);
  assertQuiet();
});

test('of a workbook the sheet with the orders is read and shown; another can be chosen', async (t) => {
  const {ui, assertQuiet} = await open(t);
  const book = fixture('workbooks/two-years.xlsx');
  await chooseFiles(ui, file('门店销售.xlsx', book));
  await sections(ui).waitFor();
  await goTo(ui, 'reading');
  assert.match(await facts(ui), /2024年/);
  const [first] = (await shownReading(ui)).files;
  assert.deepEqual([first?.sheet, first?.sheets], ['2024年', ['说明', '2024年', '2023年']]);
  await ui.getByLabel(words('again.sheet')).selectOption('2023年');
  await button(ui, 'again.go').click();
  await ui.locator('headwater-read-file', {hasText: '2023年'}).waitFor();
  const {files, lastDay} = await shownReading(ui);
  assert.equal(files[0]?.sheet, '2023年');
  assert.match(lastDay ?? '', /^2023-/);
  assertQuiet();
});

test('a known export can be read by the names of its columns alone', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await chooseFiles(ui, file('orders.csv', fixture('platforms/shopify.csv')));
  await sections(ui).waitFor();
  await goTo(ui, 'reading');
  assert.match(await facts(ui), /Shopify/);
  await ui.getByLabel(words('again.platform')).selectOption('none');
  await button(ui, 'again.go').click();
  await ui.getByText(words('reading.platform.none')).waitFor();
  assert.equal((await shownReading(ui)).files[0]?.platform, null);
  assertQuiet();
});

test('columns whose names say nothing are suggested, and taken only when the operator goes on', async (t) => {
  const {ui, assertQuiet} = await open(t);
  const rows = Array.from(
    {length: 60},
    (_, at) => `${900 + at};k${at % 17};2024-0${1 + (at % 9)}-1${at % 10} 10:00;${at}.50`,
  );
  await chooseFiles(ui, file('odd.csv', ['vorgang;wer;wann;wieviel', ...rows].join('\n')));
  await problem(ui).waitFor();
  const chosen = (/** @type {string} */ field) =>
    ui
      .getByLabel(words(`field.${field}`))
      .first()
      .locator('option:checked')
      .innerText();
  assert.equal((await chosen('customer')).trim(), 'wer');
  assert.equal((await chosen('orderTime')).trim(), 'wann');
  assert.equal((await chosen('amount')).trim(), 'wieviel');
  await ui.getByText(words('candidate.again')).waitFor();
  await button(ui, 'mapping.go').click();
  await sections(ui).waitFor();
  assert.equal((await shownReading(ui)).customers, 17);
  assertQuiet();
});

test('orders and a member list: how many orders found a customer is said', async (t) => {
  const {ui, assertQuiet} = await open(t);
  const orders = fixture('platforms/qianniu.csv');
  await chooseFiles(
    ui,
    file('千牛.csv', orders),
    file('名单.csv', fixture('platforms/members.csv')),
  );
  await sections(ui).waitFor();
  await goTo(ui, 'reading');
  const {joined} = await shownReading(ui);
  assert.deepEqual(joined, {orders: 2, found: 2});
  await ui.getByText(words('grade.why.joined')).waitFor();
  assert.match(await ui.locator('headwater-read-key section').innerText(), /2 笔订单.*2 笔找到/);
  assertQuiet();
});

test('an export that names nobody says which one would', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await chooseFiles(ui, file('千牛.csv', fixture('platforms/qianniu.csv')));
  await problem(ui).waitFor();
  await ui.getByText(words('hint.taobao')).waitFor();
  await button(ui, 'nokey.go').click();
  await sections(ui).waitFor();
  await goTo(ui, 'reading');
  await ui.getByText(words('hint.taobao')).waitFor();
  assertQuiet();
});

test('what is left out stands by reason, adds up, and shows the whole row', async (t) => {
  const {ui, assertQuiet} = await open(t);
  const bad = 'C1,never,7.25\n,2025-01-09,3.00\n';
  await chooseFiles(ui, file('bad.csv', smallShop() + bad));
  await sections(ui).waitFor();
  await goTo(ui, 'reading');
  const {droppedBy, dropped, totals} = await shownReading(ui);
  assert.deepEqual(droppedBy, [
    {code: 'missing-customer', rows: 1, amount: '3.00'},
    {code: 'unparsed-date', rows: 1, amount: '7.25'},
  ]);
  assert.deepEqual([dropped, totals.dropped], [2, '10.25']);
  await ui.locator('headwater-doubt summary', {hasText: words('diagnostic.unparsed-date')}).click();
  await ui.getByText('never').first().waitFor();
  const row = await ui
    .locator('headwater-doubt[open], headwater-doubt')
    .locator('.raw')
    .innerText();
  assert.match(row, /C1.*never.*7\.25/s);
  assertQuiet();
});

test('the order of day and month is remembered when asked for, and forgotten', async (t) => {
  const {ui, assertQuiet} = await open(t);
  const rows = Array.from({length: 30}, (_, at) => `C${at % 5},0${1 + (at % 9)}/03/2024,${at + 1}`);
  const days = file('days.csv', ['customer,date,amount', ...rows].join('\n'));
  await chooseFiles(ui, days);
  await sections(ui).waitFor();
  await ui.getByLabel(words('dateOrder.keep')).check();
  await ui.getByRole('button', {name: words('dateOrder.mdy')}).click();
  await ui.getByText(words('dateOrder.title')).waitFor({state: 'detached'});
  await sections(ui).waitFor();
  await chooseFiles(ui, days);
  await ui.getByText(words('reading.recalled')).waitFor();
  assert.equal((await shownReading(ui)).lastDay, '2024-09-03');
  await button(ui, 'reading.forget').click();
  await ui.getByText(words('dateOrder.title')).waitFor();
  assertQuiet();
});

for (const locale of LOCALES) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(`${locale}, ${colorScheme}: axe finds nothing in a reading full of doubts`, async (t) => {
      const {ui} = await open(t, 'http', {locale, colorScheme, init: axe});
      const rows = ['C1,03/04/2024,7,paid', 'C2,05/04/2024,x,odd', ',01/02/2024,3,cancelled'];
      const text = ['customer,date,amount,status', ...rows, ...rows, 'C1,2024-01-05,9'].join('\n');
      await chooseFiles(ui, file('doubts.csv', text));
      await sections(ui, locale).waitFor();
      await goTo(ui, 'reading', locale);
      for (const doubt of await ui.locator('headwater-doubt summary').all()) await doubt.click();
      await button(ui, 'reading.correct', locale).first().click();
      const found = await ui.evaluate(async () => {
        const {axe} = /** @type {{axe: {run(root: Document): Promise<any>}}} */ (
          /** @type {unknown} */ (globalThis)
        );
        const {violations} = await axe.run(document);
        return violations.flatMap((/** @type {import('axe-core').Result} */ {id, nodes}) =>
          nodes.map(({target}) => `${id}: ${target.join(' ')}`),
        );
      });
      assert.deepEqual(found, []);
    });
  }
}
