/** @file The checksum of zip: whether what was unpacked is what was packed. */

/** @type {Uint32Array | undefined} made when the first archive is opened */
let table;

function makeTable() {
  return Uint32Array.from({length: 256}, (_, byte) => {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    return sum;
  });
}

/**
 * @param {Uint8Array} bytes
 * @param {number} [before] The checksum of the bytes before them.
 */
export function crc32(bytes, before = 0) {
  const sums = (table ??= makeTable());
  let sum = ~before;
  for (let at = 0; at < bytes.length; at++) sum = sums[(sum ^ bytes[at]) & 255] ^ (sum >>> 8);
  return ~sum >>> 0;
}
