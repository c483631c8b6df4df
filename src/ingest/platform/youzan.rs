//! 有赞: orders, which know the buyer's phone, and the items in them.

use super::{CHINA, Export, Grain, Key, Part};

pub(super) const EXPORTS: &[Export] = &[
    Export {
        platform: "youzan",
        required: "订单号 订单状态 订单实付金额|订单实收金额|应收订单金额 买家付款时间|订单创建时间 \
                   归属店铺|推广方式|全部商品名称|买家是否会员|订单抵用积分数",
        typical: "归属店铺 推广方式 全部商品名称 买家昵称 买家手机号 订单已退款金额 收货人手机号/提货人手机号",
        marks: "订单抵用积分数 归属店铺 推广方式 全部商品名称 买家是否会员 商品种类数 \
                店铺优惠合计 支付优惠合计 应收订单金额",
        keys: &[
            Key::exact("买家手机号"),
            Key::strong("收货人手机号/提货人手机号", "receiver"),
            Key::fuzzy("买家昵称", "display-name"),
        ],
        time: "买家付款时间 订单创建时间",
        amount: "订单实收金额 订单实付金额 应收订单金额",
        refund: "订单已退款金额",
        order_id: "订单号",
        other_id: "支付流水号",
        product: "全部商品名称",
        channel: "销售渠道 订单来源 归属店铺",
        status: "订单状态",
        has_dated_ids: true,
        zone: CHINA,
        hint: "买家手机号",
        ..Export::BLANK
    },
    Export {
        platform: "youzan",
        required: "订单号 商品名称 商品实际成交金额|商品金额小计 订单商品状态",
        typical: "外部订单号 商品类目 规格编码 商品单价 商品退款状态 商品已退款金额 周期购信息",
        grain: Grain::Line,
        part: Part::Lines,
        keys: &[Key::strong("收货人手机号/提货人手机号", "receiver")],
        time: "买家付款时间 交易成功时间",
        amount: "商品实际成交金额 商品金额小计",
        refund: "商品已退款金额",
        order_id: "订单号",
        line_id: "商品名称 规格编码 商品规格",
        product: "商品名称",
        category: "商品类目",
        quantity: "商品数量",
        status: "订单商品状态",
        has_dated_ids: true,
        zone: CHINA,
        hint: "买家手机号",
        ..Export::BLANK
    },
];
