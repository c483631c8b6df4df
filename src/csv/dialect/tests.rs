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

#[test]
fn a_rare_delimiter_that_explains_less_is_text() {
    for text in [
        // Not in every record.
        "a~b\nc\n",
        "a^b\nc\n",
        "a:b:c\n1\n",
        "item n x\nred 1\nblue 2\n",
        // In quotes, or once a line like a time.
        "id\n\"a~b\"\n",
        "id\n\"a\u{1F}b\"\nc\n",
        "a:b\n1:2\n",
    ] {
        assert_eq!(guess(text), ',', "{text:?}");
    }
    // A common one in one line of three is less regular than a rare one in all.
    assert_eq!(guess("a~b\n1~2\n3~4,5\n"), '~');
}

#[test]
fn blanks_delimit_where_only_they_explain_most_quotes() {
    let text = |quoted, inner, first, plain| {
        "a \"b c\" d\n".repeat(quoted)
            + &"e\"f g\n".repeat(inner)
            + &"\"b c\" d\n".repeat(first)
            + &"a b\n".repeat(plain)
    };
    assert_eq!(guess(&text(7, 2, 0, 3)), ' ');
    // Half of the records are not most of them, nor are a quarter few.
    assert_eq!(guess(&text(5, 1, 0, 4)), ',');
    assert_eq!(guess(&text(5, 0, 1, 4)), ',');
    assert_eq!(guess(&text(7, 3, 0, 2)), ',');
}

#[test]
fn decimals_in_one_column_are_numbers_throughout() {
    assert_eq!(guess("price\n1.234,50\n-3\n4,25\n"), '\u{1F}');
    assert_eq!(guess("price\n12,5x\n3\n"), ',');
    assert_eq!(guess("price\n12,x\n3\n"), ',');
    assert_eq!(guess("price,x\n12,5\n3,1\n"), ',');
}

#[test]
fn regularity_weighs_more_than_width() {
    // Two cells in three of four records against nine in half of them.
    let nine = "1,1,1,1,1,1,1,1,1";
    assert_eq!(guess(&format!("a;b\na;b\n{nine};c\n{nine}\n")), ';');
    // In all records, the wider reading.
    assert_eq!(guess("a;b,c;d\n1;2,3;4\n"), ';');
    // Where some records have two cells, they count; those of one cell do not.
    assert_eq!(guess("a;b\nx\ny\nz\n"), ';');
}

#[test]
fn a_known_name_weighs_less_than_regularity_and_only_near_the_top() {
    let guess = |text: &str, name: &'static str| -> char {
        Guesser { recognises: &move |cell| cell == name, ..guesser(text) }.delimiter().into()
    };
    assert_eq!(guess("day,x;b\n1;2\n3;4\n5;6\n", "day"), ';');
    let rows = |count: usize| "1,2;3\n".repeat(count) + "x,y;who\n";
    assert_eq!(guess(&rows(HEADER_RECORDS - 1), "who"), ';');
    assert_eq!(guess(&rows(HEADER_RECORDS), "who"), ',');
}

#[test]
fn a_first_record_beyond_the_beginning_is_still_looked_at() {
    let text = format!("id;{};sum", "name ".repeat(20));
    assert_eq!(Guesser { whole: false, ..guesser(&text) }.delimiter(), b';');
}

#[test]
fn single_quotes_must_be_clean_and_alone() {
    let style = |text| guesser(text).style(b',');
    assert_eq!(style("a,b\n'x','y,z'\n'p',q\n").quote, b'\'');
    assert_eq!(style("a,b\n\"x\",'y'\n\"z\",'w'\n").quote, b'"');
    // As many doubts either way, and one quote that breaks the rules.
    assert_eq!(style("id,n\n'a,1',b\n'c,2',d\n'e'f,g\n").quote, b'"');
    assert_eq!(style("id,n\n'a,1',b\n'c',d\n").quote, b'\'');
    assert_eq!(style("id,n\n'a',b\nc,d\n").quote, b'"', "one record is not enough");
}

#[test]
fn the_rules_win_a_draw() {
    // Blanks before quotes explain the one record and break the other.
    assert!(!guesser("a, b\n1, \"x\"\n2, \"u\"v\n").style(b',').skips_blanks);
    // A backslash escapes only where one stands before a quote.
    assert!(!guesser("a,b\n5\" x,1\nx\\,y,2\n").style(b',').has_escapes);
}
