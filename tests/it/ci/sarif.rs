//! What is found in every explain page and every fixture, as SARIF.

use super::{assert_sarif, sarif_schema};
use crate::ci::json_schema;
use personac::check::project::{LoadOptions, Loaded, load};
use personac::diagnostics::page::{self, STANDARD_CATALOG};
use personac::diagnostics::render::{Findings, Invocation, Paths, sarif};
use personac::diagnostics::{Diagnostic, codes};
use personac::source::{MemoryWorld, SourceMap, Span};
use serde_json::{Value, json};
use std::path::Path;

fn loaded(catalog: &str, specs: &[(&str, &str)]) -> Loaded {
    let world = MemoryWorld::new("2026-10-31".parse().unwrap()).with("personac.yaml", catalog);
    let world = specs.iter().fold(world, |world, (path, text)| world.with(path, text));
    load(&world, &LoadOptions::default())
}

fn log(diagnostics: &[Diagnostic], sources: &SourceMap) -> Value {
    let paths = Paths::new(Path::new("/repo/specs"), Some(Path::new("/repo")));
    let findings = Findings { diagnostics, sources, paths: &paths };
    sarif(&findings, &Invocation { category: "check/specs".into(), exit_code: 1 })
}

/// The characters of a text from a place to another, lines and columns from 1.
fn between(text: &str, region: &Value) -> String {
    let at = |line: &str, column: &str| {
        let (line, column) =
            (region[line].as_u64().unwrap() as usize, region[column].as_u64().unwrap() as usize);
        let before: usize = text.split_inclusive('\n').take(line - 1).map(|l| l.chars().count()).sum();
        before + column - 1
    };
    let (start, end) = (at("startLine", "startColumn"), at("endLine", "endColumn"));
    text.chars().skip(start).take(end - start).collect()
}

/// Valid, and its regions cover what the findings are about.
#[track_caller]
fn assert_told(diagnostics: &[Diagnostic], sources: &SourceMap) -> Value {
    let log = log(diagnostics, sources);
    assert_sarif(&log);
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let mut fingerprints = Vec::new();
    for (result, diagnostic) in results.iter().zip(diagnostics) {
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(
            (&rule["id"], &result["ruleId"]),
            (&json!(diagnostic.code.id), &json!(diagnostic.code.id))
        );
        fingerprints
            .push(result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap().to_owned());
        let mut places = vec![&result["locations"][0]];
        places.extend(result["relatedLocations"].as_array().into_iter().flatten());
        for (label, place) in diagnostic.labels.iter().zip(places) {
            let place = &place["physicalLocation"];
            let index = place["artifactLocation"]["index"].as_u64().unwrap() as usize;
            assert_eq!(run["artifacts"][index]["location"]["uri"], place["artifactLocation"]["uri"]);
            let text = &sources.file(label.span.file).text;
            assert_eq!(between(text, &place["region"]), sources.text(label.span), "{}", diagnostic.message);
        }
    }
    let all = fingerprints.len();
    fingerprints.sort();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), all, "each finding is known by another fingerprint");
    log
}

#[test]
fn every_page_is_valid_sarif() {
    let mut told = 0;
    for code in codes::ALL {
        let blocks = page::blocks(code.page);
        for state in ["failing", "fixed"] {
            let of = |b: &&page::Block| b.words.contains(&state);
            let yaml =
                blocks.iter().find(|b| b.language == "yaml" && (of(b) || b.words.contains(&"catalog")));
            let specs: Vec<(&str, &str)> = blocks
                .iter()
                .filter(of)
                .filter(|b| b.language == "persona")
                .map(|b| ("a b.persona", b.text))
                .collect();
            let loaded = loaded(yaml.map_or(STANDARD_CATALOG, |b| b.text), &specs);
            told += loaded.diagnostics.len();
            assert_told(&loaded.diagnostics, &loaded.sources);
        }
    }
    assert!(told > 60, "{told}");
}

#[test]
fn every_fixture_is_valid_sarif() {
    let mut told = 0;
    let patterns = [
        "check/*/*.persona",
        "syntax/*.persona",
        "format/*.persona",
        "valid/*.persona",
        "poor_messages/*.persona",
    ];
    let files = patterns.iter().flat_map(|p| glob::glob(&format!("tests/fixtures/{p}")).unwrap());
    let catalogs = glob::glob("tests/fixtures/catalog/*.yaml").unwrap();
    for path in files.chain(catalogs).map(Result::unwrap) {
        let text = fs_err::read_to_string(&path).unwrap();
        let beside = fs_err::read_to_string(path.with_file_name("personac.yaml"));
        let loaded = match path.extension().is_some_and(|e| e == "yaml") {
            true => loaded(&text, &[]),
            false => loaded(beside.as_deref().unwrap_or(STANDARD_CATALOG), &[("城市/规则.persona", &text)]),
        };
        told += loaded.diagnostics.len();
        assert_told(&loaded.diagnostics, &loaded.sources);
    }
    assert!(told > 300, "{told}");
}

#[test]
fn columns_count_characters() {
    let mut sources = SourceMap::default();
    let text = "segment 城市: \"🏙️🏙️\" = 年龄\n";
    let file = sources.add("a.persona", text);
    let start = text.find("年龄").unwrap();
    let finding =
        Diagnostic::new(&codes::UNKNOWN_NAME, "`年龄`").at(Span::new(file, start, start + 6), "here");
    let log = assert_told(&[finding], &sources);
    assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
    let region = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    // 8 for `segment `, 4 for `城市: `, 6 for the text (each house is two code points), 3 for ` = `.
    let wanted = json!({ "startLine": 1, "startColumn": 22, "endLine": 1, "endColumn": 24 });
    assert_eq!(region, &wanted);
}

/// The first result's fingerprint in a file with one finding.
fn fingerprint(spec: &str) -> String {
    let loaded = loaded(STANDARD_CATALOG, &[("a.persona", spec)]);
    let log = assert_told(&loaded.diagnostics, &loaded.sources);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let result = results.iter().find(|r| r["ruleId"] == "E0301").unwrap();
    result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap().to_owned()
}

#[test]
fn fingerprints_outlive_a_move_and_a_format() {
    let known = fingerprint("persona p {\n  must agee >= 18\n}\n");
    assert_eq!(known, fingerprint("# A note.\n\npersona p {\n    must   agee >= 18\n}\n"));
    assert_ne!(known, fingerprint("persona p {\n  must agee >= 21\n}\n"));
}

#[test]
fn further_places_fixes_and_texts_in_no_file() {
    let mut sources = SourceMap::default();
    let file = sources.add("../shared/a.persona", "a = b\nc = d\n");
    let aside = sources.add_aside("--set", "x=1");
    let diagnostics = [
        Diagnostic::new(&codes::SYNTAX, "wrong")
            .at(Span::new(file, 0, 1), "here")
            .at(Span::new(file, 6, 7), "and there")
            .at(Span::new(aside, 0, 1), "in no file")
            .help("write `==`")
            .note("a note")
            .fix(Span::new(file, 2, 3), "=="),
        Diagnostic::new(&codes::TYPES_DIFFER, "of an option").at(Span::new(aside, 2, 3), "a number"),
    ];
    let log = log(&diagnostics, &sources);
    assert_sarif(&log);
    insta::with_settings!({ snapshot_path => "../snapshots" }, {
        insta::assert_json_snapshot!(log, { ".runs[0].tool.driver.rules[].help" => "[page]" });
    });
}

#[test]
fn a_broken_log_is_found() {
    let good = log(&[], &SourceMap::default());
    assert_eq!(json_schema::faults(&sarif_schema(), &good), Vec::<String>::new());
    for (place, value) in [
        ("/version", json!("2.2.0")),
        ("/runs/0/columnKind", json!("characters")),
        ("/runs/0/invocations/0/exitCode", json!("1")),
        ("/runs/0/artifacts", json!([{ "location": { "uri": "a b" } }])),
        ("/runs/0/results", json!([{ "ruleId": "E0101" }])),
    ] {
        let mut broken = good.clone();
        *broken.pointer_mut(place).unwrap() = value;
        assert!(!json_schema::faults(&sarif_schema(), &broken).is_empty(), "{place}");
    }
}
