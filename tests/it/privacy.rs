//! What leaves with a run: consent, personal and sensitive columns, pseudonyms, cells that a spreadsheet would run.

use crate::common::{Scratch, files_below, personac};
use std::path::Path;

const CATALOG: &str = "\
project: shop
timezone: UTC
as_of: 2026-10-31
on_error: quarantine
privacy: { min_cell: 2, allow_sensitive: { origin: \"a grant of the city asks for it\" } }
tables:
  customers:
    source: customers.csv
    key: id
    consent: agrees
    columns: { id: { type: text, pii: true }, agrees: bool, email: { type: text, pii: true }, age: int, origin: { type: text, sensitive: true }, note: text }
";

const PEOPLE: &str = "\
id,agrees,email,age,origin,note
anna-1,true,anna@example.org,30,north,=cmd|' /C calc'!A0
ben-22,true,ben@example.org,40,north,fine
carl-3,true,carl@example.org,50,south,a;@SUM(1)
dora-4,false,dora@example.org,60,south,-1+1
emil-5,true,emil@example.org,many,north,+1
";

const SPEC: &str = "persona grown { must age >= 18  must origin is known }\n";
const SECRET: &str = "PERSONAC_PSEUDONYM_KEY";

fn shop() -> Scratch {
    Scratch::new(&[("personac.yaml", CATALOG), ("shop.persona", SPEC), ("customers.csv", PEOPLE)])
}

fn run(shop: &Scratch, out: &Path, args: &[&str], secret: Option<&str>) -> (Option<i32>, String) {
    let mut command = personac();
    command.arg("run").args(args).arg("--out").arg(out).arg(shop.path()).env_remove(SECRET);
    if let Some(secret) = secret {
        command.env(SECRET, secret);
    }
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn columns_that_name_people_leave_only_when_asked_for_twice() {
    let shop = shop();
    let out = shop.path().join("out");
    let (code, said) = run(&shop, &out, &["--with", "email", "--format", "csv"], None);
    assert_eq!(code, Some(2));
    assert!(said.contains("E0711") && said.contains("--allow-pii"), "{said}");
    let (code, said) = run(&shop, &out, &["--with", "email", "--allow-pii", "--format", "csv"], None);
    assert_eq!(code, Some(0), "{said}");
    let file = fs_err::read_to_string(out.join("cohorts/grown.csv")).unwrap();
    assert!(file.contains("anna@example.org") && !file.contains("dora@"), "{file}");
    for (path, bytes) in files_below(&out) {
        let text = String::from_utf8(bytes).unwrap();
        let name = path.to_string_lossy().into_owned();
        if name.starts_with("personas") || name.ends_with(".json") {
            assert!(!text.contains("@example.org") && !text.contains("anna-1"), "{name}");
        }
    }
}

#[test]
fn pseudonyms_stand_in_every_place_of_a_key() {
    let shop = shop();
    let (one, two) = (shop.path().join("one"), shop.path().join("two"));
    for (secret, word) in [(None, "there is none"), (Some("short"), "shorter than 16 bytes")] {
        let (code, said) = run(&shop, &one, &["--pseudonymize"], secret);
        assert_eq!(code, Some(2));
        assert!(said.contains("E0712") && said.contains(word), "{said}");
    }
    let secret = "0123456789abcdef0123456789abcdef";
    for out in [&one, &two] {
        let args = ["--pseudonymize", "--format", "csv", "--with", "id", "--with", "age"];
        let (code, said) = run(&shop, out, &args, Some(secret));
        assert_eq!(code, Some(0), "{said}");
    }
    assert_eq!(files_below(&one), files_below(&two));
    let keys = ["anna-1", "ben-22", "carl-3", "dora-4", "emil-5"];
    for (path, bytes) in files_below(&one) {
        let text = String::from_utf8(bytes).unwrap();
        assert!(!keys.iter().any(|key| text.contains(key)), "{} has a key", path.display());
        assert!(!text.contains(secret), "{} has the secret", path.display());
    }
    let file = fs_err::read_to_string(one.join("cohorts/grown.csv")).unwrap();
    let ids: Vec<&str> = file.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert!(ids.len() == 3 && ids.is_sorted() && ids.iter().all(|id| id.len() == 32), "{file}");
    assert!(fs_err::read_to_string(one.join("manifest.json")).unwrap().contains("pseudonyms"));
    // `explain` is for those who have the data.
    personac().args(["explain", "grown", "--key", "anna-1"]).arg(shop.path()).assert().success();
}

#[test]
fn no_spreadsheet_runs_a_text() {
    let shop = shop();
    let out = shop.path().join("out");
    let (code, said) = run(&shop, &out, &["--with", "note", "--format", "csv"], None);
    assert_eq!(code, Some(0), "{said}");
    let file = fs_err::read_to_string(out.join("cohorts/grown.csv")).unwrap();
    assert!(file.contains("'=cmd|' /C calc'!A0") && file.contains("a;'@SUM(1)"), "{file}");
    let aside = fs_err::read_to_string(out.join("quarantine/customers.csv")).unwrap();
    assert!(aside.contains(",+1,") && aside.contains("emil-5"), "{aside}");
    let (code, _) = run(&shop, &out, &["--with", "note", "--format", "ndjson"], None);
    assert_eq!(code, Some(0));
    assert!(fs_err::read_to_string(out.join("cohorts/grown.ndjson")).unwrap().contains("\"=cmd|"));
}

#[test]
fn the_page_says_why_a_sensitive_column_is_used() {
    let shop = shop();
    let out = shop.path().join("out");
    for (lang, words) in [("en", "which is sensitive"), ("zh", "敏感信息")] {
        assert_eq!(run(&shop, &out, &["--lang", lang], None).0, Some(0));
        let page = fs_err::read_to_string(out.join("personas/grown.md")).unwrap();
        assert!(page.contains(words) && page.contains("a grant of the city asks for it"), "{page}");
    }
    let silent = CATALOG.replace(", allow_sensitive: { origin: \"a grant of the city asks for it\" }", "");
    let files = [("personac.yaml", silent.as_str()), ("customers.csv", PEOPLE)];
    for spec in [SPEC, "feature f: if(origin = \"x\", 1, 2)\nsegment s: f > 1\npersona p { must s }\n"] {
        let shop = Scratch::new(&[files[0], files[1], ("shop.persona", spec)]);
        let output = personac().arg("check").arg(shop.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(
            String::from_utf8_lossy(&output.stdout).contains("E0511")
                || String::from_utf8_lossy(&output.stderr).contains("E0511")
        );
    }
}
