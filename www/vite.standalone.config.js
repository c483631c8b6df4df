/** @file Builds pkg/dist/standalone.html: the whole page in one file, which opens from a disk. */
import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {defineConfig} from 'vite';
import {embeddedEngine} from '../scripts/lib/embedded-engine.js';
import {onePolicy} from '../scripts/lib/one-policy.js';
import {pagePolicy, withPolicy} from '../scripts/lib/page-policy.js';

const MODULE_TAG = /<script type="module" src="\.\/main\.js"><\/script>/;
const STYLE_TAG = /<link rel="stylesheet" href="\.\/style\.css" \/>/;

/** @returns {import('vite').Plugin} */
function oneFile() {
  return {
    name: 'headwater:one-file',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const [chunk, ...more] = Object.values(bundle);
      if (chunk?.type !== 'chunk' || more.length > 0) this.error('one-file: expected one script');
      mkdirSync('pkg/dist', {recursive: true});
      writeFileSync('pkg/dist/standalone.html', page(chunk.code));
      delete bundle[chunk.fileName];
    },
  };
}

/** @param {string} code the bundle, as a classic script */
function page(code) {
  // Inside a script element only this ends or confuses it, and only strings can hold it.
  const script = code.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  const style = readFileSync('www/style.css', 'utf8').trim();
  const html = readFileSync('www/index.html', 'utf8');
  for (const tag of [MODULE_TAG, STYLE_TAG]) {
    if (!tag.test(html)) throw new Error(`one-file: www/index.html has no ${tag.source}`);
  }
  const policy = pagePolicy({script: hash(script), style: hash(style)});
  return (
    withPolicy(html, policy)
      .replace(STYLE_TAG, () => `<style>${style}</style>`)
      .replace(MODULE_TAG, '')
      // A classic script runs where it stands, so it stands after the element it looks for.
      .replace('</body>', () => `<script>${script}</script>\n  </body>`)
  );
}

/** @param {string} text */
function hash(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

export default defineConfig({
  plugins: [embeddedEngine(), onePolicy(), oneFile()],
  build: {
    write: true,
    outDir: '../target/standalone',
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: {output: {codeSplitting: false}},
    lib: {entry: 'main.js', formats: ['iife'], name: 'headwaterPage', fileName: 'standalone'},
    chunkSizeWarningLimit: 4096,
  },
});
