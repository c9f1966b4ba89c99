//! The sensitive columns that a cohort's rules look at, and why they may.

use super::{Fact, Source};
use crate::documents::clean::line;
use crate::model::{Cohort, Expr, ExprKind};

/// One fact per column, in the order met.
pub fn reasons(source: &Source, cohort: &Cohort) -> Vec<Fact> {
    let mut met =
        Met { source, columns: Vec::new(), cohorts: Vec::new(), features: Vec::new(), segments: Vec::new() };
    let population = source.program.populations.get(cohort.table);
    for rule in population.into_iter().flat_map(|p| p.population.iter().chain(&p.consent)) {
        met.expr(rule);
    }
    met.rules(cohort);
    let columns = std::mem::take(&mut met.columns);
    columns.into_iter().filter_map(|(table, column)| fact(source, table, column)).collect()
}

fn fact(source: &Source, table: usize, column: usize) -> Option<Fact> {
    let of = &source.catalog.tables[table];
    let name = &of.columns[column].name;
    let allowed = &source.catalog.privacy.allow_sensitive;
    let reason = allowed.get(&format!("{}.{name}", of.name)).or_else(|| allowed.get(name))?;
    let label = source.t().sensitive.replace("{}", &source.prose().column(table, column));
    Some(Fact::new(&label, line(reason)))
}

struct Met<'a> {
    source: &'a Source<'a>,
    columns: Vec<(usize, usize)>,
    /// Those whose rules have been looked at.
    cohorts: Vec<usize>,
    features: Vec<usize>,
    segments: Vec<usize>,
}

impl Met<'_> {
    fn rules(&mut self, cohort: &Cohort) {
        for rule in &cohort.rules {
            self.expr(&rule.rule);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        let program = self.source.program;
        match &expr.kind {
            ExprKind::Column(column) => {
                let place = (expr.table, *column);
                if self.source.catalog.tables[expr.table].columns[*column].sensitive
                    && !self.columns.contains(&place)
                {
                    self.columns.push(place);
                }
            }
            ExprKind::Feature(index) if !self.features.contains(index) => {
                self.features.push(*index);
                self.expr(&program.features[*index].value);
            }
            ExprKind::Segment(index) if !self.segments.contains(index) => {
                self.segments.push(*index);
                self.expr(&program.segments[*index].rule);
            }
            ExprKind::CohortMatches(index) | ExprKind::CohortScore(index) | ExprKind::CohortTier(index)
                if !self.cohorts.contains(index) =>
            {
                self.cohorts.push(*index);
                self.rules(&program.cohorts[*index]);
            }
            _ => {}
        }
        for child in expr.children() {
            self.expr(child);
        }
    }
}
