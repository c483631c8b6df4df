//! 微信支付: the merchant's bill. 用户标识 is the payer, for each 公众账号; refunds are rows of their own.

use super::{CHINA, Export, Key, Part};
use crate::ingest::status::StatusClass;

pub(super) const EXPORTS: &[Export] = &[Export {
    platform: "wechat-pay",
    required: "交易时间 微信订单号 商户订单号 用户标识 应结订单金额|总金额",
    typical: "公众账号id 商户号 交易类型 交易状态 付款银行 微信退款单号 退款金额 商户数据包 费率",
    marks: "公众账号id 特约商户号 微信订单号 用户标识 应结订单金额 微信退款单号 商户数据包 \
            费率备注",
    part: Part::Bill,
    keys: &[Key::exact("公众账号id+用户标识"), Key::exact("用户标识")],
    time: "交易时间",
    amount: "应结订单金额 总金额",
    refund: "退款金额",
    order_id: "商户订单号",
    other_id: "微信订单号",
    line_id: "微信退款单号 交易状态",
    product: "商品名称",
    status: "交易状态",
    words: &[
        ("success", StatusClass::Paid),
        ("refund", StatusClass::Refunded),
        ("revoked", StatusClass::Refunded),
    ],
    zone: CHINA,
    hint: "用户标识",
    ..Export::BLANK
}];
