//! What is said about a finished cohort: its profile, its claims, what is expected of it.

use super::names::State;
use super::paths::Scope;
use super::{Checker, constants, words};
use crate::diagnostics::codes;
use crate::model::{Claim, Constant, Evidence, Expr, Narrative, PainPoint, ProfileEntry, Trait};
use crate::source::{LocalText, Span, Spanned};
use crate::syntax::ast::{self, ItemKind, MemberKind, ProfileKind, TextListKind};

/// The narrative of one cohort on its way.
#[derive(Default)]
struct Told {
    narrative: Narrative,
    claims: Vec<Claim>,
    expects: Vec<Expr>,
    /// What may stand once, and where it stood.
    seen: Vec<(&'static str, Span)>,
}

impl<'a> Checker<'a> {
    /// Runs when every cohort's rules are known: claims may look at other cohorts in any direction.
    pub fn narratives(&mut self) {
        for id in 0..self.names.decls.len() {
            let decl = &self.names.decls[id];
            let (item, slot) = (decl.item, decl.slot);
            let (ItemKind::Cohort(cohort), Some(table)) = (&item.kind, decl.table) else { continue };
            let told = self.narrative(table, cohort);
            if self.names.decls[id].state != State::Ready {
                continue;
            }
            if let Some(cohort) = &mut self.draft.cohorts[slot] {
                cohort.narrative = told.narrative;
                cohort.claims = told.claims;
                cohort.expects = told.expects;
            }
        }
    }

    fn narrative(&mut self, table: usize, cohort: &ast::Cohort) -> Told {
        let mut told = Told::default();
        for member in &cohort.members {
            let span = member.span;
            match &member.kind {
                MemberKind::Profile(kind, entries) => {
                    self.told_once(&mut told, profile_words(*kind), span);
                    self.profile(&mut told, *kind, entries);
                }
                MemberKind::TextList(kind, texts) => self.text_list(&mut told, *kind, texts, span),
                MemberKind::PainPoints(points) => {
                    self.told_once(&mut told, "pain_points", span);
                    self.filled("pain_points", points.is_empty(), span);
                    for point in points {
                        let backed_by =
                            point.backed_by.as_ref().and_then(|e| self.rule(Scope::cohort(table), e));
                        told.narrative
                            .pain_points
                            .push(PainPoint { text: point.text.value.clone(), backed_by });
                    }
                }
                MemberKind::Story(story) => {
                    self.told_once(&mut told, "story", span);
                    told.narrative.story = Some(story.value.clone());
                }
                MemberKind::Claim(claim) => {
                    if let Some(rule) = self.rule(Scope::cohort(table), &claim.rule) {
                        told.claims.push(Claim {
                            text: claim.text.value.clone(),
                            span: claim.text.span,
                            rule,
                        });
                    }
                }
                MemberKind::Expect(rules) => {
                    self.filled("expect", rules.is_empty(), span);
                    for rule in rules {
                        told.expects.extend(self.rule(Scope::cohort(table), rule));
                    }
                }
                MemberKind::Evidence(evidence) => {
                    self.filled("evidence", evidence.is_empty(), span);
                    told.narrative.evidence.extend(evidence.iter().map(|e| Evidence {
                        kind: e.kind.value.clone(),
                        date: e.date.value,
                        text: e.text.value.clone(),
                        n: e.n.as_ref().map(|n| n.value),
                        link: e.link.as_ref().map(|l| l.value.clone()),
                    }));
                }
                _ => {}
            }
        }
        told
    }

    fn told_once(&mut self, told: &mut Told, what: &'static str, span: Span) {
        match told.seen.iter().find(|(seen, _)| *seen == what) {
            Some((_, first)) => self.twice(&format!("`{what}`"), span, *first),
            None => told.seen.push((what, span)),
        }
    }

    fn filled(&mut self, what: &str, empty: bool, span: Span) {
        if empty {
            let help = "write at least one, or take it out";
            self.error(&codes::EMPTY, format!("`{what}` is empty"), span, "nothing in it", help);
        }
    }

    fn text_list(&mut self, told: &mut Told, kind: TextListKind, texts: &[Spanned<LocalText>], span: Span) {
        let (what, list) = match kind {
            TextListKind::Goals => ("goals", &mut told.narrative.goals),
            TextListKind::Channels => ("channels", &mut told.narrative.channels),
            TextListKind::Criteria => ("criteria", &mut told.narrative.criteria),
        };
        list.extend(texts.iter().map(|t| t.value.clone()));
        self.told_once(told, what, span);
        self.filled(what, texts.is_empty(), span);
    }

    fn profile(&mut self, told: &mut Told, kind: ProfileKind, entries: &[(ast::Name, ast::Expr)]) {
        for (index, (name, value)) in entries.iter().enumerate() {
            if let Some((first, _)) = entries[..index].iter().find(|(n, _)| n.value == name.value) {
                self.twice(&format!("`{}`", name.value), name.span, first.span);
                continue;
            }
            if let Some(values) = self.traits(value) {
                told.narrative.profile.push(ProfileEntry { kind, name: name.value.clone(), values });
            }
        }
    }

    /// A plain value, or a list of them.
    fn traits(&mut self, value: &ast::Expr) -> Option<Vec<Trait>> {
        if let Some(found) = plain_value(value) {
            return Some(vec![found]);
        }
        match &value.kind {
            ast::ExprKind::Error => return None,
            ast::ExprKind::List(items) => {
                if let Some(items) = items.iter().map(plain_value).collect() {
                    return Some(items);
                }
            }
            _ => {}
        }
        let help = match &value.kind {
            ast::ExprKind::Name(name) => {
                format!("a text stands in quotes: {}", words::texts(std::slice::from_ref(name)))
            }
            _ => "write a text, a number, a date, or a list of them".into(),
        };
        self.error(&codes::NOT_CONSTANT, "a profile holds plain values", value.span, "not a literal", help);
        None
    }
}

/// A literal, or a text in several languages.
fn plain_value(value: &ast::Expr) -> Option<Trait> {
    Some(match (&value.kind, constants::literal(value)) {
        (ast::ExprKind::Local(text), _) => Trait::Text((**text).clone()),
        (_, Some(Constant::Text(text))) => Trait::Text(text.into()),
        (_, constant) => Trait::Value(constant?),
    })
}

/// As it is written at the head of its block.
fn profile_words(kind: ProfileKind) -> &'static str {
    match kind {
        ProfileKind::General => "profile",
        ProfileKind::Demographic => "profile demographic",
        ProfileKind::Psychographic => "profile psychographic",
        ProfileKind::Behavioral => "profile behavioral",
        ProfileKind::Buyer => "profile buyer",
    }
}
