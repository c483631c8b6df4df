//! On which day an order is, wherever its clock stood and wherever it is looked at from.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use headwater::ingest::{Customers, Import, Reading, ReadingOptions};
use headwater::ledger::{Builder, Ledger};
use headwater::run;
use headwater::unit::Day;
use std::ops::ControlFlow;

fn read(csv: &str, time_zone_offset: Option<i32>) -> (Ledger, Reading) {
    let options = ReadingOptions { time_zone_offset, ..ReadingOptions::default() };
    let mut import = Import::new(options, Builder::default()).unwrap();
    import.begin_file("a.csv", None).unwrap();
    import.push(csv.as_bytes()).unwrap();
    let (builder, reading) = import.finish().unwrap();
    (run(builder.finish(), |_| ControlFlow::Continue(())).unwrap().unwrap(), reading)
}

/// Offsets of real places, the furthest ones and those with odd minutes among them.
const OFFSETS: [i32; 9] = [-720, -570, -210, 0, 330, 345, 525, 765, 840];

/// The day and the minute of an instant, in minutes since 1970, where clocks are `offset` ahead.
fn local(instant: i32, offset: i32) -> (Day, i32) {
    let minutes = instant + offset;
    (Day(minutes.div_euclid(1440)), minutes.rem_euclid(1440))
}

/// The instant as written at `offset`.
fn written(instant: i32, offset: i32) -> String {
    let (day, minute) = local(instant, offset);
    let (sign, size) = (if offset < 0 { '-' } else { '+' }, offset.abs());
    format!("{day} {:02}:{:02}:59 {sign}{:02}{:02}", minute / 60, minute % 60, size / 60, size % 60)
}

#[test]
fn a_minute_decides_on_which_side_of_midnight_an_order_is() {
    // Midnight of the last day of February in a leap year, in every zone, and the minute before.
    let midnight = Day::parse_iso("2024-02-29").unwrap().0 * 1440;
    for seen_from in OFFSETS {
        for clock in OFFSETS {
            for instant in [midnight - seen_from - 1, midnight - seen_from] {
                let csv = format!("customer,date,amount\na,{},5\n", written(instant, clock));
                let (ledger, reading) = read(&csv, Some(seen_from));
                let expected = local(instant, seen_from);
                let found = (ledger.line(0).day, ledger.minutes(0).map(i32::from));
                assert_eq!(found, (expected.0, Some(expected.1)), "{csv} from {seen_from}");
                assert_eq!(reading.time_zone.offsets, Some((clock, clock)));
                assert_eq!(reading.first_day, Some(expected.0));
            }
        }
    }
}

#[test]
fn without_a_zone_asked_for_the_day_is_the_one_on_the_clock() {
    for clock in OFFSETS {
        let csv = format!("customer,date,amount\na,{},5\n", written(0x0123_4567, clock));
        let (ledger, reading) = read(&csv, None);
        assert_eq!(ledger.line(0).day, local(0x0123_4567, clock).0, "{csv}");
        assert_eq!(reading.time_zone.offset_minutes, None);
    }
}

#[test]
fn the_offsets_of_a_file_are_told_whatever_the_order_of_its_rows() {
    let rows = ["a,2024-01-01T10:00:00+05:45,1", "b,2024-07-01T10:00:00-12:00,2", "c,2024-07-01,3"];
    for rotated in 0..3 {
        let mut rows = rows;
        rows.rotate_left(rotated);
        let (_, reading) = read(&format!("customer,date,amount\n{}\n", rows.join("\n")), None);
        let zone = reading.time_zone;
        assert_eq!((zone.rows_with_offset, zone.offsets), (2, Some((-720, 345))));
    }
}

#[test]
fn times_of_a_platform_are_moved_from_its_own_zone() {
    let csv = "订单编号,总金额,买家实际支付金额,收货地址,订单创建时间,订单付款时间,退款金额\n\
               1,10.00,10.00,x,2024-03-01 00:30:00,2024-03-01 00:30:00,0.00\n";
    let day = |zone: Option<i32>| {
        let options = ReadingOptions {
            time_zone_offset: zone,
            customers: Customers::None,
            ..ReadingOptions::default()
        };
        let mut import = Import::new(options, Builder::default()).unwrap();
        import.begin_file("a.csv", None).unwrap();
        import.push(csv.as_bytes()).unwrap();
        let (_, reading) = import.finish().unwrap();
        assert_eq!(reading.files[0].zone, Some(480));
        reading.first_day.unwrap().to_string()
    };
    assert_eq!(day(None), "2024-03-01");
    assert_eq!(day(Some(480)), "2024-03-01");
    assert_eq!(day(Some(450)), "2024-03-01");
    assert_eq!(day(Some(449)), "2024-02-29");
    assert_eq!(day(Some(840)), "2024-03-01");
    assert_eq!(day(Some(-720)), "2024-02-29");
}
