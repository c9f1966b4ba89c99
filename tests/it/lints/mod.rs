//! Lints: the table of the reference, and proofs held against every row that there can be.

mod proofs;

use personac::catalog::LintLevel;
use personac::check::lints::{GROUP, LINTS, Levels, level_of};

fn table() -> String {
    let mut out = "| lint | code | at first | tells |\n| --- | --- | --- | --- |\n".to_owned();
    for lint in LINTS {
        let in_group =
            level_of(&Levels::from([(GROUP.to_owned(), LintLevel::Deny)]), lint) == LintLevel::Deny;
        let level = match lint.level {
            LintLevel::Allow if in_group => "off; *undocumented*",
            LintLevel::Allow => "off",
            LintLevel::Warn if lint.needs_data => "warning; needs `--data`",
            LintLevel::Warn => "warning",
            LintLevel::Deny => "error",
        };
        out += &format!("| `{}` | {} | {level} | {} |\n", lint.code.name, lint.code.id, lint.code.title);
    }
    out
}

/// `UPDATE_REFERENCE=1` writes it.
#[test]
fn the_reference_lists_all_lints() {
    const MARKER: &str = "<!-- lints -->\n";
    let path = "grammar/README.md";
    let text = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let parts: Vec<&str> = text.split(MARKER).collect();
    let [before, written, after] = parts.as_slice() else { panic!("{path} needs two lines {MARKER}") };
    let table = table();
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        std::fs::write(path, format!("{before}{MARKER}{table}{MARKER}{after}")).unwrap();
    } else {
        assert_eq!(*written, table, "run this test with UPDATE_REFERENCE=1 to write {path}");
    }
}

/// Every warning about specs is a lint, so that its level can be set.
#[test]
fn every_warning_of_specs_is_a_lint() {
    for code in personac::diagnostics::codes::ALL.iter().filter(|c| c.id.starts_with("W05")) {
        assert!(LINTS.iter().any(|lint| lint.code == *code), "{}", code.id);
    }
}
