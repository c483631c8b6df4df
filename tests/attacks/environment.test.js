// E, H in Node: clocks and languages, the same orders in another form, what users depend on.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {open} from '../../pkg/node.js';
import {ordersCsv} from '../js/lib/orders.js';
import {table} from './lib/workbook.js';

const CSV = ordersCsv();

test('E02: two files at once are two books, each with its own rows', async () => {
  const other = ordersCsv({customers: 40});
  const [one, two] = await Promise.all([open(CSV), open(other)]);
  const [first, second] = await Promise.all([one.report(), two.report()]);
  assert.equal(first.pool.customers, one.reading.customers);
  assert.equal(second.pool.customers, two.reading.customers);
  assert.notEqual(first.pool.customers, second.pool.customers);
  const files = await Promise.all([one.exportCustomers(), one.exportCustomers()]);
  assert.deepEqual(await files[0].text(), await files[1].text());
});

test('E03: a file that breaks off in its middle is no short file', async () => {
  const whole = new TextEncoder().encode(CSV);
  async function* broken() {
    yield whole.subarray(0, whole.length / 2);
    throw new DOMException('the network drive is gone', 'NotReadableError');
  }
  const book = await open(CSV);
  await assert.rejects(open({name: 'shop.csv', data: broken()}), {
    code: 'file-changed',
    message: /shop\.csv could not be read to its end/,
  });
  assert.ok((await book.report()).pool.customers > 0, 'what was open still is');
});

test('E08: clock, zone and language of the place change no bit', async () => {
  const places = [
    {TZ: 'UTC', LANG: 'en_US.UTF-8'},
    {TZ: 'America/Sao_Paulo', LANG: 'tr_TR.UTF-8'},
    {TZ: 'Pacific/Apia', LANG: 'ar_EG.UTF-8'},
    {TZ: 'Asia/Shanghai', LANG: 'fa_IR.UTF-8'},
  ];
  const script = fileURLToPath(new URL('./lib/place.js', import.meta.url));
  const said = await Promise.all(
    places.map((place) =>
      promisify(execFile)(process.execPath, [script], {
        env: {...process.env, ...place, LC_ALL: place.LANG},
        maxBuffer: 2 ** 26,
      }),
    ),
  );
  for (const {stdout} of said) assert.equal(stdout, said[0].stdout);
  assert.ok(said[0].stdout.length > 1000);
});

test('E09: rows in another order, with other line ends: the same report', async () => {
  const [header, ...rows] = CSV.trimEnd().split('\n');
  const upsideDown = [header, ...rows.toReversed()].join('\n');
  const expected = await analysis(CSV);
  for (const form of [upsideDown, CSV.replaceAll('\n', '\r\n'), `\ufeff${CSV}`]) {
    assert.deepEqual(await analysis(form), expected);
  }
});

test('E09: the same file twice, as files of one period and the next: counted once', async () => {
  const numbered = CSV.split('\n').map((line, i) =>
    line ? `${i === 0 ? 'order_id' : `o${i}`},${line}` : line,
  );
  const text = numbered.join('\n');
  const once = await open({name: 'a.csv', data: text});
  const twice = await open([
    {name: 'a.csv', data: text},
    {name: 'b.csv', data: text},
  ]);
  assert.equal(twice.reading.totals.kept, once.reading.totals.kept);
  const [one, two] = await Promise.all([once.report(), twice.report()]);
  assert.deepEqual(two.pool, one.pool);
  assert.deepEqual(two.models, one.models);
});

test('E09: as a workbook: the same report', async () => {
  const rows = CSV.trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  assert.deepEqual(await analysis(table(rows)), await analysis(CSV));
});

test('E09: in another encoding: the same report', async () => {
  const utf16 = new Uint8Array(Buffer.from(`\ufeff${CSV}`, 'utf16le'));
  assert.deepEqual(await analysis(utf16), await analysis(CSV));
});

/**
 * All of a report but what it says of the file's own form.
 *
 * @param {string | Uint8Array} data
 */
async function analysis(data) {
  const book = await open({name: 'shop.csv', data});
  const rest = JSON.parse(JSON.stringify(await book.report()));
  delete rest.reading;
  const list = await (await book.exportCustomers({sort: {column: 'id'}})).text();
  book.dispose();
  return {...rest, list};
}

test('H07: what users get depends on little, by hash, and installs run no scripts', async () => {
  const read = (/** @type {string} */ path) =>
    readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
  const {dependencies, scripts = {}} = JSON.parse(await read('pkg/package.json'));
  assert.deepEqual(Object.keys(dependencies ?? {}).sort(), ['@observablehq/plot', 'lit']);
  for (const name of ['preinstall', 'install', 'postinstall']) {
    assert.equal(scripts[name], undefined);
  }
  /** @type {{packages: Record<string, {integrity?: string, link?: boolean}>}} */
  const {packages} = JSON.parse(await read('package-lock.json'));
  const foreign = Object.entries(packages).filter(
    ([path, {link}]) => path.startsWith('node_modules/') && !link,
  );
  assert.ok(foreign.length > 100);
  for (const [path, {integrity}] of foreign) assert.match(integrity ?? '', /^sha512-/, path);
  const {devDependencies} = JSON.parse(await read('package.json'));
  for (const version of Object.values(devDependencies)) assert.match(String(version), /^\d/);
  assert.match(await read('.npmrc'), /^ignore-scripts=true$/m);
  assert.match(await read('scripts/setup.d/npm-packages'), /npm ci --ignore-scripts/);
  const crates = (await read('Cargo.lock')).split('[[package]]').slice(1);
  for (const crate of crates.filter((text) => text.includes('source ='))) {
    assert.match(crate, /checksum = "[0-9a-f]{64}"/);
  }
  assert.match(await read('deny.toml'), /unknown-registry = "deny"\nunknown-git = "deny"/);
});
