//! Explain pages: each one's failing project raises its code and nothing else, and its fixed project raises nothing.

use personac::check::project::{LoadOptions, Project, load};
use personac::diagnostics::page::{self, Block, STANDARD_CATALOG};
use personac::diagnostics::{Code, Diagnostic, Severity, codes};
use personac::source::MemoryWorld;
use personac::syntax;
use personac::testing;

/// Codes that no project's text raises: the command line and the disk do, and their own tests raise them.
fn is_raised_elsewhere(code: &Code) -> bool {
    // Types of their own are in binary files only; rows follow others only where these are wrong, too.
    // A budget is exceeded by a change.
    let of_data = [&codes::COLUMN_TYPE, &codes::OWNER_SET_ASIDE, &codes::BUDGET];
    let of_bytes = [&codes::TOO_LARGE, &codes::NOT_UTF8];
    let of_history = [
        &codes::FLAT_HISTORY,
        &codes::BEFORE_DATA,
        &codes::UNDATED_ENTITY,
        &codes::OF_TODAY,
        &codes::SHORT_WINDOWS,
    ];
    code.id[1..].starts_with("07")
        || of_history.contains(&code)
        || *code == codes::COVERAGE
        || of_bytes.contains(&code)
        || of_data.contains(&code)
}

/// A page's project in one of its two states.
struct Version<'a> {
    catalog: &'a str,
    specs: Vec<&'a str>,
    /// Path and content.
    data: Vec<(&'a str, &'a str)>,
}

fn version<'a>(blocks: &[Block<'a>], state: &str) -> Option<Version<'a>> {
    let of = |block: &&Block<'a>| block.words.contains(&state) || block.words == ["both"];
    let catalog = blocks.iter().find(|b| b.language == "yaml" && (of(b) || b.words.contains(&"catalog")));
    let specs = blocks.iter().filter(of).filter(|b| b.language == "persona").map(|b| b.text).collect();
    let data = blocks
        .iter()
        .filter(|b| b.words.len() == 2 && (of(b) || b.words[1] == "both"))
        .map(|b| (b.words[0], b.text))
        .collect();
    let there = blocks.iter().any(|b| b.words.contains(&state));
    there.then(|| Version { catalog: catalog.map_or(STANDARD_CATALOG, |b| b.text), specs, data })
}

/// Codes and messages of everything that is found in the texts.
fn found(version: &Version<'_>) -> Vec<(String, String)> {
    if !version.data.is_empty() {
        return found_in_data(version);
    }
    let mut world = MemoryWorld::new("2026-10-31".parse().unwrap()).with("personac.yaml", version.catalog);
    for (i, spec) in version.specs.iter().enumerate() {
        world = world.with(&format!("page{i}.persona"), spec);
    }
    let loaded = load(&world, &LoadOptions::default());
    let tested = loaded.project.as_ref().filter(|_| !loaded.has_errors()).map(found_by_tests);
    let all = loaded.diagnostics.into_iter().chain(tested.unwrap_or_default());
    all.map(|d| (d.code.id.to_owned(), d.message)).collect()
}

/// What the project's own tests say.
fn found_by_tests(project: &Project) -> Vec<Diagnostic> {
    let all: Vec<usize> = (0..project.program.tests.len()).collect();
    let outcomes = testing::run_tests(&project.program, &project.catalog, project.as_of, &all);
    outcomes.iter().flat_map(|outcome| testing::findings(&project.program, outcome)).collect()
}

#[cfg(feature = "engine")]
fn found_in_data(version: &Version<'_>) -> Vec<(String, String)> {
    let mut files = vec![("personac.yaml", version.catalog)];
    files.extend(version.specs.first().map(|spec| ("page.persona", *spec)));
    files.extend(version.data.iter().copied());
    let folder = crate::common::Scratch::new(&files);
    let output = crate::common::personac()
        .args(["check", "--data", "--format", "json"])
        .arg(folder.path())
        .output()
        .unwrap();
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a JSON array of findings");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    said.as_array().unwrap().iter().map(|d| (text(&d["code"]), text(&d["message"]))).collect()
}

#[cfg(not(feature = "engine"))]
fn found_in_data(_: &Version<'_>) -> Vec<(String, String)> {
    Vec::new()
}

#[test]
fn every_page_is_true() {
    let mut wrong = String::new();
    for code in codes::ALL {
        let title = format!("# {}: {}\n", code.id, code.title);
        if !code.page.starts_with(&title) {
            wrong += &format!("{}: the page should begin with `{}`\n", code.id, title.trim());
        }
        let blocks = page::blocks(code.page);
        let (failing, fixed) = (version(&blocks, "failing"), version(&blocks, "fixed"));
        let (Some(failing), Some(fixed)) = (failing, fixed) else {
            if !is_raised_elsewhere(code) {
                wrong += &format!("{}: the page has no failing and fixed project\n", code.id);
            }
            continue;
        };
        let only_with_engine = !failing.data.is_empty() || !fixed.data.is_empty();
        if only_with_engine && !cfg!(feature = "engine") {
            continue;
        }
        let raised = found(&failing);
        if raised.is_empty() || raised.iter().any(|(id, _)| id != code.id) {
            wrong += &format!("{}: the failing project raises {raised:?}\n", code.id);
        }
        let level = |id: &str| codes::find(id).map_or(Severity::Error, |c| c.severity);
        let left: Vec<_> =
            found(&fixed).into_iter().filter(|(id, _)| level(id) >= Severity::Warning).collect();
        if !left.is_empty() {
            wrong += &format!("{}: the fixed project raises {left:?}\n", code.id);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What is said of a spec that is only bytes.
fn said_of(bytes: Vec<u8>) -> Vec<Diagnostic> {
    let mut world = MemoryWorld::new("2026-10-31".parse().unwrap())
        .with("personac.yaml", STANDARD_CATALOG)
        .with("good.persona", "persona good { must x_is_unknown }");
    world.files.insert("bad.persona".into(), bytes);
    load(&world, &LoadOptions::default()).diagnostics
}

#[test]
fn bytes_that_no_page_can_hold() {
    let large = said_of(vec![b' '; syntax::MAX_BYTES + 1]);
    let ids: Vec<&str> = large.iter().map(|d| d.code.id).collect();
    assert_eq!(ids, [codes::TOO_LARGE.id, "E0301"], "the other file is checked all the same");
    let latin1 = said_of(b"persona caf\xe9 { must early_adopter }".to_vec());
    assert_eq!(latin1[0].code, &codes::NOT_UTF8);
    assert!(latin1[0].message.contains("byte 12"), "{}", latin1[0].message);
}
