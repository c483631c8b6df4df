/** @file The package's wasm as a browser with little memory has it. */

/**
 * The same module, whose memory cannot grow beyond `limit` bytes. Needs nothing around it, so that it can be
 * handed to a page as text.
 *
 * @param {Uint8Array} wasm
 * @param {number} limit
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function withMemoryLimit(wasm, limit) {
  const [page, memorySection] = [65_536, 5];
  /** A number in LEB128, and where it ends. @param {number} at */
  const number = (at) => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return [value, at];
    }
  };
  /** @param {number} value */
  const leb = (value) => {
    const bytes = [];
    for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
    return [...bytes, value];
  };
  for (let at = 8; at < wasm.length;) {
    const id = wasm[at];
    const [size, body] = number(at + 1);
    if (id === memorySection) {
      // One memory; a flag that tells of a maximum; the pages that it begins with.
      const [pages] = number(body + 2);
      const limited = [1, 1, ...leb(pages), ...leb(limit / page)];
      const section = [memorySection, ...leb(limited.length), ...limited];
      const rest = wasm.subarray(body + size);
      const made = new Uint8Array(at + section.length + rest.length);
      made.set(wasm.subarray(0, at));
      made.set(section, at);
      made.set(rest, at + section.length);
      return made;
    }
    at = body + size;
  }
  throw new Error('the wasm has no memory of its own');
}

/**
 * A script that runs in a page before its own and gives every wasm that the page compiles that little.
 *
 * @param {number} limit
 */
export const littleMemory = (limit) => `{
  const {compile} = WebAssembly;
  const limited = ${withMemoryLimit};
  WebAssembly.compile = (bytes) => compile(limited(new Uint8Array(bytes), ${limit}));
}`;
