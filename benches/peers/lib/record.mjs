// benches/record/DATE.json and DATE.md: one file a day, one experiment for each number of rows.
import fs from 'node:fs';
import path from 'node:path';
import {HERE, RECORDS, REPOSITORY} from './paths.mjs';
import {machine} from './proc.mjs';
import {downloadSize} from './sizes.mjs';
import {markdown} from './table.mjs';

const json = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

function versions() {
  const {version} = json(path.join(REPOSITORY, 'pkg', 'package.json'));
  return {headwater: version, ...json(path.join(HERE, 'package.json')).dependencies};
}

/** What a visitor of the page loads, sample and wasm included; null where it is not built. */
function pageSize(work) {
  const site = path.join(REPOSITORY, 'www', 'dist');
  if (!fs.existsSync(site)) return null;
  const files = fs.readdirSync(site, {recursive: true, withFileTypes: true});
  return downloadSize(
    work,
    files
      .filter((one) => one.isFile())
      .map((one) => path.join(one.parentPath ?? one.path, one.name)),
  );
}

/** The whole day's record as markdown. */
export function recordText(day, {machine: host, versions: used, page, experiments}) {
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
    page ? `The page with all its parts: ${Math.round(page.gzip / 1e3)} kB gzip.\n` : '',
    'The job, how it is timed and what the columns mean: [benches/peers](../peers/README.md).',
    '',
    ...experiments.map(markdown),
  ].join('\n');
}

/** Adds an experiment to the day's record, in place of an earlier one with as many rows; gives the files written. */
export function keepRecord(experiment, work) {
  const day = experiment.when.slice(0, 10),
    file = path.join(RECORDS, `${day}.json`);
  const kept = fs.existsSync(file)
    ? json(file).experiments.filter((one) => one.rows !== experiment.rows)
    : [];
  const record = {
    machine: machine(),
    versions: versions(),
    page: pageSize(work),
    experiments: [...kept, experiment].sort((a, b) => a.rows - b.rows),
  };
  fs.mkdirSync(RECORDS, {recursive: true});
  fs.writeFileSync(file, `${JSON.stringify(record, null, 1)}\n`);
  const text = file.replace(/json$/, 'md');
  fs.writeFileSync(text, recordText(day, record));
  return [file, text].map((name) => path.relative(REPOSITORY, name));
}
