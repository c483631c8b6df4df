//! Square: transactions. Only those with a customer attached say whose they are.

use super::{Export, Key};
use crate::ingest::status::StatusClass;

pub(super) const EXPORTS: &[Export] = &[Export {
    platform: "square",
    required: "date time grosssales netsales totalcollected transactionid",
    typical: "timezone eventtype customerid customername paymentid pansuffix diningoption",
    marks: "giftcardsales partialrefunds totalcollected pansuffix diningoption \
            devicenickname cardentrymethods squaregiftcard unattributedtips",
    keys: &[Key::exact("customerid"), Key::exact("customerreferenceid")],
    time: "date",
    amount: "totalcollected",
    order_id: "transactionid",
    line_id: "paymentid eventtype",
    channel: "channel location",
    status: "eventtype transactionstatus",
    words: &[("payment", StatusClass::Paid), ("refund", StatusClass::Refunded)],
    hint: "Customer ID",
    ..Export::BLANK
}];
