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

#[test]
fn the_reference_lists_all_lints() {
    crate::common::held_in_reference("lints", &table());
}

/// Every warning about specs is a lint, so that its level can be set.
#[test]
fn every_warning_of_specs_is_a_lint() {
    for code in personac::diagnostics::codes::ALL.iter().filter(|c| c.id.starts_with("W05")) {
        assert!(LINTS.iter().any(|lint| lint.code == *code), "{}", code.id);
    }
}
