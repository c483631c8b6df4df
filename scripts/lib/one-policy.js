/**
 * @file Vite plugin: Lit's own Trusted Types policy becomes ours, so that the page allows one name.
 *
 * Lit calls `createPolicy('lit-html', …)` when it loads; a page that allows only `headwater` would
 * throw there. The call is replaced by pkg/trusted.js's `templatePolicy()`. When a new Lit spells it
 * otherwise the build stops, instead of the page.
 */
import {fileURLToPath} from 'node:url';

const LIT_HTML = /\/node_modules\/lit-html\/(development\/)?lit-html\.js$/;
const CREATE_POLICY =
  /\w+\.createPolicy\(\s*["']lit-html["'],\s*\{\s*createHTML:\s*(?:(\w+)\s*=>\s*\1|\((\w+)\)\s*=>\s*\2),?\s*\}\s*\)/g;
const TRUSTED = fileURLToPath(new URL('../../pkg/trusted.js', import.meta.url));

/** @returns {import('vite').Plugin} */
export function onePolicy() {
  let replaced = false;
  return {
    name: 'headwater:one-policy',
    enforce: 'pre',
    buildStart() {
      replaced = false;
    },
    transform(code, id) {
      if (!LIT_HTML.test(id)) return null;
      replaced = true;
      return {code: replaceLitPolicy(code, TRUSTED), map: null};
    },
    buildEnd(error) {
      if (!error && !replaced) this.error('one-policy: lit-html was not found; see this plugin');
    },
  };
}

/**
 * @param {string} code lit-html's source
 * @param {string} trusted the module with `templatePolicy`
 * @returns {string}
 */
export function replaceLitPolicy(code, trusted) {
  const found = code.match(CREATE_POLICY)?.length ?? 0;
  if (found !== 1 || code.split('createPolicy').length !== 2) {
    throw new Error('one-policy: lit-html makes its Trusted Types policy in another way now');
  }
  return (
    `import {templatePolicy as headwaterTemplatePolicy} from ${JSON.stringify(trusted)};\n` +
    code.replace(CREATE_POLICY, 'headwaterTemplatePolicy()')
  );
}
