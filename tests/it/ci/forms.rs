//! The forms of `check`, `fmt` and `test` for other programs: what goes to stdout, and the exit code.

use super::assert_sarif;
use crate::common::{Scratch, personac};
use serde_json::Value;

const CATALOG: &str = "\
project: shop
timezone: UTC
as_of: 2026-10-31
tables:
  customers:
    source: customers.csv
    key: id
    columns: { id: text, age: int, city: text }
";

const FORMS: [&str; 4] = ["text", "json", "sarif", "github"];

/// Exit code, stdout, stderr.
fn output(command: &mut assert_cmd::Command) -> (i32, String, String) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// The log, held to the schema; one document and nothing beside it.
fn sarif(text: &str) -> Value {
    let log = json(text);
    assert_sarif(&log);
    log
}

#[test]
fn exit_codes_are_the_same_in_every_form() {
    let shop = |spec: &str| Scratch::new(&[("personac.yaml", CATALOG), ("shop.persona", spec)]);
    let fine = shop("persona p { must age >= 18 }\n");
    let warned = shop("segment a: age > 1\npersona p { must age >= 18 }\n");
    let wrong = shop("persona p { must agee >= 18 }\n");
    let empty = Scratch::new(&[]);
    for form in FORMS {
        let check = |shop: &Scratch, args: &[&str]| {
            let (code, out, _) =
                output(personac().args(["check", "--format", form]).args(args).current_dir(shop.path()));
            if form == "sarif" {
                assert_eq!(sarif(&out)["runs"][0]["invocations"][0]["exitCode"], code);
            }
            code
        };
        assert_eq!(check(&fine, &[]), 0, "{form}");
        assert_eq!(check(&warned, &[]), 0, "{form}");
        assert_eq!(check(&warned, &["--deny", "warnings"]), 1, "{form}");
        assert_eq!(check(&wrong, &[]), 1, "{form}");
        assert_eq!(check(&empty, &[]), 2, "{form}");
        assert_eq!(check(&fine, &["--as-of", "yesterday"]), 2, "{form}");
        assert_eq!(check(&fine, &["--set", "nothing"]), 2, "{form}");
        assert_eq!(check(&fine, &["--deny", "nothing"]), 2, "{form}");
    }
}

#[test]
fn what_is_wrong_before_there_is_a_project_is_told_in_the_form() {
    let empty = Scratch::new(&[]);
    let check = |form: &str| output(personac().args(["check", "--format", form]).current_dir(empty.path())).1;
    assert_eq!(json(&check("json"))[0]["code"], "E0701");
    assert!(check("github").starts_with("::error title=E0701 no-project::there is no `personac.yaml`"));
    let log = sarif(&check("sarif"));
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), 0);
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let notification = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notification["descriptor"]["id"], "E0701");
    assert_eq!(run["tool"]["driver"]["notifications"][0]["id"], "E0701");
}

#[test]
fn paths_start_at_the_root_of_the_repository() {
    let repo = Scratch::new(&[
        (".git/HEAD", "ref: refs/heads/main\n"),
        ("specs/my shop/personac.yaml", CATALOG),
        ("specs/my shop/城市.persona", "persona p { must agee >= 18 }\n"),
    ]);
    for (folder, project) in
        [("", "specs/my shop"), ("specs/my shop", "."), ("specs", "./my shop/../my shop")]
    {
        let check = |form: &str| {
            let mut command = personac();
            output(command.args(["check", "--format", form, project]).current_dir(repo.file(folder))).1
        };
        let log = sarif(&check("sarif"));
        let run = &log["runs"][0];
        let place = &run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
        assert_eq!(place["uri"], "specs/my%20shop/%E5%9F%8E%E5%B8%82.persona");
        assert_eq!(place["uriBaseId"], "%SRCROOT%");
        assert_eq!(run["automationDetails"]["id"], "personac/check/specs/my shop/");
        let line = check("github");
        assert!(
            line.starts_with("::error file=specs/my shop/城市.persona,line=1,endLine=1,col=18,"),
            "{line}"
        );
    }
}
