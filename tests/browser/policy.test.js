// The privacy claim, tried: with the network there, code in the page still cannot send anything
// anywhere, and no text becomes code or markup.
import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import {test} from 'node:test';
import {PLACES, useBrowser} from './support/browser.js';
import {trySample} from './support/workbench.js';
import {mortalWorkers, notes} from './support/workers.js';

const {open} = useBrowser();

for (const place of PLACES) {
  test(`${place}: the page's own policy stops every way out`, async (t) => {
    const stranger = await listen(t);
    const {ui, assertQuiet} = await open(t, place, {offline: false});
    await trySample(ui);
    assertQuiet();
    const allowed = await ui.evaluate(tryEverything, stranger.address);
    assert.deepEqual(allowed, [], 'what the browser let through');
    assert.equal(stranger.count(), 0, 'requests that a stranger saw');
    // The watch of all other tests has to see such tries, or its silence would say nothing.
    assert.throws(assertQuiet);
  });
}

test('the worker, which holds the orders, is under the same policy', async (t) => {
  const stranger = await listen(t);
  const {page, ui} = await open(t, 'http', {init: mortalWorkers, offline: false});
  await trySample(ui);
  const answer = page.waitForEvent('console');
  const workers = await notes(ui, '__workers');
  await workers.evaluate((list, url) => list[0].postMessage(url), stranger.address);
  assert.equal((await answer).text(), 'stopped');
  assert.equal(stranger.count(), 0);
});

/**
 * Somebody who would like to have the orders.
 *
 * @param {import('node:test').TestContext} t
 */
async function listen(t) {
  let requests = 0;
  const server = createServer((_, response) => {
    requests++;
    response.writeHead(200, {'access-control-allow-origin': '*'}).end();
  });
  server.on('upgrade', () => requests++);
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  t.after(() => server.close());
  const {port} = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {address: `http://127.0.0.1:${port}/taken`, count: () => requests};
}

/**
 * Runs in the page. Gives the names of what was not stopped.
 *
 * @param {string} url
 */
async function tryEverything(url) {
  /** @param {HTMLElement} element */
  const load = (element) =>
    new Promise((done, fail) => {
      element.addEventListener('load', done);
      element.addEventListener('error', fail);
      document.head.append(element);
    });
  /** @type {Record<string, () => unknown>} */
  const ways = {
    fetch: () => fetch(url),
    request: () =>
      new Promise((done, fail) => {
        const request = new XMLHttpRequest();
        request.onload = done;
        request.onerror = fail;
        request.open('POST', url);
        request.send('orders');
      }),
    socket: () =>
      new Promise((done, fail) => {
        const socket = new WebSocket(url.replace('http', 'ws'));
        socket.onopen = done;
        socket.onerror = fail;
      }),
    events: () =>
      new Promise((done, fail) => {
        const source = new EventSource(url);
        source.onopen = done;
        source.onerror = fail;
      }),
    image: () => load(Object.assign(new Image(), {src: url})),
    sheet: () =>
      load(Object.assign(document.createElement('link'), {rel: 'stylesheet', href: url})),
    script: () => load(Object.assign(document.createElement('script'), {src: url})),
    worker: () => new Worker(url),
    markup: () => (document.createElement('p').innerHTML = '<b>text</b>'),
  };
  navigator.sendBeacon(url, 'orders'); // always says yes; the stranger counts
  const allowed = [];
  for (const [name, go] of Object.entries(ways)) {
    try {
      await go();
      allowed.push(name);
    } catch {
      // stopped, as it should be
    }
  }
  return allowed;
}
