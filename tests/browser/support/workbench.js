/** What an operator does with the page, in their words. */
import assert from 'node:assert/strict';
import {eventually} from './browser.js';
import {words} from './words.js';

/** @typedef {import('playwright-core').Frame} Frame */
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Locator} Locator */
/** @typedef {import('./orders.js').FilePayload} FilePayload */
/** @typedef {import('./words.js').Locale} Locale */

export const SECTIONS = /** @type {const} */ ([
  'overview',
  'segments',
  'concentration',
  'cohorts',
  'value',
  'breakdown',
  'customers',
  'reading',
]);

/** @typedef {typeof SECTIONS[number]} Section */

/** @param {Frame} ui @param {string} key @param {Locale} [locale] */
export const button = (ui, key, locale) =>
  ui.getByRole('button', {name: words(key, locale), exact: true});

/** @param {Frame} ui @param {Locale} [locale] */
export const start = (ui, locale) => ui.getByRole('heading', {name: words('start.title', locale)});

/** @param {Frame} ui @param {Locale} [locale] */
export const problem = (ui, locale) =>
  ui.getByRole('heading', {name: words('error.title', locale)});

/** The list of the result's sections. @param {Frame} ui @param {Locale} [locale] */
export const sections = (ui, locale) =>
  ui.getByRole('navigation', {name: words('app.sections', locale)});

/** @param {Frame} ui @param {Locale} [locale] */
export async function trySample(ui, locale) {
  await button(ui, 'start.sample', locale).click();
  await sections(ui, locale).waitFor({timeout: 60_000});
}

/** @param {Frame} ui @param {...FilePayload} files */
export async function chooseFiles(ui, ...files) {
  await ui.locator('headwater-workbench input[type=file]').first().setInputFiles(files);
}

/**
 * A file that is built in the page.
 *
 * @template A
 * @param {Frame} ui
 * @param {(argument: A) => File} make runs in the page
 * @param {A} argument
 */
export async function makeFile(ui, make, argument) {
  const plain = /** @type {(argument: unknown) => File} */ (make);
  return /** @type {import('playwright-core').JSHandle<File>} */ (
    await ui.evaluateHandle(plain, argument)
  );
}

/**
 * Drops a file not on the drop area but on the page.
 *
 * @param {Frame} ui
 * @param {import('playwright-core').JSHandle<File>} made
 */
export async function dropFile(ui, made) {
  const taken = await ui.evaluate((file) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(file);
    const fire = (/** @type {string} */ type) =>
      !document.body.dispatchEvent(
        new DragEvent(type, {dataTransfer, bubbles: true, cancelable: true, composed: true}),
      );
    fire('dragenter');
    return {over: fire('dragover'), drop: fire('drop')};
  }, made);
  await made.dispose();
  // What the page does not take, the browser opens in its place: the operator would be gone.
  assert.deepEqual(taken, {over: true, drop: true});
}

/**
 * @template A
 * @param {Frame} ui
 * @param {(argument: A) => File} make runs in the page
 * @param {A} argument
 */
export const dropMade = async (ui, make, argument) =>
  dropFile(ui, await makeFile(ui, make, argument));

/** @param {Frame} ui @param {string} name @param {string} text */
export const dropText = (ui, name, text) => dropMade(ui, textFile, {name, text});

/** Runs in the page. @param {{name: string, text: string}} file */
function textFile({name, text}) {
  return new File([text], name, {type: 'text/csv'});
}

/** @param {Frame} ui @param {Section} section @param {Locale} [locale] */
export async function goTo(ui, section, locale) {
  const name = words(`nav.${section}`, locale);
  await sections(ui, locale).getByText(name, {exact: true}).first().click();
  await ui
    .getByRole('heading', {name: words(`nav.${section}.ask`, locale)})
    .first()
    .waitFor();
}

/**
 * All buttons of the charts with such a name. The page draws one chart after the other: they are
 * all there when no more come.
 *
 * @param {Frame} ui
 * @param {RegExp | string} name
 */
export async function chartButtons(ui, name) {
  const buttons = ui.locator('headwater-figure').getByRole('button', {name});
  let count = 0;
  await eventually(async () => {
    const before = count;
    await new Promise((done) => setTimeout(done, 300));
    count = await buttons.count();
    return count >= 10 && count === before;
  }, 'ten charts or more');
  return buttons.all();
}

/** How many customers the table holds. @param {Frame} ui */
export async function customersShown(ui) {
  const grid = ui.getByRole('grid');
  const rows = () => grid.getAttribute('aria-rowcount').then(Number);
  return (await eventually(async () => (await rows()) > 1 && rows(), 'the table has rows')) - 1;
}

/** The report that the page shows, as plain data. @param {Frame} ui */
export const shownReport = (ui) =>
  ui.locator('headwater-workbench').evaluate((element) => {
    const {report} = /** @type {import('../../../pkg/element.js').HeadwaterWorkbench} */ (element);
    if (!report) throw new Error('there is no report');
    return /** @type {import('../../../pkg/wasm/headwater.js').Report} */ (
      JSON.parse(JSON.stringify(report))
    );
  });

/** The bytes of what was downloaded. @param {import('playwright-core').Download} download */
export async function downloadedBytes(download) {
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * The cells of a downloaded CSV, read with no code of ours.
 *
 * @param {Buffer} bytes
 * @returns {string[][]}
 */
export function csvCells(bytes) {
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  return text
    .trimEnd()
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, inQuotes, plain]) =>
        inQuotes === undefined ? plain : inQuotes.replaceAll('""', '"'),
      ),
    );
}
