//! What script adds to pages: it finds, orders and copies, by keyboard and by mouse, and takes nothing away.

use super::{LAPTOP, NOISE, PHONE, Tester, write};
use personac::check::project::{LoadOptions, load};
use personac::documents::{DocumentInput, Lang, RunFound, Summary, render};
use personac::lower;
use personac::reference::{Data, TableData, Value, cohorts};
use personac::source::MemoryWorld;
use serde_json::{Value as Json, json};
use std::path::PathBuf;

const CATALOG: &str = r#"
project: shop
timezone: UTC
as_of: 2026-10-31
privacy: { min_cell: 5 }
tables:
  people:
    source: people.csv
    key: id
    columns:
      id:   { type: text }
      age:  { type: int }
      city: { type: text }
"#;

/// Sizes 100, 60, 20, and one that may not be told.
const SPEC: &str = r#"
metric a_age "Age": avg(age)
metric b_size "Size": count()
metric c_old "The old": share(age >= 60)
icp everyone "Everyone" { must age >= 0  owner: "team@shop.example" }
persona eleves "Élèves =1+1" {
  must age < 60                       because "no [link](javascript:alert(1))"
  must age >= 0 and (city = "北京" or city is known)
  should age < 30 weight 5
  profile { name: "Zoë Ångström" }
}
persona old "老用户 old" { must age >= 80  profile { name: "王欣怡" } }
persona few "Few" { must age = 7  owner: "ＭＡＲＹ@shop.example" }
score worth "Worth" { should age >= 50 weight 10 }
"#;

fn shop(lang: Lang) -> (tempfile::TempDir, PathBuf) {
    let world = MemoryWorld::new("2026-10-31".parse().unwrap())
        .with("personac.yaml", CATALOG)
        .with("a.persona", SPEC);
    let loaded = load(&world, &LoadOptions::default());
    let errors: Vec<&str> =
        loaded.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.message.as_str()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let project = loaded.project.unwrap();
    let ages = 0..100;
    let columns = vec![
        ages.clone().map(|i| Value::text(&format!("k{i}"))).collect(),
        ages.clone().map(Value::Int).collect(),
        ages.map(|i| Value::text(if i % 2 == 0 { "北京" } else { "上海" })).collect(),
    ];
    let plan = lower::lower(&project.program, &project.catalog, project.as_of, &Default::default()).plan;
    let results = cohorts(&plan, &Data { tables: vec![TableData { columns }] });
    let found = RunFound {
        catalog: &project.catalog,
        results: &results,
        reports: &[],
        history: None,
        spec_hash: &project.spec_hash,
    };
    let summary = Summary::new(&found);
    let (program, catalog, spec_hash) = (&project.program, &project.catalog, &project.spec_hash);
    let input =
        DocumentInput { program, catalog, summary: &summary, spec_hash, lang, own: &[], members: None };
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &render(&input).unwrap());
    let pages = folder.path().join("personas");
    (folder, pages)
}

impl Tester {
    /// A key, pressed and let go.
    fn key(&mut self, key: &str) {
        let text = if key.chars().count() == 1 { key } else { "" };
        for kind in ["keyDown", "keyUp"] {
            let event =
                json!({ "type": kind, "key": key, "text": if kind == "keyDown" { text } else { "" } });
            self.chrome.call("Input.dispatchKeyEvent", event);
        }
    }

    fn typed(&mut self, text: &str) {
        self.chrome.call("Input.insertText", json!({ "text": text }));
    }

    /// The cards that are seen, in the order of the page.
    fn cards(&mut self) -> Vec<String> {
        self.texts("[...document.querySelectorAll('[data-find]')].filter(e => e.getClientRects().length).map(e => e.querySelector('strong').textContent)")
    }

    fn texts(&mut self, expression: &str) -> Vec<String> {
        let found = self.chrome.eval(expression);
        found.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    }

    fn text(&mut self, expression: &str) -> String {
        self.chrome.eval(expression).as_str().unwrap().to_owned()
    }
}

/// In the order written: [`SPEC`].
const ALL: [&str; 5] = ["Everyone", "Élèves =1+1", "老用户 old", "Few", "Worth"];

#[test]
fn cards_are_found_and_ordered() {
    let Some(mut tester) = Tester::new() else { return };
    let (_folder, pages) = shop(Lang::En);
    let index = pages.join("index.html");
    tester.chrome.script(true);
    tester.chrome.resize(LAPTOP.0, LAPTOP.1, false);
    tester.chrome.open(&index);
    assert_eq!(tester.cards(), ALL);

    // By name, person, kind and owner; whatever the accents, the case and the width of letters.
    tester.key("/");
    assert_eq!(tester.text("document.activeElement.type + document.activeElement.value"), "search");
    for (wanted, found) in [
        ("ELEVES", vec!["Élèves =1+1"]),
        ("angstrom zoe", vec!["Élèves =1+1"]),
        ("王欣", vec!["老用户 old"]),
        ("mary@", vec!["Few"]),
        ("team@", vec!["Everyone"]),
        ("score", vec!["Worth"]),
        ("persona", vec!["Élèves =1+1", "老用户 old", "Few"]),
    ] {
        tester.typed(wanted);
        assert_eq!(tester.cards(), found, "{wanted}");
        let count = tester.text("document.querySelector('output[aria-live=polite]').textContent");
        assert_eq!(count, format!("{} of 5", found.len()));
        tester.key("Escape");
        assert_eq!(tester.cards(), ALL);
    }
    tester.typed("nobody");
    assert_eq!(tester.text("document.querySelector('output').textContent"), "nothing matches");
    let headings =
        "[...document.querySelectorAll('h2')].filter(e => e.getClientRects().length).map(e => e.textContent)";
    assert!(!tester.texts(headings).iter().any(|h| h == "Personas"), "a heading over nothing");
    tester.key("Escape");

    // Letters that are still being composed find nothing yet, and their Escape is the input method's.
    let composed = json!({ "text": "lao", "selectionStart": 3, "selectionEnd": 3 });
    tester.chrome.call("Input.imeSetComposition", composed);
    assert_eq!(tester.cards(), ALL);
    tester.typed("老");
    assert_eq!(tester.cards(), ["老用户 old"]);

    // What was found outlives a reload.
    let url = tester.text("location.hash");
    assert_eq!(url, "#q=%E8%80%81");
    tester.chrome.reload();
    assert_eq!(tester.cards(), ["老用户 old"]);
    tester.key("/");
    tester.key("Escape");
    assert_eq!(tester.cards(), ALL);
    assert_eq!(tester.text("location.hash"), "");

    // In each group by itself; what may not be told comes last.
    for (order, personas) in [
        ("people", ["Élèves =1+1", "老用户 old", "Few"]),
        ("name", ["Élèves =1+1", "Few", "老用户 old"]),
        ("", ["Élèves =1+1", "老用户 old", "Few"]),
    ] {
        tester.chrome.eval(&format!(
            "(() => {{ const s = document.querySelector('select'); s.value = '{order}'; s.dispatchEvent(new Event('change')); }})()"
        ));
        assert_eq!(tester.cards()[1..4], personas, "{order}");
    }
    let offered = tester.texts("[...document.querySelectorAll('option')].map(e => e.value)");
    assert_eq!(offered, ["", "name", "people", "share", "score"]);
    tester.quiet(&index, "the index");
    tester.done();
}

#[test]
fn tables_are_ordered_and_texts_copied() {
    let Some(mut tester) = Tester::new() else { return };
    let (_folder, pages) = shop(Lang::En);
    tester.chrome.script(true);
    tester.chrome.resize(LAPTOP.0, LAPTOP.1, false);
    tester.chrome.open(&pages.join("eleves.html"));

    let order = "[...document.querySelectorAll('table.metrics tbody th')].map(e => e.textContent)";
    let click = |tester: &mut Tester, column: usize| {
        tester
            .chrome
            .eval(&format!("document.querySelectorAll('table.metrics thead button')[{column}].click()"));
        let state = format!(
            "document.querySelectorAll('table.metrics thead th')[{column}].getAttribute('aria-sort') || ''"
        );
        (tester.text(&state), tester.texts(order))
    };
    let first = ["Age", "Size", "The old"];
    let list = |texts: [&str; 3]| texts.map(str::to_owned).to_vec();
    // As numbers, not as texts: 60, 29.5, 0.
    assert_eq!(click(&mut tester, 1), ("descending".into(), list(["Size", "Age", "The old"])));
    assert_eq!(click(&mut tester, 1), ("ascending".into(), list(["The old", "Age", "Size"])));
    assert_eq!(click(&mut tester, 1), (String::new(), list(first)));
    assert_eq!(click(&mut tester, 0), ("ascending".into(), list(first)));
    assert_eq!(click(&mut tester, 0), ("descending".into(), list(["The old", "Size", "Age"])));
    assert_eq!(click(&mut tester, 1).0, "descending");
    let sorted = "[...document.querySelectorAll('[aria-sort]')].map(e => e.textContent)";
    assert_eq!(tester.texts(sorted), ["Here"]);

    // The clipboard as the page sees it: the newer way, then without it the older one.
    for newer in [true, false] {
        tester.chrome.open(&pages.join("eleves.html"));
        let way = if newer { "async (text) => { window.copied = text; }" } else { "undefined" };
        tester.chrome.eval(&format!(
            "(() => {{ Object.defineProperty(navigator, 'clipboard', {{ value: {{ writeText: {way} }} }}); \
             document.addEventListener('copy', () => {{ window.copied = document.activeElement.value; }}); }})()"
        ));
        let copied = |tester: &mut Tester, button: &str| {
            tester.chrome.eval(&format!("document.querySelector({}).focus()", Json::from(button)));
            let press = format!(
                "(async () => {{ window.copied = ''; document.querySelector({}).click(); await new Promise(requestAnimationFrame); return window.copied; }})()",
                Json::from(button)
            );
            let text = tester.text(&press);
            assert_eq!(tester.text("document.querySelector('[role=status]').textContent"), "Copied");
            assert!(
                tester.chrome.eval(&format!(
                    "document.activeElement === document.querySelector({})",
                    Json::from(button)
                )) == true,
                "the focus stays"
            );
            text
        };
        let line = copied(&mut tester, ".title .tools button:first-child");
        assert!(line.starts_with("Élèves =1+1: "), "{line}");
        let rule = copied(&mut tester, ".rule + .rule .copy");
        assert!(rule.starts_with("Must: ") && rule.contains('北'), "{rule}");
        let table = copied(&mut tester, "section > .copy");
        let rows: Vec<Vec<&str>> = table.lines().map(|row| row.split('\t').collect()).collect();
        assert!(rows.len() == 4 && rows.iter().all(|row| row.len() == 6), "{table}");
        assert_eq!(rows[0][..2], ["Metric", "Here"]);
        let markdown = copied(&mut tester, ".title .tools button:last-child");
        assert!(markdown.starts_with("# Élèves =1+1\n"), "{markdown}");
        assert!(
            markdown.contains("\n| Metric | Here |") && markdown.contains("\n## The rules\n"),
            "{markdown}"
        );
        assert!(markdown.contains("\\[link\\](javascript:alert(1))"), "{markdown}");
        assert!(!markdown.contains("Copied") && !markdown.contains("Copy "), "{markdown}");
    }
    // A spreadsheet would run a cell that begins like a formula.
    tester.chrome.open(&pages.join("everyone.html"));
    tester.chrome.eval("navigator.clipboard.writeText = async (text) => { window.copied = text; }");
    tester.chrome.eval("document.querySelector('table.metrics tbody th').textContent = '=1+1'");
    let table = "(async () => { document.querySelector('section > .copy').click(); await 0; return window.copied; })()";
    assert!(tester.text(table).contains("\n'=1+1\t"), "{table}");
    let heard = tester.chrome.events().iter().map(|e| e["method"].as_str().unwrap_or_default().to_owned());
    assert_eq!(heard.filter(|method| NOISE.contains(&method.as_str())).count(), 0);
    tester.done();
}

/// Controls are the script's own: nothing of them is there without it, and they fit a phone.
#[test]
fn controls_are_there_with_script_alone() {
    let Some(mut tester) = Tester::new() else { return };
    let (_folder, pages) = shop(Lang::Zh);
    for page in super::pages(&pages) {
        let what = page.file_stem().unwrap().to_string_lossy().into_owned();
        tester.page(&page, &what);
        tester.chrome.script(false);
        tester.chrome.resize(PHONE.0, PHONE.1, false);
        tester.chrome.open(&page);
        let controls = "document.querySelectorAll('button, input, select, output, .tools').length";
        assert_eq!(tester.chrome.eval(controls), 0, "{what}");
    }
    tester.done();
}
