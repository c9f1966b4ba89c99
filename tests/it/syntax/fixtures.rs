use super::{dump, line, parsed, sources};
use personac::diagnostics::{Diagnostic, Severity};
use personac::source::SourceMap;
use std::fs;
use std::path::PathBuf;

/// What a fixture says about itself: `# ^^^^ error[E0101]: message` below a line underlines the place by columns;
/// `# @text error[E0101]: message` names the marked text, for places at the beginning of a line and for wide characters
/// (`@` alone marks an empty place).
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Expectation {
    line: usize,
    place: String,
    message: String,
}

fn files(pattern: &str) -> Vec<PathBuf> {
    let files: Vec<PathBuf> = glob::glob(pattern).unwrap().map(Result::unwrap).collect();
    assert!(!files.is_empty(), "no file matches {pattern}");
    files
}

#[test]
fn everything_valid_reads_without_a_finding() {
    let fixtures = files("tests/fixtures/valid/*.persona");
    for path in fixtures
        .iter()
        .cloned()
        .chain(files("specs/**/*.persona"))
        .chain(files("tests/projects/**/*.persona"))
    {
        let text = fs::read_to_string(&path).unwrap();
        let sources = sources(&path.display().to_string(), &text);
        let found: Vec<String> = parsed(&text).diagnostics.iter().map(|d| line(d, &sources)).collect();
        assert!(found.is_empty(), "{}: {found:#?}", path.display());
    }
}

#[test]
fn trees_of_valid_fixtures() {
    insta::glob!("../../fixtures/valid", "*.persona", |path| {
        let text = fs::read_to_string(path).unwrap();
        insta::assert_snapshot!(dump::file(&parsed(&text).value));
    });
}

#[test]
fn findings_stand_where_fixtures_expect_them() {
    let mut wrong = String::new();
    for path in files("tests/fixtures/syntax/*.persona")
        .into_iter()
        .chain(files("tests/fixtures/poor_messages/*.persona"))
    {
        let text = fs::read_to_string(&path).unwrap();
        let sources = sources(&path.display().to_string(), &text);
        let mut expected = expectations(&text);
        let mut found: Vec<Expectation> =
            parsed(&text).diagnostics.iter().map(|d| finding(d, &sources, &expected)).collect();
        expected.sort();
        found.sort();
        for lost in expected.iter().filter(|e| !found.contains(e)) {
            wrong += &format!("{}:{} lacks  {} {}\n", path.display(), lost.line, lost.place, lost.message);
        }
        for new in found.iter().filter(|e| !expected.contains(e)) {
            wrong += &format!("{}:{} has    {} {}\n", path.display(), new.line, new.place, new.message);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The tree that is left of a broken file, and the findings with their ways out.
#[test]
fn trees_and_findings_of_broken_fixtures() {
    insta::glob!("../../fixtures/syntax", "*.persona", |path| {
        let text = fs::read_to_string(path).unwrap();
        let sources = sources("fixture.persona", &text);
        let parsed = parsed(&text);
        let found: Vec<String> = parsed.diagnostics.iter().map(|d| line(d, &sources)).collect();
        insta::assert_snapshot!(format!("{}\n\n{}", found.join("\n"), dump::file(&parsed.value)));
    });
}

/// A fix mends what it is for and breaks nothing else.
#[test]
fn fixes_mend() {
    let mut tried = 0;
    for path in files("tests/fixtures/syntax/*.persona") {
        let text = fs::read_to_string(&path).unwrap();
        let sources = sources(&path.display().to_string(), &text);
        let before = parsed(&text).diagnostics;
        for diagnostic in &before {
            let Some(fix) = &diagnostic.fix else { continue };
            let mut mended = text.clone();
            mended.replace_range(fix.span.range(), &fix.replacement);
            let after = parsed(&mended).diagnostics;
            let same = after.iter().filter(|d| d.code == diagnostic.code).count();
            let had = before.iter().filter(|d| d.code == diagnostic.code).count();
            assert!(
                same < had && after.len() < before.len(),
                "{}: {}",
                path.display(),
                line(diagnostic, &sources)
            );
            tried += 1;
        }
    }
    assert!(tried > 50, "only {tried} fixes were tried");
}

fn expectations(text: &str) -> Vec<Expectation> {
    let mut found = Vec::new();
    let mut code_line = 0;
    for (i, line) in text.lines().enumerate() {
        match expectation(line) {
            Some((place, message)) => found.push(Expectation { line: code_line, place, message }),
            None => code_line = i + 1,
        }
    }
    found
}

fn expectation(line: &str) -> Option<(String, String)> {
    let rest = line.trim_start().strip_prefix('#')?;
    let at = ["error[", "warning[", "note["].iter().filter_map(|level| rest.find(level)).min()?;
    let (place, message) = rest.split_at(at);
    let place = place.trim();
    if let Some(text) = place.strip_prefix('@') {
        return Some((format!("@{}", text.trim()), message.to_owned()));
    }
    let carets = place.starts_with('^') && place.bytes().all(|b| b == b'^');
    let column = line.find('^')?;
    carets.then(|| (format!("{}..{}", column + 1, column + 1 + place.len()), message.to_owned()))
}

/// A finding in the form in which the fixture expects one on its line.
fn finding(d: &Diagnostic, sources: &SourceMap, expected: &[Expectation]) -> Expectation {
    let span = d.labels[0].span;
    let (start, end) = (sources.position(span), sources.position(span.after()));
    let columns = format!("{}..{}", start.column, end.column.max(start.column + 1));
    let text = format!("@{}", sources.text(span).trim());
    let level = match d.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let message = format!("{level}[{}]: {}", d.code.id, d.message);
    let by_columns =
        expected.iter().any(|e| e.line == start.line && e.place == columns && e.message == message);
    Expectation { line: start.line, place: if by_columns { columns } else { text }, message }
}

/// The examples of the language reference read: whole declarations, and rules by themselves.
#[test]
fn the_references_examples_read() {
    let reference = fs::read_to_string("grammar/README.md").unwrap();
    let blocks = personac::diagnostics::page::blocks(&reference);
    let mut seen = 0;
    for block in blocks {
        let found = match block.language {
            "persona" => parsed(block.text).diagnostics,
            "rule" => personac::syntax::parse_value(block.text, personac::source::FileId(0)).diagnostics,
            _ => continue,
        };
        assert!(found.is_empty(), "{}\n{found:?}", block.text);
        seen += 1;
    }
    assert!(seen > 10);
}

/// The words that the reference calls reserved are those that are.
#[test]
fn the_reference_names_all_reserved_words() {
    let reference = fs::read_to_string("grammar/README.md").unwrap();
    let section = reference.split("Reserved, because").nth(1).unwrap().split(". As a name").next().unwrap();
    let words: Vec<&str> = section.split('`').skip(1).step_by(2).collect();
    assert!(words.len() > 20);
    for word in words {
        let found = parsed(&format!("feature {word}: 1\n")).diagnostics;
        assert!(
            found.iter().any(|d| d.code == &personac::diagnostics::codes::RESERVED_WORD),
            "{word}: {found:?}"
        );
    }
}
