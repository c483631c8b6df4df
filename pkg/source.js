/**
 * @file From whatever the caller calls a file to bytes, a slice at a time, so that no file is ever in
 * memory as a whole.
 */

/** @import {ByteStream, Given, Source} from './protocol.js' */

import {AnalysisError} from './errors.js';

/**
 * One file, as callers may give it. A string is the text of a CSV, not a path.
 *
 * A function opens the file anew each time it is called.
 *
 * @typedef {Blob | ArrayBuffer | Uint8Array | string | ByteStream | (() => AsyncIterable<Uint8Array>)} FileData
 */

/**
 * A file with the name that the reading shall show; `size` in bytes, for a stream's progress.
 *
 * @typedef {{name: string, data: FileData, size?: number}} NamedFile
 */

/** @typedef {FileData | NamedFile} FileLike */

/** Bytes asked from a Blob at once: more does not read faster, and less has more round trips. */
export const SLICE_BYTES = 4 * 1024 * 1024;

/** How many slices are under way while one is parsed: with two, the next is there when it is wanted. */
const SLICES_AHEAD = 2;

const RESIZED = 'its size changed';

/**
 * @param {FileLike | readonly FileLike[]} files
 * @returns {Given[]}
 */
export function toSources(files) {
  const list = Array.isArray(files) ? files : [files];
  if (list.length === 0) throw new TypeError('headwater: no file given');
  return list.map((file, index) => toSource(file, `file ${index + 1}`));
}

/**
 * @param {FileLike} file
 * @param {string} fallback The name of a file that has none.
 * @returns {Given}
 */
function toSource(file, fallback) {
  if (typeof file === 'object' && 'data' in file) {
    const source = toSource(file.data, file.name);
    const sized = source.kind === 'stream' || source.kind === 'fresh';
    return sized ? {...source, size: file.size ?? null} : source;
  }
  const name = fallback;
  if (typeof file === 'string') return {kind: 'text', name, text: file};
  if (file instanceof Uint8Array) return {kind: 'bytes', name, bytes: file};
  if (file instanceof ArrayBuffer) return {kind: 'bytes', name, bytes: new Uint8Array(file)};
  if (file instanceof Blob) return {kind: 'blob', name: nameOf(file) ?? name, blob: file};
  if (typeof file === 'function') return {kind: 'fresh', name, size: null, open: file};
  if (typeof file === 'object' && file !== null && isStream(file)) {
    return {kind: 'stream', name, size: null, stream: file};
  }
  throw new TypeError('headwater: a file is a File, Blob, stream, string or array of bytes');
}

/** @param {object} file @returns {file is ByteStream} */
function isStream(file) {
  return Symbol.asyncIterator in file || 'getReader' in file;
}

/** @param {Blob} blob */
function nameOf(blob) {
  return 'name' in blob && typeof blob.name === 'string' ? blob.name : null;
}

/**
 * The same sources, ready for another thread, and what to transfer: the caller's own arrays stay
 * usable, and a stream that the browser cannot transfer is collected first.
 *
 * @param {Given[]} sources
 * @returns {Promise<{sources: Given[], transfer: Transferable[]}>}
 */
export async function forCrossing(sources) {
  /** @type {Transferable[]} */
  const transfer = [];
  const ready = sources.map(async (source) => {
    if (source.kind === 'bytes') {
      // A clone of a view would clone the whole buffer under it.
      const bytes = new Uint8Array(source.bytes);
      transfer.push(bytes.buffer);
      return {...source, bytes};
    }
    if (source.kind === 'fresh') {
      const {name, open} = source;
      return /** @type {const} */ ({kind: 'blob', name, blob: await collected(open())});
    }
    if (source.kind !== 'stream') return source;
    const {name, stream} = source;
    if (stream instanceof ReadableStream && canTransferStreams()) {
      transfer.push(stream);
      return source;
    }
    return /** @type {const} */ ({kind: 'blob', name, blob: await collected(stream)});
  });
  return {sources: await Promise.all(ready), transfer};
}

function canTransferStreams() {
  const stream = new ReadableStream();
  try {
    structuredClone(stream, {transfer: [stream]});
    return true;
  } catch {
    return false;
  }
}

/** @param {ByteStream} stream */
async function collected(stream) {
  return new Blob(await gathered(streamChunks(stream, new AbortController().signal)));
}

/**
 * All pieces of what must be held as a whole.
 *
 * @param {AsyncIterable<Uint8Array> | Iterable<Uint8Array>} chunks
 * @param {number} [most] Bytes.
 * @param {() => unknown} [refused] Makes what is thrown beyond them.
 */
export async function gathered(chunks, most = Infinity, refused = () => undefined) {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const pieces = [];
  let length = 0;
  for await (const bytes of chunks) {
    length += bytes.byteLength;
    if (length > most) throw refused();
    pieces.push(new Uint8Array(bytes));
  }
  return pieces;
}

/** @param {Source} source */
export function sizeOf(source) {
  if (source.kind === 'blob') return source.blob.size;
  if (source.kind === 'bytes') return source.bytes.byteLength;
  return source.kind === 'text' ? null : source.size;
}

/**
 * The bytes of `source`, in order. `signal` ends the wait for a stream that has fallen silent.
 *
 * @param {Source} source
 * @param {AbortSignal} signal
 * @returns {AsyncIterable<Uint8Array> | Iterable<Uint8Array>}
 */
export function chunksOf(source, signal) {
  if (source.kind === 'bytes') return [source.bytes];
  if (source.kind === 'text') return [new TextEncoder().encode(source.text)];
  return named(bytesOf(source, signal), source.name);
}

/**
 * @param {Exclude<Source, {kind: 'bytes' | 'text'}>} source
 * @param {AbortSignal} signal
 */
function bytesOf(source, signal) {
  if (source.kind === 'blob') return blobChunks(source.blob);
  return source.kind === 'fresh' ? source.open() : streamChunks(source.stream, signal);
}

/**
 * The first `count` bytes of `source`, or all of a shorter one.
 *
 * @param {Source} source
 * @param {number} count
 * @param {AbortSignal} signal
 */
function firstBytes(source, count, signal) {
  const short = source.kind === 'blob' ? {...source, blob: source.blob.slice(0, count)} : source;
  return headOf(chunksOf(short, signal), count);
}

/**
 * The first `count` bytes, or all where there are fewer.
 *
 * @param {AsyncIterable<Uint8Array> | Iterable<Uint8Array>} chunks
 * @param {number} count
 */
export async function headOf(chunks, count) {
  const head = new Uint8Array(count);
  let length = 0;
  for await (const bytes of chunks) {
    head.set(bytes.subarray(0, count - length), length);
    length = Math.min(count, length + bytes.byteLength);
    if (length === count) break;
  }
  return head.subarray(0, length);
}

/**
 * The first bytes of `source`, at least `count` where there are as many, and the same source again: a
 * stream is used up by reading, so another takes its place.
 *
 * @param {Source} source
 * @param {number} count
 * @param {AbortSignal} signal
 * @returns {Promise<{head: Uint8Array, source: Source}>}
 */
export async function withHead(source, count, signal) {
  if (source.kind !== 'stream') return {head: await firstBytes(source, count, signal), source};
  const chunks = named(streamChunks(source.stream, signal), source.name);
  const head = new Uint8Array(count);
  let length = 0;
  /** @type {Uint8Array[]} */
  const read = [];
  while (length < count) {
    const {done, value} = await chunks.next();
    if (done) break;
    read.push(value);
    head.set(value.subarray(0, count - length), length);
    length = Math.min(count, length + value.byteLength);
  }
  const again = async function* () {
    yield* read.splice(0);
    yield* chunks;
  };
  return {head: head.subarray(0, length), source: {...source, stream: again()}};
}

/**
 * A part of a file must never pass for the whole. Browsers refuse a file on disk that was changed,
 * moved or deleted since it was chosen.
 *
 * @param {AsyncIterable<Uint8Array>} chunks
 * @param {string} name
 */
async function* named(chunks, name) {
  try {
    for await (const bytes of chunks) {
      if (!(bytes instanceof Uint8Array)) throw noBytes(name);
      yield bytes;
    }
  } catch (error) {
    if (error instanceof AnalysisError) throw error;
    throw changed(error, name);
  }
}

/**
 * @param {unknown} cause
 * @param {string} name
 */
export function changed(cause, name) {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `${name} could not be read to its end (${why}); choose it again`;
  return new AnalysisError('file-changed', message, {cause, params: {file: name}});
}

/** @param {string} name */
function noBytes(name) {
  const message = `${name} is a stream that gives no bytes; hand over one of Uint8Array`;
  return new AnalysisError('invalid-option', message, {params: {option: 'files'}});
}

/**
 * Slices, each asked for while those before it are being parsed.
 *
 * @param {Blob} blob
 */
async function* blobChunks(blob) {
  const {size} = blob;
  /** @type {Promise<Uint8Array>[]} */
  const ahead = [];
  /** @param {number} from */
  const slice = (from) => sliceOf(blob, from, Math.max(from, Math.min(size, from + SLICE_BYTES)));
  for (let from = 0; from < size; from += SLICE_BYTES) {
    const bytes = await (ahead.shift() ?? slice(from));
    while (ahead.length < SLICES_AHEAD) {
      ahead.push(slice(from + (ahead.length + 1) * SLICE_BYTES));
    }
    yield bytes;
  }
  if (blob.size !== size) throw new Error(RESIZED);
}

/**
 * The bytes of a blob from `from` to `to`.
 *
 * @param {Blob} blob
 * @param {number} from
 * @param {number} to
 */
export function sliceOf(blob, from, to) {
  const ahead = exactly(blob.slice(from, to), to - from);
  // The reading may be cancelled and never ask for it: that is no unhandled rejection.
  ahead.catch(() => {});
  return ahead;
}

/** @param {Blob} slice @param {number} length */
async function exactly(slice, length) {
  const bytes = new Uint8Array(await slice.arrayBuffer());
  if (bytes.byteLength !== length) throw new Error(RESIZED);
  return bytes;
}

/**
 * @param {ByteStream} stream
 * @param {AbortSignal} signal
 */
async function* streamChunks(stream, signal) {
  if (!('getReader' in stream)) {
    yield* stream;
    return;
  }
  const reader = stream.getReader();
  const cancel = () => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener('abort', cancel);
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      yield read.value;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    // Reached early when the reading failed: whoever writes must hear of it.
    cancel();
  }
}
