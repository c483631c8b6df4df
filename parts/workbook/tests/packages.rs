//! Packages that lie or grow: refused by their real sizes, before any reader sees them.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use headwater_workbook::package::{self, Kind};
use headwater_workbook::{Book, Csv, Fault, Json};
use std::io::Write;

/// A zip of `parts`, with claims of its own about their sizes.
struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
    claim: Option<u32>,
}

impl Zip {
    fn new() -> Self {
        Self { bytes: Vec::new(), directory: Vec::new(), count: 0, claim: None }
    }

    fn part(mut self, name: &str, pieces: &[(&[u8], usize)]) -> Self {
        let mut crc = crc32fast::Hasher::new();
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
        let mut real = 0_usize;
        for (piece, times) in pieces {
            for _ in 0..*times {
                crc.update(piece);
                packer.write_all(piece).unwrap();
                real += piece.len();
            }
        }
        let packed = packer.finish().unwrap();
        let claimed = self.claim.unwrap_or_else(|| u32::try_from(real).unwrap());
        let offset = u32::try_from(self.bytes.len()).unwrap();
        let sizes = [crc.finalize(), u32::try_from(packed.len()).unwrap(), claimed];
        let length = u16::try_from(name.len()).unwrap().to_le_bytes();
        let mut common = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
        sizes.iter().for_each(|size| common.extend_from_slice(&size.to_le_bytes()));
        common.extend_from_slice(&length);
        common.extend_from_slice(&[0, 0]);
        self.bytes.extend_from_slice(b"PK\x03\x04");
        self.bytes.extend_from_slice(&common);
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.extend_from_slice(&packed);
        self.directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        self.directory.extend_from_slice(&common);
        self.directory.extend_from_slice(&[0; 10]);
        self.directory.extend_from_slice(&offset.to_le_bytes());
        self.directory.extend_from_slice(name.as_bytes());
        self.count += 1;
        self
    }

    fn end(mut self) -> Vec<u8> {
        let (at, size) = (self.bytes.len(), self.directory.len());
        self.bytes.extend_from_slice(&self.directory);
        self.bytes.extend_from_slice(b"PK\x05\x06\x00\x00\x00\x00");
        for _ in 0..2 {
            self.bytes.extend_from_slice(&self.count.to_le_bytes());
        }
        for number in [size, at] {
            self.bytes.extend_from_slice(&u32::try_from(number).unwrap().to_le_bytes());
        }
        self.bytes.extend_from_slice(&[0, 0]);
        self.bytes
    }
}

const HEAD: &str = "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
const FOOT: &str = "</sheetData></worksheet>";

fn workbook(sheet: &[(&[u8], usize)]) -> Vec<u8> {
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let book = format!(
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{relations}\">\
         <sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let links = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let root = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    Zip::new()
        .part("_rels/.rels", &[(root.as_bytes(), 1)])
        .part("xl/workbook.xml", &[(book.as_bytes(), 1)])
        .part("xl/_rels/workbook.xml.rels", &[(links.as_bytes(), 1)])
        .part("xl/worksheets/sheet1.xml", sheet)
        .end()
}

fn sheet(cells: &str) -> Vec<u8> {
    workbook(&[(HEAD.as_bytes(), 1), (cells.as_bytes(), 1), (FOOT.as_bytes(), 1)])
}

fn csv(bytes: Vec<u8>) -> Result<String, Fault> {
    let mut out = Vec::new();
    let mut sink = Csv::new(usize::MAX, |piece: &[u8]| out.extend_from_slice(piece));
    Book::open(bytes)?.read(0, &mut sink)?;
    sink.finish();
    Ok(String::from_utf8(out).unwrap())
}

#[test]
fn a_bomb_is_refused_by_its_ratio_and_not_by_what_it_claims() {
    let blanks = vec![b' '; 1 << 20];
    let bomb = workbook(&[(HEAD.as_bytes(), 1), (&blanks, 51), (FOOT.as_bytes(), 1)]);
    assert_eq!(package::scan(&bomb), Err(Fault::TooLarge("it unpacks to 200 times its size")));
    let blank = workbook(&[(HEAD.as_bytes(), 1), (&blanks, 8), (FOOT.as_bytes(), 1)]);
    assert_eq!(package::scan(&blank), Ok(Kind::Xlsx));

    let mut lying = Zip::new();
    lying.claim = Some(1);
    let lying = lying.part("xl/workbook.xml", &[(&blanks, 51)]).end();
    assert!(matches!(package::scan(&lying), Err(Fault::TooLarge(_))));
}

#[test]
fn too_many_parts_are_refused() {
    let zip = (0..10_001).fold(Zip::new(), |zip, at| zip.part(&format!("xl/{at}"), &[]));
    let found = package::scan(&zip.part("xl/workbook.xml", &[]).end());
    assert_eq!(found, Err(Fault::TooLarge("more than 10 000 parts in its zip package")));
}

#[test]
fn two_parts_of_one_name_are_refused() {
    for second in ["xl/worksheets/sheet1.xml", "xl/Worksheets/Sheet1.xml"] {
        let zip = Zip::new()
            .part("xl/workbook.xml", &[])
            .part("xl/worksheets/sheet1.xml", &[(b"<a/>", 1)])
            .part(second, &[(b"<b/>", 1)]);
        let twins = Fault::Damaged("two parts of it have the same name");
        assert_eq!(package::scan(&zip.end()), Err(twins), "{second}");
    }
}

#[test]
fn a_changed_byte_fails_the_checksum_and_a_document_type_is_refused() {
    let good = Zip::new().part("xl/workbook.xml", &[(b"<workbook/>", 1)]).end();
    assert_eq!(package::scan(&good), Ok(Kind::Xlsx));
    let typed = b"<?xml version='1.0'?><!-- x --><!DOCTYPE a [<!ENTITY b 'c'>]><workbook/>";
    let typed = Zip::new().part("xl/workbook.xml", &[(typed, 1)]).end();
    assert!(matches!(package::scan(&typed), Err(Fault::Damaged(_))));
    let mut changed = good;
    let crc = 14;
    changed[crc] ^= 1;
    // Readers go by the directory, and so does the scan.
    assert_eq!(package::scan(&changed), Ok(Kind::Xlsx));
    let at = changed.windows(4).position(|four| four == b"PK\x01\x02").unwrap() + 16;
    changed[at] ^= 1;
    assert_eq!(package::scan(&changed), Err(Fault::Damaged("a part fails its checksum")));
}

#[test]
fn another_zip_is_not_a_workbook() {
    let other = Zip::new().part("orders.csv", &[(b"a,b\n", 1)]).end();
    assert_eq!(package::scan(&other), Err(Fault::NotAWorkbook));
    assert_eq!(Book::open(b"a,b\n1,2\n".to_vec()).err(), Some(Fault::NotAWorkbook));
    assert_eq!(Book::open(Vec::new()).err(), Some(Fault::NotAWorkbook));
}

#[test]
fn lines_of_the_csv_are_rows_of_the_sheet() {
    let cells = "<row r=\"2\"><c r=\"B2\" t=\"inlineStr\"><is><t>a\nb</t></is></c><c r=\"D2\"><v>1</v></c></row>\
                 <row r=\"5\"><c r=\"A5\" t=\"str\"><v>x;\"y\"</v></c></row>";
    assert_eq!(csv(sheet(cells)).unwrap(), "\n,\"a b\",,1\n\n\n\"x;\"\"y\"\"\"\n");
}

#[test]
fn rows_as_json_keep_their_breaks() {
    let cells = "<row r=\"2\"><c r=\"B2\" t=\"inlineStr\"><is><t>a\n\"b\\</t></is></c></row>";
    let mut out = String::new();
    let mut sink = Json::new(|piece: &str| out.push_str(piece));
    Book::open(sheet(cells)).unwrap().read(0, &mut sink).unwrap();
    sink.finish();
    assert_eq!(out, r#"[["","a\u000a\"b\\"]]"#);
}

#[test]
fn cells_out_of_order_are_put_in_order_and_rows_are_not() {
    let cells = "<row r=\"1\"><c r=\"B1\"><v>2</v></c><c r=\"A1\"><v>1</v></c></row>";
    assert_eq!(csv(sheet(cells)).unwrap(), "1,2\n");
    let rows =
        "<row r=\"2\"><c r=\"A2\"><v>2</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
    assert_eq!(csv(sheet(rows)), Err(Fault::Damaged("its rows are not in order")));
}

#[test]
fn a_sheet_of_far_cells_meets_the_limit() {
    let rows: String = (1..=1300)
        .map(|row| format!("<row r=\"{row}\"><c r=\"XFD{row}\"><v>1</v></c></row>"))
        .collect();
    let found = csv(sheet(&rows));
    assert_eq!(found, Err(Fault::TooLarge("more than 20 million cells in a sheet")));
}
