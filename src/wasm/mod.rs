//! The core for JavaScript: convert in, call, convert out. No arithmetic, no defaults, no decisions.

#![expect(unreachable_pub, reason = "wasm-bindgen exports what Rust cannot see")]

mod convert;
mod dto;
mod jobs;
mod outcome;

use crate::csv;
use crate::ingest;
use crate::js::{Thrown, input, output, thrown};
use tsify::Ts;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const WORDS: &str = r#"
export type Field = 'customer' | 'orderTime' | 'amount' | 'orderId' | 'product' | 'category'
  | 'channel' | 'quantity' | 'status' | 'referrer';
export type Unit = 'day' | 'week' | 'month';
export type CutRule = 'quintile' | 'median' | 'mean' | 'thresholds';
export type ClassName = '111' | '101' | '011' | '001' | '110' | '100' | '010' | '000';
export type StopReason = 'converged' | 'max-iterations' | 'boundary' | 'no-progress';
export type NumericColumn = 'firstDay' | 'lastDay' | 'daysSinceLast' | 'orders' | 'net' | 'r' | 'f'
  | 'm' | 'class' | 'pAlive' | 'expectedOrders3' | 'expectedOrders6' | 'expectedOrders12'
  | 'spendPerOrder' | 'expectedSpend3' | 'expectedSpend6' | 'expectedSpend12' | 'clv12' | 'channel';
export interface IdTable { bytes: Uint8Array<ArrayBuffer>; offsets: Uint32Array<ArrayBuffer> }
export interface OrderDays {
  start: Uint32Array<ArrayBuffer>; day: Int32Array<ArrayBuffer>; of: Uint32Array<ArrayBuffer>;
  net: BigInt64Array<ArrayBuffer>;
}
"#;

/// headwater's version.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// This instance's memory: whether it can still grow says why the instance broke down.
#[wasm_bindgen(js_name = ownMemory, unchecked_return_type = "WebAssembly.Memory")]
pub fn own_memory() -> JsValue {
    wasm_bindgen::memory()
}

/// This instance's code, compiled: another worker need not do that again.
#[wasm_bindgen(js_name = ownModule, unchecked_return_type = "WebAssembly.Module")]
pub fn own_module() -> JsValue {
    wasm_bindgen::module()
}

/// Has the memory ready for so many bytes, if it can be had. A system hands out memory page by page, each when it is
/// first written to, and that takes longer than the writing.
#[wasm_bindgen(js_name = makeReady)]
pub fn make_ready(bytes: usize) {
    const PAGE: usize = 4_096;
    let mut room: Vec<u8> = Vec::new();
    if room.try_reserve_exact(bytes).is_ok() {
        room.spare_capacity_mut().iter_mut().step_by(PAGE).for_each(|byte| {
            byte.write(0);
        });
        std::hint::black_box(&room);
    }
}

/// How many bytes of a file [`preview`] wants.
#[wasm_bindgen(js_name = previewBytes)]
pub fn preview_bytes() -> usize {
    csv::HEAD
}

/// What the columns of a file that begins with `head` seem to be; `encoding` is what it was turned into
/// UTF-8 from.
#[wasm_bindgen]
pub fn preview(
    head: &[u8],
    options: Ts<dto::ReadingOptions>,
    encoding: Option<String>,
) -> Thrown<Ts<dto::Preview>> {
    let options = convert::reading_options(input(&options)?).map_err(thrown)?;
    let preview = ingest::preview(head, encoding.is_some(), &options).map_err(thrown)?;
    output(&convert::preview(&preview, encoding))
}

/// Whether a file that begins with `head` is text in UTF-8, as far as can be seen; `whole` says that
/// nothing follows.
#[wasm_bindgen(js_name = isUtf8)]
pub fn is_utf8(head: &[u8], whole: bool) -> Thrown<bool> {
    csv::Script::of(head, whole).map(|script| script != csv::Script::Other).map_err(thrown)
}

/// How many of the cells of `text`, some lines in UTF-8, are known names of columns, in the line with
/// the most of them. Only cells that are not ASCII count: the others are the same in every encoding.
#[wasm_bindgen(js_name = knownNames)]
pub fn known_names(text: &[u8]) -> usize {
    ingest::known_names(text)
}

/// A small table as guarded CSV.
#[wasm_bindgen(js_name = tableToCsv, unchecked_return_type = "Uint8Array<ArrayBuffer>")]
pub fn table_to_csv(table: Ts<dto::Table>) -> Thrown<Vec<u8>> {
    let dto::Table { headers, rows } = input(&table)?;
    let mut out = csv::Writer::new();
    headers.iter().for_each(|header| out.text(header));
    out.end_record();
    for row in rows {
        for cell in row {
            match cell {
                dto::TableCell::Empty(()) => out.empty(),
                dto::TableCell::Number(number) => out.number(number),
                dto::TableCell::Text(text) => out.text(&text),
            }
        }
        out.end_record();
    }
    Ok(out.take())
}
