//! 淘宝 and 天猫: the old list of orders with its details, and the templates of 千牛, which leave the
//! buyer out.

use super::{CHINA, Export, Grain, Key, Part};
use crate::ingest::status::StatusClass;

const HINT: &str = "ExportOrderList：买家会员名";

const LIST: Export = Export {
    platform: "taobao",
    required: "订单编号 买家会员名 买家实际支付金额|买家实付金额|买家应付货款 订单创建时间",
    typical: "买家支付宝账号 总金额 订单状态 订单付款时间 宝贝标题 宝贝总数量 退款金额 订单关闭原因",
    marks: "买家支付宝账号 买家应付货款 买家实际支付金额 买家应付邮费 买家支付积分 返点积分 \
            买家实际支付积分 宝贝标题 宝贝种类 宝贝总数量 订单关闭原因 打款商家金额",
    keys: &[Key::exact("买家会员名")],
    time: "订单付款时间 订单创建时间",
    amount: "买家实际支付金额 买家实付金额 买家应付货款",
    refund: "退款金额",
    order_id: "订单编号",
    other_id: "支付单号",
    product: "宝贝标题 商品标题",
    channel: "店铺名称",
    quantity: "宝贝总数量",
    status: "订单状态",
    words: &[("交易关闭", StatusClass::Cancelled)],
    zone: CHINA,
    hint: HINT,
    ..Export::BLANK
};

pub(super) const EXPORTS: &[Export] = &[
    LIST,
    Export {
        platform: "taobao",
        required: "订单编号 标题 价格 购买数量",
        typical: "外部系统编号 商品属性 套餐信息 备注 订单状态 商家编码 退款状态 退款金额",
        never: "买家会员名",
        grain: Grain::Line,
        part: Part::Lines,
        time: "订单付款时间 订单创建时间",
        amount: "买家实付金额",
        refund: "退款金额",
        order_id: "订单编号",
        line_id: "标题 外部系统编号 商品属性",
        product: "标题",
        quantity: "购买数量",
        status: "订单状态 退款状态",
        zone: CHINA,
        hint: HINT,
        ..Export::BLANK
    },
    Export {
        platform: "taobao",
        required: "订单编号 总金额 买家实付金额|买家实际支付金额 订单创建时间",
        typical: "支付单号 支付详情 商品标题 退款金额 是否主动赔付 确认收货打款金额 收货地址",
        never: "买家会员名 买家昵称",
        keys: &[],
        paid_when: "订单付款时间",
        product: "商品标题",
        quantity: "",
        hint: HINT,
        ..LIST
    },
];
