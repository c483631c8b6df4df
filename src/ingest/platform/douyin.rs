//! 抖店: a row for each part of an order. The receiver is a cipher, and 达人 is who advertised.

use super::{CHINA, Export, Grain, Key};

pub(super) const EXPORTS: &[Export] = &[Export {
    platform: "douyin",
    required: "主订单编号 子订单编号 订单应付金额 订单状态",
    typical: "选购商品 商品规格 平台优惠 达人id 达人昵称 支付完成时间 订单提交时间 售后状态 收件人手机号",
    marks: "主订单编号 子订单编号 选购商品 达人优惠 鲁班落地页id 平台实际承担优惠金额 \
            商家实际承担优惠金额 是否安心购 流量体裁 红包抵扣",
    grain: Grain::Line,
    keys: &[Key::strong("收件人手机号", "receiver")],
    time: "支付完成时间 订单提交时间",
    amount: "订单应付金额",
    plus: "平台实际承担优惠金额",
    order_id: "主订单编号",
    line_id: "子订单编号",
    product: "选购商品",
    channel: "流量来源 app渠道",
    quantity: "商品数量",
    status: "订单状态 售后状态",
    zone: CHINA,
    hint: "会员名单：订单号 + 手机号",
    ..Export::BLANK
}];
