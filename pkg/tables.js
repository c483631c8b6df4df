/** @file The tables in what a caller calls a file: itself, or those in an archive. */

/** @import {Source} from './protocol.js' */

import {archiveOf, gunzip, unzip} from './archive.js';
import {AnalysisError} from './errors.js';
import {chunksOf, gathered, withHead} from './source.js';

/** Bytes that show what a file is. */
const TELLING = 4;

/** Most bytes of an archive that comes as a stream, since it must be held to be read. */
const MOST_HELD = 1024 * 1024 * 1024;

/**
 * @param {Source} source
 * @param {AbortSignal} signal
 * @returns {Promise<Source[]>}
 */
export async function tablesOf(source, signal) {
  if (source.kind === 'text') return [source];
  const {head, source: whole} = await withHead(source, TELLING, signal);
  const kind = archiveOf(head);
  if (kind === null) return [whole];
  const blob = await held(whole, signal);
  const {name} = source;
  if (kind === 'gzip') {
    const inside = name.replace(/\.gz$/i, '');
    return [{kind: 'fresh', name: inside, size: null, open: () => gunzip(blob)}];
  }
  const files = await unzip(blob);
  if (files === null) return [{kind: 'blob', name, blob}];
  return files.map((file) => ({kind: 'fresh', ...file}));
}

/**
 * The only table in `source`.
 *
 * @param {Source} source
 * @param {AbortSignal} signal
 */
export async function onlyTable(source, signal) {
  const [table, ...more] = await tablesOf(source, signal);
  if (table && more.length === 0) return table;
  const found = 'a zip of several files';
  throw new AnalysisError('unsupported-format', `this is ${found}; unpack it and choose one`, {
    params: {found},
  });
}

/**
 * @param {Source} source
 * @param {AbortSignal} signal
 */
async function held(source, signal) {
  if (source.kind === 'blob') return source.blob;
  const refused = () => {
    const found = 'an archive of more than 1 GB';
    const message = `this is ${found}; unpack it`;
    return new AnalysisError('unsupported-format', message, {params: {found}});
  };
  return new Blob(await gathered(chunksOf(source, signal), MOST_HELD, refused));
}
