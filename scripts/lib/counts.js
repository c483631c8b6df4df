/** @file Prints the instructions of each stage and fails where there are more than recorded; see scripts/counts. */
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {countStages, STAGES} from './callgrind.js';

const RECORD = 'benches/record/counts.json';
/** Work on another stage moves inlining, and with it a count, by less. */
const TOLERANCE = 0.03;

/** @typedef {{tools: Record<string, string>, input: string, instructions: Record<string, number>}} Counts */

const counted = count();
const recorded = existsSync(RECORD)
  ? /** @type {Counts} */ (JSON.parse(readFileSync(RECORD, 'utf8')))
  : null;
table(counted, recorded);
if (process.env.UPDATE === '1') {
  writeFileSync(RECORD, `${JSON.stringify(counted, null, 2)}\n`);
  console.log(`counts: recorded in ${RECORD}`);
} else {
  compare(counted, recorded);
}

/** @returns {Counts} */
function count() {
  const input = readFileSync('target/counts/input', 'utf8').trim();
  const instructions = countStages('target/counts');
  return {tools: tools(), input, instructions};
}

/** What else a count depends on: who compiled, and what the C library and `simdutf8` choose by processor. */
function tools() {
  const cpu = /^flags.*$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[0] ?? '';
  return {
    compiler: output('rustc', '--version'),
    valgrind: output('valgrind', '--version'),
    library: output('getconf', 'GNU_LIBC_VERSION'),
    processor: `${process.arch}${/\bavx2\b/.test(cpu) ? ' with AVX2' : ''}`,
  };
}

/** @param {string} program @param {...string} args */
function output(program, ...args) {
  return execFileSync(program, args, {encoding: 'utf8'}).trim();
}

/** @param {Counts} now @param {Counts | null} before */
function table({instructions, input}, before) {
  const rows = STAGES.map((stage) => {
    const [here, there] = [instructions[stage] ?? 0, before?.instructions[stage]];
    const change = there
      ? `${here < there ? '' : '+'}${(100 * (here / there - 1)).toFixed(2)} %`
      : '';
    return [stage, here.toLocaleString('en'), there?.toLocaleString('en') ?? '', change];
  });
  for (const row of [['instructions', 'now', 'recorded', ''], ...rows]) {
    console.log(
      row
        .map((text, column) => (column ? text.padStart(16) : text.padEnd(14)))
        .join('')
        .trimEnd(),
    );
  }
  console.log(`input: ${input}`);
}

/** @param {Counts} now @param {Counts | null} before */
function compare(now, before) {
  if (!before) fail(`${RECORD} is missing; UPDATE=1 scripts/counts makes it`);
  for (const [name, here] of Object.entries(now.tools)) {
    if (before.tools[name] === here) continue;
    console.log(
      `counts: other ${name}, not compared (recorded with ${before.tools[name]}, this is ${here})`,
    );
    return;
  }
  if (now.input !== before.input) {
    fail(`another input than recorded (${before.input}); UPDATE=1 if it was meant to change`);
  }
  const ratio = (/** @type {string} */ stage) =>
    (now.instructions[stage] ?? 0) / (before.instructions[stage] ?? 0);
  const more = STAGES.filter((stage) => !(ratio(stage) <= 1 + TOLERANCE));
  if (more.length > 0) {
    fail(`more than 3 % above the record: ${more.join(', ')}; UPDATE=1 if that is its price`);
  }
  const fewer = STAGES.filter((stage) => ratio(stage) < 1 - TOLERANCE);
  if (fewer.length > 0) {
    console.log(`counts: fewer for ${fewer.join(', ')}; UPDATE=1 keeps them so`);
  }
  console.log('counts: ok');
}

/** @param {string} why @returns {never} */
function fail(why) {
  console.error(`counts: ${why}`);
  process.exit(1);
}
