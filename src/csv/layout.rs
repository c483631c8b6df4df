//! Where the table is among the records: what stands above its header, what stands below its last
//! row, and which rows are not the table's. It goes by shape, and by names that are known.

/// Records among which the header is looked for, and those looked at below it.
const ABOVE: usize = 60;
const BELOW: usize = 200;
/// Records that may stand below the table.
pub(crate) const FOOTER: usize = 20;

/// What the rows of sums start with.
const TOTALS: [&str; 30] = [
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sub total",
    "sum",
    "合计",
    "总计",
    "总额",
    "汇总",
    "小计",
    "合計",
    "総計",
    "總計",
    "小計",
    "합계",
    "총계",
    "gesamt",
    "gesamtsumme",
    "summe",
    "somme",
    "totale",
    "totaal",
    "totalt",
    "итого",
    "всего",
    "razem",
    "suma",
    "toplam",
    "celkem",
];

/// A record with the line it starts on.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) cells: Vec<String>,
    pub(crate) line: u64,
}

impl Row {
    pub(crate) fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !is_blank(cell)).count()
    }

    /// Cells up to the last that is not blank.
    pub(crate) fn extent(&self) -> usize {
        self.cells.iter().rposition(|cell| !is_blank(cell)).map_or(0, |last| last + 1)
    }

    pub(crate) fn first_filled(&self) -> &str {
        self.cells.iter().find(|cell| !is_blank(cell)).map_or("", |cell| cell.trim())
    }
}

/// The table's part of the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The header, or the first record where there is none.
    pub(crate) first: usize,
    /// Past the last record.
    pub(crate) end: usize,
}

impl Layout {
    pub(crate) fn of(rows: &[Row], recognises: &dyn Fn(&str) -> bool) -> Self {
        let finder = Finder { rows, recognises };
        let first = (0..rows.len().min(ABOVE)).find(|index| finder.is_header(*index)).unwrap_or(0);
        Self { first, end: finder.end(first) }
    }
}

struct Finder<'a> {
    rows: &'a [Row],
    recognises: &'a dyn Fn(&str) -> bool,
}

impl Finder<'_> {
    /// Whether record `index` is a header that may have other records above it: texts, no two
    /// alike, as wide as what is below, and wider than what is above.
    fn is_header(&self, index: usize) -> bool {
        let header = &self.rows[index];
        let (filled, extent) = (header.filled(), header.extent());
        let mut names: Vec<&str> =
            header.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        if filled < 2 || names.iter().any(|name| is_value(name)) {
            return false;
        }
        let known = self.known(header);
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) && known < 2 {
            return false;
        }
        let below = self.below(index);
        let wider =
            below.iter().filter(|row| row.extent() > header.cells.len().max(extent)).count();
        let alike = below.iter().filter(|row| row.extent() * 2 > extent).count();
        // Notes may follow a short table.
        let starts = below.first().is_some_and(|row| row.extent() * 2 > extent);
        if !starts || wider * 10 > below.len() || alike * 3 < below.len() {
            return false;
        }
        let above = || self.rows[..index].iter().filter(|row| row.filled() > 0);
        let is_above = |row: &Row| {
            let is_thin = row.filled() * 2 <= filled;
            let is_apart = self.is_apart(row, header) && row.filled() < filled;
            is_thin || is_apart || (known >= 2 && row.cells.len() != header.cells.len())
        };
        above().all(is_above)
            && (known >= 2
                || self.contrasts(index)
                || above().all(|row| is_prose(row.first_filled())))
    }

    fn below(&self, index: usize) -> Vec<&Row> {
        self.rows[index + 1..].iter().take(BELOW).filter(|row| row.filled() > 0).collect()
    }

    fn known(&self, row: &Row) -> usize {
        row.cells.iter().filter(|cell| (self.recognises)(cell)).count()
    }

    /// Whether a blank line stands between the two.
    fn is_apart(&self, row: &Row, header: &Row) -> bool {
        let between: Vec<&Row> = self
            .rows
            .iter()
            .filter(|other| other.line > row.line && other.line < header.line)
            .collect();
        let lines = header.line - row.line - 1;
        between.iter().any(|row| row.filled() == 0)
            || lines > u64::try_from(between.len()).unwrap_or(u64::MAX)
    }

    /// Whether some column has values below a name.
    fn contrasts(&self, index: usize) -> bool {
        let below = self.below(index);
        let has_values = |column: usize| {
            let cells = below.iter().filter_map(|row| row.cells.get(column));
            let (mut all, mut values) = (0, 0);
            for cell in cells.filter(|cell| !is_blank(cell)) {
                all += 1;
                values += usize::from(is_value(cell.trim()));
            }
            all > 0 && values * 5 >= all * 3
        };
        let header = &self.rows[index].cells;
        (0..header.len()).any(|column| !is_blank(&header[column]) && has_values(column))
    }

    /// Past the last record of the table. Only a record that cannot be one of its rows starts what
    /// is below: a row that was cut off must not pass for a note.
    fn end(&self, first: usize) -> usize {
        let Some(header) = self.rows.get(first) else { return self.rows.len() };
        let width = header.extent();
        let mut start = self.rows.len();
        while start > first + 1
            && self.rows.len() - start < FOOTER
            && is_thin(&self.rows[start - 1], width)
        {
            start -= 1;
        }
        let mut starts = Starts::default();
        self.rows[(first + 1).min(start)..start].iter().for_each(|row| starts.see(row));
        let below = start..self.rows.len();
        let is_note = |index: &usize| starts.is_note(&self.rows[*index], width);
        below.into_iter().find(is_note).unwrap_or(self.rows.len())
    }
}

/// How the rows of a table start: a note below it starts otherwise.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Starts {
    rows: usize,
    spaced: usize,
    labelled: usize,
}

impl Starts {
    /// Rows that are enough to know.
    const ENOUGH: usize = 1_000;

    /// Whether more rows would tell more.
    pub(crate) fn wants_more(&self) -> bool {
        self.rows < Self::ENOUGH
    }

    /// Hears how a row of the table starts.
    pub(crate) fn see(&mut self, row: &Row) {
        if self.wants_more() {
            let text = row.first_filled();
            self.rows += 1;
            self.spaced += usize::from(text.contains(' '));
            self.labelled += usize::from(text.contains([':', '：']));
        }
    }

    /// Whether a row is a note below a table whose header is `width` wide: one cell of words where
    /// that column has none, or a drawn line.
    pub(crate) fn is_note(&self, row: &Row, width: usize) -> bool {
        let text = row.first_filled();
        let has_letters = text.chars().any(char::is_alphabetic);
        row.filled() == 1
            && (row.cells.len() == 1 || width > 2)
            && self.rows > 0
            && (is_rule(text)
                || has_letters && text.contains(' ') && self.spaced * 10 <= self.rows
                || has_letters && text.contains([':', '：']) && self.labelled * 10 <= self.rows)
    }
}

/// Whether a row below a header of `width` columns may stand below the table.
pub(crate) fn is_thin(row: &Row, width: usize) -> bool {
    row.filled() * 2 <= width
}

/// Whether the row is as wide as its header. Empty cells at the end say nothing.
pub(super) fn fits(header: &Row, row: &Row) -> bool {
    let (width, extent) = (header.cells.len(), row.extent());
    extent == 0
        || (header.extent()..=width).contains(&row.cells.len())
        || (row.cells.len() > width && extent <= width)
}

/// Whether the row is one of sums.
pub(crate) fn is_total(row: &Row) -> bool {
    row.cells.len() > 1
        && is_sum_label(row.first_filled())
        && row.cells.iter().any(|cell| is_value(cell.trim()))
}

/// Whether the text names a sum, perhaps of how many: `Total:`, `合计（3 笔）`, `本页合计`.
pub(crate) fn is_sum_label(text: &str) -> bool {
    /// No label is longer.
    const LONGEST: usize = 48;
    if text.len() > LONGEST {
        return false;
    }
    let text = text.trim();
    if text.is_ascii() && !has_ascii_word(text) {
        return false;
    }
    let text = text.to_lowercase();
    let counts = |c: char| !c.is_alphabetic() || "笔条单元件个行项共".contains(c);
    let is_word = |word: &str| {
        let rest = text.strip_prefix(word);
        rest.is_some_and(|rest| !rest.starts_with('-') && rest.chars().all(counts))
            || (!word.is_ascii() && text.ends_with(word) && text.chars().count() <= 6)
    };
    TOTALS.iter().any(|word| is_word(word))
}

/// Whether a word for sums stands in front of ASCII text. Every row's customer is asked about, and hardly any passes.
pub(crate) fn has_ascii_word(text: &str) -> bool {
    /// The first letters of the words, a bit for each.
    const INITIALS: u32 = {
        let (mut all, mut index) = (0, 0);
        while index < TOTALS.len() {
            let byte = TOTALS[index].as_bytes()[0];
            if byte.is_ascii_lowercase() {
                all |= 1 << (byte - b'a');
            }
            index += 1;
        }
        all
    };
    // All words are of letters; most ids have a digit early.
    let &[initial, second, ..] = text.as_bytes() else { return false };
    let initial = initial.to_ascii_lowercase();
    if !initial.is_ascii_lowercase() || !second.is_ascii_alphabetic() {
        return false;
    }
    let is_initial = INITIALS & (1 << (initial - b'a')) != 0;
    let starts = |word: &str| {
        word.as_bytes()[0] == initial
            && text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
    };
    is_initial && TOTALS.iter().any(|word| starts(word))
}

/// Whether `row`, the first below `header`, is the header in other words.
pub(super) fn is_second_header(
    header: &Row,
    row: &Row,
    below: Option<&Row>,
    recognises: &dyn Fn(&str) -> bool,
) -> bool {
    let texts = |row: &Row| row.filled() > 1 && !row.cells.iter().any(|cell| is_value(cell.trim()));
    if !texts(header) || !texts(row) || header.cells == row.cells {
        return false;
    }
    let known = |row: &Row| row.cells.iter().filter(|cell| recognises(cell)).count();
    let filled = |row: &Row| row.cells.iter().filter(|cell| !is_blank(cell)).count();
    let is_other_script = filled(row) == filled(header)
        && header.cells.iter().all(|cell| cell.is_ascii())
        && row.cells.iter().all(|cell| is_blank(cell) || !cell.is_ascii())
        && below.is_some_and(|below| below.cells.iter().any(|cell| is_value(cell.trim())));
    (known(row) >= 2 && known(row) * 2 >= filled(row)) || is_other_script
}

/// Whether every record is one quoted cell that is itself a record: the file was exported twice.
pub(super) fn is_quoted_twice(rows: &[Row], quoted: usize) -> bool {
    let delimiters = |row: &Row| row.cells[0].matches([',', ';', '\t', '|']).count();
    let is_single = |row: &Row| row.cells.len() == 1 && delimiters(row) > 0;
    rows.len() > 1
        && quoted == rows.len()
        && rows.iter().all(is_single)
        && rows.iter().all(|row| delimiters(row) == delimiters(&rows[0]))
}

fn is_blank(cell: &str) -> bool {
    cell.trim().is_empty()
}

/// A number, an amount, a date or a time, as opposed to a name.
pub(crate) fn is_value(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || " .,:/+-%$€£¥￥元()'TZ".contains(c);
    text.chars().any(|c| c.is_ascii_digit()) && text.chars().all(is_part)
}

/// A text that is no column's name alone: words, a label, a note, a line.
fn is_prose(text: &str) -> bool {
    text.contains([' ', ':', '：', '#']) || !text.is_ascii() || is_rule(text)
}

/// A line drawn of dashes or the like, perhaps with words in it.
fn is_rule(text: &str) -> bool {
    let is_drawn = |c: char| matches!(c, '-' | '=' | '*' | '_' | '~' | '—' | '─' | '━');
    let drawn = text.chars().filter(|c| is_drawn(*c)).count();
    drawn >= 3 && text.starts_with(is_drawn) && drawn * 2 >= text.chars().count()
}

#[cfg(test)]
mod tests;
