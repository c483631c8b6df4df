// H in the built page: strangers around it, hosts that are hostile, files changed on their way. That nothing
// gets out is proven in tests/browser/policy.test.js.
import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {pathToFileURL} from 'node:url';
import {useBrowser} from '../browser/support/browser.js';
import {smallShop} from '../browser/support/orders.js';
import {STANDALONE} from '../browser/support/server.js';
import {customersShown, goTo, sections, start} from '../browser/support/workbench.js';
import {GOOD, assertUnharmed, give, hostile, settle} from './lib/page.js';
import * as made from './lib/workbook.js';

const {open} = useBrowser();

test('H01: messages of strangers, above and beside, are not heard', async (t) => {
  const {ui, assertQuiet} = await open(t, 'sandboxed frame', {init: hostile});
  await give(ui, 'orders.csv', GOOD);
  await sections(ui).waitFor();
  const before = await ui.evaluate(() => document.title);
  await ui.page().evaluate(() => {
    const frame = /** @type {HTMLIFrameElement} */ (document.querySelector('iframe'));
    const sibling = document.body.appendChild(document.createElement('iframe'));
    const send = `(frame, rounds) => {
      const messages = [
        {type: 'done', id: 1, value: {}},
        {type: 'failed', id: 1, error: {code: 'internal', message: '<img src=x onerror=__pwned(1)>'}},
        {type: 'drop', book: 1},
        'throw',
        null,
        {__proto__: null, type: '__proto__'},
      ];
      for (let i = 0; i < rounds; i++) frame.contentWindow.postMessage(messages[i % 6], '*');
    }`;
    for (const from of [globalThis, sibling.contentWindow]) {
      const say = /** @type {typeof globalThis} */ (from).eval(send);
      say(frame, 20_000);
    }
  });
  await goTo(ui, 'customers');
  assert.equal(await customersShown(ui), 2);
  assert.equal(await ui.evaluate(() => document.title), before);
  await assertUnharmed(ui);
  assertQuiet();
});

test('H02: on a page that replaces built-ins the report is the same', async (t) => {
  const reports = [];
  for (const init of [undefined, meddlingHost]) {
    const {ui, assertQuiet} = await open(t, 'http', {init});
    await give(ui, 'orders.csv', smallShop());
    await sections(ui).waitFor();
    reports.push(
      await ui.locator('headwater-workbench').evaluate((element) => {
        const {report} = /** @type {import('../../pkg/element.js').HeadwaterWorkbench} */ (element);
        const {stringify} = /** @type {{__own?: JSON}} */ (globalThis).__own ?? JSON;
        return stringify(report);
      }),
    );
    assertQuiet();
    await ui.page().close();
  }
  assert.ok(reports[0].length > 1_000);
  assert.equal(reports[1], reports[0]);
});

/** Runs in the page: a host that listens in, and that lies where it can. */
function meddlingHost() {
  const {stringify, parse} = JSON;
  Object.assign(globalThis, {
    __own: {stringify, parse},
    fetch: () => Promise.reject(new Error('no')),
  });
  const {map} = Array.prototype;
  /** @type {unknown[]} */
  const heard = [];
  Array.prototype.map = function (...given) {
    heard[0] = this;
    return Reflect.apply(map, this, given);
  };
  JSON.stringify = () => '"0"';
  for (const name of ['net', 'orders', 'customers', 'polluted']) {
    Object.defineProperty(Object.prototype, name, {
      configurable: true,
      set(value) {
        heard[1] = value;
        Object.defineProperty(this, name, {
          value,
          writable: true,
          configurable: true,
          enumerable: true,
        });
      },
    });
  }
}

test('H05: no text becomes code, by any door of the browser', async (t) => {
  const {ui} = await open(t, 'http', {init: hostile});
  const passed = await ui.evaluate(doors);
  assert.deepEqual(passed, []);
  assert.deepEqual(await ui.evaluate('__taken'), []);
});

/** Runs in the page; gives the names of the doors that were open. */
async function doors() {
  // The browser lets a debugger, which runs this, do what no page may: it is left first.
  await new Promise((done) => setTimeout(done));
  const code = '__pwned(1)';
  const markup = `<img src=x onerror="${code}"><script>${code}</script>`;
  const element = document.body.appendChild(document.createElement('div'));
  const frame = document.createElement('iframe');
  const script = document.createElement('script');
  const AnyFunction = Function;
  const later = /** @type {(code: string) => void} */ (/** @type {unknown} */ (setTimeout));
  /** @type {Record<string, () => unknown>} */
  const all = {
    // eslint-disable-next-line no-eval -- that the browser refuses it is what is tried
    eval: () => globalThis.eval(code),
    function: () => new AnyFunction(code)(),
    timer: () => later(code),
    inner: () => (element.innerHTML = markup),
    outer: () => (element.outerHTML = markup),
    adjacent: () => element.insertAdjacentHTML('beforeend', markup),
    fragment: () => document.createRange().createContextualFragment(markup),
    write: () => document.write(markup),
    parser: () => new DOMParser().parseFromString(markup, 'text/html'),
    srcdoc: () => (frame.srcdoc = markup),
    text: () => (script.text = code),
    src: () => (script.src = 'data:text/javascript,1'),
    worker: () => new Worker('data:text/javascript,1'),
    policy: () => {
      const {trustedTypes} = /** @type {{trustedTypes: TrustedTypePolicyFactory}} */ (
        /** @type {unknown} */ (globalThis)
      );
      return trustedTypes.createPolicy('default', {
        createHTML: (/** @type {string} */ text) => text,
      });
    },
    second: () => {
      const {trustedTypes} = /** @type {{trustedTypes: TrustedTypePolicyFactory}} */ (
        /** @type {unknown} */ (globalThis)
      );
      return trustedTypes.createPolicy('headwater', {
        createHTML: (/** @type {string} */ text) => text,
      });
    },
  };
  const open = [];
  for (const [name, go] of Object.entries(all)) {
    try {
      go();
      open.push(name);
    } catch {
      // closed
    }
  }
  element.setAttribute('style', 'color: red');
  const handled = document.body.appendChild(document.createElement('button'));
  try {
    handled.setAttribute('onclick', code);
    handled.click();
  } catch {
    // closed
  }
  const link = document.body.appendChild(document.createElement('a'));
  link.href = `javascript:${code}`;
  link.click();
  await new Promise((done) => setTimeout(done, 100));
  return open;
}

/** A byte of the base64 in the middle: the script would run, with another wasm. @param {Buffer} bytes */
function changed(bytes) {
  const copy = Buffer.from(bytes);
  for (let at = copy.length >> 1; ; at++) {
    if (!/[a-y]/.test(String.fromCharCode(copy[at]))) continue;
    copy[at]++;
    return copy;
  }
}

const UNSTARTED = /did not start/;

test('H06: a file changed by a byte on its way is refused, and the page says so', async (t) => {
  const {page, ui} = await open(t, 'http', {offline: false});
  const other = await page.context().newPage();
  await other.route(/assets\/.*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({response, body: changed(await response.body())});
  });
  await other.goto(page.url());
  await other.getByText(UNSTARTED).waitFor({timeout: 15_000});
  assert.equal(await other.evaluate(() => customElements.get('headwater-workbench')), undefined);
  assert.equal(await ui.getByText(UNSTARTED).isVisible(), false, 'not where it started');
});

test('H06: the same of what is loaded later', async (t) => {
  const {page} = await open(t, 'http', {offline: false});
  const other = await page.context().newPage();
  await other.route(/assets\/workbook-.*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({response, body: changed(await response.body())});
  });
  await other.goto(page.url());
  const ui = other.mainFrame();
  await start(ui).waitFor();
  assert.equal(await settle(ui, 'orders.xlsx', made.honest()), 'problem');
  await ui.getByText('internal', {exact: true}).first().waitFor();
  assert.equal(await settle(ui, 'orders.csv', GOOD), 'result');
});

test('H06: the same of the one-file page', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-'));
  t.after(() => rmSync(folder, {recursive: true}));
  const path = join(folder, 'changed.html');
  writeFileSync(path, changed(readFileSync(STANDALONE)));
  const {page} = await open(t, 'file');
  const other = await page.context().newPage();
  await other.goto(pathToFileURL(path).href);
  await other.getByText(UNSTARTED).waitFor({timeout: 15_000});
});
