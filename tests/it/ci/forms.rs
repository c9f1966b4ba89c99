//! The forms of `check`, `fmt` and `test` for other programs: what goes to stdout, and the exit code.

use super::assert_sarif;
use crate::common::{Scratch, personac};
use serde_json::Value;

pub const CATALOG: &str = "\
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
pub fn output(command: &mut assert_cmd::Command) -> (i32, String, String) {
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

#[test]
fn a_command_line_that_does_not_read_is_told_in_the_form() {
    let empty = Scratch::new(&[]);
    for command in ["check", "fmt", "test"] {
        for form in ["sarif", "github", "json", "text"] {
            for format in [vec!["--format", form], vec![&*format!("--format={form}")]] {
                let mut line = personac();
                line.arg(command).args(format).arg("--no-such-option").current_dir(empty.path());
                let (code, out, said) = output(&mut line);
                assert_eq!(code, 2);
                assert!(said.contains("unexpected argument '--no-such-option'"), "{said}");
                match form {
                    "sarif" => assert_eq!(sarif(&out)["runs"][0]["invocations"][0]["exitCode"], 2),
                    "github" => assert!(
                        out.starts_with("::error title=E0704 bad-option::unexpected argument"),
                        "{out}"
                    ),
                    "json" => assert!(json(&out).to_string().contains("E0704"), "{out}"),
                    _ => assert_eq!(out, ""),
                }
            }
        }
    }
    let (code, out, _) = output(personac().args(["check", "--format", "sarif", "--help"]));
    assert!(code == 0 && out.contains("Usage: personac check"), "{out}");
}

#[test]
fn unformatted_files_are_findings() {
    let rough = "# 城市\nsegment a:age>1 # why\n\n# and\nsegment b:age > 2\n";
    let specs = Scratch::new(&[
        (".git/HEAD", ""),
        ("my specs/rough.persona", rough),
        ("my specs/neat.persona", "segment c: age > 1\n"),
    ]);
    let fmt =
        |args: &[&str]| output(personac().args(["fmt", "--check"]).args(args).current_dir(specs.path()));
    for form in FORMS {
        assert_eq!(fmt(&["--format", form]).0, 1, "{form}");
        assert_eq!(fmt(&["--format", form, "my specs/neat.persona"]).0, 0, "{form}");
        assert_eq!(fmt(&["--format", form, "no.persona"]).0, 1, "{form}");
        assert_eq!(fmt(&["--format", form, "-", "my specs"]).0, 2, "{form}");
    }
    let log = sarif(&fmt(&["--format", "sarif"]).1);
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    let result = &results[0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"E0710".into(), &"error".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(
        (&place["artifactLocation"]["uri"], &place["region"]["startLine"]),
        (&"my%20specs/rough.persona".into(), &2.into())
    );
    let replacement = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(
        replacement["insertedContent"]["text"],
        "segment a: age > 1  # why\n\n# and\nsegment b: age > 2\n"
    );
    let line = fmt(&["--format", "github"]).1;
    let wanted =
        "::error file=my specs/rough.persona,line=2,endLine=2,col=1,endColumn=22,title=E0710 unformatted::";
    assert!(line.starts_with(wanted) && line.contains("personac fmt 'my specs/rough.persona'"), "{line}");
    assert_eq!(json(&fmt(&["--format", "json"]).1)[0]["labels"].as_array().unwrap().len(), 2);
    assert_eq!(output(personac().args(["fmt", "--format", "sarif"]).current_dir(specs.path())).0, 2);
    assert_eq!(fs_err::read_to_string(specs.file("my specs/rough.persona")).unwrap(), rough);
    let stdin = |text: &str| {
        let mut command = personac();
        output(command.args(["fmt", "--check", "--format", "sarif", "-"]).write_stdin(text))
    };
    assert_eq!(stdin("segment a: age > 1\n").0, 0);
    let (code, out, _) = stdin("segment a:age>1\n");
    assert_eq!((code, sarif(&out)["runs"][0]["results"][0]["locations"].as_array().unwrap().len()), (1, 0));
}

#[test]
fn failing_tests_are_findings() {
    let spec = "persona p { must age >= 18 }\ntest \"grown: up\" { given { age: 17 } expect p matches }\n";
    let shop = Scratch::new(&[("personac.yaml", CATALOG), ("shop.persona", spec)]);
    let test = |form: &str, args: &[&str]| {
        output(personac().args(["test", "--format", form]).args(args).current_dir(shop.path()))
    };
    for form in ["text", "json", "junit", "sarif", "github"] {
        assert_eq!(test(form, &[]).0, 1, "{form}");
        assert_eq!(test(form, &["--only", "nothing"]).0, 0, "{form}");
        assert_eq!(test(form, &["--as-of", "x"]).0, 2, "{form}");
    }
    let log = sarif(&test("sarif", &[]).1);
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "E0801");
    let wanted = "::error file=shop.persona,line=2,endLine=2,col=45,endColumn=54,title=E0801 test-failed::grown: up: `p` should match%0Ait does not match\n";
    assert_eq!(test("github", &[]).1, wanted);
    assert_eq!(json(&test("json", &["--as-of", "x"]).1)["faults"][0]["code"], "E0703");
}
