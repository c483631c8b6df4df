/** @file Prints the bytes of what users download and fails past a budget. */
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {brotliCompressSync, constants, gzipSync} from 'node:zlib';

const KB = 1000;
// 9, not 11: a hundredth larger, twenty times faster.
const QUALITY = {params: {[constants.BROTLI_PARAM_QUALITY]: 9}};

/** What the page asks for once it has started, before any file needs it. */
const LATER = /\b(workbook|encodings|models)-[\w-]+\.js$/;

/** @type {{name: string, files: string[], budget?: {of: 'raw' | 'gzip', bytes: number}}[]} */
const ARTEFACTS = [
  {
    name: 'core wasm',
    files: ['pkg/wasm/headwater_bg.wasm'],
    budget: {of: 'gzip', bytes: 400 * KB},
  },
  {
    name: 'workbook wasm',
    files: ['pkg/wasm/workbook_bg.wasm'],
    budget: {of: 'gzip', bytes: 450 * KB},
  },
  {
    name: 'encodings wasm',
    files: ['pkg/wasm/encodings_bg.wasm'],
    budget: {of: 'gzip', bytes: 250 * KB},
  },
  {
    name: 'models wasm',
    files: ['pkg/wasm/models_bg.wasm'],
    budget: {of: 'gzip', bytes: 250 * KB},
  },
  {
    name: 'wasm glue',
    files: ['headwater', 'encodings', 'models', 'workbook'].map((name) => `pkg/wasm/${name}.js`),
  },
  {name: 'package JS', files: [...javascript('pkg'), ...javascript('pkg/element')]},
  {
    name: 'page, first load',
    files: everything('www/dist').filter((file) => !LATER.test(file)),
    budget: {of: 'gzip', bytes: 800 * KB},
  },
  {name: 'page, after that', files: everything('www/dist').filter((file) => LATER.test(file))},
  {
    name: 'standalone.html',
    files: ['pkg/dist/standalone.html'],
    budget: {of: 'raw', bytes: 3500 * KB},
  },
];

let over = 0;
console.log(['', 'raw', 'gzip', 'brotli', 'budget'].map(cell).join(''));
for (const {name, files, budget} of ARTEFACTS) {
  // Each file by itself, as a server sends them.
  const bytes = files.map((file) => readFileSync(file));
  const sizes = {
    raw: total(bytes, (file) => file.length),
    gzip: total(bytes, (file) => gzipSync(file, {level: 9}).length),
    brotli: total(bytes, (file) => brotliCompressSync(file, QUALITY).length),
  };
  const broken = budget !== undefined && sizes[budget.of] > budget.bytes;
  if (broken) over += 1;
  const limit = budget ? `${budget.of} <= ${kilobytes(budget.bytes)}${broken ? '  OVER' : ''}` : '';
  console.log(
    [name, kilobytes(sizes.raw), kilobytes(sizes.gzip), kilobytes(sizes.brotli), limit]
      .map(cell)
      .join('')
      .trimEnd(),
  );
}
if (over > 0) {
  console.error(`size: ${over} over budget`);
  process.exit(1);
}
console.log('size: ok');

/** @param {string} folder */
function javascript(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(folder, name));
}

/** @param {string} folder */
function everything(folder) {
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/**
 * @param {Buffer[]} files
 * @param {(file: Buffer) => number} size
 */
function total(files, size) {
  return files.reduce((sum, file) => sum + size(file), 0);
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / KB).toFixed(1)} KB`;
}

/**
 * @param {string} text
 * @param {number} column
 */
function cell(text, column) {
  return column === 0 ? text.padEnd(18) : column === 4 ? `   ${text}` : text.padStart(12);
}
