//! The words that a cohort's rules use, explained once: features, segments, thresholds, periods.

use super::{Prose, Sentence, en, zh};
use crate::documents::clean::line;
use crate::documents::format;
use crate::documents::text::Lang;
use crate::ir::Type;
use crate::lower::days;
use crate::model::{Cohort, Expr, ExprKind, ParamValue, Window};
use chrono::{NaiveDate, TimeDelta};

/// A word and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub name: String,
    pub definition: Definition,
    /// The team's own comment on it.
    pub doc: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Definition {
    Sentence(Sentence),
    /// First and last day. Without a first day it reaches back without end.
    Period(Option<NaiveDate>, NaiveDate),
}

/// What has been met, in the order met.
#[derive(Default)]
struct Met {
    features: Vec<usize>,
    segments: Vec<usize>,
    params: Vec<usize>,
    windows: Vec<Window>,
}

impl Prose<'_> {
    /// Every feature, segment, param and window that the cohort's rules rest on, each in the order in which a reader meets it.
    pub fn glossary(&self, cohort: &Cohort, as_of: NaiveDate) -> Vec<Term> {
        let mut met = Met::default();
        for rule in &cohort.rules {
            self.collect(&rule.rule, &mut met);
        }
        let segments = met.segments.iter().map(|&i| {
            let s = &self.program.segments[i];
            self.term(self.segment_title(i), Definition::Sentence(self.sentence(&s.rule)), s.doc.as_deref())
        });
        let features = met.features.iter().map(|&i| {
            let f = &self.program.features[i];
            let text = if f.value.ty == Type::Bool {
                self.sentence(&f.value)
            } else {
                Sentence { text: self.noun(&f.value), items: Vec::new() }
            };
            self.term(self.feature_title(i), Definition::Sentence(text), f.doc.as_deref())
        });
        let params = met.params.iter().map(|&i| {
            let p = &self.program.params[i];
            let text = match &p.value {
                ParamValue::One(constant) => self.constant(constant, None),
                ParamValue::List(values) => {
                    self.constants(values, None).join(if self.lang == Lang::Zh { "、" } else { ", " })
                }
            };
            let text = Sentence { text, items: Vec::new() };
            self.term(self.param_title(i), Definition::Sentence(text), p.doc.as_deref())
        });
        let windows = met.windows.iter().map(|&window| {
            let range = days(window, as_of);
            let date = |day: i32| NaiveDate::default() + TimeDelta::days(day.into());
            let name = match self.lang {
                Lang::En => en::window(window),
                Lang::Zh => zh::window(window),
            };
            self.term(name, Definition::Period(range.from.map(date), date(range.to)), None)
        });
        segments.chain(features).chain(params).chain(windows).collect()
    }

    fn term(&self, name: String, definition: Definition, doc: Option<&str>) -> Term {
        let doc = doc.map(line).filter(|d| !d.is_empty() && d.trim_end_matches(['.', '。']) != name);
        Term { name, definition, doc }
    }

    /// A period as text: `1 November 2025 to 31 October 2026`.
    pub fn period(&self, from: Option<NaiveDate>, to: NaiveDate) -> String {
        let to = format::date(to, self.lang);
        match (from.map(|d| format::date(d, self.lang)), self.lang) {
            (Some(from), Lang::En) => format!("{from} to {to}"),
            (None, Lang::En) => format!("up to {to}"),
            (Some(from), Lang::Zh) => format!("{from}至{to}"),
            (None, Lang::Zh) => format!("截至{to}"),
        }
    }

    fn collect(&self, expr: &Expr, met: &mut Met) {
        match &expr.kind {
            ExprKind::Feature(index) if !met.features.contains(index) => {
                met.features.push(*index);
                self.collect(&self.program.features[*index].value, met);
            }
            ExprKind::Segment(index) if !met.segments.contains(index) => {
                met.segments.push(*index);
                self.collect(&self.program.segments[*index].rule, met);
            }
            ExprKind::Param(index) => add(&mut met.params, *index),
            ExprKind::In { list, .. } | ExprKind::Has { items: list, .. } => {
                list.param.into_iter().for_each(|p| add(&mut met.params, p));
            }
            ExprKind::Aggregate(aggregate) => {
                // A window of dates explains itself.
                let moving = aggregate.window.filter(|w| match w {
                    Window::Last(_) | Window::This(_) | Window::Previous(_) => true,
                    Window::Since(_) | Window::Before(_) | Window::FromTo(..) => false,
                });
                moving.into_iter().for_each(|w| add(&mut met.windows, w));
            }
            _ => {}
        }
        for child in expr.children() {
            self.collect(child, met);
        }
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
