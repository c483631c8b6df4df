// A worker that takes a file's bytes in one of several ways, and does as much with them as a parser would.

const MiB = 1024 * 1024;

/** A fixed amount of work for each byte: `passes` additions. */
function work(bytes, passes) {
  let sum = 0;
  for (let pass = 0; pass < passes; pass++) {
    for (let i = 0; i < bytes.length; i++) sum = (sum + bytes[i]) | 0;
  }
  return sum;
}

/** Whose turn it is among those who share the file: piece `index` of all. */
const isMine = (index, {share, shares}) => index % shares === share;

/** Pieces of `size` bytes, `ahead` of them asked for before they are needed. */
async function* slices(file, {mib, ahead, ...who}) {
  const size = mib * MiB;
  const starts = [];
  for (let from = 0; from < file.size; from += size) {
    if (isMine(from / size, who)) starts.push(from);
  }
  const ask = (from) => file.slice(from, from + size).arrayBuffer();
  const asked = starts.splice(0, ahead).map(ask);
  while (starts.length > 0 || asked.length > 0) {
    if (ahead === 0) {
      yield ask(starts.shift());
    } else {
      const piece = await asked.shift();
      if (starts.length > 0) asked.push(ask(starts.shift()));
      yield piece;
    }
  }
}

async function take(file, way) {
  let bytes = 0;
  let sum = 0;
  const use = (piece) => {
    bytes += piece.byteLength;
    sum += work(new Uint8Array(piece.buffer ?? piece), way.passes);
  };
  if (way.how === 'stream') for await (const piece of file.stream()) use(piece);
  else if (way.how === 'whole') use(await file.arrayBuffer());
  else for await (const piece of slices(file, way)) use(piece);
  return {bytes, sum};
}

addEventListener('message', async ({data: {file, way}}) => postMessage(await take(file, way)));
