/** @file A hostile file in the built page: every view looked at, every mark hovered, everything exported. */

import assert from 'node:assert/strict';
import {file} from '../../browser/support/orders.js';
import {
  SECTIONS,
  button,
  chooseFiles,
  goTo,
  problem,
  sections,
} from '../../browser/support/workbench.js';
import {words} from '../../browser/support/words.js';
import {liveMarkup, unsafeCells} from './check.js';

/** @typedef {import('playwright-core').Frame} Frame */

/**
 * What `hostile` leaves on the page's global.
 *
 * @typedef {object} Notes
 * @property {unknown[]} __taken what the attack files called
 * @property {{name: string, blob: Blob}[]} __files what was offered as a download
 */

export const GOOD =
  'customer_id,order_date,amount\nA,2024-01-01,1\nA,2024-02-01,2\nB,2024-01-01,1\n';

/** @param {Frame} ui @param {string} name @param {Uint8Array | string} content */
export const give = (ui, name, content) => chooseFiles(ui, file(name, Buffer.from(content)));

/**
 * The same, until there is a result or a problem; says which. What was there before is taken away first.
 *
 * @param {Frame} ui
 * @param {string} name
 * @param {Uint8Array | string} content
 * @returns {Promise<'result' | 'problem'>}
 */
export async function settle(ui, name, content) {
  const done = ui.evaluate(
    () =>
      new Promise((settled) => {
        for (const phase of ['complete', 'error']) {
          document.addEventListener(`analysis-${phase}`, () => settled(phase), {once: true});
        }
      }),
  );
  await give(ui, name, content);
  const phase = await done;
  await (phase === 'complete' ? sections(ui) : problem(ui)).waitFor();
  return phase === 'complete' ? 'result' : 'problem';
}

/** Runs in the page before its scripts: takes calls of the attack files, and keeps what is exported. */
export function hostile() {
  /** @type {Notes} */
  const notes = {__taken: [], __files: []};
  Object.assign(globalThis, notes, {
    __pwned: (/** @type {unknown} */ n) => notes.__taken.push(n),
  });
  const blobs = new Map();
  const {createObjectURL} = URL;
  URL.createObjectURL = (/** @type {Blob} */ blob) => {
    const url = createObjectURL(blob);
    blobs.set(url, blob);
    return url;
  };
  const {click} = HTMLElement.prototype;
  // Chromium swallows the eleventh download within a second: none is begun.
  HTMLAnchorElement.prototype.click = function () {
    if (!this.hasAttribute('download')) return Reflect.apply(click, this, []);
    notes.__files.push({name: this.download, blob: blobs.get(this.href)});
  };
}

/**
 * Goes through every view that there is, over every mark of every chart, and exports all that can be.
 *
 * @param {Frame} ui
 * @param {{png?: boolean}} [options] pictures take their time
 * @returns {Promise<number>} how many files were exported; each was looked at
 */
export async function walk(ui, {png = false} = {}) {
  const listed = await sections(ui).innerText();
  const there = SECTIONS.filter((section) => listed.includes(words(`nav.${section}`)));
  assert.ok(there.length >= 6, `${there}`);
  let files = 0;
  for (const section of there) {
    await goTo(ui, section);
    await ui.evaluate(chartsAreThere);
    await ui.evaluate(hoverMarks);
    const pressed = await ui.evaluate(pressExports, png ? ['SVG', 'PNG', 'CSV'] : ['SVG', 'CSV']);
    if (section === 'customers') await button(ui, 'customers.download').click();
    const rest = button(ui, 'reading.saveAside');
    const hasRest = section === 'reading' && (await rest.count()) > 0;
    if (hasRest) await rest.first().click();
    const expected = pressed + Number(section === 'customers') + Number(hasRest);
    files += await examine(ui, expected);
    await assertUnharmed(ui);
  }
  return files;
}

/**
 * What the charts that are shown export.
 *
 * @param {Frame} ui
 * @param {string[]} kinds
 */
export async function takeExports(ui, kinds) {
  await ui.evaluate(chartsAreThere);
  return exported(ui, await ui.evaluate(pressExports, kinds));
}

/** Exports all charts that are shown, where there are no sections. @param {Frame} ui */
export async function exportShown(ui) {
  await ui.evaluate(chartsAreThere);
  await ui.evaluate(hoverMarks);
  const pressed = await ui.evaluate(pressExports, ['SVG', 'CSV']);
  assert.ok(pressed > 0, 'exports');
  return examine(ui, pressed);
}

/**
 * Looks at what was exported since the last time.
 *
 * @param {Frame} ui
 * @param {number} expected
 */
export async function examine(ui, expected) {
  const files = await exported(ui, expected);
  for (const {name, bytes} of files) {
    assert.match(name, /^[\p{L}\p{N} _.-]+\.(csv|svg|png)$/u);
    if (name.endsWith('.csv')) assert.deepEqual(unsafeCells(bytes), [], name);
    if (name.endsWith('.svg')) assert.deepEqual(liveMarkup(bytes.toString('utf8')), [], name);
  }
  return files.length;
}

/**
 * What was exported, once there are `expected` files; the page forgets them.
 *
 * @param {Frame} ui
 * @param {number} expected
 */
export async function exported(ui, expected) {
  const files = await ui.evaluate(async (count) => {
    const notes = /** @type {Notes} */ (/** @type {unknown} */ (globalThis));
    for (const end = Date.now() + 15_000; notes.__files.length < count && Date.now() < end;) {
      await new Promise((done) => setTimeout(done, 10));
    }
    return Promise.all(
      notes.__files.splice(0).map(async ({name, blob}) => {
        const bytes = new Uint8Array(await blob.arrayBuffer());
        let text = '';
        for (let at = 0; at < bytes.length; at += 4096) {
          text += String.fromCharCode(...bytes.subarray(at, at + 4096));
        }
        return {name, text};
      }),
    );
  }, expected);
  assert.equal(files.length, expected, 'each export is a file');
  return files.map(({name, text}) => ({name, bytes: Buffer.from(text, 'latin1')}));
}

/** Runs in the page: waits until no more charts come; they are drawn one after the other. */
async function chartsAreThere() {
  const count = (/** @type {ParentNode} */ root) => {
    let charts = 0;
    for (const element of root.querySelectorAll('*')) {
      charts += Number(element.localName === 'headwater-figure' || element.localName === 'svg');
      if (element.shadowRoot) charts += count(element.shadowRoot);
    }
    return charts;
  };
  for (
    let before = -1, now = count(document);
    now !== before;
    before = now, now = count(document)
  ) {
    await new Promise((done) => setTimeout(done, 120));
  }
}

/** Runs in the page: the pointer over each mark of each chart, as a tip would want it. */
function hoverMarks() {
  const hover = (/** @type {ParentNode} */ root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) hover(element.shadowRoot);
      if (element.tagName !== 'svg') continue;
      for (const mark of [...element.querySelectorAll('circle, rect, path, text, line')].slice(
        0,
        400,
      )) {
        const {left, top, width, height} = mark.getBoundingClientRect();
        const at = {clientX: left + width / 2, clientY: top + height / 2, bubbles: true};
        for (const type of ['pointerenter', 'pointermove', 'mouseover', 'mousemove']) {
          const pointer = type.startsWith('pointer');
          mark.dispatchEvent(
            new (pointer ? PointerEvent : MouseEvent)(type, {...at, composed: true}),
          );
        }
      }
    }
  };
  hover(document);
}

/** Runs in the page: presses the export buttons of each chart shown. @param {string[]} kinds */
function pressExports(kinds) {
  let pressed = 0;
  const press = (/** @type {ParentNode} */ root) => {
    for (const element of root.querySelectorAll('*')) {
      const figure = element.localName === 'headwater-figure';
      const shown = figure && element.getClientRects().length > 0;
      for (const one of shown
        ? (element.shadowRoot?.querySelectorAll('.tools button') ?? [])
        : []) {
        if (!kinds.includes(one.textContent.trim())) continue;
        /** @type {HTMLElement} */ (one).click();
        pressed++;
      }
      if (element.shadowRoot) press(element.shadowRoot);
    }
  };
  press(document);
  return pressed;
}

/** What ran, what became an element, a handler or a link, and what was changed. @param {Frame} ui */
const harm = (ui) =>
  ui.evaluate(() => {
    /** @type {string[]} */
    const made = [];
    const search = (/** @type {ParentNode} */ root) => {
      for (const element of root.querySelectorAll('*')) {
        const own = root === document;
        if (!own && element.matches('img, script, iframe, object, embed, base, form, meta, link')) {
          made.push(element.outerHTML.slice(0, 80));
        }
        for (const {name, value} of element.attributes) {
          const outside = /^(href|src|action|xlink:href)$/.test(name) && !value.startsWith('#');
          // A title, a label and a value are text, whatever is in them.
          const isText = /^(title|value|aria-.*)$/.test(name);
          const fetches = !isText && /url\(\s*["']?(?!#)|expression\(|@import/i.test(value);
          if (name.startsWith('on') || (!own && (outside || fetches))) {
            made.push(`${name}=${value.slice(0, 60)}`);
          }
        }
        if (element.shadowRoot) search(element.shadowRoot);
      }
    };
    search(document);
    const {__taken: ran = []} = /** @type {Partial<Notes>} */ (/** @type {unknown} */ (globalThis));
    return {ran, made, polluted: 'polluted' in {}, keys: Object.keys(Object.prototype)};
  });

/** @param {Frame} ui */
export async function assertUnharmed(ui) {
  assert.deepEqual(await harm(ui), {ran: [], made: [], polluted: false, keys: []});
}

/**
 * Everything that can be read on the page.
 *
 * @param {Frame} ui
 * @param {string} [except] The name of an element whose text is left out.
 * @returns {Promise<string>}
 */
export const shownText = (ui, except = '') =>
  ui.evaluate((without) => {
    /** @param {ParentNode} root @returns {string[]} */
    const texts = (root) =>
      [...root.querySelectorAll('*')].flatMap((element) =>
        element.localName === without
          ? []
          : [
              ...[...element.childNodes]
                .filter((node) => node.nodeType === Node.TEXT_NODE && element.localName !== 'style')
                .map((node) => node.textContent ?? ''),
              ...(element.shadowRoot ? texts(element.shadowRoot) : []),
            ],
      );
    return texts(document.body).join('\n');
  }, except);

/** How long the page takes to answer. @param {Frame} ui */
export async function answerMs(ui) {
  const started = Date.now();
  await ui.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  return Date.now() - started;
}
