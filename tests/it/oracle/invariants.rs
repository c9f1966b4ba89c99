//! What must hold of the reference itself, whatever an engine says.

use personac::cohort::{CohortResult, Shape};
use personac::ir::{NodeId, Plan, Type};
use personac::reference::{self, Data, Value};

/// Says what is broken.
pub fn broken(plan: &Plan, data: &Data) -> Option<String> {
    let values = reference::evaluate(plan, data);
    for (index, node) in plan.nodes.iter().enumerate() {
        let of = values.of(NodeId(index as u32));
        if of.len() != values.rows(node.table).len() {
            return Some(format!("node %{index} has {} rows", of.len()));
        }
        if let Some(value) = of.iter().find(|value| !is_of(value, node.ty)) {
            return Some(format!("node %{index} is of type {:?} and has the value {value:?}", node.ty));
        }
    }
    let results = reference::cohorts(plan, data);
    if let Some(what) = results.cohorts.iter().find_map(broken_cohort) {
        return Some(what);
    }
    for assign in &results.assigns {
        let table = results.entities.iter().find(|e| e.name == assign.entity)?;
        let given: u64 = assign.counts.iter().map(|count| count.count).sum();
        if given + assign.unassigned != table.population {
            return Some(format!("{assign:?} does not add up to {}", table.population));
        }
    }
    for grid in &results.grids {
        let table = results.entities.iter().find(|e| e.name == grid.entity)?;
        let inside: u64 = grid.counts.iter().flatten().sum();
        if inside + grid.outside != table.population {
            return Some(format!("{grid:?} does not add up to {}", table.population));
        }
    }
    None
}

fn is_of(value: &Value, ty: Type) -> bool {
    match (value, ty) {
        (Value::Missing, _) => true,
        (Value::Number(x), Type::Number) => x.is_finite(),
        (Value::Bool(_), Type::Bool)
        | (Value::Int(_), Type::Int)
        | (Value::Decimal(_), Type::Decimal { .. })
        | (Value::Text(_), Type::Text)
        | (Value::Date(_), Type::Date)
        | (Value::Datetime(_), Type::Datetime)
        | (Value::List(_), Type::List) => true,
        _ => false,
    }
}

fn broken_cohort(cohort: &CohortResult) -> Option<String> {
    let claim = |holds: bool, what: &str| (!holds).then(|| format!("{what}: {cohort:#?}"));
    let histogram: u64 = cohort.score_histogram.iter().sum();
    let tiers: u64 = cohort.tiers.iter().map(|tier| tier.count).sum();
    let left: Vec<u64> = cohort.attrition.iter().map(|step| step.left).collect();
    claim(cohort.matched + cohort.undecided + cohort.not_matched == cohort.population, "people are lost")
        .or_else(|| claim(histogram == cohort.matched, "the histogram misses members"))
        .or_else(|| claim(cohort.tiers.is_empty() || tiers + cohort.below_tiers == cohort.matched, "tiers"))
        .or_else(|| claim(left.is_sorted_by(|a, b| a >= b), "people come back"))
        .or_else(|| claim(left.last().is_none_or(|&left| left == cohort.matched), "the last step"))
        .or_else(|| claim(cohort.missing.is_sorted_by(|a, b| a.people >= b.people), "the order of costs"))
        .or_else(|| claim(cohort.mean_score.is_some() == (cohort.matched > 0), "the mean score"))
        .or_else(|| {
            cohort.columns.iter().find_map(|column| {
                let sides = [(&column.population, cohort.population), (&column.cohort, cohort.matched)];
                sides.into_iter().find_map(|(side, n)| {
                    let known = side.n - side.missing;
                    let holds = side.n == n
                        && match &side.shape {
                            Shape::Histogram { counts, .. } => counts.iter().sum::<u64>() == known,
                            Shape::Values { values, other, items } => {
                                *items || values.iter().map(|value| value.count).sum::<u64>() + other == known
                            }
                        };
                    claim(holds, &format!("the distribution of {}", column.label))
                })
            })
        })
}
