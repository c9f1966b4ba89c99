//! What is known about the texts that a value can have: how they are normalised, and which there are.

use super::{Checker, words};
use crate::catalog::{ColumnType, Normalize, normalize::normalize};
use crate::diagnostics::{Diagnostic, codes, suggest};
use crate::ir::Type;
use crate::model::{AggregateFunction, Constant, Expr, ExprKind, ParamValue};
use crate::source::Span;

pub(super) struct Domain {
    pub normalize: Vec<Normalize>,
    /// All values there are; `None`: any.
    pub values: Option<Vec<String>>,
}

impl<'a> Checker<'a> {
    /// The domain of a text or list; `None` where nothing is known.
    pub fn domain(&self, value: &Expr) -> Option<Domain> {
        match &value.kind {
            ExprKind::Column(c) => {
                let column = &self.catalog.tables[value.table].columns[*c];
                let values = match &column.ty {
                    ColumnType::Enum { values } => Some(values.clone()),
                    ColumnType::Text | ColumnType::List => None,
                    _ => return None,
                };
                Some(Domain { normalize: column.normalize.clone(), values })
            }
            ExprKind::Parent { value, .. } => self.domain(value),
            ExprKind::Feature(f) => self.domain(&self.draft.features[*f].as_ref()?.value),
            ExprKind::Aggregate(a) => match a.function {
                AggregateFunction::Min
                | AggregateFunction::Max
                | AggregateFunction::First
                | AggregateFunction::Last => self.domain(a.value.as_ref()?),
                _ => None,
            },
            ExprKind::Default { value, default } => {
                let mut domain = self.domain(value)?;
                match (&default.kind, &mut domain.values) {
                    (ExprKind::Constant(Constant::Text(text)), Some(values)) => values.push(text.clone()),
                    _ => domain.values = None,
                }
                Some(domain)
            }
            ExprKind::CohortTier(c) => {
                let tiers = &self.draft.cohorts[*c].as_ref()?.tiers;
                let values = tiers.iter().map(|t| t.name.clone()).collect();
                Some(Domain { normalize: Vec::new(), values: Some(values) })
            }
            _ => None,
        }
    }

    /// A constant text beside a value: written as the value's own texts are, and one of them.
    pub fn meet(&mut self, value: &Expr, constant: &mut Expr) -> Option<()> {
        if constant.ty != Type::Text || value.ty != Type::Text {
            return Some(());
        }
        let text = match &constant.kind {
            ExprKind::Constant(Constant::Text(text)) => text.clone(),
            ExprKind::Param(p) => match &self.draft.params[*p].as_ref()?.value {
                ParamValue::One(Constant::Text(text)) => text.clone(),
                _ => return Some(()),
            },
            _ => return Some(()),
        };
        let Some(domain) = self.domain(value) else { return Some(()) };
        let normal = self.fitted(value, &domain, &text, constant.span)?;
        // A param keeps its name where its text stays what it is.
        if normal != text {
            constant.kind = ExprKind::Constant(Constant::Text(normal));
        }
        Some(())
    }

    /// The value that documents call by this text.
    fn labelled(&self, value: &Expr, text: &str) -> Option<&'a str> {
        match &value.kind {
            ExprKind::Column(c) => {
                let labels = &self.catalog.tables[value.table].columns[*c].value_labels;
                let found = labels.iter().find(|(_, label)| label.all().any(|t| t.text == text));
                found.map(|(value, _)| value.as_str())
            }
            ExprKind::Parent { value, .. } | ExprKind::Default { value, .. } => self.labelled(value, text),
            ExprKind::Feature(f) => self.labelled(&self.draft.features[*f].as_ref()?.value, text),
            _ => None,
        }
    }

    /// A text normalised like a value's own; reports one that the value can never have.
    pub fn fitted(&mut self, value: &Expr, domain: &Domain, text: &str, span: Span) -> Option<String> {
        let normal = normalize(text, &domain.normalize);
        let Some(values) = &domain.values else { return Some(normal) };
        if values.contains(&normal) {
            return Some(normal);
        }
        let name = self.called(value).map_or("this value".to_owned(), |n| words::in_quotes(&n));
        let message = format!("{name} is never \"{text}\"");
        let mut diagnostic = Diagnostic::new(&codes::NOT_IN_ENUM, message)
            .at(span, "none of its values")
            .note(format!("its values are {}", words::texts(values)));
        let near = suggest::nearest(&normal, values.iter().map(String::as_str));
        diagnostic = match (self.labelled(value, text), near) {
            (Some(called), _) => diagnostic
                .help(format!("documents call \"{called}\" so; rules use the value of the data"))
                .fix(span, format!("\"{called}\"")),
            (None, Some(near)) => {
                diagnostic.help(format!("did you mean \"{near}\"?")).fix(span, format!("\"{near}\""))
            }
            (None, None) => diagnostic.help(format!("write one of {}", words::texts(values))),
        };
        self.report(diagnostic);
        None
    }
}
