/** @file What fuzzing kept, through an engine: in Node and, word for word the same, in a page. */
import {readdirSync, readFileSync} from 'node:fs';

/** @typedef {ReturnType<typeof import('../../../pkg/node.js').createEngine>} AnalysisEngine */
/** @typedef {{name: string, bytes: Uint8Array}} Input */

const FOLDER = new URL('../../fixtures/fuzz/', import.meta.url);
/** The targets whose inputs are files. */
const TARGETS = [
  'bytes_to_records',
  'records_to_ledger',
  'pipeline',
  'typed_columns',
  'workbook',
  'zip_xml',
];

/** @returns {Input[]} */
export function corpora() {
  return TARGETS.flatMap((target) =>
    readdirSync(new URL(`${target}/`, FOLDER)).map((file) => {
      const name = `${target}/${file}`;
      return {name, bytes: new Uint8Array(readFileSync(new URL(name, FOLDER)))};
    }),
  );
}

/**
 * Reads one input in every way. Runs in a page as well, so it must name nothing from outside.
 *
 * @param {AnalysisEngine} engine
 * @param {Input} input
 * @returns {Promise<string>} what is wrong; empty when all is well
 */
export async function check(engine, {name, bytes}) {
  /** What the engine says of a file that it refuses. @type {(error: any) => {code: string}} */
  const refusal = (error) => ({code: String(error?.code)});
  /** @type {(text: string) => bigint} */
  const exact = (text) => {
    const [whole = '', part = ''] = text.split('.');
    return BigInt(whole + part.padEnd(4, '0'));
  };
  const file = () => new File([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)], name);
  const began = Date.now();
  const rows = await engine.rows(file(), {typed: true}).catch(refusal);
  const opened = await engine.open(file()).catch(refusal);
  const took = Date.now() - began;
  const wrong = [];
  for (const found of [rows, opened]) {
    if ('code' in found && ['undefined', 'internal'].includes(found.code)) wrong.push(found.code);
  }
  if ('reading' in opened) {
    const {totals, rows, kept, dropped} = opened.reading;
    if (kept + dropped !== rows) wrong.push(`${kept} and ${dropped} are not ${rows} rows`);
    if (exact(totals.kept) + exact(totals.dropped) !== exact(totals.all)) {
      wrong.push(`${totals.kept} and ${totals.dropped} are not ${totals.all}`);
    }
    opened.dispose();
  }
  // Beyond what a busy machine needs for a file this small.
  if (took > 60_000) wrong.push(`${took} ms`);
  return wrong.join(', ');
}
