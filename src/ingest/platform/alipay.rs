//! 支付宝: the merchant's bill, and the list of what came and went. They name no payer.

use super::{CHINA, Export, Part};
use crate::ingest::status::StatusClass;

pub(super) const EXPORTS: &[Export] = &[BILL, FLOW];

const BILL: Export = Export {
    platform: "alipay",
    required: "商户订单号 支付宝交易号 商家实收 创建时间",
    typical: "交易状态 商家实退 服务费 退服务费 付款备注",
    part: Part::Bill,
    time: "创建时间",
    amount: "商家实收",
    refund: "商家实退",
    order_id: "商户订单号",
    other_id: "支付宝交易号",
    line_id: "支付宝交易号",
    product: "付款备注",
    status: "交易状态",
    zone: CHINA,
    hint: "商户订单号 + 买家",
    ..Export::BLANK
};

/// What came and went: fees and withdrawals are no sales.
const FLOW: Export = Export {
    platform: "alipay",
    required: "入账时间 支付宝流水号 收入(+元) 支出 业务类型",
    typical: "商户订单号 支付宝交易号 账户余额 对方账户 备注",
    part: Part::Bill,
    time: "入账时间",
    amount: "收入(+元)",
    refund: "支出",
    order_id: "商户订单号",
    other_id: "支付宝交易号",
    line_id: "支付宝流水号",
    status: "业务类型",
    words: &[
        ("在线支付", StatusClass::Paid),
        ("交易付款", StatusClass::Paid),
        ("交易退款", StatusClass::Refunded),
        ("收费", StatusClass::Cancelled),
        ("服务费", StatusClass::Cancelled),
        ("提现", StatusClass::Cancelled),
        ("转账", StatusClass::Cancelled),
        ("充值", StatusClass::Cancelled),
    ],
    zone: CHINA,
    hint: "商户订单号 + 买家",
    ..Export::BLANK
};
