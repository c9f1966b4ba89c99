//! Features, segments, metrics, themes and journeys.

use super::paths::Scope;
use super::{Checker, words};
use crate::diagnostics::{Diagnostic, codes};
use crate::ir::Type;
use crate::model::{Expr, Feature, Journey, Metric, Segment, Stage, Theme};
use crate::source::{LocalText, Spanned};
use crate::syntax::ast::{self, ItemKind};

impl<'a> Checker<'a> {
    pub fn define_feature(&mut self, id: usize) -> Option<()> {
        let decl = &self.names.decls[id];
        let (item, table, slot) = (decl.item, decl.table?, decl.slot);
        let ItemKind::Feature(definition) = &item.kind else { return None };
        let value = self.expr(Scope::row(table), &definition.value)?;
        self.draft.features[slot] = Some(Feature {
            name: definition.name.value.clone(),
            title: text(&definition.title),
            doc: item.doc.clone(),
            span: definition.name.span,
            table,
            value,
        });
        Some(())
    }

    pub fn define_segment(&mut self, id: usize) -> Option<()> {
        let decl = &self.names.decls[id];
        let (item, table, slot) = (decl.item, decl.table?, decl.slot);
        let ItemKind::Segment(definition) = &item.kind else { return None };
        let rule = self.rule(Scope::row(table), &definition.value)?;
        self.draft.segments[slot] = Some(Segment {
            name: definition.name.value.clone(),
            title: text(&definition.title),
            doc: item.doc.clone(),
            span: definition.name.span,
            table,
            rule,
        });
        Some(())
    }

    pub fn define_metric(&mut self, id: usize) -> Option<()> {
        let decl = &self.names.decls[id];
        let (item, table, slot) = (decl.item, decl.table?, decl.slot);
        let ItemKind::Metric(definition) = &item.kind else { return None };
        let value = self.expr(Scope::cohort(table), &definition.value)?;
        self.is_figure(&value)?;
        self.draft.metrics[slot] = Some(Metric {
            name: definition.name.value.clone(),
            title: text(&definition.title),
            doc: item.doc.clone(),
            span: definition.name.span,
            table,
            value,
        });
        Some(())
    }

    /// A metric is a number or a date.
    fn is_figure(&mut self, value: &Expr) -> Option<()> {
        let help = match value.ty {
            Type::Date | Type::Datetime => return Some(()),
            ty if ty.is_numeric() => return Some(()),
            Type::Bool => {
                "a rule over a cohort is a `claim` or an `expect`; a metric measures, as `share(rule)` does"
            }
            _ => "measure something, as in `share(city = \"…\")` or `avg(income)`",
        };
        let message = format!("a metric is a number, and this is {}", words::a_type(value.ty));
        self.error(&codes::TYPES_DIFFER, message, value.span, words::a_type(value.ty), help);
        None
    }

    pub fn define_theme(&mut self, id: usize) -> Option<()> {
        let decl = &self.names.decls[id];
        let (item, table, slot) = (decl.item, decl.table?, decl.slot);
        let ItemKind::Theme(theme) = &item.kind else { return None };
        let rule = self.rule(Scope::row(table), &theme.rule)?;
        self.draft.themes[slot] = Some(Theme {
            name: theme.name.value.clone(),
            title: text(&theme.title),
            doc: item.doc.clone(),
            span: theme.name.span,
            table,
            rule,
        });
        Some(())
    }

    pub fn journeys(&mut self) {
        for id in 0..self.names.decls.len() {
            let decl = &self.names.decls[id];
            let (item, slot, duplicate) = (decl.item, decl.slot, decl.duplicate);
            let (ItemKind::Journey(journey), Some(table)) = (&item.kind, decl.table) else { continue };
            let stages = self.stages(table, journey);
            if duplicate {
                continue;
            }
            self.draft.journeys[slot] = stages.map(|stages| Journey {
                name: journey.name.value.clone(),
                title: text(&journey.title),
                doc: item.doc.clone(),
                span: journey.name.span,
                table,
                stages,
            });
        }
    }

    fn stages(&mut self, table: usize, journey: &ast::Journey) -> Option<Vec<Stage>> {
        if journey.stages.is_empty() {
            let message = format!("journey `{}` has no stages", journey.name.value);
            let help = "add at least one: `stage aware: any(events during last 90 days)`";
            self.error(&codes::EMPTY, message, journey.name.span, "nothing in it", help);
            return None;
        }
        let mut stages = Vec::new();
        let mut fine = true;
        for (index, stage) in journey.stages.iter().enumerate() {
            if let Some(first) = journey.stages[..index].iter().find(|s| s.name.value == stage.name.value) {
                self.twice(&format!("stage `{}`", stage.name.value), stage.name.span, first.name.span);
                fine = false;
            }
            match self.rule(Scope::row(table), &stage.rule) {
                Some(rule) => stages.push(Stage {
                    name: stage.name.value.clone(),
                    title: text(&stage.title),
                    rule,
                    touchpoints: texts(&stage.touchpoints),
                    pains: texts(&stage.pains),
                }),
                None => fine = false,
            }
        }
        fine.then_some(stages)
    }

    /// Something that stands twice where it may stand once.
    pub fn twice(&mut self, what: &str, again: crate::source::Span, first: crate::source::Span) {
        let diagnostic = Diagnostic::new(&codes::REPEATED, format!("{what} is given twice"))
            .at(again, "once more")
            .at(first, "first here")
            .help("keep one of them");
        self.report(diagnostic);
    }

    /// Reports the use of a retired cohort by something that runs.
    pub fn not_retired(&mut self, id: usize, span: crate::source::Span) -> Option<()> {
        let slot = self.names.decls[id].slot;
        let retired =
            self.draft.cohorts[slot].as_ref().is_some_and(|c| c.status == crate::model::Status::Retired);
        if !retired || self.retired {
            return Some(());
        }
        let decl = &self.names.decls[id];
        let name = &decl.name.value;
        let diagnostic = Diagnostic::new(&codes::RETIRED, format!("`{name}` is retired, and does not run"))
            .at(span, "used here")
            .at(decl.name.span, "declared with `status: retired`")
            .help(format!("make {} active again, or take it out here", words::quoted(name)));
        self.report(diagnostic);
        None
    }
}

fn texts(list: &[Spanned<LocalText>]) -> Vec<LocalText> {
    list.iter().map(|t| t.value.clone()).collect()
}

pub(super) fn text(title: &Option<Spanned<LocalText>>) -> Option<LocalText> {
    title.as_ref().map(|t| t.value.clone())
}
