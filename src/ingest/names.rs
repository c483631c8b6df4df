//! Which column names stand for which role: the words that shops and platforms use, best first,
//! each in its normal form and so without blanks.
//!
//! Never here: creators and influencers (`达人ID`), receivers (a gift goes to somebody else, and
//! platforms mask or encrypt them), and times of delivery. A wrong customer column gives numbers
//! that look right; a missing one is asked for.

use crate::at::Field;
use std::collections::BTreeMap;
use std::iter::repeat;
use std::sync::LazyLock;

const CUSTOMER: &str = "
    customeruniqueid customerid customernumber customerno customercode customerkey custid custno
    clientid buyerid buyeruserid userid memberid membernumber memberno accountid shopperid openid
    unionid buyerusername buyerlogin uid 客户id 客户编号 客户编码 客户代码 客户号 顾客id 顾客编号
    用户id 用户编号 用户标识 会员id 会员编号 会员号 会员卡号 会员编码 买家id 买家会员名 买家账号
    买家帐号 下单帐号 下单账号 用户账号 用户帐号 会员账号 客户账号 买家uid 用户uid 买家openid
    用户openid customeremail buyeremail email emailaddress email(billing) billingemail
    contactemail useremail customeremailaddress 电子邮箱 邮箱 客户邮箱 买家邮箱 customerphone
    buyerphone buyerphonenumber phone phonenumber mobile mobilenumber phone(billing) billingphone
    买家手机号 买家手机 买家电话 客户手机号 客户手机 客户电话 会员手机号 会员手机 用户手机号
    用户手机 用户购买手机号 顾客手机号 手机号 手机号码 手机 customer client buyer user member
    username account 客户 顾客 用户 会员 买家 用户名 会员名 买家昵称 用户昵称 客户昵称 会员昵称
    微信昵称 customername buyername clientname membername customerfullname billingname 客户名称
    客户姓名 会员姓名 用户姓名 买家姓名 顾客姓名 客户名";

const ORDER_TIME: &str = "
    ordertime orderdate orderdatetime ordertimestamp orderpurchasetimestamp orderedat
    ordercreatedat ordercreated createdat created createdate creationdate createtime createddate
    createdtime created(utc) createddate(utc) paidat paidondate paymentdate paymenttime
    paymentsdate purchasedate purchasetime purchasedat dateofpurchase datepurchased saledate
    salesdate datesold invoicedate invoicedatetime transactiondate transactiontime
    transactiondatetime transactedat bookingdate orderday purchaseday datetime date time timestamp
    day 订单付款时间 买家付款时间 订单支付时间 订单创建时间 下单时间 订单下单时间 订单成交时间
    支付时间 付款时间 支付完成时间 订单提交时间 订单时间 交易时间 成交时间 购买时间 消费时间
    创建时间 交易创建时间 订单日期 下单日期 付款日期 支付日期 成交日期 交易日期 购买日期 消费日期
    销售日期 销售时间 开单时间 开单日期 付款确认时间 入账时间 日期 时间 日期时间";

const AMOUNT: &str = "
    amountpaid paidamount totalpaid paymentamount paymentvalue ordertotal ordertotalamount
    ordertotal(inctax) ordertotal(taxinc) grandtotal grandtotal(base)
    grandtotal(purchased) orderamount ordervalue ordertotal(extax) totalamount total totalprice
    totalvalue totalcollected totalsales netsales netrevenue netamount nettotal nrevenue revenue
    sales salesamount salesvalue turnover amount amountusd amt transactionamount transactionvalue
    purchaseamount purchasevalue spend spent amountspent monetary monetaryvalue dollarvalue
    dollars invoicetotal invoiceamount linetotal lineamount linevalue convertedamount soldfor
    value money subtotal grosssales 买家实际支付金额 买家实付金额 订单实付金额 订单实收金额
    商家实收金额 订单实际收款金额 订单实际支付金额 用户实付金额 实付款 实付金额 实收金额
    实际支付金额 实际付款金额 实收款 实付 实收 支付金额 付款金额 已付金额 成交金额
    商品实际成交金额 应结订单金额 商家实收 商家应收 商家应收金额 商家应收金额(元)(支付金额)
    顾客实付 用户实付 应付金额 订单应付金额 用户应付金额 应收订单金额 应收金额 订单金额 订单总金额
    订单总额 交易金额 消费金额 购买金额 总金额 销售额 销售金额 营业额 金额 总额 总价 合计 合计金额
    商品金额合计 商品金额小计 商品总价 商品金额";

/// What one piece costs. It is the order's amount only where pieces are not counted.
const PRICE: &str = "
    price unitprice itemprice lineitemprice productprice saleprice sellingprice 单价 价格 商品单价
    售价 商品价格 成交单价";

const ORDER_ID: &str = "
    orderid ordernumber orderno order# ordernum ordercode orderref orderreference amazonorderid
    salesrecordnumber purchaseorderid incrementid invoiceno invoicenumber invoiceid invoice
    transactionid transactionno transactionnumber receiptid receiptnumber receiptno basketid
    saleid billno paymentid order 订单编号 订单号 主订单编号 主订单号 订单id 订单号码 商户订单号
    微信订单号 交易单号 交易号 支付单号 销售单号 单据编号 单据号 小票号 流水号 交易流水号 单号 id";

const PRODUCT: &str = "
    productname product producttitle itemname itemtitle lineitemname item product(s) products
    items goods goodsname articlename article skuname title productid itemid productcode itemcode
    sku productsku lineitemsku stockcode asin itemnumber description productdescription 商品名称
    产品名称 商品 产品 宝贝标题 商品标题 选购商品 全部商品名称 品名 货品名称 菜品 sku名称 标题
    商品id 商品编码 商品编号 商品代码 产品编号 产品id 货号 商家编码";

const CATEGORY: &str = "
    category categoryname productcategory productcategoryname itemcategory maincategory
    subcategory categories department producttype productgroup productline producttypename 类目
    商品类目 品类 商品品类 分类 商品分类 产品分类 产品类别 商品类别 类别 一级类目 一级分类 产品线
    二级类目 二级分类 产品类型 商品类型";

const CHANNEL: &str = "
    channel channelname saleschannel orderchannel saleschannelname ordersource source sourcename
    trafficsource utmsource marketingchannel acquisitionchannel attribution platform purchasepoint
    marketplace storename store shop 渠道 渠道名称 销售渠道 订单渠道 订单来源 来源渠道 来源
    下单渠道 app渠道 流量来源 流量渠道 获客渠道 平台 销售平台 订单平台 店铺名称 店铺 归属店铺
    门店名称 门店 下单网点";

const QUANTITY: &str = "
    quantity qty lineitemquantity quantitypurchased orderquantity itemquantity totalquantity units
    unitssold numberofitems itemssold itemcount items# count numberofcds cds pieces pcs 数量
    商品数量 购买数量 订购数量 成交数量 销售数量 宝贝总数量 商品总数量 件数 商品件数 sku件数";

const STATUS: &str = "
    financialstatus paymentstatus orderstatus transactionstatus status orderstate salestatus
    statusname 订单状态 交易状态 支付状态 付款状态 状态 订单商品状态";

const REFERRER: &str = "
    referrerid referrer referredby referredbyid referralcode referral referralid inviterid inviter
    invitedby invitecode affiliate affiliateid recommender 推荐人 推荐人id 推荐人编号 邀请人
    邀请人id 邀请人编号 介绍人 分享人 分享人id 分销员 上级 上级id 邀请码 推荐码";

/// What was paid back.
const REFUND: &str = "
    refundamount refundedamount amountrefunded refundtotal totalrefund totalrefunded refundedtotal
    amountofrefund refundvalue returnamount 退款金额 已退款金额 订单已退款金额 商品已退款金额 实退金额
    已退金额 退款总额 退款总金额 实际退款金额 退货金额";

/// What kind of entry a row is, in lists where refunds are entries of their own.
const KIND: &str = "
    type transactiontype recordtype entrytype salestype eventtype 交易类型 收支类型 单据类型 记录类型";

/// What an order cost, also where a row is one of its lines.
const ORDER_TOTAL: &str = "
    ordertotal ordertotalamount ordertotal(inctax) ordertotal(taxinc) ordertotal(extax) ordervalue
    orderamount grandtotal grandtotal(base) grandtotal(purchased) invoicetotal invoiceamount
    订单金额 订单总金额 订单总额 订单实付金额 订单实收金额 订单应付金额 应收订单金额
    订单实际收款金额 订单实际支付金额";

/// What stands behind a name to say in what it counts.
const UNITS: &str = "
    (元) (人民币) (¥) (rmb) (cny) (usd) ($) (eur) (€) (gbp) (£) (件) (个) (必填) [元]";

/// The names of a role, best first.
pub(super) const fn names_of(field: Field) -> &'static str {
    match field {
        Field::Customer => CUSTOMER,
        Field::OrderTime => ORDER_TIME,
        Field::Amount => AMOUNT,
        Field::OrderId => ORDER_ID,
        Field::Product => PRODUCT,
        Field::Category => CATEGORY,
        Field::Channel => CHANNEL,
        Field::Quantity => QUANTITY,
        Field::Status => STATUS,
        Field::Referrer => REFERRER,
    }
}

/// The role whose name `normal` is, and how good a name it is: 0 is the best.
pub(super) fn role_of(normal: &str) -> Option<(Field, usize)> {
    static ROLES: LazyLock<BTreeMap<&str, (Field, usize)>> = LazyLock::new(|| {
        let ranked = |field| names_of(field).split_whitespace().enumerate().zip(repeat(field));
        let all = Field::ALL.into_iter().flat_map(ranked);
        // To collect them would bring a sort of its own along.
        let mut roles = BTreeMap::new();
        roles.extend(all.map(|((rank, name), field)| (name, (field, rank))));
        roles
    });
    ROLES.get(normal).copied()
}

/// Whether `normal` names the price of one piece.
pub(super) fn is_price(normal: &str) -> bool {
    PRICE.split_whitespace().any(|name| name == normal)
}

/// Whether `normal` names what kind of entry a row is.
pub(super) fn is_kind(normal: &str) -> bool {
    KIND.split_whitespace().any(|name| name == normal)
}

/// Whether `normal` names what was paid back.
pub(super) fn is_refund(normal: &str) -> bool {
    REFUND.split_whitespace().any(|name| name == normal)
}

/// Whether `normal` names what a whole order cost.
pub(super) fn is_order_total(normal: &str) -> bool {
    ORDER_TOTAL.split_whitespace().any(|name| name == normal)
}

/// One spelling for names that differ in case, width, blanks, underscores, hyphens, points, or in
/// a unit in parentheses behind: `Order Date`, `order_date` and `ORDER-DATE` are `orderdate`;
/// `实付金额（元）` is `实付金额`.
pub(super) fn normal_form(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for c in text.chars() {
        let narrow = match c {
            '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            c => c,
        };
        let is_dropped = narrow.is_whitespace()
            || narrow.is_control()
            || matches!(narrow, '_' | '-' | '.' | ':' | '*' | '"' | '\'' | '`')
            || matches!(narrow, '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{2060}');
        if !is_dropped {
            normal.extend(narrow.to_lowercase());
        }
    }
    while let Some(bare) = UNITS.split_whitespace().find_map(|unit| normal.strip_suffix(unit)) {
        let length = bare.len();
        normal.truncate(length);
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_stands_for_one_role_in_its_normal_form() {
        let tables = Field::ALL.into_iter().map(names_of).chain([PRICE]);
        let mut all: Vec<&str> = tables.flat_map(str::split_whitespace).collect();
        for name in &all {
            let is_own = *name == "商家应收金额(元)(支付金额)" || normal_form(name) == *name;
            assert!(is_own, "{name} should be written {}", normal_form(name));
        }
        all.sort_unstable();
        for pair in all.windows(2) {
            assert_ne!(pair[0], pair[1]);
        }
    }

    #[test]
    fn spellings_of_one_name_meet() {
        for text in
            ["Order Date", "order_date", " ORDER-DATE ", "\u{FEFF}orderDate", "Ｏｒｄｅｒ Date"]
        {
            assert_eq!(normal_form(text), "orderdate", "{text}");
        }
        assert_eq!(normal_form("实付金额（元）"), "实付金额");
        assert_eq!(normal_form("商品数量(件)"), "商品数量");
        assert_eq!(normal_form("Email (Billing)"), "email(billing)");
        assert_eq!(normal_form("N. Revenue"), "nrevenue");
    }

    #[test]
    fn people_who_are_not_the_buyer_are_never_taken_for_one() {
        for header in [
            "达人ID",
            "达人昵称",
            "CPS达人ID",
            "收件人",
            "收货人姓名",
            "收件人手机号",
            "收货人手机号/提货人手机号",
            "带货账号昵称",
            "销售导购",
            "Shipping Name",
            "Ship To Name",
            "recipient-name",
            "Staff Name",
        ] {
            assert_eq!(role_of(&normal_form(header)), None, "{header}");
        }
    }
}
