//! Which currency the money of a row is in.

use super::amount::Amount;
use super::cell::{bare, is_void};
use super::numeral::{can_mean, currency_named, sign_named};
use crate::unit::{Currency, Rate};

/// A currency, as far as a row says it. In the order in which equals are chosen from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    /// By its code.
    Code(Currency),
    /// By a word that is no currency known here.
    Word(String),
    /// Not at all.
    Unsaid,
}

/// What a row says of its currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) name: Name,
    /// It says it by a sign that may mean another.
    pub(super) is_guess: bool,
}

/// What the caller asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// The currency of the ledger.
    pub(super) target: Option<Currency>,
    /// What others are worth in it.
    pub(super) rates: Vec<(Currency, Rate)>,
}

/// What a file says of the currency of its rows that say nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Custom {
    /// Of rows that name none.
    own: Option<Currency>,
    /// What `¥` is here.
    pub(super) yen: Option<Currency>,
}

impl Asked {
    /// The rate for `name`, where there is one.
    pub(super) fn rate(&self, name: &Name) -> Option<Rate> {
        let Name::Code(code) = name else { return None };
        self.rates.iter().find(|(of, _)| of == code).map(|(_, rate)| *rate)
    }

    /// Whether money in `name` can't count.
    pub(super) fn excludes(&self, name: &Name) -> bool {
        let is_target = |target: Currency| *name == Name::Code(target);
        *name != Name::Unsaid
            && self.target.is_some_and(|target| !is_target(target))
            && self.rate(name).is_none()
    }

    /// The one currency that was asked for and that writes this sign.
    fn only_of(&self, sign: &str) -> Option<Currency> {
        let all = self.target.into_iter().chain(self.rates.iter().map(|(code, _)| *code));
        let mut fitting = all.filter(|currency| can_mean(sign, currency.code()));
        fitting.next().filter(|_| fitting.next().is_none())
    }
}

impl Custom {
    /// What the headers and the platform say; `amount` is the header of the money.
    pub(super) fn new(
        headers: &[String],
        amount: Option<&str>,
        platform: Option<Currency>,
    ) -> Self {
        let own = amount.and_then(in_header).or(platform);
        Self { own, yen: platform.filter(writes_yen).or_else(|| yen_by_script(headers)) }
    }
}

fn writes_yen(currency: &Currency) -> bool {
    can_mean("CNY", currency.code())
}

/// What `amount` and the cell of a column of currencies say together.
pub(super) fn said(amount: Option<Amount>, beside: &str, custom: Custom, asked: &Asked) -> Said {
    let sure = |name| Said { name, is_guess: false };
    let of_row = amount.and_then(|amount| Some((amount.currency?, amount.is_shared)));
    let of_cell = in_cell(beside);
    match (of_row, of_cell) {
        (Some((code, false)), _) => sure(named(code)),
        (Some((sign, true)), Some(Cell::Code(code))) if can_mean(sign, code.code()) => {
            sure(Name::Code(code))
        }
        (Some((sign, true)), _) | (None, Some(Cell::Sign(sign))) => by_sign(sign, custom, asked),
        (None, Some(Cell::Code(code))) => sure(Name::Code(code)),
        (None, Some(Cell::Word(word))) => sure(Name::Word(word)),
        (None, None) => sure(custom.own.map_or(Name::Unsaid, Name::Code)),
    }
}

fn named(code: &str) -> Name {
    Currency::from_code(code).map_or(Name::Unsaid, Name::Code)
}

/// What `$` or `¥` is: what was asked for, if only one of that can be meant; what the file uses; or what
/// it is most often.
fn by_sign(sign: &'static str, custom: Custom, asked: &Asked) -> Said {
    let own = custom.own.filter(|own| can_mean(sign, own.code()));
    let yen = custom.yen.filter(|_| sign == "CNY");
    let known = asked.only_of(sign).or(own).or(yen);
    let name = known.map_or_else(|| named(sign), Name::Code);
    Said { name, is_guess: known.is_none() && sign == "CNY" }
}

/// A cell of a column of currencies.
enum Cell {
    Code(Currency),
    Sign(&'static str),
    Word(String),
}

fn in_cell(text: &str) -> Option<Cell> {
    /// No name of a currency is longer.
    const LONGEST: usize = 24;
    let text = bare(text);
    if is_void(text) {
        return None;
    }
    if let Some((code, is_shared)) = sign_named(text) {
        let sign = Cell::Sign(code);
        return if is_shared { Some(sign) } else { Currency::from_code(code).map(Cell::Code) };
    }
    let code = Currency::from_code(text).or_else(|| by_word(text));
    let word = || text.chars().take(LONGEST).collect::<String>().to_uppercase();
    Some(code.map_or_else(|| Cell::Word(word()), Cell::Code))
}

fn by_word(text: &str) -> Option<Currency> {
    const WORDS: &str = "
        人民币元=CNY 人民币(元)=CNY yuan=CNY renminbi=CNY 美元=USD 美金=USD usdollar=USD usdollars=USD
        欧元=EUR euro=EUR euros=EUR 英镑=GBP poundsterling=GBP 日元=JPY 日圆=JPY 日本円=JPY yen=JPY 港币=HKD
        港元=HKD 台币=TWD 新台币=TWD 韩元=KRW 澳元=AUD 加元=CAD 新加坡元=SGD 泰铢=THB 卢布=RUB";
    let folded: String =
        text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let mut words = WORDS.split_whitespace().filter_map(|entry| entry.split_once('='));
    words.find(|(word, _)| *word == folded).and_then(|(_, code)| Currency::from_code(code))
}

/// The currency that the header of an amount names: `金额(元)`, `Total (EUR)`, `amount_usd`.
fn in_header(header: &str) -> Option<Currency> {
    let header = header.trim();
    let is_edge = |c: char| !c.is_alphanumeric() && !matches!(c, '€' | '£');
    let last = header.split(is_edge).rfind(|part| !part.is_empty())?;
    let is_whole = last.len() == header.len();
    currency_named(last).filter(|_| !is_whole).and_then(Currency::from_code)
}

/// Whether headers are written as in Japan or as in China: both write `¥`. Characters that both have say
/// nothing.
fn yen_by_script(headers: &[String]) -> Option<Currency> {
    const CHINESE: &str = "额单户订购实时间价货买卖员总";
    const JAPANESE: [&str; 6] = ["注文", "円", "売上", "税込", "価", "購入"];
    let has = |test: &dyn Fn(&str) -> bool| headers.iter().any(|header| test(header));
    let is_kana = |c: char| matches!(c, '\u{3041}'..='\u{30FA}');
    let is_japanese = has(&|header| {
        header.contains(is_kana) || JAPANESE.iter().any(|word| header.contains(word))
    });
    let is_chinese = has(&|header| header.contains(|c| CHINESE.contains(c)));
    match (is_japanese, is_chinese) {
        (true, false) => Currency::from_code("JPY"),
        (false, true) => Currency::from_code("CNY"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::amount::parse_amount;
    use super::*;

    fn code(text: &str) -> Currency {
        Currency::from_code(text).unwrap()
    }

    fn of(amount: &str, beside: &str, custom: Custom, asked: &Asked) -> (String, bool) {
        let said = said(parse_amount(amount.as_bytes(), None), beside, custom, asked);
        let name = match said.name {
            Name::Code(code) => code.to_string(),
            Name::Word(word) => word,
            Name::Unsaid => "-".to_owned(),
        };
        (name, said.is_guess)
    }

    #[test]
    fn the_amount_the_column_beside_it_and_the_file_are_asked_in_turn() {
        let none = Asked::default();
        for (amount, beside, expected) in [
            ("12", "", "-"),
            ("12", "usd", "USD"),
            ("12", "RON", "RON"),
            ("12", "Euro", "EUR"),
            ("12", "人民币", "CNY"),
            ("12", "`CNY", "CNY"),
            ("12", "star points", "STAR POINTS"),
            ("€12", "USD", "EUR"),
            ("$12", "CAD", "CAD"),
            ("$12", "EUR", "USD"),
            ("$12", "", "USD"),
            ("¥12", "JPY", "JPY"),
            ("12円", "", "JPY"),
            ("12元", "", "CNY"),
            ("n/a", "EUR", "EUR"),
        ] {
            assert_eq!(
                of(amount, beside, Custom::default(), &none).0,
                expected,
                "{amount}|{beside}"
            );
        }
        let custom = Custom { own: Some(code("GBP")), yen: None };
        assert_eq!(of("12", "", custom, &none).0, "GBP");
        assert_eq!(of("$12", "", custom, &none).0, "USD");
    }

    #[test]
    fn a_yen_sign_is_what_the_file_or_the_caller_says_and_else_a_guess() {
        let headers = |text: &str| -> Vec<String> { text.split(',').map(str::to_owned).collect() };
        let custom = |text: &str| Custom::new(&headers(text), None, None);
        let none = Asked::default();
        let yuan = |is_guess| ("CNY".to_owned(), is_guess);
        let yen = ("JPY".to_owned(), false);
        assert_eq!(of("¥12", "", custom("customer,date,amount"), &none), yuan(true));
        assert_eq!(of("¥12", "", custom("客户,下单时间,金额"), &none), yuan(false));
        assert_eq!(of("¥12", "", custom("顧客ID,注文日,金額"), &none), yen);
        assert_eq!(of("￥12", "", custom("お客様,日付,金額"), &none), yen);
        assert_eq!(of("¥12", "", custom("顧客,日期,金額"), &none), yuan(true));
        let asked = Asked { target: Some(code("JPY")), ..Asked::default() };
        assert_eq!(of("¥12", "", custom("客户,下单时间,金额"), &asked), yen);
        let rate = Rate::parse("2").unwrap();
        let both = Asked { target: Some(code("JPY")), rates: vec![(code("CNY"), rate)] };
        assert_eq!(of("¥12", "", Custom::default(), &both), yuan(true));
        let other = Asked { target: Some(code("EUR")), rates: vec![(code("CAD"), rate)] };
        assert_eq!(of("$12", "", Custom::default(), &other).0, "CAD");
    }

    #[test]
    fn headers_name_currencies_behind_the_word() {
        for (header, expected) in [
            ("总金额(元)", Some("CNY")),
            ("実金額（円）", Some("JPY")),
            ("Total (EUR)", Some("EUR")),
            ("amount_usd", Some("USD")),
            ("Total €", Some("EUR")),
            ("Amount", None),
            ("Total (net)", None),
            ("EUR", None),
        ] {
            assert_eq!(in_header(header), expected.map(code), "{header}");
        }
    }
}
