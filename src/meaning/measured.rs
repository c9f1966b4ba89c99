//! What the figures of a run belong to. More than a meaning: figures stand by the place of a rule, a claim, a stage, and
//! by the names of blocks, so where those change the figures stand beside other words.

use super::Meaning;
use super::build::Builder;
use super::declaration::Declaration;
use super::form::{FormId, Forms};
use crate::catalog::{Catalog, Column};
use crate::model::{Program, Status};
use crate::syntax::ast::CohortKind;
use sha2::{Digest, Sha256};

/// What is measured of a program, by what it is called in a message (`persona buyers`), in a fixed order. As long as a declaration has
/// the same hash, figures that were measured of it may stand beside it, whatever else was written differently.
pub fn measured(program: &Program, catalog: &Catalog) -> Vec<(String, Meaning)> {
    let mut forms = Forms::default();
    let mut builder = Builder::new(program, catalog, &mut forms);
    let mut all: Vec<(String, Vec<FormId>, Vec<String>)> = Vec::new();
    for (t, table) in catalog.tables.iter().enumerate() {
        let columns = table.columns.iter().map(column);
        let parts = vec![builder.base(t), builder.value(t)];
        all.push((format!("table {}", table.name), parts, columns.collect()));
    }
    for (i, cohort) in program.cohorts.iter().enumerate().filter(|(_, c)| c.status != Status::Retired) {
        let mut parts = vec![builder.declaration(Declaration::Cohort(i))];
        parts.extend(builder.cohort(i).rules);
        parts.extend(cohort.claims.iter().map(|claim| builder.expr(&claim.rule)));
        parts.extend(cohort.expects.iter().map(|rule| builder.expr(rule)));
        let mut words = vec![counts([cohort.rules.len(), cohort.claims.len(), cohort.expects.len()])];
        for (at, pain) in cohort.narrative.pain_points.iter().enumerate() {
            let Some(rule) = &pain.backed_by else { continue };
            parts.push(builder.expr(rule));
            words.push(format!("backed {at}"));
        }
        words.extend(cohort.dimensions.iter().map(|d| format!("block {}", d.name)));
        words.extend(cohort.tiers.iter().map(|t| format!("tier {}", t.name)));
        let kind = match cohort.kind {
            CohortKind::Icp => "icp",
            CohortKind::Persona => "persona",
            CohortKind::Score => "score",
        };
        all.push((format!("{kind} {}", cohort.name), parts, words));
    }
    for (i, assign) in program.assigns.iter().enumerate() {
        let among = assign.among.iter().map(|&c| program.cohorts[c].name.clone());
        let parts = vec![builder.declaration(Declaration::Assign(i))];
        all.push((format!("assign {}", assign.name), parts, among.collect()));
    }
    for (i, grid) in program.grids.iter().enumerate() {
        all.push((
            format!("grid {}", grid.name),
            vec![builder.declaration(Declaration::Grid(i))],
            Vec::new(),
        ));
    }
    for (i, journey) in program.journeys.iter().enumerate() {
        let stages = journey.stages.iter().map(|stage| stage.name.clone());
        let parts = vec![builder.declaration(Declaration::Journey(i))];
        all.push((format!("journey {}", journey.name), parts, stages.collect()));
    }
    for (i, metric) in program.metrics.iter().enumerate() {
        let parts = vec![builder.declaration(Declaration::Metric(i))];
        all.push((format!("metric {}", metric.name), parts, Vec::new()));
    }
    for (i, theme) in program.themes.iter().enumerate() {
        let parts = vec![builder.declaration(Declaration::Theme(i))];
        all.push((format!("theme {}", theme.name), parts, Vec::new()));
    }
    all.into_iter().map(|(name, parts, words)| (name, hashed(&forms, &parts, &words))).collect()
}

/// How a column is read, and what it is to people: that decides which of its figures may be shown.
fn column(c: &Column) -> String {
    let place = (&c.name, &c.from, c.at, &c.date_format, c.timezone.map(|zone| zone.name()), c.as_of);
    let form = (&c.normalize, &c.separator, c.thousands, c.decimal_point, c.range);
    let words = (&c.true_values, &c.false_values, &c.null_values);
    format!("{place:?} {form:?} {words:?} {:?}", (c.pii, c.sensitive, c.quotable))
}

fn counts<const N: usize>(numbers: [usize; N]) -> String {
    numbers.map(|n| n.to_string()).join(" ")
}

fn hashed(forms: &Forms, parts: &[FormId], words: &[String]) -> Meaning {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(forms.digest(*part));
    }
    for word in words {
        hash.update((word.len() as u64).to_le_bytes());
        hash.update(word);
    }
    Meaning::of(&hash.finalize())
}
