//! Magento and Adobe Commerce: the grid of orders.

use super::{Export, Key};

pub(super) const EXPORTS: &[Export] = &[Export {
    platform: "magento",
    required: "id purchasedate grandtotal(base)|grandtotal(purchased) status",
    typical: "purchasepoint billtoname shiptoname customeremail customergroup totalrefunded",
    marks: "purchasepoint billtoname shiptoname grandtotal(base) grandtotal(purchased) \
            shippingandhandling allocatedsources customergroup",
    keys: &[Key::exact("customeremail"), Key::fuzzy("customername+billingaddress", "composite")],
    time: "purchasedate",
    amount: "grandtotal(base) grandtotal(purchased)",
    refund: "totalrefunded",
    order_id: "id",
    channel: "purchasepoint",
    status: "status",
    hint: "Customer Email",
    ..Export::BLANK
}];
