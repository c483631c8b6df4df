/** @file Builds www/dist/: files for any static host, in any folder of it. */
import {defineConfig} from 'vite';
import {embeddedEngine} from '../scripts/lib/embedded-engine.js';
import {onePolicy} from '../scripts/lib/one-policy.js';
import {pagePolicy, withPolicy} from '../scripts/lib/page-policy.js';

export default defineConfig({
  base: './',
  plugins: [
    embeddedEngine(),
    onePolicy(),
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
    // One script: nothing is asked for later.
    rolldownOptions: {output: {codeSplitting: false}},
    // The wasm and the sample are inside on purpose; scripts/size holds the budget.
    chunkSizeWarningLimit: 4096,
  },
});
