use super::*;

#[derive(Default)]
struct Collect(Vec<(u64, Vec<String>, bool, bool)>);

impl Sink for Collect {
    fn record(&mut self, record: &Record<'_>) -> Result<()> {
        self.0.push((
            record.line(),
            record.texts(),
            record.has_stray_quote(),
            record.has_unterminated_quote(),
        ));
        Ok(())
    }
}

fn read(text: &str, cut: usize) -> Vec<(u64, Vec<String>, bool, bool)> {
    let (mut scanner, mut sink) = (Scanner::new(Style::new(b','), 1), Collect::default());
    for piece in text.as_bytes().chunks(cut) {
        scanner.push(piece, &mut sink).unwrap();
    }
    scanner.finish(&mut sink).unwrap();
    sink.0
}

fn rows(text: &str) -> Vec<Vec<String>> {
    let whole = read(text, usize::MAX);
    for cut in 1..=text.len() {
        assert_eq!(read(text, cut), whole, "pieces of {cut} bytes: {text:?}");
    }
    whole.into_iter().map(|record| record.1).collect()
}

#[test]
fn line_ends_of_every_kind_end_records_and_blank_lines_are_none() {
    let expected = [["a", "b"], ["c", "d"], ["e", "f"]];
    assert_eq!(rows("a,b\nc,d\r\ne,f\r"), expected);
    assert_eq!(rows("\n\ra,b\r\n\r\n\n\rc,d\n\re,f"), expected);
    let lines: Vec<u64> = read("a\r\n\r\n\rb\n\nc", 2).iter().map(|r| r.0).collect();
    assert_eq!(lines, [1, 4, 6]);
}

#[test]
fn quoted_newline_stays_in_the_field() {
    assert_eq!(rows("a,\"x\r\ny\"\r\nb,c"), [["a", "x\r\ny"], ["b", "c"]]);
    let lines: Vec<u64> = read("\"x\r\ny\n\rz\"\nb", 1).iter().map(|r| r.0).collect();
    assert_eq!(lines, [1, 5]);
}

#[test]
fn doubled_quotes_are_one() {
    assert_eq!(rows("\"a\"\"b\",\"\",\"\"\"\",\"\"\"x\"\"\"\n"), [["a\"b", "", "\"", "\"x\""]]);
}

#[test]
fn empty_cells_at_both_ends_are_cells() {
    assert_eq!(rows(",\n,,\n\"\"\n"), [vec!["", ""], vec!["", "", ""], vec![""]]);
}

#[test]
fn stray_quotes_are_text_and_flagged() {
    let all = read("5\" pipe,b\n\"a\"b,c\n\"a\" \"b\",c\nx,=\"y\"\n", 3);
    let texts: Vec<_> = all.iter().map(|r| r.1.clone()).collect();
    assert_eq!(texts, [["5\" pipe", "b"], ["ab", "c"], ["a\" \"b", "c"], ["x", "=\"y\""]]);
    assert_eq!(all.iter().map(|r| r.2).collect::<Vec<_>>(), [false, true, true, false]);
}

#[test]
fn an_unterminated_quote_damages_one_record() {
    assert_eq!(
        rows("a,\"b,c\nd,e\n\"\"f,g\n"),
        [vec!["a", "\"b", "c"], vec!["d", "e"], vec!["f", "g"]]
    );
    let all = read("a,b\n\"c,d\ne,f", 1);
    assert_eq!(
        all.iter().map(|r| (r.0, r.3)).collect::<Vec<_>>(),
        [(1, false), (2, true), (3, false)]
    );
}

#[test]
fn two_stray_quotes_hide_no_rows() {
    let text = "id,who,sum\n1,\"Ann,5\n2,Bob,6\n3,Cid,7\n4,Dan\",8\n5,\"Eve\nLi\",9\n";
    assert_eq!(
        rows(text),
        [
            ["id", "who", "sum"],
            ["1", "\"Ann", "5"],
            ["2", "Bob", "6"],
            ["3", "Cid", "7"],
            ["4", "Dan\"", "8"],
            ["5", "Eve\nLi", "9"]
        ]
    );
    let flags: Vec<_> = read(text, 7).iter().map(|r| (r.0, r.2, r.3)).collect();
    assert_eq!(flags[1], (2, false, true));
    assert_eq!(flags[4], (5, false, false));
    assert_eq!(flags[5], (6, false, false));
}

#[test]
fn a_quote_that_stays_open_too_long_is_text() {
    let text = format!("a,\"b\n{}\"z\",\"y\"\n", "c,d\n".repeat(20));
    let mut expected: Option<Vec<_>> = None;
    for cut in 1..=text.len() {
        let (mut scanner, mut sink) =
            (Scanner::with_limit(Style::new(b','), 1, 40), Collect::default());
        for piece in text.as_bytes().chunks(cut) {
            scanner.push(piece, &mut sink).unwrap();
        }
        scanner.finish(&mut sink).unwrap();
        assert_eq!(sink.0.len(), 22);
        assert_eq!(sink.0[0].1, ["a", "\"b"]);
        assert_eq!(sink.0[21], (22, vec!["z".to_owned(), "y".to_owned()], false, false));
        assert_eq!(*expected.get_or_insert_with(|| sink.0.clone()), sink.0);
    }
}

#[test]
fn a_line_without_end_is_refused() {
    let text = "a,b\nccccccccccccccccccccccccc,d\n";
    for cut in 1..=text.len() {
        let (mut scanner, mut sink) =
            (Scanner::with_limit(Style::new(b','), 1, 20), Collect::default());
        let result = text.as_bytes().chunks(cut).try_for_each(|p| scanner.push(p, &mut sink));
        assert_eq!(result.unwrap_err().at().line, Some(2));
        assert_eq!(sink.0.len(), 1);
    }
}
