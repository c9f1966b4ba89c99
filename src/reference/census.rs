//! People one by one: where each stands in everything that the results count.

use super::cohorts::best;
use super::scalar::points;
use super::{Value, distribution};
use crate::cohort::{About, Census, Distribution, MEMBER, NOWHERE, Results, Shape, UNDECIDED};
use crate::cohort::{Bins, ColumnResult};
use crate::ir::{Cohort, NodeId, Plan, TableId};
use std::collections::BTreeSet;

/// A census of people of a table's population. `of` gives a node's values for these people, in their order; the nodes that it is
/// asked for are those of [`nodes`]. `results` are those of the whole run: from them come the bins and the values by name.
pub fn census(
    plan: &Plan,
    table: TableId,
    results: &Results,
    people: usize,
    of: &dyn Fn(NodeId) -> Vec<Value>,
) -> Census {
    let entity = plan.table(table).name.clone();
    let population = results.entities.iter().find(|e| e.name == entity).map_or(0, |e| e.population);
    let mut census = Census { entity, people, whole: people as u64 == population, marks: Vec::new() };
    let own: Vec<usize> = (0..plan.cohorts.len()).filter(|&c| plan.cohorts[c].table == table).collect();
    for &index in &own {
        cohort(&mut census, &plan.cohorts[index], people, of);
        let Some(result) = results.cohorts.iter().find(|c| c.name == plan.cohorts[index].name) else {
            continue;
        };
        for (shown, result) in plan.cohorts[index].columns.iter().zip(&result.columns) {
            if census.mark(&About::Column(shown.label.clone())).is_none() {
                let ty = plan.node(shown.value).ty;
                let values = distribution::shown(plan, &of(shown.value));
                column(&mut census, result, &values, &|value| distribution::axis(value, ty));
            }
        }
    }
    for assign in plan.assigns.iter().filter(|a| a.table == table) {
        let matched: Vec<Vec<bool>> =
            assign.among.iter().map(|&c| truths(&of(plan.cohorts[c].matched))).collect();
        let earned: Vec<Vec<i64>> =
            assign.among.iter().map(|&c| whole(&of(plan.cohorts[c].score.earned))).collect();
        let got = (0..people).map(|person| {
            let one = |place: usize| matched[place][person].then(|| earned[place][person]);
            best(plan, assign, &one).map_or(NOWHERE, |place| place as u32)
        });
        census.marks.push((About::Assign(assign.name.clone()), got.collect()));
    }
    for grid in plan.grids.iter().filter(|g| g.table == table) {
        let (rows, columns) = (&plan.cohorts[grid.rows], &plan.cohorts[grid.columns]);
        let width = columns.score.tiers.len() as u32;
        let (down, across) = (tiers(rows, people, of), tiers(columns, people, of));
        let cell = |(r, c): (&u32, &u32)| match (*r, *c) {
            (NOWHERE, _) | (_, NOWHERE) => NOWHERE,
            (r, c) => r * width + c,
        };
        let cells = down.iter().zip(&across).map(cell).collect();
        census.marks.push((About::Grid(grid.name.clone()), cells));
    }
    census
}

/// The nodes that a census of a table reads.
pub fn nodes(plan: &Plan, table: TableId) -> Vec<NodeId> {
    let mut nodes: BTreeSet<NodeId> = BTreeSet::new();
    for cohort in plan.cohorts.iter().filter(|c| c.table == table) {
        nodes.extend([cohort.matched, cohort.undecided, cohort.score.earned]);
        nodes.extend(cohort.steps.iter().copied());
        nodes.extend(cohort.score.tier);
        nodes.extend(cohort.missing.iter().map(|(_, node)| *node));
        nodes.extend(cohort.columns.iter().map(|c| c.value));
    }
    nodes.into_iter().collect()
}

fn truths(values: &[Value]) -> Vec<bool> {
    values.iter().map(Value::is_true).collect()
}

fn whole(values: &[Value]) -> Vec<i64> {
    values.iter().map(points).collect()
}

fn cohort(census: &mut Census, cohort: &Cohort, people: usize, of: &dyn Fn(NodeId) -> Vec<Value>) {
    let name = || cohort.name.clone();
    let (matched, undecided) = (truths(&of(cohort.matched)), truths(&of(cohort.undecided)));
    let standing = matched.iter().zip(&undecided).map(|(&matched, &undecided)| match (matched, undecided) {
        (true, _) => MEMBER,
        (false, true) => UNDECIDED,
        (false, false) => 0,
    });
    census.marks.push((About::Standing(name()), standing.collect()));
    let mut passed = vec![0u32; people];
    for &step in &cohort.steps {
        // Those left after a step are among those left before it.
        passed.iter_mut().zip(truths(&of(step))).for_each(|(passed, left)| *passed += u32::from(left));
    }
    census.marks.push((About::Steps(name()), passed));
    census.marks.push((About::Tier(name()), tiers(cohort, people, of)));
    let bin = |earned: i64| (20 * i128::from(earned.max(0)) / i128::from(cohort.score.total)).min(19) as u32;
    let bins = whole(&of(cohort.score.earned)).into_iter().map(bin).collect();
    census.marks.push((About::Score(name()), bins));
    for (label, node) in &cohort.missing {
        let costs = of(*node).iter().map(|v| u32::from(v.is_true())).collect();
        census.marks.push((About::Missing(name(), label.clone()), costs));
    }
}

fn tiers(cohort: &Cohort, people: usize, of: &dyn Fn(NodeId) -> Vec<Value>) -> Vec<u32> {
    let Some(tier) = cohort.score.tier else { return vec![NOWHERE; people] };
    let place = |value: &Value| match value {
        Value::Text(name) => cohort.score.tiers.iter().position(|t| t.name == *name),
        _ => None,
    };
    of(tier).iter().map(|value| place(value).map_or(NOWHERE, |p| p as u32)).collect()
}

fn column(
    census: &mut Census,
    result: &ColumnResult,
    values: &[Value],
    axis: &dyn Fn(&Value) -> Option<f64>,
) {
    let label = result.label.clone();
    let Distribution { shape, .. } = &result.population;
    match shape {
        Shape::Histogram { edges, .. } => {
            let bins = Bins { edges: edges.clone() };
            let place = |value: &Value| match axis(value) {
                Some(x) if bins.edges.len() > 1 => bins.index(x) as u32,
                _ => NOWHERE,
            };
            census.marks.push((About::Column(label), values.iter().map(place).collect()));
        }
        Shape::Values { values: shown, items: false, .. } => {
            let place = |value: &Value| {
                let name = distribution::names_of(value).pop_first()?;
                Some(shown.iter().position(|s| s.value == name).unwrap_or(shown.len()) as u32)
            };
            let places = values.iter().map(|v| place(v).unwrap_or(NOWHERE)).collect();
            census.marks.push((About::Column(label), places));
        }
        Shape::Values { values: shown, items: true, .. } => {
            let known = values.iter().map(|v| if v.is_missing() { NOWHERE } else { 0 }).collect();
            census.marks.push((About::Column(label.clone()), known));
            let names: Vec<BTreeSet<String>> = values.iter().map(distribution::names_of).collect();
            for (place, item) in shown.iter().enumerate() {
                let has = names.iter().map(|n| u32::from(n.contains(&item.value))).collect();
                census.marks.push((About::Item(label.clone(), place), has));
            }
        }
    }
}
