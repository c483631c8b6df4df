/**
 * @file Files that hold files: gzip, and zip as back ends write it for exports in several parts. The
 * platform inflates. What an archive says of its sizes is not believed: bytes are counted as they come.
 */

import {crc32} from './crc32.js';
import {AnalysisError} from './errors.js';

/** Most bytes that one archive may hold. */
const MOST_BYTES = 1024 * 1024 * 1024;

/**
 * Above so many bytes, an archive must not have grown more than this many times: tables grow ten or twenty
 * times, and what is read until then is read for nothing.
 */
const SMALL_BYTES = 16 * 1024 * 1024;
const MOST_RATIO = 100;

const MOST_ENTRIES = 10_000;

/** Most bytes of a zip's list of files: one that claims to begin earlier is not read into memory. */
const MOST_LIST_BYTES = 16 * 1024 * 1024;

/** The directory's end has a comment of at most 65,535 bytes behind it. */
const END_BYTES = 22 + 65_535;

const SIGNATURE = {entry: 0x04034b50, directory: 0x02014b50, end: 0x06054b50};

/** What makes a zip a workbook or a document, which is read as one file. */
const DOCUMENTS = /^(\[Content_Types\]\.xml|mimetype|(_rels|docProps|xl|META-INF)\/.*)$/;

/** Bytes of a file's own header in the archive, before its name. */
const HEADER_BYTES = 30;

/**
 * @typedef {object} Entry
 * @property {string} name
 * @property {number} flags
 * @property {number} method
 * @property {number} crc
 * @property {number} packed Bytes of it in the archive.
 * @property {number} size Bytes of it, as the archive says.
 * @property {number} at Where its own header is.
 */

/**
 * One file of an archive; each `open` unpacks it anew.
 *
 * @typedef {{name: string, size: number, open: () => AsyncIterable<Uint8Array>}} Packed
 */

/**
 * @param {Uint8Array} head The first bytes of a file.
 * @returns {'gzip' | 'zip' | null}
 */
export function archiveOf(head) {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  const isZip = head[0] === 0x50 && head[1] === 0x4b;
  return isZip && (head[2] === 3 || head[2] === 5) ? 'zip' : null;
}

/**
 * What `blob`, a gzip, holds, unpacked as it is asked for.
 *
 * @param {Blob} blob
 */
export async function* gunzip(blob) {
  yield* inflated(blob, 'gzip', budget(blob.size)(blob));
}

/**
 * The files in `blob`, a zip; null where it is a workbook or a document.
 *
 * @param {Blob} blob
 * @returns {Promise<Packed[] | null>}
 */
export async function unzip(blob) {
  // A workbook that is cut off has no directory any more.
  if (DOCUMENTS.test(await firstName(blob))) return null;
  const entries = await directory(blob);
  if (entries.some(({name}) => DOCUMENTS.test(name))) return null;
  const files = entries.filter(({name}) => isTable(name));
  const names = new Set(files.map(({name}) => name));
  if (names.size < files.length) throw refused('a zip with two files of one name');
  if (files.length === 0) throw refused('a zip without a table in it');
  if (files.some(({flags}) => flags & 1)) throw refused('a zip with a password');
  const spend = budget(blob.size);
  return files.map((entry) => ({
    name: entry.name.slice(entry.name.lastIndexOf('/') + 1),
    size: entry.size,
    open: () => checked(contents(blob, entry, spend(entry)), entry),
  }));
}

/** What comes with tables to be read by people. */
const NOTES = /(^|\/)(read[ _-]?me|licen[cs]e|notice|使用说明|说明|须知|必读)[^/]*\.(txt|html?)$/i;

/** @param {string} name */
function isTable(name) {
  const hidden = name.startsWith('__MACOSX/') || /(^|\/)\.[^/]*$/.test(name);
  return (
    !hidden && !NOTES.test(name) && /\.(csv|tsv|txt|html?|xls|xlsx|xlsm|xlsb|ods)$/i.test(name)
  );
}

/**
 * @param {Blob} blob
 * @param {number} from
 * @param {number} length
 */
async function view(blob, from, length) {
  return new DataView(await blob.slice(from, from + length).arrayBuffer());
}

/** @param {Blob} blob */
async function firstName(blob) {
  const head = await view(blob, 0, HEADER_BYTES);
  if (head.byteLength < HEADER_BYTES || head.getUint32(0, true) !== SIGNATURE.entry) return '';
  const length = head.getUint16(26, true);
  return nameOf(
    new Uint8Array(await blob.slice(HEADER_BYTES, HEADER_BYTES + length).arrayBuffer()),
  );
}

/**
 * @param {Blob} blob
 * @returns {Promise<Entry[]>}
 */
async function directory(blob) {
  const tailAt = Math.max(0, blob.size - END_BYTES);
  const tail = await view(blob, tailAt, END_BYTES);
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== SIGNATURE.end) end -= 1;
  if (end < 0) throw refused('a zip that is cut off');
  const count = tail.getUint16(end + 10, true);
  if (count > MOST_ENTRIES) throw refused('a zip of more than 10,000 files');
  const at = tail.getUint32(end + 16, true);
  if (tailAt + end - at > MOST_LIST_BYTES) throw refused('a zip that is damaged');
  const list = await view(blob, at, tailAt + end - at);
  const entries = [];
  for (let from = 0; entries.length < count;) {
    if (from + 46 > list.byteLength || list.getUint32(from, true) !== SIGNATURE.directory) {
      throw refused('a zip that is damaged, or larger than 4 GB');
    }
    const [named, extra, comment] = [28, 30, 32].map((field) => list.getUint16(from + field, true));
    const name = new Uint8Array(
      list.buffer,
      from + 46,
      Math.min(named, list.byteLength - from - 46),
    );
    entries.push({
      name: nameOf(name),
      flags: list.getUint16(from + 8, true),
      method: list.getUint16(from + 10, true),
      crc: list.getUint32(from + 16, true),
      packed: list.getUint32(from + 20, true),
      size: list.getUint32(from + 24, true),
      at: list.getUint32(from + 42, true),
    });
    from += 46 + named + extra + comment;
  }
  return entries;
}

/** @param {Uint8Array} bytes */
function nameOf(bytes) {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/**
 * @param {Blob} blob
 * @param {Entry} entry
 * @param {(bytes: number) => void} spend
 */
async function* contents(blob, {method, packed, at}, spend) {
  const head = await view(blob, at, HEADER_BYTES);
  if (head.byteLength < HEADER_BYTES || head.getUint32(0, true) !== SIGNATURE.entry) {
    throw refused('a zip that is damaged');
  }
  const from = at + HEADER_BYTES + head.getUint16(26, true) + head.getUint16(28, true);
  const part = blob.slice(from, from + packed);
  if (part.size < packed) throw refused('a zip that is cut off');
  if (method === 8) yield* inflated(part, 'deflate-raw', spend);
  else if (method === 0) yield* counted(part.stream(), spend);
  else throw refused('a zip packed in a way that is not known');
}

/**
 * The same pieces; what has not the size and the checksum that the archive names is damaged.
 *
 * @param {AsyncIterable<Uint8Array>} pieces
 * @param {Entry} entry
 */
async function* checked(pieces, {size, crc}) {
  let [bytes, sum] = [0, 0];
  for await (const piece of pieces) {
    bytes += piece.byteLength;
    sum = crc32(piece, sum);
    yield piece;
  }
  if (bytes !== size || sum !== crc) throw refused('a zip that is damaged');
}

/**
 * @param {Blob} blob
 * @param {'gzip' | 'deflate-raw'} format
 * @param {(bytes: number) => void} spend
 */
async function* inflated(blob, format, spend) {
  try {
    yield* counted(blob.stream().pipeThrough(new DecompressionStream(format)), spend);
  } catch (error) {
    if (error instanceof AnalysisError) throw error;
    throw refused('an archive that is damaged', error);
  }
}

/**
 * @param {ReadableStream<Uint8Array>} stream
 * @param {(bytes: number) => void} spend
 */
async function* counted(stream, spend) {
  const reader = stream.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      spend(read.value.byteLength);
      yield read.value;
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}

/**
 * What all files of an archive may grow to together: many of them can be the same bytes. Gives what counts
 * the bytes of one file; one that is unpacked anew is counted anew.
 *
 * @param {number} packed
 */
function budget(packed) {
  /** @type {Map<unknown, number>} */
  const spent = new Map();
  let total = 0;
  return (/** @type {unknown} */ file) => {
    total -= spent.get(file) ?? 0;
    spent.delete(file);
    let own = 0;
    return (/** @type {number} */ bytes) => {
      own += bytes;
      total += bytes;
      spent.set(file, own);
      const isBomb = total > SMALL_BYTES && total > packed * MOST_RATIO;
      if (total > MOST_BYTES || isBomb) throw refused('an archive that grows beyond all measure');
    };
  };
}

/** @param {string} found @param {unknown} [cause] */
function refused(found, cause) {
  const message = `this is ${found}; unpack it and choose the CSV files`;
  return new AnalysisError('unsupported-format', message, {cause, params: {found}});
}
