//! BigCommerce. Customer 0 is a guest, so the address comes before the number.

use super::{Export, Key};

pub(super) const EXPORTS: &[Export] = &[Export {
    platform: "bigcommerce",
    required: "orderid orderdate ordertotal(inctax)|ordertotal(extax) orderstatus",
    typical: "customerid customername customeremail customerphone totalquantity totalshipped",
    marks: "ordertotal(inctax) ordertotal(extax) subtotal(inctax) subtotal(extax) \
            shippingcost(inctax) shippingcost(extax) handlingcost(inctax) \
            handlingcost(extax) totalshipped",
    keys: &[Key::exact("customeremail"), Key::exact("customerid")],
    time: "orderdate",
    amount: "ordertotal(inctax) ordertotal(extax)",
    refund: "refundamount",
    order_id: "orderid",
    quantity: "totalquantity",
    status: "orderstatus",
    hint: "Customer Email",
    ..Export::BLANK
}];
