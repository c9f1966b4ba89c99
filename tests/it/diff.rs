//! `personac diff` in repositories that are made here.

use crate::repo::{Repo, said};
use std::path::Path;

pub const CATALOG: &str = "\
project: shop
timezone: UTC
as_of: 2026-10-31
privacy: { min_cell: 5 }
tables:
  customers:
    source: data/customers.csv
    key: id
    columns: { id: text, age: int, city: text, income: number }
  orders:
    source: data/orders.csv
    belongs_to: { customers: customer_id }
    time: at
    columns: { customer_id: text, at: date, amount: number }
";

pub const RULES: &str = "\
feature spent: sum(orders.amount during last 12 months)
segment grown: age >= 18

persona buyers \"Those who buy\" {
  owner: \"ann@shop.example\"
  must   grown
  must   spent >= 100                because \"one order is not enough\"
  should city = \"Bonn\"   weight 10
  should income > 50_000 weight 20
  tiers { A: 50  B: 0 }
}
";

const STORY: &str = "\
persona sarah \"Sarah\" {
  must age between 30 and 45
  goals [\"Save time\"]
  story \"\"\"
  Sarah buys in the evening.
  \"\"\"
}
";

const ROUGH: &str = "segment   rich:income>100_000 # why\npersona savers { must rich }\n";

/// A repository with a project in a folder and a branch `work` with four changes: a bound is loosened, a feature renamed, a file formatted
/// and a story edited.
pub fn four_changes() -> Repo {
    let repo = Repo::with(&[
        ("specs/personac.yaml", CATALOG),
        ("specs/rules.persona", RULES),
        ("specs/story 故事.persona", STORY),
        ("specs/rough.persona", ROUGH),
    ]);
    repo.git(&["switch", "--quiet", "--create", "work"]);
    let rules = RULES.replace("spent >= 100 ", "spent >= 80 ").replace("spent", "spend_12m");
    repo.write(&[
        ("specs/rules.persona", &rules),
        ("specs/story 故事.persona", &STORY.replace("in the evening", "at lunch")),
        (
            "specs/rough.persona",
            "segment rich: income > 100_000  # why\n\npersona savers {\n  must rich\n}\n",
        ),
    ]);
    repo.commit("four changes");
    repo
}

fn diff(repo: &Repo, args: &[&str]) -> (Option<i32>, String, String) {
    repo.personac(&[&["diff", "--dir", "specs"], args].concat())
}

#[test]
fn a_branch_is_told_by_its_four_changes() {
    let repo = four_changes();
    let (code, text, errors) = diff(&repo, &[]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{text}");
    insta::assert_snapshot!("four_changes", text);
    // The working tree is what was committed, so all of these are the same.
    for revisions in [&["main"][..], &["main", "HEAD"], &["main..work"], &["main...work"], &["main..."]] {
        let (code, other, errors) = diff(&repo, revisions);
        assert_eq!((code, errors.as_str()), (Some(0), ""), "{revisions:?}");
        let rest = |text: &str| text.lines().skip(1).map(|line| format!("{line}\n")).collect::<String>();
        assert_eq!(rest(&other), rest(&text), "{revisions:?}");
    }
    let (_, markdown, _) = diff(&repo, &["--format", "markdown"]);
    insta::assert_snapshot!("four_changes_markdown", markdown);
    let (_, json, _) = diff(&repo, &["--format", "json", "main", "work"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json["version"], &json["folder"], &json["old"]["revision"]),
        (&1.into(), &"specs".into(), &"main".into())
    );
    assert_eq!(json["new"]["commit"], repo.git(&["rev-parse", "work"]).as_str());
    let effects = json["changes"]["declarations"].as_array().unwrap().iter();
    let effects: Vec<&str> = effects.map(|change| change["effect"].as_str().unwrap()).collect();
    assert_eq!(effects, ["formatting", "formatting", "renamed", "meaning", "narrative"]);
}

#[test]
fn nothing_changed_is_said_so() {
    let repo = four_changes();
    let (code, text, _) = diff(&repo, &["HEAD", "--exit-code"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.ends_with("nothing changed; 6 the same\n"), "{text}");
    assert_eq!(diff(&repo, &["main", "--exit-code"]).0, Some(1));
}

#[test]
fn from_wherever_it_is_run() {
    let repo = four_changes();
    let here = |folder: &Path, args: &[&str]| {
        said(crate::common::personac().current_dir(folder).arg("diff").args(args))
    };
    let (_, expected, _) = diff(&repo, &["main", "work"]);
    let rest = |text: &str| text.split_once('\n').unwrap().1.to_owned();
    let (code, text, errors) = here(&repo.files.file("specs"), &["main", "work"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    let words = |text: &str| text.replace("specs/", "").split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words(&text), words(&expected));
    // A hook's variables describe its own repository.
    let mut hook = crate::common::personac();
    hook.current_dir(repo.path()).args(["diff", "--dir", "specs", "main", "work"]);
    hook.env("GIT_DIR", ".git").env("GIT_INDEX_FILE", ".git/index.lock").env("GIT_PREFIX", "x/");
    assert_eq!(said(&mut hook), (Some(0), expected.clone(), String::new()));
    let (code, _, errors) = here(repo.path(), &["--dir", "specs/none"]);
    assert!(code == Some(2) && errors.contains("E0701"), "{errors}");
    let tree = tempfile::tempdir().unwrap();
    let tree = tree.path().join("tree");
    repo.git(&["worktree", "add", "--quiet", "--detach", tree.to_str().unwrap(), "work"]);
    let (code, text, errors) = here(&tree, &["--dir", "specs"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    assert!(text.starts_with("shop: ") && text.contains("(where HEAD left main)"), "{text}");
    assert_eq!(rest(&text), rest(&expected));
}

/// What a command line that cannot work says: the exit code is 2, and nothing is printed.
fn refused(repo: &Repo, args: &[&str]) -> String {
    let (code, out, errors) = diff(repo, args);
    assert_eq!((code, out.as_str()), (Some(2), ""), "{args:?}: {errors}");
    errors.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn revisions_that_cannot_be_had() {
    let repo = four_changes();
    for (args, expected) in [
        (&["mian"][..], &["E0715", "there is no revision `mian`", "did you mean `main`?"][..]),
        (&["main", "wrok"], &["E0715", "did you mean `work`?"]),
        (&["main..wrok"], &["E0715", "did you mean `work`?"]),
        (&["specs"], &["E0715", "`personac diff --dir specs`"]),
        (&["HEAD:specs"], &["E0715", "is a folder and no commit"]),
        (&["main..work", "HEAD"], &["E0704", "names two revisions"]),
        (&["--", "--output=x"], &["E0715", "cannot be a revision"]),
        (&["main", "--only", "buyer"], &["E0705", "did you mean `buyers`?"]),
        (&["main", "--as-of", "today"], &["E0703"]),
    ] {
        let said = refused(&repo, args);
        expected.iter().for_each(|part| assert!(said.contains(part), "{args:?}: no {part} in {said}"));
    }
    repo.git(&["tag", "main", "work"]);
    let said = refused(&repo, &["main"]);
    assert!(
        said.contains("`main` can mean 2 things") && said.contains("`heads/main` or `tags/main`"),
        "{said}"
    );
    repo.git(&["tag", "--delete", "main"]);
    repo.git(&["switch", "--quiet", "--orphan", "alone"]);
    repo.write(&[("specs/personac.yaml", CATALOG)]);
    repo.commit("alone");
    let said = refused(&repo, &[]);
    assert!(said.contains("E0716") && said.contains("`personac diff main`"), "{said}");
    repo.git(&["branch", "--delete", "--force", "main"]);
    let said = refused(&repo, &[]);
    assert!(said.contains("E0715") && said.contains("no main branch"), "{said}");
}

#[test]
fn without_git_or_a_repository() {
    let repo = four_changes();
    let mut without = crate::common::personac();
    without.current_dir(repo.path()).args(["diff", "--dir", "specs"]).env("PATH", repo.path());
    let (code, _, text) = said(&mut without);
    assert!(code == Some(2) && text.contains("E0713"), "{text}");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("personac.yaml"), CATALOG).unwrap();
    let mut outside = crate::common::personac();
    outside.current_dir(folder.path()).arg("diff").env("GIT_CEILING_DIRECTORIES", folder.path());
    let (code, _, text) = said(&mut outside);
    assert!(code == Some(2) && text.contains("E0714") && text.contains("this folder"), "{text}");
    let empty = Repo::new();
    empty.write(&[("specs/personac.yaml", CATALOG)]);
    let text = refused(&empty, &[]);
    assert!(text.contains("E0715") && text.contains("no commit yet"), "{text}");
}

#[test]
fn a_shallow_clone_says_what_to_fetch() {
    let repo = four_changes();
    repo.git(&["switch", "--quiet", "main"]);
    repo.commit("later");
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file://{}", repo.path().display());
    let clone = |args: &[&str], name: &str| {
        let args = [&["clone", "--quiet", "--depth=1", "--branch=work"], args, &[&url, name]].concat();
        crate::repo::run(folder.path(), "x@y.example", &args);
        let mut command = crate::common::personac();
        let (code, _, text) =
            said(command.current_dir(folder.path().join(name)).args(["diff", "--dir", "specs"]));
        (code, text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let (code, text) = clone(&["--no-single-branch"], "both");
    assert!(code == Some(2) && text.contains("E0716") && text.contains("git fetch --deepen"), "{text}");
    assert!(text.contains("fetch-depth: 0"), "{text}");
    let (code, text) = clone(&["--single-branch"], "one");
    assert!(code == Some(2) && text.contains("E0715") && text.contains("fetch-depth: 0"), "{text}");
}

#[test]
fn a_project_that_is_new_gone_or_elsewhere() {
    let repo = four_changes();
    let first = repo.git(&["rev-parse", "main"]);
    repo.git(&["mv", "specs", "moved"]);
    repo.commit("moved");
    let (code, text, errors) = repo.personac(&["diff", "--dir", "moved", &first]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{text}");
    assert!(text.ends_with("6 added\n"), "{text}");
    let (code, text, errors) = repo.personac(&["diff", "--dir", "specs", &first]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{text}");
    assert!(text.ends_with("6 removed\n"), "{text}");
}

#[test]
fn versions_with_errors_are_compared_as_far_as_they_read() {
    let repo = four_changes();
    repo.git(&["switch", "--quiet", "--create", "broken", "main"]);
    repo.write(&[("specs/rules.persona", &RULES.replace("spent >= 100", "spent >= "))]);
    repo.commit("broken");
    // The old version is broken: a warning.
    let (code, text, errors) = diff(&repo, &["broken", "work"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(errors.contains("W0701") && errors.contains("broken:specs/rules.persona:7: E0101"), "{errors}");
    assert!(text.contains("story") && text.contains("buyers  not compared"), "{text}");
    // The new version is: errors as `check` shows them.
    let (code, text, errors) = diff(&repo, &["work", "broken"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(errors.contains("E0101") && errors.contains("broken:specs/rules.persona:7"), "{errors}");
    assert!(text.contains("story") && text.contains("buyers  not compared"), "{text}");
    let (_, json, _) = diff(&repo, &["work", "broken", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["findings"]["new"][0]["code"], "E0101");
    assert_eq!(json["findings"]["new"][0]["path"], "broken:specs/rules.persona");
    // A catalog that cannot be used at all.
    repo.write(&[("specs/personac.yaml", "tables: [")]);
    let (code, text, errors) = diff(&repo, &["work"]);
    assert!(code == Some(1) && errors.contains("E0201"), "{errors}");
    assert!(text.contains("story"), "{text}");
}

#[test]
fn a_conflict_is_an_error() {
    let repo = four_changes();
    repo.git(&["switch", "--quiet", "--create", "other", "main"]);
    repo.write(&[("specs/rules.persona", &RULES.replace("spent >= 100", "spent >= 300"))]);
    repo.commit("other");
    let merge =
        crate::repo::git(repo.path(), "x@y.example").args(["merge", "--quiet", "work"]).output().unwrap();
    assert!(!merge.status.success());
    let (code, text, errors) = diff(&repo, &["main"]);
    assert!(code == Some(1) && errors.contains("E0718") && errors.contains("rules.persona"), "{errors}");
    assert!(text.contains("sarah"), "{text}");
}

#[test]
fn what_users_write_cannot_leave_the_comment() {
    let repo = Repo::with(&[("specs/personac.yaml", CATALOG)]);
    let title = "<script>alert(1)</script> @team #12 | `x` ```";
    let rule = "must city = \"a|b <img src=x> @all ``` \u{202e}\"";
    let spec = format!("persona p \"{title}\" {{\n  {rule}\n  owner: \"</details>\"\n}}\n");
    repo.write(&[
        ("specs/a|b @x.persona", "segment s: age > 1\n"),
        ("specs/p.persona", "persona p { must age > 1 }"),
    ]);
    repo.commit("before");
    repo.write(&[("specs/a|b @x.persona", "segment s: age > 2\n"), ("specs/p.persona", &spec)]);
    let (code, text, errors) = diff(&repo, &["HEAD", "--format", "markdown"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{text}");
    insta::assert_snapshot!("escaped_markdown", text);
    assert!(!text.contains('\u{202e}'), "{text}");
}

#[test]
fn tests_are_told_all_at_once() {
    let repo = four_changes();
    let test = |age: usize| format!("test \"of {age}\" {{ given {{ age: {age} }} expect grown }}\n");
    repo.write(&[("specs/tests.persona", &(test(18) + &test(40)))]);
    let (code, text, _) = diff(&repo, &["HEAD", "--exit-code"]);
    assert!(
        code == Some(0)
            && text.ends_with("· tests: 2 added\n\nnothing changed but tests: 2 added; 6 the same\n"),
        "{text}"
    );
    repo.commit("tests");
    let rules = std::fs::read_to_string(repo.files.file("specs/rules.persona")).unwrap();
    repo.write(&[("specs/rules.persona", &rules.replace("age >= 18", "age >= 17"))]);
    let (_, text, _) = diff(&repo, &["HEAD"]);
    assert!(text.contains("· tests: 2 about something that changed\n") && !text.contains("of 40"), "{text}");
    let (_, text, _) = diff(&repo, &["HEAD", "--format", "markdown"]);
    assert!(text.contains("- tests: 2 about something that changed\n") && !text.contains("of 40"), "{text}");
}
