//! What the comparison of meanings says to the comparison of people: which declarations and rules are the same thing, and by what
//! each changed.

use super::{Changes, ClauseChange, ClauseKind, DeclarationChange, Kind, pairs};
use crate::catalog::Catalog;
use crate::cohort::Both;
use crate::lower::{Known, KnownRule};
use crate::meaning::{Declaration, Use, base_uses, expr_uses, uses};
use crate::model::{Expr, Program};
use std::collections::{BTreeMap, HashSet};

impl Changes {
    /// For [`crate::lower::comparison`] of the programs that were compared. The catalog is that of the version after.
    pub fn known(&self, before: &Program, after: &Program, catalog: &Catalog) -> Known {
        let renamed =
            self.declarations.iter().filter_map(|d| Some((d.name.clone(), d.renamed_from.clone()?)));
        let renamed: BTreeMap<String, String> = renamed.collect();
        let mut known = Known::by_name(before, after, &renamed, false);
        for pair in known.cohorts.clone() {
            let (Some(_), Some(place)) = (pair.before, pair.after) else { continue };
            let cohort = &after.cohorts[place];
            let change = self.declarations.iter().find(|d| d.kind.is_cohort() && d.name == cohort.name);
            let rules = pairs(self, &cohort.name);
            // One that does not read on a side has no pairs: by their places then.
            if !rules.is_empty() {
                let one = |pair: &super::Pair| {
                    let clause = change.and_then(|d| clause_of(d, pair));
                    let rule = pair.new.map(|rule| &cohort.rules[rule].rule);
                    KnownRule {
                        rule: Both { before: pair.old, after: pair.new },
                        changed: pair.changed,
                        ..through(change, clause, rule, after, catalog)
                    }
                };
                known.rules.insert(place, rules.iter().map(one).collect());
            }
            let table = &catalog.tables[cohort.table].name;
            let population = after.populations.get(cohort.table);
            let mut base = |kind: ClauseKind, rule: Option<&Expr>| {
                let clause = change.and_then(|d| d.clauses.iter().find(|c| c.kind == kind));
                let changed = clause.is_some();
                let found = KnownRule { changed, ..through(change, clause, rule, after, catalog) };
                match kind {
                    ClauseKind::Consent => known.consent.insert(table.clone(), found),
                    _ => known.population.insert(table.clone(), found),
                };
            };
            base(ClauseKind::Population, population.and_then(|p| p.population.as_ref()));
            base(ClauseKind::Consent, population.and_then(|p| p.consent.as_ref()));
        }
        known
    }
}

fn clause_of<'c>(change: &'c DeclarationChange, pair: &super::Pair) -> Option<&'c ClauseChange> {
    let index = |clause: &Option<super::Clause>| clause.as_ref().and_then(|c| c.index);
    change.clauses.iter().find(|c| {
        !matches!(c.kind, ClauseKind::Population | ClauseKind::Consent)
            && (index(&c.old), index(&c.new)) == (pair.old, pair.new)
    })
}

/// Whether a clause is known to be written as before, and which of what changed beneath its cohort it stands on.
fn through(
    change: Option<&DeclarationChange>,
    clause: Option<&ClauseChange>,
    rule: Option<&Expr>,
    program: &Program,
    catalog: &Catalog,
) -> KnownRule {
    let mut known = KnownRule { written_same: clause.is_some_and(|c| c.through), ..KnownRule::default() };
    if let (Some(change), Some(rule)) = (change, rule) {
        let below = below(rule, program, catalog);
        let own = change.through.iter().filter(|t| below.contains(&(t.kind, t.name.clone())));
        known.through = own.map(ToString::to_string).collect();
    }
    known
}

/// Everything that a rule stands on, by kind and name.
fn below(rule: &Expr, program: &Program, catalog: &Catalog) -> HashSet<(Kind, String)> {
    let mut open = Vec::new();
    expr_uses(rule, &mut open);
    let mut seen: HashSet<Use> = HashSet::new();
    let mut found = HashSet::new();
    while let Some(next) = open.pop() {
        if !seen.insert(next) {
            continue;
        }
        let cohort = |i: usize| {
            let cohort = &program.cohorts[i];
            (Kind::from(cohort.kind), cohort.name.clone(), Some(Declaration::Cohort(i)))
        };
        let (kind, name, inside) = match next {
            Use::Param(i) => (Kind::Param, program.params[i].name.clone(), None),
            Use::Feature(i) => {
                (Kind::Feature, program.features[i].name.clone(), Some(Declaration::Feature(i)))
            }
            Use::Segment(i) => {
                (Kind::Segment, program.segments[i].name.clone(), Some(Declaration::Segment(i)))
            }
            Use::Members(i) | Use::Score(i) | Use::Tier(i) => cohort(i),
            Use::Assign(i) => (Kind::Assign, program.assigns[i].name.clone(), Some(Declaration::Assign(i))),
            Use::Column(table, column) => {
                let table = &catalog.tables[table];
                (Kind::Column, format!("{}.{}", table.name, table.columns[column].name), None)
            }
            Use::Relation(i) => {
                let relation = &catalog.relations[i];
                let child = &catalog.tables[relation.child];
                (Kind::Relation, format!("{}.{}", child.name, child.columns[relation.column].name), None)
            }
            Use::Base(table) => {
                open.extend(base_uses(program, table, false));
                (Kind::Population, catalog.tables[table].name.clone(), None)
            }
            Use::Value(table) => (Kind::Value, catalog.tables[table].name.clone(), None),
        };
        open.extend(inside.into_iter().flat_map(|at| uses(program, at)));
        found.insert((kind, name));
    }
    found
}
