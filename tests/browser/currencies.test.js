// Files with several currencies: what is in each, another one chosen, and rates typed.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {test} from 'node:test';
import {useBrowser} from './support/browser.js';
import {file} from './support/orders.js';
import {chooseFiles, goTo, sections} from './support/workbench.js';
import {LOCALES} from './support/words.js';

const {open} = useBrowser();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const MIXED = [
  'customer,date,amount,currency',
  ...Array.from({length: 30}, (_, at) => `C${at % 9},2025-01-${10 + (at % 20)},10.00,EUR`),
  ...Array.from({length: 8}, (_, at) => `D${at % 3},2025-02-1${at},20.50,USD`),
  'E,2025-03-01,3000,JPY',
].join('\n');

/** Waits for a report of that money. @param {import('playwright-core').Frame} ui @param {string} money */
const reported = (ui, money) =>
  ui.waitForFunction((money) => {
    const element = /** @type {import('../../pkg/element.js').HeadwaterWorkbench | null} */ (
      document.querySelector('headwater-workbench')
    );
    const reading = element?.report?.reading;
    return `${reading?.currency} ${reading?.totals.kept}` === money;
  }, money);

for (const locale of LOCALES) {
  test(`${locale}: another currency is chosen, and rates are typed`, async (t) => {
    const {ui, assertQuiet} = await open(t, 'http', {locale, init: axe});
    await chooseFiles(ui, file('mixed.csv', MIXED));
    await sections(ui, locale).waitFor();
    await reported(ui, 'EUR 300.00');
    await goTo(ui, 'reading', locale);
    const panel = ui.locator('headwater-read-currencies');
    assert.equal(await panel.locator('tbody tr').count(), 3);
    assert.match((await panel.locator('tbody tr').nth(1).textContent()) ?? '', /USD.*8.*164/s);

    await panel.locator('select').selectOption('USD');
    await panel.locator('button').click();
    await reported(ui, 'USD 164.00');

    await panel.locator('select').selectOption('CNY');
    await panel.locator('#rate-USD').fill('nothing');
    await panel.locator('button').click();
    await panel.getByRole('alert').waitFor();
    const violations = await ui.evaluate(async () => {
      const {axe} =
        /** @type {{axe: {run(root: Document): Promise<import('axe-core').AxeResults>}}} */ (
          /** @type {unknown} */ (globalThis)
        );
      return (await axe.run(document)).violations.map(({id}) => id);
    });
    assert.deepEqual(violations, []);
    await panel.locator('#rate-USD').fill('7,1');
    await panel.locator('#rate-EUR').fill('7.8');
    await panel.locator('button').click();
    await reported(ui, 'CNY 3504.40');
    await panel.getByText('1 EUR = 7.8 CNY').waitFor();
    assertQuiet();
  });
}
