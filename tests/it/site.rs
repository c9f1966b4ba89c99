//! The site as a whole: every link leads somewhere, every page is reachable, and pages about the whole project say what they should.

use crate::documents::Sample;
use personac::documents::{Lang, RenderedFile};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const SAMPLES: [&str; 3] = ["xyz-electronics", "telco", "accounts-b2b"];

/// As a run with `--history` would say it: three dates, the last one today.
fn with_history(sample: &Sample) -> Value {
    let mut summary = serde_json::to_value(sample.summary()).unwrap();
    let cohorts = summary["cohorts"].as_object().unwrap().iter().map(|(name, cohort)| {
        let size = cohort["matched"].as_u64().unwrap();
        let point = |size: u64| {
            json!({ "size": size, "population": cohort["population"], "share": 0.5, "mean_score": cohort["mean_score"],
                "entered": null, "left": null, "metrics": [] })
        };
        json!({ "name": name, "kind": cohort["kind"], "points": [point(size / 2), point(size - 1), point(size)],
            "grounds": { "flat": false, "of_today": [], "undated": null, "whole_from": 0 },
            "projection": { "refused": "not_asked" } })
    });
    summary["history"] = json!({ "step": "month", "cut_short": false, "dates": ["2018-08-31", "2018-09-30", "2018-10-31"],
        "cohorts": cohorts.collect::<Vec<_>>() });
    summary
}

/// Writes the pages of a sample with a history.
fn written(sample: &str, lang: Lang, folder: &Path) -> Vec<PathBuf> {
    let sample = Sample::new(sample);
    let summary = serde_json::from_value(with_history(&sample)).unwrap();
    let write = |file: RenderedFile| {
        let path = folder.join(file.path);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(&path, file.content).unwrap();
        path
    };
    sample.documents_of(&summary, lang).into_iter().map(write).collect()
}

/// `%20` and its like as the bytes that they mean.
fn decoded(link: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = link.as_bytes();
    while let [first, tail @ ..] = rest {
        match (first, tail) {
            (b'%', [a, b, tail @ ..]) => {
                let hex = String::from_utf8(vec![*a, *b]).unwrap();
                bytes.push(u8::from_str_radix(&hex, 16).unwrap());
                rest = tail;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn between<'a>(text: &'a str, open: &str, close: char) -> Vec<&'a str> {
    text.split(open).skip(1).filter_map(|rest| rest.split(close).next()).collect()
}

/// The links of a page to other files of the site.
fn links(path: &Path, content: &str) -> Vec<String> {
    let found = match path.extension().and_then(|e| e.to_str()) {
        Some("html") => between(content.split("</style>").last().unwrap(), "href=\"", '"'),
        _ => between(content, "](", ')'),
    };
    let inner = found.into_iter().filter(|link| !link.contains("://") && !link.starts_with("data:"));
    inner.map(plain).collect()
}

/// An attribute's value: templates write `/` as an entity.
fn plain(value: &str) -> String {
    value.replace("&#x2f;", "/").replace("&amp;", "&")
}

#[test]
fn every_link_leads_to_a_page_and_every_page_is_reached() {
    for name in SAMPLES {
        let folder = tempfile::tempdir().unwrap();
        let pages = written(name, Lang::Zh, folder.path());
        let mut ways: BTreeMap<PathBuf, BTreeSet<PathBuf>> = BTreeMap::new();
        for page in &pages {
            let content = fs_err::read_to_string(page).unwrap();
            let to = ways.entry(fs_err::canonicalize(page).unwrap()).or_default();
            for link in links(page, &content) {
                let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
                let target =
                    if file.is_empty() { page.clone() } else { page.parent().unwrap().join(decoded(file)) };
                assert!(target.is_file(), "{}: nothing is at {link}", page.display());
                let id = format!("id=\"{}\"", decoded(anchor));
                let there = anchor.is_empty() || fs_err::read_to_string(&target).unwrap().contains(&id);
                assert!(there, "{}: no anchor for {link}", page.display());
                to.insert(fs_err::canonicalize(target).unwrap());
            }
        }
        for ending in ["html", "md"] {
            let index = folder.path().join(format!("personas/index.{ending}"));
            let mut open = vec![fs_err::canonicalize(index).unwrap()];
            let mut reached = BTreeSet::new();
            while let Some(page) = open.pop() {
                if reached.insert(page.clone()) {
                    open.extend(ways[&page].iter().cloned());
                }
            }
            let lost: Vec<_> = ways
                .keys()
                .filter(|page| page.extension().is_some_and(|e| e == ending) && !reached.contains(*page))
                .collect();
            assert!(lost.is_empty(), "{name}: no way leads to {lost:?}");
        }
    }
}

#[test]
fn a_page_says_where_it_is_in_the_same_navigation_as_all() {
    let sample = Sample::new("telco");
    let summary = serde_json::from_value(with_history(&sample)).unwrap();
    for file in sample.documents_of(&summary, Lang::En) {
        let path = file.path.to_str().unwrap();
        if !path.ends_with(".html") {
            continue;
        }
        let nav = between(&file.content, "<nav class=\"site\"", '\u{0}')[0].split("</nav>").next().unwrap();
        let items: Vec<String> = between(nav, "<li><a href=\"", '"').into_iter().map(plain).collect();
        // What changed is another test's.
        let items: Vec<&String> = items.iter().filter(|item| !item.ends_with("changes.html")).collect();
        let up = if path.starts_with("personas/history/") { "../" } else { "" };
        let expected =
            ["index", "overlaps", "journeys", "history", "data"].map(|page| format!("{up}{page}.html"));
        assert_eq!(items, expected.iter().collect::<Vec<_>>(), "{path}");
        let stem = file.path.file_stem().unwrap().to_str().unwrap();
        let whole = expected.contains(&format!("{stem}.html"));
        assert_eq!(nav.matches("aria-current=\"page\"").count(), usize::from(whole), "{path}");
    }
    // Without a history nothing links to one.
    for file in sample.documents(Lang::En) {
        assert!(!file.content.contains("history.html"), "{}", file.path.display());
    }
}

#[test]
fn pages_about_the_whole_are_pinned() {
    for (name, lang) in [("telco", Lang::En), ("xyz-electronics", Lang::Zh), ("accounts-b2b", Lang::En)] {
        let sample = Sample::new(name);
        for file in sample.documents(lang) {
            let stem = file.path.file_stem().unwrap().to_str().unwrap();
            let whole = ["index", "overlaps", "journeys"].contains(&stem);
            if whole && file.path.extension().is_some_and(|e| e == "md") {
                insta::assert_snapshot!(format!("site_{name}_{stem}"), file.content);
            }
        }
    }
}
