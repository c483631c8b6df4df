// headwater as a page uses it: engine in its Worker, the whole report (segments, cohorts, the fitted models and
// every customer's value), then the columns that the job asks for. The other peers do the job and nothing else.
import {SEGMENTS, cohortsChecksum, segmentOf, share6} from '../lib/spec.mjs';

export const name = 'headwater (whole report, with models)';

let engine;
export async function init() {
  const {createEngine} = await import('/headwater/index.js');
  engine = createEngine();
  await engine.start();
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
const monthIndex = (month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
const inCents = (net) => Math.round(Number(net) * 100);

export async function run(file) {
  const started = performance.now();
  const book = await engine.open(file);
  const read = performance.now();
  const report = await book.report();
  const done = performance.now();
  const [r, f, m, orders, net, firstDay, lastDay] = await Promise.all(
    ['r', 'f', 'm', 'orders', 'net', 'firstDay', 'lastDay'].map((column) => report.column(column)),
  );
  book.dispose();
  const n = r.length,
    segments = new Array(8).fill(0),
    cents = Float64Array.from(net, inCents);
  for (let i = 0; i < n; i++) segments[segmentOf(r[i], f[i], m[i])]++;
  const total = sum(cents);
  if (total !== inCents(report.pool.net)) {
    throw new Error(`the customers' money, ${total} cents, is not the pool's, ${report.pool.net}`);
  }
  return {
    rows: report.reading.rows,
    customers: n,
    cents: total,
    orders: sum(orders),
    days_total: report.pool.orderDays,
    first_sum: sum(firstDay),
    last_sum: sum(lastDay),
    rfm_sum: 100 * sum(r) + 10 * sum(f) + sum(m),
    segments: Object.fromEntries(SEGMENTS.map((segment, i) => [segment, segments[i]])),
    cohorts_checksum: cohortsChecksum(
      report.cohorts.flatMap((cohort) =>
        cohort.cells.map((cell) => [monthIndex(cohort.month), cell.offset, cell.customers ?? 0]),
      ),
    ),
    top20_share: share6(report.concentration.top20Share),
    timings: {
      parse_ms: read - started,
      finish_ms: done - read,
      columns_ms: performance.now() - done,
    },
  };
}
