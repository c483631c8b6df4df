// Text to bytes of GB18030: what no browser and no Node has, made from the decoder that they have.
const LEADS = [0x81, 0xfe];
const TRAILS = [0x40, 0xfe];

/** The two bytes of each character that has two. */
function pairs() {
  const decoder = new TextDecoder('gb18030');
  const bytesOf = new Map();
  for (let lead = LEADS[0]; lead <= LEADS[1]; lead++) {
    for (let trail = TRAILS[0]; trail <= TRAILS[1]; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if (text.length === 1 && text !== '\uFFFD') bytesOf.set(text, [lead, trail]);
    }
  }
  return bytesOf;
}

/** `text` as GB18030; throws where a character has four bytes, which the files of these benches don't use. */
export function toGb18030(text) {
  const bytesOf = pairs();
  const out = new Uint8Array(2 * text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) {
      out[length++] = code;
      continue;
    }
    const bytes = bytesOf.get(text[i]);
    if (!bytes) throw new Error(`no two bytes for ${text[i]}`);
    [out[length], out[length + 1]] = bytes;
    length += 2;
  }
  return out.subarray(0, length);
}
