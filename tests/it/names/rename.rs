use super::{PEOPLE, VOCABULARY, run, said, shop};
use crate::common::{Scratch, repository};
use personac::check::project::{self, LoadOptions};
use personac::lock::{self, Fact, Lock, Section, Value};
use personac::meaning::Meaning;
use personac::model::DeclarationKind;
use personac::source::DiskWorld;
use std::collections::BTreeMap;
use std::path::Path;

fn specs(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs_err::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    let wanted = |path: &std::path::PathBuf| {
        path.extension().is_some_and(|e| e == "persona") || path.ends_with("personac.yaml")
    };
    entries
        .filter(wanted)
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs_err::read(&path).unwrap()))
        .collect()
}

fn copy(folder: &Path) -> Scratch {
    let copy = Scratch::new(&[]);
    specs(folder).iter().for_each(|(name, bytes)| copy.write(name, bytes));
    copy
}

/// The hash of what each declaration means, in their order.
fn meanings(folder: &Path) -> Vec<Meaning> {
    let loaded = project::load(&DiskWorld::new(folder), &LoadOptions::default());
    let project = loaded.project.unwrap();
    let all = personac::meaning::meanings(&project.program, &project.catalog);
    let rules = all.cohorts.iter().flat_map(|c| std::iter::once(c.whole).chain(c.rules.iter().copied()));
    let others = [
        all.assigns,
        all.tests,
        all.params,
        all.features,
        all.segments,
        all.grids,
        all.journeys,
        all.metrics,
        all.themes,
    ];
    rules.chain(others.into_iter().flatten()).collect()
}

fn declared(folder: &Path) -> Vec<String> {
    let loaded = project::load(&DiskWorld::new(folder), &LoadOptions::default());
    assert!(!loaded.has_errors(), "{:#?}", loaded.diagnostics);
    let declarations = loaded.project.unwrap().program.references.declarations;
    declarations.into_iter().filter(|d| d.kind != DeclarationKind::Test).map(|d| d.name).collect()
}

#[test]
fn a_dry_run_shows_what_a_run_does() {
    let shop = shop();
    let before = specs(shop.path());
    let shown = said(shop.path(), &["rename", "shopper", "买家", "--dry-run"]);
    insta::assert_snapshot!(shown);
    assert_eq!(specs(shop.path()), before);
    let done = said(shop.path(), &["rename", "shopper", "买家"]);
    assert!(done.starts_with("renamed icp `shopper` to `买家`: 6 places in 1 file\n"), "{done}");
    // Every use and no text: the reason says `shopper of the city`.
    let expected = PEOPLE.replace("shopper", "买家").replace("买家 of the city", "shopper of the city");
    assert_eq!(specs(shop.path())["people.persona"], expected.as_bytes());
}

#[test]
fn uses_in_the_catalog_change_too() {
    let shop = shop();
    said(shop.path(), &["rename", "grown_up", "adult_by_law"]);
    let text = |name: &str| String::from_utf8(specs(shop.path())[name].clone()).unwrap();
    assert!(text("personac.yaml").contains("    consent: adult_by_law\n"));
    // The doc comment stays.
    let expected = VOCABULARY.replace("segment grown_up", "segment adult_by_law");
    assert_eq!(text("vocabulary.persona"), expected);
    let (code, out, _) = run(shop.path(), &["check"]);
    assert_eq!(code, Some(0), "{out}");
    // A plain scalar of YAML cannot begin with a back quote.
    let (code, _, err) = run(shop.path(), &["rename", "adult_by_law", "grown up"]);
    assert!(code == Some(2) && err.contains("YAML wants quotes"), "{err}");
    let catalog = text("personac.yaml").replace("consent: adult_by_law", "consent: 'adult_by_law'");
    shop.write("personac.yaml", catalog.as_bytes());
    said(shop.path(), &["rename", "adult_by_law", "grown up"]);
    assert!(text("personac.yaml").contains("    consent: '`grown up`'\n"));
}

#[test]
fn names_get_back_quotes_where_they_need_them() {
    let shop = shop();
    let mut old = "urban";
    for (name, written) in [
        ("in a city", "`in a city`"),
        ("not", "`not`"),
        ("`weight`", "`weight`"),
        ("2nd", "`2nd`"),
        ("城市", "城市"),
        ("top", "top"),
    ] {
        said(shop.path(), &["rename", old, name]);
        old = name;
        let people = String::from_utf8(specs(shop.path())["people.persona"].clone()).unwrap();
        assert!(people.contains(&format!("persona {written} \"Lives in a city\"")), "{name}: {people}");
        assert!(people.contains(&format!("expect main = {written}\n")), "{name}: {people}");
    }
}

/// The words of the grammar, as names of a feature and of a param in a list's place: some of them need back quotes there.
#[test]
fn every_word_of_the_language_can_be_a_name() {
    let shop = shop();
    let grammar = include_str!("../../../grammar/persona.pest");
    let words = grammar.lines().filter_map(|line| line.strip_prefix("kw_")?.split(' ').next());
    for (index, word) in words.enumerate() {
        let before = specs(shop.path());
        let old = ["消费", "城市列表"][index % 2];
        said(shop.path(), &["rename", old, word]);
        said(shop.path(), &["rename", word, old]);
        assert!(specs(shop.path()) == before, "{word}");
    }
}

#[test]
fn what_cannot_be_done_is_refused() {
    let shop = shop();
    shop.write("more.persona", b"feature many of orders: amount * 2\nfeature most: max(orders.many)\n");
    let before = specs(shop.path());
    for (old, new, code, message) in [
        ("shoper", "x", 2, "did you mean `shopper`?"),
        ("shopper", "urban", 2, "there is a persona of this name"),
        ("grown_up", "age", 2, "`customers` has a column of this name"),
        ("big", "amount", 2, "`orders` has a column of this name"),
        ("big", "customer", 2, "`orders` has a relation of this name"),
        // Nowhere a column beside it, but a param has no table of its own.
        ("adult", "age", 2, "is a column of `customers` and a param"),
        ("shopper", "", 2, "it is empty"),
        ("shopper", "a`b", 2, "it holds a back quote"),
        ("shopper", "a\nb", 2, "it holds a line break"),
        ("shopper", "shopper", 2, "is its name already"),
        ("income", "pay", 2, "`pay: { from: income"),
        ("orders.amount", "pay", 2, "is a column of `orders`"),
        ("orders", "purchases", 2, "tables are named in personac.yaml"),
        ("customer", "buyer", 2, "relations are named in personac.yaml"),
    ] {
        let (said, _, err) = run(shop.path(), &["rename", old, new]);
        let err = err.split_whitespace().collect::<Vec<_>>().join(" ").replace(" │ ", " ");
        let message = message.replace("`pay:", "`NEW:");
        assert!(said == Some(code) && err.contains(&message), "{old} → {new}: {said:?} {err}");
    }
    assert_eq!(specs(shop.path()), before);
    shop.write("broken.persona", b"segment lost: shopper and\n");
    let (code, _, err) = run(shop.path(), &["rename", "shopper", "buyer"]);
    assert!(code == Some(1) && err.contains("nothing was renamed: the project has errors"), "{err}");
}

#[test]
fn nothing_is_written_if_a_file_cannot_be() {
    let shop = shop();
    let before = specs(shop.path());
    let mut permissions = fs_err::metadata(shop.file("people.persona")).unwrap().permissions();
    permissions.set_readonly(true);
    fs_err::set_permissions(shop.file("people.persona"), permissions).unwrap();
    // Declared in one file, used in the other.
    let (code, _, err) = run(shop.path(), &["rename", "消费", "spending"]);
    assert!(code == Some(1) && err.contains("all files are as they were"), "{err}");
    assert_eq!(specs(shop.path()), before);
    assert_eq!(fs_err::read_dir(shop.path()).unwrap().count(), 3);
}

#[test]
fn marks_and_line_ends_stay() {
    let shop = shop();
    let text = format!("\u{feff}{}", VOCABULARY.replace('\n', "\r\n"));
    shop.write("vocabulary.persona", text.as_bytes());
    said(shop.path(), &["rename", "adult", "of_age"]);
    assert_eq!(specs(shop.path())["vocabulary.persona"], text.replace("adult", "of_age").as_bytes());
}

#[test]
fn other_files_that_say_the_name_are_listed() {
    let shop = shop();
    shop.write("README.md", b"# Shop\n\nThe `shopper` buys, the shoppers wait.\n");
    shop.write("run.sh", b"personac run --only shopper\n");
    shop.write("out/manifest.json", b"{}");
    shop.write("out/notes.md", b"shopper");
    let out = said(shop.path(), &["rename", "shopper", "buyer", "--dry-run"]);
    let (_, mentions) = out.split_once("also mentioned here").unwrap();
    for expected in ["README.md:3", "run.sh:1", "people.persona:11", "shopper.* becomes buyer.*"] {
        assert!(mentions.contains(expected), "{expected}: {mentions}");
    }
    assert!(!mentions.contains("out/notes.md"));
}

/// Renames every declaration of a sample and takes it back: nothing that means something changes, and in the end no byte.
fn there_and_back(sample: &str) {
    let project = copy(&repository().join("specs").join(sample));
    let original = specs(project.path());
    let meant = meanings(project.path());
    let catalog = String::from_utf8_lossy(&original["personac.yaml"]).into_owned();
    for (index, name) in declared(project.path()).into_iter().enumerate() {
        let new = match index % 4 {
            0 => format!("renamed_{index}"),
            1 => format!("改名_{index}"),
            // YAML wants quotes around what begins with a back quote.
            _ if catalog.contains(&name) => format!("_{index}"),
            2 => format!("renamed {index}: \"x\""),
            _ => "between".to_owned(),
        };
        said(project.path(), &["rename", &name, &new]);
        assert_eq!(meanings(project.path()), meant, "{name}");
        let now = declared(project.path());
        assert_eq!(now[index], new, "{name}");
        said(project.path(), &["rename", &new, &name]);
        let back = specs(project.path());
        assert!(back == original, "{name} → {new} and back is not what it was");
    }
}

#[test]
fn every_declaration_of_the_shop_goes_there_and_back() {
    there_and_back("xyz-electronics");
}

#[test]
fn every_declaration_of_the_accounts_goes_there_and_back() {
    there_and_back("accounts-b2b");
}

#[test]
fn every_declaration_of_the_telco_goes_there_and_back() {
    there_and_back("telco");
}

/// The lock of the shop, with figures that name a persona and a metric.
fn locked(folder: &Path, persona: &str, metric: &str) -> Lock {
    let loaded = project::load(&DiskWorld::new(folder), &LoadOptions::default());
    let project = loaded.project.unwrap();
    let all = personac::meaning::meanings(&project.program, &project.catalog);
    let mut lock = lock::make(lock::declared(&project.program, &all), None, None);
    for entry in &mut lock.entries {
        let path: [&str; 2] = match entry.section {
            Section::Assignment => ["counts", persona],
            Section::Cohort => ["metrics", metric],
            _ => continue,
        };
        entry.facts.push(Fact::new(path, Value::Whole(7)));
    }
    lock
}

#[test]
fn the_lock_is_renamed_along() {
    let shop = shop();
    let (mut persona, mut metric) = ("urban", "typical");
    for (old, new) in [
        ("urban", "城里人"),
        ("typical", "usual"),
        ("main", "principal"),
        ("fit", "match"),
        ("消费", "spent"),
    ] {
        shop.write("personac.lock", locked(shop.path(), persona, metric).to_string().as_bytes());
        let out = said(shop.path(), &["rename", old, new]);
        for name in [&mut persona, &mut metric] {
            *name = if *name == old { new } else { *name };
        }
        let text = fs_err::read_to_string(shop.file("personac.lock")).unwrap();
        assert_eq!(text, locked(shop.path(), persona, metric).to_string(), "{old}");
        assert_eq!(out.contains(", and in personac.lock\n"), old != "消费", "{out}");
        assert!(!out.contains("was left"), "{out}");
    }
    // What somebody has written into it is not personac's to change.
    shop.write("personac.lock", format!("{}# mine\n", locked(shop.path(), persona, metric)).as_bytes());
    let out = said(shop.path(), &["rename", "spent", "消费"]);
    assert!(!out.contains("personac.lock"), "{out}");
    let out = said(shop.path(), &["rename", "usual", "typical"]);
    assert!(out.contains("personac.lock is not as personac writes it, and was left"), "{out}");
}
