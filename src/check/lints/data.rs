//! Lints that only data can tell: `other-case`, `mixed-case` and `short-history`. Here is what they ask, and what follows from the
//! answers; who reads the data answers.

use crate::catalog::{Catalog, ColumnType, Normalize};
use crate::check::words;
use crate::cohort::{DataAnswers, DataQuestions};
use crate::diagnostics::{Diagnostic, codes};
use crate::model::{Aggregate, Constant, Expr, ExprKind, ParamValue, Program};
use crate::syntax::ast::{Unit, Window};
use chrono::{Days, Months, NaiveDate};
use std::collections::BTreeSet;

/// What the program's rules need to be told of the data.
pub fn questions(catalog: &Catalog, program: &Program) -> DataQuestions {
    let mut questions = DataQuestions::default();
    let look = Look { catalog, program };
    look.every(&mut |expr| {
        if let Some(told) = look.compared(expr) {
            let texts = told.texts.iter().map(|t| t.to_lowercase());
            questions.spellings.entry((told.table, told.column)).or_default().extend(texts);
        }
        if let ExprKind::Aggregate(aggregate) = &expr.kind
            && aggregate.window.is_some()
        {
            questions.first_days.insert(catalog.relations[aggregate.relation].child);
        }
    });
    questions
}

/// What the answers tell.
pub fn findings(
    catalog: &Catalog,
    program: &Program,
    as_of: NaiveDate,
    answers: &DataAnswers,
) -> Vec<Diagnostic> {
    let look = Look { catalog, program };
    let mut found = Vec::new();
    let mut told_of = BTreeSet::new();
    look.every(&mut |expr| {
        if let Some(told) = look.compared(expr) {
            let spellings = answers.spellings.get(&(told.table, told.column));
            found.extend(look.letters(expr, &told, spellings.map_or(&[], Vec::as_slice), &mut told_of));
        }
        if let ExprKind::Aggregate(aggregate) = &expr.kind {
            found.extend(look.window(expr, aggregate, as_of, answers));
        }
    });
    found
}

struct Look<'a> {
    catalog: &'a Catalog,
    program: &'a Program,
}

/// A column and the texts that a rule asks it for.
struct Told {
    table: usize,
    column: usize,
    texts: Vec<String>,
}

impl Look<'_> {
    fn every(&self, visit: &mut dyn FnMut(&Expr)) {
        let program = self.program;
        let cohorts = program.cohorts.iter();
        let rules = cohorts.clone().flat_map(|c| c.rules.iter().map(|r| &r.rule));
        let over = cohorts.flat_map(|c| {
            let backed = c.narrative.pain_points.iter().filter_map(|p| p.backed_by.as_ref());
            c.claims.iter().map(|c| &c.rule).chain(&c.expects).chain(backed)
        });
        let values =
            program.features.iter().map(|f| &f.value).chain(program.metrics.iter().map(|m| &m.value));
        let more = program.segments.iter().map(|s| &s.rule).chain(program.themes.iter().map(|t| &t.rule));
        let stages = program.journeys.iter().flat_map(|j| &j.stages).map(|s| &s.rule);
        let tables = program.populations.iter().flat_map(|p| p.population.iter().chain(&p.consent));
        rules.chain(over).chain(values).chain(more).chain(stages).chain(tables).for_each(|e| down(e, visit));
    }

    /// A column of text whose letters nobody makes small, and what it is compared with.
    fn compared(&self, rule: &Expr) -> Option<Told> {
        let texts = |constants: &[Constant]| -> Vec<String> {
            let text = |c: &Constant| match c {
                Constant::Text(text) => Some(text.clone()),
                _ => None,
            };
            constants.iter().filter_map(text).collect()
        };
        let (value, texts) = match &rule.kind {
            ExprKind::Compare { left, right, .. } => match (self.constant(left), self.constant(right)) {
                (None, Some(constant)) => (left, texts(&[constant])),
                (Some(constant), None) => (right, texts(&[constant])),
                _ => return None,
            },
            ExprKind::In { value, list, .. } => (value, texts(&list.values)),
            ExprKind::Has { value, items, .. } => (value, texts(&items.values)),
            _ => return None,
        };
        let (table, column) = self.column(value)?;
        let own = &self.catalog.tables[table].columns[column];
        let free = matches!(own.ty, ColumnType::Text | ColumnType::List);
        let open = free && !own.normalize.contains(&Normalize::Lower) && !texts.is_empty();
        open.then_some(Told { table, column, texts })
    }

    fn constant(&self, expr: &Expr) -> Option<Constant> {
        match &expr.kind {
            ExprKind::Constant(constant) => Some(constant.clone()),
            ExprKind::Param(p) => match &self.program.params[*p].value {
                ParamValue::One(constant) => Some(constant.clone()),
                ParamValue::List(_) => None,
            },
            _ => None,
        }
    }

    fn column(&self, value: &Expr) -> Option<(usize, usize)> {
        match &value.kind {
            ExprKind::Column(c) => Some((value.table, *c)),
            ExprKind::Parent { value, .. } | ExprKind::Default { value, .. } => self.column(value),
            ExprKind::Feature(f) => self.column(&self.program.features[*f].value),
            _ => None,
        }
    }

    /// One finding for each text of a rule; that a column mixes letters is told once for each text.
    fn letters(
        &self,
        rule: &Expr,
        told: &Told,
        spellings: &[(String, u64)],
        told_of: &mut BTreeSet<(usize, usize, String)>,
    ) -> Vec<Diagnostic> {
        let name = words::quoted(&self.catalog.tables[told.table].columns[told.column].name);
        let name = words::in_quotes(&name);
        let mut found = Vec::new();
        for text in &told.texts {
            let small = text.to_lowercase();
            // A rule that lists the other spellings, too, knows of them.
            let others: Vec<&(String, u64)> = spellings
                .iter()
                .filter(|(t, _)| t.to_lowercase() == small && !told.texts.contains(t))
                .collect();
            let there = spellings.iter().any(|(t, _)| t == text);
            if others.is_empty() {
                continue;
            }
            let shown: Vec<String> = others.iter().take(3).map(|(t, _)| format!("\"{t}\"")).collect();
            let shown = shown.join(", ");
            if !there {
                let message = format!("{name} is never \"{text}\": the data writes {shown}");
                found.push(
                    Diagnostic::new(&codes::OTHER_CASE, message).at(rule.span, "no row has this text").help(
                        "write it as the data does, or give the column `normalize: [lower]` in personac.yaml",
                    ),
                );
            } else if told_of.insert((told.table, told.column, small)) {
                let message = format!("the data writes \"{text}\" of {name} in other letters, too: {shown}");
                found.push(
                    Diagnostic::new(&codes::MIXED_CASE, message)
                        .at(rule.span, "passes over those rows")
                        .help("give the column `normalize: [lower]` in personac.yaml"),
                );
            }
        }
        found
    }

    fn window(
        &self,
        expr: &Expr,
        aggregate: &Aggregate,
        as_of: NaiveDate,
        answers: &DataAnswers,
    ) -> Option<Diagnostic> {
        let Some(Window::Last(last)) = aggregate.window else { return None };
        let child = self.catalog.relations[aggregate.relation].child;
        let oldest = *answers.first_days.get(&child)?;
        let n = u32::try_from(last.n).ok()?;
        let begins = match last.unit {
            Unit::Days => as_of.checked_sub_days(Days::new(n.into())),
            Unit::Weeks => as_of.checked_sub_days(Days::new(u64::from(n) * 7)),
            Unit::Months => as_of.checked_sub_months(Months::new(n)),
            Unit::Quarters => as_of.checked_sub_months(Months::new(n.checked_mul(3)?)),
            Unit::Years => as_of.checked_sub_months(Months::new(n.checked_mul(12)?)),
        }?
        .succ_opt()?;
        // Nobody may have bought on the first days of a window; a tenth of it is no accident.
        let (length, lacking) = ((as_of - begins).num_days(), (oldest - begins).num_days());
        if lacking * 10 <= length {
            return None;
        }
        let table = &self.catalog.tables[child].name;
        let message =
            format!("this window begins on {begins}, and the first row of `{table}` is of {oldest}");
        Some(
            Diagnostic::new(&codes::SHORT_HISTORY, message)
                .at(expr.span, format!("{lacking} of its {length} days have no data"))
                .help("choose a shorter window, or bring older data"),
        )
    }
}

fn down(expr: &Expr, visit: &mut dyn FnMut(&Expr)) {
    visit(expr);
    expr.children().into_iter().for_each(|child| down(child, visit));
}
