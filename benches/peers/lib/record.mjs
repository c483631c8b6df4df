// benches/record/DATE.json and DATE.md: one file a day, one experiment for each number of rows.
import fs from 'node:fs';
import path from 'node:path';
import {HERE, RECORDS, REPOSITORY} from './paths.mjs';
import {machine} from './proc.mjs';
import {markdown} from './table.mjs';

const json = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

function versions() {
  const {version} = json(path.join(REPOSITORY, 'pkg', 'package.json'));
  return {headwater: version, ...json(path.join(HERE, 'package.json')).dependencies};
}

/** The whole day's record as markdown. */
export function recordText(day, {machine: host, versions: used, experiments}) {
  const list = Object.entries(used)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
  const browser = experiments.find((one) => one.browser)?.browser;
  return [
    `# Orders file to report, ${day}`,
    '',
    `${host.processor}, ${host.cores} cores, ${host.memoryGiB} GiB, ${host.system}; Chromium ${browser}, Node ${host.node}.`,
    '',
    `${list}.`,
    '',
    'The job, how it is timed and what the columns mean: [benches/peers](../peers/README.md).',
    '',
    ...experiments.map(markdown),
  ].join('\n');
}

/** Adds an experiment to the day's record, in place of an earlier one with as many rows; gives the files written. */
export function keepRecord(experiment) {
  const day = experiment.when.slice(0, 10),
    file = path.join(RECORDS, `${day}.json`);
  const kept = fs.existsSync(file)
    ? json(file).experiments.filter((one) => one.rows !== experiment.rows)
    : [];
  const record = {
    machine: machine(),
    versions: versions(),
    experiments: [...kept, experiment].sort((a, b) => a.rows - b.rows),
  };
  fs.mkdirSync(RECORDS, {recursive: true});
  fs.writeFileSync(file, `${JSON.stringify(record, null, 1)}\n`);
  const text = file.replace(/json$/, 'md');
  fs.writeFileSync(text, recordText(day, record));
  return [file, text].map((name) => path.relative(REPOSITORY, name));
}
