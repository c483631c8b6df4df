//! The part for JavaScript: convert in, call, convert out.

#![expect(unreachable_pub, reason = "wasm-bindgen exports what Rust cannot see")]

use crate::{Book, Csv, Doubts, Fault, Json};
use js_sys::{Error, Function, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

type Thrown<T> = Result<T, JsValue>;

/// Whether a file that begins with `head` could be a workbook.
#[wasm_bindgen(js_name = couldBeWorkbook)]
pub fn could_be_workbook(head: &[u8]) -> bool {
    Book::begins_with(head)
}

/// An open workbook. Its instance of the wasm is for this file alone.
#[wasm_bindgen]
pub struct Workbook {
    book: Book,
    doubts: Doubts,
}

#[wasm_bindgen]
impl Workbook {
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>) -> Thrown<Self> {
        let book = Book::open(bytes).map_err(thrown)?;
        Ok(Self { book, doubts: Doubts::default() })
    }

    /// The names of the visible sheets.
    pub fn sheets(&self) -> Vec<String> {
        self.book.sheets().to_vec()
    }

    /// Hands a sheet as CSV to `emit`, piece by piece; `enough` bytes of it will do.
    pub fn csv(&mut self, sheet: usize, enough: Option<usize>, emit: &Function) -> Thrown<()> {
        let mut failure = None;
        let mut sink = Csv::new(enough.unwrap_or(usize::MAX), |piece: &[u8]| {
            keep(&mut failure, emit.call1(&JsValue::NULL, &Uint8Array::from(piece)));
        });
        self.doubts = self.book.read(sheet, &mut sink).map_err(thrown)?;
        sink.finish();
        failure.map_or(Ok(()), Err)
    }

    /// Hands a sheet's rows to `emit`, as pieces of JSON.
    pub fn rows(&mut self, sheet: usize, emit: &Function) -> Thrown<()> {
        let mut failure = None;
        let mut sink = Json::new(|piece: &str| {
            keep(&mut failure, emit.call1(&JsValue::NULL, &JsValue::from_str(piece)));
        });
        self.doubts = self.book.read(sheet, &mut sink).map_err(thrown)?;
        sink.finish();
        failure.map_or(Ok(()), Err)
    }

    /// Of the sheet read last: whole numbers that a spreadsheet can't keep.
    #[wasm_bindgen(getter, js_name = inexactNumbers)]
    pub fn inexact_numbers(&self) -> f64 {
        count(self.doubts.inexact_numbers)
    }

    /// Of the sheet read last: cells that hold an error.
    #[wasm_bindgen(getter, js_name = errorCells)]
    pub fn error_cells(&self) -> f64 {
        count(self.doubts.errors)
    }
}

fn count(cells: u64) -> f64 {
    u32::try_from(cells).map_or(f64::INFINITY, f64::from)
}

fn keep(failure: &mut Option<JsValue>, called: Thrown<JsValue>) {
    if let Err(error) = called {
        failure.get_or_insert(error);
    }
}

fn thrown(fault: Fault) -> JsValue {
    let error = Error::new(&fault.to_string());
    let params = js_sys::Object::new();
    let found = fault.found().map_or(JsValue::NULL, JsValue::from_str);
    // Plain objects take any property.
    let _ = Reflect::set(&params, &"found".into(), &found);
    let _ = Reflect::set(&error, &"code".into(), &fault.code().into());
    let _ = Reflect::set(&error, &"params".into(), &params);
    error.into()
}
