//! WooCommerce: what its own analytics write, and what the plug-ins for order exports write.

use super::{Export, Grain, Key};

/// The export of the plug-ins.
const PLUGIN: Export = Export {
    platform: "woocommerce",
    required: "ordernumber|orderid orderdate|datecreated emailbilling|email(billing)|customeremail|billingemail \
               ordertotalamount|ordertotal item#|email(billing)|datecreated|billingemail|firstname(billing)",
    typical: "orderstatus status firstname(billing) item# itemname customerid orderid datecreated",
    marks: "firstname(billing) lastname(billing) address1&2(billing) statecode(billing) \
            postcode(billing) countrycode(billing) email(billing) phone(billing) \
            firstname(shipping)",
    grain: Grain::Repeated,
    keys: &[
        Key::exact("email(billing)"),
        Key::exact("customeremail"),
        Key::exact("billingemail"),
        Key::exact("customerid"),
    ],
    time: "orderdate datecreated paiddate",
    amount: "ordertotalamount ordertotal",
    refund: "orderrefundamount ordertotalrefunded refundedtotal refundamount",
    order_id: "ordernumber orderid",
    line_id: "item#",
    quantity: "quantity",
    status: "orderstatus status",
    // Magento and BigCommerce say these.
    never: "purchasepoint customerphone shiptoname",
    hint: "Email (Billing)",
    ..Export::BLANK
};

pub(super) const EXPORTS: &[Export] = &[
    Export {
        platform: "woocommerce",
        required: "date order# nrevenue|netsales|nrevenue(formatted) customer",
        typical: "status customertype product(s) itemssold coupon(s) attribution",
        keys: &[Key::fuzzy("customer", "display-name")],
        time: "date",
        amount: "netsales nrevenue nrevenue(formatted)",
        order_id: "order#",
        product: "product(s)",
        channel: "attribution",
        quantity: "itemssold",
        status: "status",
        hint: "Email (Billing)",
        ..Export::BLANK
    },
    PLUGIN,
];
