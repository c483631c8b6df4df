//! What the words of an order status mean for the money.

use super::names::normal_form;

/// Whether the money came and stayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusClass {
    /// Paid, whatever has been shipped since.
    Paid,
    /// Paid in part, or paid back in part: a sale of what stayed.
    Partial,
    /// Not paid yet.
    Pending,
    /// Never paid, or called off.
    Cancelled,
    /// Paid back in full.
    Refunded,
    /// No real order.
    Test,
    /// In no table.
    Unknown,
}

impl StatusClass {
    /// The class's name on every boundary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Partial => "partial",
            Self::Pending => "pending",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
            Self::Test => "test",
            Self::Unknown => "unknown",
        }
    }

    /// The one of two that is worse for the money.
    pub(super) fn worse(self, other: Self) -> Self {
        if other.weight() > self.weight() { other } else { self }
    }

    /// How bad it is for the money.
    pub(super) const fn weight(self) -> u8 {
        match self {
            Self::Paid | Self::Unknown => 0,
            Self::Partial => 1,
            Self::Pending => 2,
            Self::Refunded => 3,
            Self::Cancelled => 4,
            Self::Test => 5,
        }
    }

    /// Whether rows with such a status are no sale. What no table knows counts as paid.
    #[must_use]
    pub const fn is_excluded(self) -> bool {
        !matches!(self, Self::Paid | Self::Partial | Self::Unknown)
    }
}

/// Words in the form that [`normal_form`] gives.
const PAID: &str = "
    paid completed complete success successful
    succeeded successed shipped partiallyshipped delivered fulfilled partiallyfulfilled
    unfulfilled processing settled captured confirmed invoiced approved readytoship
    awaitingshipment awaitingfulfillment awaitingpickup intransit outfordelivery received
    closedwon done finished unshipped sale payment ok 交易成功 交易完成 已完成 完成 成功 支付成功
    付款成功 已付款 已支付 买家已付款 买家已付款,等待卖家发货 等待卖家发货 卖家部分发货 部分发货
    卖家已发货 卖家已发货,等待买家确认 等待买家确认 等待买家确认收货 已发货 待发货 未发货 备货中
    待备货 待出库 等待出库 已出库 等待确认收货 待确认收货 待收货 已收货 确认收货 已签收 待评价
    已评价 已确认 待自提 已自提 配送中 已送达 已核销 待核销 待使用 已使用 已付款,待发货
    待成团 已成团,待发货 已发货,待签收 已发货,待收货 正常 有效 已结算 交易结束";
const PARTIAL: &str = "
    partiallypaid partlypaid partialpayment partiallyrefunded partlyrefunded partialrefund
    partialrefunded partialreturn partiallyreturned 部分退款 部分退款成功 已部分退款 部分退货
    部分退款完成 部分付款 部分支付 已部分付款";
const PENDING: &str = "
    pending unpaid notpaid onhold hold awaitingpayment pendingpayment paymentpending pendingreview
    paymentreview authorized authorised draft checkoutdraft incomplete requirespaymentmethod
    待付款 等待付款 等待买家付款 待支付 未付款 未支付 等待支付 待买家付款 付款中 支付中 待确认
    待付尾款 定金已付,待付尾款 草稿 挂单";
const CANCELLED: &str = "
    cancelled canceled cancel voided void failed failure declined expired rejected denied
    abandoned trash deleted reversed revoked paymentfailed aborted invalid 交易关闭 订单关闭
    已取消 取消 用户取消 已关闭 关闭 交易取消 订单取消 已作废 作废 无效 支付失败 付款失败 交易失败
    失败 已撤销 超时关闭 已拒绝 拒收 已删除 已取消,退款成功 付款以后用户退款成功,交易自动关闭
    付款以前,卖家或买家主动关闭交易";
const REFUNDED: &str = "
    refunded refund fullyrefunded fullrefund returned return chargeback chargedback disputelost
    已退款 退款成功 全额退款 退款完成 已全额退款 已退货 退货 退款 退货退款 退货成功
    已发货,退款成功 未发货,退款成功 已收货,退款成功 转入退款 已退单";
const TEST: &str = "
    test testorder testmode 测试 测试订单";

/// Sorts the words of a status cell into a class: also of several statuses, and of one with a remark.
pub(super) fn class_of(text: &str) -> StatusClass {
    let normal = normal_form(text);
    let class = class_of_word(&normal);
    if class != StatusClass::Unknown {
        return class;
    }
    let parts = normal.split(['(', ')', '[', ']', ';', ',', '/', '|', '、']);
    let mut parts = parts.filter(|part| !part.is_empty());
    let Some(first) = parts.next().map(class_of_word) else { return StatusClass::Unknown };
    let rest: Vec<StatusClass> = parts.map(class_of_word).collect();
    // A remark may say anything, the first word must be known.
    let is_remark = normal.ends_with([')', ']']);
    if rest.is_empty()
        || first == StatusClass::Unknown
        || (rest.contains(&StatusClass::Unknown) && !is_remark)
    {
        return StatusClass::Unknown;
    }
    rest.into_iter().fold(first, StatusClass::worse)
}

fn class_of_word(normal: &str) -> StatusClass {
    let word = normal.strip_prefix("wc").filter(|rest| !rest.is_empty()).unwrap_or(normal);
    // JD writes that an order was deleted or locked in front of what it was before.
    if ["(删除)", "(锁定)", "(取消)"].iter().any(|mark| word.starts_with(mark)) {
        return StatusClass::Cancelled;
    }
    [
        (PAID, StatusClass::Paid),
        (PARTIAL, StatusClass::Partial),
        (PENDING, StatusClass::Pending),
        (CANCELLED, StatusClass::Cancelled),
        (REFUNDED, StatusClass::Refunded),
        (TEST, StatusClass::Test),
    ]
    .into_iter()
    .find(|(words, _)| words.split_whitespace().any(|known| known == word))
    .map_or(StatusClass::Unknown, |(_, class)| class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_shops_are_sorted() {
        for (text, class) in [
            ("Paid", StatusClass::Paid),
            ("wc-completed", StatusClass::Paid),
            ("partially_refunded", StatusClass::Partial),
            ("部分退款", StatusClass::Partial),
            ("买家已付款，等待卖家发货", StatusClass::Paid),
            ("交易成功", StatusClass::Paid),
            (" On Hold ", StatusClass::Pending),
            ("等待买家付款", StatusClass::Pending),
            ("Canceled", StatusClass::Cancelled),
            ("交易关闭", StatusClass::Cancelled),
            ("（删除）等待出库", StatusClass::Cancelled),
            ("REFUND", StatusClass::Refunded),
            ("退款成功", StatusClass::Refunded),
            ("测试订单", StatusClass::Test),
            ("交易关闭（买家取消）", StatusClass::Cancelled),
            ("已退款(全额)", StatusClass::Refunded),
            ("paid (test)", StatusClass::Test),
            ("已发货;退款成功", StatusClass::Refunded),
            ("已发货;已发货", StatusClass::Paid),
            ("部分发货，部分退款", StatusClass::Partial),
            ("已发货;wibble", StatusClass::Unknown),
            ("wibble (paid)", StatusClass::Unknown),
            ("wibble (cancelled)", StatusClass::Unknown),
            ("paid (wibble)", StatusClass::Paid),
            ("", StatusClass::Unknown),
            ("wibble", StatusClass::Unknown),
        ] {
            assert_eq!(class_of(text), class, "{text}");
        }
    }

    #[test]
    fn each_word_is_in_one_table_in_its_normal_form() {
        let tables = [PAID, PARTIAL, PENDING, CANCELLED, REFUNDED, TEST];
        let mut all: Vec<&str> = tables.into_iter().flat_map(str::split_whitespace).collect();
        for word in &all {
            assert_eq!(normal_form(word), *word);
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
