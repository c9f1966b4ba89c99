//! The finished program: what is broken is left out, and what remains is numbered without gaps.

use super::Checker;
use crate::diagnostics::Checked;
use crate::model::{Expr, ExprKind, Program, TestExpect};
use crate::syntax::ast;

/// Old number → new number, by kind of definition; `None` was left out.
struct Moves {
    params: Vec<Option<usize>>,
    features: Vec<Option<usize>>,
    segments: Vec<Option<usize>>,
    cohorts: Vec<Option<usize>>,
    assigns: Vec<Option<usize>>,
}

impl<'a> Checker<'a> {
    pub fn finish(mut self, files: &[ast::File]) -> Checked<Program> {
        let references = self.references(files);
        // A second declaration of a name was checked for its own sake.
        for id in 0..self.names.decls.len() {
            if self.names.decls[id].duplicate {
                self.forget(id);
            }
        }
        let draft = self.draft;
        let moves = Moves {
            params: moves(&draft.params),
            features: moves(&draft.features),
            segments: moves(&draft.segments),
            cohorts: moves(&draft.cohorts),
            assigns: moves(&draft.assigns),
        };
        let mut program = Program {
            params: draft.params.into_iter().flatten().collect(),
            features: draft.features.into_iter().flatten().collect(),
            segments: draft.segments.into_iter().flatten().collect(),
            cohorts: draft.cohorts.into_iter().flatten().collect(),
            assigns: draft.assigns.into_iter().flatten().collect(),
            grids: draft.grids.into_iter().flatten().collect(),
            journeys: draft.journeys.into_iter().flatten().collect(),
            metrics: draft.metrics.into_iter().flatten().collect(),
            themes: draft.themes.into_iter().flatten().collect(),
            tests: draft.tests,
            populations: draft.populations,
            allows: Vec::new(),
            expr_count: self.next_expr,
            references,
        };
        if !moves.nothing_moved() {
            moves.apply(&mut program);
        }
        Checked { value: program, diagnostics: self.diagnostics }
    }

    fn forget(&mut self, id: usize) {
        use super::names::Kind;
        let slot = self.names.decls[id].slot;
        match self.names.decls[id].kind {
            Kind::Param => self.draft.params[slot] = None,
            Kind::Feature => self.draft.features[slot] = None,
            Kind::Segment => self.draft.segments[slot] = None,
            Kind::Cohort(_) => self.draft.cohorts[slot] = None,
            Kind::Assign => self.draft.assigns[slot] = None,
            Kind::Grid => self.draft.grids[slot] = None,
            Kind::Journey => self.draft.journeys[slot] = None,
            Kind::Metric => self.draft.metrics[slot] = None,
            Kind::Theme => self.draft.themes[slot] = None,
            Kind::Unreadable => {}
        }
    }
}

fn moves<T>(list: &[Option<T>]) -> Vec<Option<usize>> {
    let mut next = 0;
    list.iter()
        .map(|entry| {
            entry.as_ref().map(|_| {
                next += 1;
                next - 1
            })
        })
        .collect()
}

impl Moves {
    fn nothing_moved(&self) -> bool {
        [&self.params, &self.features, &self.segments, &self.cohorts, &self.assigns]
            .into_iter()
            .all(|list| list.iter().all(Option::is_some))
    }

    /// Renumbers. What stands in the program refers only to what stands in it: whoever used something broken is broken too.
    fn apply(&self, program: &mut Program) {
        program.features.iter_mut().for_each(|f| self.expr(&mut f.value));
        program.segments.iter_mut().for_each(|s| self.expr(&mut s.rule));
        program.metrics.iter_mut().for_each(|m| self.expr(&mut m.value));
        program.themes.iter_mut().for_each(|t| self.expr(&mut t.rule));
        program.journeys.iter_mut().flat_map(|j| &mut j.stages).for_each(|s| self.expr(&mut s.rule));
        for cohort in &mut program.cohorts {
            cohort.icp = cohort.icp.and_then(|icp| self.cohorts[icp]);
            cohort.rules.iter_mut().for_each(|r| self.expr(&mut r.rule));
            cohort.claims.iter_mut().for_each(|c| self.expr(&mut c.rule));
            cohort.expects.iter_mut().for_each(|e| self.expr(e));
            cohort
                .narrative
                .pain_points
                .iter_mut()
                .filter_map(|p| p.backed_by.as_mut())
                .for_each(|e| self.expr(e));
        }
        for assign in &mut program.assigns {
            assign.among = assign.among.iter().filter_map(|&c| self.cohorts[c]).collect();
        }
        program.grids.retain_mut(|grid| match (self.cohorts[grid.rows], self.cohorts[grid.columns]) {
            (Some(rows), Some(columns)) => {
                (grid.rows, grid.columns) = (rows, columns);
                true
            }
            _ => false,
        });
        for population in &mut program.populations {
            population.population.iter_mut().for_each(|e| self.expr(e));
            population.consent.iter_mut().for_each(|e| self.expr(e));
            population.value.iter_mut().for_each(|e| self.expr(e));
        }
        for test in &mut program.tests {
            test.expects.iter_mut().for_each(|e| self.expect(&mut e.what));
        }
    }

    fn expect(&self, expect: &mut TestExpect) {
        match expect {
            TestExpect::Matches(c) | TestExpect::DoesNotMatch(c) | TestExpect::Undecided(c) => {
                *c = self.cohorts[*c].unwrap_or(*c);
            }
            TestExpect::Holds(rule) => self.expr(rule),
            TestExpect::Assigned { assign, to } => {
                *assign = self.assigns[*assign].unwrap_or(*assign);
                *to = to.and_then(|c| self.cohorts[c]);
            }
        }
    }

    fn expr(&self, expr: &mut Expr) {
        match &mut expr.kind {
            ExprKind::Param(p) => *p = self.params[*p].unwrap_or(*p),
            ExprKind::Feature(f) => *f = self.features[*f].unwrap_or(*f),
            ExprKind::Segment(s) => *s = self.segments[*s].unwrap_or(*s),
            ExprKind::CohortMatches(c) | ExprKind::CohortScore(c) | ExprKind::CohortTier(c) => {
                *c = self.cohorts[*c].unwrap_or(*c);
            }
            ExprKind::In { list, .. } | ExprKind::Has { items: list, .. } => {
                list.param = list.param.and_then(|p| self.params[p]);
            }
            ExprKind::Over(over) => over.other = over.other.and_then(|c| self.cohorts[c]),
            _ => {}
        }
        expr.children_mut().into_iter().for_each(|child| self.expr(child));
    }
}
