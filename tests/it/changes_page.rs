//! The page of what changed, in repositories that are made here.

use crate::diff::{CATALOG, RULES, four_changes};
use crate::diff_people::write_data;
use crate::repo::Repo;
use fs_err as fs;

fn run(repo: &Repo, args: &[&str]) -> String {
    let (code, text, errors) = repo.personac(&[&["run", "specs", "--out", "out"], args].concat());
    assert_eq!(code, Some(0), "{text}{errors}");
    text
}

fn docs(repo: &Repo, args: &[&str]) -> (Option<i32>, String, String) {
    let summary = ["docs", "specs", "--summary", "out/summary.json", "--out", "site"];
    repo.personac(&[&summary, args].concat())
}

fn read(repo: &Repo, path: &str) -> String {
    fs::read_to_string(repo.path().join(path)).unwrap()
}

/// What stands between the head of a page and its foot.
fn main_of(page: &str) -> &str {
    let start = page.find("<main").unwrap();
    &page[start..page.find("</main>").unwrap()]
}

#[test]
fn a_run_tells_what_changed_and_its_summary_tells_it_again() {
    let repo = four_changes();
    write_data(&repo);
    run(&repo, &["--changes"]);
    let page = read(&repo, "out/personas/changes.html");
    insta::assert_snapshot!("changes_page_en", main_of(&page));
    assert!(read(&repo, "out/personas/index.html").contains(r#"<a href="changes.html">"#));
    let persona = read(&repo, "out/personas/buyers.html");
    assert!(
        persona.contains(r##"<a href="changes.html#change-2">Changed since 1 October 2026</a>"##),
        "{persona}"
    );
    // Without the data and without the repository, to the byte.
    fs::rename(repo.path().join(".git"), repo.path().join("gone")).unwrap();
    fs::remove_dir_all(repo.path().join("specs/data")).unwrap();
    assert_eq!(docs(&repo, &[]).0, Some(0));
    for file in ["changes.html", "changes.md", "buyers.html", "index.html"] {
        assert_eq!(
            read(&repo, &format!("site/{file}")),
            read(&repo, &format!("out/personas/{file}")),
            "{file}"
        );
    }
    assert_eq!(docs(&repo, &["--lang", "zh"]).0, Some(0));
    insta::assert_snapshot!("changes_page_zh", read(&repo, "site/changes.md"));
}

#[test]
fn without_anything_to_compare_with_there_is_no_page() {
    let repo = four_changes();
    write_data(&repo);
    run(&repo, &[]);
    assert!(!repo.path().join("out/personas/changes.html").exists());
    assert!(!read(&repo, "out/personas/index.html").contains("changes.html"));
    // `docs` compares rules, too; who moves only a run knows.
    let (code, _, errors) = docs(&repo, &["--changes=main"]);
    assert_eq!(code, Some(0), "{errors}");
    let page = read(&repo, "site/changes.md");
    assert!(page.contains("spent is at least") || page.contains("loosened"), "{page}");
    assert!(!page.contains("Entered"), "{page}");
    // A run against the same commit told it.
    run(&repo, &["--changes=main"]);
    assert_eq!(docs(&repo, &["--changes=main"]).0, Some(0));
    assert!(read(&repo, "site/changes.md").contains("Entered"));
}

#[test]
fn what_cannot_be_compared_with_is_said_as_diff_says_it() {
    let repo = four_changes();
    write_data(&repo);
    let refused = |args: &[&str]| {
        let (code, _, errors) = repo.personac(&[&["run", "specs", "--out", "out"], args].concat());
        assert_eq!(code, Some(2), "{errors}");
        errors
    };
    let (_, _, by_diff) = repo.personac(&["diff", "--dir", "specs", "nowhere"]);
    assert!(refused(&["--changes=nowhere"]).ends_with(&by_diff), "{by_diff}");
    let range = refused(&["--changes=main..work"]);
    assert!(range.contains("names two revisions"), "{range}");
    fs::remove_dir_all(repo.path().join(".git")).unwrap();
    let (_, _, by_diff) = repo.personac(&["diff", "--dir", "specs"]);
    assert!(refused(&["--changes"]).ends_with(&by_diff), "{by_diff}");
}

#[test]
fn few_people_are_not_told_of() {
    let repo = Repo::with(&[("specs/personac.yaml", CATALOG), ("specs/rules.persona", RULES)]);
    write_data(&repo);
    // A few customers have spent 100 or 101.
    repo.write(&[("specs/rules.persona", &RULES.replace("spent >= 100", "spent >= 102"))]);
    run(&repo, &["--changes=HEAD"]);
    let page = read(&repo, "out/personas/changes.md");
    assert!(
        page.contains("hidden | hidden | hidden | hidden") && page.contains("how many is not shown"),
        "{page}"
    );
    let summary: serde_json::Value = serde_json::from_str(&read(&repo, "out/summary.json")).unwrap();
    let moved = &summary["changed"]["revision"]["people"]["cohorts"][0];
    for figure in ["before", "after", "entered", "left", "stayed"] {
        assert!(moved[figure].is_null(), "{moved}");
    }
    assert_eq!(moved["left_by"], serde_json::json!([]), "{moved}");
}

#[test]
fn what_stood_in_an_old_version_stays_text() {
    let repo = Repo::with(&[("specs/personac.yaml", CATALOG)]);
    write_data(&repo);
    let hostile = "<script>alert(1)</script> [x](javascript:1) | ``` \u{202e}";
    let spec = |city: &str, story: &str| {
        format!(
            "persona p \"P\" {{\n  must city != \"{city}\" because \"{hostile}\"\n  goals [\"{story}\"]\n}}\n\
             persona `q{}` {{ must age > 1 }}\n",
            if city == "x" { "" } else { "<b>|*" }
        )
    };
    repo.write(&[("specs/p.persona", &spec(hostile, hostile))]);
    repo.commit("before");
    repo.write(&[("specs/p.persona", &spec("x", "calm"))]);
    let (code, text, errors) = repo.personac(&["run", "specs", "--out", "out", "--changes=HEAD"]);
    assert_eq!(code, Some(0), "{text}{errors}");
    let page = read(&repo, "out/personas/changes.html");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"), "{}", main_of(&page));
    assert!(
        !main_of(&page).contains("<script") && !page.contains('\u{202e}') && !main_of(&page).contains("<b>|")
    );
    let markdown = read(&repo, "out/personas/changes.md");
    assert!(
        !markdown.replace("\\<", "").contains("<script")
            && !markdown.contains("[x](")
            && !markdown.contains('\u{202e}'),
        "{markdown}"
    );
}

#[test]
fn a_lock_is_held_against_what_is() {
    let repo = four_changes();
    write_data(&repo);
    repo.git(&["switch", "--quiet", "main"]);
    let (code, text, errors) = repo.personac(&["lock", "specs"]);
    assert_eq!(code, Some(0), "{text}{errors}");
    fs::rename(repo.path().join("specs/personac.lock"), repo.path().join("lock")).unwrap();
    repo.git(&["switch", "--quiet", "work"]);
    fs::rename(repo.path().join("lock"), repo.path().join("specs/personac.lock")).unwrap();
    // Twenty customers are gone, and the rules let in more.
    let customers = read(&repo, "specs/data/customers.csv");
    let fewer: Vec<&str> = customers.lines().take(181).collect();
    repo.write(&[("specs/data/customers.csv", &format!("{}\n", fewer.join("\n")))]);
    let orders = read(&repo, "specs/data/orders.csv");
    let known = |line: &&str| !line.starts_with('c') || line[1..4].parse::<usize>().is_ok_and(|n| n < 180);
    let fewer: Vec<&str> =
        orders.lines().filter(|line| line.starts_with("customer") || known(line)).collect();
    repo.write(&[("specs/data/orders.csv", &format!("{}\n", fewer.join("\n")))]);
    run(&repo, &["--changes=main"]);
    let page = read(&repo, "out/personas/changes.md");
    let at = page.find("## Since the lock").expect("it has a lock");
    insta::assert_snapshot!("changes_page_lock", page[at..].split("\n---\n").next().unwrap());
}

#[test]
fn pages_are_made_again_as_long_as_the_meaning_is_the_same() {
    let repo = four_changes();
    write_data(&repo);
    run(&repo, &[]);
    let rules = read(&repo, "specs/rules.persona");
    let told = rules.replace("Those who buy", "Our buyers").replace("one order", "a single order");
    repo.write(&[("specs/rules.persona", &format!("# A comment.\n{told}"))]);
    let (code, _, errors) = docs(&repo, &[]);
    assert_eq!(code, Some(0), "{errors}");
    let page = read(&repo, "site/buyers.md");
    assert!(page.contains("# Our buyers") && page.contains("a single order"), "{page}");
    assert!(page.contains("Specs of the figures:") && page.contains("Specs of the texts:"), "{page}");
    let refused = |rules: &str| {
        repo.write(&[("specs/rules.persona", rules)]);
        let (code, _, errors) = docs(&repo, &[]);
        assert_eq!(code, Some(1), "{errors}");
        assert!(errors.contains("E0719"), "{errors}");
        // Messages are broken where the window ends.
        errors.replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let errors = refused(&told.replace(">= 80", ">= 81"));
    assert!(errors.contains("`persona buyers` means something else"), "{errors}");
    // The steps of a funnel stand in the order of the rules.
    let errors = refused(&told.replace("must   grown\n", "").replace("  tiers", "  must   grown\n  tiers"));
    assert!(errors.contains("in another order"), "{errors}");
    let errors = refused(&told.replace("persona buyers", "persona payers"));
    assert!(errors.contains("`persona payers` was not there"), "{errors}");
    repo.write(&[
        ("specs/rules.persona", &rules),
        ("specs/personac.yaml", &CATALOG.replace("min_cell: 5", "min_cell: 9")),
    ]);
    let (code, _, errors) = docs(&repo, &[]);
    assert!(code == Some(1) && errors.contains("held figures back by `min_cell` 5"), "{errors}");
}
