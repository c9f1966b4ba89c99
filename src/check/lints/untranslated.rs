//! Texts that lack a language which others of the project have: a page in that language would mix two.
//!
//! A project in one language hears nothing of it. A text that names no language (`"Price"`) counts as one that lacks all
//! of them, except where it may well be the same in every language: a person's name, a unit, what a value is called.

use crate::check::Checker;
use crate::diagnostics::{Diagnostic, codes};
use crate::source::{LocalText, Span, Spanned, primary};
use crate::syntax::ast::{self, ExprKind, ItemKind, MemberKind};
use std::collections::BTreeSet;

/// Places that one finding shows.
const SHOWN: usize = 4;

/// The texts of one declaration, or of one table of the catalog.
struct Told<'a> {
    /// "`connected_pro`", "the table `orders`".
    what: String,
    texts: Vec<(&'a LocalText, Span)>,
}

/// One finding for each declaration and language, with the first places.
pub(super) fn lint(checker: &Checker<'_>) -> Vec<Diagnostic> {
    let items = checker.names.decls.iter().map(|decl| decl.item);
    let mut told: Vec<Told> = items.map(declaration).collect();
    told.extend(checker.catalog.tables.iter().map(table));
    let tags = told.iter().flat_map(|t| &t.texts).flat_map(|(text, _)| text.tags());
    let languages: BTreeSet<String> = tags.map(|tag| primary(tag).to_ascii_lowercase()).collect();
    if languages.len() < 2 {
        return Vec::new();
    }
    told.iter().filter_map(|told| finding(told, &languages)).collect()
}

fn finding(told: &Told, languages: &BTreeSet<String>) -> Option<Diagnostic> {
    let mut lacking: BTreeSet<&str> = BTreeSet::new();
    let mut places = Vec::new();
    for (text, span) in &told.texts {
        let missing: Vec<&str> =
            languages.iter().map(String::as_str).filter(|lang| !text.speaks(lang)).collect();
        if missing.is_empty() {
            continue;
        }
        let label = match text.tags().next() {
            None => "in one language".to_owned(),
            Some(_) => format!("not in `{}`", missing.join("`, `")),
        };
        lacking.extend(missing);
        places.push((*span, label));
    }
    let count = places.len();
    let texts = if count == 1 { "one text".to_owned() } else { format!("{count} texts") };
    let named: Vec<String> = lacking.iter().map(|lang| format!("`{lang}`")).collect();
    let message = format!("{} has {texts} without a translation ({})", told.what, named.join(", "));
    let mut places = places.into_iter();
    let (first, label) = places.next()?;
    let mut diagnostic = Diagnostic::new(&codes::UNTRANSLATED, message).at(first, label);
    for (span, label) in places.take(SHOWN - 1) {
        diagnostic = diagnostic.at(span, label);
    }
    Some(
        diagnostic.help("write `{ en: \"…\", zh: \"…\" }`; until then pages show the language that there is"),
    )
}

fn table(table: &crate::catalog::Table) -> Told<'_> {
    let columns = table.columns.iter();
    let labels = columns.filter_map(|c| c.label.as_ref().map(|label| (label, c.span)));
    let own = table.label.as_ref().map(|label| (label, table.span));
    // What a value or a unit is called may be the same everywhere, so only those that name a language are asked for the others.
    let named = |text: &LocalText| text.tags().next().is_some();
    let inner = table.columns.iter().flat_map(|c| {
        let values = c.value_labels.iter().map(|(_, label)| label);
        values.chain(&c.unit).filter(move |text| named(text)).map(move |text| (text, c.span))
    });
    Told {
        what: format!("the table `{}`", table.name),
        texts: own.into_iter().chain(labels).chain(inner).collect(),
    }
}

fn declaration(item: &ast::Item) -> Told<'_> {
    let mut texts = Texts::default();
    let name = match &item.kind {
        ItemKind::Feature(d) | ItemKind::Segment(d) | ItemKind::Metric(d) => {
            texts.add(&d.title);
            Some(&d.name)
        }
        ItemKind::Param(p) => {
            texts.add(&p.title);
            Some(&p.name)
        }
        ItemKind::Theme(t) => {
            texts.add(&t.title);
            Some(&t.name)
        }
        ItemKind::Assign(a) => {
            texts.add(&a.title);
            Some(&a.name)
        }
        ItemKind::Grid(g) => {
            texts.add(&g.title);
            Some(&g.name)
        }
        ItemKind::Journey(j) => {
            texts.add(&j.title);
            for stage in &j.stages {
                texts.add(&stage.title);
                texts.add(&stage.touchpoints);
                texts.add(&stage.pains);
            }
            Some(&j.name)
        }
        ItemKind::Cohort(c) => {
            texts.add(&c.title);
            c.members.iter().for_each(|m| texts.member(&m.kind));
            Some(&c.name)
        }
        ItemKind::Test(_) | ItemKind::Broken(_) => None,
    };
    Told { what: name.map_or_else(String::new, |n| format!("`{}`", n.value)), texts: texts.0 }
}

#[derive(Default)]
struct Texts<'a>(Vec<(&'a LocalText, Span)>);

impl<'a> Texts<'a> {
    fn add(&mut self, texts: impl IntoIterator<Item = &'a Spanned<LocalText>>) {
        self.0.extend(texts.into_iter().map(|t| (&t.value, t.span)));
    }

    fn member(&mut self, member: &'a MemberKind) {
        match member {
            MemberKind::Title(text) | MemberKind::Story(text) => self.add([text]),
            MemberKind::Rule(rule) => self.add(&rule.because),
            MemberKind::Dimension(dimension) => {
                self.add(&dimension.title);
                dimension.rules.iter().for_each(|rule| self.add(&rule.because));
            }
            MemberKind::TextList(_, texts) => self.add(texts),
            MemberKind::PainPoints(points) => self.add(points.iter().map(|p| &p.text)),
            MemberKind::Claim(claim) => self.add([&claim.text]),
            MemberKind::Evidence(evidence) => self.add(evidence.iter().map(|e| &e.text)),
            MemberKind::Profile(_, entries) => entries.iter().for_each(|(_, value)| self.value(value)),
            MemberKind::Icp(_)
            | MemberKind::Tiers(_)
            | MemberKind::Owner(_)
            | MemberKind::Version(_)
            | MemberKind::Status(_)
            | MemberKind::Review(_)
            | MemberKind::Expect(_)
            | MemberKind::Broken => {}
        }
    }

    /// A profile's plain texts are not asked for: names of people and places stay as they are.
    fn value(&mut self, value: &'a ast::Expr) {
        match &value.kind {
            ExprKind::Local(text) => self.0.push((text, value.span)),
            ExprKind::List(items) => items.iter().for_each(|item| self.value(item)),
            _ => {}
        }
    }
}
