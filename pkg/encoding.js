/**
 * @file Text of any encoding as UTF-8, which is all that the core reads. What turns it is a wasm of its own,
 * fetched when the first file needs it; most never do.
 */

/** @import {Source} from './protocol.js' */

import {Turner} from './cuts.js';
import {AnalysisError, hasErrorCode} from './errors.js';
import {chunksOf, withHead} from './source.js';

/** @typedef {typeof import('./wasm/headwater.js')} Core */

/** @typedef {typeof import('./wasm/encodings.js')} EncodingsGlue */

/**
 * Bytes of UTF-8, which may be others once the next are asked for, and how many bytes of the file they were.
 *
 * @typedef {{text: Uint8Array, size: number}} Piece
 */

/**
 * A source as UTF-8. Without an `encoding` it is that by itself, as far as could be seen; one that is found
 * late is known when all pieces were read. Where the text can be read at several places at once, `apart` says how.
 *
 * @typedef {{encoding: string | undefined, pieces: AsyncIterable<Piece>, apart?: Apart}} Text
 */

/**
 * A file whose bytes are text in UTF-8, or whose lines are turned into that, each for itself, with what `turner` makes.
 *
 * @typedef {{blob: Blob, turner: (() => Turner) | null}} Apart
 */

/** Bytes given to a wasm at once: read within a slice of time. */
const PIECE_BYTES = 256 * 1024;

/** What UTF-8 is called. */
const UTF8 = /^\s*utf-?8\s*$/i;

/**
 * @param {Source} source
 * @param {object} options
 * @param {Core} options.core
 * @param {() => Promise<EncodingsGlue>} options.part
 * @param {AbortSignal} options.signal
 * @param {string} [options.encoding] Overrides what is found.
 * @param {boolean} [options.late] Other bytes than ASCII come late, and are not UTF-8.
 * @returns {Promise<Text>}
 */
export async function asUtf8(source, {core, part, signal, encoding, late = false}) {
  const wanted = encoding ? await nameOf(encoding, part) : undefined;
  // What is a string already has no encoding any more.
  const isText = source.kind === 'text' || 'isUtf8' in source;
  if (isText) return {encoding: 'utf-8', pieces: plain(source, signal)};
  if (late) return undecided(source, await part(), signal);
  const {name, whole} = wanted
    ? {name: wanted, whole: source}
    : await found(source, core, part, signal);
  const blob = whole.kind === 'blob' ? whole.blob : undefined;
  if (name === undefined || name === 'utf-8') {
    const apart = blob && {blob, turner: null};
    return {encoding: name, pieces: plain(whole, signal), apart};
  }
  const glue = await part();
  const turner = () => new Turner(new glue.Transcoder(name));
  const apart = blob && glue.isByLines(name) ? {blob, turner} : undefined;
  return {encoding: name, pieces: transcoded(whole, turner, signal), apart};
}

/**
 * @param {Source} source
 * @param {EncodingsGlue} glue
 * @param {AbortSignal} signal
 * @returns {Text}
 */
function undecided(source, glue, signal) {
  const pieces = async function* () {
    const turner = () => new Turner(new glue.Transcoder());
    yield* transcoded(source, turner, signal, ({encoding}) => (text.encoding = encoding));
  };
  /** @type {Text} */
  const text = {encoding: 'utf-8', pieces: pieces()};
  return text;
}

/**
 * Whether `error` says of a text that seemed to be UTF-8 that it is not.
 *
 * @param {unknown} error
 */
export function isLate(error) {
  if (!hasErrorCode(error)) return false;
  return error.code === 'unsupported-encoding' && error.params.found === 'another encoding';
}

/**
 * The encoding of `source`; undefined where it seems to be UTF-8.
 *
 * @param {Source} source
 * @param {Core} core
 * @param {() => Promise<EncodingsGlue>} part
 * @param {AbortSignal} signal
 */
async function found(source, core, part, signal) {
  const bytes = core.previewBytes();
  const {head, source: whole} = await withHead(source, bytes, signal);
  const isAll = head.byteLength < bytes;
  if (core.isUtf8(head, isAll)) return {name: undefined, whole};
  const name = (await part()).detect(head, isAll, core.knownNames);
  if (name !== undefined) return {name, whole};
  const what = 'binary data';
  const message = `this is not a CSV file but ${what}; save the table as CSV UTF-8`;
  throw new AnalysisError('unsupported-format', message, {params: {found: what}});
}

/**
 * @param {string} label
 * @param {() => Promise<EncodingsGlue>} part
 */
async function nameOf(label, part) {
  const name = UTF8.test(label) ? 'utf-8' : (await part()).nameOf(label);
  if (name !== undefined) return name;
  const message = 'option encoding is no encoding of text that is known; try gb18030 or utf-8';
  throw new AnalysisError('invalid-option', message, {params: {option: 'encoding'}});
}

/**
 * @param {Source} source
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<Piece>}
 */
async function* plain(source, signal) {
  for await (const bytes of chunksOf(source, signal)) {
    for (const text of cut(bytes)) yield {text, size: text.byteLength};
  }
}

/**
 * @param {Source} source
 * @param {() => Turner} make
 * @param {AbortSignal} signal
 * @param {(turner: Turner) => void} [ended]
 * @returns {AsyncGenerator<Piece>}
 */
async function* transcoded(source, make, signal, ended = () => {}) {
  const turner = make();
  try {
    for await (const bytes of chunksOf(source, signal)) {
      for (const piece of cut(bytes)) yield {text: turner.push(piece), size: piece.byteLength};
    }
    yield {text: turner.finish(), size: 0};
    ended(turner);
  } finally {
    turner.free();
  }
}

/** @param {Uint8Array} bytes */
export function* cut(bytes) {
  for (let from = 0; from < bytes.byteLength; from += PIECE_BYTES) {
    yield bytes.subarray(from, from + PIECE_BYTES);
  }
}
