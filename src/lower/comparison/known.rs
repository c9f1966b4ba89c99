//! What is known of two programs before they are laid beside each other.

use crate::cohort::Both;
use crate::model::{Program, Rule};
use crate::syntax::ast::RuleKind;
use std::collections::BTreeMap;

/// Which declarations and rules are the same thing. Each declaration of either program stands in one pair.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub cohorts: Vec<Both<usize>>,
    pub assigns: Vec<Both<usize>>,
    pub grids: Vec<Both<usize>>,
    /// By the program after's cohort, of those that both have: each rule of either side once.
    pub rules: BTreeMap<usize, Vec<KnownRule>>,
    /// By name of the table: whether its population and its consent mean something else.
    pub population: BTreeMap<String, KnownRule>,
    pub consent: BTreeMap<String, KnownRule>,
}

/// A rule of a cohort across the versions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownRule {
    pub rule: Both<usize>,
    /// It means something else.
    pub changed: bool,
    /// And it is written as before.
    pub written_same: bool,
    /// Declarations that it stands on and that changed, such as ``feature `spend` ``.
    pub through: Vec<String>,
}

impl Known {
    /// Pairs what has the same name (`renamed` has old names by new ones), and rules by their places among those of their kind;
    /// everything else is unknown, and so taken for changed unless `same` says that the programs are one and the same.
    pub fn by_name(
        before: &Program,
        after: &Program,
        renamed: &BTreeMap<String, String>,
        same: bool,
    ) -> Known {
        let pairs = |before: Vec<&str>, after: Vec<&str>| pairs(&before, &after, renamed);
        let cohorts = pairs(names(&before.cohorts, |c| &c.name), names(&after.cohorts, |c| &c.name));
        let mut rules = BTreeMap::new();
        for pair in &cohorts {
            if let (Some(b), Some(a)) = (pair.before, pair.after) {
                rules.insert(a, by_place(&before.cohorts[b].rules, &after.cohorts[a].rules, same));
            }
        }
        Known {
            rules,
            assigns: pairs(names(&before.assigns, |a| &a.name), names(&after.assigns, |a| &a.name)),
            grids: pairs(names(&before.grids, |g| &g.name), names(&after.grids, |g| &g.name)),
            cohorts,
            population: BTreeMap::new(),
            consent: BTreeMap::new(),
        }
    }
}

fn names<T>(all: &[T], name: fn(&T) -> &String) -> Vec<&str> {
    all.iter().map(|one| name(one).as_str()).collect()
}

/// Pairs of places of equal names.
fn pairs(before: &[&str], after: &[&str], renamed: &BTreeMap<String, String>) -> Vec<Both<usize>> {
    let old = |name: &str| -> Option<usize> {
        let name = renamed.get(name).map_or(name, String::as_str);
        before.iter().position(|other| *other == name)
    };
    let mut met = vec![false; before.len()];
    let mut found: Vec<Both<usize>> = Vec::new();
    for (place, name) in after.iter().enumerate() {
        let before = old(name).filter(|&b| !std::mem::replace(&mut met[b], true));
        found.push(Both { before, after: Some(place) });
    }
    let gone = (0..before.len()).filter(|&b| !met[b]);
    found.extend(gone.map(|b| Both { before: Some(b), after: None }));
    found
}

fn by_place(before: &[Rule], after: &[Rule], same: bool) -> Vec<KnownRule> {
    let of = |rules: &[Rule], kind: RuleKind| -> Vec<usize> {
        (0..rules.len()).filter(|&rule| rules[rule].kind == kind).collect()
    };
    let mut found = Vec::new();
    for kind in [RuleKind::Must, RuleKind::Exclude, RuleKind::Should] {
        let (before, after) = (of(before, kind), of(after, kind));
        for place in 0..before.len().max(after.len()) {
            found.push(KnownRule {
                rule: Both { before: before.get(place).copied(), after: after.get(place).copied() },
                changed: !same,
                ..KnownRule::default()
            });
        }
    }
    found.sort_by_key(|known| (known.rule.after.unwrap_or(usize::MAX), known.rule.before));
    found
}
