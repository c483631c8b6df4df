/**
 * The built page in Chromium, in each place where it must work, watched for everything it must not
 * do: ask the network, break its own policy, throw, complain on the console.
 */
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {after, before} from 'node:test';
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';
import {CHROMIUM_FLAGS, chromiumPath} from '../../../scripts/lib/chromium.js';
import {SITE, STANDALONE, startServer} from './server.js';

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Frame} Frame */
/** @typedef {Awaited<ReturnType<typeof startServer>>} Server */

/** Where the page must run: from a static host, from the disk, and in a stranger's frame. */
export const PLACES = /** @type {const} */ (['http', 'file', 'sandboxed frame']);

/** @typedef {typeof PLACES[number]} Place */

/**
 * @typedef {object} Opened
 * @property {Page} page
 * @property {Frame} ui where headwater is: the page itself, or the frame in it
 * @property {() => void} assertQuiet fails when anything was asked of the network, or complained of
 */

/**
 * One browser and one server for all tests of a file.
 *
 * @returns {{open: (t: import('node:test').TestContext, place?: Place, options?: OpenOptions) => Promise<Opened>}}
 *
 * @typedef {object} OpenOptions
 * @property {string} [locale] what the browser says its language is
 * @property {'light' | 'dark'} [colorScheme]
 * @property {string | (() => void)} [init] runs before any script of the page
 * @property {boolean} [offline] pull the plug once the page is there; the default
 */
export function useBrowser() {
  /** @type {Browser} */
  let browser;
  /** @type {Server} */
  let server;
  before(async () => {
    for (const built of [SITE, STANDALONE]) {
      assert.ok(existsSync(built), `${built} is missing: npm run build`);
    }
    server = await startServer();
    browser = await chromium.launch({executablePath: chromiumPath(), args: CHROMIUM_FLAGS});
  });
  after(async () => {
    await browser?.close();
    server?.close();
  });
  return {open: (t, place = 'http', options = {}) => open(t, browser, server, place, options)};
}

/**
 * @param {import('node:test').TestContext} t
 * @param {Browser} browser
 * @param {Server} server
 * @param {Place} place
 * @param {OpenOptions} options
 * @returns {Promise<Opened>}
 */
async function open(t, browser, server, place, options) {
  const {locale = 'zh-CN', colorScheme = 'light', init, offline = true} = options;
  const viewport = {width: 1280, height: 900};
  const context = await browser.newContext({locale, colorScheme, viewport, acceptDownloads: true});
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints = listen(page);
  await page.addInitScript(reportViolations);
  if (init) await page.addInitScript(init);

  await page.goto(addressOf(place, server));
  const ui = place === 'sandboxed frame' ? page.frames()[1] : page.mainFrame();
  await ui.locator('headwater-workbench').getByRole('heading').first().waitFor();
  // What the page fetches once it has started, whatever is dropped later.
  await ui.locator('html[data-prepared]').waitFor({state: 'attached'});
  const loaded = server.requests.length;
  const requests = collectRequests(page);
  if (offline) await context.setOffline(true);

  const assertQuiet = () => {
    assert.deepEqual(requests, [], 'requests after the page had loaded');
    assert.deepEqual(server.requests.slice(loaded), [], 'requests that reached the host');
    assert.deepEqual(complaints, [], 'errors, warnings and policy violations');
  };
  return {page, ui, assertQuiet};
}

/** @param {Place} place @param {Server} server */
function addressOf(place, server) {
  if (place === 'file') return pathToFileURL(STANDALONE).href;
  return place === 'http' ? `${server.origin}/` : `${server.origin}/host.html`;
}

/** Everything the page, its frames and its workers complain of. @param {Page} page */
function listen(page) {
  /** @type {string[]} */
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('crash', () => complaints.push('the page crashed'));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      complaints.push(`${message.type()}: ${message.text()}`);
    }
  });
  return complaints;
}

/** Requests from now on; what stays inside the browser (blob:, data:) is none. @param {Page} page */
function collectRequests(page) {
  /** @type {string[]} */
  const requests = [];
  page.on('request', (request) => {
    if (!/^(blob|data|about|chrome):/.test(request.url())) requests.push(request.url());
  });
  return requests;
}

/** Runs in the page. Reports also what a policy stops inside shadow roots. */
function reportViolations() {
  addEventListener(
    'securitypolicyviolation',
    (event) => console.error(`policy: ${event.violatedDirective} stopped ${event.blockedURI}`),
    true,
  );
}

/**
 * Waits until `look` gives something true, and gives that.
 *
 * @template T
 * @param {() => Promise<T | undefined | null | false>} look
 * @param {string} what
 * @param {number} [ms]
 * @returns {Promise<T>}
 */
export async function eventually(look, what, ms = 20_000) {
  for (const end = Date.now() + ms; ;) {
    const found = await look();
    if (found) return found;
    assert.ok(Date.now() < end, `not within ${ms} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}
