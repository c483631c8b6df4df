// The job as SQL, shared by the DuckDB peers.
import {SEGMENTS, SEGMENT_SQL, cohortsChecksum, share6} from './spec.mjs';

export const SQL = {
  load: `CREATE OR REPLACE TEMP TABLE o AS
    SELECT customer_id AS id, order_time::DATE AS d, (amount*100)::BIGINT AS cents
    FROM read_csv('orders.csv', header=true, delim=',', quote='"', escape='"',
      columns={'customer_id':'VARCHAR','order_id':'VARCHAR','order_time':'TIMESTAMP','amount':'DECIMAL(12,2)','channel':'VARCHAR','product':'VARCHAR'})`,
  day: `CREATE OR REPLACE TEMP TABLE cd AS
    SELECT id, d, sum(cents)::BIGINT AS cents, count(*) AS n, count(*) FILTER (cents > 0) AS orders FROM o GROUP BY 1, 2`,
  customers: `CREATE OR REPLACE TEMP TABLE c AS
    SELECT id, sum(cents)::BIGINT AS cents, sum(n)::BIGINT AS n, sum(orders)::BIGINT AS freq,
           min(d) FILTER (orders > 0) AS first, max(d) FILTER (orders > 0) AS last, count(*) FILTER (orders > 0) AS days
    FROM cd GROUP BY id`,
  scored: `WITH q AS (SELECT quantile_disc(last,[0.2,0.4,0.6,0.8]) AS l, quantile_disc(freq,[0.2,0.4,0.6,0.8]) AS f, quantile_disc(cents,[0.2,0.4,0.6,0.8]) AS m FROM c),
    s AS (SELECT c.*, 1+(last>l[1])::INT+(last>l[2])::INT+(last>l[3])::INT+(last>l[4])::INT AS r,
        1+(freq>q.f[1])::INT+(freq>q.f[2])::INT+(freq>q.f[3])::INT+(freq>q.f[4])::INT AS f,
        1+(cents>q.m[1])::INT+(cents>q.m[2])::INT+(cents>q.m[3])::INT+(cents>q.m[4])::INT AS m FROM c, q)
    SELECT ${SEGMENT_SQL} AS seg, count(*)::INT AS k, sum(n)::DOUBLE AS n, sum(cents)::DOUBLE AS cents, sum(freq)::DOUBLE AS orders, sum(days)::DOUBLE AS dt,
      sum(datediff('day', DATE '1970-01-01', first))::DOUBLE AS fs, sum(datediff('day', DATE '1970-01-01', last))::DOUBLE AS ls, sum(r*100+f*10+m)::DOUBLE AS rfm
    FROM s GROUP BY 1`,
  top: `SELECT sum(cents)::DOUBLE AS v FROM (SELECT cents FROM c ORDER BY cents DESC LIMIT (SELECT ((count(*)+4)//5)::BIGINT FROM c))`,
  cohorts: `SELECT cm, om - cm AS o, count(*)::INT AS k FROM (
      SELECT DISTINCT cd.id, year(c.first)*12+month(c.first)-1 AS cm, year(d)*12+month(d)-1 AS om FROM cd JOIN c ON cd.id=c.id WHERE cd.orders > 0)
    GROUP BY 1, 2`,
};

export async function duckJob(query) {
  const t0 = performance.now();
  await query(SQL.load);
  const t1 = performance.now();
  await query(SQL.day);
  await query(SQL.customers);
  const rows = await query(SQL.scored),
    top = await query(SQL.top),
    cells = await query(SQL.cohorts);
  const seg = new Array(8).fill(0);
  const sum = {k: 0, n: 0, cents: 0, orders: 0, dt: 0, fs: 0, ls: 0, rfm: 0};
  for (const r of rows) {
    seg[Number(r.seg)] = Number(r.k);
    for (const k in sum) sum[k] += Number(r[k]);
  }
  return {
    rows: sum.n,
    customers: sum.k,
    cents: sum.cents,
    orders: sum.orders,
    days_total: sum.dt,
    first_sum: sum.fs,
    last_sum: sum.ls,
    rfm_sum: sum.rfm,
    segments: Object.fromEntries(SEGMENTS.map((s, i) => [s, seg[i]])),
    cohorts_checksum: cohortsChecksum(cells.map((r) => [r.cm, r.o, r.k])),
    top20_share: share6(Number(top[0].v) / sum.cents),
    timings: {parse_ms: t1 - t0, finish_ms: performance.now() - t1},
  };
}

export async function open(duckdb, bundle) {
  const worker = new Worker(bundle.mainWorker);
  const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
  await db.instantiate(bundle.mainModule, bundle.pthreadWorker);
  return db;
}

export async function runOn(db, duckdb, file, copy = false) {
  if (copy) await db.registerFileBuffer('orders.csv', new Uint8Array(await file.arrayBuffer()));
  else {
    await db.registerFileHandle(
      'orders.csv',
      file,
      duckdb.DuckDBDataProtocol.BROWSER_FILEREADER,
      true,
    );
  }
  const con = await db.connect();
  try {
    return await duckJob(async (q) => (await con.query(q)).toArray().map((r) => r.toJSON()));
  } finally {
    await con.close();
    await db.dropFile('orders.csv');
  }
}
