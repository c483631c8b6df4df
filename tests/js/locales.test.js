import assert from 'node:assert/strict';
import {readFile, readdir} from 'node:fs/promises';
import {test} from 'node:test';
import {en} from '../../pkg/locales/en.js';
import {zhCN} from '../../pkg/locales/zh-CN.js';

/**
 * @param {string | {one: string, other: string}} message
 * @returns {string[]} the names in braces, sorted, each once
 */
function params(message) {
  const text = typeof message === 'string' ? message : `${message.one} ${message.other}`;
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort();
}

test('both languages have the same keys', () => {
  assert.deepEqual(Object.keys(zhCN).sort(), Object.keys(en).sort());
});

test('a message takes the same params in both languages', () => {
  for (const [key, message] of Object.entries(en)) {
    assert.deepEqual(params(zhCN[key]), params(message), key);
  }
});

test('no message is empty and none is left untranslated', () => {
  const same = new Set();
  for (const [key, message] of Object.entries(zhCN)) {
    assert.ok(JSON.stringify(message).length > 2, key);
    if (JSON.stringify(message) === JSON.stringify(en[key])) same.add(key);
  }
  for (const key of same) assert.match(String(en[key]), /^[A-Z{]/, `${key} is the same text`);
});

/** @returns {Promise<{errors: string[], diagnostics: string[]}>} */
async function codes() {
  const source = await readFile(new URL('../../src/error.rs', import.meta.url), 'utf8');
  const body = source.slice(source.indexOf('pub const ALL: ['));
  const names = body.slice(body.indexOf('= ['), body.indexOf('];'));
  const all = [...names.matchAll(/Self::(\w+)/g)].map(([, name]) =>
    name.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase(),
  );
  const internal = all.indexOf('internal');
  return {errors: all.slice(0, internal + 1), diagnostics: all.slice(internal + 1)};
}

test('whatever a column is used for has its words', async () => {
  const source = await readFile(new URL('../../src/ingest/uses.rs', import.meta.url), 'utf8');
  const uses = [...source.matchAll(/note\(.*, "([a-z-]+)"\)/g)].map(([, use]) => use);
  assert.ok(uses.length > 10);
  for (const use of uses) assert.ok(en[`use.${use}`] && zhCN[`use.${use}`], use);
});

test('every reason why a key is no better has its words', async () => {
  const folder = new URL('../../src/ingest/', import.meta.url);
  const inside = await readdir(new URL('platform/', folder));
  const files = ['key.rs', 'extras.rs', 'join.rs', ...inside.map((name) => `platform/${name}`)];
  const sources = await Promise.all(files.map((name) => readFile(new URL(name, folder), 'utf8')));
  const source = sources.map((text) => text.split('#[cfg(test)]')[0]).join('');
  const named =
    /(?:reason: |map_or\(|, )Some\("([a-z-]+)"\)|Key::\w+\([^)]*, "([a-z-]+)"\)|lower\([^)]*, "([a-z-]+)"\)|reasons: vec!\["([a-z-]+)"\]|reasons\.push\("([a-z-]+)"\)/g;
  const reasons = new Set([...source.matchAll(named)].map((match) => match.slice(1).join('')));
  assert.ok(
    reasons.size > 8 && reasons.has('no-column') && reasons.has('per-order'),
    [...reasons].join(' '),
  );
  for (const reason of reasons) {
    assert.ok(en[`grade.why.${reason}`] && zhCN[`grade.why.${reason}`], reason);
  }
});

test('every error and every diagnostic has its words and its remedy', async () => {
  const {errors, diagnostics} = await codes();
  assert.ok(errors.length > 10 && diagnostics.length > 10);
  const keys = [
    ...errors.map((code) => `error.${code}`),
    ...diagnostics.map((code) => `diagnostic.${code}`),
  ];
  for (const key of keys) {
    for (const locale of [en, zhCN]) {
      assert.ok(locale[key], key);
      assert.ok(locale[`${key}.do`], `${key}.do`);
    }
  }
});
