#![no_main]

use headwater_fuzz::{books, targets};

// What is read of a workbook goes the way of every CSV.
libfuzzer_sys::fuzz_target!(init: books::watch_panics(), |bytes: &[u8]| {
    for csv in books::sheets(bytes) {
        targets::records::check(&csv);
    }
});
