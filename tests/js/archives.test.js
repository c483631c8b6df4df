import assert from 'node:assert/strict';
import {test} from 'node:test';
import {crc32, deflateRawSync, gzipSync} from 'node:zlib';
import {createEngine} from '../../pkg/node.js';

const CSV = 'customer_id,order_time,amount\nA,2024-01-01,5\nB,2024-01-02,7\n';

/**
 * A zip as back ends write it.
 *
 * @param {[string, Buffer | string, {flags?: number, stored?: boolean}?][]} files
 */
function zip(files) {
  const [parts, list] = [/** @type {Buffer[]} */ ([]), /** @type {Buffer[]} */ ([])];
  let at = 0;
  for (const [name, data, {flags = 0, stored = false} = {}] of files) {
    const bytes = Buffer.from(data);
    const packed = stored ? bytes : deflateRawSync(bytes);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(stored ? 0 : 8, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    list.push(Buffer.from('PK\x01\x02\x14\0'), fields, tail, Buffer.from(name));
    parts.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...parts, directory, end]));
}

/** @param {Uint8Array} bytes @param {number} cut */
async function* streamOf(bytes, cut) {
  for (let from = 0; from < bytes.length; from += cut) yield bytes.slice(from, from + cut);
}

test('a gzip is read as what it holds, from bytes, a Blob and a stream', async () => {
  const engine = createEngine();
  const bytes = new Uint8Array(gzipSync(CSV));
  for (const data of [bytes, new Blob([bytes]), streamOf(bytes, 1)]) {
    const {reading} = await engine.open({name: 'orders.csv.gz', data});
    assert.equal(reading.kept, 2);
    assert.equal(reading.files[0]?.name, 'orders.csv');
  }
  assert.equal((await engine.rows(bytes)).rows.length, 3);
  assert.equal((await engine.preview(bytes)).columns.length, 3);
  engine.dispose();
});

test('each part of a zip is a file of its own', async () => {
  const engine = createEngine();
  const files = zip([
    ['a/part-1.csv', CSV],
    ['readme.pdf', 'x'],
    ['a/README.txt', 'how to read this'],
    ['使用说明.html', '<p>x</p>'],
    ['a/part-2.csv', CSV.replaceAll('A,', 'C,'), {stored: true}],
    ['__MACOSX/a/._part-1.csv', 'x'],
  ]);
  const {reading} = await engine.open(files);
  assert.deepEqual(
    reading.files.map(({name}) => name),
    ['part-1.csv', 'part-2.csv'],
  );
  assert.equal(reading.kept, 4);
  await assert.rejects(engine.rows(files), {code: 'unsupported-format'});
  engine.dispose();
});

test('a file that fails is named, also one of a zip among others', async () => {
  const engine = createEngine();
  const packed = {
    name: 'two.zip',
    data: zip([
      ['one.csv', CSV],
      ['日志.txt', 'time,level\n10:00,high\n'],
    ]),
  };
  await assert.rejects(engine.open([packed, {name: 'more.csv', data: CSV}]), {
    code: 'missing-column',
    file: 2,
    params: {field: 'customer', name: '日志.txt'},
  });
  engine.dispose();
});

const bomb = Buffer.from(CSV + 'A,2024-01-03,9\n'.repeat(4_500_000));

/** @type {[string, Uint8Array, RegExp][]} */
const REFUSED = [
  ['a zip with a password', zip([['a.csv', CSV, {flags: 1}]]), /password/],
  [
    'a zip with two files of one name',
    zip([
      ['a.csv', CSV],
      ['a.csv', CSV],
    ]),
    /one name/,
  ],
  ['a zip without a table', zip([['a.pdf', CSV]]), /without a table/],
  ['a zip that is cut off', zip([['a.csv', CSV]]).slice(0, 90), /cut off/],
  ['a gzip that is cut off', new Uint8Array(gzipSync(CSV)).slice(0, 40), /damaged/],
  ['a gzip that grows a thousand times', new Uint8Array(gzipSync(bomb)), /measure/],
  ['a zip that grows a thousand times', zip([['a.csv', bomb]]), /measure/],
  ['a workbook', zip([['[Content_Types].xml', '<x/>']]), /xlsx/],
];

for (const [name, bytes, why] of REFUSED) {
  test(`${name} is refused with the reason`, async () => {
    const engine = createEngine();
    await assert.rejects(engine.open(bytes), (/** @type {Error & {code: string}} */ error) => {
      assert.equal(error.code, 'unsupported-format');
      assert.match(error.message, why);
      return true;
    });
    engine.dispose();
  });
}
