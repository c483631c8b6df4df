// The main job, everywhere the page must work: from the sample to the whole result, with the plug
// pulled, without a request, a policy violation or a word on the console.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PLACES, useBrowser} from './support/browser.js';
import {SECTIONS, customersShown, goTo, shownReport, trySample} from './support/workbench.js';
import {words} from './support/words.js';

const {open} = useBrowser();

for (const place of PLACES) {
  test(`${place}: the sample becomes the whole result, and nothing is asked of the network`, async (t) => {
    const {page, ui, assertQuiet} = await open(t, place);
    await trySample(ui);
    for (const section of SECTIONS) await goTo(ui, section);
    await page.screenshot({path: `target/browser/sample-${place.replace(' ', '-')}.png`});
    assertQuiet();
  });
}

test('the result names the eight classes, and their customers add up to the pool', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await trySample(ui);
  await goTo(ui, 'segments');
  const {pool, rfm} = await shownReport(ui);
  for (const {class: name} of rfm.classes) {
    await ui
      .getByText(words(`class.${name}`), {exact: true})
      .first()
      .waitFor();
  }
  assert.equal(rfm.classes.length, 8);
  const customers = rfm.classes.reduce((sum, one) => sum + one.customers, 0);
  assert.equal(customers, pool.customers);
  assert.equal(customers, await customersShown(ui));
  assertQuiet();
});

test('the sample shows what the data check is for: rows without a customer, a day or an amount', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await trySample(ui);
  await goTo(ui, 'reading');
  for (const code of ['missing-customer', 'unparsed-date', 'unparsed-amount']) {
    await ui
      .getByText(words(`diagnostic.${code}`))
      .first()
      .waitFor();
  }
  assertQuiet();
});
