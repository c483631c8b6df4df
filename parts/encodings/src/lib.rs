//! Text to UTF-8: the part of headwater that is loaded only when somebody opens a file in another
//! encoding, because its tables are larger than the core.
//!
//! [`detect`] says what a file is written in, [`Transcoder`] turns it into UTF-8, in pieces.
//!
//! ```
//! use headwater_encodings::{Transcoder, detect};
//!
//! let bytes = b"\xBF\xCD\xBB\xA7,\xBD\xF0\xB6\xEE\n";
//! let names = |text: &[u8]| usize::from(text.starts_with("客户".as_bytes()));
//! let charset = detect(bytes, true, &names).unwrap();
//! assert_eq!(charset.name(), "gb18030");
//! let mut text = Vec::new();
//! let mut transcoder = Transcoder::new(charset);
//! transcoder.push(bytes, &mut text);
//! transcoder.finish(&mut text);
//! assert_eq!(text, "客户,金额\n".as_bytes());
//! ```

mod charset;
mod detect;
mod pairs;
mod transcoder;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use charset::Charset;
pub use detect::{HEAD, detect};
pub use transcoder::Transcoder;

/// All of `bytes` as UTF-8: in the encoding that `label` names, or the one that is detected; `names`
/// counts the known names of columns in a text. None where it is no text, or nobody knows the label.
#[must_use]
pub fn to_utf8(
    bytes: &[u8],
    label: Option<&str>,
    names: &dyn Fn(&[u8]) -> usize,
) -> Option<(Charset, Vec<u8>)> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let charset = match label {
        Some(label) => Charset::named(label)?,
        None => detect(head, head.len() == bytes.len(), names)?,
    };
    let mut text = Vec::with_capacity(bytes.len());
    let mut transcoder = Transcoder::new(charset);
    transcoder.push(bytes, &mut text);
    transcoder.finish(&mut text);
    Some((charset, text))
}
