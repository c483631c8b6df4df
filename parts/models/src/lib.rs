//! The lifetime value engine as a wasm of its own: convert in, call, convert out. No arithmetic, no defaults, no
//! decisions.
#![cfg(target_arch = "wasm32")]

mod convert;
mod dto;

use headwater::Job;
use headwater::job::Step;
use headwater::js::{Progress, Thrown, input, not_done, output, thrown};
use headwater::lifetime::{Lifetime, LifetimeJob};
use headwater::order_days::OrderDays;
use js_sys::Float64Array;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Says what customers are worth.
#[wasm_bindgen]
pub struct Valuing {
    job: LifetimeJob,
    made: Option<Lifetime>,
}

#[wasm_bindgen]
impl Valuing {
    /// From the order days of a book of the core.
    #[wasm_bindgen(constructor)]
    pub fn new(
        start: Vec<u32>,
        day: &[i32],
        of: &[u32],
        net: &[i64],
        options: Ts<dto::ValueOptions>,
    ) -> Thrown<Self> {
        let options = convert::options(input(&options)?).map_err(thrown)?;
        let orders = OrderDays::from_columns(start, day, of, net).map_err(thrown)?;
        let job = LifetimeJob::new(orders, &options).map_err(thrown)?;
        Ok(Self { job, made: None })
    }

    /// From rows of customers whose past is known by its numbers alone.
    #[wasm_bindgen(js_name = ofSummary)]
    pub fn of_summary(summary: Ts<dto::Summary>, options: Ts<dto::ValueOptions>) -> Thrown<Self> {
        let options = convert::options(input(&options)?).map_err(thrown)?;
        let rows = convert::summary(input(&summary)?).map_err(thrown)?;
        let job = LifetimeJob::of_summary(&rows, &options).map_err(thrown)?;
        Ok(Self { job, made: None })
    }

    /// True when it is done.
    pub fn step(&mut self) -> Thrown<bool> {
        if let Step::Done(lifetime) = self.job.step().map_err(thrown)? {
            self.made = Some(lifetime);
        }
        Ok(self.made.is_some())
    }

    /// How far the work is.
    pub fn progress(&self) -> Thrown<Ts<Progress>> {
        output(&self.job.progress().into())
    }

    /// What was made; to be called once `step` has said so.
    pub fn finish(self) -> Thrown<Worth> {
        Ok(Worth(self.made.ok_or_else(not_done)?))
    }
}

/// What customers are worth.
#[wasm_bindgen]
pub struct Worth(Lifetime);

#[wasm_bindgen]
impl Worth {
    /// The small part, as an object.
    pub fn report(&self) -> Thrown<Ts<dto::ValueReport>> {
        output(&convert::report(&self.0))
    }

    /// One entry per customer, in the order of the customers of the book; NaN where it is not known.
    #[wasm_bindgen(unchecked_return_type = "Float64Array<ArrayBuffer>")]
    pub fn column(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ValueColumn")] name: &str,
    ) -> Thrown<Float64Array> {
        let column = convert::column(&self.0, name).map_err(thrown)?;
        Ok(Float64Array::from(column.as_slice()))
    }
}
