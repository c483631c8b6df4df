//! Online Retail I and II: lines of pieces and prices; invoices that begin with C take back.

use super::{Export, Grain, Key};

const ONE: Export = Export {
    platform: "online-retail",
    required: "invoiceno stockcode quantity invoicedate unitprice customerid",
    typical: "description country",
    grain: Grain::Line,
    keys: &[Key::exact("customerid")],
    time: "invoicedate",
    amount: "unitprice",
    is_price: true,
    order_id: "invoiceno",
    product: "description stockcode",
    channel: "country",
    quantity: "quantity",
    hint: "CustomerID",
    ..Export::BLANK
};

pub(super) const EXPORTS: &[Export] = &[
    ONE,
    Export {
        required: "invoice stockcode quantity invoicedate price customerid",
        amount: "price",
        order_id: "invoice",
        hint: "Customer ID",
        ..ONE
    },
];
