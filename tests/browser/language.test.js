// Chinese and English: by the browser's wish at first, by the operator's after that.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {useBrowser} from './support/browser.js';
import {sections, start, trySample} from './support/workbench.js';
import {words} from './support/words.js';

const {open} = useBrowser();

/** @param {import('playwright-core').Frame} ui */
const documentLanguage = (ui) => ui.evaluate(() => document.documentElement.lang);

for (const [wish, locale] of /** @type {const} */ ([
  ['zh-CN', 'zh-CN'],
  ['zh-TW', 'zh-CN'],
  ['en-GB', 'en'],
  ['fr', 'en'],
])) {
  test(`a browser that asks for ${wish} gets ${locale}`, async (t) => {
    const {ui} = await open(t, 'http', {locale: wish});
    await start(ui, locale).waitFor();
    assert.equal(await documentLanguage(ui), locale);
  });
}

test('the language switches on the result, there and back, without a new analysis', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await trySample(ui);
  await ui.getByRole('button', {name: 'English'}).click();
  await sections(ui, 'en').waitFor();
  assert.equal(await documentLanguage(ui), 'en');
  await ui.getByText(words('nav.overview.ask', 'en')).first().waitFor();
  assert.equal(await ui.getByText(words('nav.overview.ask')).count(), 0);
  await ui.getByRole('button', {name: '中文'}).click();
  await sections(ui, 'zh-CN').waitFor();
  assert.equal(await documentLanguage(ui), 'zh-CN');
  assertQuiet();
});
