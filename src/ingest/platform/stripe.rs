//! Stripe: payments, of several generations.

use super::{Export, Key};

pub(super) const EXPORTS: &[Export] = &[Export {
    platform: "stripe",
    required: "id created(utc)|createddate(utc) amount amountrefunded currency status",
    typical: "mode captured fee customerid customeremail paymentsourcetype convertedamount",
    marks: "created(utc) createddate(utc) amountrefunded convertedamount \
            convertedamountrefunded convertedcurrency paymentsourcetype statementdescriptor \
            cardlast4 paymentintentid",
    keys: &[Key::exact("customeremail"), Key::exact("customerid")],
    time: "createddate(utc) created(utc)",
    amount: "amount",
    refund: "amountrefunded",
    order_id: "id",
    product: "description",
    status: "status mode",
    zone: Some(0),
    hint: "Customer Email",
    ..Export::BLANK
}];
