//! What fuzzing has found worth keeping, `tests/fixtures/fuzz/TARGET/`, through the same functions as when
//! fuzzing: whole, and without its end.

#[expect(unreachable_pub, reason = "a library where it is fuzzed")]
#[path = "../../../fuzz/src/books.rs"]
mod books;

use books::{ALL, Body};
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

/// Places at which an input is cut.
const ENDS: usize = 16;

fn run(name: &Path, bytes: &[u8], body: Body) {
    let result = catch_unwind(|| body(bytes));
    assert!(result.is_ok(), "the first {} bytes of {}", bytes.len(), name.display());
}

#[test]
fn every_input_is_read_or_refused() {
    books::watch_panics();
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/fuzz");
    for (target, body) in ALL {
        let files = fs::read_dir(corpora.join(target)).unwrap();
        let files: Vec<_> = files.map(|entry| entry.unwrap().path()).collect();
        assert!(files.len() > 20, "only {} inputs of {target}", files.len());
        for file in files {
            let bytes = fs::read(&file).unwrap();
            run(&file, &bytes, body);
            let step = bytes.len().div_ceil(ENDS).max(1);
            (0..bytes.len()).step_by(step).for_each(|end| run(&file, &bytes[..end], body));
        }
    }
}
