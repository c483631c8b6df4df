//! The part for JavaScript: convert in, call, convert out.

#![expect(unreachable_pub, reason = "wasm-bindgen exports what Rust cannot see")]

use crate::Charset;
use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::*;

/// How many bytes of a file [`detect`] wants.
#[wasm_bindgen(js_name = headBytes)]
pub fn head_bytes() -> usize {
    crate::HEAD
}

/// The full name of the encoding that `label` stands for; undefined where there is none.
#[wasm_bindgen(js_name = nameOf)]
pub fn name_of(label: &str) -> Option<String> {
    Charset::named(label).map(Charset::name)
}

/// The encoding of a file that begins with `head` and is not UTF-8; `whole` says that nothing follows.
/// `names` counts the known names of columns in a text in UTF-8. Undefined where it is no text.
#[wasm_bindgen]
pub fn detect(
    head: &[u8],
    whole: bool,
    #[wasm_bindgen(unchecked_param_type = "(text: Uint8Array) => number")] names: &Function,
) -> Option<String> {
    let count = |text: &[u8]| {
        let counted = names.call1(&JsValue::NULL, &Uint8Array::from(text));
        // What can't be counted has none.
        #[expect(clippy::cast_possible_truncation, reason = "counts of cells in some lines")]
        counted.ok().and_then(|count| count.as_f64()).map_or(0, |count| count as usize)
    };
    crate::detect(head, whole, &count).map(Charset::name)
}

/// Turns the text of one file into UTF-8, in pieces.
#[wasm_bindgen]
pub struct Transcoder(crate::Transcoder);

#[wasm_bindgen]
impl Transcoder {
    /// From the encoding with this name; without one, from what is ASCII as far as it is known.
    #[wasm_bindgen(constructor)]
    pub fn new(name: Option<String>) -> Result<Self, JsError> {
        let Some(name) = name else { return Ok(Self(crate::Transcoder::undecided())) };
        let charset = Charset::named(&name).ok_or_else(|| JsError::new("no such encoding"))?;
        Ok(Self(crate::Transcoder::new(charset)))
    }

    /// The encoding, as far as it is known.
    #[wasm_bindgen(getter)]
    pub fn encoding(&self) -> String {
        self.0.charset().name()
    }

    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        self.0.push(bytes, &mut text);
        text
    }

    /// What is left when there are no more bytes.
    pub fn finish(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        self.0.finish(&mut text);
        text
    }
}
