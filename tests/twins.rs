//! Fast equals slow: each quick reading beside a slow one that is easy to believe.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use headwater::csv::{Reader, Record, Sink, Writer, unguard};
use headwater::error::Result;
use proptest::prelude::*;

/// A record as both readers tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    line: u64,
    cells: Vec<Vec<u8>>,
    stray_quote: bool,
    unterminated_quote: bool,
}

#[derive(Default)]
struct Collect(Vec<Told>);

impl Sink for Collect {
    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        let mut scratch = Vec::new();
        self.0.push(Told {
            line: record.line(),
            cells: (0..record.len()).map(|i| record.cell(i, &mut scratch).to_vec()).collect(),
            stray_quote: record.has_stray_quote(),
            unterminated_quote: record.has_unterminated_quote(),
        });
        Ok(())
    }
}

fn fast(bytes: &[u8], cut: usize) -> Vec<Told> {
    let (mut reader, mut sink) = (Reader::new(Some(b',')), Collect::default());
    for piece in bytes.chunks(cut) {
        reader.push(piece, &mut sink).unwrap();
    }
    reader.finish(&mut sink).unwrap();
    sink.0
}

/// Reads with the whole text at hand, byte by byte, as the rules are told.
fn naive(bytes: &[u8]) -> Vec<Told> {
    let mut all = Vec::new();
    let (mut at, mut line, mut width) = (0, 1, 0);
    while at < bytes.len() {
        if matches!(bytes[at], b'\r' | b'\n') {
            at += line_end(bytes, at);
            line += 1;
            continue;
        }
        let mut as_text = Vec::new();
        let (told, next, lines) = loop {
            match naive_record(bytes, at, line, &as_text, width) {
                Ok(found) => break found,
                Err(quote) => as_text.push(quote),
            }
        };
        width = told.cells.len();
        all.push(told);
        at = next;
        line += lines;
    }
    all
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    if bytes[at..].starts_with(b"\r\n") { 2 } else { 1 }
}

/// One record from `from`: it, where the next starts, and how many lines it took. `Err` names a
/// quote that was never closed.
fn naive_record(
    bytes: &[u8],
    from: usize,
    line: u64,
    as_text: &[usize],
    width: usize,
) -> std::result::Result<(Told, usize, u64), usize> {
    let mut told = Told {
        line,
        cells: Vec::new(),
        stray_quote: false,
        unterminated_quote: !as_text.is_empty(),
    };
    let (mut at, mut lines) = (from, 0);
    loop {
        let start = at;
        let mut cell = Vec::new();
        let is_quoted = bytes.get(at) == Some(&b'"') && !as_text.contains(&at);
        if is_quoted {
            at += 1;
            loop {
                match (bytes.get(at), bytes.get(at + 1)) {
                    (None, _) => return Err(start),
                    (Some(b'"'), Some(b'"')) => {
                        cell.push(b'"');
                        at += 2;
                    }
                    (Some(b'"'), _) => break,
                    (Some(byte), next) => {
                        lines +=
                            u64::from(*byte == b'\n' || (*byte == b'\r' && next != Some(&b'\n')));
                        cell.push(*byte);
                        at += 1;
                    }
                }
            }
            if holds_rows(&bytes[start..at], told.cells.len(), width) {
                return Err(start);
            }
            at += 1;
        }
        let closed = at;
        while bytes.get(at).is_some_and(|byte| !b",\r\n".contains(byte)) {
            at += 1;
        }
        let rest = &bytes[closed..at];
        if !is_quoted {
            cell.extend_from_slice(rest);
        } else if rest.iter().any(|byte| *byte != b' ') {
            told.stray_quote = true;
            cell = naive_stray(&bytes[start..at], cell, rest);
        }
        told.cells.push(cell);
        match bytes.get(at) {
            Some(b',') => at += 1,
            None => return Ok((told, at, lines)),
            Some(_) => return Ok((told, at + line_end(bytes, at), lines + 1)),
        }
    }
}

/// A quoted cell with more than blanks after its closing quote: with a quote at its end too, what is
/// between the two, else what stands before and after the closing one.
fn naive_stray(raw: &[u8], mut cell: Vec<u8>, rest: &[u8]) -> Vec<u8> {
    let Some(inner) = raw[1..].strip_suffix(b"\"") else {
        cell.extend_from_slice(rest);
        return cell;
    };
    String::from_utf8_lossy(inner).replace("\"\"", "\"").into_bytes()
}

/// Whether all lines in a quoted cell but the last would be records `width` wide, the first of
/// them after `before` cells.
fn holds_rows(quoted: &[u8], before: usize, width: usize) -> bool {
    let text = String::from_utf8_lossy(quoted).replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<usize> = text.split('\n').map(|line| line.split(',').count()).collect();
    lines.pop();
    if let Some(first) = lines.first_mut() {
        *first += before;
    }
    lines.iter().all(|cells| *cells == width)
        && lines.len() >= 2
        && width >= 3
        && lines.len() * width >= 8
}

/// Text made of the bytes that matter, and a few that do not.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        4 => Just(b'"'), 3 => Just(b','), 2 => Just(b'\n'), 2 => Just(b'\r'), 1 => Just(b'='),
        4 => Just(b'a'), 1 => Just(b' ')
    ];
    // Blanks before a quote are no text where that leaves fewer doubts: another twin's matter.
    prop::collection::vec(byte, 1..200)
        .prop_map(|text| String::from_utf8_lossy(&text).replace(" \"", "a\"").into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_scanner_reads_as_the_naive_reader_does(text in text(), cut in 1_usize..90) {
        // The reader takes a text of blanks for an empty file.
        prop_assume!(!text.trim_ascii().is_empty());
        let expected = naive(&text);
        prop_assert_eq!(&fast(&text, usize::MAX), &expected);
        prop_assert_eq!(&fast(&text, cut), &expected);
    }

    #[test]
    fn rows_with_stray_quotes_are_read_as_the_naive_reader_does(
        rows in prop::collection::vec(prop::collection::vec("\"{0,2}[a\n]?\"{0,1}", 3..5), 1..12),
        stray in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
        cut in 1_usize..40,
    ) {
        let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
        let mut text = format!("x{}\r\n{}", lines.join("\r\n"), "a,b,c\r\n".repeat(6));
        for place in stray {
            text.insert(place.index(text.len()), '"');
        }
        prop_assert_eq!(&fast(text.as_bytes(), cut), &naive(text.as_bytes()));
    }

    #[test]
    fn what_was_written_is_read_again(
        rows in prop::collection::vec(prop::collection::vec("[^\0]{0,8}|['\"=+@\t\r\n, ＝-]{0,5}", 1..5), 1..8),
        cut in 1_usize..40,
    ) {
        let mut writer = Writer::new();
        for row in &rows {
            row.iter().for_each(|cell| writer.text(cell));
            writer.number(-1);
            writer.end_record();
        }
        let told = fast(&writer.take(), cut);
        let read: Vec<Vec<String>> = told
            .into_iter()
            .map(|told| {
                assert!(!told.stray_quote && !told.unterminated_quote);
                let mut cells: Vec<String> = told
                    .cells
                    .into_iter()
                    .map(|cell| unguard(std::str::from_utf8(&cell).unwrap()).to_owned())
                    .collect();
                assert_eq!(cells.pop().as_deref(), Some("-1"));
                cells
            })
            .collect();
        prop_assert_eq!(read, rows);
    }
}
