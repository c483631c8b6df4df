//! Olist: three tables that belong together. Its `customer_id` is new with each order; the customer is
//! `customer_unique_id`, in a table of its own.

use super::{Export, Grain, Key, Part};
use crate::ingest::key::Grade;
use crate::ingest::status::StatusClass;

const ORDERS: Export = Export {
    platform: "olist",
    required: "orderid customerid orderstatus orderpurchasetimestamp",
    typical: "orderapprovedat orderdeliveredcarrierdate orderestimateddeliverydate",
    never: "paymentvalue",
    part: Part::Unpriced,
    keys: &[
        Key::exact("customeruniqueid"),
        Key { columns: "customerid", grade: Grade::None, reason: Some("per-order") },
    ],
    time: "orderpurchasetimestamp orderapprovedat",
    order_id: "orderid",
    status: "orderstatus",
    words: &[("unavailable", StatusClass::Cancelled), ("created", StatusClass::Pending)],
    hint: "olist_customers_dataset.csv, customer_unique_id",
    ..Export::BLANK
};

pub(super) const EXPORTS: &[Export] = &[
    ORDERS,
    Export {
        required: "orderid customerid orderpurchasetimestamp paymentvalue",
        typical: "orderstatus customeruniqueid paymenttype",
        never: "",
        grain: Grain::Line,
        part: Part::Orders,
        amount: "paymentvalue",
        line_id: "paymentsequential",
        ..ORDERS
    },
    Export {
        platform: "olist",
        required: "orderid paymentvalue paymentsequential",
        typical: "paymenttype paymentinstallments",
        never: "customerid orderpurchasetimestamp",
        part: Part::Payments,
        amount: "paymentvalue",
        order_id: "orderid",
        line_id: "paymentsequential",
        hint: "olist_orders_dataset.csv",
        ..Export::BLANK
    },
    Export {
        platform: "olist",
        required: "customerid customeruniqueid customerzipcodeprefix|customercity|customerstate",
        never: "orderid orderpurchasetimestamp",
        part: Part::Customers,
        keys: &[Key::exact("customeruniqueid")],
        order_id: "customerid",
        ..Export::BLANK
    },
];
