//! By what a meaning changed that is written as before.

use super::{Both, Kind, Through};
use crate::meaning::{Builder, Declaration, Forms, Use, base_uses, claim_uses, uses};
use std::collections::{HashSet, VecDeque};

/// Something that is used, with what it is on the other side and whether it changed.
struct Used {
    through: Through,
    changed: bool,
    /// What it uses in turn.
    inside: Vec<Use>,
}

impl Both<'_> {
    /// What changed that a declaration of the new side uses: the nearest first, the roots last.
    pub(super) fn through(&self, at: Declaration, claims: bool) -> Vec<Through> {
        let program = self.new.declared.side.program;
        let direct = match (at, claims) {
            (Declaration::Cohort(cohort), true) => claim_uses(program, cohort),
            _ => uses(program, at),
        };
        let mut open: VecDeque<Use> = direct.into();
        let mut seen: HashSet<Use> = HashSet::new();
        let mut found: Vec<Through> = Vec::new();
        while let Some(next) = open.pop_front() {
            if !seen.insert(next) {
                continue;
            }
            let Some(used) = self.used(next) else { continue };
            if used.changed {
                if !found.contains(&used.through) {
                    found.push(used.through);
                }
                open.extend(used.inside);
            }
        }
        let (roots, between): (Vec<Through>, Vec<Through>) = found.into_iter().partition(|t| t.root);
        between.into_iter().chain(roots).collect()
    }

    /// `None` for what only one side has: then it is no change that something stands on unchanged.
    fn used(&self, used: Use) -> Option<Used> {
        match used {
            Use::Param(i) => self.declared_use(Declaration::Param(i), |f| f.whole),
            Use::Feature(i) => self.declared_use(Declaration::Feature(i), |f| f.whole),
            Use::Segment(i) => self.declared_use(Declaration::Segment(i), |f| f.whole),
            Use::Members(i) => self.cohort_use(i, |f| f.members),
            Use::Score(i) => self.cohort_use(i, |f| f.score),
            Use::Tier(i) => self.cohort_use(i, |f| f.tier),
            Use::Assign(i) => self.declared_use(Declaration::Assign(i), |f| f.whole),
            Use::Column(table, column) => self.column_use(table, column),
            Use::Relation(relation) => self.relation_use(relation),
            Use::Base(table) => self.table_use(table, Kind::Population),
            Use::Value(table) => self.table_use(table, Kind::Value),
        }
    }

    fn cohort_use(
        &self,
        cohort: usize,
        form: impl Fn(&crate::meaning::CohortForm) -> crate::meaning::FormId,
    ) -> Option<Used> {
        self.declared_use(Declaration::Cohort(cohort), |f| f.cohort.as_ref().map_or(f.whole, &form))
    }

    fn declared_use(
        &self,
        at: Declaration,
        form: impl Fn(&super::declared::DeclForms) -> crate::meaning::FormId,
    ) -> Option<Used> {
        let new = self.new.declared.index(at)?;
        let old = self.matched.old_of[new]?;
        let decl = &self.new.declared.all[new];
        let root = form(&self.old.written[old]) != form(&self.new.written[new]);
        Some(Used {
            through: Through { kind: decl.kind, name: decl.name.to_owned(), root },
            changed: form(&self.old.forms[old]) != form(&self.new.forms[new]),
            inside: uses(self.new.declared.side.program, at),
        })
    }

    fn old_table(&self, table: usize) -> Option<usize> {
        self.old.declared.side.catalog.table(&self.new.declared.side.catalog.tables[table].name)
    }

    fn column_use(&self, table: usize, column: usize) -> Option<Used> {
        let (old, new) = (&self.old.declared.side, &self.new.declared.side);
        let new_table = &new.catalog.tables[table];
        let name = &new_table.columns[column].name;
        let old_table = self.old_table(table)?;
        let old_column = old.catalog.tables[old_table].column(name)?;
        let mut forms = Forms::default();
        let before = Builder::new(old.program, old.catalog, &mut forms).column(old_table, old_column);
        let after = Builder::new(new.program, new.catalog, &mut forms).column(table, column);
        let name = format!("{}.{name}", new_table.name);
        Some(Used {
            through: Through { kind: Kind::Column, name, root: true },
            changed: before != after,
            inside: Vec::new(),
        })
    }

    fn relation_use(&self, relation: usize) -> Option<Used> {
        let (old, new) = (&self.old.declared.side, &self.new.declared.side);
        let mut forms = Forms::default();
        let after = Builder::new(new.program, new.catalog, &mut forms).relation(relation);
        let builder = Builder::new(old.program, old.catalog, &mut forms);
        let same = |before: &crate::meaning::RelationForm| {
            (&before.child, &before.column, &before.parent) == (&after.child, &after.column, &after.parent)
        };
        let before = (0..old.catalog.relations.len()).map(|r| builder.relation(r)).find(same)?;
        // A table's key and time tell which of its rows count.
        let of_parent = (&before.parent_time, &before.key) != (&after.parent_time, &after.key);
        let of_child = (&before.child_time, &before.child_key) != (&after.child_time, &after.child_key);
        let (kind, name) = match (of_child, of_parent) {
            (true, _) => (Kind::Table, after.child.clone()),
            (_, true) => (Kind::Table, after.parent.clone()),
            _ => (Kind::Relation, format!("{}.{}", after.child, after.column)),
        };
        Some(Used {
            through: Through { kind, name, root: true },
            changed: before != after,
            inside: Vec::new(),
        })
    }

    /// Who counts in a table, or what a row is worth. It changed itself where none of what it uses did.
    fn table_use(&self, table: usize, kind: Kind) -> Option<Used> {
        let old_table = self.old_table(table)?;
        let program = self.new.declared.side.program;
        let form = |version: &super::Version<'_>, table: usize| match kind {
            Kind::Value => version.tables.values[table],
            _ => version.tables.bases[table],
        };
        let inside = base_uses(program, table, kind == Kind::Value);
        let texts = |side: &super::Side<'_>, table: usize| {
            let table = &side.catalog.tables[table];
            match kind {
                Kind::Value => [table.value.clone(), None],
                _ => [table.population.clone(), table.consent.clone()],
            }
            .map(|text| text.map(|t| t.text))
        };
        let root = texts(&self.old.declared.side, old_table) != texts(&self.new.declared.side, table);
        let name = self.new.declared.side.catalog.tables[table].name.clone();
        Some(Used {
            through: Through { kind, name, root },
            changed: form(&self.old, old_table) != form(&self.new, table),
            inside,
        })
    }
}
