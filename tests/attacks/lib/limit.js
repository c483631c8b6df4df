/** @file The package's wasm as a browser with little memory has it. */

const PAGE = 65_536;
const MEMORY_SECTION = 5;

/**
 * The same module, whose memory cannot grow beyond `bytes`.
 *
 * @param {Uint8Array} wasm
 * @param {number} bytes
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function withMemoryLimit(wasm, bytes) {
  for (let at = 8; at < wasm.length;) {
    const id = wasm[at];
    const [size, body] = number(wasm, at + 1);
    if (id === MEMORY_SECTION) {
      // One memory; a flag that tells of a maximum; the pages that it begins with.
      const [pages] = number(wasm, body + 2);
      const limited = [1, 1, ...leb(pages), ...leb(bytes / PAGE)];
      const section = [MEMORY_SECTION, ...leb(limited.length), ...limited];
      const parts = [wasm.subarray(0, at), Uint8Array.from(section), wasm.subarray(body + size)];
      return new Uint8Array(Buffer.concat(parts));
    }
    at = body + size;
  }
  throw new Error('the wasm has no memory of its own');
}

/**
 * A number in LEB128, and where it ends.
 *
 * @param {Uint8Array} bytes
 * @param {number} at
 */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

/** @param {number} value */
function leb(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return [...bytes, value];
}
