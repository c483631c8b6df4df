// A large file opened with more and fewer workers that help to read it. README.md says what is timed.
//
//   npm run bench:readers -- --rows 1000000 --readers 0,1
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {chromium} from 'playwright-core';
import {CHROMIUM_FLAGS, chromiumPath} from '../../scripts/lib/chromium.js';
import {median} from '../lib/turns.mjs';
import {REPOSITORY, readArgs} from '../peers/lib/paths.mjs';
import {browserPid, setGroupNice} from '../peers/lib/proc.mjs';
import {serve} from '../peers/lib/serve.mjs';
import {ordersFile} from './orders.mjs';

const args = readArgs();
const rounds = Number(args.rounds ?? 7);
const counts = String(args.readers ?? '0,1')
  .split(',')
  .map(Number);

/** Runs in the page: the first opening of a file in it, the two after that, and all that was read. */
async function open(readers) {
  const {createEngine} = await import('/pkg/inline.js');
  const engine = createEngine({readers});
  await engine.start();
  const [file] = document.querySelector('input').files;
  const times = [];
  let reading;
  for (let turn = 0; turn < 3; turn++) {
    const from = performance.now();
    const book = await engine.open(file);
    times.push(performance.now() - from);
    reading = JSON.stringify(book.reading);
    book.dispose();
  }
  engine.dispose();
  return {times, reading};
}

async function main() {
  const file = ordersFile(args);
  const folder = (...names) => path.join(REPOSITORY, ...names);
  const mounts = {'/handover': folder('benches', 'handover'), '/pkg': folder('pkg')};
  const server = await serve(mounts, () => {});
  const browser = await chromium.launch({executablePath: chromiumPath(), args: CHROMIUM_FLAGS});
  for (const pid of [process.pid, browserPid()]) setGroupNice(pid, Number(args.nice ?? 0));
  const lines = counts.map((readers) => ({readers, first: [], later: []}));
  const readings = new Set();
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < lines.length; turn++) {
      const line = lines[(turn + round) % lines.length];
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${server.plain}/handover/page.html`);
      await page.setInputFiles('#file', file);
      const {times, reading} = await page.evaluate(open, line.readers);
      await page.close();
      readings.add(reading);
      if (round === 0) continue;
      line.first.push(times[0]);
      line.later.push(...times.slice(1));
    }
    console.error(`round ${round} of ${rounds}`);
  }
  await browser.close();
  server.close();
  if (readings.size > 1) throw new Error('what was read differs with the number of readers');
  const mb = fs.statSync(file).size / 1e6;
  console.log(
    `${new Date().toISOString().slice(0, 16)}Z, ${mb.toFixed(1)} MB, ${os.cpus().length} cores, Chromium ` +
      `${browser.version()}, ${rounds} rounds after 1 to warm up; load ${os.loadavg()[0].toFixed(2)}.\n`,
  );
  console.log('| readers | first file, ms | least | later, ms | least |');
  console.log('|--:|--:|--:|--:|--:|');
  for (const {readers, first, later} of lines) {
    const cells = [first, later].flatMap((all) => [median(all), Math.min(...all)]);
    console.log(`| ${readers} | ${cells.map((ms) => ms.toFixed(0)).join(' | ')} |`);
  }
}

await main();
