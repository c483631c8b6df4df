// Tables of readings, and the files of benches/record that keep them.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {RECORDS, REPOSITORY} from '../peers/lib/paths.mjs';
import {machine} from '../peers/lib/proc.mjs';

const whole = (value) => Math.round(value).toLocaleString('en');
const perSecond = (bytes, ms) => whole(bytes / 1e3 / ms);

/** How many times longer `other` takes than `line`. */
const times = (other, line) => (other ? `${(other.cpu / line.cpu).toFixed(2)}` : '');

/** One experiment as markdown. */
export function markdown({when, rounds, lines}) {
  const first = lines[0];
  return [
    `${when.slice(0, 16)}Z, ${rounds} rounds after 1 to warm up; load ${os.loadavg()[0].toFixed(2)}.`,
    '',
    '| file | reader | rows | MB | ms (median) | CPU ms | MB/s | MB/s of CPU | × first line per byte | peer takes × |',
    '|---|---|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...lines.map((line) => {
      const perByte = line.cpu / line.bytes / (first.cpu / first.bytes);
      const peer = lines.find((other) => other.file === line.file && other.reader !== line.reader);
      return `| ${line.file} | ${line.reader} | ${whole(line.rows)} | ${(line.bytes / 1e6).toFixed(1)} | ${whole(line.ms)} | ${whole(line.cpu)} | ${perSecond(line.bytes, line.ms)} | ${perSecond(line.bytes, line.cpu)} | ${perByte.toFixed(2)} | ${times(peer, line)} |`;
    }),
    '',
  ].join('\n');
}

/** Keeps an experiment as the day's of that name, in place of an earlier one; gives the files written. */
export function keepRecord(name, experiment, write = markdown) {
  const stem = path.join(RECORDS, `${experiment.when.slice(0, 10)}-${name}`);
  const {processor, cores, memoryGiB, system, node} = machine();
  const host = `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}; Node ${node}.`;
  const how = `How it is timed and what the columns mean: [benches/${name}](../${name}/README.md).`;
  const title = `# Benches of ${name}, ${experiment.when.slice(0, 10)}`;
  fs.mkdirSync(RECORDS, {recursive: true});
  fs.writeFileSync(
    `${stem}.json`,
    `${JSON.stringify({machine: machine(), ...experiment}, null, 1)}\n`,
  );
  fs.writeFileSync(`${stem}.md`, [title, '', host, '', how, '', write(experiment)].join('\n'));
  return [`${stem}.json`, `${stem}.md`].map((file) => path.relative(REPOSITORY, file));
}
