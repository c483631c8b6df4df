//! The direction of imports is the one that `docs/architecture.md` draws.
//!
//! The tables there are the rule; this file only reads them. It looks at text, not at syntax trees:
//! comments and string literals are blanked first, and then every `crate::` path and every JavaScript
//! import counts as an edge, in tests as well as in code.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

type Anyhow<T> = Result<T, Box<dyn Error>>;

/// For each module or file the ones that it may import.
type Direction = BTreeMap<String, BTreeSet<String>>;

const DOCUMENT: &str = "docs/architecture.md";

#[test]
fn core_modules_import_only_what_their_line_names() -> Anyhow<()> {
    let direction = direction(&fs::read_to_string(root().join(DOCUMENT))?, "In the core:")?;
    let mut modules = BTreeSet::new();
    let mut faults = Vec::new();
    for file in files(&root().join("src"), "rs")? {
        let module = top_module(&file)?;
        if module == "lib" {
            continue;
        }
        let source = blank_comments_and_strings(&fs::read_to_string(&file)?, Language::Rust);
        faults.extend(forbidden(&direction, &module, crate_edges(&source), &file));
        modules.insert(module);
    }
    faults.extend(strangers(&direction, &modules));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

#[test]
fn package_files_import_only_what_their_line_names() -> Anyhow<()> {
    let direction = direction(&fs::read_to_string(root().join(DOCUMENT))?, "In the package:")?;
    let pkg = root().join("pkg");
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for file in files(&pkg, "js")? {
        let Some(name) = package_name(&pkg, &file) else { continue };
        let source = blank_comments_and_strings(&fs::read_to_string(&file)?, Language::JavaScript);
        let edges = imports(&source).into_iter().map(|specifier| {
            let folder = file.parent().unwrap_or(&pkg);
            if !specifier.starts_with('.') {
                return dependency(&specifier);
            }
            let path = join(folder, &specifier);
            package_name(&pkg, &path).unwrap_or_else(|| path.display().to_string())
        });
        faults.extend(forbidden(&direction, &name, edges, &file));
        seen.insert(name);
    }
    faults.extend(strangers(&direction, &seen));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

#[test]
fn the_page_imports_the_package_by_name_and_its_own_files() -> Anyhow<()> {
    let www = root().join("www");
    for file in files(&www, "js")? {
        if file.to_string_lossy().ends_with(".config.js") {
            continue;
        }
        let source = blank_comments_and_strings(&fs::read_to_string(&file)?, Language::JavaScript);
        for specifier in imports(&source) {
            assert!(page_may_import(&specifier), "{} imports {specifier}", file.display());
        }
    }
    Ok(())
}

fn page_may_import(specifier: &str) -> bool {
    specifier == "headwater"
        || specifier.starts_with("headwater/")
        || (specifier.starts_with("./") && !specifier.contains("../"))
}

/// Reads the table that follows the line `title`: names in backticks, "the floor" for the row that
/// is marked as such, "those to their left" for a row in which order matters.
fn direction(document: &str, title: &str) -> Anyhow<Direction> {
    let table = document.split_once(title).ok_or("the table's title is gone")?.1.trim_start();
    let rows: Vec<(&str, &str)> = table
        .lines()
        .take_while(|line| line.starts_with('|'))
        .skip(2)
        .filter_map(|line| line.trim_matches('|').split_once('|'))
        .collect();
    let floor: Vec<String> = rows
        .iter()
        .filter(|(modules, _)| modules.contains("(the floor)"))
        .flat_map(|(modules, _)| names(modules))
        .collect();
    let mut direction = Direction::new();
    for (modules, allowed) in &rows {
        let modules = names(modules);
        let mut allowed_here: BTreeSet<String> = names(allowed).into_iter().collect();
        if allowed.contains("the floor") {
            allowed_here.extend(floor.iter().cloned());
        }
        for (position, module) in modules.iter().enumerate() {
            let mut own = allowed_here.clone();
            if allowed.contains("those to their left") {
                own.extend(modules.iter().take(position).cloned());
            }
            own.insert(module.clone());
            if direction.insert(module.clone(), own).is_some() {
                return Err(format!("`{module}` has two lines in {DOCUMENT}").into());
            }
        }
    }
    if direction.is_empty() { Err("the table is empty".into()) } else { Ok(direction) }
}

fn names(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The edges that the table does not have, as sentences.
fn forbidden(
    direction: &Direction,
    module: &str,
    edges: impl IntoIterator<Item = String>,
    file: &Path,
) -> Vec<String> {
    let Some(allowed) = direction.get(module) else {
        return vec![format!("`{module}` has no line in {DOCUMENT} ({})", file.display())];
    };
    let edges: BTreeSet<String> = edges.into_iter().collect();
    edges
        .iter()
        .filter(|edge| !allowed.contains(*edge))
        .map(|edge| format!("`{module}` must not import `{edge}` ({})", file.display()))
        .collect()
}

/// Lines of the table about something that is not there.
fn strangers(direction: &Direction, present: &BTreeSet<String>) -> Vec<String> {
    direction
        .keys()
        .filter(|name| !present.contains(*name))
        .map(|name| format!("{DOCUMENT} has a line for `{name}`, which does not exist"))
        .collect()
}

/// The top-level modules that a file's `crate::` paths lead into: `crate::a::B`, `crate::{a, b::C}`.
fn crate_edges(source: &str) -> Vec<String> {
    let mut edges = Vec::new();
    for (start, _) in source.match_indices("crate::") {
        let before = source.get(..start).and_then(|text| text.chars().next_back());
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = source.get(start + "crate::".len()..).unwrap_or_default().trim_start();
        match rest.strip_prefix('{') {
            Some(group) => edges.extend(group_heads(group)),
            None => edges.push(identifier(rest)),
        }
    }
    edges
}

/// The first identifier of each member of a `{...}` group whose opening brace has been taken.
fn group_heads(group: &str) -> Vec<String> {
    let mut heads = Vec::new();
    let mut depth = 0_u32;
    let mut member_starts = true;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => member_starts = true,
            c if c.is_whitespace() => {}
            _ if member_starts => {
                heads.push(identifier(group.get(at..).unwrap_or_default()));
                member_starts = false;
            }
            _ => {}
        }
    }
    heads
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The specifiers of `import ... from 'x'`, `export ... from 'x'`, `import 'x'` and `import('x')`.
fn imports(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for keyword in ["from", "import", "import("] {
        for (start, _) in source.match_indices(keyword) {
            let before = source.get(..start).and_then(|text| text.chars().next_back());
            if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '.')) {
                continue;
            }
            let rest = source.get(start + keyword.len()..).unwrap_or_default().trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'));
            let text = quote.and_then(|quote| rest.get(1..)?.split_once(quote));
            found.extend(text.map(|(specifier, _)| specifier.to_owned()));
        }
    }
    found
}

#[derive(Clone, Copy, PartialEq)]
enum Language {
    Rust,
    JavaScript,
}

/// The source with comments gone and string literals emptied, but for the specifiers of imports.
fn blank_comments_and_strings(source: &str, language: Language) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let quoted = c == '"' || (language == Language::JavaScript && matches!(c, '\'' | '`'));
        let raw = raw_string_end(rest).filter(|_| language == Language::Rust);
        let taken = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if quoted {
            let end = string_end(rest, c, language);
            let before = out.trim_end();
            if language == Language::JavaScript
                && ["from", "import", "import("].iter().any(|word| before.ends_with(word))
            {
                out.push_str(rest.get(..end).unwrap_or_default());
            }
            end
        } else if language == Language::Rust && rest.starts_with("'\"'") {
            3
        } else if let Some(end) = raw {
            end
        } else {
            out.push(c);
            c.len_utf8()
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

/// The length of the string literal that `text` opens with. A JavaScript string ends with its line
/// at the latest, so that a quote in a regular expression blanks no more than that.
fn string_end(text: &str, quote: char, language: Language) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' if language == Language::JavaScript && quote != '`' => return at,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of the raw string, `r"..."` or `r#"..."#`, that `text` opens with, if it does.
fn raw_string_end(text: &str) -> Option<usize> {
    let opening = text.strip_prefix('r')?;
    let hashes = opening.chars().take_while(|c| *c == '#').count();
    let body = opening.get(hashes..)?.strip_prefix('"')?;
    let closing = format!("\"{}", "#".repeat(hashes));
    Some(text.len() - body.len() + body.find(&closing)? + closing.len())
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// `src/csv/reader.rs` belongs to `csv`, `src/pool.rs` to `pool`.
fn top_module(file: &Path) -> Anyhow<String> {
    let inside = file.strip_prefix(root().join("src"))?;
    let first = inside.components().next().ok_or("an empty path")?.as_os_str();
    Ok(Path::new(first).file_stem().unwrap_or(first).to_string_lossy().into_owned())
}

/// How the table calls a file of the package: `client.js`, or the folder for what is in one, `element/`.
/// None for what is not source.
fn package_name(pkg: &Path, file: &Path) -> Option<String> {
    let inside = file.strip_prefix(pkg).ok()?;
    let first = inside.components().next()?.as_os_str().to_string_lossy();
    if first == "node_modules" || first == "types" {
        return None;
    }
    Some(if inside.components().count() > 1 { format!("{first}/") } else { first.into_owned() })
}

/// What is installed for a bare specifier: `lit` for `lit/decorators.js`, `node:` for `node:fs`.
fn dependency(specifier: &str) -> String {
    if specifier.starts_with("node:") {
        return "node:".to_owned();
    }
    let parts = if specifier.starts_with('@') { 2 } else { 1 };
    specifier.split('/').take(parts).collect::<Vec<_>>().join("/")
}

/// A relative specifier, resolved without asking the disk: generated files need not be there yet.
fn join(folder: &Path, specifier: &str) -> PathBuf {
    let mut path = folder.to_path_buf();
    for part in specifier.split('/') {
        match part {
            "." => {}
            ".." => {
                path.pop();
            }
            name => path.push(name),
        }
    }
    path
}

/// All files with this extension under a folder, but for generated ones, in order.
fn files(folder: &Path, extension: &str) -> Anyhow<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["node_modules", "dist", "types", "wasm"].contains(&name.as_str())
                || path.starts_with(root().join("src"))
            {
                found.extend(files(&path, extension)?);
            }
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

// The checker itself: it must see what it is there to see.

const TABLE: &str = "\
In the core:

| Modules | May import |
|---|---|
| `at` `error` (the floor) | those to their left |
| `csv` | the floor |
| `pool` | `csv`, the floor |
";

#[test]
fn a_forbidden_edge_is_found_however_it_is_written() -> Anyhow<()> {
    let direction = direction(TABLE, "In the core:")?;
    for source in [
        "use crate::pool::Pool;",
        "use crate::{at::At, pool};",
        "use crate::{\n    error::{Error, Code},\n    pool::{self, Pool},\n};",
        "fn f() -> crate::pool::Pool { todo!() }",
        "pub(crate) use crate::pool;",
        "let text = r#\"one \" quote\"#; use crate::pool::Pool; let other = r\"\\\";",
        "let quote = '\"'; use crate::pool::Pool; let other = '\"';",
    ] {
        let edges = crate_edges(&blank_comments_and_strings(source, Language::Rust));
        let faults = forbidden(&direction, "csv", edges, Path::new("x"));
        assert_eq!(faults, ["`csv` must not import `pool` (x)"], "{source}");
    }
    Ok(())
}

#[test]
fn an_allowed_edge_a_comment_and_a_string_are_no_fault() -> Anyhow<()> {
    let direction = direction(TABLE, "In the core:")?;
    for source in [
        "use crate::{at::At, error::Error};",
        "/// See [`crate::pool`].\nuse crate::at::At;",
        "/* crate::pool */ let text = \"crate::pool\";",
        "pub(crate) fn f() {}",
        "use other_crate::pool;",
        "use crate::csv::reader;",
    ] {
        let edges = crate_edges(&blank_comments_and_strings(source, Language::Rust));
        assert!(forbidden(&direction, "csv", edges, Path::new("x")).is_empty(), "{source}");
    }
    Ok(())
}

#[test]
fn the_floor_is_ordered_and_the_table_is_complete() -> Anyhow<()> {
    let direction = direction(TABLE, "In the core:")?;
    let edge = |from: &str, to: &str| forbidden(&direction, from, [to.to_owned()], Path::new("x"));
    assert!(edge("error", "at").is_empty());
    assert!(!edge("at", "error").is_empty());
    assert!(!edge("value", "at").is_empty(), "a module without a line");
    let present = ["at", "error", "csv"].map(str::to_owned).into();
    assert_eq!(strangers(&direction, &present).len(), 1, "a line without a module");
    Ok(())
}

#[test]
fn javascript_imports_are_found_however_they_are_written() {
    let source = "
        import {a} from './a.js';
        import './b.js';
        export * from \"./c.js\";
        const d = await import('./d.js');
        // import './no.js'
        /** @type {import('./no.js').No} */
        const url = 'https://example.org/'; const text = `from './no.js'`;
        Array.from('no'); const words = ['import ', 'x', 'from ']; const quote = /[']/;
        import {e} from './e.js';
    ";
    let mut found = imports(&blank_comments_and_strings(source, Language::JavaScript));
    found.sort();
    assert_eq!(found, ["./a.js", "./b.js", "./c.js", "./d.js", "./e.js"]);
    assert!(page_may_import("headwater/element"));
    assert!(!page_may_import("../pkg/index.js"));
    assert!(!page_may_import("lit"));
}
