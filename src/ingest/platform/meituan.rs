//! 美团: what merchants call its columns, since no header of it is published. Its phone numbers lead to
//! the buyer for a day, and are new with each order.

use super::{CHINA, Export, Key};
use crate::ingest::key::Grade;

const fn virtual_phone(columns: &'static str) -> Key {
    Key { columns, grade: Grade::None, reason: Some("per-order") }
}

pub(super) const EXPORTS: &[Export] = &[Export {
    platform: "meituan",
    required: "订单编号|订单号 下单时间 顾客实付|用户实付 门店名称|门店id",
    typical: "订单状态 商家应收 商家实收 配送费 顾客电话 收货人电话",
    keys: &[
        virtual_phone("顾客电话"),
        virtual_phone("收货人电话"),
        virtual_phone("顾客手机号"),
        virtual_phone("用户手机号"),
        virtual_phone("手机号"),
    ],
    time: "下单时间",
    amount: "顾客实付 用户实付",
    refund: "退款金额",
    order_id: "订单编号 订单号",
    channel: "门店名称",
    status: "订单状态",
    zone: CHINA,
    hint: "会员名单：订单编号 + 手机号",
    ..Export::BLANK
}];
