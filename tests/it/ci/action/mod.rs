//! The action for GitHub: is it put together right, and what do its steps do in a scratch repository?

#[cfg(feature = "engine")]
mod data;
mod expression;
mod runner;

use super::forms::CATALOG;
use super::{assert_sarif, xml};
use crate::common::repository;
use crate::repo::Repo;
use runner::Runner;
use serde_json::Value;
use std::collections::BTreeSet;

const FOLDER: &str = ".github/actions/personac";

fn action() -> Value {
    let text = fs_err::read_to_string(repository().join(FOLDER).join("action.yml")).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

/// Every text in a value.
fn texts<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(entries) => entries.values().for_each(|entry| texts(entry, found)),
        _ => {}
    }
}

#[test]
fn what_the_action_names_is_there() {
    let action = action();
    assert_eq!(action["runs"]["using"], "composite");
    let inputs = action["inputs"].as_object().unwrap();
    assert!(inputs.values().all(|input| input["description"].is_string() && input["default"].is_string()));
    assert!(action["outputs"].as_object().unwrap().values().all(|output| output["description"].is_string()));
    let mut used = BTreeSet::new();
    // `ID.outputs.NAME` of the steps above.
    let mut written = BTreeSet::new();
    let mut check = |name: &str, written: &BTreeSet<String>| match name.split_once('.').unwrap() {
        ("inputs", input) => {
            assert!(inputs.contains_key(input), "{name}");
            used.insert(input.to_owned());
        }
        ("steps", output) => assert!(written.contains(output), "{name} of no step above"),
        ("github", _) | ("runner", "os" | "arch") => {}
        _ => panic!("{name}"),
    };
    let line = regex::Regex::new(r#"(?m)echo "([a-z]+)="#).unwrap();
    for step in action["runs"]["steps"].as_array().unwrap() {
        let title = step["name"].as_str().expect("every step has a name");
        let keys: BTreeSet<&str> = step.as_object().unwrap().keys().map(String::as_str).collect();
        let known = BTreeSet::from(["name", "id", "if", "shell", "env", "run", "uses", "with"]);
        assert!(keys.is_subset(&known), "{title}: {keys:?}");
        assert_eq!(keys.contains("run"), keys.contains("shell"), "{title}: a script needs its shell");
        assert_ne!(keys.contains("run"), keys.contains("uses"), "{title}");
        if let Some(condition) = step["if"].as_str() {
            expression::names(condition).iter().for_each(|name| check(name, &written));
        }
        let mut found = Vec::new();
        ["env", "with"].iter().for_each(|key| texts(&step[key], &mut found));
        let templates = found.into_iter().filter(|text| text.contains("${{"));
        templates.flat_map(expression::names).for_each(|name| check(&name, &written));
        let id = step["id"].as_str().unwrap_or_default();
        if let Some(script) = step["run"].as_str() {
            // A value that is put into a script is run by it.
            assert!(!script.contains("${{"), "{title}: values reach a script by `env`");
            let variables = step["env"].as_object().into_iter().flatten().map(|(key, _)| key);
            for variable in variables.filter(|v| *v != "GH_TOKEN") {
                let uses = [format!("${variable}"), format!("${{{variable}"), format!("env.{variable}")];
                assert!(uses.iter().any(|u| script.contains(u)), "{title}: {variable} is not used");
            }
            written.extend(line.captures_iter(script).map(|name| format!("{id}.outputs.{}", &name[1])));
        } else if step["uses"].as_str().unwrap().starts_with("actions/cache@") {
            written.insert(format!("{id}.outputs.cache-hit"));
        }
    }
    let mut values = Vec::new();
    texts(&action["outputs"], &mut values);
    let templates = values.into_iter().filter(|text| text.contains("${{"));
    templates.flat_map(expression::names).for_each(|name| check(&name, &written));
    let declared: BTreeSet<String> = inputs.keys().cloned().collect();
    assert_eq!(used, declared, "every input is used");
}

#[test]
fn every_input_and_output_is_described_in_the_readme() {
    let readme = fs_err::read_to_string(repository().join(FOLDER).join("README.md")).unwrap();
    let action = action();
    for part in ["inputs", "outputs"] {
        for name in action[part].as_object().unwrap().keys() {
            assert!(readme.contains(&format!("| `{name}` |")), "{name}");
        }
    }
}

const GOOD: &str = "\
icp grown \"Grown-ups\" {
  must age >= 18
}

test \"of age\" {
  given { age: 18 }
  expect grown matches
}
";

/// A repository with a project in a folder, on its main branch.
fn shop() -> Repo {
    Repo::with(&[("my shop/personac.yaml", CATALOG), ("my shop/shop.persona", GOOD)])
}

/// Writes the shop's spec.
fn write(shop: &Repo, spec: &str) {
    shop.write(&[("my shop/shop.persona", spec)]);
}

/// A machine with the built command, for a pull request from `main`.
fn runner(shop: &Repo) -> Runner {
    Runner::new(&[("gh", GH)])
        .set("inputs.binary", env!("CARGO_BIN_EXE_personac"))
        .set("inputs.project", "my shop")
        .set("github.event_name", "pull_request")
        .set("github.event.pull_request.base.sha", shop.git(&["rev-parse", "main"]))
        .set("github.event.pull_request.number", "7")
        .set("github.repository", "acme/shop")
        .set("github.token", "secret")
}

/// A `gh` that has no comments but those in `comment.md`, and writes down what it is asked.
const GH: &str = r#"
echo "$*" >> "{}/gh.log"
[ "$GH_TOKEN" = secret ] || exit 1
case "$*" in
  *--jq*) if [ -e "{}/comment.md" ] && [[ "$(cat "{}/comment.md")" = "$MARKER"* ]]; then echo 42; fi ;;
  *body=@*) cp "${!#/#body=@/}" "{}/comment.md" ;;
esac
"#;

fn said(runner: &Runner) -> [&str; 4] {
    ["check", "fmt", "test", "diff"].map(|name| runner.outputs[name].as_str())
}

#[test]
fn a_good_branch_passes() {
    let shop = shop();
    shop.git(&["switch", "--quiet", "--create", "better"]);
    write(&shop, &GOOD.replace("age >= 18", "age >= 16"));
    shop.commit("Loosen a bound");
    let mut runner = runner(&shop).set("inputs.diff", "false");
    assert!(runner.run(&action(), shop.path()), "{}", runner.log);
    assert_eq!(said(&runner), ["passed", "passed", "passed", "skipped"]);
    assert!(runner.summary.contains("| | passed | passed | passed | skipped |"), "{}", runner.summary);
    assert!(!runner.log.contains("::"), "{}", runner.log);
    let log: Value =
        serde_json::from_str(&fs_err::read_to_string(&runner.outputs["sarif"]).unwrap()).unwrap();
    assert_sarif(&log);
    let report = xml::parse(&fs_err::read_to_string(&runner.outputs["junit"]).unwrap());
    assert_eq!(report.children[0].get("tests"), Some("1"));
    assert_eq!(runner.used, []);
}

#[test]
fn a_broken_branch_fails_and_says_all_of_it() {
    let shop = shop();
    shop.git(&["switch", "--quiet", "--create", "worse"]);
    write(&shop, &GOOD.replace("age >= 18", "age  >=  21"));
    let mut runner = self::runner(&shop).set("inputs.diff", "false").set("inputs.upload-sarif", "true");
    assert!(!runner.run(&action(), shop.path()));
    assert_eq!(said(&runner), ["passed", "failed", "failed", "skipped"]);
    let unformatted =
        "::error file=my shop/shop.persona,line=2,endLine=2,col=1,endColumn=19,title=E0710 unformatted::";
    let failed =
        "::error file=my shop/shop.persona,line=7,endLine=7,col=10,endColumn=23,title=E0801 test-failed::";
    assert!(runner.log.contains(unformatted) && runner.log.contains(failed), "{}", runner.log);
    let sarif = runner.outputs["sarif"].clone();
    assert_eq!(
        runner.used,
        [("github/codeql-action/upload-sarif@v3".to_owned(), serde_json::json!({ "sarif_file": sarif }))]
    );

    write(&shop, &GOOD.replace("age", "agee"));
    let mut runner = self::runner(&shop).set("inputs.diff", "false").set("inputs.annotations", "false");
    assert!(!runner.run(&action(), shop.path()));
    assert_eq!(said(&runner), ["failed", "passed", "failed", "skipped"]);
    assert!(runner.log.contains("did you mean `age`") && !runner.log.contains("::error"), "{}", runner.log);
    assert_eq!(runner.log.matches("did you mean").count(), 2, "said once for each place: {}", runner.log);
}

/// The spec with a bound that is looser, a test that goes with it, and another title.
fn loosened() -> String {
    GOOD.replace("18", "16").replace("Grown-ups", "Nearly grown-ups")
}

#[test]
fn what_changed_in_meaning_stands_in_the_summary_and_in_one_comment() {
    let shop = shop();
    shop.git(&["switch", "--quiet", "--create", "looser"]);
    write(&shop, &loosened());
    shop.commit("Loosen a bound");
    let mut runner = runner(&shop).set("inputs.comment", "true");
    assert!(runner.run(&action(), shop.path()), "{}", runner.log);
    assert_eq!(said(&runner), ["passed"; 4]);
    let markdown = fs_err::read_to_string(&runner.outputs["markdown"]).unwrap();
    assert!(markdown.contains("age >= 18") && markdown.contains("age >= 16"), "{markdown}");
    assert!(runner.summary.starts_with(&markdown), "{}", runner.summary);
    let comment = fs_err::read_to_string(runner.machine.file("comment.md")).unwrap();
    assert_eq!(comment, format!("<!-- personac diff my shop -->\n{markdown}"));
    let asked = fs_err::read_to_string(runner.machine.file("gh.log")).unwrap();
    let asked: Vec<&str> = asked.lines().collect();
    assert!(asked[0].starts_with("api --paginate repos/acme/shop/issues/7/comments --jq"), "{asked:?}");
    let post = "api --silent --method POST repos/acme/shop/issues/7/comments -F body=@";
    assert!(asked[1].starts_with(post), "{asked:?}");

    // The next push: the comment is changed, and no second one is written.
    write(&shop, &loosened().replace("16", "17"));
    shop.commit("Tighten it a little");
    assert!(runner.run(&action(), shop.path()), "{}", runner.log);
    let asked = fs_err::read_to_string(runner.machine.file("gh.log")).unwrap();
    let last = asked.lines().last().unwrap();
    assert!(
        last.starts_with("api --silent --method PATCH repos/acme/shop/issues/comments/42 -F body=@"),
        "{last}"
    );
    let comment = fs_err::read_to_string(runner.machine.file("comment.md")).unwrap();
    assert!(comment.contains("age >= 17") && !comment.contains("age >= 16"), "{comment}");
}

#[test]
fn a_comment_that_may_not_be_written_is_no_failure() {
    let shop = shop();
    write(&shop, &loosened());
    let mut runner = runner(&shop).set("inputs.comment", "true").set("inputs.token", "of a fork");
    assert!(runner.run(&action(), shop.path()), "{}", runner.log);
    assert!(
        runner.log.contains("::warning title=personac::the comment could not be written"),
        "{}",
        runner.log
    );
}

#[test]
fn a_comment_that_is_too_long_is_cut_between_characters() {
    let shop = shop();
    let mut runner = runner(&shop).set("inputs.comment", "true");
    // Longer than any comparison: three bytes for each character.
    let long = "a城".repeat(20_000);
    let personac = format!("if [ \"$1\" = diff ]; then printf '{long}'; fi\n");
    runner.machine.write("personac", format!("#!/usr/bin/env bash\n{personac}").as_bytes());
    let binary = runner.machine.file("personac").display().to_string();
    runner = runner.set("inputs.binary", binary);
    assert!(runner.run(&action(), shop.path()), "{}", runner.log);
    let comment = fs_err::read(runner.machine.file("comment.md")).unwrap();
    let comment = String::from_utf8(comment).expect("no character is cut");
    assert!(comment.chars().count() < 65_536 && comment.len() > 60_000, "{}", comment.len());
    assert!(comment.trim_end().ends_with("… the rest stands in the summary of the run"));
}

/// The checkout of a runner: one commit of one branch, and a remote that has all.
fn shallow(shop: &Repo) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = format!("file://{}", shop.path().display());
    shop.git(&["clone", "--quiet", "--depth", "1", &from, folder.path().to_str().unwrap()]);
    folder
}

#[test]
fn the_base_is_fetched_where_the_checkout_lacks_it() {
    let shop = shop();
    let base = shop.git(&["rev-parse", "main"]);
    shop.git(&["switch", "--quiet", "--create", "looser"]);
    write(&shop, &loosened());
    shop.commit("Loosen a bound");
    for base in [base.as_str(), "main"] {
        let checkout = shallow(&shop);
        let mut runner = runner(&shop).set("inputs.base", base);
        assert!(runner.run(&action(), checkout.path()), "{}", runner.log);
        assert_eq!(said(&runner), ["passed"; 4]);
        assert!(runner.summary.contains("age >= 16"), "{}", runner.summary);
    }
    let checkout = shallow(&shop);
    let mut runner = runner(&shop).set("inputs.base", "no-such-branch");
    assert!(!runner.run(&action(), checkout.path()));
    assert_eq!(said(&runner)[3], "failed");
    assert!(
        runner.log.contains("::error title=personac diff::the revision no-such-branch"),
        "{}",
        runner.log
    );
}

#[test]
fn without_a_base_nothing_is_compared() {
    let shop = shop();
    let mut runner = runner(&shop)
        .set("github.event.pull_request.base.sha", "")
        .set("github.event.before", "0".repeat(40));
    assert!(runner.run(&action(), shop.path()), "{}", runner.log);
    assert_eq!((said(&runner)[3], runner.outputs["markdown"].as_str()), ("skipped", ""));
}

#[test]
fn options_reach_the_commands() {
    let shop = shop();
    shop.write(&[("my shop/more.persona", "segment idle: age > 1\n")]);
    let run = |name: &str, value: &str| {
        let mut runner = runner(&shop).set("inputs.diff", "false").set(name, value);
        runner.run(&action(), shop.path());
        said(&runner).map(str::to_owned)
    };
    assert_eq!(run("inputs.deny", "")[0], "passed");
    assert_eq!(run("inputs.deny", "overdue-review unused")[0], "failed");
    assert_eq!(run("inputs.as-of", "2026-13-01")[..3], ["failed", "passed", "failed"]);
    assert_eq!(run("inputs.fmt", "false")[1], "skipped");
    assert_eq!(run("inputs.test", "false")[2], "skipped");
}

#[test]
fn a_binary_must_be_the_one_that_was_meant() {
    let shop = shop();
    let mut runner = runner(&shop).set("inputs.diff", "false").set("inputs.sha256", "0".repeat(64));
    assert!(!runner.run(&action(), shop.path()));
    assert!(runner.log.contains("::error title=personac::the binary has the SHA-256"), "{}", runner.log);
}

/// A `cargo` that knows one command and takes the built personac for what it compiles.
const CARGO: &str = r#"
[ "$1 $2 $3 $5" = "install --locked --path --root" ] && grep -q '^name = "personac"' "$4/Cargo.toml" || exit 1
mkdir -p "$6/bin" && cp "PERSONAC" "$6/bin/personac"
"#;

#[test]
fn personac_is_compiled_from_the_ref_of_the_action_unless_the_cache_has_it() {
    let shop = shop();
    let cargo = CARGO.replace("PERSONAC", env!("CARGO_BIN_EXE_personac"));
    let machine = |programs: &[(&str, &str)]| {
        Runner::new(programs)
            .set("inputs.project", "my shop")
            .set("inputs.diff", "false")
            .set("github.action_path", repository().join(FOLDER).display().to_string())
            .set("runner.os", "Linux")
            .set("runner.arch", "X64")
    };
    let mut first = machine(&[("cargo", &cargo)]);
    assert!(first.run(&action(), shop.path()), "{}", first.log);
    let (cache, with) = &first.used[0];
    assert!(cache.starts_with("actions/cache@"));
    let (folder, key) = (with["path"].as_str().unwrap(), with["key"].as_str().unwrap());
    assert!(
        key.starts_with("personac-Linux-X64-") && folder.ends_with(key.rsplit('-').next().unwrap()),
        "{with}"
    );
    assert!(std::path::Path::new(folder).join("bin/personac").exists());

    // The next one finds it in the cache, and needs no cargo.
    let mut second = machine(&[("cargo", "exit 1")]).set("steps.cache.outputs.cache-hit", "true");
    let kept = second
        .machine
        .file("home")
        .join(std::path::Path::new(folder).strip_prefix(first.machine.file("home")).unwrap());
    fs_err::create_dir_all(kept.join("bin")).unwrap();
    fs_err::copy(env!("CARGO_BIN_EXE_personac"), kept.join("bin/personac")).unwrap();
    assert!(second.run(&action(), shop.path()), "{}", second.log);
}
