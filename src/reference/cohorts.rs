//! What a run reports, counted plainly.

use super::distribution::{self, distributions};
use super::measures::{self, Rules};
use super::scalar::{points, reaches};
use super::{Data, Value, Values, evaluate};
use crate::cohort::*;
use crate::ir::{Assign, Cohort, Grid, NodeId, Plan};

/// All figures of a run.
pub fn cohorts(plan: &Plan, data: &Data) -> Results {
    let values = evaluate(plan, data);
    let mut judged = measures::judge(plan, &measures::counts(&values));
    let mut cohort = |(index, cohort): (usize, &Cohort)| {
        let rules = judged.rules.remove(&index).unwrap_or_default();
        one_cohort(&values, cohort, rules)
    };
    let mut results = Results {
        as_of: super::calendar::date(plan.as_of).map_or_else(String::new, |date| date.to_string()),
        entities: entities(&values),
        cohorts: plan.cohorts.iter().enumerate().map(&mut cohort).collect(),
        assigns: plan.assigns.iter().map(|assign| one_assign(&values, assign)).collect(),
        grids: plan.grids.iter().map(|grid| one_grid(&values, grid)).collect(),
        metrics: judged.metrics,
        censuses: Vec::new(),
        insights: super::insights::insights(&values),
    };
    results.censuses = censuses(&values, &results);
    results
}

/// Of everybody in each entity's population.
fn censuses(values: &Values, results: &Results) -> Vec<Census> {
    let plan = values.plan();
    let one = |table| {
        let base = values.base(table);
        let people: Vec<usize> = (0..base.len()).filter(|&row| base[row]).collect();
        let of = |node: NodeId| {
            let all = values.of(node);
            people.iter().map(|&row| all[row].clone()).collect()
        };
        super::census::census(plan, table, results, people.len(), &of)
    };
    plan.entities().into_iter().map(one).collect()
}

/// The tables that cohorts or metrics are about, in the order of the catalog.
fn entities(values: &Values) -> Vec<EntityResult> {
    let plan = values.plan();
    let entities = plan.entities().into_iter();
    entities
        .map(|table| EntityResult {
            name: plan.table(table).name.clone(),
            rows: values.rows(table).len() as u64,
            population: values.base(table).len_true(),
        })
        .collect()
}

/// Counting flags, which is most of what happens here.
trait CountTrue {
    fn len_true(&self) -> u64;
}

impl CountTrue for Vec<bool> {
    fn len_true(&self) -> u64 {
        self.iter().filter(|&&flag| flag).count() as u64
    }
}

fn truths(values: &Values, node: NodeId) -> Vec<bool> {
    values.of(node).iter().map(Value::is_true).collect()
}

fn one_cohort(values: &Values, cohort: &Cohort, rules: Rules) -> CohortResult {
    let plan = values.plan();
    let base = values.base(cohort.table);
    let matched = truths(values, cohort.matched);
    let members: Vec<usize> = (0..matched.len()).filter(|&row| matched[row]).collect();
    let population = base.len_true();
    let undecided = truths(values, cohort.undecided).len_true();
    let (tiers, below_tiers) = tiers(values, cohort, &members);
    CohortResult {
        name: cohort.name.clone(),
        kind: cohort.kind.word(),
        entity: plan.table(cohort.table).name.clone(),
        population,
        matched: matched.len_true(),
        share: if population == 0 { 0.0 } else { matched.len_true() as f64 / population as f64 },
        not_matched: population - matched.len_true() - undecided,
        undecided,
        mean_score: mean_share(values, cohort.score.earned, cohort.score.total, &members, Below::Zero),
        score_histogram: score_histogram(values, cohort, &members),
        tiers,
        below_tiers,
        dimensions: cohort
            .score
            .dimensions
            .iter()
            .map(|dimension| DimensionResult {
                name: dimension.name.clone(),
                mean: mean_share(values, dimension.earned, dimension.total, &members, Below::Counts),
            })
            .collect(),
        attrition: attrition(values, cohort),
        missing: missing(values, cohort),
        columns: columns(values, cohort, &base, &matched),
        claims: rules.claims,
        backings: rules.backings,
        expects: rules.expects,
    }
}

/// What becomes of points below zero.
#[derive(PartialEq)]
enum Below {
    /// A score stops at 0.
    Zero,
    /// A block's sub-score does not.
    Counts,
}

/// The mean of 100 × earned / total over the members, divided once.
fn mean_share(values: &Values, earned: NodeId, total: i64, members: &[usize], below: Below) -> Option<f64> {
    let earned = values.of(earned);
    let counted = |&row: &usize| match below {
        Below::Zero => points(&earned[row]).max(0),
        Below::Counts => points(&earned[row]),
    };
    let sum: i128 = members.iter().map(|row| i128::from(counted(row))).sum();
    let n = members.len() as i128;
    (n > 0).then(|| (100 * sum) as f64 / (i128::from(total) * n) as f64)
}

/// Twenty bins of five points; the last holds 100 too.
fn score_histogram(values: &Values, cohort: &Cohort, members: &[usize]) -> Vec<u64> {
    let earned = values.of(cohort.score.earned);
    let mut bins = vec![0; 20];
    for &row in members {
        let bin = 20 * i128::from(points(&earned[row]).max(0)) / i128::from(cohort.score.total);
        bins[bin.min(19) as usize] += 1;
    }
    bins
}

/// Members by tier, and how many of a cohort with tiers are below the lowest.
fn tiers(values: &Values, cohort: &Cohort, members: &[usize]) -> (Vec<TierResult>, u64) {
    let Some(tier) = cohort.score.tier else { return (Vec::new(), 0) };
    let tier_of = values.of(tier);
    let count = |wanted: &Value| members.iter().filter(|&&row| tier_of[row] == *wanted).count() as u64;
    let tiers = cohort.score.tiers.iter().map(|tier| TierResult {
        name: tier.name.to_string(),
        bound: tier.bound as f64 / 10_000.0,
        count: count(&Value::Text(tier.name.clone())),
    });
    (tiers.collect(), count(&Value::Missing))
}

fn attrition(values: &Values, cohort: &Cohort) -> Vec<AttritionStep> {
    let steps = cohort.step_rules.iter().zip(&cohort.steps);
    steps.map(|(&rule, &left)| AttritionStep { rule, left: truths(values, left).len_true() }).collect()
}

/// The columns whose missing values cost most first; equal ones stay in the plan's order.
fn missing(values: &Values, cohort: &Cohort) -> Vec<MissingCost> {
    let costs = cohort.missing.iter().map(|(column, people)| MissingCost {
        column: column.clone(),
        people: truths(values, *people).len_true(),
    });
    let mut costs: Vec<MissingCost> = costs.filter(|cost| cost.people > 0).collect();
    costs.sort_by_key(|cost| std::cmp::Reverse(cost.people));
    costs
}

fn columns(values: &Values, cohort: &Cohort, base: &[bool], matched: &[bool]) -> Vec<ColumnResult> {
    let plan = values.plan();
    let shown = |flags: &[bool], all: &[Value]| -> Vec<Value> {
        all.iter().zip(flags).filter(|(_, flag)| **flag).map(|(value, _)| value.clone()).collect()
    };
    let column = |column: &crate::ir::ShownColumn| {
        let all = distribution::shown(plan, values.of(column.value));
        let (population, cohort) =
            distributions(plan.node(column.value).ty, &shown(base, &all), &shown(matched, &all));
        ColumnResult { label: column.label.clone(), population, cohort }
    };
    cohort.columns.iter().map(column).collect()
}

fn one_assign(values: &Values, assign: &Assign) -> AssignResult {
    let plan = values.plan();
    let of = assigned(values, assign);
    let base = values.base(assign.table);
    let count = |cohort: usize| of.iter().filter(|got| **got == Some(cohort)).count() as u64;
    let counts = assign
        .among
        .iter()
        .map(|&cohort| ValueCount { value: plan.cohorts[cohort].name.clone(), count: count(cohort) });
    AssignResult {
        name: assign.name.clone(),
        entity: plan.table(assign.table).name.clone(),
        counts: counts.collect(),
        unassigned: (0..of.len()).filter(|&row| base[row] && of[row].is_none()).count() as u64,
    }
}

/// For each row of the table the cohort (an index into [`Plan::cohorts`]) that gets it.
pub(super) fn assigned(values: &Values, assign: &Assign) -> Vec<Option<usize>> {
    let plan = values.plan();
    let earned = |place: usize, row: usize| {
        let cohort = &plan.cohorts[assign.among[place]];
        let member = values.of(cohort.matched)[row].is_true();
        member.then(|| points(&values.of(cohort.score.earned)[row]))
    };
    let row = |row: usize| best(plan, assign, &|place| earned(place, row)).map(|place| assign.among[place]);
    (0..values.rows(assign.table).len()).map(row).collect()
}

/// The place in `among` of the cohort that gets a person; `earned` says what a member of the cohort at a place has earned.
pub(super) fn best(plan: &Plan, assign: &Assign, earned: &dyn Fn(usize) -> Option<i64>) -> Option<usize> {
    let total = |place: usize| plan.cohorts[assign.among[place]].score.total;
    let mut best: Option<(usize, i64)> = None;
    for place in 0..assign.among.len() {
        let Some(points) = earned(place).filter(|&p| reaches(p, total(place), assign.at_least)) else {
            continue;
        };
        // earned / total of one against that of the other, as whole numbers.
        let higher = |(first, other): (usize, i64)| {
            i128::from(points.max(0)) * i128::from(total(first))
                > i128::from(other.max(0)) * i128::from(total(place))
        };
        // Only a higher score takes over: equal ones stay with the cohort written first.
        if best.is_none_or(|first| assign.by_score && higher(first)) {
            best = Some((place, points));
        }
    }
    best.map(|(place, _)| place)
}

fn one_grid(values: &Values, grid: &Grid) -> GridResult {
    let plan: &Plan = values.plan();
    let base = values.base(grid.table);
    let names = |cohort: usize| -> Vec<String> {
        plan.cohorts[cohort].score.tiers.iter().map(|tier| tier.name.to_string()).collect()
    };
    let (rows, columns) = (names(grid.rows), names(grid.columns));
    let place = |cohort: usize, names: &[String], row: usize| {
        let tier = plan.cohorts[cohort].score.tier?;
        match &values.of(tier)[row] {
            Value::Text(tier) => names.iter().position(|name| **name == **tier),
            _ => None,
        }
    };
    let mut counts = vec![vec![0; columns.len()]; rows.len()];
    let mut outside = 0;
    for row in (0..base.len()).filter(|&row| base[row]) {
        match (place(grid.rows, &rows, row), place(grid.columns, &columns, row)) {
            (Some(r), Some(c)) => counts[r][c] += 1,
            _ => outside += 1,
        }
    }
    GridResult {
        name: grid.name.clone(),
        entity: plan.table(grid.table).name.clone(),
        rows,
        columns,
        counts,
        outside,
    }
}
