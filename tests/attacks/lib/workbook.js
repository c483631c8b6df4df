/** @file Zips and workbooks that are small as files and endless as tables, made part by part. */

import {constants, crc32, deflateRawSync} from 'node:zlib';

/**
 * `size` and `packedSize` are what the directory claims.
 *
 * @typedef {object} Part
 * @property {string} name
 * @property {string | Buffer | readonly Buffer[]} content
 * @property {number} [size]
 * @property {number} [packedSize]
 * @property {number} [crc]
 */

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const HEADER = ['order_id', 'customer_id', 'order_date', 'amount'];

/**
 * The pieces as one packed part. Equal ones that follow each other are packed once, so that hundreds of
 * megabytes take no time.
 *
 * @param {readonly Buffer[]} pieces
 */
function pack(pieces) {
  /** @type {Buffer[]} */
  const packed = [];
  let [crc, length] = [0, 0];
  /** @type {Buffer | undefined} */
  let last;
  for (const piece of pieces) {
    crc = crc32(piece, crc);
    length += piece.length;
    const again = last?.buffer === piece.buffer && last.byteOffset === piece.byteOffset;
    const {Z_FULL_FLUSH: finishFlush} = constants;
    packed.push(again ? packed[packed.length - 1] : deflateRawSync(piece, {level: 9, finishFlush}));
    last = piece;
  }
  // The empty block that ends a stream.
  packed.push(Buffer.from([3, 0]));
  return {packed: Buffer.concat(packed), crc, length};
}

/**
 * A zip of `parts`, which may say that they are of another size.
 *
 * @param {readonly Part[]} parts
 */
export function zip(parts) {
  /** @type {Buffer[]} */
  const files = [];
  /** @type {Buffer[]} */
  const directory = [];
  let at = 0;
  for (const {name, content, size, packedSize, crc: sum} of parts) {
    const pieces = Array.isArray(content) ? content : [content];
    const asBytes = (/** @type {string | Buffer} */ piece) =>
      typeof piece === 'string' ? Buffer.from(piece) : piece;
    const {packed, crc, length} = pack(pieces.map(asBytes));
    const label = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(sum ?? crc, 10);
    fields.writeUInt32LE(packedSize ?? packed.length, 14);
    fields.writeUInt32LE(size ?? length, 18);
    fields.writeUInt16LE(label.length, 22);
    files.push(Buffer.from('PK\x03\x04'), fields, label, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, rest, label);
    at += 4 + fields.length + label.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...files, listed, end]));
}

/**
 * @param {Part['content']} sheet
 * @param {readonly Part[]} [others]
 * @param {string} [name] of the sheet, as XML has it
 * @param {Partial<Part>} [claims] about the sheet's part
 */
function workbook(sheet, others = [], name = 'S', claims = {}) {
  const shared = others.some(({name}) => name === 'xl/sharedStrings.xml');
  const relation = (
    /** @type {number} */ id,
    /** @type {string} */ type,
    /** @type {string} */ to,
  ) => `<Relationship Id="rId${id}" Type="${RELATION}/${type}" Target="${to}"/>`;
  return zip([
    {
      name: '[Content_Types].xml',
      content: `<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
    },
    {
      name: '_rels/.rels',
      content: `<Relationships xmlns="${PACKAGE}/relationships">${relation(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns="${MAIN}" xmlns:r="${RELATION}"><sheets><sheet name="${name}" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="_${name.length}">${name}</definedName></definedNames></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<Relationships xmlns="${PACKAGE}/relationships">${relation(1, 'worksheet', 'worksheets/sheet1.xml')}${shared ? relation(2, 'sharedStrings', 'sharedStrings.xml') : ''}</Relationships>`,
    },
    {name: 'xl/worksheets/sheet1.xml', content: sheet, ...claims},
    ...others,
  ]);
}

/** @param {string} text */
const inline = (text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
/** @param {readonly string[]} cells */
const row = (cells) => `<row>${cells.map(inline).join('')}</row>`;
const ORDER = row(['1', 'A', '2024-01-01', '10.00']);
/** @param {string} rows @param {string} [after] @param {string} [before] */
const sheet = (rows, after = '', before = '') =>
  `<?xml version="1.0"?>${before}<worksheet xmlns="${MAIN}"><sheetData>${row(HEADER)}${rows}</sheetData>${after}</worksheet>`;

/** An honest workbook with one order. */
export const honest = () => workbook(sheet(ORDER));

/** Three orders, of which one has no day, in a sheet of this name. @param {string} name as XML has it */
export const namedSheet = (name) =>
  workbook(
    sheet(`${ORDER}${row(['2', 'B', '2024-01-02', '1'])}${row(['3', 'C', 'never', '1'])}`),
    [],
    name,
  );

/** A workbook with these rows. @param {readonly (readonly string[])[]} rows */
export const table = (rows) =>
  workbook(
    `<?xml version="1.0"?><worksheet xmlns="${MAIN}"><sheetData>${rows.map(row).join('')}</sheetData></worksheet>`,
  );

/** Shared strings that say to be four billion. */
export const countLies = () =>
  workbook(sheet('<row><c t="s"><v>0</v></c></row>'), [
    {
      name: 'xl/sharedStrings.xml',
      content: `<sst xmlns="${MAIN}" count="4294967295" uniqueCount="4294967295"><si><t>x</t></si></sst>`,
    },
  ]);

/** @param {number} megabytes of blanks between two rows */
export function blanks(megabytes) {
  const [head, tail] = sheet(`${ORDER}\n${ORDER}`).split('\n');
  const block = Buffer.alloc(2 ** 20, ' ');
  const between = Array(megabytes).fill(block);
  return workbook([Buffer.from(head), ...between, Buffer.from(tail)]);
}

/** @param {number} rows with nothing in them */
export function emptyRows(rows) {
  const [head, tail] = sheet(`${ORDER}\n${ORDER}`).split('\n');
  const block = Buffer.from('<row/>'.repeat(100_000));
  const between = Array(Math.ceil(rows / 100_000)).fill(block);
  return workbook([Buffer.from(head), ...between, Buffer.from(tail)]);
}

/** An entity of ten entities of ten entities. */
export function billionLaughs() {
  const entities = Array.from(
    {length: 9},
    (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`,
  );
  const type = `<!DOCTYPE worksheet [<!ENTITY l0 "lol">${entities.join('')}]>`;
  return workbook(sheet(row(['1', '&l9;', '2024-01-01', '1']), '', type));
}

/** An entity that is a file of the reader's. */
export const externalEntity = () =>
  workbook(
    sheet(
      row(['1', '&file;', '2024-01-01', '1']),
      '',
      '<!DOCTYPE worksheet [<!ENTITY file SYSTEM "file:///etc/passwd">]>',
    ),
  );

/** A cell at the far corner, which tables of all cells can't hold. */
export const farCorner = () =>
  workbook(sheet(`${ORDER}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`));

/** A row beyond 32 bits. */
export const farRow = () =>
  workbook(sheet(`${ORDER}<row r="4294967297"><c r="A4294967297"><v>1</v></c></row>`));

/** Merged cells as large as the sheet, many times over. */
export const merged = () =>
  workbook(
    sheet(ORDER, `<mergeCells>${'<mergeCell ref="A2:XFD1048576"/>'.repeat(50)}</mergeCells>`),
  );

/** @param {number} entries that nobody asks for */
export const manyEntries = (entries) =>
  workbook(
    sheet(ORDER),
    Array.from({length: entries}, (_, i) => ({name: `xl/media/${i}.txt`, content: 'x'})),
  );

/** Two sheets in one place, with other orders. @param {string} name of the second */
export const twins = (name) =>
  workbook(sheet(ORDER), [{name, content: sheet(row(['2', 'B', '2024-01-02', '99']))}]);

/** Beside the workbook, files for a reader that unpacks where names point. */
export const paths = () =>
  workbook(
    sheet(ORDER),
    [
      '../../../../tmp/evil.csv',
      '/etc/evil.csv',
      'C:\\evil.csv',
      '\\\\host\\share\\evil.csv',
      'nul\0.csv',
      'con.csv',
      '\u202evsc.exe',
      '__proto__/constructor.xml',
    ].map((name) => ({name, content: 'evil'})),
  );

const TWO_GB = 2 ** 31 - 1;

/** A small sheet that says to be 2 GB once unpacked. */
export const sizeLies = () => workbook(sheet(ORDER), [], 'S', {size: TWO_GB});

/** The same of its packed bytes, which would be beyond the end of the file. */
export const packedLies = () => workbook(sheet(ORDER), [], 'S', {packedSize: TWO_GB});

const LINES = Buffer.from('A,2024-01-01,1.00\n'.repeat(58_000));

/** A CSV that is a thousand times as large as its zip. */
export const zipBomb = () =>
  zip([
    {
      name: 'orders.csv',
      content: [Buffer.from('customer_id,order_date,amount\n'), ...Array(256).fill(LINES)],
    },
  ]);

/** As many files of a megabyte, all of them the same bytes of the zip. @param {number} count */
export function overlapping(count) {
  const content = Buffer.concat([Buffer.from('customer_id,order_date,amount\n'), LINES]);
  const names = Array.from({length: count}, (_, i) => `${String(i).padStart(4, '0')}.csv`);
  const one = Buffer.from(zip([{name: names[0], content}]));
  const listed = one.subarray(one.lastIndexOf('PK\x01\x02'), one.lastIndexOf('PK\x05\x06'));
  const entries = names.map((name) => {
    const entry = Buffer.from(listed);
    entry.write(name, 46);
    return entry;
  });
  const end = Buffer.from(one.subarray(one.lastIndexOf('PK\x05\x06')));
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(listed.length * count, 12);
  const start = one.subarray(0, one.lastIndexOf('PK\x01\x02'));
  return new Uint8Array(Buffer.concat([start, ...entries, end]));
}
