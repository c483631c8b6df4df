//! Etsy: orders sold, and the items in them.

use super::{Export, Grain, Key, Part};

pub(super) const EXPORTS: &[Export] = &[
    Export {
        platform: "etsy",
        required: "saledate orderid ordervalue ordertotal",
        typical: "buyeruserid fullname numberofitems ordernet adjustedordertotal buyer",
        marks: "ordernet adjustedordertotal adjustednetorderamount \
                adjustedcardprocessingfees cardprocessingfees shipzipcode couponcode \
                shippingdiscount",
        keys: &[Key::exact("buyeruserid"), Key::exact("buyer")],
        time: "saledate",
        // Filled where something was paid back.
        amount: "adjustedordertotal ordertotal",
        zero_is_blank: true,
        order_id: "orderid",
        quantity: "numberofitems",
        status: "status",
        hint: "Buyer User ID",
        ..Export::BLANK
    },
    Export {
        platform: "etsy",
        required: "saledate itemname itemtotal transactionid orderid",
        typical: "buyer quantity price listingid datepaid variations",
        grain: Grain::Line,
        part: Part::Lines,
        keys: &[Key::exact("buyer")],
        time: "saledate datepaid",
        amount: "itemtotal",
        order_id: "orderid",
        line_id: "transactionid",
        product: "itemname",
        quantity: "quantity",
        hint: "Buyer User ID",
        ..Export::BLANK
    },
];
