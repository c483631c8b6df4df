// How quickly a file comes into workers, and what of it is hidden behind work. README.md says what is timed.
//
//   npm run bench:handover -- --rows 1000000
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {chromium} from 'playwright-core';
import {CHROMIUM_FLAGS, chromiumPath} from '../../scripts/lib/chromium.js';
import {median} from '../lib/turns.mjs';
import {REPOSITORY, readArgs} from '../peers/lib/paths.mjs';
import {serve} from '../peers/lib/serve.mjs';
import {ordersFile} from './orders.mjs';

const args = readArgs();
const rounds = Number(args.rounds ?? 7);

const slice = (mib, ahead, shares) => ({how: 'slice', mib, ahead, shares});
const WAYS = [
  {how: 'stream', shares: 1},
  {how: 'whole', shares: 1},
  ...[1, 4, 8, 16, 32].flatMap((mib) => [
    slice(mib, 0, 1),
    slice(mib, 1, 1),
    slice(mib, 2, 1),
    slice(mib, 1, 2),
    slice(mib, 2, 2),
  ]),
];
/** Additions for each byte: none to speak of, and about what reading orders takes. */
const PASSES = [0, 4];
/** None shares a factor with the number of jobs. */
const STRIDES = [1, 5, 7, 11, 13, 17, 19, 23, 25, 29];

function nameOf({how, mib, ahead}) {
  if (how !== 'slice') return how === 'stream' ? 'stream()' : 'arrayBuffer() of all';
  return `${mib} MiB slices, ${ahead || 'none'} ahead`;
}

async function main() {
  const file = ordersFile(args);
  const server = await serve({'/handover': path.join(REPOSITORY, 'benches', 'handover')}, () => {});
  const browser = await chromium.launch({executablePath: chromiumPath(), args: CHROMIUM_FLAGS});
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.plain}/handover/page.html`);
  await page.setInputFiles('#file', file);
  await page.evaluate(() => window.ready);
  const jobs = WAYS.flatMap((way) => PASSES.map((passes) => ({...way, passes, runs: []})));
  for (let round = 0; round <= rounds; round++) {
    // A stride that differs from round to round: what else the machine does must not meet the same jobs each time.
    const stride = STRIDES[round % STRIDES.length];
    for (let turn = 0; turn < jobs.length; turn++) {
      const {runs, ...way} = jobs[(turn * stride + round) % jobs.length];
      const ms = await page.evaluate((one) => window.go(one), way);
      if (round > 0) runs.push(ms);
    }
    console.error(`round ${round} of ${rounds}`);
  }
  await browser.close();
  server.close();
  const mb = fs.statSync(file).size / 1e6;
  console.log(
    `${new Date().toISOString().slice(0, 16)}Z, ${mb.toFixed(1)} MB, ${os.cpus().length} cores, Chromium ` +
      `${browser.version()}, ${rounds} rounds after 1 to warm up; load ${os.loadavg()[0].toFixed(2)}.\n`,
  );
  console.log('| way | workers | ms, bytes only | least | ms, with work | least |');
  console.log('|---|--:|--:|--:|--:|--:|');
  for (const way of WAYS) {
    const cells = PASSES.flatMap((passes) => {
      const name = nameOf(way);
      const {runs} = jobs.find(
        (job) => job.passes === passes && nameOf(job) === name && job.shares === way.shares,
      );
      return [median(runs), Math.min(...runs)].map((ms) => ms.toFixed(0));
    });
    console.log(`| ${nameOf(way)} | ${way.shares} | ${cells.join(' | ')} |`);
  }
}

await main();
