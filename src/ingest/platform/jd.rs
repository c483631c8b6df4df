//! 京东: a row for each order and article, with the order's money on each. The account is in files up to
//! 2018; later only the receiver is there.

use super::{CHINA, Export, Grain, Key};

pub(super) const EXPORTS: &[Export] = &[Export {
    platform: "jd",
    required: "订单号 商品id 下单时间 应付金额|结算金额|订单金额 订单状态 \
               京东价|下单帐号|下单账号|商家备注等级|送装服务",
    typical: "订购数量 京东价 下单帐号 客户姓名 客户地址 联系电话 商家备注 订单完成时间 货号",
    marks: "京东价 结算金额 余额支付 下单帐号 付款确认时间 送装服务 增值税发票",
    grain: Grain::Repeated,
    keys: &[
        Key::exact("下单帐号"),
        Key::exact("下单账号"),
        Key::strong("客户姓名+联系电话+客户地址", "composite"),
    ],
    time: "付款确认时间 下单时间",
    amount: "应付金额 结算金额 订单金额",
    order_id: "订单号",
    line_id: "商品id",
    channel: "订单渠道 订单来源",
    quantity: "订购数量",
    status: "订单状态",
    zone: CHINA,
    hint: "下单帐号",
    ..Export::BLANK
}];
