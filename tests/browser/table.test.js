// A million customers in one table: the last row can be reached, and only rows in view are asked for.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {eventually, useBrowser} from './support/browser.js';
import {manyCustomers} from './support/orders.js';
import {dropFile, goTo, makeFile, sections} from './support/workbench.js';
import {notes, watchPages} from './support/workers.js';

const {open} = useBrowser();
const CUSTOMERS = 1_000_000;

test('the table scrolls to the last of 1,000,000 rows', async (t) => {
  const {page, ui, assertQuiet} = await open(t, 'http', {init: watchPages});
  const file = await makeFile(ui, manyCustomers, CUSTOMERS);
  const stalls = await ui.evaluateHandle(watchStalls);
  await dropFile(ui, file);
  await sections(ui).waitFor({timeout: 120_000});
  await goTo(ui, 'customers');
  const grid = ui.getByRole('grid');
  await grid.waitFor();
  const {working, drawing} = await stalls.jsonValue();
  t.diagnostic(`longest stall while working ${working.toFixed(0)} ms`);
  t.diagnostic(`longest stall while drawing the result ${drawing.toFixed(0)} ms`);
  assert.equal(
    await grid.getAttribute('aria-rowcount'),
    String(CUSTOMERS + 1),
    'rows and a header',
  );
  await grid.evaluate((element) => {
    /** @type {HTMLElement} */ (element).scrollTop = element.scrollHeight;
  });
  const last = ui.locator(`[role=row][aria-rowindex="${CUSTOMERS + 1}"]`);
  await last.waitFor();
  await eventually(
    async () => /C\d{7}/.test(await last.innerText()),
    'the last row has its customer',
  );
  await page.screenshot({path: 'target/browser/last-row.png'});
  await grid.press('Home');
  await ui.locator('[role=row][aria-rowindex="2"]').waitFor();
  await grid.press('End');
  await last.waitFor();

  const pages = await (await notes(ui, '__pages')).jsonValue();
  assert.ok(pages.length > 0, 'no question for customers was seen');
  for (const {rows} of pages) assert.ok(rows <= 300, `${rows} rows in one answer`);
  assertQuiet();
});

/** Runs in the page: from now on notes how long it could not answer, before the result and after. */
function watchStalls() {
  const stalls = {working: 0, drawing: 0};
  /** @type {keyof typeof stalls} */
  let phase = 'working';
  let last = performance.now();
  const tick = () => {
    const now = performance.now();
    stalls[phase] = Math.max(stalls[phase], now - last - 10);
    last = now;
  };
  document.addEventListener('analysis-complete', () => {
    tick();
    phase = 'drawing';
  });
  setInterval(tick, 10);
  return stalls;
}
