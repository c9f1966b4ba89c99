//! Holds the shape of `src/`: which module may use which, and where a library may be named.
//!
//! The compiler is built in floors. Text comes in at the top and leaves as cohorts and documents at the bottom, so a
//! module imports from its own floor or one above it, never from below. Rust does not check that by itself; this test
//! does, by reading the paths of every file. It reads tokens, not types: what a macro writes, or what a root re-export
//! hides, it does not see.

use std::fmt;
use std::path::{Path, PathBuf};

/// Every top-level module of the crate, topmost first.
const FLOORS: &[&str] = &[
    "source",
    "diagnostics",
    "stats",
    "ir",
    "cohort",
    "syntax",
    "catalog",
    "builtins",
    "model",
    "meaning",
    "check",
    "lower",
    "analysis",
    "reference",
    "engine",
    "sql",
    "disclosure",
    "documents",
    "changes",
    "lock",
    "explain",
    "testing",
    "ide",
    "cli",
    "lsp",
];

/// Libraries that stay behind one module's door, so that replacing one touches one place.
const DOORS: [(&str, &[&str]); 6] = [
    ("miette", &["diagnostics"]),
    ("polars", &["engine"]),
    ("pest", &["syntax"]),
    ("minijinja", &["documents"]),
    ("std::fs", &["source", "engine", "cli"]),
    ("fs_err", &["source", "engine", "cli"]),
];

/// The files whose functions may differ by feature: the entry points.
const ENTRY_POINTS: [&str; 3] = ["lib.rs", "main.rs", "cli/mod.rs"];

const LONGEST_FILE: usize = 800;

#[test]
fn src_is_tidy() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    assert!(!files.is_empty(), "no file found under {}", src.display());

    let mut faults = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let name = file.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
        faults.extend(faults_in(&name, &text));
    }
    let list: String = faults.iter().map(|fault| format!("\n  {fault}")).collect();
    assert!(faults.is_empty(), "{} fault(s) in the shape of src/:{list}\n", faults.len());
}

fn rust_files(dir: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(dir)
        .unwrap_or_else(|e| panic!("{}: {e}", dir.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

struct Fault {
    file: String,
    line: usize,
    what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "src/{}:{}: {}", self.file, self.line, self.what)
    }
}

/// All faults of one file. `file` is its path below `src/`, with forward slashes.
fn faults_in(file: &str, text: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut report = |line: usize, what: String| faults.push(Fault { file: file.to_owned(), line, what });

    let lines = text.lines().count();
    if lines > LONGEST_FILE {
        report(lines, format!("the file has {lines} lines, more than {LONGEST_FILE}: divide it"));
    }

    let module = module_of(file);
    let home = module.first().map(String::as_str);
    let floor = home.and_then(floor_of);
    if let (Some(home), None) = (home, floor) {
        report(1, format!("module `{home}` has no floor yet: give it one in tests/tidy.rs"));
    }

    let tokens = tokens(text);
    for path in paths(&tokens, &module) {
        if let Some(what) =
            wrong_floor(floor, home, &path.segments).or_else(|| wrong_door(home, &path.segments))
        {
            report(path.line, what);
        }
    }
    for (line, item) in feature_gates(&tokens) {
        let allowed = match item {
            "mod" | "use" => true,
            "fn" => ENTRY_POINTS.contains(&file),
            _ => false,
        };
        if !allowed {
            report(
                line,
                "a feature gate belongs on a `mod` or `use` line, or on a function of an entry point"
                    .to_owned(),
            );
        }
    }
    faults.dedup_by(|a, b| (a.line, &a.what) == (b.line, &b.what));
    faults
}

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| *floor == module)
}

/// `["engine", "scan"]` for `engine/scan.rs`; empty for `lib.rs` and `main.rs`, which stand above all floors.
fn module_of(file: &str) -> Vec<String> {
    let mut parts: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    let last = parts.last().map(String::as_str);
    if last == Some("mod") || (parts.len() == 1 && matches!(last, Some("lib" | "main"))) {
        parts.pop();
    }
    parts
}

fn wrong_floor(floor: Option<usize>, home: Option<&str>, path: &[String]) -> Option<String> {
    let (floor, home) = (floor?, home?);
    let ["crate", target, ..] = &path.iter().map(String::as_str).collect::<Vec<_>>()[..] else {
        return None;
    };
    if *target == "*" {
        return Some("`crate::*` hides which floor is used: name the module".to_owned());
    }
    let below = floor_of(target)? > floor;
    below.then(|| format!("`{home}` uses `{target}`, which is a floor below it"))
}

fn wrong_door(home: Option<&str>, path: &[String]) -> Option<String> {
    let (library, homes) = DOORS.iter().find(|(library, _)| {
        let mut wanted = library.split("::").enumerate();
        wanted.all(|(i, name)| path.get(i).is_some_and(|part| is_crate_of(part, name)))
    })?;
    let at_home = home.is_some_and(|home| homes.contains(&home));
    (!at_home).then(|| format!("`{library}` is for `{}` alone", homes.join("`, `")))
}

/// `pest_derive` is `pest`'s.
fn is_crate_of(part: &str, name: &str) -> bool {
    part == name || part.strip_prefix(name).is_some_and(|rest| rest.starts_with('_') && name != "std")
}

// ---- reading paths out of tokens -------------------------------------------------------------------------------------

struct UsedPath {
    line: usize,
    /// From the crate's root where it starts with `crate`, `self` or `super`.
    segments: Vec<String>,
}

/// Every path with at least one `::`, and every `use`, with groups spelled out.
fn paths(tokens: &[Token], module: &[String]) -> Vec<UsedPath> {
    let mut found = Vec::new();
    let mut inline: Vec<(usize, String)> = Vec::new();
    let mut depth = 0;
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].text {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                if inline.last().is_some_and(|(opened, _)| *opened == depth) {
                    inline.pop();
                }
            }
            "mod" if text(tokens, at + 2) == "{" => inline.push((depth, text(tokens, at + 1).to_owned())),
            _ => {}
        }
        let imports = at > 0 && tokens[at - 1].text == "use";
        if starts_path(tokens, at, imports) {
            let mut here = module.to_vec();
            here.extend(inline.iter().map(|(_, name)| name.clone()));
            let mut raw = Vec::new();
            let next = expand(tokens, at, &[], &mut raw);
            found.extend(
                raw.into_iter()
                    .map(|(line, segments)| UsedPath { line, segments: absolute(segments, &here) }),
            );
            at = next.max(at + 1);
        } else {
            at += 1;
        }
    }
    found
}

fn text<'a>(tokens: &[Token<'a>], at: usize) -> &'a str {
    tokens.get(at).map_or("", |token| token.text)
}

fn starts_path(tokens: &[Token], at: usize, imports: bool) -> bool {
    if imports {
        return true;
    }
    let before = if at == 0 { "" } else { tokens[at - 1].text };
    let continues = before == "."
        || (before == "::" && at >= 2 && (tokens[at - 2].is_name() || tokens[at - 2].text == ">"));
    tokens[at].is_name() && text(tokens, at + 1) == "::" && !continues
}

/// Reads one use-tree (or expression path) from `at`, pushes each path it stands for and returns where it ends.
fn expand(
    tokens: &[Token],
    mut at: usize,
    prefix: &[String],
    found: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let mut path = prefix.to_vec();
    let mut line = tokens.get(at).map_or(0, |token| token.line);
    loop {
        match text(tokens, at) {
            "::" => at += 1,
            "{" => {
                at += 1;
                while !matches!(text(tokens, at), "}" | "") {
                    at = expand(tokens, at, &path, found);
                    while !matches!(text(tokens, at), "," | "}" | "") {
                        at += 1; // `as name`
                    }
                    if text(tokens, at) == "," {
                        at += 1;
                    }
                }
                return at + 1;
            }
            name if name == "*" || tokens.get(at).is_some_and(Token::is_name) => {
                line = tokens[at].line;
                path.push(name.to_owned());
                at += 1;
                if text(tokens, at) != "::" || !continues_path(tokens, at + 1) {
                    break;
                }
            }
            _ => break,
        }
    }
    found.push((line, path));
    at
}

/// After `::` a path may also go on with `<`, which ends what this test needs to know.
fn continues_path(tokens: &[Token], at: usize) -> bool {
    matches!(text(tokens, at), "{" | "*") || tokens.get(at).is_some_and(Token::is_name)
}

/// Turns `self::…` and `super::…` into `crate::…`, seen from the module `here`.
fn absolute(path: Vec<String>, here: &[String]) -> Vec<String> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    let (from, rest) = match path.first().map(String::as_str) {
        Some("self") => {
            let ups = path[1..].iter().take_while(|part| *part == "super").count();
            (here.len().saturating_sub(ups), &path[1 + ups..])
        }
        Some("super") => (here.len().saturating_sub(ups), &path[ups..]),
        _ => return path,
    };
    let root = std::iter::once("crate".to_owned());
    root.chain(here[..from].iter().cloned()).chain(rest.iter().cloned()).collect()
}

/// The line of each `cfg(… feature …)` and the keyword of the item it stands on (`""` for anything else).
fn feature_gates<'a>(tokens: &[Token<'a>]) -> Vec<(usize, &'a str)> {
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        if !matches!(tokens[at].text, "cfg" | "cfg_attr") {
            continue;
        }
        let open = if text(tokens, at + 1) == "!" { at + 2 } else { at + 1 };
        if text(tokens, open) != "(" {
            continue;
        }
        let close = closing(tokens, open);
        if !tokens[open..close].iter().any(|token| token.text == "feature") {
            continue;
        }
        let outer_attribute =
            tokens[at].text == "cfg" && at >= 2 && text(tokens, at - 1) == "[" && text(tokens, at - 2) == "#";
        let item = if outer_attribute { item_after(tokens, close + 2) } else { "" };
        found.push((tokens[at].line, item));
    }
    found
}

/// The first keyword of the item at `at`, past other attributes, visibility and qualifiers.
fn item_after<'a>(tokens: &[Token<'a>], mut at: usize) -> &'a str {
    loop {
        match text(tokens, at) {
            "#" => at = closing(tokens, at + 1) + 1,
            "pub" if text(tokens, at + 1) == "(" => at = closing(tokens, at + 1) + 1,
            "pub" | "unsafe" | "async" => at += 1,
            "const" if text(tokens, at + 1) == "fn" => at += 1,
            other => return other,
        }
    }
}

fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

// ---- tokens: enough of Rust's lexer to leave comments, strings and characters out ------------------------------------

/// Keywords that may stand right before a path that begins with `::`, and so are no part of it.
const BEFORE_A_PATH: [&str; 12] =
    ["use", "as", "dyn", "impl", "in", "mut", "return", "match", "if", "else", "where", "for"];

#[derive(Clone, Copy)]
struct Token<'a> {
    text: &'a str,
    line: usize,
}

impl Token<'_> {
    fn is_name(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_') && !BEFORE_A_PATH.contains(&self.text)
    }
}

fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => block_comment(rest),
            '"' => string(rest),
            'r' | 'b' | 'c' if prefixed_literal(rest).is_some() => prefixed_literal(rest).unwrap(),
            '\'' => character(rest),
            _ if first.is_whitespace() => first.len_utf8(),
            _ => {
                let length = match first {
                    ':' if rest.starts_with("::") => 2,
                    _ if first.is_alphanumeric() || first == '_' => name_length(rest),
                    _ => first.len_utf8(),
                };
                let line = 1 + source[..source.len() - rest.len()].matches('\n').count();
                found.push(Token { text: &rest[..length], line });
                length
            }
        };
        rest = &rest[length..];
    }
    found
}

fn name_length(rest: &str) -> usize {
    rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn string(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return at + 1,
            _ => escaped = false,
        }
    }
    rest.len()
}

/// The length of `r"…"`, `br#"…"#`, `b"…"`, `b'…'` and the like; none where the letter begins a name.
fn prefixed_literal(rest: &str) -> Option<usize> {
    let letters = rest.find(|c| !matches!(c, 'r' | 'b' | 'c')).unwrap_or(rest.len());
    let after = &rest[letters..];
    let hashes = after.len() - after.trim_start_matches('#').len();
    if letters > 2 {
        None
    } else if rest[..letters].ends_with('r') && after[hashes..].starts_with('"') {
        let end = format!("\"{}", "#".repeat(hashes));
        let body = letters + hashes + 1;
        Some(rest[body..].find(&end).map_or(rest.len(), |at| body + at + end.len()))
    } else if after.starts_with('"') {
        Some(letters + string(after))
    } else if &rest[..letters] == "b" && after.starts_with('\'') {
        Some(letters + character(after))
    } else {
        None
    }
}

/// The length of a character, or of the quote that begins a lifetime.
fn character(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => {
            chars.next();
            chars.find(|(_, c)| *c == '\'').map_or(rest.len(), |(at, _)| at + 1)
        }
        Some(_) => match chars.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}

// ---- the test's own tests --------------------------------------------------------------------------------------------

#[cfg(test)]
mod own {
    use super::{LONGEST_FILE, faults_in};

    fn found(file: &str, text: &str) -> Vec<String> {
        faults_in(file, text).iter().map(ToString::to_string).collect()
    }

    #[track_caller]
    fn finds(file: &str, text: &str, wanted: &str) {
        let found = found(file, text);
        assert_eq!(found.len(), 1, "expected one fault in {text:?}, found {found:?}");
        assert!(found[0].contains(wanted), "expected {wanted:?} in {:?}", found[0]);
    }

    #[track_caller]
    fn accepts(file: &str, text: &str) {
        assert_eq!(found(file, text), Vec::<String>::new(), "in {text:?}");
    }

    #[test]
    fn an_import_from_below_is_found() {
        let wanted = "src/model/tree.rs:2: `model` uses `engine`, which is a floor below it";
        finds("model/tree.rs", "use crate::ir::Type;\nuse crate::engine::scan;", wanted);
        finds("model/tree.rs", "use crate::{ir::Type,\n    engine::{self, scan}\n};", wanted);
    }

    #[test]
    fn every_spelling_of_an_import_from_below_is_found() {
        for text in [
            "pub(crate) use crate::engine::scan as s;",
            "use crate::{source::{Span, World}, engine};",
            "fn f() { crate::engine::run(1); }",
            "fn f() -> Vec<crate::engine::Frame> { todo!() }",
            "use super::super::engine::run;",
            "use self::super::super::engine::run;",
            "mod tests { use super::super::super::engine::run; }",
            "mod a { fn f() {} } use super::super::engine::run;",
            "const QUOTE: char = '\"'; use crate::engine::run; const END: char = '\"';",
            "fn f<'a>(x: &'a str) -> &'a str { crate::engine::name(x) }",
            r##"const S: &str = r#"a " b"#; use crate::engine::run;"##,
        ] {
            finds("model/tree.rs", text, "`model` uses `engine`");
        }
        finds("model/mod.rs", "use super::engine::run;", "`model` uses `engine`");
        finds("model.rs", "use super::engine::run;", "`model` uses `engine`");
        finds("ir/mod.rs", "use crate::*;", "name the module");
    }

    #[test]
    fn imports_from_the_own_floor_and_above_are_accepted() {
        accepts("engine/mod.rs", "use crate::{ir::Plan, cohort::Cohort, engine::scan, source::Span};");
        accepts("engine/scan.rs", "use super::super::ir::Plan; use super::cli; use self::lsp::x;");
        accepts("lib.rs", "pub mod lsp; pub use crate::lsp::serve;");
        accepts("main.rs", "fn main() { personac::cli::run() }");
    }

    #[test]
    fn comments_and_strings_are_no_imports() {
        accepts(
            "ir/mod.rs",
            "//! See [crate::engine::run].\n/* use /* crate::cli */ crate::lsp::x; */\nconst S: &str = \"\\\"crate::lsp::x\";",
        );
    }

    #[test]
    fn a_module_without_a_floor_is_found() {
        finds("util/mod.rs", "", "`util` has no floor");
    }

    #[test]
    fn a_library_outside_its_door_is_found() {
        finds("check/mod.rs", "use miette::Report;", "`miette` is for `diagnostics` alone");
        finds(
            "lower/mod.rs",
            "fn f() -> polars::prelude::Expr { todo!() }",
            "`polars` is for `engine` alone",
        );
        finds("lower/mod.rs", "use polars_core::frame::DataFrame;", "`polars` is for `engine` alone");
        finds("check/mod.rs", "#[derive(pest_derive::Parser)] struct P;", "`pest` is for `syntax` alone");
        finds("cli/mod.rs", "use ::minijinja::Environment;", "`minijinja` is for `documents` alone");
        finds("check/mod.rs", "use std::{io, fs::{self as files}};", "`std::fs` is for");
        finds("check/mod.rs", "use fs_err as fs;", "`fs_err` is for");
        finds("check/mod.rs", "fn f() { std::fs::read(\"x\"); }", "`std::fs` is for");
        accepts("diagnostics/render.rs", "use miette::Report;");
        accepts("cli/mod.rs", "use std::fs; use fs_err::File;");
        accepts(
            "check/mod.rs",
            "use std::{fmt, io}; fn f() { self::pest::x() } fn g(a: A) { a.polars::<u8>() }",
        );
    }

    #[test]
    fn a_feature_gate_out_of_place_is_found() {
        let gate = "#[cfg(feature = \"engine\")]";
        for (file, text) in [
            ("check/mod.rs", format!("{gate}\nfn f() {{}}")),
            ("check/mod.rs", format!("fn f() {{ {gate} let x = 1; }}")),
            ("lib.rs", format!("{gate}\nstruct S;")),
            ("lib.rs", "#[cfg_attr(feature = \"engine\", derive(Debug))] struct S;".to_owned()),
            ("lib.rs", "fn f() -> bool { cfg!(feature = \"engine\") }".to_owned()),
            ("cli/mod.rs", "#[cfg(all(unix, not(feature = \"engine\")))] const X: u8 = 1;".to_owned()),
        ] {
            finds(file, &text, "a feature gate belongs on");
        }
        accepts("cli/mod.rs", &format!("{gate}\n#[allow(unused)]\npub(crate) fn f() {{}}"));
        accepts("lib.rs", &format!("{gate} pub mod engine; #[cfg(not(feature = \"engine\"))] fn f() {{}}"));
        accepts("source/mod.rs", &format!("{gate} use std::io; {gate} mod table; #[cfg(test)] struct S;"));
    }

    #[test]
    fn a_file_that_is_too_long_is_found() {
        finds("ir/mod.rs", &"\n".repeat(LONGEST_FILE + 1), "divide it");
        accepts("ir/mod.rs", &"\n".repeat(LONGEST_FILE));
    }
}
