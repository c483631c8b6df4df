//! 拼多多. No buyer by default; the phone that can be added is usually masked. The order number begins
//! with the day.

use super::{CHINA, Export, Key};

pub(super) const EXPORTS: &[Export] = &[Export {
    platform: "pinduoduo",
    required: "订单号 订单状态 商家实收金额|用户实付金额 样式id|多多支付立减金额|商家编码规格维度",
    typical: "商品 商品总价 邮费 店铺优惠折扣 平台优惠折扣 商品数量 售后状态 订单成交时间 团id",
    marks: "多多支付立减金额 商家实收金额 店铺优惠折扣 平台优惠折扣 商家编码规格维度 \
            商家编码商品维度 样式id 团id",
    keys: &[Key::exact("用户购买手机号")],
    time: "支付时间 订单成交时间",
    amount: "商家实收金额 用户实付金额",
    order_id: "订单号",
    product: "商品 商品id",
    channel: "订单来源",
    quantity: "商品数量",
    status: "订单状态 售后状态",
    has_dated_ids: true,
    zone: CHINA,
    hint: "用户购买手机号",
    ..Export::BLANK
}];
