//! Bytes to records, by what a caller sees of them.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use headwater::csv::{HEAD, OwnedRecord, Reader, Record, RowReader, Sink, Writer};
use headwater::error::{ErrorKind, Result};

/// The records as they came.
#[derive(Default)]
struct Kept(Vec<OwnedRecord>);

impl Sink for Kept {
    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        self.0.push(record.to_owned());
        Ok(())
    }
}

fn records(bytes: &[u8], cut: usize) -> Vec<OwnedRecord> {
    let (mut reader, mut kept) = (Reader::new(None), Kept::default());
    bytes.chunks(cut).for_each(|piece| reader.push(piece, &mut kept).unwrap());
    reader.finish(&mut kept).unwrap();
    kept.0
}

/// The cells, the same in pieces of any size.
fn cells(text: &str) -> Vec<Vec<String>> {
    let read = |cut| records(text.as_bytes(), cut).iter().map(|r| r.as_record().texts()).collect();
    let whole: Vec<Vec<String>> = read(text.len());
    for cut in [1, 2, 3, 7] {
        assert_eq!(read(cut), whole, "pieces of {cut} bytes");
    }
    whole
}

#[test]
fn a_backslash_escapes_quotes_delimiters_and_itself() {
    assert_eq!(
        cells(
            "id,note\n1,\"say \\\"hi\\\"\"\n2,a\\,b\n3,\"c:\\\\\\\\d\"\n4,\"x\\ny\"\n5,\"\\\"x\\y\"\n6,a\\,b\"\n"
        ),
        [
            ["id", "note"],
            ["1", "say \"hi\""],
            ["2", "a,b"],
            ["3", "c:\\\\d"],
            ["4", "x\\ny"],
            ["5", "\"x\\y"],
            ["6", "a,b\""]
        ]
    );
}

#[test]
fn asciis_own_delimiter_of_records_is_text_where_there_are_lines() {
    assert_eq!(cells("a\u{1F}b\n1\u{1F}x\u{1E}y\n"), [["a", "b"], ["1", "x\u{1E}y"]]);
    assert_eq!(cells("a,b\u{1E}c"), [["a", "b\u{1E}c"]]);
    assert_eq!(cells("a\u{1F}b\u{1E}1\u{1F}2"), [["a", "b"], ["1", "2"]]);
}

#[test]
fn quotes_behind_blanks_are_text_where_the_rules_explain_as_much() {
    assert_eq!(
        cells("a, b\n1, \"x\"\n2, \"u\"v\n"),
        [["a", " b"], ["1", " \"x\""], ["2", " \"u\"v"]]
    );
}

#[test]
fn what_stands_before_the_first_record_is_left_out_once() {
    let rows = 3 * HEAD / 8;
    let body = "id;name\n".to_owned() + &"1001;Ann\n".repeat(rows);
    for before in ["", "\u{FEFF}", "sep=;\r\n", "\u{FEFF}sep=;\n"] {
        let text = format!("{before}{body}");
        for cut in [1_000, HEAD - 1, HEAD, text.len()] {
            let all = records(text.as_bytes(), cut);
            assert_eq!(all.len(), rows + 1, "{before:?} in pieces of {cut}");
            assert_eq!(all[0].as_record().texts(), ["id", "name"]);
            assert!(all[1..].iter().all(|record| record.as_record().texts() == ["1001", "Ann"]));
        }
    }
}

#[test]
fn lines_of_one_cell_are_notes_only_above_the_first_record() {
    assert_eq!(cells("# export\nid\n1\n# 2 kept\n"), [["id"], ["1"], ["# 2 kept"]]);
    assert_eq!(cells("#A-1001\n#1002\n"), [["#A-1001"], ["#1002"]]);
    assert_eq!(cells("#note\nid,n\n1,A\n# 2,B\n#end\n").len(), 3, "a note, and one of two cells");
}

#[test]
fn a_record_tells_its_cells_and_its_doubts() {
    let all = records(b"a,,\"\",b\n1,\"x\"y,2,\n3,n\0,,\n", 5);
    let filled = |index: usize| {
        let mut filled = Vec::new();
        let record: &OwnedRecord = &all[index];
        record.as_record().for_each_filled(|at, text| filled.push((at, text.to_vec())));
        filled
    };
    assert_eq!(filled(0), [(0, b"a".to_vec()), (3, b"b".to_vec())]);
    assert_eq!(filled(1), [(0, b"1".to_vec()), (1, b"xy".to_vec()), (2, b"2".to_vec())]);
    let doubts: Vec<bool> = all.iter().map(|record| record.as_record().is_doubtful()).collect();
    assert_eq!(doubts, [false, true, true]);
    assert!(all.iter().all(|record| !record.as_record().is_empty()));
}

#[test]
fn what_is_broken_is_counted_to_the_last_byte() {
    let ascii = b"a,b\n".repeat(HEAD);
    let read = |late: &[u8], cut: usize| {
        let (mut reader, mut kept) = (Reader::new(None), Kept::default());
        let bytes = [&ascii, late].concat();
        bytes.chunks(cut).try_for_each(|piece| reader.push(piece, &mut kept))?;
        reader.finish(&mut kept)
    };
    for cut in [1_000, 1 << 20] {
        // A character that is cut off where the file ends is broken.
        let error = read(b"M\xC3", cut).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::UnsupportedEncoding { .. }));
        read("M\u{FC}".as_bytes(), cut).unwrap();
    }
    // One that is cut only where a piece ends is not: one is right, and one is broken.
    let (mut reader, mut kept) = (Reader::new(None), Kept::default());
    reader.push(&ascii, &mut kept).unwrap();
    let waiting = [&b"\xC3\xA9\xFF"[..], &b"x".repeat(HEAD - 4), b"\xC3"].concat();
    assert_eq!(waiting.len(), HEAD);
    reader.push(&waiting, &mut kept).unwrap();
    reader.push(b"\xA9\n", &mut kept).unwrap();
    reader.finish(&mut kept).unwrap();
}

#[test]
fn pages_have_their_text_and_nothing_else() {
    let page =
        |inside: &str| cells(&format!("<table><tr><th>id<th>n<tr>{inside}</table>"))[1].clone();
    assert_eq!(page("<td>1</td> junk <td>2</td>"), ["1", "2"]);
    assert_eq!(page("<td>1<td>a<style>x</i>y</style>z<SCRIPT>b</b></SCRIPT>"), ["1", "az"]);
    assert_eq!(page("<td>lamp; x<td>a&ltb&lt;c"), ["lamp; x", "a&ltb<c"]);
    // A reference is so long and no longer.
    assert_eq!(page("<td>&#0000000065;<td>&#00000000065;"), ["A", "&#00000000065;"]);
    let comment = format!("<!-- {} > <td>3 -->", "long ".repeat(3_000));
    assert_eq!(page(&format!("<td>1{comment}<td>2")), ["1", "2"]);
}

#[test]
fn what_is_known_of_a_column_stands_in_the_rows_that_are_read() {
    let read = |text: &str, knows: fn(&str) -> bool| {
        let mut reader = RowReader::new(Reader::new(None), knows);
        reader.push(text.as_bytes()).unwrap();
        reader.finish().unwrap()
    };
    let text = "day,amount;who\n1,2;3\n4,5;6\n";
    assert_eq!(read(text, |_| false).delimiter, b',');
    let rows = read(text, |cell| cell == "who");
    assert_eq!(rows.delimiter, b';');
    assert_eq!(rows.rows[0], ["day,amount", "who"]);
}

#[test]
fn blanks_behind_a_closing_quote_are_no_part_of_the_cell() {
    assert_eq!(cells("\"a\"  ,b\n1,\"c\" \n"), [["a", "b"], ["1", "c"]]);
}

#[test]
fn doubts_of_a_record_stay_where_a_quote_in_it_is_never_closed() {
    let all = records(b"id,n,m\n\"a\"x,\"b,c\n1,2,3\n\0a,b\0,c\n", 4);
    let doubts = |index: usize| {
        let record: &OwnedRecord = &all[index];
        let record = record.as_record();
        (record.has_stray_quote(), record.has_unterminated_quote(), record.has_nul())
    };
    assert_eq!(doubts(1), (true, true, false));
    assert_eq!(doubts(2), (false, false, false));
    assert_eq!(doubts(3), (false, false, true), "also where there are two");
}

#[test]
fn a_sink_that_knows_no_names_leaves_the_delimiter_to_the_shape() {
    assert_eq!(cells("a,b\na,b\n1;2;3;4,x\n1;2;3;4,x\n")[2], ["1;2;3;4", "x"]);
}

#[test]
fn cells_that_hold_records_are_told_only_where_they_are_in_quotes() {
    let read = |text: &str| {
        let mut reader = RowReader::new(Reader::new(Some(b';')), |_| false);
        reader.push(text.as_bytes()).unwrap();
        let rows = reader.finish().unwrap();
        rows.diagnostics.iter().map(|(code, _)| code.name()).collect::<Vec<_>>()
    };
    assert_eq!(read("\"a,b\"\n\"1,2\"\n"), ["quoted-lines"]);
    assert!(read("a,b\n1,2\n").is_empty());
    assert!(read("\"a\";\"b\"\n\"1\";\"2\"\n").is_empty());
}

#[test]
fn a_writer_knows_how_much_it_holds() {
    let mut writer = Writer::new();
    writer.text("a,b");
    writer.end_record();
    let held = writer.len();
    assert!(held >= 5 && !writer.is_empty());
    assert_eq!(writer.take().len(), held);
    assert!(writer.is_empty());
    assert_eq!(writer.len(), 0);
}
