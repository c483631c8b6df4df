import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';
import {replaceLitPolicy} from '../../scripts/lib/one-policy.js';
import {withPolicy} from '../../scripts/lib/page-policy.js';

const SITE = readFileSync('www/dist/index.html', 'utf8');
const STANDALONE = readFileSync('pkg/dist/standalone.html', 'utf8');

/** @param {string} html */
function policy(html) {
  const content = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  assert.ok(content, 'the page has no policy');
  return new Map(
    content.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources.join(' ')];
    }),
  );
}

/** @param {string} text */
function hash(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

for (const [name, html] of Object.entries({'the site': SITE, 'the one-file page': STANDALONE})) {
  test(`${name} allows nothing out and nothing unsafe in`, () => {
    const directives = policy(html);
    for (const closed of ['default', 'connect', 'object', 'frame']) {
      assert.equal(directives.get(`${closed}-src`), "'none'", closed);
    }
    assert.equal(directives.get('base-uri'), "'none'");
    assert.equal(directives.get('form-action'), "'none'");
    assert.equal(directives.get('worker-src'), 'blob:');
    assert.equal(directives.get('require-trusted-types-for'), "'script'");
    assert.equal(directives.get('trusted-types'), 'headwater');
    assert.doesNotMatch([...directives.values()].join(' '), /'unsafe-|https?:|\*/);
  });

  test(`${name} states its policy before anything that the policy rules`, () => {
    const head = html.slice(0, html.indexOf('Content-Security-Policy'));
    assert.doesNotMatch(head, /<(script|style|link)\b/);
  });

  test(`${name} has no inline handler and no style attribute`, () => {
    const markup = html
      .replace(/<script>[\s\S]*<\/script>/, '')
      .replace(/<style>[\s\S]*?<\/style>/, '');
    assert.doesNotMatch(markup, /\s(on\w+|style)=/);
  });
}

test('the site has relative addresses only, so any folder of any host will do', () => {
  const addresses = [...SITE.matchAll(/\s(?:src|href)="([^"]*)"/g)].map((match) => match[1] ?? '');
  assert.ok(addresses.length >= 2);
  for (const address of addresses) assert.match(address, /^(\.\/|data:)/);
});

test('the site names the hash of every file that it loads, and its policy lets one more in', () => {
  const sha384 = (/** @type {string | Buffer} */ content) =>
    `sha384-${createHash('sha384').update(content).digest('base64')}`;
  const names = readdirSync('www/dist/assets');
  assert.ok(names.length >= 3);
  for (const name of names) {
    const stated = sha384(readFileSync(`www/dist/assets/${name}`));
    const tag = new RegExp(`<(script|link)[^>]* (src|href)="./assets/${name}"[^>]*>`).exec(
      SITE,
    )?.[0];
    if (tag) assert.ok(tag.includes(` integrity="${stated}"`), tag);
    else assert.ok(SITE.includes(`"./assets/${name}":"${stated}"`), name);
  }
  const inline = [...SITE.matchAll(/<script type="importmap">(.*?)<\/script>/g)];
  assert.equal(inline.length, 1);
  const allowed = policy(SITE).get('script-src');
  assert.equal(allowed, `'self' '${sha384(inline[0]?.[1] ?? '')}' 'wasm-unsafe-eval'`);
});

test('the one-file page is one file, and its policy names exactly its script and its style', () => {
  const scripts = [...STANDALONE.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)];
  const styles = [...STANDALONE.matchAll(/<style>([\s\S]*?)<\/style>/g)];
  assert.equal(scripts.length, 1);
  assert.equal(scripts[0]?.[1], '', 'classic, inline');
  assert.equal(styles.length, 1);
  const directives = policy(STANDALONE);
  assert.equal(directives.get('script-src'), `${hash(scripts[0]?.[2] ?? '')} 'wasm-unsafe-eval'`);
  assert.equal(directives.get('style-src'), hash(styles[0]?.[1] ?? ''));
  assert.doesNotMatch(
    STANDALONE.slice(0, STANDALONE.indexOf('<script')),
    /\s(src|href)="(?!data:)/,
  );
});

test('the build stops when Lit makes its policy in another way', () => {
  const lit = 'const p = s ? s.createPolicy("lit-html", {createHTML: t=>t}) : void 0;';
  assert.match(replaceLitPolicy(lit, '/trusted.js'), /s \? headwaterTemplatePolicy\(\) : void 0/);
  for (const changed of [
    lit.replace('lit-html', 'lit'),
    lit.replace('t=>t', 't=>clean(t)'),
    lit + lit,
    'no policy at all',
  ]) {
    assert.throws(() => replaceLitPolicy(changed, '/trusted.js'), /one-policy/);
  }
});

test('the build stops when the page has no place for the policy', () => {
  assert.throws(() => withPolicy('<head></head>', "default-src 'none'"), /page-policy/);
});
