// What the entries of headwater share: the engine, and the result object from a report and its columns.
import {SEGMENTS, cohortsChecksum, segmentOf, share6} from './spec.mjs';

/** What a page does while it is idle and when a file is about to be chosen: no byte of the file is known yet. */
export async function prepareEngine(engine) {
  await engine.warmUp();
  engine.expectFile();
}

/** Resolves once the engine has given up a report that is cancelled by `signal`, and answered another question. */
export async function cancelled(engine, file, signal, options) {
  try {
    (await engine.analyze(file, {...options, signal})).dispose();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  await engine.preview('customer,day,amount\nA,2024-01-01,1\n');
}

const COLUMNS = ['r', 'f', 'm', 'orders', 'net', 'firstDay', 'lastDay'];

export async function startEngine() {
  const {createEngine} = await import('/headwater/index.js');
  const engine = createEngine();
  await engine.start();
  return engine;
}

const monthIndex = (month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;

/** Customers that are summed up at once: what more would take is no stall of headwater's. */
const AT_ONCE = 1 << 17;

/** Lets the page's own work run. */
function pause() {
  const {port1, port2} = new MessageChannel();
  return new Promise((go) => {
    port1.onmessage = go;
    port2.postMessage(null);
  });
}

/** Sums over the customers in one loop, as the other peers do theirs, but on the page's thread and so with pauses. */
async function sums([r, f, m, orders, net, firstDay, lastDay]) {
  const segments = new Int32Array(SEGMENTS.length);
  let [cents, count, first, last, rfm] = [0, 0, 0, 0, 0];
  for (let i = 0; i < r.length; i++) {
    if (i % AT_ONCE === AT_ONCE - 1) await pause();
    segments[segmentOf(r[i], f[i], m[i])]++;
    cents += Math.round(net[i] * 100);
    count += orders[i];
    first += firstDay[i];
    last += lastDay[i];
    rfm += 100 * r[i] + 10 * f[i] + m[i];
  }
  return {segments, cents, count, first, last, rfm};
}

/** Reads `file`, asks for a report with `options` and for the columns, and gives the result object. */
export async function answer(engine, file, options, progress) {
  const started = performance.now();
  const book = await engine.open(file, {onProgress: progress});
  const read = performance.now();
  const report = await book.report(options);
  const done = performance.now();
  const columns = await Promise.all(COLUMNS.map((column) => report.column(column)));
  const handed = performance.now();
  book.dispose();
  const {segments, cents, count, first, last, rfm} = await sums(columns);
  if (cents !== Math.round(Number(report.pool.net) * 100)) {
    throw new Error(`the customers' money, ${cents} cents, is not the pool's, ${report.pool.net}`);
  }
  const cells = report.cohorts.flatMap((cohort) => {
    const joined = monthIndex(cohort.month);
    return cohort.cells.map((cell) => [joined, cell.offset, cell.customers ?? 0]);
  });
  return {
    rows: report.reading.rows,
    customers: columns[0].length,
    cents,
    orders: count,
    days_total: report.pool.orderDays,
    first_sum: first,
    last_sum: last,
    rfm_sum: rfm,
    segments: Object.fromEntries(SEGMENTS.map((segment, i) => [segment, segments[i]])),
    cohorts_checksum: cohortsChecksum(cells),
    top20_share: share6(report.concentration.top20Share),
    timings: {
      parse_ms: read - started,
      finish_ms: done - read,
      columns_ms: handed - done,
      sums_ms: performance.now() - handed,
    },
  };
}
