//! Rules met and not met so that a score comes out.

use super::customer::{Patch, Site};
use super::make::{Maker, constant_of};
use crate::ir::Type;
use crate::model::Expr;
use crate::syntax::ast::RuleKind;

impl Maker<'_> {
    /// Everything earned, nothing earned, and one rule after the other.
    pub fn scores(&self, cohort: usize, site: &Site) -> Vec<Patch> {
        let rules = &self.program.cohorts[cohort].rules;
        let shoulds: Vec<_> = rules.iter().filter(|rule| rule.kind == RuleKind::Should).collect();
        let with = |first: usize| {
            let each = shoulds.iter().enumerate();
            let each = each.map(|(i, rule)| self.graded(&rule.rule, site, (i < first) == (rule.weight > 0)));
            self.together(each.collect()).into_iter().next()
        };
        (0..=shoulds.len()).rev().filter_map(with).collect()
    }

    /// A `should`'s rule at its best or its worst.
    pub fn graded(&self, expr: &Expr, site: &Site, best: bool) -> Vec<Patch> {
        if expr.ty == Type::Bool {
            return self.truth(expr, site, best);
        }
        self.value(expr, site, &constant_of(f64::from(u8::from(best))))
    }

    /// Proposals for a score in the middle of what some rules, met or not, and one grade add up to. In points, 0 to 100.
    pub fn score_at(&self, cohort: usize, site: &Site, score: f64) -> Vec<Patch> {
        let rules = &self.program.cohorts[cohort].rules;
        let shoulds: Vec<_> = rules.iter().filter(|rule| rule.kind == RuleKind::Should).collect();
        // Blocks earn up to their caps.
        let capped = |weight: &dyn Fn(usize) -> f64| -> f64 {
            let mut blocks: Vec<(Option<usize>, f64)> = Vec::new();
            for (i, rule) in shoulds.iter().enumerate() {
                match blocks.iter_mut().find(|(dimension, _)| *dimension == rule.dimension) {
                    Some((_, sum)) => *sum += weight(i),
                    None => blocks.push((rule.dimension, weight(i))),
                }
            }
            let cap = |d: &Option<usize>| d.and_then(|d| self.program.cohorts[cohort].dimensions[d].cap);
            blocks.iter().map(|(d, sum)| cap(d).map_or(*sum, |cap| sum.min(cap as f64))).sum()
        };
        let total = capped(&|i| shoulds[i].weight.max(0) as f64);
        let wanted = score * total / 100.0;
        let plain: Vec<usize> =
            (0..shoulds.len()).filter(|&i| shoulds[i].rule.ty == Type::Bool).take(10).collect();
        let graded = (0..shoulds.len()).filter(|&i| shoulds[i].rule.ty != Type::Bool).map(Some);
        let graded: Vec<Option<usize>> = std::iter::once(None).chain(graded).collect();
        let mut found = Vec::new();
        for chosen in 0..1_u32 << plain.len() {
            let is_met =
                |i: usize| plain.iter().position(|&p| p == i).is_some_and(|bit| chosen >> bit & 1 == 1);
            let sum = capped(&|i| if is_met(i) { shoulds[i].weight as f64 } else { 0.0 });
            for &tuned in &graded {
                let grade = tuned.map(|i| (wanted - sum) / shoulds[i].weight as f64);
                let fits = grade.map_or((wanted - sum).abs() <= total / 200.0, |g| (0.0..=1.0).contains(&g));
                if !fits {
                    continue;
                }
                let each =
                    shoulds.iter().enumerate().map(|(i, rule)| match grade.filter(|_| tuned == Some(i)) {
                        Some(grade) => self.value(&rule.rule, site, &constant_of(grade)),
                        None => self.graded(&rule.rule, site, is_met(i)),
                    });
                found.extend(self.together(each.collect()).into_iter().take(2));
            }
            if found.len() >= 24 {
                break;
            }
        }
        found
    }
}
