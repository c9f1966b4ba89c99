//! The command line itself: forms, exit codes, help.

use crate::common::{Scratch, personac};

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

fn output(command: &mut assert_cmd::Command) -> (Option<i32>, String, String) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn check_reports_everything_at_once_in_both_forms() {
    let spec = "segment a: agee > 1\nsegment b: city > 3\npersona p {\n  must age >= 18\n  should city = \"Bonn\"\n}\n";
    let shop = Scratch::new(&[("personac.yaml", CATALOG), ("shop.persona", spec)]);
    let (code, json, _) = output(personac().args(["check", "--format", "json"]).arg(shop.path()));
    assert_eq!(code, Some(1));
    let findings: serde_json::Value = serde_json::from_str(&json).unwrap();
    let lines: Vec<u64> = findings.as_array().unwrap().iter().map(|f| f["line"].as_u64().unwrap()).collect();
    let errors = findings.as_array().unwrap().iter().filter(|f| f["severity"] == "error").count();
    assert_eq!(errors, 3, "{json}");
    assert!([1, 2, 5].iter().all(|line| lines.contains(line)), "{json}");
    let (code, text, _) = output(personac().arg("check").arg(shop.path()));
    assert_eq!(code, Some(1));
    assert!(
        text.contains("did you mean `age`") && text.trim_end().ends_with(|c: char| c.is_alphanumeric()),
        "{text}"
    );
}

#[test]
fn warnings_pass_unless_denied() {
    let spec = "segment a: age > 1\npersona p { must age >= 18 }\n";
    let shop = Scratch::new(&[("personac.yaml", CATALOG), ("shop.persona", spec)]);
    assert_eq!(output(personac().arg("check").arg(shop.path())).0, Some(0));
    for deny in ["unused", "W0502", "warnings"] {
        assert_eq!(output(personac().args(["check", "--deny", deny]).arg(shop.path())).0, Some(1), "{deny}");
    }
    let (code, text, _) = output(personac().args(["check", "--deny", "unsued"]).arg(shop.path()));
    assert_eq!(code, Some(2));
    assert!(text.contains("`unused`"), "{text}");
}

#[test]
fn params_are_overridden_and_checked() {
    let spec = "param grown: 18\npersona p { must age >= grown }\n";
    let shop = Scratch::new(&[("personac.yaml", CATALOG), ("shop.persona", spec)]);
    let (code, plan, _) = output(personac().args(["compile", "--set", "grown=21"]).arg(shop.path()));
    assert_eq!(code, Some(0));
    assert!(plan.contains("= 21") && !plan.contains("= 18"), "{plan}");
    let (code, _, said) = output(personac().args(["compile", "--set", "grwon=21"]).arg(shop.path()));
    assert_eq!(code, Some(1));
    assert!(said.contains("`grown`"), "{said}");
    let (code, _, said) = output(personac().args(["compile", "--set", "grown=\"x\""]).arg(shop.path()));
    assert_eq!(code, Some(1));
    assert!(said.contains("E0401"), "{said}");
}

#[test]
fn codes_are_explained() {
    let (code, page, _) = output(personac().args(["error", "e0301"]));
    assert_eq!(code, Some(0));
    assert!(page.starts_with("# E0301"), "{page}");
    assert_eq!(page, output(personac().args(["error", "unknown-name"])).1);
    let (code, _, said) = output(personac().args(["error", "unknown-nam"]));
    assert_eq!(code, Some(2));
    assert!(said.contains("unknown-name"), "{said}");
    let list = output(personac().arg("error")).1;
    assert_eq!(list.lines().count(), personac::diagnostics::codes::ALL.len());
}

#[test]
fn completions_and_help_speak_of_every_command() {
    let (_, help, _) = output(personac().arg("--help"));
    let (_, script, _) = output(personac().args(["completions", "bash"]));
    for command in ["check", "compile", "fmt", "list", "deps", "rename", "watch", "error", "completions"] {
        assert!(help.contains(command) && script.contains(command), "{command}");
        let (code, text, _) = output(personac().args([command, "--help"]));
        assert_eq!(code, Some(0));
        assert!(text.lines().count() > 5, "{text}");
    }
}

#[test]
fn a_wrong_command_line_exits_with_2() {
    assert_eq!(output(personac().arg("frobnicate")).0, Some(2));
    assert_eq!(output(personac().args(["check", "--format", "xml"])).0, Some(2));
    assert_eq!(output(personac().args(["check", "no/such/folder"])).0, Some(2));
}

#[test]
fn changes_that_no_test_notices_fail_on_demand() {
    let spec = "persona p { must age >= 18 }\ntest \"grown\" { given { age: 18 } expect p matches }\n";
    let shop = Scratch::new(&[("personac.yaml", CATALOG), ("shop.persona", spec)]);
    let mutate = |args: &[&str]| output(personac().args(["test", "--mutate"]).args(args).arg(shop.path()));
    let (code, text, _) = mutate(&[]);
    assert_eq!(code, Some(0));
    assert!(text.contains("`18` becomes `17` in persona `p`"), "{text}");
    assert!(text.contains("write a test in which `age` is 17"), "{text}");
    assert!(text.ends_with("5 changes, 2 noticed, 3 not\n"), "{text}");
    assert_eq!(mutate(&["--min-noticed", "40"]).0, Some(0));
    assert_eq!(mutate(&["--min-noticed", "41"]).0, Some(1));
    let (_, json, _) = mutate(&["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((report["noticed"].as_u64(), report["unnoticed"].as_u64()), (Some(2), Some(3)));
}

#[test]
fn missing_tests_are_printed_as_source() {
    let spec = "persona p { must age >= 18 }\n";
    let shop = Scratch::new(&[("personac.yaml", CATALOG), ("shop.persona", spec)]);
    let suggest = |name: &str| output(personac().args(["test", "--suggest", name]).arg(shop.path()));
    let (code, tests, _) = suggest("p");
    assert_eq!(code, Some(0));
    shop.write("tests.persona", tests.as_bytes());
    let (code, said, _) = output(personac().arg("test").arg(shop.path()));
    assert_eq!((code, said.as_str()), (Some(0), "3 passed, 0 failed\n"), "{tests}");
    assert_eq!(suggest("p").1.matches("\ntest ").count(), 0, "{tests}");
    assert_eq!(suggest("q").0, Some(2));
}
