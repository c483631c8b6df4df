// DuckDB as a program of its own, with two threads: what the machine can do outside a browser. Runs in Node.
import {duckJob} from '../lib/duckdb.mjs';
export const name = 'DuckDB 1.5 (native, two threads)';
export const isNative = true;
let connection;
export async function init(require) {
  const {DuckDBInstance} = require('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {threads: '2'});
  connection = await instance.connect();
}
export function run(file) {
  const path = `'${file.replaceAll("'", "''")}'`;
  return duckJob(async (sql) => {
    const read = await connection.runAndReadAll(sql.replaceAll("'orders.csv'", () => path));
    return read.getRowObjectsJS();
  });
}
