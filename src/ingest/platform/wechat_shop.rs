//! 微信小店 and 视频号: lines with the order's money on each. 交易单号 is the number that the bill of
//! 微信支付 calls 微信订单号, and the bill knows the payer.

use super::{CHINA, Export, Grain, Key};

pub(super) const EXPORTS: &[Export] = &[Export {
    platform: "wechat-shop",
    required: "订单号 订单下单时间 订单实际收款金额|订单实际支付金额 订单状态",
    typical: "收件人手机 交易单号 商品已退款金额 带货账号昵称 商品编码(平台) 礼物单号 支付时间",
    marks: "订单实际收款金额 订单下单时间 订单确认收货时间 订单完成结算时间 礼物单号 \
            商品编码(平台) 商品价格(单件) 商品实际价格(总共) 带货账号昵称",
    grain: Grain::Repeated,
    keys: &[Key::strong("企业微信加密id", "alias"), Key::strong("收件人手机", "receiver")],
    time: "支付时间 订单下单时间",
    amount: "订单实际收款金额 订单实际支付金额",
    refund: "商品已退款金额",
    order_id: "订单号",
    other_id: "交易单号",
    line_id: "商品编码(平台) sku编码(自定义) 商品属性",
    quantity: "商品数量",
    status: "订单状态",
    zone: CHINA,
    hint: "微信支付账单：用户标识（交易单号 = 微信订单号）",
    ..Export::BLANK
}];
