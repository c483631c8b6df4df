//! 小红书: a row for each article. The receiver is all that is told of the buyer.

use super::{CHINA, Export, Grain, Key};

pub(super) const EXPORTS: &[Export] = &[Export {
    platform: "xiaohongshu",
    required: "订单号 订单状态 小红书编码|sku件数 商家应收金额(元)(支付金额)|用户应付金额",
    typical: "售后状态 收件人姓名 收件人电话 收件人地址 达人id sku名称 sku规格 规格id 支付时间",
    marks: "小红书编码 sku件数 规格id sku商家改价 sku规格 商家应收金额(元)(支付金额)",
    grain: Grain::Line,
    keys: &[Key::strong("收件人姓名+收件人电话+收件人地址", "receiver")],
    time: "支付时间 订单创建时间",
    amount: "商家应收金额(元)(支付金额) 商家应收金额 用户应付金额",
    order_id: "订单号",
    line_id: "规格id",
    product: "sku名称",
    quantity: "sku件数",
    status: "订单状态 售后状态",
    zone: CHINA,
    hint: "收件人姓名 + 收件人电话 + 收件人地址",
    ..Export::BLANK
}];
