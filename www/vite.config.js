/** @file Builds www/dist/: files for any static host, in any folder of it. */
import {defineConfig} from 'vite';
import {embeddedEngine} from '../scripts/lib/embedded-engine.js';
import {integrity} from '../scripts/lib/integrity.js';
import {onePolicy} from '../scripts/lib/one-policy.js';
import {pagePolicy, withPolicy} from '../scripts/lib/page-policy.js';

export default defineConfig({
  base: './',
  plugins: [
    embeddedEngine(),
    onePolicy(),
    integrity(),
    {
      name: 'headwater:page-policy',
      transformIndexHtml: {
        order: 'post',
        handler: (html) => withPolicy(html, pagePolicy({script: "'self'", style: "'self'"})),
      },
    },
  ],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The polyfill would be an inline script, which the policy refuses.
    modulePreload: {polyfill: false},
    // One script, and those of the parts, which are asked for after it has started.
    rolldownOptions: {
      // The element may find its engine already in the page's script: that is how it is meant here.
      checks: {ineffectiveDynamicImport: false},
      output: {
        codeSplitting: {
          groups: [
            {name: 'workbook', test: /inline-workbook\.js$/, priority: 1},
            {name: 'encodings', test: /inline-encodings\.js$/, priority: 1},
            {name: 'models', test: /inline-models\.js$/, priority: 1},
            {name: 'page', test: /./},
          ],
        },
      },
    },
    // The wasm and the sample are inside on purpose; scripts/size holds the budget.
    chunkSizeWarningLimit: 4096,
  },
});
