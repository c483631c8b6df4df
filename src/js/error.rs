//! The core's errors as JavaScript errors that carry code, place and parameters.

use crate::error::{Error, ErrorKind};
use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// A JavaScript `Error` with `code`, `file`, `record`, `line`, `column`, `value` and `params`.
#[must_use]
pub fn to_js(error: &Error) -> JsValue {
    let js = js_sys::Error::new(&error.to_string());
    let at = error.at();
    set(&js, "code", &error.code().name().into());
    set(&js, "file", &at.file.map_or(JsValue::NULL, Into::into));
    set(&js, "record", &number(at.record));
    set(&js, "line", &number(at.line));
    set(&js, "column", &text(at.column.as_deref()));
    set(&js, "value", &text(at.value.as_deref()));
    set(&js, "params", &params(error.kind()));
    js.into()
}

/// What the message would need to be said in another language.
fn params(kind: &ErrorKind) -> JsValue {
    let params = Object::new();
    match kind {
        ErrorKind::MissingColumn { field } | ErrorKind::UnknownColumn { field } => {
            set(&params, "field", &field.name().into());
        }
        ErrorKind::UnsupportedEncoding { found } | ErrorKind::UnsupportedFormat { found } => {
            set(&params, "found", &(*found).into());
        }
        ErrorKind::TooFewRepeaters { found, needed } => {
            set(&params, "found", &number(Some(*found)));
            set(&params, "needed", &number(Some(*needed)));
        }
        ErrorKind::WillNotFit { needed, summary, limit } => {
            for (name, bytes) in [("needed", needed), ("summary", summary), ("limit", limit)] {
                set(&params, name, &number(Some(*bytes)));
            }
        }
        ErrorKind::NoCustomerKey { platform, hint } => {
            set(&params, "platform", &(*platform).into());
            set(&params, "hint", &(*hint).into());
        }
        ErrorKind::InvalidOption { option } => set(&params, "option", &(*option).into()),
        ErrorKind::EmptyFile
        | ErrorKind::NoHeader
        | ErrorKind::NoRecords
        | ErrorKind::NoParsableDate
        | ErrorKind::NoParsableAmount
        | ErrorKind::NoOrders
        | ErrorKind::AmountOverflow
        | ErrorKind::TooLarge
        | ErrorKind::OutOfMemory
        | ErrorKind::NothingBefore => {}
    }
    params.into()
}

fn text(text: Option<&str>) -> JsValue {
    text.map_or(JsValue::NULL, JsValue::from_str)
}

fn number(number: Option<u64>) -> JsValue {
    number.map_or(JsValue::NULL, |n| super::count(n).into())
}

/// Sets a property of a fresh object, which takes every property: there is no failure to tell of.
pub fn set(object: &Object, key: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(key), value);
}

/// An argument of a shape that the declared types do not allow.
#[must_use]
pub fn wrong_shape(message: &str) -> JsValue {
    let js = js_sys::Error::new(message);
    set(&js, "code", &"invalid-option".into());
    set(&js, "params", &Object::new().into());
    js.into()
}

/// `finish` was called before `step` had said that it was done: a mistake of the calling code.
#[must_use]
pub fn not_done() -> JsValue {
    internal("finish was called before the last step")
}

/// A mistake of the calling code.
#[must_use]
pub fn internal(message: &str) -> JsValue {
    let js = js_sys::Error::new(message);
    set(&js, "code", &"internal".into());
    js.into()
}
