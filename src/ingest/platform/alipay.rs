//! 支付宝: the merchant's bill. It names no payer.

use super::{CHINA, Export, Part};

pub(super) const EXPORTS: &[Export] = &[Export {
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
}];
