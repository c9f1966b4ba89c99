//! `test --format junit`, held to Jenkins' schema, and to what the stricter one of Ant's report wants.

use super::forms::{CATALOG, output};
use super::xml::{self, Element};
use super::xsd::Schema;
use crate::common::{Scratch, personac, repository};

const SPEC: &str = "\
persona grown \"Grown-ups\" { must age >= 18 must city = \"Bonn\" }
";

const TESTS: &str = "\
test \"a <grown> \\\"up\\\" & more\" { given { age: 18, city: \"Bonn\" } expect grown matches }
test \"成年人 🏙️\" {
  given { age: 17, city: \"Bonn\" }
  expect grown matches
  expect grown does not match
}
";

/// Every fault of a report, by Jenkins' schema and by what Ant's wants beyond that.
fn faults(report: &Element) -> Vec<String> {
    let text = fs_err::read_to_string(repository().join("tests/schemas/junit-10.xsd")).unwrap();
    let schema = xml::parse(&text);
    let mut faults = Schema::new(&schema).faults(report);
    let time = regex::Regex::new(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$").unwrap();
    for (id, suite) in report.all("testsuite").enumerate() {
        let cases: Vec<&Element> = suite.all("testcase").collect();
        let order: Vec<&str> = suite.children.iter().map(|c| c.name.as_str()).collect();
        let middle = vec!["testcase"; cases.len()];
        let wanted = [&["properties"], &middle[..], &["system-out", "system-err"]].concat();
        if order != wanted {
            faults.push(format!("children of a suite: {order:?}"));
        }
        for name in ["name", "timestamp", "hostname", "tests", "failures", "errors", "time", "package"] {
            if suite.get(name).is_none() {
                faults.push(format!("a suite without {name}"));
            }
        }
        let of =
            |kind: &'static str| cases.iter().filter(|c| c.all(kind).next().is_some()).count().to_string();
        let counts = [
            ("id", id.to_string()),
            ("tests", cases.len().to_string()),
            ("failures", of("failure")),
            ("errors", of("error")),
        ];
        for (name, count) in counts {
            if suite.get(name) != Some(&count) {
                faults.push(format!("{name} is {:?}, not {count}", suite.get(name)));
            }
        }
        if !suite.get("timestamp").is_some_and(|text| time.is_match(text)) {
            faults.push("timestamp".to_owned());
        }
        for case in cases {
            let whole = ["name", "classname", "time"].iter().all(|name| case.get(name).is_some());
            if !whole || case.children.len() > 1 || case.children.iter().any(|c| c.get("type").is_none()) {
                faults.push(format!("{case:?}"));
            }
        }
    }
    faults
}

/// The exit code, and the report, which is valid.
#[track_caller]
fn report(folder: &std::path::Path, args: &[&str]) -> (i32, Element) {
    let (code, out, _) =
        output(personac().args(["test", "--format", "junit"]).args(args).current_dir(folder));
    let report = xml::parse(&out);
    assert_eq!(faults(&report), Vec::<String>::new(), "{out}");
    (code, report)
}

#[test]
fn a_suite_for_each_file_and_a_case_for_each_test() {
    let shop = Scratch::new(&[
        (".git/HEAD", ""),
        ("shop/personac.yaml", CATALOG),
        ("shop/a.persona", SPEC),
        ("shop/b.persona", "test \"other\" { given { age: 3 } expect grown does not match }\n"),
        ("shop/tests/城市.persona", TESTS),
    ]);
    let (code, found) = report(&shop.file("shop"), &[]);
    assert_eq!(code, 1);
    let suites: Vec<&str> = found.all("testsuite").map(|s| s.get("name").unwrap()).collect();
    assert_eq!(suites, ["shop/b.persona", "shop/tests/城市.persona"]);
    let suite = &found.children[1];
    assert_eq!(
        (suite.get("tests"), suite.get("failures"), suite.get("errors")),
        (Some("2"), Some("1"), Some("0"))
    );
    let cases: Vec<&Element> = suite.all("testcase").collect();
    assert_eq!(cases[0].get("name"), Some("a <grown> \"up\" & more"));
    assert_eq!(cases[0].get("classname"), Some("shop.tests.城市"));
    let failure = &cases[1].children[0];
    assert_eq!(failure.name, "failure");
    assert_eq!(failure.get("message"), Some("`grown` should match: it does not match"));
    assert!(failure.text.starts_with("shop/tests/城市.persona:4:"), "{}", failure.text);
    assert!(
        failure.text.contains("✗ must: age is at least 18") && failure.text.contains("age = 17"),
        "{}",
        failure.text
    );
    let again = output(personac().args(["test", "--format", "junit"]).current_dir(shop.file("shop"))).1;
    assert_eq!(xml::parse(&again), found, "the same specs give the same report");
}

#[test]
fn errors_of_the_project_and_of_tests_are_errors() {
    let wrong = Scratch::new(&[("personac.yaml", CATALOG), ("a.persona", "persona p { must agee > 1 }\n")]);
    let (code, found) = report(wrong.path(), &[]);
    assert_eq!(code, 1);
    let case = found.children[0].all("testcase").next().unwrap();
    assert_eq!((case.get("name"), case.children[0].name.as_str()), (Some("E0301 unknown-name"), "error"));

    let (code, found) = report(Scratch::new(&[]).path(), &[]);
    assert_eq!((code, found.children[0].get("name")), (2, Some("personac")));

    let shop = Scratch::new(&[("personac.yaml", CATALOG), ("a.persona", SPEC), ("b.persona", TESTS)]);
    assert_eq!(report(shop.path(), &["--no-such-option"]).0, 2);
    assert_eq!(report(shop.path(), &["--mutate"]).0, 2);
    let (code, found) = report(shop.path(), &["--only", "<grown>", "--min-coverage", "100"]);
    assert_eq!(code, 1);
    let last = found.children.last().unwrap().all("testcase").next().unwrap();
    assert_eq!(last.get("name"), Some("E0805 coverage"));
}

#[test]
fn no_tests_are_no_suites() {
    let shop = Scratch::new(&[("personac.yaml", CATALOG), ("a.persona", SPEC)]);
    let (code, found) = report(shop.path(), &[]);
    assert_eq!((code, found.children.len()), (0, 0));
}

#[test]
fn characters_that_xml_does_not_have() {
    let tests = "test \"bell \u{7} tab \\t line \\n end\" { given { age: 1 } expect grown matches }\n";
    let shop = Scratch::new(&[("personac.yaml", CATALOG), ("a.persona", SPEC), ("b.persona", tests)]);
    let (_, found) = report(shop.path(), &[]);
    let case = found.children[0].all("testcase").next().unwrap();
    assert_eq!(case.get("name"), Some("bell \u{fffd} tab \t line \n end"));
}

#[test]
fn a_broken_report_is_found() {
    let report =
        |suite: &str| xml::parse(&format!("<?xml version=\"1.0\"?>\n<testsuites>{suite}</testsuites>"));
    let text = fs_err::read_to_string(repository().join("tests/schemas/junit-10.xsd")).unwrap();
    let schema = xml::parse(&text);
    let faults = |suite: &str| Schema::new(&schema).faults(&report(suite));
    assert_eq!(
        faults("<testsuite tests=\"1\"><testcase name=\"a\"><failure>b</failure></testcase></testsuite>"),
        [""; 0]
    );
    for (suite, wanted) in [
        ("<testsuite/>", "<testsuite> has no tests"),
        ("<testsuite tests=\"1\" colour=\"red\"/>", "<testsuite> may not have colour"),
        ("<testsuite tests=\"1\"><failure/></testsuite>", "<failure> may not stand there in <testsuite>"),
        (
            "<testsuite tests=\"1\"><testcase name=\"a\"><output/></testcase></testsuite>",
            "<output> may not stand there in <testcase>",
        ),
        ("<testsuite tests=\"1\">text</testsuite>", "<testsuite> holds no text"),
        ("<testsuite tests=\"1\"><system-out><x/></system-out></testsuite>", "<system-out> holds text alone"),
    ] {
        assert!(faults(suite).contains(&wanted.to_owned()), "{suite}: {:?}", faults(suite));
    }
}
