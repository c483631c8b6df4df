// Installs the peers into the work folder, once; run.mjs calls it.   node setup.mjs [--work DIR]
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {HERE, REPOSITORY, readArgs, workFolder} from './lib/paths.mjs';

const sameText = (a, b) =>
  fs.existsSync(b) && fs.readFileSync(a, 'utf8') === fs.readFileSync(b, 'utf8');

/** Makes sure that the packages of package.json are in `work`; quick when they are. */
export function installPeers(work) {
  const wanted = path.join(HERE, 'package.json'),
    npm = path.join(work, 'npm'),
    done = path.join(npm, 'installed.json');
  fs.mkdirSync(npm, {recursive: true});
  if (sameText(wanted, done)) return;
  console.error('installing the peers into', npm);
  fs.copyFileSync(wanted, path.join(npm, 'package.json'));
  execFileSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--silent'],
    {cwd: npm, stdio: 'inherit'},
  );
  fs.copyFileSync(wanted, done);
}

/** Makes sure that the package to be measured is built. */
export function buildHeadwater() {
  if (fs.existsSync(path.join(REPOSITORY, 'pkg', 'wasm', 'headwater_bg.wasm'))) return;
  console.error('building headwater');
  execFileSync('npm', ['run', 'build'], {cwd: REPOSITORY, stdio: ['ignore', 2, 2]});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installPeers(workFolder(readArgs()));
  buildHeadwater();
}
