// X, P, H in the built page: every view of a hostile file is walked through, every text that it could
// be is text, and everything that can be downloaded is safe to open. What the page may do at all is
// proven in tests/browser/policy.test.js, and never asking the network in each test there.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {eventually, useBrowser} from '../browser/support/browser.js';
import {file} from '../browser/support/orders.js';
import {
  SECTIONS,
  button,
  chooseFiles,
  customersShown,
  downloadedBytes,
  goTo,
  problem,
  sections,
} from '../browser/support/workbench.js';
import {words} from '../browser/support/words.js';
import {liveMarkup, unsafeCells} from './lib/check.js';
import * as made from './lib/made.js';
import {fixture} from './lib/run.js';

/** @typedef {import('playwright-core').Frame} Frame */
/** @typedef {import('playwright-core').Page} Page */

const {open} = useBrowser();
const GOOD = 'customer_id,order_date,amount\nA,2024-01-01,1\nA,2024-02-01,2\nB,2024-01-01,1\n';

/** @param {Frame} ui @param {string} name @param {Uint8Array | string} content */
const give = (ui, name, content) => chooseFiles(ui, file(name, Buffer.from(content)));

/** Runs in the page before its scripts: what the attack files call. */
function trap() {
  const taken = /** @type {unknown[]} */ ([]);
  Object.assign(globalThis, {__taken: taken, __pwned: (/** @type {unknown} */ n) => taken.push(n)});
}

/** What ran, what became an element or a link, and what was changed. @param {Frame} ui */
const harm = (ui) =>
  ui.evaluate(() => {
    /** @type {string[]} */
    const made = [];
    const search = (/** @type {ParentNode} */ root) => {
      for (const element of root.querySelectorAll('*')) {
        const own = root === document;
        if (!own && element.matches('img, script, iframe, object, embed, base, form')) {
          made.push(element.outerHTML.slice(0, 80));
        }
        for (const {name, value} of element.attributes) {
          const outside =
            /^(href|src|action)$/.test(name) && /^\s*(http|javascript|data:text|\/\/)/i;
          if (name.startsWith('on') || (!own && outside && outside.test(value))) {
            made.push(`${name}=${value.slice(0, 60)}`);
          }
        }
        if (element.shadowRoot) search(element.shadowRoot);
      }
    };
    search(document);
    const {__taken: ran} = /** @type {{__taken: unknown[]}} */ (
      /** @type {unknown} */ (globalThis)
    );
    return {ran, made, polluted: 'polluted' in {}};
  });

/** @param {Frame} ui */
async function assertUnharmed(ui) {
  assert.deepEqual(await harm(ui), {ran: [], made: [], polluted: false});
}

/** @param {Page} page @param {import('playwright-core').Locator} one */
async function download(page, one) {
  const [given] = await Promise.all([page.waitForEvent('download'), one.click()]);
  return {name: given.suggestedFilename(), bytes: await downloadedBytes(given)};
}

for (const [id, name] of /** @type {const} */ ([
  ['X01', 'xss_customers.csv'],
  ['X02', 'xss_headers.csv'],
  ['X07', 'css_values.csv'],
  ['X10', 'urls.csv'],
  ['P01', 'proto_customers.csv'],
  ['P02', 'proto_headers.csv'],
  ['F01', 'formula_classic.csv'],
])) {
  test(`${id}: ${name} in every view, and downloaded`, async (t) => {
    const {page, ui, assertQuiet} = await open(t, 'http', {init: trap});
    await give(ui, name, fixture(name));
    await sections(ui).waitFor();
    const listed = await sections(ui).innerText();
    const there = SECTIONS.filter((section) => listed.includes(words(`nav.${section}`)));
    assert.ok(there.length >= 6, `${there}`);
    for (const section of there) {
      await goTo(ui, section);
      await page.mouse.move(600, 400);
      await page.mouse.move(660, 440);
    }
    await assertUnharmed(ui);
    await goTo(ui, 'customers');
    const list = await download(page, button(ui, 'customers.download'));
    assert.deepEqual(unsafeCells(list.bytes), []);
    assertQuiet();
  });
}

test('X03, F07: whatever a file is called, its name is text', async (t) => {
  const {page, ui, assertQuiet} = await open(t, 'http', {init: trap});
  const names = [
    '<img src=x onerror=__pwned(40)>.csv',
    '"><svg onload=__pwned(41)>.csv',
    "=cmd|'/C calc'!A0.csv",
    'con.csv',
    `${'n'.repeat(250)}.csv`,
    'a\u202evsc.csv',
  ];
  for (const name of names) {
    await give(ui, name, GOOD);
    await sections(ui).waitFor();
    await goTo(ui, 'reading');
    const start = name.slice(0, 12);
    await ui.getByText(start).first().waitFor({state: 'attached'});
    await assertUnharmed(ui);
    await goTo(ui, 'customers');
    const list = await download(page, button(ui, 'customers.download'));
    assert.match(list.name, /^[\p{L}\p{N} _.-]+\.csv$/u);
  }
  assertQuiet();
});

test('X05: values that cannot be read are quoted as text', async (t) => {
  const {ui, assertQuiet} = await open(t, 'http', {init: trap});
  await give(ui, 'orders.csv', fixture('xss_bad_values.csv'));
  await problem(ui).waitFor();
  await assertUnharmed(ui);
  assertQuiet();
});

test('X06: a picture of a hostile file is a picture', async (t) => {
  const {page, ui, assertQuiet} = await open(t, 'http', {init: trap});
  const markup = (/** @type {number} */ n) =>
    `"<a xlink:href=""javascript:__pwned(${n})""><script>__pwned(${n})</script>"`;
  const rows = Array.from({length: 60}, (_, i) => {
    const month = String((i % 12) + 1).padStart(2, '0');
    return `C${i % 20},2024-${month}-15,${i + 1},${markup(i % 3)},${markup(i % 5)}`;
  });
  const header = 'customer_id,order_date,amount,channel,category';
  await give(ui, 'orders.csv', `${header}\n${rows.join('\n')}\n`);
  await sections(ui).waitFor();
  await goTo(ui, 'breakdown');
  const buttons = ui.locator('headwater-figure').getByRole('button', {name: /^SVG/});
  await eventually(async () => (await buttons.count()) > 5, 'charts');
  for (const one of (await buttons.all()).slice(0, 8)) {
    const {bytes} = await download(page, one);
    assert.deepEqual(liveMarkup(bytes.toString('utf8')), []);
    await page.waitForTimeout(150);
  }
  assertQuiet();
});

test('X08, X09: names that no cell can hold leave the table as it is', async (t) => {
  const {page, ui, assertQuiet} = await open(t, 'http', {init: trap});
  for (const content of [made.marks(), made.longName()]) {
    await give(ui, 'names.csv', content);
    await sections(ui).waitFor();
    await goTo(ui, 'customers');
    assert.ok((await customersShown(ui)) >= 2);
    const wide = await ui.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} pixels beyond the window`);
    const heights = await ui
      .getByRole('row')
      .evaluateAll((rows) => rows.slice(1).map((row) => row.getBoundingClientRect().height));
    assert.ok(Math.max(...heights) < 80, `${heights}`);
    await page.mouse.move(500, 500);
    const started = Date.now();
    await ui.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    assert.ok(Date.now() - started < 1_000, 'the page answers');
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

test('E02: of two files given one after the other the last one counts', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await give(ui, 'first.csv', fixture('xss_customers.csv'));
  await give(ui, 'second.csv', GOOD);
  await sections(ui).waitFor();
  await goTo(ui, 'customers');
  await eventually(async () => (await customersShown(ui)) === 2, 'the customers of the second');
  assertQuiet();
});

test('E04: nothing, a picture and a folder are each refused in words', async (t) => {
  const {ui, assertQuiet} = await open(t);
  const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  for (const [name, content] of /** @type {const} */ ([
    ['empty.csv', Buffer.alloc(0)],
    ['picture.png', picture],
  ])) {
    await give(ui, name, content);
    await problem(ui).waitFor();
    await give(ui, 'orders.csv', GOOD);
    await sections(ui).waitFor();
  }
  assertQuiet();
});

test('E07: hostile or forbidden storage changes nothing', async (t) => {
  const {ui, assertQuiet} = await open(t, 'http', {
    init: () => {
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
        Object.defineProperty(globalThis, name, {
          get() {
            throw new DOMException('denied', 'SecurityError');
          },
        });
      }
    },
  });
  await give(ui, 'orders.csv', GOOD);
  await sections(ui).waitFor();
  assertQuiet();
});

test('E07: no order is stored', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await give(ui, 'orders.csv', fixture('xss_customers.csv'));
  await sections(ui).waitFor();
  const stored = await ui.evaluate(async () => ({
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    texts: [...Object.values({...localStorage}), ...Object.values({...sessionStorage})],
    cookie: document.cookie,
  }));
  assert.deepEqual([stored.databases, stored.caches, stored.cookie], [0, 0, '']);
  assert.doesNotMatch(stored.texts.join(' '), /pwned|onerror|xss_customers/);
  assertQuiet();
});

test('H01: messages of strangers are not heard', async (t) => {
  const {ui, assertQuiet} = await open(t, 'sandboxed frame', {init: trap});
  await give(ui, 'orders.csv', GOOD);
  await sections(ui).waitFor();
  const before = await ui.evaluate(() => document.title);
  await ui.page().evaluate(() => {
    const frame = /** @type {HTMLIFrameElement} */ (document.querySelector('iframe'));
    const messages = [
      {type: 'done', id: 1, value: {}},
      {type: 'failed', id: 1, error: {code: 'internal', message: '<img src=x onerror=__pwned(1)>'}},
      {type: 'drop', book: 1},
      'throw',
      null,
      {__proto__: null, type: '__proto__'},
    ];
    for (let i = 0; i < 20_000; i++) frame.contentWindow?.postMessage(messages[i % 6], '*');
  });
  await goTo(ui, 'customers');
  assert.equal(await customersShown(ui), 2);
  assert.equal(await ui.evaluate(() => document.title), before);
  await assertUnharmed(ui);
  assertQuiet();
});
