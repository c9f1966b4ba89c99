//! From statistics to figures and verdicts.

use super::Counts;
use crate::cohort::{CohortFigure, Figure, Measured, MetricResult, RuleResult, TierFigure, Verdict};
use crate::ir::{Group, Measure, MeasureOwner, NodeId, Plan, StatisticFunction, TableId, TestOp, Type};
use crate::reference::values::day_of;
use crate::reference::{Data, TableData, Value, Values, calendar, evaluate, numbers};
use crate::stats::Interval;
use std::collections::{BTreeMap, HashMap};

/// All that was measured.
#[derive(Debug, Default)]
pub struct Judged {
    pub metrics: Vec<MetricResult>,
    /// By the plan's cohort.
    pub rules: HashMap<usize, Rules>,
}

/// The rules about one cohort.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    pub claims: Vec<RuleResult>,
    pub backings: Vec<RuleResult>,
    pub expects: Vec<RuleResult>,
}

/// Works the formulas out, over groups instead of rows.
pub fn judge(plan: &Plan, counts: &Counts) -> Judged {
    let mut judged = Judged::default();
    if plan.measures.measures.is_empty() {
        return judged;
    }
    let formulas = plan.formulas();
    let groups: BTreeMap<TableId, Vec<Group>> = plan
        .entities()
        .into_iter()
        .map(|table| (table, plan.groups(table).into_iter().map(|(group, _)| group).collect()))
        .collect();
    let data = Data {
        tables: (0..plan.tables.len() as u32)
            .map(|table| columns(plan, counts, TableId(table), groups.get(&TableId(table))))
            .collect(),
    };
    let values = evaluate(&formulas, &data);
    for measure in &plan.measures.measures {
        let own = groups.get(&measure.table).map_or(&[] as &[Group], Vec::as_slice);
        let view = View { plan, counts, values: &values, groups: own, measure };
        match measure.owner {
            MeasureOwner::Metric(_) => judged.metrics.push(view.metric()),
            MeasureOwner::Claim { cohort, index } => {
                judged.rules.entry(cohort).or_default().claims.push(view.rule(cohort, index));
            }
            MeasureOwner::Backing { cohort, index } => {
                judged.rules.entry(cohort).or_default().backings.push(view.rule(cohort, index));
            }
            MeasureOwner::Expect { cohort, index } => {
                judged.rules.entry(cohort).or_default().expects.push(view.rule(cohort, index));
            }
        }
    }
    judged
}

/// The table of statistics of [`Plan::formulas`]: a row for each group.
fn columns(plan: &Plan, counts: &Counts, table: TableId, groups: Option<&Vec<Group>>) -> TableData {
    let groups = groups.map_or(&[] as &[Group], Vec::as_slice);
    let value = |group: Group, statistic: usize| {
        counts.get(&(table, group, statistic)).map_or(Value::Missing, |counted| Value::from(&counted.value))
    };
    let columns = (0..plan.measures.statistics.len()).flat_map(|statistic| {
        let here = groups.iter().map(|&group| value(group, statistic)).collect();
        let everyone = groups.iter().map(|_| value(Group::Everyone, statistic)).collect();
        [here, everyone]
    });
    let last = vec![Value::Missing; groups.len()];
    TableData { columns: columns.chain([last]).collect() }
}

/// One measure, and where its values are.
struct View<'a> {
    plan: &'a Plan,
    counts: &'a Counts,
    values: &'a Values<'a>,
    groups: &'a [Group],
    measure: &'a Measure,
}

impl View<'_> {
    fn metric(&self) -> MetricResult {
        let everyone = self.figure(Group::Everyone, Some(self.measure.formula));
        let beside = |group: Group| {
            let mut figure = self.figure(group, Some(self.measure.formula));
            figure.lift = lift(&figure, &everyone);
            figure
        };
        let of_cohort = |index: usize| {
            let cohort = &self.plan.cohorts[index];
            let tiers = cohort.score.tiers.iter().enumerate().map(|(place, tier)| TierFigure {
                tier: tier.name.to_string(),
                figure: beside(Group::Tier(index, place)),
            });
            CohortFigure {
                cohort: cohort.name.clone(),
                figure: beside(Group::Cohort(index)),
                tiers: tiers.collect(),
            }
        };
        let cohorts = self.groups.iter().filter_map(|group| match group {
            Group::Cohort(index) => Some(of_cohort(*index)),
            _ => None,
        });
        MetricResult {
            name: self.measure.name.clone(),
            entity: self.plan.table(self.measure.table).name.clone(),
            cohorts: cohorts.collect(),
            everyone,
        }
    }

    fn rule(&self, cohort: usize, index: usize) -> RuleResult {
        let group = Group::Cohort(cohort);
        let test = self.measure.test;
        let figure = self.figure(group, test.map(|t| t.value));
        let bounds = test.map_or_else(Vec::new, |t| std::iter::once(t.bound).chain(t.upper).collect());
        let bounds: Vec<Measured> =
            bounds.into_iter().filter_map(|node| self.measured(group, node)).collect();
        let verdict = match self.value(group, self.measure.formula) {
            _ if self.measure.budget => Verdict::NotApplicable,
            _ if !self.enough(group) => Verdict::CannotBeTold,
            Value::Bool(true) => Verdict::Holds,
            Value::Bool(false) => Verdict::Fails,
            _ => Verdict::CannotBeTold,
        };
        let numbers: Vec<f64> = bounds.iter().filter_map(Measured::number).collect();
        let sure = match (test, figure.interval) {
            (Some(test), Some(interval)) => lies_on(test.op, interval, &numbers, verdict),
            _ => false,
        };
        RuleResult { index, verdict, sure, figure, bounds }
    }

    /// Whether enough people stand behind a verdict. An expectation about a number of rows can always be told: that is what
    /// it guards.
    fn enough(&self, group: Group) -> bool {
        let expected = matches!(self.measure.owner, MeasureOwner::Expect { .. });
        let least = self.plan.measures.min_cell.max(1);
        self.measure.statistics.iter().all(|&statistic| {
            let counted = self.plan.measures.statistics[statistic].function == StatisticFunction::Rows;
            let people = self.counts.get(&(self.measure.table, group, statistic)).map_or(0, |c| c.people);
            (counted && expected) || people >= least
        })
    }

    fn figure(&self, group: Group, value: Option<NodeId>) -> Figure {
        let counted = |statistic: usize| self.counts.get(&(self.measure.table, group, statistic));
        let all = || self.measure.statistics.iter().filter_map(|&s| counted(s));
        let single = self.measure.single.and_then(counted);
        Figure {
            n: all().map(|c| c.n).min().unwrap_or(0),
            people: all().map(|c| c.people).min().unwrap_or(0),
            part: single.and_then(|c| c.part),
            value: value.and_then(|node| self.measured(group, node)),
            interval: single.and_then(|c| c.interval),
            lift: None,
            hidden: false,
        }
    }

    fn value(&self, group: Group, node: NodeId) -> Value {
        let row = self.groups.iter().position(|g| *g == group);
        row.map_or(Value::Missing, |row| self.values.of(node)[row].clone())
    }

    fn measured(&self, group: Group, node: NodeId) -> Option<Measured> {
        let value = self.value(group, node);
        match self.values.ty(node) {
            Type::Date | Type::Datetime => {
                let day = calendar::date(day_of(self.values.plan(), &value)?)?;
                Some(Measured::Day(day.to_string()))
            }
            ty if ty.is_numeric() => Some(Measured::Number(numbers::to_f64(&value, ty)? + 0.0)),
            _ => None,
        }
    }
}

fn lift(here: &Figure, everyone: &Figure) -> Option<f64> {
    let number = |figure: &Figure| figure.value.as_ref().and_then(Measured::number);
    let (here, everyone) = (number(here)?, number(everyone)?);
    let lift = here / everyone;
    (here >= 0.0 && everyone > 0.0 && lift.is_finite()).then_some(lift)
}

/// Whether all values of an interval give the same verdict.
fn lies_on(op: TestOp, Interval { low, high, .. }: Interval, bounds: &[f64], verdict: Verdict) -> bool {
    let (&[bound] | &[bound, _]) = bounds else { return false };
    let upper = bounds.last().copied().unwrap_or(bound);
    let inside = low >= bound && high <= upper;
    let outside = high < bound || low > upper;
    let (holds, fails) = match op {
        TestOp::Ge => (low >= bound, high < bound),
        TestOp::Gt => (low > bound, high <= bound),
        TestOp::Le => (high <= bound, low > bound),
        TestOp::Lt => (high < bound, low >= bound),
        TestOp::Between | TestOp::Eq => (inside, outside),
        TestOp::Outside | TestOp::Ne => (outside, inside),
    };
    match verdict {
        Verdict::Holds => holds,
        Verdict::Fails => fails,
        Verdict::CannotBeTold | Verdict::NotApplicable => false,
    }
}
