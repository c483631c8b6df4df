/**
 * @file Checks package-lock.json: each package from a registry with its hash, under a licence we can
 * ship or build with, and none that users get runs a script when it is installed.
 */
import {readFileSync} from 'node:fs';

const LICENCES = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Python-2.0',
  'Unlicense',
]);
// File-level copyleft, in tools that we run and never ship.
const LICENCES_OF_TOOLS = new Set(['MPL-2.0']);

/** @typedef {{version?: string, resolved?: string, link?: boolean, integrity?: string, license?: string, dev?: boolean, devOptional?: boolean, hasInstallScript?: boolean}} Locked */

/** @type {Record<string, Locked>} */
const packages = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
const faults = Object.entries(packages).flatMap(([path, locked]) => {
  if (!path.startsWith('node_modules/') || locked.link) return [];
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return faultsOf(locked).map((fault) => `${name}@${locked.version}: ${fault}`);
});
for (const fault of faults) console.error(`npm-licences: ${fault}`);
if (faults.length > 0) process.exit(1);

/** @param {Locked} locked */
function faultsOf({integrity, resolved, license = 'none', dev, devOptional, hasInstallScript}) {
  const tool = Boolean(dev || devOptional);
  const faults = [];
  if (!integrity) faults.push('no integrity hash');
  if (resolved) faults.push('names the host it came from; see .npmrc');
  if (hasInstallScript && !tool) faults.push('runs a script when installed');
  const options = license.replace(/[()]/g, '').split(/ (?:OR|AND) /);
  const allowed = (/** @type {string} */ id) =>
    LICENCES.has(id) || (tool && LICENCES_OF_TOOLS.has(id));
  const free = license.includes(' AND ') ? options.every(allowed) : options.some(allowed);
  if (!free) faults.push(`licence ${license} is not on the list in scripts/lib/npm-licences.js`);
  return faults;
}
