//! Which declaration of one side is which of the other.

use super::Kind;
use super::declared::{DeclForms, Declared, DeclaredForms, declaration};
use crate::meaning::{FormId, Reference};
use std::collections::{HashMap, HashSet};

/// By index into [`Declared::all`] of each side.
#[derive(Debug, Default)]
pub(super) struct Matched {
    pub new_of: Vec<Option<usize>>,
    pub old_of: Vec<Option<usize>>,
    /// Old names and new ones, of those that have another.
    pub renames: HashMap<String, String>,
    /// The name on the new side of every old declaration; its own where it is gone.
    names: Vec<String>,
}

impl Matched {
    /// By name; then what is left by meaning: the same meaning under another name is a rename.
    pub fn new(old: (&Declared<'_>, &DeclaredForms), new: (&Declared<'_>, &DeclaredForms)) -> Self {
        let mut matched = Matched {
            new_of: vec![None; old.0.all.len()],
            old_of: vec![None; new.0.all.len()],
            renames: HashMap::new(),
            names: old.0.all.iter().map(|d| d.name.to_owned()).collect(),
        };
        let mut by_name: HashMap<(Family, &str), usize> = HashMap::new();
        for (i, decl) in new.0.all.iter().enumerate() {
            by_name.entry((family(decl.kind), decl.name)).or_insert(i);
        }
        for (i, decl) in old.0.all.iter().enumerate() {
            if let Some(&j) = by_name.get(&(family(decl.kind), decl.name)) {
                matched.join(i, j, decl.name);
            }
        }
        matched.renamed(old, new);
        matched.rewritten(old, new);
        let renamed = matched.names.iter().zip(&old.0.all).filter(|(name, decl)| *name != decl.name);
        matched.renames = renamed.map(|(name, decl)| (decl.name.to_owned(), name.clone())).collect();
        matched
    }

    fn join(&mut self, old: usize, new: usize, name: &str) {
        if self.new_of[old].is_some() || self.old_of[new].is_some() {
            return;
        }
        self.new_of[old] = Some(new);
        self.old_of[new] = Some(old);
        self.names[old] = name.to_owned();
    }

    /// Where several mean the same, the most similar names belong together.
    fn renamed(&mut self, old: (&Declared<'_>, &DeclaredForms), new: (&Declared<'_>, &DeclaredForms)) {
        let mut open: HashMap<(Family, FormId), Vec<usize>> = HashMap::new();
        for (j, decl) in new.0.all.iter().enumerate().filter(|(j, _)| self.old_of[*j].is_none()) {
            open.entry((family(decl.kind), new.1[j].whole)).or_default().push(j);
        }
        let mut likely: Vec<(u32, usize, usize)> = Vec::new();
        for (i, decl) in old.0.all.iter().enumerate().filter(|(i, _)| self.new_of[*i].is_none()) {
            // A name that is still in use did not go to another.
            for &j in open.get(&(family(decl.kind), old.1[i].whole)).into_iter().flatten() {
                let similar = strsim::normalized_damerau_levenshtein(decl.name, new.0.all[j].name);
                likely.push(((1000.0 * (1.0 - similar)) as u32, i, j));
            }
        }
        self.likeliest(likely, new.0);
    }

    /// A cohort of another name that keeps at least half of its rules is the same cohort, changed.
    fn rewritten(&mut self, old: (&Declared<'_>, &DeclaredForms), new: (&Declared<'_>, &DeclaredForms)) {
        let rules = |forms: &DeclForms| -> Option<HashSet<FormId>> {
            Some(forms.cohort.as_ref()?.rules.iter().copied().collect())
        };
        let open = |others: &[Option<usize>], forms: &DeclaredForms| -> Vec<(usize, HashSet<FormId>)> {
            let open = others.iter().enumerate().filter(|(_, other)| other.is_none());
            open.filter_map(|(i, _)| Some((i, rules(&forms[i])?))).collect()
        };
        let (gone, come) = (open(&self.new_of, old.1), open(&self.old_of, new.1));
        let mut holders: HashMap<FormId, Vec<usize>> = HashMap::new();
        for (at, (_, rules)) in come.iter().enumerate() {
            rules.iter().for_each(|rule| holders.entry(*rule).or_default().push(at));
        }
        let mut likely = Vec::new();
        for (i, before) in &gone {
            let mut common: HashMap<usize, usize> = HashMap::new();
            let holding = before.iter().filter_map(|rule| holders.get(rule)).flatten();
            holding.for_each(|at| *common.entry(*at).or_default() += 1);
            for (at, common) in common {
                let (j, after) = &come[at];
                let all = before.len() + after.len() - common;
                if 2 * common >= all && old.0.all[*i].kind == new.0.all[*j].kind {
                    likely.push(((1000 * (all - common) / all) as u32, *i, *j));
                }
            }
        }
        self.likeliest(likely, new.0);
    }

    /// The best first; of equals those written first.
    fn likeliest(&mut self, mut likely: Vec<(u32, usize, usize)>, new: &Declared<'_>) {
        likely.sort_unstable();
        for (_, i, j) in likely {
            self.join(i, j, new.all[j].name);
        }
    }

    /// How the new side calls what an expression of the old side refers to.
    pub fn old_name(&self, old: &Declared<'_>, reference: Reference) -> String {
        match declaration(reference) {
            Ok(at) => old.index(at).map(|i| self.names[i].clone()).unwrap_or_default(),
            Err(table) => old.base_name(table),
        }
    }
}

impl Declared<'_> {
    /// How this side calls what one of its expressions refers to.
    pub fn reference_name(&self, reference: Reference) -> String {
        match declaration(reference) {
            Ok(at) => self.index(at).map(|i| self.all[i].name.to_owned()).unwrap_or_default(),
            Err(table) => self.base_name(table),
        }
    }

    /// Not a name that a declaration could have.
    fn base_name(&self, table: usize) -> String {
        format!("base of {}", self.side.catalog.tables[table].name)
    }
}

/// Kinds that can become one another without being another declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Family {
    Cohort,
    Of(Kind),
}

fn family(kind: Kind) -> Family {
    if kind.is_cohort() { Family::Cohort } else { Family::Of(kind) }
}
