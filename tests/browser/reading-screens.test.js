// What the reading's screens say, and that they can be read on a narrow screen.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {zhCN} from '../../pkg/locales/zh-CN.js';
import {useBrowser} from './support/browser.js';
import {file} from './support/orders.js';
import {button, chooseFiles, goTo, problem, sections} from './support/workbench.js';
import {LOCALES, words} from './support/words.js';

const {open} = useBrowser();

/** @param {string} path below the fixtures */
const fixture = (path) => readFileSync(new URL(`../fixtures/${path}`, import.meta.url));

/** A sentence about a column. @param {string} key @param {string} column */
const said = (key, column) => String(zhCN[key]).replace('{column}', column);

/** 20 months of orders, with sums of seven digits and statuses of which one is known to nobody. */
const MANY = [
  '订单编号,买家会员名,买家实际支付金额,订单状态,订单付款时间',
  ...Array.from({length: 600}, (_, at) => {
    const month = at % 20;
    const day = `${2023 + Math.floor(month / 12)}-${(month % 12) + 1}-${1 + (at % 27)}`;
    const status = ['交易成功', '交易关闭', '等待仓库揽收'][at % 3];
    return `="${190000000000000 + at}",买家${at % 9},￥${30_000 + at}.50,${status},${day} 10:00:00`;
  }),
  ',,,,',
].join('\n');

/**
 * The cells that stand in a column of single signs. Runs in the page.
 *
 * @param {Element} element
 */
function brokenCells(element) {
  /** @type {string[]} */
  const broken = [];
  /** @param {ParentNode} root */
  const look = (root) => {
    for (const one of root.querySelectorAll('*')) {
      if (one.shadowRoot) look(one.shadowRoot);
      const text = one.textContent?.trim() ?? '';
      if (!/^t[dh]$/.test(one.localName) || text === '') continue;
      const {fontSize, lineHeight, paddingTop, paddingLeft} = getComputedStyle(one);
      const [signs, lines] = [
        (one.clientWidth - 2 * parseFloat(paddingLeft)) / parseFloat(fontSize),
        (one.clientHeight - 2 * parseFloat(paddingTop)) / parseFloat(lineHeight),
      ];
      if (text.length > 2 && lines > 1.5 && signs < 2) broken.push(text);
    }
  };
  look(/** @type {ShadowRoot} */ (element.shadowRoot));
  return broken;
}

for (const locale of LOCALES) {
  test(`${locale}: on a narrow screen no cell stands one sign a line, and nothing sticks out`, async (t) => {
    const {page, ui, assertQuiet} = await open(t, 'http', {locale});
    await page.setViewportSize({width: 390, height: 840});
    await chooseFiles(ui, file('orders.csv', MANY));
    await sections(ui, locale).waitFor();
    await goTo(ui, 'reading', locale);
    const reading = ui.locator('headwater-reading');
    await reading.locator('headwater-read-tables table').nth(2).waitFor();
    assert.deepEqual(await reading.evaluate(brokenCells), []);
    const width = await ui.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `${width} px wide`);
    assertQuiet();
  });
}

test('a table of many months shows what they sum up to without scrolling', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await chooseFiles(ui, file('orders.csv', MANY));
  await sections(ui).waitFor();
  await goTo(ui, 'reading');
  const table = ui.getByRole('group', {name: words('reading.months')});
  const seen = await table.evaluate((box) => {
    const foot = /** @type {Element} */ (box.querySelector('tfoot td')).getBoundingClientRect();
    const edge = box.getBoundingClientRect();
    return {scrolls: box.scrollHeight > box.clientHeight, inside: foot.bottom <= edge.bottom + 1};
  });
  assert.deepEqual(seen, {scrolls: true, inside: true});
  assertQuiet();
});

test('the choices of reading again say what was recognised', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await chooseFiles(ui, file('orders.csv', fixture('platforms/taobao-orders.csv')));
  await sections(ui).waitFor();
  await goTo(ui, 'reading');
  const first = (/** @type {string} */ key) =>
    ui
      .getByLabel(words(`again.${key}`))
      .locator('option')
      .first()
      .innerText();
  assert.match(await first('encoding'), /GB18030/);
  assert.match(await first('delimiter'), new RegExp(words('again.delimiter.comma')));
  assert.match(await first('platform'), new RegExp(words('platform.taobao')));
  await chooseFiles(ui, file('门店.xlsx', fixture('workbooks/two-years.xlsx')));
  await ui.getByLabel(words('again.sheet')).waitFor();
  assert.match(await first('sheet'), /2024年/);
  assert.equal(await ui.getByLabel(words('again.encoding')).count(), 0);
  assertQuiet();
});

test('statuses are said in words, and rows without one are counted', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await chooseFiles(ui, file('orders.csv', fixture('platforms/shopify.csv')));
  await sections(ui).waitFor();
  await goTo(ui, 'reading');
  const table = ui.getByRole('group', {name: words('reading.statuses')});
  const text = await table.innerText();
  const filled = said('reading.status.with', 'Cancelled at');
  assert.ok(text.includes(filled), text);
  assert.match(text, new RegExp(`${words('reading.status.none')}\\s+3`));
  await chooseFiles(ui, file('千牛.csv', fixture('platforms/qianniu.csv')));
  await problem(ui).waitFor();
  await button(ui, 'nokey.go').click();
  await sections(ui).waitFor();
  await ui.getByText(said('reading.status.without', '订单付款时间')).waitFor();
  assertQuiet();
});

test('columns that decide without a role stand among those that are used', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await chooseFiles(ui, file('orders.csv', fixture('platforms/shopify.csv')));
  await sections(ui).waitFor();
  await goTo(ui, 'reading');
  const used = ui.locator('headwater-read-file table').first();
  await used.getByText(words('use.refund')).waitFor();
  await used.getByText(words('use.cancelled-when')).waitFor();
  assert.doesNotMatch(await used.innerText(), /Vendor/);
  assertQuiet();
});

test('of days that can be swapped it is said which reading the report stands on', async (t) => {
  const {ui, assertQuiet} = await open(t);
  const rows = Array.from({length: 30}, (_, at) => `C${at % 5},0${1 + (at % 9)}/03/2024,${at + 1}`);
  await chooseFiles(ui, file('days.csv', ['customer,date,amount', ...rows].join('\n')));
  await sections(ui).waitFor();
  const taken = ui.locator('headwater-date-order button[aria-pressed=true]');
  assert.equal(await taken.count(), 1);
  assert.ok((await taken.innerText()).includes(words('dateOrder.taken')));
  assertQuiet();
});

test('orders alone can be had from columns whose names say nothing', async (t) => {
  const {ui, assertQuiet} = await open(t);
  const rows = Array.from({length: 40}, (_, at) => `2024-0${1 + (at % 9)}-1${at % 10};${at}.50;x`);
  await chooseFiles(ui, file('odd.csv', ['wann;wieviel;was', ...rows].join('\n')));
  await problem(ui).waitFor();
  await button(ui, 'nokey.go').click();
  await problem(ui).waitFor();
  await ui.getByText(words('mapping.suggested')).first().waitFor();
  await button(ui, 'mapping.go').click();
  await sections(ui).waitFor();
  await ui.getByText(words('sales.nobody')).waitFor();
  assertQuiet();
});

test('the columns to correct come into view, whichever file asked for it', async (t) => {
  const {page, ui, assertQuiet} = await open(t);
  await page.setViewportSize({width: 390, height: 840});
  const names = ['olist-orders.csv', 'olist-payments.csv', 'olist-customers.csv'];
  await chooseFiles(ui, ...names.map((name) => file(name, fixture(`platforms/${name}`))));
  await sections(ui).waitFor();
  await goTo(ui, 'reading');
  await button(ui, 'reading.correct').last().click();
  const first = ui.getByLabel(words('field.customer')).first();
  await first.waitFor();
  await ui.waitForFunction(() => {
    let focus = document.activeElement;
    while (focus?.shadowRoot?.activeElement) focus = focus.shadowRoot.activeElement;
    const {top = -1, bottom = 0} = focus?.getBoundingClientRect() ?? {};
    return focus?.id === 'customer' && top > 0 && bottom < innerHeight;
  });
  assertQuiet();
});

test('that a masked phone tells nobody apart is said first, with the way to the orders alone', async (t) => {
  const {ui, assertQuiet} = await open(t);
  const rows = Array.from(
    {length: 40},
    (_, at) => `13${at % 9}****1234,${at},2024-05-${1 + (at % 27)},${at + 1}`,
  );
  await chooseFiles(
    ui,
    file('masked.csv', ['手机号,订单号,下单时间,实付金额', ...rows].join('\n')),
  );
  await sections(ui).waitFor();
  const first = ui.locator('headwater-read-key').first();
  await first.getByText(words('grade.useless'), {exact: true}).waitFor();
  assert.equal(await ui.getByText(words('grade.none.means')).count(), 0);
  await first.getByRole('button', {name: words('nokey.go')}).click();
  await ui.getByText(words('sales.nobody')).waitFor();
  assertQuiet();
});

test('the dialog offers whatever can be read', async (t) => {
  const {ui} = await open(t);
  const accept = await ui.locator('headwater-workbench input[type=file]').getAttribute('accept');
  const ends = (accept ?? '').split(',');
  const readable = ['csv', 'tsv', 'txt', 'xlsx', 'xlsm', 'xlsb', 'xls', 'ods', 'html', 'zip', 'gz'];
  for (const end of readable) assert.ok(ends.includes(`.${end}`), end);
});
