// The peers' modules, bundled for the browser by the work folder's esbuild.
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';

/** `require` as seen from the work folder's packages. */
export const requireFrom = (work) => createRequire(path.join(work, 'npm', 'package.json'));

export async function bundle(work, files, out) {
  const esbuild = requireFrom(work)('esbuild');
  fs.rmSync(out, {recursive: true, force: true});
  await esbuild.build({
    entryPoints: files,
    outdir: out,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'esnext',
    minify: true,
    nodePaths: [path.join(work, 'npm', 'node_modules')],
    loader: {'.wasm': 'file'},
    logLevel: 'error',
    external: ['node:*', 'module', 'worker_threads', '/headwater/*'],
  });
}
