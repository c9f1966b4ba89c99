//! Claims, pain points and metrics: what was measured, beside what is said.

use super::absent::Absent;
use super::{ChartRow, ClaimView, MetricTable, Proof, Source, TextItem};
use crate::cohort::{Figure, Measured, RuleResult, Verdict};
use crate::documents::charts::whisker;
use crate::documents::format;
use crate::documents::measures::{measured_in_words, method_text, range_text, value_text};
use crate::documents::summary::CohortSummary;
use crate::model::{Cohort, Expr};
use crate::syntax::ast::CohortKind;

/// Each claim with its verdict.
pub fn claims(source: &Source, cohort: &Cohort, figures: &CohortSummary) -> Vec<ClaimView> {
    let view = |(index, claim): (usize, &crate::model::Claim)| {
        let result = figures.claims.iter().find(|r| r.index == index)?;
        let text = source.say(&claim.text);
        Some(ClaimView { text, proof: proof(source, &claim.rule, result)? })
    };
    cohort.claims.iter().enumerate().filter_map(view).collect()
}

/// Pain points, those that say `backed by` with their verdict.
pub fn pains(source: &Source, cohort: &Cohort, figures: &CohortSummary) -> Vec<TextItem> {
    let item = |(index, point): (usize, &crate::model::PainPoint)| {
        let result = figures.backings.iter().find(|r| r.index == index);
        let proof = point.backed_by.as_ref().zip(result).and_then(|(rule, r)| proof(source, rule, r));
        TextItem { text: source.say(&point.text), proof }
    };
    let items = cohort.narrative.pain_points.iter().enumerate().map(item);
    items.filter(|item| !item.text.is_empty()).collect()
}

fn proof(source: &Source, rule: &Expr, result: &RuleResult) -> Option<Proof> {
    let t = source.t();
    let (kind, word) = match result.verdict {
        Verdict::Holds => ("holds", t.holds),
        Verdict::Fails => ("fails", t.fails),
        Verdict::CannotBeTold => ("open", t.cannot_be_told),
        Verdict::NotApplicable => return None,
    };
    let prose = source.prose();
    let detail = match (result.figure.hidden, result.verdict) {
        (true, _) => t.about_few.replace("{}", &source.catalog.privacy.min_cell.to_string()),
        (false, Verdict::CannotBeTold) if result.figure.n > 0 => t.too_few_to_tell.to_owned(),
        _ => measured_in_words(&prose, rule, result),
    };
    let chance = result.figure.interval.is_some() && !result.sure && result.verdict != Verdict::CannotBeTold;
    Some(Proof {
        kind,
        word,
        rule: prose.sentence(rule).flat(source.lang),
        detail,
        doubt: if chance { t.by_chance.to_owned() } else { String::new() },
    })
}

/// The metrics of the cohort's entity; `None` without any.
pub fn metrics(source: &Source, cohort: &Cohort) -> Option<MetricTable> {
    let t = source.t();
    let alone = cohort.kind == CohortKind::Score;
    let mut absent: Vec<Absent> = Vec::new();
    let mut bars = Vec::new();
    let rows: Vec<(ChartRow, Vec<String>)> = source
        .program
        .metrics
        .iter()
        .filter_map(|metric| {
            let figures = source.summary.metrics.get(&metric.name)?;
            let here = &figures.cohorts.get(&cohort.name)?.figure;
            let title = source.titled(metric.title.as_ref(), &metric.name);
            let everyone = &figures.everyone;
            let text = |figure| value(source, &metric.value, figure, Some(everyone));
            absent.extend(Absent::of(&metric.value, here, Some(everyone)));
            let mut cells = vec![title, text(here), interval(source, &metric.value, here)];
            if !alone {
                absent.extend(Absent::of(&metric.value, everyone, Some(everyone)));
                cells.push(text(everyone));
                let lift = here.lift.filter(|_| !everyone.hidden);
                cells.push(lift.map_or_else(|| "–".to_owned(), |l| format!("× {}", format::fixed(l, 2))));
            }
            cells.push(if here.hidden { "–".to_owned() } else { format::count(here.n) });
            let plain = plain(here, (!alone).then_some(everyone));
            bars.push(if alone { String::new() } else { beside(here, everyone) });
            Some((ChartRow { cells, length: None }, plain))
        })
        .collect();
    let head = [t.metric, t.value_here, t.interval, t.everyone, t.lift, t.head_n];
    let head = head.iter().enumerate().filter(|(i, _)| !alone || !matches!(i, 3 | 4));
    let head = head.map(|(_, h)| (*h).to_owned()).collect();
    let (rows, plain): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    let notes = Absent::notes(source, absent);
    (!rows.is_empty()).then_some(MetricTable { head, rows, plain, notes, bars })
}

/// What stands in a row of the table as plain values, in the same order: those that are shown.
fn plain(here: &Figure, everyone: Option<&Figure>) -> Vec<String> {
    let number = |x: Option<f64>| x.map(|x| x.to_string()).unwrap_or_default();
    let value = |figure: &Figure| match &figure.value {
        Some(Measured::Day(day)) if !figure.hidden => day.clone(),
        Some(Measured::Number(x)) if !figure.hidden => x.to_string(),
        _ => String::new(),
    };
    let mut plain = vec![String::new(), value(here)];
    plain.push(number(here.interval.map(|interval| interval.low).filter(|_| !here.hidden)));
    if let Some(everyone) = everyone {
        plain.push(value(everyone));
        plain.push(number(here.lift.filter(|_| !here.hidden && !everyone.hidden)));
    }
    plain.push(if here.hidden { String::new() } else { here.n.to_string() });
    plain
}

/// A figure in its interval beside everyone's, on a scale of its own: the numbers stand in the same row.
fn beside(here: &Figure, everyone: &Figure) -> String {
    let number = |figure: &Figure| match figure.value {
        Some(Measured::Number(x)) if !figure.hidden => Some(x),
        _ => None,
    };
    match (number(here), number(everyone)) {
        (Some(value), Some(all)) => whisker(value, here.interval.map(|i| (i.low, i.high)), all),
        _ => String::new(),
    }
}

/// A figure as text, with what it says where there is none.
pub fn value(source: &Source, expr: &Expr, figure: &Figure, everyone: Option<&Figure>) -> String {
    match (&figure.value, Absent::of(expr, figure, everyone)) {
        (Some(value), None) => value_text(&source.prose(), expr, value),
        (_, absent) => absent.map_or("–", |absent| absent.word(source)).to_owned(),
    }
}

fn interval(source: &Source, expr: &Expr, figure: &Figure) -> String {
    let range = range_text(&source.prose(), expr, figure);
    match range.zip(figure.interval) {
        Some((range, interval)) => format!("{range} ({})", method_text(interval.method, source.lang)),
        None => "–".to_owned(),
    }
}
