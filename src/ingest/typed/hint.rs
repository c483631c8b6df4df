//! What the name of a column lets expect of its cells.

use super::super::names::{is_price, normal_form, role_of};
use crate::at::Field;

/// What a name lets expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    Id,
    Money,
    Number,
    Time,
    Nothing,
}

const IDS: &str = "
    id ids no nr num number code zip postal postcode plz phone mobile tel telephone sku ref
    reference barcode ean upc gtin isbn asin iban account card tracking serial fax nummer key
    uuid guid imei vin cep customer user buyer";
const MONEYS: &str = "
    amount amounts price total totals revenue gross net fee fees tax taxes cost costs refund
    refunded discount subtotal balance value payment paid sum shipping sales spend spent betrag
    summe preis umsatz brutto netto montant prix importe precio valor kosten brut ht ttc charge
    commission payout credit debit turnover";
const TIMES: &str = "
    date time at day datetime timestamp on datum fecha zeit created updated birthday dob when
    bestelldatum rechnungsdatum data";
const CHINESE_IDS: &str =
    "号 编码 编号 代码 条码 条形码 电话 手机 邮编 帐号 账号 番号 コード 號 編號";
const CHINESE_MONEYS: &str = "
    金额 金額 价 价格 费 税 税额 优惠 实收 实付 应付 应收 实付款 余额 合计 合計 小计 小計 总额 货款
    邮费 运费 收入 支出 返现 补贴 抵扣 佣金 销售额 营业额 値段 価格";
const CHINESE_TIMES: &str = "日期 时间 時間 日時 日付 生日 年月日";
const CHINESE_NUMBERS: &str = "数量 件数 个数 次数 折扣 比例 率 积分 库存 销量 人数";

/// The last word of a name that says anything: an `Order Date` is a date, a `Discount Code` a code.
pub(super) fn hint_of(header: &str) -> Hint {
    let normal = normal_form(header);
    match role_of(&normal) {
        Some((Field::Amount, _)) => return Hint::Money,
        Some((Field::Quantity, _)) => return Hint::Number,
        Some((Field::OrderTime, _)) => return Hint::Time,
        Some((Field::OrderId | Field::Customer, _)) => return Hint::Id,
        _ if is_price(&normal) => return Hint::Money,
        _ => {}
    }
    let english = words(header).into_iter().rev().map(|word| hint_of_word(&word));
    let mut english = english.filter(|hint| *hint != Hint::Nothing);
    english.next().unwrap_or_else(|| hint_of_chinese(&normal))
}

fn hint_of_word(word: &str) -> Hint {
    let among = |list: &str| list.split_whitespace().any(|known| known == word);
    match word {
        _ if among(IDS) => Hint::Id,
        _ if among(MONEYS) => Hint::Money,
        _ if among(TIMES) => Hint::Time,
        "quantity" | "qty" | "count" | "rate" | "percent" | "share" => Hint::Number,
        _ => Hint::Nothing,
    }
}

fn hint_of_chinese(normal: &str) -> Hint {
    let last = |list: &'static str| {
        let ends = list
            .split_whitespace()
            .filter_map(|word| normal.rfind(word).map(|at| (at + word.len(), word.len())));
        ends.max().unwrap_or_default()
    };
    let found = [
        (last(CHINESE_IDS), Hint::Id),
        (last(CHINESE_MONEYS), Hint::Money),
        (last(CHINESE_TIMES), Hint::Time),
        (last(CHINESE_NUMBERS), Hint::Number),
    ];
    let best = found.into_iter().max_by_key(|(end, _)| *end);
    best.filter(|(end, _)| end.0 > 0).map_or(Hint::Nothing, |(_, hint)| hint)
}

/// Whether the column names the currency of its rows.
pub(in crate::ingest) fn is_currency(header: &str) -> bool {
    const NAMES: &str = "
        currency currencycode ordercurrency ordercurrencycode paymentcurrency 货币 币种 货币种类
        货币类型 货币/currency 币别 通貨 währung waehrung devise moneda";
    let normal = normal_form(header);
    NAMES.split_whitespace().any(|name| name == normal)
}

/// The words of a name, also of `camelCase`, in lower case.
fn words(header: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in header.chars() {
        let is_new =
            !c.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && before.is_ascii_lowercase());
        if is_new {
            words.push(String::new());
        }
        if let (true, Some(word)) = (c.is_ascii_alphanumeric(), words.last_mut()) {
            word.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_let_expect() {
        for (header, hint) in [
            ("Order Date", Hint::Time),
            ("paid_at", Hint::Time),
            ("createdAt", Hint::Time),
            ("Discount Code", Hint::Id),
            ("Discount Amount", Hint::Money),
            ("Summe (brutto)", Hint::Money),
            ("Billing Zip", Hint::Id),
            ("金额（元）", Hint::Money),
            ("税号", Hint::Id),
            ("退款金额", Hint::Money),
            ("预售定金支付时间", Hint::Time),
            ("快递单号", Hint::Id),
            ("折扣", Hint::Number),
            ("数量", Hint::Number),
            ("note", Hint::Nothing),
            ("商品名称", Hint::Nothing),
        ] {
            assert_eq!(hint_of(header), hint, "{header}");
        }
        assert!(is_currency("货币/Currency") && is_currency("currency_code"));
    }
}
