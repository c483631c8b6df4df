// Instructions of each stage for a row, at several sizes: what tells a longer way from a wait for memory.
import {execFileSync} from 'node:child_process';
import {REPOSITORY} from '../peers/lib/paths.mjs';
import {countStages} from '../../scripts/lib/callgrind.js';

const SIZES = [1e4, 1e5, 1e6];

export function instructions() {
  const perRow = {};
  for (const rows of SIZES) {
    console.error(`counting the instructions of ${rows} rows`);
    const stdio = ['ignore', 'ignore', 'inherit'];
    execFileSync('scripts/counts', [String(rows)], {cwd: REPOSITORY, stdio});
    const counts = countStages(`${REPOSITORY}/target/counts`);
    // The other file is of another size.
    delete counts.read_wide;
    for (const [stage, count] of Object.entries(counts)) (perRow[stage] ??= []).push(count / rows);
  }
  return {sizes: SIZES, perRow};
}
