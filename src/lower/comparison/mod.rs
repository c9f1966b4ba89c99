//! Which parts of two lowered programs answer to one another: what [`crate::cohort::Comparison`] says.

mod clauses;
mod known;

pub use known::{Known, KnownRule};

use super::Lowered;
use crate::catalog::Catalog;
use crate::cohort::*;
use crate::ir::TableId;
use crate::model::{self, Program, Status};
use crate::source::SourceMap;
use clauses::Clauses;
use std::path::Path;

/// A version of a project, lowered with [`Options::clauses`](super::Options::clauses).
#[derive(Debug, Clone, Copy)]
pub struct Spec<'a> {
    pub program: &'a Program,
    pub catalog: &'a Catalog,
    pub lowered: &'a Lowered,
    /// From it come the texts of rules, and their places.
    pub sources: Option<&'a SourceMap>,
    /// The project's folder, as it stands in the paths of `sources`.
    pub root: &'a Path,
}

/// Lays two versions beside each other.
pub fn comparison(before: Spec, after: Spec, known: &Known) -> Comparison {
    let mut pairing = Pairing { before, after, known, found: Comparison::default() };
    pairing.cohorts();
    pairing.assigns();
    pairing.grids();
    pairing.found
}

struct Pairing<'a> {
    before: Spec<'a>,
    after: Spec<'a>,
    known: &'a Known,
    found: Comparison,
}

/// Something that has a name, in each version.
struct Named<'p> {
    name: &'p str,
    renamed_from: Option<String>,
    /// Places in the programs, where it runs.
    place: Both<usize>,
    fate: Fate,
}

/// What a declaration is called, and whether it runs.
type Declared<'p> = (&'p str, usize, bool);

impl<'a> Pairing<'a> {
    fn of(&self, version: Version) -> Spec<'a> {
        match version {
            Version::Before => self.before,
            Version::After => self.after,
        }
    }

    /// Pairs declarations of one kind; what runs in neither version is left out. One whose entity changed is two.
    fn named(
        &self,
        pairs: &[Both<usize>],
        declared: &dyn Fn(&'a Program, usize) -> Declared<'a>,
    ) -> Vec<Named<'a>> {
        let mut all = Vec::new();
        for pair in pairs {
            let before = pair.before.map(|place| declared(self.before.program, place));
            let after = pair.after.map(|place| declared(self.after.program, place));
            let table = |version: Version, table: usize| &self.of(version).catalog.tables[table].name;
            let runs = |one: Option<Declared>| one.is_some_and(|(_, _, runs)| runs);
            let place = Both {
                before: pair.before.filter(|_| runs(before)),
                after: pair.after.filter(|_| runs(after)),
            };
            match (before, after) {
                (Some((old, old_table, _)), Some((new, new_table, _)))
                    if table(Version::Before, old_table) == table(Version::After, new_table) =>
                {
                    let renamed_from = (old != new).then(|| old.to_owned());
                    let fate = match (place.before, place.after) {
                        (Some(_), Some(_)) => Fate::Kept,
                        (Some(_), None) => Fate::Retired,
                        (None, Some(_)) => Fate::Revived,
                        (None, None) => continue,
                    };
                    all.push(Named { name: new, renamed_from, place, fate });
                }
                _ => {
                    for (one, place, fate) in [
                        (after, Both { before: None, after: place.after }, Fate::Added),
                        (before, Both { before: place.before, after: None }, Fate::Removed),
                    ] {
                        if let Some((name, _, true)) = one {
                            all.push(Named { name, renamed_from: None, place, fate });
                        }
                    }
                }
            }
        }
        // In the order declared after, then those that are no more.
        all.sort_by_key(|named| (named.place.after.unwrap_or(usize::MAX), named.place.before));
        all
    }

    /// The place of an entity, which both versions have by the same name.
    fn entity(&mut self, before: Option<usize>, after: Option<usize>) -> usize {
        let name = match (before, after) {
            (_, Some(table)) => self.after.catalog.tables[table].name.clone(),
            (Some(table), None) => self.before.catalog.tables[table].name.clone(),
            (None, None) => String::new(),
        };
        if let Some(place) = self.found.entities.iter().position(|entity| entity.name == name) {
            return place;
        }
        let table = |version: Version| self.of(version).catalog.table(&name).map(|t| TableId(t as u32));
        let table = Both { before: table(Version::Before), after: table(Version::After) };
        self.found.entities.push(ComparedEntity { name, table });
        self.found.entities.len() - 1
    }

    fn cohorts(&mut self) {
        let declared = |program: &'a Program, place: usize| -> Declared<'a> {
            let cohort = &program.cohorts[place];
            (&cohort.name, cohort.table, cohort.status != Status::Retired)
        };
        for named in self.named(&self.known.cohorts, &declared) {
            let model = |version: Version| -> Option<&'a model::Cohort> {
                Some(&self.of(version).program.cohorts[*named.place.of(version)?])
            };
            let (before, after) = (model(Version::Before), model(Version::After));
            let planned = |version: Version| -> Option<usize> {
                self.of(version).lowered.cohorts[*named.place.of(version)?]
            };
            let cohort = Both { before: planned(Version::Before), after: planned(Version::After) };
            let entity = self.entity(before.map(|c| c.table), after.map(|c| c.table));
            let mut clauses = Clauses::new(self.before, self.after, named.place, cohort);
            clauses.fill(self.known, named.fate, named.name);
            let compared = clauses.finish(named.name, named.renamed_from, named.fate, entity, cohort);
            self.found.cohorts.push(compared);
        }
    }

    /// The place of a cohort that a version has.
    fn compared(&self, version: Version, model: usize) -> Option<usize> {
        let place = self.of(version).lowered.cohorts[model]?;
        self.found.cohorts.iter().position(|c| c.cohort.of(version) == Some(&place))
    }

    fn assigns(&mut self) {
        let declared = |program: &'a Program, place: usize| -> Declared<'a> {
            (&program.assigns[place].name, program.assigns[place].table, true)
        };
        for named in self.named(&self.known.assigns, &declared) {
            let model = |version: Version| -> Option<&'a model::Assign> {
                Some(&self.of(version).program.assigns[*named.place.of(version)?])
            };
            let planned = |version: Version| {
                let place = named.place.of(version)?;
                self.of(version).lowered.assigns.iter().position(|model| model == place)
            };
            let mut among: Vec<usize> = Vec::new();
            for version in [Version::After, Version::Before] {
                for &cohort in model(version).map_or(&[][..], |a| &a.among) {
                    let place = self.compared(version, cohort);
                    among.extend(place.filter(|place| !among.contains(place)));
                }
            }
            let own = |version: Version| model(version).map(|a| clauses::assignment(self.of(version), a));
            let own = Both { before: own(Version::Before), after: own(Version::After) };
            let assign = Both { before: planned(Version::Before), after: planned(Version::After) };
            let (before, after) = (model(Version::Before), model(Version::After));
            let mut list = Vec::new();
            for kind in [ClauseKind::Membership, ClauseKind::Score] {
                list.extend(among.iter().map(|&c| clauses::of_cohort(kind, &self.found.cohorts[c])));
            }
            list.push(clauses::by_text(ClauseKind::Assignment, own));
            list.push(clauses::declaration(named.fate, "assign", named.name));
            list.push(clauses::row());
            let entity = self.entity(before.map(|a| a.table), after.map(|a| a.table));
            self.found.assigns.push(ComparedAssign {
                name: named.name.to_owned(),
                renamed_from: named.renamed_from,
                fate: named.fate,
                entity,
                assign,
                among,
                clauses: list,
            });
        }
    }

    fn grids(&mut self) {
        let declared = |program: &'a Program, place: usize| -> Declared<'a> {
            (&program.grids[place].name, program.grids[place].table, true)
        };
        for mut named in self.named(&self.known.grids, &declared) {
            let model = |version: Version| -> Option<&'a model::Grid> {
                Some(&self.of(version).program.grids[*named.place.of(version)?])
            };
            let planned = |version: Version| {
                let place = named.place.of(version)?;
                self.of(version).lowered.grids.iter().position(|model| model == place)
            };
            let grid = Both { before: planned(Version::Before), after: planned(Version::After) };
            let (before, after) = (model(Version::Before), model(Version::After));
            // A grid runs where both of its cohorts do.
            named.fate = match (grid.before, grid.after, named.fate) {
                (None, None, _) => continue,
                (Some(_), None, Fate::Kept) => Fate::Retired,
                (None, Some(_), Fate::Kept) => Fate::Revived,
                (_, _, fate) => fate,
            };
            let axis = |cohort: fn(&model::Grid) -> usize| {
                let of = |version: Version| model(version).and_then(|g| self.compared(version, cohort(g)));
                let place = of(Version::After).or_else(|| of(Version::Before));
                clauses::of_cohort(ClauseKind::Tier, &self.found.cohorts[place.unwrap_or(0)])
            };
            let list = vec![
                axis(|g| g.rows),
                axis(|g| g.columns),
                clauses::declaration(named.fate, "grid", named.name),
                clauses::row(),
            ];
            let entity = self.entity(before.map(|g| g.table), after.map(|g| g.table));
            self.found.grids.push(ComparedGrid {
                name: named.name.to_owned(),
                renamed_from: named.renamed_from,
                fate: named.fate,
                entity,
                grid,
                clauses: list,
            });
        }
    }
}
