//! Finds the header and gives columns their roles.

use super::names::{is_kind, is_order_total, is_price, is_refund, normal_form, role_of};
use super::platform::{self, Export};
use super::{amount::parse_amount, date::parse_date};
use crate::at::{At, Field};
use crate::csv::layout::{Layout, Row, is_value};
use crate::error::{Error, ErrorKind, Result};
use crate::math::sort_seldom;
use std::collections::BTreeMap;

/// Records among which the header is looked for.
pub(super) const HEADER_RECORDS: usize = 60;

/// How the column of a role is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// By its name.
    #[default]
    Guess,
    /// It has this header.
    Column(String),
    /// There is none.
    Absent,
}

/// The caller's choices, by role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    choices: BTreeMap<Field, Choice>,
    without_customers: bool,
    without_exports: bool,
}

impl Mapping {
    /// Sets the choice for `field`.
    pub fn set(&mut self, field: Field, choice: Choice) {
        self.choices.insert(field, choice);
    }

    /// Does without the customer column: what is read then are orders of nobody known.
    pub fn set_without_customers(&mut self) {
        self.set(Field::Customer, Choice::Absent);
        self.without_customers = true;
    }

    /// Does without the tables of known exports: columns are known by their names alone.
    pub fn set_without_exports(&mut self) {
        self.without_exports = true;
    }

    /// The choice for `field`.
    #[must_use]
    pub fn get(&self, field: Field) -> &Choice {
        self.choices.get(&field).unwrap_or(&Choice::Guess)
    }
}

/// Why a column plays its role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChosenBy {
    /// Its name is known.
    Name,
    /// The caller said so.
    Mapping,
}

impl ChosenBy {
    /// The name on every boundary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Mapping => "mapping",
        }
    }
}

/// A role and the column that plays it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The role.
    pub field: Field,
    /// 0-based column.
    pub column: usize,
    /// Why this column.
    pub chosen_by: ChosenBy,
    /// Other columns whose names fit, best first.
    pub alternatives: Vec<usize>,
}

/// The header of a file and what its columns mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Schema {
    pub(super) headers: Vec<String>,
    pub(super) roles: Vec<Role>,
    /// Roles mapped to a header that is not there.
    pub(super) unknown: Vec<Field>,
    /// Orders are read of nobody known.
    pub(super) without_customers: bool,
    /// The export that these columns are known to be.
    pub(super) export: Option<&'static Export>,
    /// Same for every file with these columns, in this order.
    pub(super) fingerprint: u64,
    /// Fields for which the caller chose a column.
    pub(super) mapped: Vec<Field>,
}

impl Schema {
    /// Gives roles to the columns of a record taken for the header.
    pub(super) fn new(headers: Vec<String>, mapping: &Mapping) -> Self {
        let normal: Vec<String> = headers.iter().map(|header| normal_form(header)).collect();
        let export = platform::recognise(&normal)
            .filter(|export| export.is_whole(&normal) && !mapping.without_exports);
        let fingerprint = fingerprint_of(&normal);
        let without_customers = mapping.without_customers;
        let mut schema =
            Self { headers, without_customers, export, fingerprint, ..Self::default() };
        for field in Field::ALL {
            if let Choice::Column(wish) = mapping.get(field) {
                match schema.find(wish, &normal) {
                    Some(column) => {
                        schema.mapped.push(field);
                        schema.give(field, vec![column], ChosenBy::Mapping);
                    }
                    None => schema.unknown.push(field),
                }
            }
        }
        let mapped: Vec<usize> = schema.roles.iter().map(|role| role.column).collect();
        let guesses = export.map_or_else(|| guess(&normal), |export| export.roles(&normal));
        for field in Field::ALL {
            let ranked: Vec<usize> = guesses.iter().filter(|g| g.0 == field).map(|g| g.2).collect();
            match mapping.get(field) {
                Choice::Absent => {}
                Choice::Column(_) => schema.add_alternatives(field, &ranked),
                Choice::Guess => {
                    let free: Vec<usize> =
                        ranked.into_iter().filter(|c| !mapped.contains(c)).collect();
                    schema.give(field, free, ChosenBy::Name);
                }
            }
        }
        sort_seldom(&mut schema.roles, |a, b| a.field.cmp(&b.field));
        schema
    }

    fn find(&self, wish: &str, normal: &[String]) -> Option<usize> {
        let exact = self.headers.iter().position(|header| header == wish);
        let trimmed = || self.headers.iter().position(|header| header.trim() == wish.trim());
        let wish_normal = normal_form(wish);
        exact.or_else(trimmed).or_else(|| normal.iter().position(|header| *header == wish_normal))
    }

    fn give(&mut self, field: Field, mut columns: Vec<usize>, chosen_by: ChosenBy) {
        if !columns.is_empty() {
            let column = columns.remove(0);
            self.roles.push(Role { field, column, chosen_by, alternatives: columns });
        }
    }

    fn add_alternatives(&mut self, field: Field, ranked: &[usize]) {
        for role in self.roles.iter_mut().filter(|role| role.field == field) {
            role.alternatives = ranked.iter().copied().filter(|c| *c != role.column).collect();
        }
    }

    /// The column that plays `field`.
    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.roles.iter().find(|role| role.field == field).map(|role| role.column)
    }

    /// The columns whose names say that they play `field`, best first.
    pub(super) fn named(&self, field: Field) -> Vec<usize> {
        let roles = self.roles.iter().filter(|role| role.field == field);
        roles
            .flat_map(|role| {
                let own = (role.chosen_by == ChosenBy::Name).then_some(role.column);
                own.into_iter().chain(role.alternatives.iter().copied())
            })
            .collect()
    }

    /// The column that says what was paid back, where nothing but names is known of the file and the
    /// amount is not already without it.
    pub(super) fn refund(&self) -> Option<usize> {
        let amount =
            self.headers.get(self.column(Field::Amount)?).map(|header| normal_form(header));
        let is_net = amount.is_none_or(|name| name.contains("net") || name.contains('净'));
        let is_free = |column: &usize| self.role_of_column(*column).is_none();
        let mut found =
            (0..self.headers.len()).filter(|c| is_refund(&normal_form(&self.headers[*c])));
        if self.export.is_some() || is_net { None } else { found.find(is_free) }
    }

    /// The column that says which rows are refunds, where nothing but names is known of the file.
    pub(super) fn kind(&self) -> Option<usize> {
        let is_kind = |column: &usize| {
            self.role_of_column(*column).is_none() && is_kind(&normal_form(&self.headers[*column]))
        };
        if self.export.is_some() { None } else { (0..self.headers.len()).find(is_kind) }
    }

    /// Whether the amount is by its name an order's, also where a row is a line of it.
    pub(super) fn has_order_total(&self) -> bool {
        let amount = self.column(Field::Amount).and_then(|column| self.headers.get(column));
        amount.is_some_and(|header| is_order_total(&normal_form(header)))
    }

    /// Columns up to the last that has a name.
    pub(super) fn extent(&self) -> usize {
        self.headers.iter().rposition(|name| !name.trim().is_empty()).map_or(0, |last| last + 1)
    }

    /// The role that column `column` plays.
    pub(super) fn role_of_column(&self, column: usize) -> Option<Field> {
        self.roles.iter().find(|role| role.column == column).map(|role| role.field)
    }

    /// Whether a report can be made with these roles.
    pub(super) fn is_complete(&self) -> bool {
        self.unknown.is_empty() && (self.export.is_some() || self.missing().is_none())
    }

    /// Whether these columns name no money, but whose the orders are.
    pub(super) fn says_whose(&self) -> bool {
        self.unknown.is_empty()
            && self.column(Field::Customer).is_some()
            && self.column(Field::OrderId).is_some()
            && self.column(Field::Amount).is_none()
    }

    /// The first role that is needed and that no column plays.
    fn missing(&self) -> Option<Field> {
        let is_needed = |field: Field| {
            field.is_required() && !(self.without_customers && field == Field::Customer)
        };
        Field::ALL.into_iter().find(|&field| is_needed(field) && self.column(field).is_none())
    }

    /// What is wrong with it, if it is not complete.
    pub(super) fn check(&self, mapping: &Mapping, line: u64) -> Result<()> {
        let at = At { line: Some(line), ..At::default() };
        if let Some(&field) = self.unknown.first() {
            let at = match mapping.get(field) {
                Choice::Column(wish) => at.with_column(wish),
                Choice::Guess | Choice::Absent => at,
            };
            return Err(Error::new(ErrorKind::UnknownColumn { field }).at_place(at));
        }
        if self.export.is_some() {
            return Ok(());
        }
        match self.missing() {
            Some(field) => Err(Error::new(ErrorKind::MissingColumn { field }).at_place(at)),
            None => Ok(()),
        }
    }
}

/// FNV-1a over the names in their normal form.
fn fingerprint_of(normal: &[String]) -> u64 {
    let bytes = normal.iter().flat_map(|name| name.bytes().chain([0x1F]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// All columns whose name is known: role, rank of the name, column; best first.
fn guess(normal: &[String]) -> Vec<(Field, usize, usize)> {
    let mut all: Vec<(Field, usize, usize)> = normal
        .iter()
        .enumerate()
        .filter_map(|(column, name)| role_of(name).map(|(field, rank)| (field, rank, column)))
        .collect();
    let has = |field: Field| all.iter().any(|guess| guess.0 == field);
    if !has(Field::Amount) && !has(Field::Quantity) {
        let prices = normal.iter().enumerate().filter(|(_, name)| is_price(name));
        let prices: Vec<_> = prices.map(|(column, _)| (Field::Amount, 0, column)).collect();
        all.extend(prices);
    }
    all.sort_unstable();
    all
}

/// Whether `cell` is a column name that plays a role.
#[must_use]
pub fn is_known_name(cell: &str) -> bool {
    // Names are short; a long cell is not worth folding.
    cell.len() <= 80 && role_of(&normal_form(cell)).is_some()
}

/// How many cells of `text`, some lines of a file, are known column names, in the line with the most.
/// Cells in ASCII are left out: this is asked to tell encodings apart, and they are the same in all.
#[must_use]
pub fn known_names(text: &[u8]) -> usize {
    let of_line = |line: &[u8]| {
        let text = String::from_utf8_lossy(line);
        let cells = text.split([',', ';', '\t', '|']);
        let cells = cells.map(|cell| cell.trim_matches(['"', '\'', ' ']));
        cells.filter(|cell| !cell.is_ascii() && is_known_name(cell)).count()
    };
    let lines = text.split(|b| matches!(b, b'\n' | b'\r'));
    lines.filter(|line| !line.is_ascii()).map(of_line).max().unwrap_or(0)
}

/// Chooses the header among a file's first records: the first that has all a report needs, and
/// names only if there is such; or that of the table that they look like, or the one with most roles.
pub(super) fn choose_header(records: &[Row], mapping: &Mapping) -> (usize, Schema) {
    let all = || records.iter().map(|row| Schema::new(row.cells.clone(), mapping)).enumerate();
    let has_values = |index: usize| records[index].cells.iter().any(|cell| is_value(cell.trim()));
    let whole = all().filter(|(_, schema)| schema.is_complete());
    if let Some(found) = whole.min_by_key(|(index, _)| (has_values(*index), *index)) {
        return found;
    }
    let shaped = Layout::of(records, &is_known_name).first;
    let rank = |(index, schema): &(usize, Schema)| {
        (std::cmp::Reverse(schema.roles.len()), *index != shaped, *index)
    };
    all().min_by_key(rank).unwrap_or_default()
}

/// Whether the cells are dates and numbers rather than names.
pub(super) fn looks_like_data(cells: &[String]) -> bool {
    let filled = cells.iter().filter(|cell| !cell.trim().is_empty());
    let (all, values) = filled.fold((0, 0), |(all, values), cell| {
        let is_value = parse_date(cell.as_bytes(), None, None).is_some()
            || parse_amount(cell.as_bytes(), None).is_some();
        (all + 1, values + usize::from(is_value))
    });
    values * 2 >= all && values > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(header: &str, mapping: &Mapping) -> Schema {
        Schema::new(header.split(',').map(str::to_owned).collect(), mapping)
    }

    fn chosen(header: &str) -> Vec<(&'static str, String)> {
        let schema = schema(header, &Mapping::default());
        schema.roles.iter().map(|r| (r.field.name(), schema.headers[r.column].clone())).collect()
    }

    fn chosen_for(header: &str, field: &str) -> Option<String> {
        chosen(header).into_iter().find(|(name, _)| *name == field).map(|(_, header)| header)
    }

    #[test]
    fn half_of_the_cells_make_a_row_of_data() {
        let is_data =
            |row: &str| looks_like_data(&row.split(',').map(str::to_owned).collect::<Vec<_>>());
        assert!(is_data("1001,Ann") && is_data("1001,Ann,,") && is_data("2024-05-01"));
        assert!(!is_data("1001,Ann,x") && !is_data("id,name") && !is_data(","));
    }

    #[test]
    fn real_headers_get_their_roles() {
        let taobao = "订单编号,买家会员名,买家支付宝账号,买家应付货款,总金额,买家实际支付金额,订单状态,收货人姓名,\
                      订单创建时间,订单付款时间 ,宝贝标题 ,宝贝总数量";
        assert_eq!(chosen_for(taobao, "customer").as_deref(), Some("买家会员名"));
        assert_eq!(chosen_for(taobao, "amount").as_deref(), Some("买家实际支付金额"));
        assert_eq!(chosen_for(taobao, "orderTime").as_deref(), Some("订单付款时间 "));
        assert_eq!(chosen_for(taobao, "product").as_deref(), Some("宝贝标题 "));
        let shopify = "Name,Email,Financial Status,Paid at,Currency,Subtotal,Total,Created at,Lineitem quantity,\
                       Lineitem name,Lineitem price,Shipping Name,Id,Source,Phone";
        assert_eq!(chosen_for(shopify, "customer").as_deref(), Some("Email"));
        assert_eq!(chosen_for(shopify, "amount").as_deref(), Some("Total"));
        assert_eq!(chosen_for(shopify, "status").as_deref(), Some("Financial Status"));
        let bench = "customer_id,order_id,order_time,amount,channel,product";
        assert_eq!(chosen(bench).len(), 6);
        let olist =
            "order_id,customer_id,customer_unique_id,order_purchase_timestamp,payment_value";
        assert_eq!(chosen_for(olist, "customer").as_deref(), Some("customer_unique_id"));
    }

    #[test]
    fn a_price_is_an_amount_only_where_pieces_are_not_counted() {
        assert_eq!(chosen_for("user id,date,price", "amount").as_deref(), Some("price"));
        assert_eq!(chosen_for("CustomerID,InvoiceDate,Quantity,UnitPrice", "amount"), None);
        assert_eq!(chosen_for("user,date,price,total", "amount").as_deref(), Some("total"));
    }

    #[test]
    fn a_mapping_wins_and_the_guess_becomes_an_alternative() {
        let mut mapping = Mapping::default();
        mapping.set(Field::Customer, Choice::Column("Phone".into()));
        mapping.set(Field::Channel, Choice::Absent);
        mapping.set(Field::Product, Choice::Column("nope".into()));
        let schema = schema("email,phone,date,amount,channel,item", &mapping);
        let customer = &schema.roles[0];
        assert_eq!((customer.column, customer.chosen_by), (1, ChosenBy::Mapping));
        assert_eq!(customer.alternatives, [0]);
        assert_eq!(schema.column(Field::Channel), None);
        let error = schema.check(&mapping, 3).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::UnknownColumn { field: Field::Product });
        assert_eq!((error.at().line, error.at().column.as_deref()), (Some(3), Some("nope")));
    }

    #[test]
    fn the_header_is_found_below_a_preamble() {
        let records: Vec<Row> =
            ["Shop report,,", "date: 2024,,", "customer,date,amount", "a,2024-01-01,5"]
                .iter()
                .zip(1..)
                .map(|(text, line)| Row {
                    cells: text.split(',').map(str::to_owned).collect(),
                    line,
                })
                .collect();
        assert_eq!(choose_header(&records, &Mapping::default()).0, 2);
    }

    #[test]
    fn data_is_told_from_names() {
        let cells = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        assert!(looks_like_data(&cells("00001,19970101,1,11.77")));
        assert!(!looks_like_data(&cells("a,b,c")));
        assert!(!looks_like_data(&cells(",,")));
    }
}
