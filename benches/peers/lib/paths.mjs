// Where things are, and the command line.
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

/** benches/peers */
export const HERE = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const REPOSITORY = path.resolve(HERE, '../..');
export const RECORDS = path.join(REPOSITORY, 'benches', 'record');

/** `--name value`, `--name=value` and bare `--name` (true); a name given twice keeps both as an array. */
export function readArgs(argv = process.argv.slice(2)) {
  const args = {};
  const keep = (name, value) => {
    args[name] = name in args ? [args[name], value].flat() : value;
  };
  for (let i = 0; i < argv.length; i++) {
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(argv[i]);
    if (!match) {
      throw new Error(
        `what is "${argv[i]}"? Options look like --rows 1000000; README.md lists them`,
      );
    }
    const [, name, value] = match;
    if (value !== undefined) keep(name, value);
    else if (i + 1 < argv.length && !argv[i + 1].startsWith('--')) keep(name, argv[++i]);
    else keep(name, true);
  }
  return args;
}

/** Where packages, bundles and generated orders go: never into the repository. */
export const workFolder = (args) =>
  path.resolve(
    String(args.work ?? process.env.BENCH_WORK ?? path.join(os.tmpdir(), 'headwater-bench')),
  );
