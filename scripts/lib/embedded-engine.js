/**
 * @file Vite plugin: a page we ship has one engine, the embedded one, and asks for no file.
 *
 * The element falls back on the package's main entry, which loads a worker and the wasm by URL. No
 * page of ours may do that, so here the fallback is `headwater/inline` too, and the URLs that
 * wasm-bindgen's glue holds are taken out.
 */
import {fileURLToPath} from 'node:url';

const PKG = fileURLToPath(new URL('../../pkg/', import.meta.url));

/** Each wasm-bindgen glue, and how it finds its file. */
const WASM_URLS = new Map(
  ['headwater', 'workbook', 'encodings', 'models'].map((name) => [
    `${PKG}wasm/${name}.js`,
    `new URL('${name}_bg.wasm', import.meta.url)`,
  ]),
);

/** @returns {import('vite').Plugin} */
export function embeddedEngine() {
  return {
    name: 'headwater:embedded-engine',
    enforce: 'pre',
    resolveId(source, importer) {
      const fallback = source === './index.js' && importer === `${PKG}element.js`;
      return fallback ? `${PKG}inline.js` : null;
    },
    transform(code, id) {
      const url = WASM_URLS.get(id);
      if (url === undefined) return null;
      if (code.split('import.meta').length !== 2 || !code.includes(url)) {
        this.error('embedded-engine: wasm-bindgen finds its file in another way now');
      }
      return {code: code.replace(url, 'undefined'), map: null};
    },
    generateBundle(_options, bundle) {
      for (const {fileName} of Object.values(bundle)) {
        if (/\.wasm$|worker/.test(fileName)) this.error(`embedded-engine: ${fileName} got in`);
      }
    },
  };
}
