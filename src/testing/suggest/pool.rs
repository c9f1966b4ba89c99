//! Everything that could be changed about a customer so that a rule sees it differently.

use super::customer::{Patch, Site};
use super::make::{Maker, constant_of};
use crate::ir::Type;
use crate::lower;
use crate::model::{Aggregate, Constant, Expr, ExprKind, GivenValue};
use chrono::NaiveDate;
use std::collections::HashSet;

/// A change, and the rule of the cohort that it was made for.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub rule: Option<usize>,
    pub patch: Patch,
}

/// The proposals of all rules of a cohort, and of the rules of the population.
pub fn pool(maker: &Maker, cohort: usize) -> Vec<Proposal> {
    let program = maker.program;
    let mut all = Vec::new();
    let mut add = |rule: Option<usize>, expr: &Expr| {
        let mut visit = Visit { maker, seen: HashSet::new(), found: Vec::new() };
        visit.expr(expr, &Site::Own(Vec::new()));
        for patch in visit.found {
            if !all.iter().any(|p: &Proposal| p.rule == rule && p.patch == patch) {
                all.push(Proposal { rule, patch });
            }
        }
    };
    for (index, rule) in program.cohorts[cohort].rules.iter().enumerate() {
        add(Some(index), &rule.rule);
    }
    for tier in &program.cohorts[cohort].tiers {
        let bound = tier.bound as f64 / 10_000.0;
        for score in [bound - 0.5, bound, bound + 0.5] {
            let patches = maker.score_at(cohort, &Site::Own(Vec::new()), score);
            all.extend(patches.into_iter().map(|patch| Proposal { rule: None, patch }));
        }
    }
    let mut add = |rule: Option<usize>, expr: &Expr| {
        let mut visit = Visit { maker, seen: HashSet::new(), found: Vec::new() };
        visit.expr(expr, &Site::Own(Vec::new()));
        all.extend(visit.found.into_iter().map(|patch| Proposal { rule, patch }));
    };
    let population = program.populations.get(maker.table).into_iter();
    population.flat_map(|p| p.population.iter().chain(&p.consent)).for_each(|rule| add(None, rule));
    all
}

struct Visit<'m, 'a> {
    maker: &'m Maker<'a>,
    /// Declarations that have been looked into, at their places.
    seen: HashSet<(u8, usize, Vec<usize>)>,
    found: Vec<Patch>,
}

impl Visit<'_, '_> {
    fn expr(&mut self, expr: &Expr, site: &Site) {
        let program = self.maker.program;
        self.proposals(expr, site);
        let way = match site {
            Site::Own(way) => way.clone(),
            Site::Rows(table) => vec![usize::MAX, *table],
        };
        match &expr.kind {
            ExprKind::Feature(i) => {
                if self.seen.insert((0, *i, way)) {
                    self.expr(&program.features[*i].value, site);
                }
            }
            ExprKind::Segment(i) => {
                if self.seen.insert((1, *i, way)) {
                    self.expr(&program.segments[*i].rule, site);
                }
            }
            ExprKind::CohortMatches(i) | ExprKind::CohortScore(i) | ExprKind::CohortTier(i) => {
                if self.seen.insert((2, *i, way)) {
                    program.cohorts[*i].rules.iter().for_each(|rule| self.expr(&rule.rule, site));
                }
            }
            ExprKind::Parent { relation, value } => self.expr(value, &self.maker.up(site, *relation)),
            ExprKind::Aggregate(aggregate) => {
                if let Some(rows) = self.maker.down(aggregate.relation) {
                    self.window(aggregate, &rows);
                    expr.children().into_iter().for_each(|child| self.expr(child, &rows));
                }
            }
            _ => expr.children().into_iter().for_each(|child| self.expr(child, site)),
        }
    }

    fn proposals(&mut self, expr: &Expr, site: &Site) {
        if expr.ty == Type::Bool {
            self.found.extend(self.maker.truth(expr, site, true));
            self.found.extend(self.maker.truth(expr, site, false));
            self.found.extend(self.maker.unknown(expr, site).into_iter().take(4));
        } else if expr.is_grade() {
            for grade in [0.0, 0.5, 1.0] {
                self.found.extend(self.maker.value(expr, site, &constant_of(grade)).into_iter().take(3));
            }
            self.found.extend(self.maker.unknown(expr, site).into_iter().take(2));
        } else if matches!(expr.kind, ExprKind::Aggregate(_)) && expr.ty.is_numeric() {
            for value in [1.0, 2.0] {
                self.found.extend(self.maker.value(expr, site, &constant_of(value)).into_iter().take(4));
            }
        }
    }

    /// The first and the last day of a window, and the days outside of it.
    fn window(&mut self, aggregate: &Aggregate, rows: &Site) {
        let Site::Rows(child) = rows else { return };
        let (Some(window), Some(time)) = (aggregate.window, self.maker.catalog.tables[*child].time) else {
            return;
        };
        let range = lower::days(window, self.maker.as_of);
        let from = range.from.into_iter().flat_map(|from| [from - 1, from]);
        for day in from.chain([range.to, range.to + 1]) {
            if let Some(date) = NaiveDate::from_epoch_days(day) {
                let date = GivenValue::One(Constant::Date(date));
                self.found.push(Patch::cell(rows, time, Some(date)));
            }
        }
    }
}
