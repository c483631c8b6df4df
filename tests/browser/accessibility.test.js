// axe-core finds nothing: every state, every section, light and dark, in both languages.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {test} from 'node:test';
import {useBrowser} from './support/browser.js';
import {file} from './support/orders.js';
import {
  SECTIONS,
  button,
  chartButtons,
  chooseFiles,
  goTo,
  problem,
  trySample,
} from './support/workbench.js';
import {LOCALES, words} from './support/words.js';

const {open} = useBrowser();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @typedef {{axe: {run(root: Document): Promise<import('axe-core').AxeResults>}}} WithAxe */

/** @param {import('playwright-core').Frame} ui @param {string} where */
async function assertAccessible(ui, where) {
  const found = await ui.evaluate(async () => {
    const {axe} = /** @type {WithAxe} */ (/** @type {unknown} */ (globalThis));
    const {violations} = await axe.run(document);
    return violations.flatMap(({id, nodes}) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`),
    );
  });
  assert.deepEqual(found, [], where);
}

for (const locale of LOCALES) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(`${locale}, ${colorScheme}: start, problem, result, every chart as a table`, async (t) => {
      const {ui} = await open(t, 'http', {locale, colorScheme, init: axe});
      await assertAccessible(ui, 'start');
      await chooseFiles(ui, file('who.csv', 'whose,order_time,amount\nC1,2025-01-01,5\n'));
      await problem(ui, locale).waitFor();
      await assertAccessible(ui, 'problem');
      await trySample(ui, locale);
      for (const section of SECTIONS) await goTo(ui, section, locale);
      const toggles = await chartButtons(ui, words('chart.asTable', locale));
      await assertAccessible(ui, 'result');
      for (const toggle of toggles) await toggle.click();
      await button(ui, 'reading.correct', locale).click();
      await assertAccessible(ui, 'result as tables, correcting the columns');
    });
  }
}
