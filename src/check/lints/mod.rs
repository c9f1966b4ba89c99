//! What is allowed and probably not meant. Each lint has a name (its code's) and a level: the catalog sets it
//! (`lints: { overdue-review: deny }`), the command line overrides that, and `allow(overdue-review) because "…"` above a declaration
//! or a rule lets it pass there.
//!
//! Lints that need to know what was written look at the checker's draft; those that reason about meaning look at the finished
//! program, through [`Reason`]. A lint that says "never", "always" or "nobody" is a proof about all data that the catalog allows
//! (`tests/it/lints.rs` holds it against random rows); where that cannot be decided it stays silent.

mod allow;
mod constant;
mod contradiction;
pub mod data;
mod documented;
mod duplicate;
mod idle;
mod levels;
mod negated;
mod patterns;
mod reach;
mod sums;
mod tiers;
mod untranslated;
mod usage;

pub use allow::settle;
pub use levels::{GROUP, LINTS, Levels, Lint, is_lint, level_of};

use super::reason::{Facts, Reason, Truths};
use super::{Checker, Options, words};
use crate::catalog::Catalog;
use crate::diagnostics::{Checked, Diagnostic};
use crate::model::{Cohort, Expr, ExprKind, Program};
use crate::syntax::ast;
pub use allow::Told;

impl Checker<'_> {
    /// What can be told from the draft.
    pub fn lints(&self) -> Vec<Diagnostic> {
        let mut found = negated::lint(self);
        self.unused(&mut found);
        self.overdue(&mut found);
        self.unscored(&mut found);
        found.extend(untranslated::lint(self));
        found
    }
}

/// What can be told from the finished program, added to what was found in the draft; at the levels that the project asks for.
pub(super) fn finish(
    catalog: &Catalog,
    options: &Options,
    files: &[ast::File],
    checked: &mut Checked<Program>,
    mut found: Vec<Diagnostic>,
) {
    checked.value.allows = allow::collect(files, &mut checked.diagnostics);
    let mut look = Look {
        catalog,
        program: &checked.value,
        reason: Reason::new(catalog, &checked.value),
        whole: !checked.has_errors(),
        found: Vec::new(),
    };
    constant::lint(&mut look);
    contradiction::lint(&mut look);
    duplicate::lint(&mut look);
    idle::lint(&mut look);
    tiers::lint(&mut look);
    patterns::lint(&mut look);
    documented::lint(&mut look);
    found.append(&mut look.found);
    let told = if checked.has_errors() { Told::Partly } else { Told::WithoutData };
    let levels = asked(catalog, &options.levels);
    settle(&checked.value.allows, &levels, told, &mut found);
    checked.diagnostics.append(&mut found);
    checked.diagnostics.sort_by_key(|d| d.labels.first().map(|l| (l.span.file, l.span.start)));
}

/// The levels that the catalog asks for, and those of the command line before them.
pub fn asked(catalog: &Catalog, before: &Levels) -> Levels {
    let mut levels = catalog.lints.clone();
    if before.contains_key("all") {
        levels.clear();
    } else if before.contains_key(GROUP) {
        levels.retain(|name, _| levels::UNDOCUMENTED.iter().all(|code| code.name != name));
    }
    levels.extend(before.iter().map(|(name, level)| (name.clone(), *level)));
    levels
}

/// The finished program, and what has been found in it.
struct Look<'a> {
    catalog: &'a Catalog,
    program: &'a Program,
    reason: Reason<'a>,
    /// There are no errors, so what is not there is missing indeed.
    whole: bool,
    found: Vec<Diagnostic>,
}

impl<'a> Look<'a> {
    /// What is known of everyone in a table's population.
    fn everyone(&mut self, table: usize) -> Facts {
        let population = &self.program.populations[table];
        let rules = population.population.iter().chain(&population.consent);
        let rules: Vec<(&Expr, Truths)> = rules.map(|r| (r, Truths::TRUE)).collect();
        // A population of nobody is told where it is written.
        self.reason.holds_together(&rules, &Facts::default()).unwrap_or_default()
    }

    /// How people call a value, in back-quotes where it needs them.
    fn called(&self, value: &Expr) -> Option<String> {
        let program = self.program;
        Some(match &value.kind {
            ExprKind::Column(c) => words::quoted(&self.catalog.tables[value.table].columns[*c].name),
            ExprKind::Feature(f) => words::quoted(&program.features[*f].name),
            ExprKind::Segment(s) => words::quoted(&program.segments[*s].name),
            ExprKind::CohortMatches(c) => words::quoted(&program.cohorts[*c].name),
            ExprKind::CohortScore(c) => format!("{}.score", words::quoted(&program.cohorts[*c].name)),
            ExprKind::CohortTier(c) => format!("{}.tier", words::quoted(&program.cohorts[*c].name)),
            ExprKind::Parent { relation, value } => {
                let name = words::quoted(&self.catalog.relations[*relation].name);
                format!("{name}.{}", self.called(value)?)
            }
            ExprKind::Default { value, .. } | ExprKind::Neg(value) => self.called(value)?,
            _ => return None,
        })
    }

    /// The rules that decide who is in a cohort, its icp's among them.
    fn deciding(&self, cohort: &'a Cohort) -> Vec<(&'a crate::model::Rule, Truths)> {
        use crate::syntax::ast::RuleKind;
        let rules = cohort.rules.iter().filter(|r| r.kind != RuleKind::Should);
        rules.map(|r| (r, if r.kind == RuleKind::Must { Truths::TRUE } else { Truths::NOT_TRUE })).collect()
    }
}
