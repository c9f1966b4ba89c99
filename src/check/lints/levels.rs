//! Which lints there are, and at which level each of them stands.

use crate::catalog::LintLevel;
use crate::diagnostics::{Code, Diagnostic, Severity, codes};
use std::collections::BTreeMap;

/// A lint and what becomes of it where nobody says otherwise.
#[derive(Debug, Clone, Copy)]
pub struct Lint {
    pub code: &'static Code,
    pub level: LintLevel,
    /// It can be told only from data (`check --data`).
    pub needs_data: bool,
}

/// The levels that a project asks for, by name: of a lint, of [`GROUP`], or of `all`.
pub type Levels = BTreeMap<String, LintLevel>;

/// The name for all lints about what a declaration does not say of itself. They are off unless asked for: nobody writes owner,
/// review, tests and claims on the first day, and four findings for each new persona would hide the one that matters.
pub const GROUP: &str = "undocumented";

/// The lints of [`GROUP`].
pub(super) const UNDOCUMENTED: [&Code; 4] =
    [&codes::MISSING_OWNER, &codes::MISSING_REVIEW, &codes::UNTESTED, &codes::UNCLAIMED];

const fn warn(code: &'static Code) -> Lint {
    Lint { code, level: LintLevel::Warn, needs_data: false }
}

const fn off(code: &'static Code) -> Lint {
    Lint { code, level: LintLevel::Allow, needs_data: false }
}

const fn data(code: &'static Code) -> Lint {
    Lint { code, level: LintLevel::Warn, needs_data: true }
}

/// Every lint, in the order of the numbers.
pub static LINTS: &[Lint] = &[
    warn(&codes::NEGATED_UNKNOWN),
    warn(&codes::UNUSED),
    warn(&codes::OVERDUE_REVIEW),
    warn(&codes::UNSCORED_PERSONA),
    warn(&codes::CONSTANT_RULE),
    warn(&codes::UNTRANSLATED),
    warn(&codes::CONTRADICTION),
    warn(&codes::DUPLICATE_RULE),
    warn(&codes::DUPLICATE_DEFINITION),
    warn(&codes::IDLE_RULE),
    warn(&codes::UNREACHABLE_TIER),
    warn(&codes::IDLE_WEIGHT),
    warn(&codes::EMPTY_PATTERN),
    warn(&codes::LETTER_CASE),
    warn(&codes::USELESS_ALLOW),
    off(&codes::MISSING_OWNER),
    off(&codes::MISSING_REVIEW),
    off(&codes::UNTESTED),
    off(&codes::UNCLAIMED),
    data(&codes::OTHER_CASE),
    data(&codes::MIXED_CASE),
    data(&codes::SHORT_HISTORY),
    data(&codes::CLAIMS),
];

pub(super) fn find(code: &Code) -> Option<&'static Lint> {
    LINTS.iter().find(|lint| lint.code == code)
}

/// Whether a code is one whose level a project can set.
pub fn is_lint(code: &Code) -> bool {
    find(code).is_some()
}

/// At which level a lint stands: its own word first, then its group's, then that of all.
pub fn level_of(levels: &Levels, lint: &Lint) -> LintLevel {
    let undocumented = [&codes::MISSING_OWNER, &codes::MISSING_REVIEW, &codes::UNTESTED, &codes::UNCLAIMED];
    let group = undocumented.contains(&lint.code).then_some(GROUP);
    let names = [Some(lint.code.name), group, Some("all")];
    let asked = names.into_iter().flatten().find_map(|name| levels.get(name));
    asked.copied().unwrap_or(lint.level)
}

/// Whether a lint's finding is left out; else it gets its severity. What is no lint has a level only where it is asked for by name.
pub(super) fn is_off(levels: &Levels, diagnostic: &mut Diagnostic) -> bool {
    let level = match find(diagnostic.code) {
        Some(lint) => level_of(levels, lint),
        None => match levels.get(diagnostic.code.name) {
            Some(level) if diagnostic.code.severity != Severity::Error => *level,
            _ => return false,
        },
    };
    match level {
        LintLevel::Allow => return true,
        LintLevel::Warn => diagnostic.severity = Severity::Warning,
        LintLevel::Deny => diagnostic.severity = Severity::Error,
    }
    false
}
