//! Texts of clauses, as the formatter writes them.

use super::{Clause, Side};
use crate::catalog::Embedded;
use crate::model::{Cohort, ExprKind, LocalText};
use crate::source::FileId;
use crate::syntax::{self, ast::RuleKind};

impl Side<'_> {
    /// A rule of a cohort as it stands here.
    pub(super) fn clause(&self, cohort: &Cohort, index: usize) -> Clause {
        let rule = &cohort.rules[index];
        let should = rule.kind == RuleKind::Should;
        let written = self.sources.text(rule.span);
        // `icp: NAME` is a rule at the place of the name.
        let icp = matches!(rule.rule.kind, ExprKind::CohortMatches(c) if cohort.icp == Some(c));
        let icp = icp && rule.span == rule.rule.span;
        Clause {
            index: Some(index),
            text: if icp { format!("icp: {written}") } else { member(written, should) },
            place: self.place(rule.span),
            weight: should.then(|| points(rule.weight)),
            because: rule.because.as_ref().map(shown),
            dimension: rule.dimension.map(|d| cohort.dimensions[d].name.clone()),
        }
    }

    /// `population` or `consent` of a table.
    pub(super) fn base_clause(&self, word: &str, rule: &Embedded) -> Clause {
        Clause {
            index: None,
            text: format!("{word}: {}", expression(&rule.text)),
            place: self.place(rule.span),
            weight: None,
            because: None,
            dimension: None,
        }
    }
}

/// A rule of a cohort in the one style.
fn member(text: &str, should: bool) -> String {
    // Where the formatter reads it, a `should` has a weight; here it stands apart.
    const WEIGHT: &str = " weight 1";
    let weight = if should { WEIGHT } else { "" };
    let whole = syntax::format(FileId(0), &format!("persona p {{\n{text}{weight}\n}}\n"));
    let inside = whole.ok().and_then(|whole| {
        let inside = whole.strip_prefix("persona p {\n")?.strip_suffix("}\n")?;
        let lines = inside.lines().map(|line| line.strip_prefix("  ").unwrap_or(line));
        let joined = lines.collect::<Vec<_>>().join("\n");
        match should {
            true => joined.trim_end().strip_suffix(WEIGHT.trim_start()).map(|t| t.trim_end().to_owned()),
            false => Some(joined.trim_end().to_owned()),
        }
    });
    inside.unwrap_or_else(|| plain(text))
}

/// A value or a rule in the one style.
pub(super) fn expression(text: &str) -> String {
    let whole = syntax::format(FileId(0), &format!("segment s: {text}\n"));
    let inside = whole.ok().and_then(|whole| Some(whole.strip_prefix("segment s:")?.trim().to_owned()));
    inside.unwrap_or_else(|| plain(text))
}

pub(super) fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Hundredths of a point as people write them.
pub(super) fn points(hundredths: i64) -> String {
    decimal(hundredths, 2)
}

/// Units of `10^-scale` as people write them.
pub(super) fn decimal(units: i64, scale: u32) -> String {
    let power = 10u64.pow(scale);
    let (whole, rest) = (units.unsigned_abs() / power, units.unsigned_abs() % power);
    let sign = if units < 0 { "-" } else { "" };
    let rest = format!("{rest:0width$}", width = scale as usize);
    let rest = rest.trim_end_matches('0');
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{rest}")
}

/// A text in all its languages.
pub(super) fn shown(text: &LocalText) -> String {
    let all = text.all().map(|t| match t.tag.as_str() {
        "" => t.text.clone(),
        tag => format!("{tag}: {}", t.text),
    });
    all.collect::<Vec<_>>().join("\n")
}
