//! What people take: each person and category once, then counted by group.

use super::{Group, PERSON};
use crate::cohort::{AffinityItem, AffinityResult, CohortAffinity, strongest};
use crate::engine::frame::{Tables, Wanted, node_col, node_name};
use crate::ir::Category;
use polars::lazy::dsl::Expr;
use polars::prelude::*;
use rayon::prelude::*;

/// The categories of each person, as numbers: those of person p stand at `start[p]..start[p + 1]` in `of`.
struct Taken {
    names: Vec<String>,
    start: Vec<usize>,
    of: Vec<u32>,
}

impl Tables<'_> {
    pub(super) fn affinity(
        &self,
        category: &Category,
        height: usize,
        groups: &[Group],
    ) -> PolarsResult<AffinityResult> {
        let plan = self.plan;
        let relation = plan.relation(category.relation);
        let taken = self.taken(category, height)?;
        let counts: Vec<Vec<u64>> = groups.par_iter().map(|group| taken.count(group)).collect();
        let everyone = groups[0].members.len() as u64;
        let cohort = |(group, counts_here): (&Group, &Vec<u64>)| {
            let members = group.members.len() as u64;
            let items = taken.names.iter().zip(counts_here).zip(&counts[0]);
            let items = items.filter_map(|((name, &here), &all)| {
                AffinityItem::new(name, (here, members), (all, everyone))
            });
            CohortAffinity {
                cohort: group.cohort.unwrap_or_default().to_owned(),
                items: strongest(items, plan.insights.min_cell),
            }
        };
        Ok(AffinityResult {
            table: plan.table(relation.child).name.clone(),
            column: category.column.clone(),
            entity: plan.table(relation.parent).name.clone(),
            relation: relation.name.clone(),
            cohorts: groups.iter().zip(&counts).skip(1).map(cohort).collect(),
        })
    }

    fn taken(&self, category: &Category, height: usize) -> PolarsResult<Taken> {
        let wanted = Wanted { nodes: vec![category.value], ..Wanted::default() };
        let pair = [Expr::Column(PERSON.into()), node_col(category.value)];
        let rows = self.rows_of_people(category.relation, wanted)?.select(pair.clone());
        let pairs = rows.filter(node_col(category.value).is_not_null()).group_by(pair).agg([] as [Expr; 0]);
        let title =
            || format!("categories of {}", self.plan.table(self.plan.relation(category.relation).child).name);
        let pairs = self.query(title, pairs)?;
        let people = pairs.column(PERSON)?.idx()?;
        let mut start = vec![0usize; height + 1];
        people.iter().flatten().for_each(|person| start[person as usize + 1] += 1);
        (0..height).for_each(|person| start[person + 1] += start[person]);
        let mut next = start.clone();
        let mut of = vec![0u32; pairs.height()];
        let mut numbers: PlHashMap<&str, u32> = PlHashMap::default();
        let categories = pairs.column(&node_name(category.value))?.str()?;
        for (person, name) in people.iter().zip(categories.iter()) {
            let (Some(person), Some(name)) = (person, name) else { continue };
            let known = numbers.len() as u32;
            let place = &mut next[person as usize];
            of[*place] = *numbers.entry(name).or_insert(known);
            *place += 1;
        }
        let mut names = vec![String::new(); numbers.len()];
        for (name, number) in numbers {
            names[number as usize] = name.to_owned();
        }
        Ok(Taken { names, start, of })
    }
}

impl Taken {
    /// By category: how many of the group take it.
    fn count(&self, group: &Group) -> Vec<u64> {
        let mut counts = vec![0; self.names.len()];
        group.members.for_each(|person| {
            for &category in &self.of[self.start[person]..self.start[person + 1]] {
                counts[category as usize] += 1;
            }
        });
        counts
    }
}
