// Jobs in turns within one process, so that what else the machine does falls on all alike.

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Wall clock and processor time of one run; the second does not see what other programs do. */
export async function timed({run}) {
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  const rows = await run();
  const ms = performance.now() - started;
  const {user, system} = process.cpuUsage(cpu);
  return {ms, cpu: (user + system) / 1e3, rows};
}

/**
 * Runs every job once to warm up and then `rounds` times; each round starts with another job.
 *
 * @param {{file: string, reader: string, bytes: number, run: () => Promise<number>}[]} jobs
 * @param {number} rounds
 */
export async function inTurns(jobs, rounds) {
  const lines = jobs.map(({file, reader, bytes}) => ({file, reader, bytes, rows: 0, runs: []}));
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < jobs.length; turn++) {
      const index = (turn + round) % jobs.length;
      const {rows, ...run} = await timed(jobs[index]);
      lines[index].rows = rows;
      if (round > 0) lines[index].runs.push(run);
      console.error(
        `[${round}] ${lines[index].file}, ${lines[index].reader}: ${Math.round(run.ms)} ms`,
      );
    }
  }
  return lines.map((line) => ({
    ...line,
    ms: median(line.runs.map((run) => run.ms)),
    cpu: median(line.runs.map((run) => run.cpu)),
  }));
}
