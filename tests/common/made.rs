//! A shop that is made by a fixed rule.

use headwater::unit::Day;
use std::fmt::Write as _;

/// A shop made by a fixed rule: 260 customers, about 1,000 orders over two years, some refunds,
/// several orders a day, order numbers, three channels and a file that is in no order at all.
pub(crate) fn rows() -> Vec<[String; 5]> {
    let mut state = 20_240_229_u64;
    let mut next = move |below: u64| {
        // SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    };
    let start = Day::parse_iso("2024-01-01").unwrap().0;
    let mut rows = Vec::new();
    for customer in 0..260 {
        let mut day = i32::try_from(next(600)).unwrap();
        let pace = 5 + next(60);
        let spend = 1_000 + next(20_000);
        loop {
            let cents = spend / 2 + next(spend);
            let day_text = Day(start + day).to_string();
            let channel = ["app", "shop", ""][usize::try_from(next(3)).unwrap()];
            rows.push([
                format!("K{customer:03}"),
                format!("{}", rows.len() + 1),
                day_text.clone(),
                format!("{}.{:02}", cents / 100, cents % 100),
                channel.into(),
            ]);
            if next(12) == 0 {
                let number = rows.len().to_string();
                rows.push([format!("K{customer:03}"), number, day_text, "-3.50".into(), "".into()]);
            }
            day += i32::try_from(next(pace)).unwrap();
            if day >= 730 || next(4) == 0 {
                break;
            }
        }
    }
    rows
}

/// The rows as a file.
pub(crate) fn csv(rows: &[[String; 5]]) -> Vec<u8> {
    let mut text = String::from("customer_id,order_id,order_time,amount,channel\n");
    for row in rows {
        writeln!(text, "{}", row.join(",")).unwrap();
    }
    text.into_bytes()
}
