//! Catalogs with their findings written beside the lines they are about.
//!
//! Below a line, `# ^^^^ error[E0203]: words of the message` expects a finding whose first place is exactly what the carets underline;
//! words in the message or the help are looked for as they are. Where the place begins in the first column, the `#` itself stands for the first
//! caret (`#^^^ error…`). All findings of a fixture must be expected, and the other way round.

use personac::catalog::{self, keys};
use personac::diagnostics::{Diagnostic, Severity};
use personac::source::SourceMap;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    line: usize,
    column: usize,
    length: usize,
    code: String,
    words: String,
}

fn expected(text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut code_line = 0;
    for (at, line) in text.lines().enumerate() {
        let Some(first) = marker(line) else {
            code_line = at + 1;
            continue;
        };
        let chars: Vec<char> = line.chars().collect();
        let length = chars[first..].iter().take_while(|c| matches!(c, '^' | '#')).count();
        let rest: String = chars[first + length..].iter().collect();
        let (kind, words) = rest.split_once("]:").unwrap_or_else(|| panic!("no `]:` in {line}"));
        let code = kind.split_once('[').unwrap_or_else(|| panic!("no code in {line}")).1;
        found.push(Finding {
            line: code_line,
            column: first + 1,
            length,
            code: code.to_owned(),
            words: words.trim().to_owned(),
        });
    }
    found
}

/// Where the carets of a marker line begin (characters from 0).
fn marker(line: &str) -> Option<usize> {
    let chars: Vec<char> = line.chars().collect();
    let hash = chars.iter().position(|c| !c.is_whitespace()).filter(|&i| chars[i] == '#')?;
    let caret = hash + 1 + chars[hash + 1..].iter().position(|c| *c != ' ')?;
    if chars[caret] != '^' {
        return None;
    }
    Some(if caret == hash + 1 && hash == 0 { 0 } else { caret })
}

fn check_fixture(path: &std::path::Path) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    let mut sources = SourceMap::default();
    let file = sources.add(path.to_string_lossy(), text.as_str());
    let loaded = catalog::load(file, &text);
    let mut missed = expected(&text);
    let mut problems = Vec::new();
    for diagnostic in &loaded.diagnostics {
        let place = &diagnostic.labels[0];
        let position = sources.position(place.span);
        let length = sources.text(place.span).lines().next().unwrap_or_default().chars().count();
        let all = format!("{} | {}", diagnostic.message, diagnostic.help.clone().unwrap_or_default());
        let hit = missed.iter().position(|m| {
            (m.line, m.column, m.length) == (position.line, position.column, length)
                && m.code == diagnostic.code.id
                && m.words.split(" … ").all(|part| all.contains(part))
        });
        match hit {
            Some(at) => {
                missed.remove(at);
            }
            None => problems.push(format!(
                "  not expected: {}:{}+{length} [{}]: {all}",
                position.line, position.column, diagnostic.code.id
            )),
        }
    }
    problems.extend(missed.iter().map(|m| format!("  missed: {m:?}")));
    if problems.is_empty() { Ok(()) } else { Err(format!("{}\n{}", path.display(), problems.join("\n"))) }
}

#[test]
fn fixtures() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/catalog");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "yaml"))
        .collect();
    paths.sort();
    assert!(paths.len() > 5);
    let failures: Vec<String> = paths.iter().filter_map(|p| check_fixture(p).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Findings where no caret can stand.
#[test]
fn whole_files_that_are_no_catalog() {
    for (text, code, line) in [
        ("", "E0205", 1),
        ("# nothing\n\n", "E0205", 1),
        ("- a\n- b\n", "E0204", 1),
        ("just text", "E0204", 1),
        ("tables:\n\tcustomers: 1\n", "E0201", 2),
        ("a: [1, 2\n", "E0201", 1),
        ("a: 'x\n", "E0201", 1),
        ("a: 1\n---\nb: 2\n", "E0201", 1),
        ("\u{feff}tables:\n  x: 5\n", "E0204", 2),
        ("null", "E0204", 1),
        ("tables:", "E0204", 1),
    ] {
        let mut sources = SourceMap::default();
        let file = sources.add("personac.yaml", text);
        let found = catalog::load(file, text).diagnostics;
        let seen: Vec<_> =
            found.iter().map(|d| (d.code.id, sources.position(d.labels[0].span).line)).collect();
        assert_eq!(seen, [(code, line)], "{text:?}: {found:?}");
    }
}

/// The failing catalog of each page raises the page's code and nothing else; the fixed one raises nothing.
#[test]
fn pages() {
    for code in personac::diagnostics::codes::ALL.iter().filter(|c| c.id.starts_with("E02")) {
        let mut seen = Vec::new();
        for block in personac::diagnostics::page::blocks(code.page).iter().filter(|b| b.language == "yaml") {
            let Some(word) = block.words.first() else { continue };
            let mut sources = SourceMap::default();
            let file = sources.add("personac.yaml", block.text);
            let found = catalog::load(file, block.text).diagnostics;
            let ids: Vec<&str> = found.iter().map(|d| d.code.id).collect();
            match *word {
                "failing" => {
                    assert!(!ids.is_empty() && ids.iter().all(|i| *i == code.id), "{}: {ids:?}", code.id)
                }
                "fixed" => assert!(ids.is_empty(), "{} fixed: {found:?}", code.id),
                _ => continue,
            }
            seen.push(*word);
        }
        assert_eq!(seen, ["failing", "fixed"], "{}", code.id);
    }
}

#[test]
fn reference_page_is_up_to_date() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar/catalog.md");
    let page = keys::reference();
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, page, "run this test with UPDATE_REFERENCE=1 to write grammar/catalog.md");
}

/// No text makes the loader panic or point outside of the text: every prefix and every text with a character taken out.
#[test]
fn damaged_catalogs_do_no_harm() {
    let text = include_str!("../fixtures/catalog/whole.yaml");
    let mut cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    cuts.retain(|at| at % 3 == 0);
    for at in cuts {
        let rest = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        for damaged in [text[..at].to_owned(), format!("{}{}", &text[..at], &text[rest..])] {
            let mut sources = SourceMap::default();
            let file = sources.add("personac.yaml", damaged.as_str());
            for Diagnostic { labels, severity, .. } in catalog::load(file, &damaged).diagnostics {
                assert_eq!(severity, Severity::Error);
                assert!(labels.iter().all(|l| damaged.get(l.span.range()).is_some()), "{labels:?}");
            }
        }
    }
}

/// The catalogs of the sample and test projects.
#[test]
fn catalogs_of_the_project_are_right() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for folder in ["specs", "tests/projects"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path().join("personac.yaml");
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let mut sources = SourceMap::default();
            let file = sources.add("personac.yaml", text.as_str());
            let found = catalog::load(file, &text).diagnostics;
            assert!(found.is_empty(), "{}: {found:?}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 3);
}

#[test]
fn a_whole_catalog_as_it_is_read() {
    use personac::catalog::{ColumnType, Encoding, Format, Normalize, OnError, Range};
    let text = include_str!("../fixtures/catalog/whole.yaml");
    let mut sources = SourceMap::default();
    let file = sources.add("personac.yaml", text);
    let catalog = catalog::load(file, text).value.unwrap();
    let [people, orders, master, sheets, events] = catalog.tables.as_slice() else { panic!() };

    assert_eq!((catalog.project.as_str(), catalog.timezone.name()), ("示例", "Asia/Shanghai"));
    assert_eq!(catalog.as_of.map(|d| d.to_string()).as_deref(), Some("2026-10-31"));
    assert_eq!((catalog.entity, catalog.privacy.min_cell), (Some(0), 10));
    assert_eq!((people.on_error, orders.on_error), (OnError::Quarantine, OnError::Fail));

    let source = &people.source;
    assert_eq!(sources.text(source.span), "data/客户-*.csv.gz");
    assert_eq!((source.format, source.text.encoding), (Format::Delimited, Encoding::Gbk));
    assert_eq!((source.text.separator, source.text.quote, source.text.skip_lines), ('\t', None, 2));
    assert_eq!(source.text.null_values, ["NA", "null", "-", "-1"]);
    assert_eq!((master.source.format, master.source.text.header), (Format::FixedWidth, false));
    assert_eq!((sheets.source.format, sheets.source.sheet.as_deref()), (Format::Xlsx, Some("2026")));
    assert_eq!(events.source.format, Format::Ndjson);

    // A block of lines is taken as it stands, so that places inside it are exact.
    let population = people.population.as_ref().unwrap();
    assert_eq!(population.text, "country = \"CN\"\n      and age >= 18");
    assert_eq!(sources.text(population.span), population.text);
    // Where escapes differ, the text is what the YAML means, and the span the whole scalar.
    let consent = people.consent.as_ref().unwrap();
    assert_eq!(
        (consent.text.as_str(), sources.text(consent.span)),
        ("note != 'never'", "'note != ''never'''")
    );

    let column = |name: &str| &people.columns[people.column(name).unwrap()];
    assert_eq!((column("客户 ID").from.as_deref(), column("客户 ID").pii), (Some("客户编号"), true));
    assert_eq!(column("income").range, Some(Range { low: Some(0.0), high: None }));
    assert_eq!(column("balance").range, Some(Range { low: Some(-1_000.0), high: Some(1_000_000.0) }));
    assert_eq!((column("balance").thousands, column("balance").decimal_point), (Some('.'), ','));
    let values = ["tier-1", "tier-2", "3", "yes"].map(str::to_owned).to_vec();
    assert_eq!(column("tier").ty, ColumnType::Enum { values });
    assert_eq!(column("interests").normalize, [Normalize::Lower]);
    assert_eq!(column("member").true_values, ["是", "on"]);
    // Days since 1970-01-01: 1900-01-01 and 2026-10-31 by `date -d … +%s` / 86400.
    assert_eq!(column("born").range, Some(Range { low: Some(-25_567.0), high: Some(20_757.0) }));
    assert_eq!(column("born").date_format.as_deref(), Some("%d.%m.%Y"));
    assert_eq!((column("left").date_format.as_deref(), column("left").as_of), (Some("%Y/%m/%d"), true));
    assert_eq!(column("age").date_format, None);

    let relations: Vec<_> =
        catalog.relations.iter().map(|r| (r.name.as_str(), r.child, r.column, r.parent)).collect();
    assert_eq!(relations, [("客户", 1, 1, 0), ("seller", 1, 2, 0), ("replaced", 1, 3, 1)]);
    assert_eq!((orders.key, orders.time, orders.fresh_within), (Some(0), Some(4), Some(14)));
}

/// 2,000 columns load in well under 20 ms (release; a debug build gets ten times that).
#[test]
fn large_catalogs_load_quickly() {
    let mut text = String::from("project: large\ntables:\n");
    for table in 0..20 {
        text.push_str(&format!("  t{table}:\n    source: data/t{table}.csv\n    key: c0\n    columns:\n"));
        for column in 0..100 {
            let ty = [
                "text",
                "{ type: int, range: [0, 120], unit: CNY/year }",
                "{ type: enum, values: [a, \"b c\", d] }",
            ];
            let ty = if column == 0 { "text" } else { ty[column % 3] };
            text.push_str(&format!("      c{column}: {ty}\n"));
        }
    }
    let mut sources = SourceMap::default();
    let file = sources.add("personac.yaml", text.as_str());
    let start = std::time::Instant::now();
    let loaded = catalog::load(file, &text);
    let took = start.elapsed();
    assert!(loaded.diagnostics.is_empty());
    assert!(took.as_millis() < if cfg!(debug_assertions) { 200 } else { 20 }, "{took:?}");
    println!("{took:?}");
}

/// What is wrong in the catalog is said once: rules over a broken column, relation or table stay silent.
#[test]
fn one_mistake_in_the_catalog_does_not_cascade_into_rules() {
    let catalog = r#"
tables:
  customers:
    source: data/customers.csv
    key: id
    columns: { id: text, age: integer, income: number }
  orders:
    source: data/orders.csv
    key: order_id
    belongs_to: { customers: custmer_id }
    columns: { order_id: text, customer_id: text, amount: number }
  visits: 5
  notes: { source: data/notes.csv, columns: [a, b] }
"#;
    let spec = r#"
feature spend of customers: sum(orders.amount)
feature visits_made of customers: count(visits)
segment adults of customers: age >= 18
segment loud of notes: body contains "!"
persona p of customers { must adults and spend > 10 and visits_made > 1 }
persona q of orders { must customer.income > 5 }
persona unnamed { must income > 5 }
"#;
    let checked = super::check::check_texts(("personac.yaml", catalog), &[("a.persona".into(), spec.into())]);
    let codes: Vec<&str> = checked.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.code.id).collect();
    assert_eq!(codes, ["E0206", "E0209", "E0204", "E0204"], "{}", super::check::shown(&checked));
}

/// A rule with YAML escapes in it: places inside are unknown, so the whole rule is underlined.
#[test]
fn a_rule_with_escapes_is_underlined_as_a_whole() {
    let catalog = |rule: &str| {
        format!(
            "tables:\n  t:\n    source: t.csv\n    population: {rule}\n    columns: {{ a: text, n: int }}\n"
        )
    };
    for (rule, underlined) in [
        (r#"'a = ''x'' and m > 1'"#, r#"'a = ''x'' and m > 1'"#),
        (r#""a = \"客\" and m > 1""#, r#""a = \"客\" and m > 1""#),
        (r#"a = "x" and m > 1"#, "m"),
        ("|\n      a = \"x\"\n      and m > 1", "m"),
    ] {
        let checked = super::check::check_texts(("personac.yaml", &catalog(rule)), &[]);
        let found: Vec<_> =
            checked.diagnostics.iter().map(|d| checked.sources.text(d.labels[0].span)).collect();
        assert!(found.contains(&underlined), "{rule}: {}", super::check::shown(&checked));
    }
}
