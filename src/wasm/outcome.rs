//! A finished report: the small part as an object, the columns of the customers on demand.

use super::{convert, dto};
use crate::analysis::Report;
use crate::js::{Thrown, input, output, thrown};
use crate::ledger::Ledger;
use crate::listing::{self, Column, Customers, Query, Wording};
use js_sys::{Array, Float64Array, Object, Uint8Array, Uint32Array};
use std::rc::Rc;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// A report, and the last list that was asked of it.
#[wasm_bindgen]
pub struct Outcome {
    ledger: Rc<Ledger>,
    report: Rc<Report>,
    reading: dto::Reading,
    /// Scrolling asks for the same list again and again.
    list: Option<(Query, Vec<u32>)>,
}

impl Outcome {
    pub(super) fn new(ledger: Rc<Ledger>, report: Rc<Report>, reading: dto::Reading) -> Self {
        Self { ledger, report, reading, list: None }
    }

    fn customers(&self) -> Customers<'_> {
        Customers { ledger: &self.ledger, report: &self.report }
    }

    /// The customers that `query` asks for, in its order.
    fn select(&mut self, query: Query) -> Vec<u32> {
        match self.list.take() {
            Some((last, rows)) if last == query => rows,
            _ => listing::select(self.customers(), &query),
        }
    }
}

#[wasm_bindgen]
impl Outcome {
    pub fn report(&self) -> Thrown<Ts<dto::Report>> {
        output(&convert::report(&self.report, self.reading.clone()))
    }

    /// One entry per customer, in the order of the ids; NaN where it is not known.
    #[wasm_bindgen(unchecked_return_type = "Float64Array<ArrayBuffer>")]
    pub fn column(
        &self,
        #[wasm_bindgen(unchecked_param_type = "NumericColumn")] name: &str,
    ) -> Thrown<Float64Array> {
        let column = Column::from_name(name).ok_or_else(|| thrown(convert::no_column()))?;
        Ok(Float64Array::from(self.customers().numbers(column).as_slice()))
    }

    /// Every customer's id: id `i` is `bytes.slice(offsets[i], offsets[i + 1])` in UTF-8.
    #[wasm_bindgen(unchecked_return_type = "IdTable")]
    pub fn ids(&self) -> Object {
        let ids = self.customers().ids();
        let (bytes, offsets) = ids.as_parts();
        convert::id_table(&Uint8Array::from(bytes), &Uint32Array::from(offsets))
    }

    /// The rows in view of a list.
    #[wasm_bindgen(js_name = customers)]
    pub fn page(&mut self, query: Ts<dto::CustomerQuery>) -> Thrown<Ts<dto::CustomerPage>> {
        let asked = input(&query)?;
        let (from, to) = (asked.from, asked.to);
        let query = convert::query(asked).map_err(thrown)?;
        let rows = self.select(query.clone());
        let page = convert::page(self.customers(), &rows, from, to);
        self.list = Some((query, rows));
        output(&page)
    }

    /// The whole of a list as a guarded CSV file.
    #[wasm_bindgen(js_name = exportCustomers)]
    pub fn export(
        &mut self,
        query: Ts<dto::CustomerQuery>,
        wording: Ts<dto::Wording>,
    ) -> Thrown<web_sys::Blob> {
        let query = convert::query(input(&query)?).map_err(thrown)?;
        let rows = self.select(query.clone());
        let wording = convert::wording(input(&wording)?, Wording::default());
        let blob = csv_blob(|part| listing::export(self.customers(), &rows, &wording, part));
        self.list = Some((query, rows));
        blob
    }
}

/// A CSV file of the parts that `write` hands over.
pub(super) fn csv_blob(write: impl FnOnce(&mut dyn FnMut(Vec<u8>))) -> Thrown<web_sys::Blob> {
    let parts = Array::new();
    write(&mut |part| {
        parts.push(&Uint8Array::from(part.as_slice()));
    });
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("text/csv;charset=utf-8");
    web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &kind)
}
