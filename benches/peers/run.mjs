// Measures the peers on one job in a real browser and prints a table. README.md lists the options.
//
//   npm run bench -- --rows 1000000 --only headwater,duckdb,js-scanner,papaparse
import fs from 'node:fs';
import path from 'node:path';
import {generate} from './gen.mjs';
import {bundle} from './lib/bundle.mjs';
import {measure} from './lib/measure.mjs';
import {measureNative} from './lib/native.mjs';
import {HERE, REPOSITORY, readArgs, workFolder} from './lib/paths.mjs';
import {calibrate, setGroupNice} from './lib/proc.mjs';
import {keepRecord} from './lib/record.mjs';
import {serve} from './lib/serve.mjs';
import {downloadSize} from './lib/sizes.mjs';
import {markdown, median, tabulate} from './lib/table.mjs';
import {toGb18030} from '../reading/gb18030.mjs';
import {buildHeadwater, installPeers} from './setup.mjs';

const args = readArgs(),
  work = workFolder(args);
const rows = Number(args.rows ?? 1e6),
  rounds = Number(args.rounds ?? 5),
  warmUps = Number(args.warmup ?? 1),
  nice = Number(args.nice ?? 0);
if (!(rows > 0 && rounds > 0 && warmUps >= 0)) {
  throw new Error('--rows and --rounds take numbers above 0');
}

/** The peers asked for, as {id, module, url, isolated, isNative, isGb18030}. */
function chosenPeers() {
  const folder = path.join(HERE, 'peers');
  const known = fs
    .readdirSync(folder)
    .filter((name) => /^[^.]+\.mjs$/.test(name))
    .map((name) => name.slice(0, -4));
  const listed = (value) =>
    [value]
      .flat()
      .join(',')
      .split(',')
      .map((id) => (id === 'ours' ? 'headwater' : id));
  const only = args.only ? listed(args.only) : known,
    skipped = args.skip ? listed(args.skip) : [];
  const strange = [...only, ...skipped].filter((id) => !known.includes(id));
  if (strange.length) {
    throw new Error(`no such peer: ${strange.join(', ')}. There are: ${known.join(', ')}`);
  }
  return only
    .filter((id) => !skipped.includes(id))
    .map((id) => {
      const module = path.join(folder, `${id}.mjs`);
      const says = (mark) => mark.test(fs.readFileSync(module, 'utf8'));
      return {
        id,
        module,
        url: `/dist/${id}.js`,
        isolated: says(/needsIsolation\s*=\s*true/),
        isNative: says(/isNative\s*=\s*true/),
        isGb18030: says(/isGb18030\s*=\s*true/),
      };
    });
}

function ordersFile() {
  const file = path.resolve(String(args.file ?? path.join(work, 'data', `orders-${rows}.csv`)));
  if (!fs.existsSync(file)) {
    fs.mkdirSync(path.dirname(file), {recursive: true});
    console.error('generating', JSON.stringify(generate({rows, out: file})));
  }
  return file;
}

/** The same orders in GB18030, in a file beside them. */
function inGb18030(file) {
  const other = file.replace(/(\.csv)?$/, '.gb18030.csv');
  if (!fs.existsSync(other)) {
    console.error('making', other);
    fs.writeFileSync(other, toGb18030(fs.readFileSync(file, 'utf8')));
  }
  return other;
}

async function main() {
  const peers = chosenPeers();
  installPeers(work);
  if (peers.some((peer) => peer.id.startsWith('headwater'))) buildHeadwater();
  const file = ordersFile(),
    dist = path.join(work, 'dist'),
    source = (name) => path.join(HERE, 'peers', name);
  const entries = peers
    .filter((peer) => !peer.isNative)
    .flatMap(({id}) => [
      `${id}.mjs`,
      `${id}.worker.mjs`,
      `${id.replace('-typical', '')}.worker.mjs`,
    ])
    .map(source)
    .filter((name) => fs.existsSync(name));
  await bundle(work, [...new Set(entries)], dist);

  let fetched = new Set();
  const server = await serve(
    {
      '/dist': dist,
      '/npm': path.join(work, 'npm', 'node_modules'),
      '/bench': HERE,
      '/headwater': path.join(REPOSITORY, 'pkg'),
    },
    (url, served) => {
      if (!url.startsWith('/bench/')) fetched.add(served);
    },
  );
  setGroupNice(process.pid, nice);
  const setting = {
    work,
    file,
    nice,
    chrome: String(args.chrome ?? process.env.CHROME ?? '/usr/bin/chromium'),
    timeout: Number(args.timeout ?? 300) * 1000,
    inPage: Number(args.inpage ?? 2),
    address: (isolated) =>
      `http://127.0.0.1:${isolated ? server.isolated : server.plain}/bench/page.html`,
  };
  const started = new Date().toISOString(),
    runs = [],
    noise = [],
    downloads = {},
    lost = new Set();
  for (let round = 0; round < warmUps + rounds; round++) {
    for (let turn = 0; turn < peers.length; turn++) {
      // each round starts with another peer
      const peer = peers[(turn + round) % peers.length];
      if (lost.has(peer.id)) continue;
      fetched = new Set();
      const calm = calibrate(),
        timed = peer.isNative ? measureNative : measure,
        theirs = peer.isGb18030 ? {...setting, file: inGb18030(file)} : setting,
        run = {...(await timed(peer, theirs)), round, warmUp: round < warmUps};
      noise.push(calm);
      downloads[peer.id] ??= [...fetched];
      if (
        run.error?.startsWith('timeout') ||
        (run.error && runs.some((old) => old.peer === peer.id && old.error))
      ) {
        lost.add(peer.id);
      }
      runs.push(run);
      console.error(
        `[${round}] ${peer.id.padEnd(18)} ${run.error ? `FAILED ${run.error}` : `${run.ms.toFixed(0)} ms, second ${run.warm?.toFixed(0) ?? '–'}, init ${run.init.toFixed(0)}, cpu ${run.cpu}, waited ${run.waited.toFixed(0)}, +${(run.memory / 1048576).toFixed(0)} MiB`}  (loop ${calm.ms.toFixed(0)} ms, load ${calm.load})`,
      );
    }
  }
  server.close();

  const {expected, lines} = tabulate(
    peers.map((peer) => peer.id),
    runs,
  );
  for (const line of lines) {
    const {isNative} = peers.find((peer) => peer.id === line.id);
    if (!isNative) line.download = downloadSize(work, downloads[line.id] ?? []);
  }
  const loops = noise.map((calm) => calm.ms);
  const experiment = {
    rows,
    bytes: fs.statSync(file).size,
    when: started,
    rounds,
    warmUps,
    nice,
    browser: runs.find((run) => run.version)?.version ?? null,
    expected,
    lines,
    noise: {
      least: Math.min(...loops),
      middle: median(loops),
      most: Math.max(...loops),
      load: median(noise.map((calm) => calm.load)),
    },
    runs: runs.map(({result, ...run}) => ({...run, timings: result?.timings})),
  };
  console.log(markdown(experiment));
  if (args.record) console.error('written:', keepRecord(experiment, work).join(', '));
  process.exitCode = lines.some((line) => line.differs.length || line.ms === null) ? 1 : 0;
}

await main();
