//! The checker, from text to findings: fixtures with their findings beside the lines, and every project of the repository.

use personac::catalog::{self, Catalog};
use personac::check::{self, Options};
use personac::diagnostics::{Diagnostic, Severity};
use personac::model::{Constant, ParamValue, Program};
use personac::source::{FileId, SourceMap, Span};
use personac::syntax::{self, ast::Name};
use std::path::{Path, PathBuf};

/// A project from texts; the catalog first.
pub struct Checked {
    pub sources: SourceMap,
    pub catalog: Catalog,
    pub program: Program,
    pub diagnostics: Vec<Diagnostic>,
}

pub fn check_texts(catalog: (&str, &str), specs: &[(String, String)]) -> Checked {
    check_with(catalog, specs, &[])
}

/// The same with `--set name=value`.
fn check_with(catalog: (&str, &str), specs: &[(String, String)], set: &[(&str, &str)]) -> Checked {
    let mut sources = SourceMap::default();
    let file = sources.add(catalog.0, catalog.1);
    let mut loaded = catalog::load(file, catalog.1);
    let mut diagnostics = std::mem::take(&mut loaded.diagnostics);
    let catalog = loaded.value.expect("the catalog is usable");
    let mut files = Vec::new();
    for (path, text) in specs {
        let file = sources.add(path.clone(), text.clone());
        let parsed = syntax::parse(file, text);
        diagnostics.extend(parsed.diagnostics);
        files.push(parsed.value);
    }
    let day = "2026-10-31".parse().unwrap();
    let set = set.iter().map(|(name, value)| {
        let file = sources.add("--set", format!("{name}={value}"));
        let value = syntax::parse_value(value, file);
        assert!(!value.diagnostics.iter().any(Diagnostic::is_error));
        (Name::new(name.to_string(), Span::new(file, 0, name.len())), value.value)
    });
    let options =
        Options { set: set.collect(), as_of: catalog.as_of.unwrap_or(day), today: day, ..Options::default() };
    let checked = check::check(&catalog, &files, &options);
    diagnostics.extend(checked.diagnostics);
    Checked { sources, catalog, program: checked.value, diagnostics }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn files(pattern: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = glob::glob(pattern).unwrap().map(Result::unwrap).collect();
    files.sort();
    files
}

fn words(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// Every finding as text, for a failing test.
pub fn shown(checked: &Checked) -> String {
    let mut out = String::new();
    for d in &checked.diagnostics {
        let at = d.labels.first().map_or("?".into(), |l| {
            let p = checked.sources.position(l.span);
            format!("{}:{}:{}", checked.sources.file(l.span.file).path, p.line, p.column)
        });
        let help = d.help.as_deref().unwrap_or("-");
        out += &format!("{at}: {}[{}]: {} (help: {help})\n", words(d.severity), d.code.id, d.message);
    }
    out
}

/// The sample projects and the test projects are right.
#[test]
fn every_project_checks() {
    let mut catalogs = files("specs/*/personac.yaml");
    catalogs.extend(files("tests/projects/*/personac.yaml"));
    assert!(catalogs.len() >= 8);
    let mut all = String::new();
    for catalog in catalogs {
        let folder = catalog.parent().unwrap();
        let specs: Vec<(String, String)> = files(&format!("{}/*.persona", folder.display()))
            .into_iter()
            .map(|p| (p.display().to_string(), read(&p)))
            .collect();
        let checked = check_texts((&catalog.display().to_string(), &read(&catalog)), &specs);
        all += &shown(&checked);
        assert!(!checked.program.cohorts.is_empty(), "{}", folder.display());
    }
    assert_eq!(all, "");
}

/// Lines that say what is found in the line above them.
fn is_expectation(line: &str) -> bool {
    let Some(comment) = line.trim_start().strip_prefix('#') else { return false };
    let comment = comment.trim_start();
    comment.starts_with('^') || comment.starts_with("help: ") || comment.starts_with("personac.yaml:")
}

/// The text with the findings below the lines that they are about: the underlined part, the message, the way out.
fn annotated(text: &str, checked: &Checked, file: FileId) -> String {
    let mut below: Vec<Vec<String>> = vec![Vec::new(); text.lines().count() + 1];
    for d in &checked.diagnostics {
        let head = format!("{}[{}]: {}", words(d.severity), d.code.id, d.message);
        let help = d.help.as_ref().map(|h| format!("help: {h}"));
        match d.labels.first().filter(|l| l.span.file == file) {
            Some(label) => {
                let at = checked.sources.position(label.span);
                assert!(at.column > 2, "indent the line, so that it can be underlined: {head}");
                let covered = checked.sources.text(label.span).lines().next().unwrap_or("");
                let carets = "^".repeat(covered.chars().count().max(1));
                let indent = " ".repeat(at.column - 2);
                below[at.line - 1].push(format!("#{indent}{carets} {head}"));
                below[at.line - 1].extend(help.map(|h| format!("#{indent}{h}")));
            }
            None => {
                let line = d.labels.first().map_or(0, |l| checked.sources.position(l.span).line);
                let last = below.len() - 1;
                below[last].push(format!("# personac.yaml:{line}: {head}"));
                below[last].extend(help.map(|h| format!("#   {h}")));
            }
        }
    }
    let mut out = Vec::new();
    for (index, line) in text.lines().enumerate() {
        out.push(line.to_owned());
        out.append(&mut below[index]);
    }
    out.append(below.last_mut().unwrap());
    out.join("\n") + "\n"
}

/// Each fixture is a project of its own, with its folder's catalog. `UPDATE_EXPECT=1` writes what is found into the files;
/// read the difference before committing it.
#[test]
fn fixtures() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = Vec::new();
    let all = files("tests/fixtures/check/*/*.persona");
    assert!(!all.is_empty());
    for path in all {
        let catalog = path.with_file_name("personac.yaml");
        let written = read(&path).replace("\r\n", "\n");
        let clean: String =
            written.lines().filter(|l| !is_expectation(l)).map(|l| format!("{l}\n")).collect();
        let checked =
            check_texts(("personac.yaml", &read(&catalog)), &[(path.display().to_string(), clean.clone())]);
        let found = annotated(&clean, &checked, FileId(1));
        if found == written {
            continue;
        }
        if update {
            std::fs::write(&path, &found).unwrap();
        } else {
            wrong.push(format!("{}:\n{}", path.display(), similar(&written, &found)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The lines that differ.
fn similar(written: &str, found: &str) -> String {
    let has = |text: &str, line: &str| text.lines().any(|l| l == line);
    let gone = written.lines().filter(|l| !has(found, l)).map(|l| format!("- {l}\n"));
    let new = found.lines().filter(|l| !has(written, l)).map(|l| format!("+ {l}\n"));
    gone.chain(new).collect()
}

/// One mistake does not become two, and none hides another.
#[test]
fn twenty_mistakes_are_twenty_findings() {
    let path = Path::new("tests/fixtures/check/shop/twenty.persona");
    let text: String = read(path).lines().filter(|l| !is_expectation(l)).map(|l| format!("{l}\n")).collect();
    let catalog = read(&path.with_file_name("personac.yaml"));
    let checked = check_texts(("personac.yaml", &catalog), &[("twenty.persona".into(), text)]);
    assert_eq!(checked.diagnostics.len(), 20, "{}", shown(&checked));
}

const SHOP: &str = "tests/fixtures/check/shop/personac.yaml";

/// The first file's findings with these overrides, as text.
fn overridden(set: &[(&str, &str)]) -> (Program, String) {
    let spec = "param floor: 3\nparam city: \"Rome\"\nparam cities: [\"Rome\"]\nparam part: 30%\n\
                segment s: age > floor and country = city and country in cities and income in top part";
    let checked =
        check_with(("personac.yaml", &read(Path::new(SHOP))), &[("a.persona".into(), spec.into())], set);
    let text = shown(&checked);
    (checked.program, text)
}

#[test]
fn params_are_overridden() {
    let (program, found) = overridden(&[
        ("floor", "4.5"),
        ("city", "Oslo"),
        ("cities", "[\"Oslo\", \"Bergen\"]"),
        ("part", "10%"),
    ]);
    assert_eq!(found, "");
    let value = |name: &str| program.params.iter().find(|p| p.name == name).unwrap().value.clone();
    assert_eq!(value("floor"), ParamValue::One(Constant::Number(4.5)));
    assert_eq!(value("city"), ParamValue::One(Constant::Text("Oslo".into())));
    assert_eq!(
        value("cities"),
        ParamValue::List(vec![Constant::Text("Oslo".into()), Constant::Text("Bergen".into())])
    );
    assert_eq!(value("part"), ParamValue::One(Constant::Percent(0.1)));
}

#[test]
fn wrong_overrides_are_told() {
    let (_, found) =
        overridden(&[("flor", "4"), ("floor", "\"four\""), ("city", "4"), ("cities", "\"Oslo\"")]);
    insta::assert_snapshot!(found);
}

/// Files share one namespace, and findings come in the order of the files.
#[test]
fn files_share_a_namespace() {
    let specs = [
        ("a.persona".to_owned(), "persona p { must grown_up must rich }".to_owned()),
        ("b.persona".to_owned(), "segment grown_up: age >= 18\nsegment rich: incom > 3".to_owned()),
        ("c.persona".to_owned(), "segment grown_up: age >= 21".to_owned()),
    ];
    let checked = check_texts(("personac.yaml", &read(Path::new(SHOP))), &specs);
    insta::assert_snapshot!(shown(&checked));
    // What is broken is left out, and what refers to it, too.
    assert!(checked.program.cohorts.is_empty());
    assert_eq!(checked.program.segments.len(), 1);
}

/// A declaration that does not read is reported once; who uses it stays silent.
#[test]
fn unreadable_declarations_are_known() {
    let spec = "segment adults: age >=\npersona p { must adults must early_adopter }\nsegment young: adults and age < 30";
    let checked =
        check_texts(("personac.yaml", &read(Path::new(SHOP))), &[("a.persona".into(), spec.into())]);
    assert!(checked.diagnostics.iter().all(|d| d.code.id.starts_with("E01")), "{}", shown(&checked));
    assert!(!checked.diagnostics.is_empty());
}

/// The catalog sets the level of each lint.
#[test]
fn lints_have_levels() {
    let spec = "persona p { must not early_adopter }\npersona q { must age >= 18 review: 2020-01-01 }\nsegment s: age > 3";
    let found = |lints: &str| {
        let catalog = format!("{}\nlints: {lints}\n", read(Path::new(SHOP)));
        let checked = check_texts(("personac.yaml", &catalog), &[("a.persona".into(), spec.into())]);
        checked.diagnostics.iter().map(|d| (d.code.name, d.severity)).collect::<Vec<_>>()
    };
    let (warning, error) = (Severity::Warning, Severity::Error);
    assert_eq!(found("{}"), [("negated-unknown", warning), ("overdue-review", warning), ("unused", warning)]);
    assert_eq!(
        found("{ negated-unknown: allow, overdue-review: deny, unused: warn }"),
        [("overdue-review", error), ("unused", warning)]
    );
}

/// Long chains of definitions, and files full of mistakes, take neither the stack nor the afternoon.
#[test]
fn size_is_no_danger() {
    let chain: String = (0..2_000).map(|i| format!("feature f{i}: f{} + 1\n", i + 1)).collect();
    let checked = check_texts(
        ("personac.yaml", &read(Path::new(SHOP))),
        &[("a.persona".into(), format!("{chain}feature f2000: age\n"))],
    );
    assert_eq!(checked.diagnostics.len(), 1, "{}", checked.diagnostics[0].message);
    let unknown: String = (0..2_000).map(|i| format!("feature f{i}: unknown_{i} + 1\n")).collect();
    let checked = check_texts(("personac.yaml", &read(Path::new(SHOP))), &[("a.persona".into(), unknown)]);
    assert_eq!(checked.diagnostics.len(), 2_000);
}

/// Whatever is taken out of a spec or put in twice: there are findings or there are none, and never a panic.
#[test]
fn broken_specs_never_panic() {
    let catalog = read(Path::new("specs/xyz-electronics/personac.yaml"));
    let specs: Vec<(String, String)> = files("specs/xyz-electronics/*.persona")
        .into_iter()
        .map(|p| (p.display().to_string(), read(&p)))
        .collect();
    let words = regex::Regex::new(r#""[^"\n]*"|\w+|[^\w\s]"#).unwrap();
    let mut tried = 0;
    for file in 0..specs.len() {
        let text = &specs[file].1;
        let tokens: Vec<_> = words.find_iter(text).map(|m| m.range()).collect();
        // A prime step visits every part of the file in every role.
        for (n, token) in tokens.iter().enumerate().step_by(29) {
            let other = tokens[(n * 7 + 3) % tokens.len()].clone();
            let with = match n % 3 {
                0 => String::new(),
                1 => format!("{0} {0}", &text[token.clone()]),
                _ => text[other].to_owned(),
            };
            let mut specs = specs.clone();
            specs[file].1.replace_range(token.clone(), &with);
            check_texts(("personac.yaml", &catalog), &specs);
            tried += 1;
        }
    }
    assert!(tried > 50, "{tried}");
}

/// A key and a time that are wrong in the catalog are said there, not once more by each rule.
#[test]
fn wrong_roles_in_the_catalog_do_not_cascade() {
    let catalog = "tables:\n  visits:\n    source: v.csv\n    key: visitt\n    time: whenn\n    \
                   columns: { visit: text, when: date, parent: text }\n  shops:\n    source: s.csv\n    key: shop\n    \
                   belongs_to: { visits: shop }\n    columns: { shop: text }\n";
    let spec = "persona p of visits { must when > 2026-01-01 }\nfeature f of shops: count(visits during last 3 days)\n\
                feature g of visits: last(shops.shop)";
    let checked = check_texts(("personac.yaml", catalog), &[("a.persona".into(), spec.into())]);
    assert!(
        checked.diagnostics.iter().all(|d| !d.is_error() || d.code.id.starts_with("E02")),
        "{}",
        shown(&checked)
    );
}
