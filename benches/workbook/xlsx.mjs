// Deterministic generator of a workbook of orders as spreadsheets save them: shared strings, days as numbers with a
// style. 100,000 rows are about 3.5 MB.
//
//   node xlsx.mjs --rows 100000 --out orders.xlsx
import fs from 'node:fs';
import {fileURLToPath} from 'node:url';
import {crc32, deflateRawSync} from 'node:zlib';
import {readArgs} from '../peers/lib/paths.mjs';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const PARTS = {
  '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${SHEET_TYPE}.sharedStrings+xml"/><Override PartName="/xl/styles.xml" ContentType="${SHEET_TYPE}.styles+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Orders" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>`,
};

/** The sheet and its shared strings. */
function orders(rows) {
  const strings = new Map();
  const shared = (text) => {
    if (!strings.has(text)) strings.set(text, strings.size);
    return strings.get(text);
  };
  const text = (place, value) => `<c r="${place}" t="s"><v>${shared(value)}</v></c>`;
  const headers = ['订单号', '客户', '金额', '下单时间', '商品', '状态'];
  const lines = [
    `<row r="1">${headers.map((header, i) => text(`${'ABCDEF'[i]}1`, header)).join('')}</row>`,
  ];
  for (let row = 2; row <= rows + 1; row++) {
    lines.push(
      `<row r="${row}">`,
      text(`A${row}`, `O${String(row).padStart(8, '0')}`),
      text(`B${row}`, `C${String((row * 7919) % 20_000).padStart(5, '0')}`),
      `<c r="C${row}"><v>${((row * 37) % 50_000) / 100}</v></c>`,
      `<c r="D${row}" s="1"><v>${45_000 + row / 250}</v></c>`,
      text(`E${row}`, `商品 ${row % 50}`),
      text(`F${row}`, '已完成'),
      '</row>',
    );
  }
  const items = [...strings.keys()].map((value) => `<si><t>${value}</t></si>`).join('');
  return {
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${MAIN}"><sheetData>${lines.join('')}</sheetData></worksheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${MAIN}" uniqueCount="${strings.size}">${items}</sst>`,
  };
}

/** A part's header in the package: the local one, or with `at` the one of the directory. */
function header({name, packed, bytes, sum}, at) {
  const central = at !== undefined;
  const out = Buffer.alloc((central ? 46 : 30) + name.length);
  out.writeUInt32LE(central ? 0x02014b50 : 0x04034b50, 0);
  const from = central ? 6 : 4;
  out.writeUInt16LE(20, from); // the version that can read it
  out.writeUInt16LE(8, from + 4); // deflate
  out.writeUInt32LE(0x00210000, from + 6); // the first day that it knows
  out.writeUInt32LE(sum, from + 10);
  out.writeUInt32LE(packed.length, from + 14);
  out.writeUInt32LE(bytes.length, from + 18);
  out.writeUInt16LE(name.length, from + 22);
  if (central) out.writeUInt32LE(at, 42);
  out.write(name, central ? 46 : 30, 'latin1');
  return out;
}

function zip(parts) {
  const [pieces, directory] = [[], []];
  let at = 0;
  for (const [name, text] of Object.entries(parts)) {
    const bytes = Buffer.from(HEAD + text);
    const part = {name, bytes, packed: deflateRawSync(bytes), sum: crc32(bytes)};
    directory.push(header(part, at));
    pieces.push(header(part), part.packed);
    at += 30 + name.length + part.packed.length;
  }
  const size = directory.reduce((sum, one) => sum + one.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...pieces, ...directory, end]);
}

/** Writes a workbook of `rows` orders to the file `out`. */
export function generateWorkbook({rows, out}) {
  const bytes = zip({...PARTS, ...orders(rows)});
  fs.writeFileSync(out, bytes);
  return {rows, bytes: bytes.length};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const {rows = 1e5, out = 'orders.xlsx'} = readArgs();
  console.log(JSON.stringify(generateWorkbook({rows: Number(rows), out})));
}
