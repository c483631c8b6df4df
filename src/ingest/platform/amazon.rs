//! Amazon: all orders, which name no buyer, and the orders to ship, which have a masked address that
//! stays the same for a buyer.

use super::{Export, Grain, Key};

pub(super) const EXPORTS: &[Export] = &[
    Export {
        platform: "amazon",
        required: "amazonorderid purchasedate orderstatus itemprice quantity",
        typical: "merchantorderid itemstatus sku asin saleschannel shippingprice",
        marks: "amazonorderid merchantorderid fulfillmentchannel orderchannel \
                shipservicelevel itempromotiondiscount shippromotiondiscount isbusinessorder \
                pricedesignation",
        grain: Grain::Line,
        time: "purchasedate",
        amount: "itemprice",
        plus: "shippingprice giftwrapprice",
        minus: "itempromotiondiscount shippromotiondiscount",
        order_id: "amazonorderid",
        product: "productname sku asin",
        channel: "saleschannel",
        quantity: "quantity",
        status: "orderstatus itemstatus",
        hint: "buyer-email",
        ..Export::BLANK
    },
    Export {
        platform: "amazon",
        required: "orderid orderitemid purchasedate itemprice quantitypurchased",
        typical: "paymentsdate buyeremail buyername sku productname shippingprice",
        grain: Grain::Line,
        keys: &[Key::strong("buyeremail", "alias")],
        time: "purchasedate paymentsdate",
        amount: "itemprice",
        plus: "shippingprice giftwrapprice",
        minus: "itempromotiondiscount shippromotiondiscount",
        order_id: "orderid",
        line_id: "orderitemid",
        product: "productname sku",
        quantity: "quantitypurchased",
        hint: "buyer-email",
        ..Export::BLANK
    },
];
