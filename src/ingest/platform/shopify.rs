//! Shopify. Order fields stand on an order's first row only, and its number is in `Name`.

use super::{Export, Grain, Key, Part};

pub(super) const EXPORTS: &[Export] = &[ORDERS, CUSTOMERS];

const ORDERS: Export = Export {
    platform: "shopify",
    required: "name email financialstatus total createdat lineitemquantity",
    typical: "paidat fulfillmentstatus lineitemname lineitemprice refundedamount cancelledat source",
    marks: "financialstatus fulfillmentstatus lineitemquantity lineitemname lineitemprice \
            lineitemsku lineitemfulfillmentstatus lineitemrequiresshipping acceptsmarketing \
            refundedamount outstandingbalance",
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
};

/// Totals of customers, without days: it says who is behind a phone number.
const CUSTOMERS: Export = Export {
    platform: "shopify",
    required: "firstname lastname email totalspent totalorders",
    typical: "acceptsemailmarketing acceptssmsmarketing taxexempt tags defaultaddressphone",
    part: Part::Customers,
    keys: &[Key::exact("email")],
    order_id: "phone defaultaddressphone",
    hint: "orders_export.csv, Email",
    ..Export::BLANK
};
