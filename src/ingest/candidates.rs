//! Which columns could play the roles that a report needs, best first, and what speaks for each: for people
//! who are asked, never to be taken silently.

use super::amount::parse_amount;
use super::cell::is_void;
use super::date::parse_date;
use super::schema::Schema;
use crate::at::Field;
use crate::csv::Record;
use crate::math::sort_seldom;
use std::collections::BTreeSet;

/// A column for a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The role.
    pub field: Field,
    /// 0-based column.
    pub column: usize,
    /// What speaks for it: names in kebab-case, the strongest first.
    pub reasons: Vec<&'static str>,
}

/// Most candidates for one role.
const MOST: usize = 5;

/// What the first cells of each column look like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Looks(Vec<Look>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Look {
    filled: usize,
    dates: usize,
    numbers: usize,
    decimals: usize,
    mails: usize,
    phones: usize,
    different: BTreeSet<String>,
}

impl Looks {
    /// Looks at another record.
    pub(super) fn learn(&mut self, record: &Record<'_>) {
        let mut scratch = Vec::new();
        if self.0.len() < record.len() {
            self.0.resize_with(record.len(), Look::default);
        }
        for (index, look) in self.0.iter_mut().enumerate() {
            look.learn(&String::from_utf8_lossy(record.cell(index, &mut scratch)));
        }
    }

    /// The candidates for the roles that a report is made of.
    pub(super) fn candidates(&self, schema: &Schema) -> Vec<Candidate> {
        let fields = [Field::Customer, Field::OrderTime, Field::Amount, Field::OrderId];
        fields.into_iter().flat_map(|field| self.for_role(field, schema)).collect()
    }

    fn for_role(&self, field: Field, schema: &Schema) -> Vec<Candidate> {
        let nothing = Look::default();
        let named = schema.named(field);
        let columns = 0..schema.headers.len();
        let mut ranked: Vec<(usize, usize, Candidate)> = columns
            .filter_map(|column| {
                let look = self.0.get(column).unwrap_or(&nothing);
                let rank = named.iter().position(|known| *known == column);
                let (mut points, reason) = look.suits(field).unzip();
                // A good name says more than cells that look right; both say most.
                points = rank.map(|_| points.unwrap_or(0) + 100).or(points);
                let reasons = rank.map(|_| "name").into_iter().chain(reason).collect();
                let candidate = Candidate { field, column, reasons };
                points.map(|points| (points, rank.unwrap_or(usize::MAX), candidate))
            })
            .collect();
        sort_seldom(&mut ranked, |a, b| (b.0, a.1, a.2.column).cmp(&(a.0, b.1, b.2.column)));
        ranked.into_iter().take(MOST).map(|(_, _, candidate)| candidate).collect()
    }
}

impl Look {
    fn learn(&mut self, cell: &str) {
        let text = cell.trim();
        if is_void(text) {
            return;
        }
        let is_number = parse_amount(text.as_bytes(), None).is_some();
        let is_whole = text.bytes().all(|b| b.is_ascii_digit());
        let has_mark = text.contains(['.', ',']);
        self.filled += 1;
        self.numbers += usize::from(is_number);
        self.decimals += usize::from(is_number && has_mark);
        // Digits alone are more often a number than a day.
        let is_date = parse_date(text.as_bytes(), None, None).is_some();
        self.dates += usize::from(is_date && (!is_whole || text.len() == 8));
        self.mails += usize::from(text.contains('@') && text.contains('.'));
        self.phones += usize::from(is_phone(text));
        self.different.insert(text.chars().take(40).collect());
    }

    /// Whether nearly all cells are of a kind.
    fn is_mostly(&self, count: usize) -> bool {
        self.filled > 0 && count * 10 >= self.filled * 9
    }

    /// How well the cells suit a role, and in which way.
    fn suits(&self, field: Field) -> Option<(usize, &'static str)> {
        let is_date = self.is_mostly(self.dates);
        let is_money = self.is_mostly(self.numbers) && self.decimals > 0 && !is_date;
        match field {
            Field::OrderTime => is_date.then_some((50, "dates")),
            Field::Amount if is_money => Some((50, "decimals")),
            Field::Amount if self.is_mostly(self.numbers) && !is_date && !self.is_each_new() => {
                Some((20, "numbers"))
            }
            Field::Customer if self.is_mostly(self.mails) => Some((60, "mails")),
            Field::Customer if self.is_mostly(self.phones) => Some((55, "phones")),
            Field::Customer if !is_date && !is_money && self.comes_again() => Some((30, "again")),
            Field::OrderId if !is_date && !is_money && self.is_each_new() => Some((30, "each-new")),
            _ => None,
        }
    }

    /// Some cells come again, and there are many different ones.
    fn comes_again(&self) -> bool {
        let different = self.different.len();
        self.filled >= 5 && different * 4 >= self.filled && different < self.filled
    }

    /// No cell comes again.
    fn is_each_new(&self) -> bool {
        self.filled >= 5 && self.different.len() == self.filled
    }
}

/// A mobile number of China, or one with its country in front.
fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b" +-()*".contains(&b));
    let is_mobile = digits == 11 && text.starts_with('1') && text.len() == 11;
    is_plain && (is_mobile || (text.starts_with('+') && (8..=15).contains(&digits)))
}

#[cfg(test)]
mod tests {
    use super::super::{ReadingOptions, preview};
    use super::*;

    fn of(csv: &str) -> Vec<(Field, usize, Vec<&'static str>)> {
        let preview = preview(csv.as_bytes(), false, &ReadingOptions::default()).unwrap();
        preview.candidates.into_iter().map(|c| (c.field, c.column, c.reasons)).collect()
    }

    #[test]
    fn cells_speak_where_no_name_is_known() {
        let rows: String = (0..20)
            .map(|i| format!("{};k{};2024-03-{:02} 10:00;{}.50;cup\n", 900 + i, i % 9, i + 1, i))
            .collect();
        assert_eq!(
            of(&format!("vorgang;wer;wann;wieviel;was\n{rows}")),
            [
                (Field::Customer, 1, vec!["again"]),
                (Field::OrderTime, 2, vec!["dates"]),
                (Field::Amount, 3, vec!["decimals"]),
                (Field::OrderId, 0, vec!["each-new"]),
            ]
        );
    }

    #[test]
    fn names_come_before_looks_and_both_are_said() {
        let rows: String =
            (0..8).map(|i| format!("a{i}@x.org,C{},2024-03-0{},5,7.25\n", i % 4, i + 1)).collect();
        let found = of(&format!("reply to,customer,day,amount,tax\n{rows}"));
        let amounts: Vec<_> = found.iter().filter(|c| c.0 == Field::Amount).collect();
        assert_eq!(found[0], (Field::Customer, 1, vec!["name", "again"]));
        assert_eq!(found[1], (Field::Customer, 0, vec!["mails"]));
        assert_eq!(amounts[0].1, 3);
        assert_eq!(amounts[1], &(Field::Amount, 4, vec!["decimals"]));
    }

    fn look(cells: &[&str]) -> Look {
        let mut look = Look::default();
        cells.iter().for_each(|cell| look.learn(cell));
        look
    }

    fn customer(cells: &[&str]) -> Option<&'static str> {
        look(cells).suits(Field::Customer).map(|(_, reason)| reason)
    }

    #[test]
    fn phones_are_those_of_china_or_have_a_country() {
        for phone in ["13800138000", "+44 20 7946 0958", "+86 (138) 0013-8000", "+12345678"] {
            assert!(is_phone(phone), "{phone}");
            assert_eq!(customer(&[phone; 3]), Some("phones"));
        }
        for other in [
            "23800138000",
            "1380013800",
            "138001380001",
            "138-0013-8000",
            "1380013800x",
            "+1234567",
            "+1234567890123456",
            "+44 20 7946 0958 x",
            "020 7946 0958",
        ] {
            assert!(!is_phone(other), "{other}");
        }
    }

    #[test]
    fn nine_of_ten_cells_say_what_a_column_is() {
        let cells = |mails: usize, others: usize| {
            let mut cells = vec!["ann@x.org"; mails];
            cells.extend(vec!["Bob"; others]);
            customer(&cells)
        };
        assert_eq!(cells(9, 1), Some("mails"));
        assert_eq!(cells(8, 2), None);
        // Blanks say nothing.
        assert_eq!(customer(&["ann@x.org", "", "-"]), Some("mails"));
    }

    #[test]
    fn days_and_money_that_come_again_are_no_customers() {
        assert_eq!(customer(&["K1", "K2", "K1", "K2", "K3"]), Some("again"));
        assert_eq!(customer(&["2024-05-01", "2024-05-02", "2024-05-01", "2024-05-02"]), None);
        let (one, two) = ("2024-05-01", "2024-05-02");
        assert_eq!(customer(&[one, two, one, two, one]), None);
        assert_eq!(customer(&["1.5", "2.5", "1.5", "2.5", "1.5"]), None);
    }

    #[test]
    fn whole_numbers_are_amounts_unless_they_are_days_or_each_is_new() {
        let suits = |cells: &[&str], field| look(cells).suits(field).map(|(_, reason)| reason);
        let some = |cells| (suits(cells, Field::Amount), suits(cells, Field::OrderTime));
        assert_eq!(some(&["5", "7", "5", "7", "5"]), (Some("numbers"), None));
        assert_eq!(some(&["1", "2", "3", "4", "5"]), (None, None));
        assert_eq!(some(&["20240501", "20240502", "20240501"]), (None, Some("dates")));
        assert_eq!(some(&["5.5", "7.5", "5.5"]), (Some("decimals"), None));
        // As many digits as an instant has; each could be read as one.
        assert_eq!(some(&["202405011030", "202405011030"]), (Some("numbers"), None));
        assert_eq!(suits(&["1", "2", "3", "4", "5"], Field::OrderId), Some("each-new"));
    }

    #[test]
    fn a_name_comes_first_whatever_the_cells_look_like() {
        let found =
            of("customer,contact,day,amount\nx,a@x.org,2024-05-01,5\nx,b@x.org,2024-05-02,7\n");
        assert_eq!(found[0], (Field::Customer, 0, vec!["name"]));
        assert_eq!(found[1], (Field::Customer, 1, vec!["mails"]));
    }

    #[test]
    fn nothing_is_said_of_empty_columns() {
        assert_eq!(of("a,b\n,\n,\n"), []);
    }
}
