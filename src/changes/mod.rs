//! What changed in *meaning* between two versions of a project, declaration by declaration. Pure: no files, no data.
//!
//! [`compare`] looks at three things, each where the others are blind: the *meaning* ([`crate::meaning`]: everything that is used put in
//! its place), the *rules as written* (what is used stands there by its name, so that a change of a feature is told apart from a
//! change of the persona that uses it), and the *text* (formatting and comments). A direction is said only where logic
//! shows it: see [`Direction`].

pub mod budgets;
mod catalog;
mod clauses;
mod declared;
mod details;
mod effect;
mod files;
mod inside;
mod known;
mod logic;
mod matched;
mod side;
mod text;
mod through;
mod types;

pub use side::Side;
pub use types::*;

use crate::meaning::Forms;
use declared::{Declared, Tables};
use matched::Matched;

/// Everything that one of the parts of the comparison may need.
struct Both<'a> {
    old: Version<'a>,
    new: Version<'a>,
    matched: Matched,
}

/// One side, with its declarations and their forms.
struct Version<'a> {
    declared: Declared<'a>,
    /// Everything put in place.
    forms: declared::DeclaredForms,
    /// What is used stands by its name, that of the new side where it was renamed.
    written: declared::DeclaredForms,
    tables: Tables,
}

/// What changed from one version of a project to the next. What could not be read is left out and named in [`Changes::unread`].
pub fn compare(old: &Side<'_>, new: &Side<'_>) -> Changes {
    let mut forms = Forms::default();
    let (before, after) = (Declared::new(old), Declared::new(new));
    let (before_forms, before_tables) = before.forms(&mut forms);
    let (after_forms, after_tables) = after.forms(&mut forms);
    let matched = Matched::new((&before, &before_forms), (&after, &after_forms));
    let before_written = before.written(&mut forms, &|reference| matched.old_name(&before, reference));
    let after_written = after.written(&mut forms, &|reference| after.reference_name(reference));
    let both = Both {
        old: Version {
            declared: before,
            forms: before_forms,
            written: before_written,
            tables: before_tables,
        },
        new: Version { declared: after, forms: after_forms, written: after_written, tables: after_tables },
        matched,
    };
    both.changes(&mut forms)
}

/// The rules of a cohort (by its name in the new version) across the versions: each rule of either side once. A cohort that only one
/// version has has none.
pub fn pairs(changes: &Changes, cohort: &str) -> Vec<Pair> {
    changes.rules.get(cohort).cloned().unwrap_or_default()
}
