import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {cpSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';
import {build} from 'vite';
import {CHROMIUM_FLAGS, chromiumPath} from '../../scripts/lib/chromium.js';
import {serveFolder} from '../../scripts/lib/static-server.js';

const TARBALL = resolve('target/package/headwater.tgz');
const CONSUMER = fileURLToPath(new URL('consumer', import.meta.url));

/** A folder outside the repository, so that nothing is found by walking up from it. */
const folder = mkdtempSync(join(tmpdir(), 'headwater-consumer-'));

before(() => {
  cpSync(CONSUMER, folder, {recursive: true});
  writeFileSync(join(folder, 'package.json'), '{"private": true, "type": "module"}');
  run('npm', [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    TARBALL,
  ]);
});

after(() => rmSync(folder, {recursive: true, force: true}));

test('holds what its exports name, and nothing that is not for users', () => {
  const packed = run('tar', ['-tzf', TARBALL])
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''));
  for (const path of [
    'package.json',
    'README.md',
    'LICENSE-MIT',
    'LICENSE-APACHE',
    'index.js',
    'node.js',
    'inline.js',
    'element.js',
    'worker.js',
    'bin/headwater.js',
    'types/index.d.ts',
    'types/inline.d.ts',
    'types/element.d.ts',
    'wasm/headwater.js',
    'types/wasm/headwater.d.ts',
    'wasm/headwater_bg.wasm',
    'dist/inline-assets.js',
    'dist/standalone.html',
    'dist/worker.js',
    'schema/orders-report.schema.json',
    'schema/report.schema.json',
  ]) {
    assert.ok(packed.includes(path), `${path} is not packed`);
  }
  const strays = packed.filter((path) => /test|tsconfig|\.map$|node_modules|\.ts$/.test(path));
  assert.deepEqual(
    strays.filter((path) => !path.endsWith('.d.ts')),
    [],
  );
});

test('every entry can be imported in Node, where there is no page', async () => {
  const script = `
    for (const entry of ['headwater', 'headwater/inline', 'headwater/element']) await import(entry);
    const {analyze} = await import('headwater');
    const {readFileSync} = await import('node:fs');
    const report = await analyze(readFileSync('orders.csv'));
    console.log(JSON.stringify(report.pool));
  `;
  const pool = JSON.parse(run('node', ['--input-type=module', '--eval', script]));
  assert.equal(pool.customers, 3);
  assert.equal(pool.net, '44.00');
});

test('the raw wasm file, the schema and the one-file page can be resolved', () => {
  const script = `
    for (const entry of ['headwater.wasm', 'schema/report.schema.json', 'standalone.html', 'package.json'])
      console.log(import.meta.resolve('headwater/' + entry));
  `;
  const paths = run('node', ['--input-type=module', '--eval', script]).trim().split('\n');
  assert.ok(paths.every((path) => path.startsWith(pathToFileURL(folder).href)));
});

test('npx headwater answers', () => {
  assert.match(run('npx', ['--no-install', 'headwater', '--help']), /report/);
  const report = JSON.parse(
    run('npx', ['--no-install', 'headwater', 'report', 'orders.csv', '--json']),
  );
  assert.equal(report.pool.customers, 3);
});

test('the types hold for somebody who writes TypeScript', () => {
  const tsc = resolve('node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom'];
  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    const how = ['--module', module ?? '', '--moduleResolution', resolution ?? ''];
    run('node', [tsc, ...options, ...how, 'consumer.ts']);
  }
});

test("somebody's Vite page builds and runs it in a worker", async () => {
  await build({root: folder, base: './', logLevel: 'error', configFile: false});
  const server = await serveFolder(join(folder, 'dist'));
  const browser = await chromium.launch({executablePath: chromiumPath(), args: CHROMIUM_FLAGS});
  try {
    const page = await browser.newPage();
    /** @type {string[]} */
    const errors = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(server.url);
    const csv = 'customer_id,order_date,amount\nann,2025-01-03,10.00\nbob,2025-01-04,20.50\n';
    const answer = await page.evaluate((text) => Reflect.get(globalThis, 'consumer')(text), csv);
    assert.deepEqual(answer, {customers: 2, net: '30.50'});
    assert.ok(await page.evaluate(() => customElements.get('headwater-workbench') !== undefined));
    assert.deepEqual(errors, []);
  } finally {
    await browser.close();
    await server.close();
  }
});

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  return execFileSync(command, args, {cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26});
}
