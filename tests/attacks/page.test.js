// X, P, F, R, N in the built page: every view of a hostile file is walked through, every mark hovered,
// everything exported; all in one session, which must ask nothing of the network and break no policy.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {eventually, useBrowser} from '../browser/support/browser.js';
import {
  button,
  customersShown,
  downloadedBytes,
  goTo,
  problem,
  sections,
} from '../browser/support/workbench.js';
import {csvRows, liveMarkup} from './lib/check.js';
import * as made from './lib/made.js';
import * as page from './lib/page.js';
import {fixture} from './lib/run.js';
import * as books from './lib/workbook.js';

/** @typedef {import('playwright-core').Frame} Frame */

const {open} = useBrowser();
const {GOOD, answerMs, assertUnharmed, give, hostile, settle, walk} = page;
const HOSTILE = {init: hostile};
/** It quotes cells that are no numbers. */
const DATA_CHECK = 'headwater-reading';

/** @param {string} name */
const workbook = (name) =>
  new Uint8Array(readFileSync(new URL(`../fixtures/workbooks/${name}`, import.meta.url)));

test('in one session, in every view, hovered and exported: text stays text', async (t) => {
  const {ui, assertQuiet} = await open(t, 'http', HOSTILE);
  for (const [id, name] of /** @type {const} */ ([
    ['X01', 'xss_customers.csv'],
    ['X02', 'xss_headers.csv'],
    ['X07', 'css_values.csv'],
    ['X10', 'urls.csv'],
    ['P01', 'proto_customers.csv'],
    ['P02', 'proto_headers.csv'],
    ['P03', 'integerlike_ids.csv'],
    ['F01', 'formula_classic.csv'],
    ['F02', 'formula_control_prefix.csv'],
    ['F03', 'formula_fullwidth.csv'],
    ['F04', 'formula_invisible_prefix.csv'],
    ['F05', 'formula_separator_break.csv'],
    ['F06', 'formula_header.csv'],
    ['F08', 'formula_honest.csv'],
  ])) {
    await t.test(`${id}: ${name}`, async () => {
      assert.equal(await settle(ui, name, fixture(name)), 'result');
      assert.ok((await walk(ui)) >= 10, 'exports');
    });
  }
  assertQuiet();
});

test('N: no view and no export shows what is no number', async (t) => {
  const {ui, assertQuiet} = await open(t, 'http', HOSTILE);
  for (const [id, name, bytes] of /** @type {const} */ ([
    ['N01', 'extreme_amounts.csv'],
    ['N03', 'cent_exact.csv'],
    ['N04', 'extreme_dates.csv'],
    ['N05', 'degenerate_one_customer.csv'],
    ['N06', 'degenerate_one_day.csv'],
    ['N07', 'nobody_twice.csv', made.nobodyTwice],
    ['N08', 'one_for_all.csv', made.oneForAll],
    ['N09', 'degenerate_zero_money.csv'],
    ['N11', 'degenerate_constant_money.csv'],
    ['N12', 'degenerate_outlier_money.csv'],
  ])) {
    await t.test(`${id}: ${name}`, async () => {
      assert.equal(await settle(ui, name, bytes?.() ?? fixture(name)), 'result');
      await walk(ui);
      for (const section of /** @type {const} */ (['overview', 'segments', 'value', 'customers'])) {
        await goTo(ui, section);
        assert.doesNotMatch(
          await page.shownText(ui, DATA_CHECK),
          /\bNaN\b|Infinity|\[object |\bundefined\b/,
        );
      }
    });
  }
  for (const [id, name] of /** @type {const} */ ([
    ['N02', 'cents_overflow.csv'],
    ['N10', 'degenerate_negative_money.csv'],
  ])) {
    await t.test(`${id}: ${name} is refused in words`, async () => {
      assert.equal(await settle(ui, name, fixture(name)), 'problem');
      assert.doesNotMatch(await page.shownText(ui), /\bNaN\b|Infinity|\[object |\bundefined\b/);
    });
  }
  assertQuiet();
});

test('X03, F07: whatever a file is called, its name is text', async (t) => {
  const {ui, assertQuiet} = await open(t, 'http', HOSTILE);
  const names = [
    '<img src=x onerror=__pwned(40)>.csv',
    '"><svg onload=__pwned(41)>.xlsx',
    "=cmd|'/C calc'!A0.csv",
    '@SUM(1).csv',
    'con.csv',
    `${'n'.repeat(250)}.csv`,
    'a\u202evsc.csv',
    '__proto__',
  ];
  for (const name of names) {
    assert.equal(await settle(ui, name, `${GOOD}C,never,1\n`), 'result', name);
    await goTo(ui, 'reading');
    await ui.getByText(name.slice(0, 12)).first().waitFor({state: 'attached'});
    await button(ui, 'reading.saveAside').click();
    const [{bytes}] = await page.exported(ui, 1);
    const [, [shown]] = csvRows(bytes.toString('utf8').replace('\ufeff', ''));
    assert.equal(shown, /^[=@]/.test(name) ? `'${name}` : name);
    await goTo(ui, 'customers');
    await button(ui, 'customers.download').click();
    await page.examine(ui, 1);
    await assertUnharmed(ui);
  }
  assertQuiet();
});

test('X04: whatever a sheet is called, its name is text', async (t) => {
  const {ui, assertQuiet} = await open(t, 'http', HOSTILE);
  const name = 'sheet-name-markup.xlsx';
  await settle(ui, name, workbook(name));
  assert.match(await page.shownText(ui), /sheet-name-markup/);
  await assertUnharmed(ui);
  for (const sheet of ['&lt;img src=x onerror=__pwned(42)&gt;', '=HYPERLINK(1)', '__proto__']) {
    assert.equal(await settle(ui, 'orders.xlsx', books.namedSheet(sheet)), 'result');
    await goTo(ui, 'reading');
    const shown = sheet.replace('&lt;', '<').replace('&gt;', '>');
    await ui.locator('dd').getByText(shown).first().waitFor({state: 'attached'});
    await button(ui, 'reading.saveAside').click();
    await page.examine(ui, 1);
    await assertUnharmed(ui);
  }
  assertQuiet();
});

test('X05: values that cannot be read are quoted as text', async (t) => {
  const {ui, assertQuiet} = await open(t, 'http', HOSTILE);
  const bad = fixture('xss_bad_values.csv');
  assert.equal(await settle(ui, 'orders.csv', bad), 'problem');
  await assertUnharmed(ui);
  // With one good row the same values are examples in the data check.
  const good = Buffer.concat([bad, Buffer.from('A,G,2024-01-01,1.00\n')]);
  assert.equal(await settle(ui, 'orders.csv', good), 'result');
  await walk(ui);
  assertQuiet();
});

test('X06: a picture of a hostile file is a picture, in another profile too', async (t) => {
  const {page: tab, ui, assertQuiet} = await open(t, 'http', HOSTILE);
  const markup = (/** @type {number} */ n) =>
    `"<a xlink:href=""javascript:__pwned(${n})""><script>__pwned(${n})</script>"`;
  const rows = Array.from({length: 60}, (_, i) => {
    const month = String((i % 12) + 1).padStart(2, '0');
    return `C${i % 20},2024-${month}-15,${i + 1},${markup(i % 3)},${markup(i % 5)}`;
  });
  const csv = `customer_id,order_date,amount,channel,category\n${rows.join('\n')}\n`;
  assert.equal(await settle(ui, 'orders.csv', csv), 'result');
  assert.ok((await walk(ui, {png: true})) >= 20);
  await goTo(ui, 'breakdown');
  const pictures = (await page.takeExports(ui, ['SVG'])).map(({bytes}) => bytes.toString('utf8'));
  const svg = pictures.find((text) => text.includes('&lt;a'));
  assert.ok(svg, 'the text is in a picture');
  assert.deepEqual(liveMarkup(svg), []);
  const clean = await tab.context().browser()?.newContext();
  assert.ok(clean);
  t.after(() => clean.close());
  const reader = await clean.newPage();
  await reader.addInitScript(hostile);
  /** @type {string[]} */
  const asked = [];
  reader.on('request', (request) => asked.push(request.url()));
  await reader.goto('about:blank');
  await reader.setContent(svg);
  await reader
    .locator('a')
    .first()
    .click({force: true, timeout: 500})
    .catch(() => undefined);
  assert.deepEqual(await reader.evaluate('__taken'), []);
  assert.deepEqual(asked, []);
  assertQuiet();
});

test('X08, X09: names that no cell can hold leave the page as it is', async (t) => {
  const {page: tab, ui, assertQuiet} = await open(t, 'http', HOSTILE);
  for (const content of [made.marks(), made.longName(), made.longCells()]) {
    assert.equal(await settle(ui, 'names.csv', content), 'result');
    await goTo(ui, 'customers');
    assert.ok((await customersShown(ui)) >= 2);
    const wide = await ui.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} pixels beyond the window`);
    const heights = await ui
      .getByRole('row')
      .evaluateAll((all) => all.slice(1).map((row) => row.getBoundingClientRect().height));
    assert.ok(Math.max(...heights) < 80, `${heights}`);
    // A direction or a mark may not leave its cell.
    const loose = await ui.getByRole('gridcell').evaluateAll(
      (cells) =>
        cells.filter((cell) => {
          const text = cell.querySelector(':scope > bdi');
          return text === null || getComputedStyle(text).overflowX === 'visible';
        }).length,
    );
    assert.equal(loose, 0);
    await tab.mouse.move(500, 500);
    assert.ok((await answerMs(ui)) < 1_000, 'the page answers');
    await walk(ui);
    const tips = await ui.evaluate(longestTitle);
    assert.ok(tips < 1_000, `a tip of ${tips} characters`);
  }
  assertQuiet();
});

test('R01, R02, R03: traps for parsers leave the page answering', async (t) => {
  const {ui, assertQuiet} = await open(t, 'http', HOSTILE);
  for (const [name, make] of /** @type {const} */ ([
    ['look-alikes', made.lookAlikes],
    ['quotes', made.quotes],
    ['commas', made.commas],
    ['blank lines', made.blankLines],
    ['20,000 columns of one name', () => made.sameHeaders(20_000)],
    ['10,000 columns', () => made.manyColumns(10_000)],
    ['headers that are expressions', made.expressionHeaders],
  ])) {
    await t.test(name, async () => {
      const started = Date.now();
      await settle(ui, 'traps.csv', make());
      assert.ok(Date.now() - started < 5_000, `${Date.now() - started} ms`);
      assert.ok((await answerMs(ui)) < 1_000, 'the page answers');
      await assertUnharmed(ui);
    });
  }
  assertQuiet();
});

test('R05: what is typed into the search is text', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await give(ui, 'orders.csv', GOOD);
  await sections(ui).waitFor();
  await goTo(ui, 'customers');
  const box = ui.getByRole('searchbox').first();
  for (const text of ['(a+)+$', 'a'.repeat(10_000), '<b>']) {
    const started = Date.now();
    await box.fill(text);
    await ui.evaluate(() => new Promise((done) => setTimeout(done)));
    assert.ok(Date.now() - started < 2_000);
  }
  assertQuiet();
});

test('orders of nobody: the same, where the page has no customers to show', async (t) => {
  const {ui, assertQuiet} = await open(t, 'http', HOSTILE);
  const text = ['=1+1', '<img src=x onerror=__pwned(1)>', '__proto__', '\u202eevil', '＝1'];
  const rows = Array.from({length: 60}, (_, i) => {
    const month = String((i % 12) + 1).padStart(2, '0');
    return `${i},2024-${month}-15 1${i % 10}:00:00,${i + 1},"${text[i % 5]}","${text[(i + 1) % 5]}"`;
  });
  const csv = `order_id,order_date,amount,product,channel\n${rows.join('\n')}\n`;
  await give(ui, 'orders.csv', csv);
  await problem(ui).waitFor();
  await assertUnharmed(ui);
  await button(ui, 'nokey.go').click();
  await eventually(
    () =>
      ui
        .locator('headwater-workbench')
        .evaluate((element) => 'sales' in element && !!element.sales),
    'a report on the orders',
  );
  await page.exportShown(ui);
  await assertUnharmed(ui);
  assertQuiet();
});

test('F01 and X01 from a disk and in a stranger’s frame', async (t) => {
  for (const place of /** @type {const} */ (['file', 'sandboxed frame'])) {
    const {ui, page: tab, assertQuiet} = await open(t, place, HOSTILE);
    for (const name of ['formula_classic.csv', 'xss_customers.csv']) {
      assert.equal(await settle(ui, name, fixture(name)), 'result');
      await goTo(ui, 'customers');
      await assertUnharmed(ui);
    }
    assert.ok(tab);
    assertQuiet();
  }
});

test('a download is what the page said it would be', async (t) => {
  const {page: tab, ui, assertQuiet} = await open(t);
  await give(ui, 'orders.csv', fixture('formula_classic.csv'));
  await sections(ui).waitFor();
  await goTo(ui, 'customers');
  const [given] = await Promise.all([
    tab.waitForEvent('download'),
    button(ui, 'customers.download').click(),
  ]);
  assert.match(given.suggestedFilename(), /^[\p{L}\p{N} _.-]+\.csv$/u);
  const cells = csvRows((await downloadedBytes(given)).toString('utf8').replace('\ufeff', ''));
  assert.equal(cells.length, 14);
  assertQuiet();
});

test('Z: workbooks that are traps leave the page and its reader as they were', async (t) => {
  const {ui, assertQuiet} = await open(t, 'http', HOSTILE);
  for (const [name, bytes, phase] of /** @type {const} */ ([
    ['Z01', books.countLies(), 'problem'],
    ['Z02', books.blanks(512), 'problem'],
    ['Z04', books.billionLaughs(), 'problem'],
    ['Z06', books.farCorner(), 'result'],
    ['Z10', books.twins('xl/worksheets/sheet1.xml'), 'problem'],
    ['Z11', books.paths(), 'result'],
    ['Z12', books.sizeLies(), 'result'],
  ])) {
    assert.equal(await settle(ui, 'orders.xlsx', bytes), phase, name);
  }
  assert.equal(await settle(ui, 'orders.xlsx', books.honest()), 'result');
  await assertUnharmed(ui);
  assertQuiet();
});

/** Runs in the page: the most that a title or a label says. */
function longestTitle() {
  let longest = 0;
  const search = (/** @type {ParentNode} */ root) => {
    for (const element of root.querySelectorAll('*')) {
      for (const name of ['title', 'aria-label', 'aria-description']) {
        longest = Math.max(longest, element.getAttribute(name)?.length ?? 0);
      }
      if (element.shadowRoot) search(element.shadowRoot);
    }
  };
  search(document);
  return longest;
}
