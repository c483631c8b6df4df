// Runs to a table: medians, ratios, and whether the peers agree.
import {FIELDS} from './spec.mjs';

export function median(values) {
  const known = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
  return known.length ? (known[(known.length - 1) >> 1] + known[known.length >> 1]) / 2 : null;
}

const fingerprint = (result) => JSON.stringify(FIELDS.map((field) => result[field]));

/** The result that most runs gave. */
export function consensus(runs) {
  const votes = new Map();
  for (const {result} of runs.filter((run) => run.result)) {
    const key = fingerprint(result);
    votes.set(key, {count: (votes.get(key)?.count ?? 0) + 1, result});
  }
  const best = [...votes.values()].sort((a, b) => b.count - a.count)[0]?.result;
  return best ? Object.fromEntries(FIELDS.map((field) => [field, best[field]])) : null;
}

/** One line of the table. */
function line(id, runs, expected) {
  const all = runs.filter((run) => run.peer === id),
    good = all.filter((run) => run.result && !run.warmUp);
  const column = (key) => median(good.map((run) => run[key]));
  const wrong = good.find((run) => fingerprint(run.result) !== fingerprint(expected));
  const times = good.map((run) => run.ms);
  return {
    id,
    name: all.find((run) => run.name)?.name ?? id,
    runs: good.length,
    error: all.find((run) => run.error)?.error ?? null,
    ms: median(times),
    min: times.length ? Math.min(...times) : null,
    max: times.length ? Math.max(...times) : null,
    warm: column('warm'),
    init: column('init'),
    again: column('again'),
    prepare: column('prepare'),
    first: column('first'),
    cancel: column('cancel'),
    cpu: column('cpu'),
    waited: column('waited'),
    stall: column('stall'),
    memory: column('memory'),
    differs: wrong
      ? FIELDS.filter(
          (field) => JSON.stringify(wrong.result[field]) !== JSON.stringify(expected[field]),
        )
      : [],
  };
}

/** Fastest first; failed peers last. */
export function tabulate(ids, runs) {
  const expected = consensus(runs);
  const lines = ids.map((id) => line(id, runs, expected));
  return {expected, lines: lines.sort((a, b) => (a.ms ?? Infinity) - (b.ms ?? Infinity))};
}

const whole = (value) =>
  value === null || value === undefined ? '–' : Math.round(value).toLocaleString('en-US');
const size = (bytes) =>
  bytes === undefined
    ? '–'
    : bytes < 1e6
      ? `${Math.round(bytes / 1e3)} kB`
      : `${(bytes / 1e6).toFixed(2)} MB`;

/** One experiment {rows, bytes, when, rounds, warmUps, expected, lines, noise} as markdown. */
export function markdown({rows, bytes, when, rounds, warmUps, expected, lines, noise}) {
  const against = (id) => lines.find((one) => one.id === id)?.ms;
  const ratio = (one, id) => (against(id) ? (one.ms / against(id)).toFixed(2) : '–');
  const row = (one) =>
    one.ms === null
      ? `| ${one.name} | 0 | fails: ${(one.error ?? '').replaceAll('|', '/').slice(0, 160)} |${' |'.repeat(12)}`
      : `| ${one.name} | ${one.runs} | ${whole(one.ms)} | ${whole(one.min)}–${whole(one.max)} | ${whole(one.warm)} | ${whole(bytes / 1e3 / one.ms)} | ${ratio(one, 'duckdb')} | ${ratio(one, 'js-scanner')} | ${ratio(one, 'duckdb-native')} | ${whole(one.cpu)} | ${whole(one.init)} | ${whole(one.memory / 1048576)} | ${whole(one.stall)} | ${size(one.download?.gzip)} | ${one.differs.length ? `NO: ${one.differs.join(', ')}` : 'yes'} |`;
  const felt = (one) =>
    `| ${one.name} | ${[one.init, one.again, one.prepare, one.first, one.stall, one.cancel].map(whole).join(' | ')} |`;
  return [
    `### ${whole(rows)} rows, ${(bytes / 1e6).toFixed(1)} MB, ${whole(expected?.customers)} customers`,
    '',
    `${when.slice(0, 16)}Z, ${rounds} rounds after ${warmUps} to warm up; fixed processor loop ${whole(noise.least)}–${whole(noise.most)} ms (median ${whole(noise.middle)}), load ${noise.load}.`,
    '',
    '| peer | runs | ms (median) | min–max | second run ms | MB/s | × DuckDB-Wasm | × JS scanner | × native DuckDB | CPU ms | init ms | RSS +MiB | page stall ms | download gzip | same result |',
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|:-:|',
    ...lines.map(row),
    '',
    '| peer | init ms | init again ms | prepare ms | first progress ms | page stall ms | cancel ms |',
    '|---|--:|--:|--:|--:|--:|--:|',
    ...lines.filter((one) => one.ms !== null).map(felt),
    '',
  ].join('\n');
}
