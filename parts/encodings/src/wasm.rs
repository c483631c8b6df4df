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

/// Whether text in the encoding with this name can be turned from behind any line end, whatever comes before.
#[wasm_bindgen(js_name = isByLines)]
pub fn is_by_lines(name: &str) -> bool {
    Charset::named(name).is_some_and(Charset::is_by_lines)
}

/// Turns the text of one file into UTF-8, in pieces.
#[wasm_bindgen]
pub struct Transcoder {
    transcoder: crate::Transcoder,
    /// What was made last: room that is used again.
    text: Vec<u8>,
}

#[wasm_bindgen]
impl Transcoder {
    /// From the encoding with this name; without one, from what is ASCII as far as it is known.
    #[wasm_bindgen(constructor)]
    pub fn new(name: Option<String>) -> Result<Self, JsError> {
        let transcoder = match name {
            None => crate::Transcoder::undecided(),
            Some(name) => {
                let charset = Charset::named(&name);
                crate::Transcoder::new(charset.ok_or_else(|| JsError::new("no such encoding"))?)
            }
        };
        Ok(Self { transcoder, text: Vec::new() })
    }

    /// The encoding, as far as it is known.
    #[wasm_bindgen(getter)]
    pub fn encoding(&self) -> String {
        self.transcoder.charset().name()
    }

    /// Reads the next bytes; how many their text has.
    pub fn push(&mut self, bytes: &[u8]) -> usize {
        self.text.clear();
        self.transcoder.push(bytes, &mut self.text);
        self.text.len()
    }

    /// The same for what is left when there are no more.
    pub fn finish(&mut self) -> usize {
        self.text.clear();
        self.transcoder.finish(&mut self.text);
        self.text.len()
    }

    /// The text that was made last, into an array of as many bytes.
    #[wasm_bindgen(js_name = copyTo)]
    pub fn copy_to(&self, text: &Uint8Array) -> Result<(), JsError> {
        if text.length() as usize != self.text.len() {
            return Err(JsError::new("not as many bytes"));
        }
        text.copy_from(&self.text);
        Ok(())
    }
}
