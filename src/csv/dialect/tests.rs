use super::*;

fn guesser(text: &str) -> Guesser<'_> {
    Guesser { text: text.as_bytes(), whole: true, recognises: &|_| false }
}

fn guess(text: &str) -> char {
    guesser(text).delimiter().into()
}

#[test]
fn the_regular_reading_wins() {
    assert_eq!(guess("a,b,c\n1,2,3\n"), ',');
    assert_eq!(guess("a\tb\n1,5\t2\n1,5\t2,25\n"), '\t');
    assert_eq!(guess("id;amount;note\n1;12,50;a\n2;3,00;b\n3;4,25;c, d\n"), ';');
    assert_eq!(guess("a|b\n\"1|2\"|3\n"), '|');
    assert_eq!(guess("a,b\n\"x;y;z\",\"1;2;3\"\n\"p;q;r\",\"4;5;6\"\n"), ',');
}

#[test]
fn where_all_text_is_in_quotes_no_text_is_a_delimiter() {
    assert_eq!(guess("\"\",\";\t|\"\r\n\";;;;\"\r\n\"\t\t\t\"\r\n\"||||\"\r\n"), ',');
    assert_eq!(guess("\"c\";\"d,2,2\";\"0\"\n\",\";-1.5;\"a,b\"\n"), ';');
}

#[test]
fn a_file_of_one_column_is_read_with_commas() {
    assert_eq!(guess("a\n1\n2\n"), ',');
    assert_eq!(guess(""), ',');
}

#[test]
fn known_names_decide_between_regular_readings() {
    let text = "day,amount;who\n1,2;3\n4,5;6\n";
    let knows = |name| move |cell: &str| cell == name;
    let guess = |name| Guesser { recognises: &knows(name), ..guesser(text) }.delimiter();
    assert_eq!(guess("who"), b';');
    assert_eq!(guess("day"), b',');
}

#[test]
fn rare_delimiters_must_explain_every_record() {
    assert_eq!(guess("a~b\n1~2\n"), '~');
    assert_eq!(guess("a\u{1F}b\u{1E}1\u{1F}2"), '\u{1F}');
    assert_eq!(guess("a:b:c\n1:2:3\n"), ':');
    assert_eq!(guess("at\n10:00\n11:30\n"), ',');
    assert_eq!(guess("item n\nred 1\nblue 2\n"), ' ');
    assert_eq!(guess("first name\nAnn Lee\nBob Ray\n"), ',');
    // Quotes that only blanks explain, in more than half of the records.
    let quoted = "a \"b c\" d\n";
    assert_eq!(guess(&(quoted.repeat(6) + &"a b\n".repeat(4))), ' ');
    assert_eq!(guess(&(quoted.repeat(5) + &"a b\n".repeat(5))), ',');
    assert_eq!(guess("price\n12,50\n3\n4,25\n"), '\u{1F}');
}

#[test]
fn the_quoting_with_fewest_doubts_wins() {
    let style = |text, delimiter| guesser(text).style(delimiter);
    assert_eq!(style("a,b\n\"x\",\"y\"\n", b','), Style::new(b','));
    assert!(style("a,b\n\"x \\\"1\\\"\",2\n", b',').has_escapes);
    assert!(style("a, b\n1, \"x, y\"\n2, \"p, q\"\n", b',').skips_blanks);
    assert_eq!(style("'a':'b,''c d'\n'd':'e'\n", b':').quote, b'\'');
    assert_eq!(style("id,tel\n'1,'2\n'3,'4\n", b',').quote, b'"');
}

#[test]
fn the_hint_for_excel_is_obeyed_and_skipped() {
    assert_eq!(excel_hint(b"sep=;\r\na;b\n"), (Some(b';'), 7));
    assert_eq!(excel_hint(b"\"SEP=|\"\na|b\n"), (Some(b'|'), 8));
    assert_eq!(excel_hint(b"sep=\t\na\tb\n"), (Some(b'\t'), 6));
    for no in [&b"sep=,"[..], b"sep=ab\n", b"sepa;b\n", b"sep=a\n", b"step=;\n", b""] {
        assert_eq!(excel_hint(no), (None, 0));
    }
}
