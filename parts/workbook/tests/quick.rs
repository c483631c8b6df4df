//! The quick reader of XLSX says what calamine says: over the fixtures, and over workbooks made at random.

#[expect(unreachable_pub, dead_code, reason = "a library where it is fuzzed")]
#[path = "../../../fuzz/src/books.rs"]
mod books;

use headwater_workbook::{Book, Csv};
use std::fmt::Write;
use std::fs;
use std::path::Path;

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The parts that all workbooks have, with a style for numbers, days, times and lengths of time.
fn common() -> Vec<(&'static str, String)> {
    let link = |id: u32, kind: &str, target: &str| {
        format!("<Relationship Id=\"rId{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
    };
    let links = link(1, "worksheet", "worksheets/sheet1.xml");
    vec![
        ("_rels/.rels", format!("<Relationships>{}</Relationships>", link(1, "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"S\" r:id=\"rId1\"/></sheets></workbook>".to_owned()),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships>{links}</Relationships>")),
        (
            "xl/styles.xml",
            "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"[h]:mm\"/></numFmts><cellXfs>\
             <xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"21\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"
                .to_owned(),
        ),
    ]
}

/// A workbook in the form that the fuzz targets take.
fn workbook(table: Option<&str>, sheet: &str) -> Vec<u8> {
    let mut parts = common();
    parts.extend(table.map(|table| ("xl/sharedStrings.xml", table.to_owned())));
    parts.push(("xl/worksheets/sheet1.xml", sheet.to_owned()));
    parts
        .iter()
        .flat_map(|(name, content)| {
            [books::PART, name.as_bytes(), b"\n", content.as_bytes()].concat()
        })
        .collect()
}

/// The sheet as CSV, and whether calamine was not asked.
fn read(input: &[u8]) -> (String, bool) {
    let mut book = Book::open(books::package(input)).unwrap();
    let mut csv = Vec::new();
    let mut sink = Csv::new(usize::MAX, |piece: &[u8]| csv.extend_from_slice(piece));
    book.read(0, &mut sink).unwrap();
    sink.finish();
    (String::from_utf8(csv).unwrap(), book.is_usual())
}

fn sheet(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

#[test]
fn what_spreadsheets_write_is_read_without_calamine() {
    let table = "<sst xmlns=\"x\" count=\"2\" uniqueCount=\"2\"><si><t>a</t></si><si><r><t>b</t></r></si></sst>";
    let cases = [
        (
            "<row r=\"1\" spans=\"1:2\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>",
            "a,,b\n",
        ),
        (
            "<row><c t='s'><v>1</v></c><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>",
            "b,2\n\n3\n",
        ),
        (
            "<row><c t=\"str\"><f>A1&amp;\"b\"</f><v>a&lt;b _x0041_</v></c><c t=\"b\"><v>1</v></c></row>",
            "a<b A,TRUE\n",
        ),
        (
            "<row><c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c><c t=\"inlineStr\"><is><t>x</t></is></c></row>",
            "\"#DIV/0!\",x\n",
        ),
        (
            "<row><c s=\"1\"><v>45356</v></c><c s=\"2\"><v>0.5</v></c><c s=\"3\"><v>1.5</v></c></row>",
            "2024-03-05,12:00:00,36:00:00\n",
        ),
        (
            "<row><c s=\"7\"><v>1.10</v></c><c t=\"n\"><v>19.989999999999995</v></c><c><v>1E3</v></c></row>",
            "1.1,19.99,1000\n",
        ),
        (
            "<row><c s=\"1\"/><c s=\"0\"><v></v></c><c t=\"d\"><v>2024-03-05</v></c><c><v>-0</v></c></row>",
            ",,2024-03-05,0\n",
        ),
        ("<row r=\"3\"><c r=\"B3\"><v>1</v></c><c><v>2</v></c></row>\r\n", "\n\n,1,2\n"),
        ("<!-- x --><row><!-- > --><c><v>1</v><!-- x --></c></row>", "1\n"),
        ("", ""),
    ];
    for (rows, expected) in cases {
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"x\"><sheetPr><tabColor rgb=\"0\"/></sheetPr>\
                    <dimension ref=\"A1:C9\"/><cols><col min=\"1\"/></cols>";
        let plain = format!("{head}<sheetData>{rows}</sheetData><pageMargins/></worksheet>");
        let prefixed = ["row", "c", "v", "f", "is", "t", "sheetData", "worksheet"].iter().fold(
            plain.clone(),
            |xml, name| {
                let opened = xml
                    .replace(&format!("<{name}>"), &format!("<x:{name}>"))
                    .replace(&format!("<{name} "), &format!("<x:{name} "));
                opened
                    .replace(&format!("</{name}>"), &format!("</x:{name}>"))
                    .replace(&format!("<{name}/>"), &format!("<x:{name}/>"))
            },
        );
        for sheet in [plain, prefixed] {
            let input = workbook(Some(table), &sheet);
            books::check_book(&input);
            assert_eq!(read(&input), (expected.to_owned(), true), "{sheet}");
        }
    }
}

#[test]
fn what_is_unusual_is_left_to_calamine() {
    let cases = [
        ("<row><c><v>a</v></c></row>", "a\n"),
        ("<row><c><!-- x --><v>1<!-- x --></v></c></row>", "1\n"),
        ("<row><?x y?><c><v>1</v></c></row>", "1\n"),
        ("<row><c><v>1</v></c></row><row><c r=\"a2\"><v>2</v></c></row>", "1\n2\n"),
        ("<row><c t=\"str\"><v>a<![CDATA[b]]></v></c></row>", "a\n"),
        ("<row><c><v>1</v></c></row><other/><row><c><v> 2</v></c></row>", "1\n 2\n"),
        ("<row><c><v>1</v></c>text</row>", "1\n"),
        ("<row><c><v>1</v><v>.5</v></c></row>", "0.5\n"),
    ];
    for (rows, expected) in cases {
        let input = workbook(None, &sheet(rows));
        books::check_book(&input);
        assert_eq!(read(&input), (expected.replace(" 2", "\" 2\""), false), "{rows}");
    }
}

#[test]
fn fixtures_are_read_as_calamine_reads_them() {
    books::watch_panics();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/workbooks");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let (mut read, mut usual) = (0, 0);
    for file in files.filter(|file| file.extension().is_some_and(|kind| kind == "xlsx")) {
        let bytes = fs::read(&file).unwrap();
        books::check_book(&bytes);
        let Ok(mut book) = Book::open(bytes) else { continue };
        if (0..book.sheets().len())
            .all(|at| book.read(at, &mut Csv::new(usize::MAX, |_| {})).is_ok())
        {
            read += 1;
            usual += usize::from(book.is_usual());
        }
    }
    assert!(read > 20 && usual * 10 >= read * 9, "{usual} of {read} without calamine");
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const TEXTS: [&str; 16] = [
    "a",
    "",
    " b ",
    "c,d",
    "&amp;",
    "&#x4e2d;",
    "&#10;",
    "中文",
    "_x000D_",
    "_xD83D__xDCF7_",
    "\r\n",
    "e_x",
    "&quot;",
    "\t",
    "'",
    "<![CDATA[<&]]>",
];
const NUMBERS: [&str; 20] = [
    "0",
    "-0",
    "1",
    "19.99",
    "-12.50",
    "0.1",
    "100",
    "1e3",
    "1.5E-7",
    "45356.586813",
    "123456789012345678",
    "0.30000000000000004",
    "9007199254740993",
    "1.",
    ".5",
    "007",
    "1e400",
    "-1.5",
    "60",
    "2958466",
];

fn text(dice: &mut Dice) -> String {
    (0..dice.below(4)).map(|_| dice.of(&TEXTS)).collect()
}

fn rich(dice: &mut Dice) -> String {
    let text = |dice: &mut Dice| {
        let space = dice.of(&["", "", " xml:space=\"preserve\"", " xml:space='default'"]);
        format!("<t{space}>{}</t>", text(dice))
    };
    match dice.below(6) {
        0 => format!("<r><rPr><b/></rPr>{}</r><r>{}</r>", text(dice), text(dice)),
        1 => format!(
            "{}<rPh sb=\"0\" eb=\"1\">{}</rPh><phoneticPr fontId=\"1\"/>",
            text(dice),
            text(dice)
        ),
        2 => "<t/>".to_owned(),
        _ => text(dice),
    }
}

fn cell(dice: &mut Dice, row: usize, column: usize) -> String {
    let place = format!("r=\"{}{row}\"", ["A", "B", "C", "Z", "AA"][column]);
    let style = format!("s=\"{}\"", dice.below(6));
    let (kind, content) = match dice.below(9) {
        0 => ("t=\"s\"", format!("<v>{}</v>", dice.below(6))),
        1 => ("t=\"str\"", format!("<f>A1</f><v>{}</v>", text(dice).replace("<![CDATA[<&]]>", ""))),
        2 => ("t=\"inlineStr\"", format!("<is>{}</is>", rich(dice))),
        3 => ("t=\"b\"", format!("<v>{}</v>", dice.below(2))),
        4 => ("t=\"e\"", format!("<v>{}</v>", dice.of(&["#N/A", "#REF!", "#VALUE!"]))),
        5 => ("t=\"n\"", format!("<v>{}</v>", dice.of(&NUMBERS))),
        6 => ("", String::new()),
        _ => ("", format!("<v>{}</v>", dice.of(&NUMBERS))),
    };
    let mut attributes = vec![place.as_str(), style.as_str(), kind];
    let turn = dice.below(3);
    attributes.rotate_left(turn);
    if dice.below(5) == 0 {
        attributes.retain(|attribute| !attribute.starts_with("r="));
    }
    format!("<c {}>{content}</c>", attributes.join(" "))
}

fn random(dice: &mut Dice) -> Vec<u8> {
    let mut table = "<sst>".to_owned();
    for _ in 0..5 {
        let _ = write!(table, "<si>{}</si>", rich(dice));
    }
    table.push_str("</sst>");
    let mut rows = String::new();
    for row in 1..=dice.below(6) {
        let number = if dice.below(4) == 0 { String::new() } else { format!(" r=\"{row}\"") };
        let cells: String = (0..5)
            .filter(|_| dice.below(3) > 0)
            .collect::<Vec<_>>()
            .into_iter()
            .map(|column| cell(dice, row, column))
            .collect();
        let _ =
            write!(rows, "<row{number}>{cells}</row>{}", dice.of(&["", "", "\n", "<!-- x -->"]));
    }
    workbook(Some(&table), &sheet(&rows))
}

#[test]
fn random_workbooks_are_read_as_calamine_reads_them() {
    books::watch_panics();
    let mut dice = Dice(1);
    for _ in 0..400 {
        let mut input = random(&mut dice);
        books::check_book(&input);
        // And damaged: a byte is another one, or a piece is missing.
        for _ in 0..3 {
            let at = dice.below(input.len());
            if dice.below(3) == 0 {
                let end = (at + dice.below(12)).min(input.len());
                input.drain(at..end);
            } else {
                input[at] = b"<>/\"'&=! :1sv\n\xff"[dice.below(15)];
            }
            books::check_book(&input);
        }
    }
}
