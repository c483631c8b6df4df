//! The order days, by columns, for another wasm.

use crate::js::set;
use crate::order_days::{OrderDays, Row};
use js_sys::{BigInt64Array, Int32Array, Object, Uint32Array};

/// The arguments of `OrderDays::from_columns`.
pub(in crate::wasm) fn order_days(days: &OrderDays) -> Object {
    fn column<T>(days: &OrderDays, of: fn(&Row) -> T) -> Vec<T> {
        days.rows().iter().map(of).collect()
    }
    let columns = Object::new();
    set(&columns, "start", &Uint32Array::from(days.starts()).into());
    set(&columns, "day", &Int32Array::from(column(days, |row| row.day.0).as_slice()).into());
    set(&columns, "of", &Uint32Array::from(column(days, |row| row.of).as_slice()).into());
    set(&columns, "net", &BigInt64Array::from(column(days, |row| row.net.0).as_slice()).into());
    columns
}
