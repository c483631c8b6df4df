//! Shopify. Order fields stand on an order's first row only, and its number is in `Name`.

use super::{Export, Grain, Key};

pub(super) const EXPORTS: &[Export] = &[Export {
    platform: "shopify",
    required: "name email financialstatus total createdat lineitemquantity",
    typical: "paidat fulfillmentstatus lineitemname lineitemprice refundedamount cancelledat source",
    grain: Grain::First,
    keys: &[Key::exact("email")],
    time: "createdat paidat",
    amount: "total",
    refund: "refundedamount",
    unpaid: "outstandingbalance",
    order_id: "name",
    channel: "source",
    quantity: "lineitemquantity",
    status: "financialstatus",
    cancelled_when: "cancelledat",
    hint: "orders_export.csv, Email",
    ..Export::BLANK
}];
