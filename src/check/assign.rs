//! `assign` and `grid`.

use super::definitions::text;
use super::names::Kind;
use super::{Checker, words};
use crate::diagnostics::{Diagnostic, codes};
use crate::model::{Assign, Grid};
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind};

impl<'a> Checker<'a> {
    /// A name that must be a cohort with members (or also a score), of that table if one is given.
    pub fn cohort_of(&mut self, name: &ast::Name, table: Option<usize>, scores: bool) -> Option<usize> {
        let fits = |k: Kind| matches!(k, Kind::Cohort(c) if scores || c != ast::CohortKind::Score);
        let Some(id) = self.names.find(&name.value) else {
            let known = self.names.of_kind(fits);
            let help = match self.nearest(&name.value, &known) {
                Some(near) => format!("did you mean `{near}`?"),
                None if self.nameless => return None,
                None if known.is_empty() => "the specs declare no cohort".into(),
                None => format!("there are {}", words::list(&known)),
            };
            let message = format!("there is no cohort `{}`", name.value);
            self.error(&codes::UNKNOWN_NAME, message, name.span, "not declared", help);
            return None;
        };
        let kind = self.names.decls[id].kind;
        if kind == Kind::Unreadable {
            return None;
        }
        if !fits(kind) {
            self.names.decls[id].used = true;
            let message = format!("`{}` is {}, and has no members", name.value, kind.a_word());
            let help = match kind {
                Kind::Segment => "a persona with `must` and the segment makes a cohort of it",
                _ => "name an icp or a persona",
            };
            self.error(&codes::OTHER_KIND, message, name.span, kind.a_word(), help);
            return None;
        }
        self.ready(id, name.span)?;
        if let Some(table) = table
            && self.names.decls[id].table != Some(table)
        {
            self.wrong_entity(table, id, name.span);
            return None;
        }
        self.not_retired(id, name.span)?;
        Some(self.names.decls[id].slot)
    }

    pub fn assigns_and_grids(&mut self) {
        for id in 0..self.names.decls.len() {
            let decl = &self.names.decls[id];
            let (item, slot, duplicate) = (decl.item, decl.slot, decl.duplicate);
            match &item.kind {
                ItemKind::Assign(assign) => {
                    let checked = self.assign(item, assign);
                    if !duplicate && checked.is_some() {
                        self.draft.assigns[slot] = checked;
                        self.assigns.insert(&assign.name.value, slot);
                    }
                }
                ItemKind::Grid(grid) => {
                    let checked = self.grid(item, grid);
                    if !duplicate {
                        self.draft.grids[slot] = checked;
                    }
                }
                _ => {}
            }
        }
    }

    fn assign(&mut self, item: &ast::Item, assign: &ast::Assign) -> Option<Assign> {
        let name = &assign.name.value;
        if assign.among.is_empty() {
            let help = "name the personas: `among [connected_pro, bargain_hunter]`";
            let message = format!("assign `{name}` chooses among nobody");
            self.error(&codes::ASSIGN, message, assign.name.span, "`among` is missing or empty", help);
        }
        let by = assign.by.as_ref().map(|b| b.value);
        if by.is_none() {
            let help = "write `by highest score`, or `by priority` for the order written";
            let message = format!("assign `{name}` does not say how it chooses");
            self.error(&codes::ASSIGN, message, assign.name.span, "`by` is missing", help);
        }
        let at_least = match &assign.at_least {
            None => Some(0),
            Some(bound) => self.at_least_score(bound),
        };
        let (table, among) = self.among(assign)?;
        Some(Assign {
            name: name.clone(),
            title: text(&assign.title),
            doc: item.doc.clone(),
            span: assign.name.span,
            table,
            among,
            by: by?,
            at_least: at_least?,
        })
    }

    /// Ten-thousandths of a point.
    fn at_least_score(&mut self, bound: &crate::source::Spanned<ast::Decimal>) -> Option<i64> {
        let units = bound.value.units(4);
        let (label, help) = match units {
            Some(0..=1_000_000) => return units,
            Some(_) => ("not between 0 and 100", "a score is from 0 to 100"),
            None => ("more than 4 decimal places", "write at most 4 decimal places"),
        };
        self.error(&codes::OUT_OF_RANGE, "no score is like that", bound.span, label, help);
        None
    }

    /// The members' slots and their one table.
    fn among(&mut self, assign: &ast::Assign) -> Option<(usize, Vec<usize>)> {
        let mut fine = !assign.among.is_empty();
        let mut slots = Vec::new();
        let mut first: Option<(usize, Span)> = None;
        for (index, member) in assign.among.iter().enumerate() {
            if let Some(before) = assign.among[..index].iter().find(|m| m.value == member.value) {
                self.twice(&format!("`{}`", member.value), member.span, before.span);
                fine = false;
                continue;
            }
            let Some(slot) = self.cohort_of(member, None, false) else {
                fine = false;
                continue;
            };
            let Some(table) = self.draft.cohorts[slot].as_ref().map(|c| c.table) else { continue };
            match first {
                Some((expected, at)) if expected != table => {
                    self.two_entities((table, member.span), (expected, at));
                    fine = false;
                }
                Some(_) => {}
                None => first = Some((table, member.span)),
            }
            slots.push(slot);
        }
        let (table, _) = first?;
        fine.then_some((table, slots))
    }

    /// Two cohorts that would have to be about the same rows.
    fn two_entities(&mut self, (table, span): (usize, Span), (expected, first): (usize, Span)) {
        let (here, there) = (self.table_name(expected), self.table_name(table));
        let message = format!("these are about different rows: `{here}` and `{there}`");
        let diagnostic = Diagnostic::new(&codes::WRONG_ENTITY, message)
            .at(span, format!("about `{there}`"))
            .at(first, format!("about `{here}`"))
            .help(format!("name cohorts of `{here}` only"));
        self.report(diagnostic);
    }

    fn grid(&mut self, item: &ast::Item, grid: &ast::Grid) -> Option<Grid> {
        let (rows, columns) = (self.with_tiers(&grid.rows), self.with_tiers(&grid.columns));
        let ((rows, table), (columns, other)) = (rows?, columns?);
        if table != other {
            self.two_entities((other, grid.columns.span), (table, grid.rows.span));
            return None;
        }
        Some(Grid {
            name: grid.name.value.clone(),
            title: text(&grid.title),
            doc: item.doc.clone(),
            span: grid.name.span,
            table,
            rows,
            columns,
        })
    }

    /// A cohort or score of a grid, and its table.
    fn with_tiers(&mut self, name: &ast::Name) -> Option<(usize, usize)> {
        let slot = self.cohort_of(name, None, true)?;
        let cohort = self.draft.cohorts[slot].as_ref()?;
        if !cohort.tiers.is_empty() {
            return Some((slot, cohort.table));
        }
        let diagnostic = Diagnostic::new(
            &codes::TIERS,
            format!("`{}` has no tiers, and a grid is made of tiers", name.value),
        )
        .at(name.span, "no tiers")
        .at(cohort.span, "declared here")
        .help(format!("add `tiers {{ A: 75  B: 50  C: 0 }}` to {}", words::quoted(&name.value)));
        self.report(diagnostic);
        None
    }
}
