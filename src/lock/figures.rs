//! What a run measured, as the lock writes it.

use super::{Data, Fact, Measured, Section, Value};
use crate::cohort::{Figure, Measured as Number};
use crate::documents::prose::Prose;
use crate::documents::{Lang, RunFound, Summary};
use crate::model::{Expr, Metric, Program};

/// The figures of one run.
#[derive(Debug, Clone)]
pub struct Figures {
    pub measured: Measured,
    /// In the order declared; retired declarations are not run and have none.
    pub facts: Vec<(Section, String, Vec<Fact>)>,
}

impl Figures {
    pub fn of(&self, section: Section, name: &str) -> &[Fact] {
        let found = self.facts.iter().find(|(of, whose, _)| *of == section && whose == name);
        found.map_or(&[], |(.., facts)| facts)
    }
}

/// Takes the figures from what may be shown of a run, and from nothing else: a lock goes into git. With a catalog whose
/// `min_cell` is 0 they are whole, for those who hold the data.
pub fn figures(program: &Program, found: &RunFound) -> Figures {
    shown_figures(program, found, &Summary::new(found))
}

/// The same of a summary that is there already.
pub fn shown_figures(program: &Program, found: &RunFound, summary: &Summary) -> Figures {
    let prose = Prose::new(program, found.catalog, Lang::En);
    let mut facts = Vec::new();
    for (name, cohort) in summary.cohorts.iter() {
        let mut own = vec![Fact::new(["population"], Value::count(cohort.population))];
        // A score has no members: it is of the whole population.
        if cohort.kind != "score" {
            own.push(Fact::new(["size"], Value::count(cohort.matched)));
        }
        let tiers = cohort.tiers.iter();
        own.extend(tiers.map(|tier| Fact::new(["tiers", &tier.name], Value::count(tier.count))));
        own.push(Fact::new(["mean_score"], mean_score(cohort.matched, cohort.mean_score)));
        for metric in &program.metrics {
            let figure = summary.metrics.get(&metric.name).and_then(|m| m.cohorts.get(name));
            let value = figure.map(|figure| metric_value(&prose, &metric.value, &figure.figure));
            own.extend(value.map(|value| Fact::new(["metrics", &metric.name], value)));
        }
        facts.push((Section::Cohort, name.to_owned(), own));
    }
    for (name, assign) in summary.assigns.iter() {
        let counts = assign.counts.iter().map(|c| Fact::new(["counts", &c.value], Value::count(c.count)));
        let rest = Fact::new(["unassigned"], Value::count(assign.unassigned));
        facts.push((Section::Assignment, name.to_owned(), counts.chain([rest]).collect()));
    }
    for (name, grid) in summary.grids.iter() {
        let mut own = Vec::new();
        for (row, counts) in grid.rows.iter().zip(&grid.counts) {
            let cells = grid.columns.iter().zip(counts);
            own.extend(cells.map(|(column, n)| Fact::new(["cells", row, column], Value::count(*n))));
        }
        own.push(Fact::new(["outside"], Value::count(grid.outside)));
        facts.push((Section::Grid, name.to_owned(), own));
    }
    for metric in &program.metrics {
        let everyone = summary.metrics.get(&metric.name).map(|m| everyone(&prose, metric, &m.everyone));
        facts.push((Section::Metric, metric.name.clone(), everyone.into_iter().collect()));
    }
    Figures { measured: measured(found), facts }
}

fn measured(found: &RunFound) -> Measured {
    let files = found.reports.iter().flat_map(|report| &report.files);
    Measured {
        // A run's date is one: it was made from one.
        as_of: found.results.as_of.parse().unwrap_or_default(),
        min_cell: found.catalog.privacy.min_cell,
        data: Data::new(files),
    }
}

/// As the table of a run shows it.
fn mean_score(members: Option<u64>, mean: Option<f64>) -> Value {
    match (members, mean) {
        (None, _) => Value::HeldBack,
        (Some(_), Some(mean)) => Value::decimal(mean, 1),
        (Some(_), None) => Value::Missing,
    }
}

fn everyone(prose: &Prose, metric: &Metric, figure: &Figure) -> Fact {
    Fact::new(["everyone"], metric_value(prose, &metric.value, figure))
}

fn metric_value(prose: &Prose, metric: &Expr, figure: &Figure) -> Value {
    if figure.hidden {
        return Value::HeldBack;
    }
    match &figure.value {
        None => Value::Missing,
        Some(Number::Day(day)) => Value::Text(day.clone()),
        Some(Number::Number(x)) if prose.is_share(metric) => Value::percent(*x),
        Some(Number::Number(x)) if is_whole(prose, metric, *x) => Value::Whole(*x as u64),
        Some(Number::Number(x)) => Value::number(*x),
    }
}

fn is_whole(prose: &Prose, metric: &Expr, x: f64) -> bool {
    prose.is_count(metric) && x.fract() == 0.0 && (0.0..1e15).contains(&x)
}
