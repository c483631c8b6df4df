// Cells, headers and file names are text: never markup, never code, never a formula in an export.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {eventually, useBrowser} from './support/browser.js';
import {file, smallShop} from './support/orders.js';
import {
  chooseFiles,
  customersShown,
  dropText,
  goTo,
  problem,
  sections,
} from './support/workbench.js';

const {open} = useBrowser();
const SCRIPT = '<img src=x onerror="globalThis.__ran=1"><script>globalThis.__ran=1</script>';

/** @param {string} text */
const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

/** @param {import('playwright-core').Frame} ui */
async function assertNothingRan(ui) {
  await eventually(() => ui.evaluate(() => document.readyState === 'complete'), 'the page rests');
  assert.deepEqual(await ui.evaluate(lookForMarkup), {ran: false, made: []});
}

/** Runs in the page: what no cell may become, in every shadow root. */
function lookForMarkup() {
  /** @type {string[]} */
  const made = [];
  const search = (/** @type {ParentNode} */ root) => {
    for (const element of root.querySelectorAll('*')) {
      if (root !== document && element.matches('img, script')) made.push(element.outerHTML);
      if (element.shadowRoot) search(element.shadowRoot);
    }
  };
  search(document);
  return {ran: '__ran' in globalThis, made};
}

test('script in a customer id is shown as text', async (t) => {
  const {ui, assertQuiet} = await open(t);
  const customer = (/** @type {number} */ index) => quoted(`${SCRIPT}${index}`);
  await dropText(ui, 'orders.csv', smallShop({customer}));
  await sections(ui).waitFor();
  await goTo(ui, 'customers');
  await ui.getByText('<img src=x').first().waitFor();
  await assertNothingRan(ui);
  assertQuiet();
});

test('script in a file name and a header is shown as text, in the problem and in the data check', async (t) => {
  const {ui, assertQuiet} = await open(t);
  const name = '<img src=x onerror=__ran=1>.csv';
  await dropText(ui, name, smallShop({header: `${quoted(SCRIPT)},order_time,amount`}));
  await problem(ui).waitFor();
  await ui.locator('option').filter({hasText: '<img src=x'}).first().waitFor({state: 'attached'});
  await assertNothingRan(ui);
  await chooseFiles(ui, file(name, smallShop()));
  await sections(ui).waitFor();
  await goTo(ui, 'reading');
  await ui.getByText('<img src=x').first().waitFor();
  await assertNothingRan(ui);
  assertQuiet();
});

test('__proto__ and constructor are customers like any other', async (t) => {
  const {ui, assertQuiet} = await open(t);
  const names = ['__proto__', 'constructor', 'toString'];
  const customer = (/** @type {number} */ index) => names[index] ?? `C${index}`;
  await dropText(ui, 'orders.csv', smallShop({customer}));
  await sections(ui).waitFor();
  await goTo(ui, 'customers');
  assert.equal(await customersShown(ui), 60);
  assertQuiet();
});
