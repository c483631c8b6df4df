//! 快手. The receiver is all that is told of the buyer.

use super::{CHINA, Export, Key};

pub(super) const EXPORTS: &[Export] = &[Export {
    platform: "kuaishou",
    required: "订单号 订单创建时间 实付款 cps达人id|主播补贴|赠品订单号",
    typical: "订单支付时间 快递费 店铺优惠 平台补贴 成交数量 售后状态 收货人姓名 收货人电话",
    marks: "赠品订单号 活动订单编号 主播补贴 混资活动优惠 cps达人id cps达人昵称 平台补贴",
    keys: &[Key::strong("收货人姓名+收货人电话+收货地址", "receiver")],
    time: "订单支付时间 订单创建时间",
    amount: "实付款",
    order_id: "订单号",
    product: "商品名称",
    channel: "渠道",
    quantity: "成交数量",
    status: "订单状态 售后状态",
    zone: CHINA,
    hint: "收货人姓名 + 收货人电话 + 收货地址",
    ..Export::BLANK
}];
