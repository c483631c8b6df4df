//! The exports that are known: one small file per platform, all written in one kind of table.
//!
//! An export is recognised by the names of its columns in their normal form, never by their places.
//! Names that a table lists are in the form that `normal_form` gives; lists have the best first.

mod alipay;
mod amazon;
mod bigcommerce;
mod cdnow;
mod douyin;
mod ebay;
mod etsy;
mod jd;
mod kuaishou;
mod magento;
mod meituan;
mod olist;
mod online_retail;
mod pinduoduo;
mod shopify;
mod square;
mod stripe;
mod taobao;
mod wechat_pay;
mod wechat_shop;
mod woocommerce;
mod xiaohongshu;
mod youzan;

use super::key::Grade;
use super::names::role_of;
use super::status::StatusClass;
use crate::at::Field;
use crate::unit::Currency;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grain {
    /// An order.
    Order,
    /// A line of an order, with the money of that line.
    Line,
    /// A line of an order. Only the first has the order's money, buyer and status.
    First,
    /// A line of an order. Each repeats the order's money.
    Repeated,
}

impl Grain {
    /// The name on every boundary.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Line => "line",
            Self::First => "line, order on the first",
            Self::Repeated => "line, order on each",
        }
    }
}

/// What a file is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It has the orders.
    Orders,
    /// It has the lines of orders that may stand in another file.
    Lines,
    /// A bill of payments: orders of its own, or the payers of the orders of another file.
    Bill,
    /// Orders whose money is in another file.
    Unpriced,
    /// It says who is behind an order number or a customer id.
    Customers,
    /// It says what an order number cost.
    Payments,
}

impl Part {
    /// The name on every boundary.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Lines => "lines",
            Self::Bill => "bill",
            Self::Unpriced => "unpriced",
            Self::Customers => "customers",
            Self::Payments => "payments",
        }
    }
}

/// A way to tell who bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// Columns that make it together, with `+` between them.
    pub(super) columns: &'static str,
    /// How good it is where its cells are whole.
    pub(super) grade: Grade,
    /// What is the matter with it, if anything.
    pub(super) reason: Option<&'static str>,
}

impl Key {
    const fn exact(columns: &'static str) -> Self {
        Self { columns, grade: Grade::Exact, reason: None }
    }

    const fn strong(columns: &'static str, reason: &'static str) -> Self {
        Self { columns, grade: Grade::Strong, reason: Some(reason) }
    }

    const fn fuzzy(columns: &'static str, reason: &'static str) -> Self {
        Self { columns, grade: Grade::Fuzzy, reason: Some(reason) }
    }
}

/// One kind of file of one platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Export {
    /// The platform's name on every boundary.
    pub(super) platform: &'static str,
    /// Columns that make the file this one; `a|b` asks for either.
    pub(super) required: &'static str,
    /// Columns that most of these files have: among several exports that fit, the one with more wins.
    pub(super) typical: &'static str,
    /// Columns that no other kind of file has: three of them make the file this one where columns
    /// were left out or renamed.
    pub(super) marks: &'static str,
    /// Columns that this file never has.
    pub(super) never: &'static str,
    pub(super) grain: Grain,
    pub(super) part: Part,
    /// Ways to tell the buyer, best first.
    pub(super) keys: &'static [Key],
    /// Times; in each row the first that is filled.
    pub(super) time: &'static str,
    /// Money; in each row the first that is filled.
    pub(super) amount: &'static str,
    /// A zero amount says nothing; the next column counts.
    pub(super) zero_is_blank: bool,
    /// The amount is what one piece costs.
    pub(super) is_price: bool,
    /// Money to add.
    pub(super) plus: &'static str,
    /// Discounts, to take off.
    pub(super) minus: &'static str,
    /// Money paid back.
    pub(super) refund: &'static str,
    /// Money not paid yet, of orders that are paid in part.
    pub(super) unpaid: &'static str,
    /// Order numbers; in each row the first that is filled.
    pub(super) order_id: &'static str,
    /// A number that other exports know the order by.
    pub(super) other_id: &'static str,
    /// What tells lines of one order apart.
    pub(super) line_id: &'static str,
    pub(super) product: &'static str,
    pub(super) category: &'static str,
    pub(super) channel: &'static str,
    pub(super) quantity: &'static str,
    /// Statuses: the first is the order's, any other may only worsen it.
    pub(super) status: &'static str,
    /// Words that mean something else here than elsewhere.
    pub(super) words: &'static [(&'static str, StatusClass)],
    /// Without anything in this column the order is not paid.
    pub(super) paid_when: &'static str,
    /// With anything in this column the order is cancelled.
    pub(super) cancelled_when: &'static str,
    /// Order numbers begin with the day, which stands in where no time is filled.
    pub(super) has_dated_ids: bool,
    /// Minutes east of UTC in which times without an offset are written.
    pub(super) zone: Option<i32>,
    /// What would say who bought, where this file does not: names of an export or a column.
    pub(super) hint: &'static str,
}

/// Marks that are enough to know a file by.
const ENOUGH_MARKS: usize = 3;

/// Minutes east of UTC in China.
const CHINA: Option<i32> = Some(8 * 60);

impl Export {
    /// An export of which nothing is known.
    const BLANK: Self = Self {
        platform: "",
        required: "",
        typical: "",
        marks: "",
        never: "",
        grain: Grain::Order,
        part: Part::Orders,
        keys: &[],
        time: "",
        amount: "",
        zero_is_blank: false,
        is_price: false,
        plus: "",
        minus: "",
        refund: "",
        unpaid: "",
        order_id: "",
        other_id: "",
        line_id: "",
        product: "",
        category: "",
        channel: "",
        quantity: "",
        status: "",
        words: &[],
        paid_when: "",
        cancelled_when: "",
        has_dated_ids: false,
        zone: None,
        hint: "",
    };

    /// The currency of rows that name none: what is sold in China is sold in yuan.
    pub(super) fn currency(&self) -> Option<Currency> {
        Currency::from_code("CNY").filter(|_| self.zone == CHINA)
    }

    /// Roles for columns `names`, with the rank of the name: best first inside a role.
    pub(super) fn roles(&self, names: &[String]) -> Vec<(Field, usize, usize)> {
        let lists = [
            (Field::OrderTime, self.time),
            (Field::Amount, self.amount),
            (Field::OrderId, self.order_id),
            (Field::Product, self.product),
            (Field::Category, self.category),
            (Field::Channel, self.channel),
            (Field::Quantity, self.quantity),
            (Field::Status, self.status),
        ];
        let mut all = Vec::new();
        for (field, list) in lists {
            for (rank, name) in list.split_whitespace().enumerate() {
                all.extend(find(names, name).map(|column| (field, rank, column)));
            }
        }
        match self.key(names) {
            Some((_, columns)) => all.push((Field::Customer, 0, columns[0])),
            None => all.extend(self.added_key(names).map(|column| (Field::Customer, 0, column))),
        }
        all
    }

    /// The best key whose columns are all there, and these columns.
    pub(super) fn key(&self, names: &[String]) -> Option<(&'static Key, Vec<usize>)> {
        let usable = self.keys.iter().filter(|key| key.grade != Grade::None);
        usable.into_iter().find_map(|key| {
            let columns: Option<Vec<usize>> =
                key.columns.split('+').map(|name| find(names, name)).collect();
            columns.map(|columns| (key, columns))
        })
    }

    /// A column of customers that the platform does not write, but somebody added.
    pub(super) fn added_key(&self, names: &[String]) -> Option<usize> {
        let is_refused = |name: &str| self.keys.iter().any(|key| key.columns == name);
        let known = names.iter().enumerate().filter_map(|(column, name)| {
            let (field, rank) = role_of(name)?;
            (field == Field::Customer && !is_refused(name)).then_some((rank, column))
        });
        known.min().map(|(_, column)| column)
    }

    /// Whether the file has what this kind of export is read by.
    pub(super) fn is_whole(&self, names: &[String]) -> bool {
        let any = |list: &str| list.split_whitespace().any(|name| find(names, name).is_some());
        let has_time = any(self.time) || self.has_dated_ids;
        match self.part {
            Part::Orders | Part::Lines | Part::Bill => has_time && any(self.amount),
            Part::Unpriced | Part::Customers | Part::Payments => true,
        }
    }

    /// Whether the columns `names` are this file's, and how many of its usual ones are there.
    fn score(&self, names: &[String]) -> Option<usize> {
        let has = |name: &str| names.iter().any(|known| known == name);
        let is_here = |name: &str| name.split('|').any(has);
        if self.never.split_whitespace().any(has) {
            return None;
        }
        let mut required = self.required.split_whitespace();
        let count = |list: &str| list.split_whitespace().filter(|name| has(name)).count();
        let typical = count(self.typical);
        if required.all(is_here) {
            return Some(10 * self.required.split_whitespace().count() + typical);
        }
        // Less than any file that has all, so that such a one wins.
        let marks = count(self.marks);
        (marks >= ENOUGH_MARKS).then_some(marks.min(9) + typical.min(9))
    }
}

/// The first column of that name.
pub(super) fn find(names: &[String], name: &str) -> Option<usize> {
    names.iter().position(|known| known == name)
}

/// All that are known.
const ALL: [&[Export]; 23] = [
    alipay::EXPORTS,
    amazon::EXPORTS,
    bigcommerce::EXPORTS,
    cdnow::EXPORTS,
    douyin::EXPORTS,
    ebay::EXPORTS,
    etsy::EXPORTS,
    jd::EXPORTS,
    kuaishou::EXPORTS,
    magento::EXPORTS,
    meituan::EXPORTS,
    olist::EXPORTS,
    online_retail::EXPORTS,
    pinduoduo::EXPORTS,
    shopify::EXPORTS,
    square::EXPORTS,
    stripe::EXPORTS,
    taobao::EXPORTS,
    wechat_pay::EXPORTS,
    wechat_shop::EXPORTS,
    woocommerce::EXPORTS,
    xiaohongshu::EXPORTS,
    youzan::EXPORTS,
];

/// The export with these columns, if it is one that is known.
pub(super) fn recognise(names: &[String]) -> Option<&'static Export> {
    let all = ALL.iter().flat_map(|exports| exports.iter());
    let fitting = all.filter_map(|export| export.score(names).map(|score| (score, export)));
    // Of equals the first: `max_by_key` would take the last.
    let best = fitting.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, export)| export)
}

#[cfg(test)]
mod tests {
    use super::super::names::normal_form;
    use super::*;

    #[test]
    fn names_are_in_their_normal_form() {
        for export in ALL.iter().flat_map(|exports| exports.iter()) {
            let keys = export.keys.iter().map(|key| key.columns);
            let lists = [
                export.required,
                export.typical,
                export.marks,
                export.time,
                export.amount,
                export.plus,
                export.minus,
                export.refund,
                export.unpaid,
                export.order_id,
                export.other_id,
                export.line_id,
                export.product,
                export.category,
                export.channel,
                export.quantity,
                export.status,
                export.paid_when,
                export.cancelled_when,
            ];
            for list in lists.into_iter().chain(keys) {
                for name in list.split(|c: char| c.is_whitespace() || c == '|' || c == '+') {
                    let folded = normal_form(name);
                    assert_eq!(folded, name, "{}", export.platform);
                }
            }
        }
    }

    #[test]
    fn each_says_what_an_order_is_made_of() {
        for export in ALL.iter().flat_map(|exports| exports.iter()) {
            let name = export.platform;
            assert!(!name.is_empty() && !export.required.is_empty());
            let has_orders = matches!(export.part, Part::Orders | Part::Lines | Part::Bill);
            assert!(!has_orders || !export.time.is_empty(), "{name}");
            assert!(!has_orders || !export.amount.is_empty(), "{name}");
            assert!(!export.keys.is_empty() || !export.hint.is_empty(), "{name}");
        }
    }

    #[test]
    fn a_file_without_what_it_is_read_by_is_no_export() {
        let names = |list: &str| list.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let orders = &magento::EXPORTS[0];
        assert!(orders.is_whole(&names("id purchasedate grandtotal(base)")));
        assert!(!orders.is_whole(&names("id purchasedate")), "no amount");
        assert!(!orders.is_whole(&names("id grandtotal(base)")), "no time");
        // The day stands in the order's number.
        assert!(pinduoduo::EXPORTS[0].is_whole(&names("订单号 商家实收金额")));
        let customers = olist::EXPORTS.iter().find(|export| export.part == Part::Customers);
        assert!(customers.unwrap().is_whole(&[]));
    }

    #[test]
    fn of_two_exports_that_fit_the_one_that_says_more_wins() {
        let all = |export: &Export, lists: [&str; 2]| {
            let [required, typical] = lists;
            assert!(export.never.is_empty());
            let names = required.split_whitespace().chain(typical.split_whitespace());
            names.map(|name| name.split('|').next().unwrap_or(name).to_owned()).collect::<Vec<_>>()
        };
        let (five, six) = (&amazon::EXPORTS[0], &square::EXPORTS[0]);
        let [fewer, more] = [five, six].map(|export| export.required.split_whitespace().count());
        assert_eq!((fewer, more), (5, 6));
        let platform = |names: &[String]| recognise(names).map(|export| export.platform);
        let both = |typical: &str| {
            [all(five, [five.required, typical]), all(six, [six.required, ""])].concat()
        };
        // One more column that it must have says more than all that most files have.
        assert_eq!(platform(&both("")), Some("square"));
        assert_eq!(platform(&both(five.typical)), Some("square"));
        // Of those that must have as many, the one with more of the others.
        let other = &ebay::EXPORTS[0];
        let etsy = &etsy::EXPORTS[0];
        assert_eq!(etsy.required.split_whitespace().count(), 4);
        assert_eq!(other.required.split_whitespace().count(), 4);
        let pair = |of_ebay: &str, of_etsy: &str| {
            [all(other, [other.required, of_ebay]), all(etsy, [etsy.required, of_etsy])].concat()
        };
        assert_eq!(platform(&pair("buyeremail", "")), Some("ebay"));
        assert_eq!(platform(&pair("", "fullname")), Some("etsy"));
        // All required beat any number of marks.
        let marked = [all(six, [six.marks, ""]), all(etsy, [etsy.required, ""])].concat();
        assert_eq!(platform(&marked), Some("etsy"));
    }
}
