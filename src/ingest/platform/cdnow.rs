//! CDNOW: the master file, with the names that a copy of it gives its columns.

use super::{Export, Grain, Key};

pub(super) const EXPORTS: &[Export] = &[Export {
    platform: "cdnow",
    required: "customerid date numberofcds dollarvalue",
    grain: Grain::Line,
    keys: &[Key::exact("customerid")],
    time: "date",
    amount: "dollarvalue",
    quantity: "numberofcds",
    ..Export::BLANK
}];
