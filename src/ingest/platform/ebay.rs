//! eBay: the report of orders. The order number may be blank; of several items, the first row has
//! the order's total.

use super::{Export, Grain, Key};

pub(super) const EXPORTS: &[Export] = &[Export {
    platform: "ebay",
    required: "salesrecordnumber buyerusername saledate totalprice",
    typical: "ordernumber buyeremail itemnumber itemtitle soldfor paidondate transactionid",
    marks: "salesrecordnumber buyerusername ebaycollectedtax sellercollectedtax \
            soldviapromotedlistings feedbackleft feedbackreceived myitemnote \
            paypaltransactionid",
    grain: Grain::First,
    keys: &[Key::exact("buyerusername"), Key::strong("buyeremail", "alias")],
    time: "saledate paidondate",
    amount: "totalprice",
    order_id: "ordernumber salesrecordnumber",
    quantity: "quantity",
    paid_when: "paidondate",
    hint: "Buyer Username",
    ..Export::BLANK
}];
