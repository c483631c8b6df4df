// Download sizes: each file raw, gzip 9 and brotli 11 (9 for files over 8 MB), kept between runs.
import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const {BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT} = zlib.constants;

const measure = (bytes) => ({
  raw: bytes.length,
  gzip: zlib.gzipSync(bytes, {level: 9}).length,
  brotli: zlib.brotliCompressSync(bytes, {
    params: {
      [BROTLI_PARAM_QUALITY]: bytes.length > 8e6 ? 9 : 11,
      [BROTLI_PARAM_LGWIN]: 24,
      [BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  }).length,
});

/** Sum over `files`. */
export function downloadSize(work, files) {
  const store = path.join(work, 'sizes.json');
  const known = fs.existsSync(store) ? JSON.parse(fs.readFileSync(store, 'utf8')) : {};
  const total = {files: files.length, raw: 0, gzip: 0, brotli: 0};
  for (const file of files) {
    const bytes = fs.readFileSync(file),
      key = createHash('sha256').update(bytes).digest('hex');
    known[key] ??= measure(bytes);
    for (const kind of ['raw', 'gzip', 'brotli']) total[kind] += known[key][kind];
  }
  fs.writeFileSync(store, JSON.stringify(known));
  return total;
}
