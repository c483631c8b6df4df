// M, E in the built page: memory that ends, traps, files that change, workers that are killed, storage.
import assert from 'node:assert/strict';
import {appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {eventually, useBrowser} from '../browser/support/browser.js';
import {file, largeFile, smallShop} from '../browser/support/orders.js';
import {
  button,
  chooseFiles,
  customersShown,
  dropMade,
  goTo,
  problem,
  sections,
  shownReport,
  start,
} from '../browser/support/workbench.js';
import {words} from '../browser/support/words.js';
import {littleMemory} from './lib/limit.js';
import {GOOD, assertUnharmed, give, hostile, settle} from './lib/page.js';
import {fixture} from './lib/run.js';

/** @typedef {import('playwright-core').Frame} Frame */

const {open} = useBrowser();

/** The code that a problem shows. @param {Frame} ui @param {string} code */
async function assertProblem(ui, code) {
  await problem(ui).waitFor();
  await ui.getByText(code, {exact: true}).first().waitFor();
  await ui
    .getByText(words(`error.${code}.do`))
    .first()
    .waitFor();
}

test('M01: a file of 4.6 GB is refused at its beginning, and the next one is read', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await dropMade(ui, largeFile, 4600);
  await assertProblem(ui, 'will-not-fit');
  assert.equal(await settle(ui, 'orders.csv', GOOD), 'result');
  assertQuiet();
});

test('M03, M04: where memory ends, the page says so and reads the next file', async (t) => {
  const {ui, assertQuiet} = await open(t, 'http', {init: littleMemory(16 * 2 ** 20)});
  await dropMade(
    ui,
    (rows) => {
      const lines = Array.from({length: rows}, (_, i) => `${i}${'x'.repeat(1_000)},2024-01-01,1\n`);
      return new File(['customer_id,order_date,amount\n', ...lines], 'ids.csv');
    },
    30_000,
  );
  await assertProblem(ui, 'out-of-memory');
  assert.equal(await settle(ui, 'orders.csv', GOOD), 'result');
  assertQuiet();
});

/**
 * Runs in the page before its scripts: the first worker's wasm ends in `how` when it is given bytes.
 *
 * @param {'unreachable' | 'stack overflow'} how
 */
const breakingDown = (how) => `{
  const trap = (${(/** @type {string} */ how) => {
    // (module (func (export "t") unreachable))
    const code = [
      0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 116, 0, 0,
    ];
    const bytes = Uint8Array.from([...code, 10, 5, 1, 3, 0, 0, 11]);
    const {exports} = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    /** @returns {number} */
    const deep = () => deep() + 1;
    const end = how === 'unreachable' ? exports.t : deep;
    const {instantiate} = WebAssembly;
    /** @param {WebAssembly.Module} module @param {WebAssembly.Imports} imports */
    const broken = async (module, imports) => {
      const instance = await instantiate(module, imports);
      const names = Object.keys(instance.exports).filter((name) => name.endsWith('_push'));
      const traps = Object.fromEntries(names.map((name) => [name, end]));
      return {module, instance: {exports: {...instance.exports, ...traps}}};
    };
    Object.assign(WebAssembly, {instantiate: broken});
  }})
  const text = '(' + trap + ')(${JSON.stringify(how)});';
  const NativeBlob = Blob;
  let workers = 0;
  globalThis.Blob = class extends NativeBlob {
    static [Symbol.hasInstance](value) {
      return Function.prototype[Symbol.hasInstance].call(NativeBlob, value);
    }
    constructor(parts = [], options = {}) {
      const first = /javascript/.test(options.type ?? '') && workers++ === 0;
      super(first ? [text, ...parts] : parts, options);
    }
  };
}`;

for (const how of /** @type {const} */ (['unreachable', 'stack overflow'])) {
  test(`E01: after a trap (${how}) one sentence, and an instance that works`, async (t) => {
    // With one processor nothing is read before the file is.
    const alone = `Object.defineProperty(navigator, 'hardwareConcurrency', {value: 1});`;
    const {ui, assertQuiet} = await open(t, 'http', {init: alone + breakingDown(how)});
    await give(ui, 'orders.csv', smallShop());
    await assertProblem(ui, 'internal');
    const started = Date.now();
    assert.equal(await settle(ui, 'orders.csv', GOOD), 'result');
    t.diagnostic(`a small file after the trap: ${Date.now() - started} ms`);
    await goTo(ui, 'customers');
    assert.equal(await customersShown(ui), 2);
    assertQuiet();
  });
}

test('E01: a trap while the worker warms up does not show', async (t) => {
  const {ui, assertQuiet} = await open(t, 'http', {init: breakingDown('unreachable')});
  await ui.waitForTimeout(1_500);
  assert.equal(await settle(ui, 'orders.csv', GOOD), 'result');
  assertQuiet();
});

test('E02: of two files the last one counts, and a double click is two files or one', async (t) => {
  const {ui, assertQuiet} = await open(t, 'http', {init: hostile});
  await give(ui, 'first.csv', fixture('xss_customers.csv'));
  await give(ui, 'second.csv', GOOD);
  await sections(ui).waitFor();
  await goTo(ui, 'customers');
  await eventually(async () => (await customersShown(ui)) === 2, 'the customers of the second');
  await button(ui, 'customers.download').dblclick();
  await eventually(() => ui.evaluate('__files.length >= 1'), 'a file');
  const files = await ui.evaluate('Promise.all(__files.map(({blob}) => blob.text()))');
  assert.ok(Array.isArray(files) && new Set(files).size === 1);
  assertQuiet();
});

test('E03: a file that was changed is not taken for the whole', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-'));
  t.after(() => rmSync(folder, {recursive: true}));
  const {ui, assertQuiet} = await open(t);
  const input = ui.locator('headwater-workbench input[type=file]').first();
  for (const [name, change] of /** @type {[string, (path: string) => void][]} */ ([
    ['longer.csv', (path) => appendFileSync(path, 'C,2024-03-01,1\n')],
    ['gone.csv', (path) => rmSync(path)],
  ])) {
    const path = join(folder, name);
    writeFileSync(path, GOOD);
    await input.setInputFiles(path);
    await sections(ui).waitFor();
    change(path);
    await ui.locator('headwater-workbench').evaluate((element) => {
      const {renderRoot} = /** @type {{renderRoot: ParentNode} & Element} */ (
        /** @type {unknown} */ (element)
      );
      const chosen = /** @type {HTMLInputElement} */ (renderRoot.querySelector('input[type=file]'));
      return /** @type {import('../../pkg/element.js').HeadwaterWorkbench} */ (element).load([
        ...(chosen.files ?? []),
      ]);
    });
    await problem(ui).waitFor();
    await ui.getByText('file-changed', {exact: true}).first().waitFor();
    await ui.getByText(words('error.file-changed.do')).first().waitFor();
  }
  assertQuiet();
});

test('E04: nothing, a picture, a folder and 200 files each have their answer', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-'));
  t.after(() => rmSync(folder, {recursive: true}));
  mkdirSync(join(folder, 'exports'));
  const {page, ui, assertQuiet} = await open(t);
  const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  assert.equal(await settle(ui, 'empty.csv', Buffer.alloc(0)), 'problem');
  await assertProblem(ui, 'empty-file');
  assert.equal(await settle(ui, 'picture.png', picture), 'problem');
  await assertProblem(ui, 'unsupported-format');
  assert.equal(await settle(ui, 'orders.csv', GOOD), 'result');

  const devtools = await page.context().newCDPSession(page);
  const failed = ui.evaluate(
    () =>
      new Promise((done) =>
        document.addEventListener('analysis-error', () => done(1), {once: true}),
      ),
  );
  for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop'])) {
    const data = {items: [], files: [join(folder, 'exports')], dragOperationsMask: 1};
    await devtools.send('Input.dispatchDragEvent', {type, x: 400, y: 300, data});
  }
  await failed;
  await problem(ui).waitFor();
  await ui.getByText('file-changed', {exact: true}).first().waitFor();

  const many = Array.from({length: 200}, (_, i) =>
    file(
      `part-${i}.csv`,
      `customer_id,order_date,amount\nC${i},2024-01-01,1\nC${i},2024-02-01,2\n`,
    ),
  );
  await chooseFiles(ui, ...many);
  await sections(ui).waitFor();
  await goTo(ui, 'customers');
  assert.equal(await customersShown(ui), 200);
  assertQuiet();
});

test('E05: cancelled at the start, in the middle and near the end, within 200 ms', async (t) => {
  const {ui, assertQuiet} = await open(t);
  for (const part of [0.01, 0.5, 0.95]) {
    const took = await ui.evaluate(cancelAt, part).catch((error) => error);
    assert.equal(took, undefined);
    await dropMade(ui, largeFile, 60);
    const ms = await ui.evaluate('globalThis.__cancelled');
    assert.ok(typeof ms === 'number' && ms <= 200, `${ms} ms at ${part}`);
    await start(ui).waitFor();
  }
  assert.equal(await settle(ui, 'orders.csv', GOOD), 'result');
  assertQuiet();
});

/** Runs in the page: presses cancel once so much of the next file is read. @param {number} part */
function cancelAt(part) {
  Object.assign(globalThis, {
    __cancelled: new Promise((done) => {
      const hear = async (/** @type {Event} */ event) => {
        const {stage, done: read, total} = /** @type {CustomEvent} */ (event).detail;
        if (stage !== 'reading' || read < part * total) return;
        document.removeEventListener('analysis-progress', hear);
        const root = document.querySelector('headwater-workbench')?.shadowRoot;
        const inner = root?.querySelector('headwater-progress')?.shadowRoot;
        const cancel = /** @type {HTMLElement} */ (inner?.querySelector('button'));
        const clicked = performance.now();
        cancel.click();
        while (cancel.isConnected) await new Promise((next) => setTimeout(next, 2));
        done(performance.now() - clicked);
      };
      document.addEventListener('analysis-progress', hear);
    }),
  });
}

test('E05: hidden, left, come back to: nothing blocks the way, nothing is kept', async (t) => {
  const {page, ui, assertQuiet} = await open(t, 'file');
  const other = await page.context().newPage();
  await give(ui, 'orders.csv', smallShop());
  await sections(ui).waitFor();
  await other.close();
  /** @type {string[]} */
  const dialogs = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.type());
    void dialog.accept();
  });
  assertQuiet();
  await page.reload();
  await start(page.mainFrame()).waitFor();
  await page.goto('about:blank');
  await page.goBack();
  await start(page.mainFrame()).waitFor();
  await page.close({runBeforeUnload: true});
  assert.deepEqual(dialogs, []);
});

test('E06: a worker that is killed is missed within six seconds', async (t) => {
  const {ui} = await open(t, 'http', {
    init: `{
      const Native = Worker;
      globalThis.__workers = [];
      globalThis.Worker = class extends Native {
        constructor(...given) {
          super(...given);
          __workers.push(this);
        }
      };
    }`,
  });
  const reading = ui.evaluate(
    () => new Promise((done) => document.addEventListener('analysis-progress', done, {once: true})),
  );
  await dropMade(ui, largeFile, 120);
  await reading;
  // The others only help it.
  await ui.evaluate('__workers[0].terminate()');
  const killed = Date.now();
  await assertProblem(ui, 'internal');
  const took = Date.now() - killed;
  t.diagnostic(`missed after ${took} ms`);
  assert.ok(took < 6_000, `${took} ms`);
  assert.equal(await settle(ui, 'orders.csv', GOOD), 'result');
});

test('E07: hostile, full or forbidden storage changes nothing', async (t) => {
  for (const init of [closedStorage, fullStorage, hostileStorage]) {
    const {ui, assertQuiet} = await open(t, 'http', {init});
    assert.equal(await settle(ui, 'orders.csv', GOOD), 'result', init.name);
    await goTo(ui, 'customers');
    assert.equal(await customersShown(ui), 2);
    await assertUnharmed(ui);
    assertQuiet();
    await ui.page().close();
  }
});

/** Runs in the page: a browser that forbids it. */
function closedStorage() {
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
    Object.defineProperty(globalThis, name, {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  }
}

/** Runs in the page: one where nothing more fits. */
function fullStorage() {
  Storage.prototype.setItem = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
}

/** Runs in the page: one that others have written to, who know how our own entries look. */
function hostileStorage() {
  const read = Storage.prototype.getItem;
  const files = [
    {header: '1dbb2e4dfd52a4ba', mapping: JSON.parse('{"__proto__": "amount"}')},
    {header: '__proto__', mapping: {constructor: 'amount', toString: 'customer_id'}},
    {header: {}, mapping: null},
  ];
  const entries = [
    JSON.stringify({version: 1, files}),
    JSON.stringify({version: 1, files: files.slice(1, 2)}),
    `{"version": 1, "files": ${'['.repeat(50_000)}`,
    '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
    '<img src=x onerror=__pwned(7)>',
  ];
  let asked = 0;
  Storage.prototype.getItem = function (key) {
    return key.startsWith('headwater') ? entries[asked++ % entries.length] : read.call(this, key);
  };
}

test('E07: no order is stored', async (t) => {
  const {ui, assertQuiet} = await open(t);
  await give(ui, 'orders.csv', fixture('xss_customers.csv'));
  await sections(ui).waitFor();
  const stored = await ui.evaluate(async () => ({
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    texts: [...Object.values({...localStorage}), ...Object.values({...sessionStorage})],
    cookie: document.cookie,
  }));
  assert.deepEqual([stored.databases, stored.caches, stored.cookie], [0, 0, '']);
  assert.doesNotMatch(stored.texts.join(' '), /pwned|onerror|xss_customers/);
  assertQuiet();
});

test('E08: the language of the browser changes no number of a report', async (t) => {
  /** @type {unknown[]} */
  const reports = [];
  for (const locale of ['en-US', 'tr-TR', 'ar-EG', 'fa-IR', 'th-TH']) {
    const {ui, assertQuiet} = await open(t, 'http', {locale});
    const done = ui.evaluate(
      () =>
        new Promise((go) =>
          document.addEventListener('analysis-complete', () => go(1), {once: true}),
        ),
    );
    await give(ui, 'orders.csv', smallShop());
    await done;
    reports.push(await shownReport(ui));
    assertQuiet();
    await ui.page().close();
  }
  for (const report of reports) assert.deepEqual(report, reports[0]);
});
