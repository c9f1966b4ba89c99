//! What changed of a declaration beside its rules: texts old and new, field by field.

use super::clauses::add;
use super::inside::inside;
use super::text::{decimal, points, shown};
use super::{Detail, Side};
use crate::meaning::Declaration;
use crate::model::{
    Cohort, Constant, Evidence, Expr, LocalText, ParamValue, ProfileEntry, Program, Status, Trait,
};
use crate::source::Span;
use crate::syntax::ast::AssignBy;

/// What a detail is about, the strongest first.
#[derive(Debug, Default)]
pub(super) struct Details {
    /// Part of the meaning: tiers, caps, the value of a param.
    pub meaning: Vec<Detail>,
    pub status: Vec<Detail>,
    pub claims: Vec<Detail>,
    pub narrative: Vec<Detail>,
}

impl Details {
    pub fn all(self) -> Vec<Detail> {
        [self.meaning, self.status, self.claims, self.narrative].concat()
    }
}

/// Texts by name, in their order.
type Named = Vec<(String, String)>;

/// A declaration on one side.
pub(super) struct One<'a> {
    pub side: &'a Side<'a>,
    pub at: Declaration,
}

struct Head<'a> {
    title: Option<&'a LocalText>,
    doc: Option<&'a String>,
}

pub(super) fn details(old: &One<'_>, new: &One<'_>) -> Details {
    let mut found = Details::default();
    if let (Some(old), Some(new)) = (head(old), head(new)) {
        let out = &mut found.narrative;
        add(out, "title", old.title.map(shown), new.title.map(shown));
        add(out, "doc", old.doc.cloned(), new.doc.cloned());
    }
    let (before, after) = (old.side.program, new.side.program);
    match (old.at, new.at) {
        (Declaration::Param(i), Declaration::Param(j)) => {
            let value = |program: &Program, i: usize| Some(value(&program.params[i].value));
            add(&mut found.meaning, "value", value(before, i), value(after, j));
        }
        (Declaration::Feature(i), Declaration::Feature(j)) => {
            let both = [&before.features[i].value, &after.features[j].value];
            written(&mut found.meaning, "value", [old, new], both);
        }
        (Declaration::Segment(i), Declaration::Segment(j)) => {
            let both = [&before.segments[i].rule, &after.segments[j].rule];
            written(&mut found.meaning, "rule", [old, new], both);
        }
        (Declaration::Metric(i), Declaration::Metric(j)) => {
            let both = [&before.metrics[i].value, &after.metrics[j].value];
            written(&mut found.meaning, "value", [old, new], both);
        }
        (Declaration::Theme(i), Declaration::Theme(j)) => {
            let both = [&before.themes[i].rule, &after.themes[j].rule];
            written(&mut found.meaning, "rule", [old, new], both);
        }
        (Declaration::Cohort(i), Declaration::Cohort(j)) => {
            cohort(&mut found, [old, new], [&before.cohorts[i], &after.cohorts[j]]);
        }
        (Declaration::Assign(i), Declaration::Assign(j)) => assign(&mut found, [old, new], [i, j]),
        (Declaration::Grid(i), Declaration::Grid(j)) => {
            let names = |program: &Program, i: usize| {
                let grid = &program.grids[i];
                let name = |cohort: usize| program.cohorts[cohort].name.as_str();
                Some(format!("{} by {}", name(grid.rows), name(grid.columns)))
            };
            add(&mut found.meaning, "cells", names(before, i), names(after, j));
        }
        (Declaration::Journey(i), Declaration::Journey(j)) => journey(&mut found, [old, new], [i, j]),
        _ => {}
    }
    found
}

fn head<'a>(one: &'a One<'_>) -> Option<Head<'a>> {
    let program = one.side.program;
    macro_rules! of {
        ($one:expr) => {{
            let one = $one;
            Some(Head { title: one.title.as_ref(), doc: one.doc.as_ref() })
        }};
    }
    match one.at {
        Declaration::Param(i) => of!(&program.params[i]),
        Declaration::Feature(i) => of!(&program.features[i]),
        Declaration::Segment(i) => of!(&program.segments[i]),
        Declaration::Cohort(i) => of!(&program.cohorts[i]),
        Declaration::Assign(i) => of!(&program.assigns[i]),
        Declaration::Grid(i) => of!(&program.grids[i]),
        Declaration::Journey(i) => of!(&program.journeys[i]),
        Declaration::Metric(i) => of!(&program.metrics[i]),
        Declaration::Theme(i) => of!(&program.themes[i]),
        Declaration::Test(_) => None,
    }
}

/// Two expressions, where they do not look the same, and what exactly differs.
fn written(out: &mut Vec<Detail>, field: &str, sides: [&One<'_>; 2], exprs: [&Expr; 2]) {
    let texts = [0, 1].map(|i: usize| sides[i].side.sources.text(exprs[i].span));
    if texts[0] != texts[1] {
        let [old, new] = texts.map(|text| Some(super::text::expression(text)));
        add(out, field, old, new);
        out.extend(inside([sides[0].side, sides[1].side], exprs[0], exprs[1]));
    }
}

fn value(value: &ParamValue) -> String {
    match value {
        ParamValue::One(constant) => constant_text(constant),
        ParamValue::List(values) => {
            let all: Vec<String> = values.iter().map(constant_text).collect();
            format!("[{}]", all.join(", "))
        }
    }
}

pub(super) fn constant_text(constant: &Constant) -> String {
    match constant {
        Constant::Bool(value) => value.to_string(),
        Constant::Int(value) => value.to_string(),
        Constant::Number(value) => value.to_string(),
        // As written: 0.07 × 100 is not 7 in floating point.
        Constant::Percent(value) => format!("{}%", (value * 1e10).round() / 1e8),
        Constant::Text(text) => format!("{text:?}"),
        Constant::Date(date) => date.to_string(),
    }
}

fn cohort(found: &mut Details, sides: [&One<'_>; 2], cohorts: [&Cohort; 2]) {
    let [old, new] = cohorts;
    score_details(&mut found.meaning, cohorts);
    add(&mut found.status, "status", Some(status(old)), Some(status(new)));
    claims(found, sides, cohorts);
    let out = &mut found.narrative;
    let kind = |cohort: &Cohort| Some(super::Kind::from(cohort.kind).word().to_owned());
    add(out, "kind", kind(old), kind(new));
    add(out, "owner", old.owner.clone(), new.owner.clone());
    add(out, "version", old.version.clone(), new.version.clone());
    let review = |cohort: &Cohort| cohort.review.map(|date| date.to_string());
    add(out, "review", review(old), review(new));
    let titles = |cohort: &Cohort| -> Named {
        let all = cohort.dimensions.iter();
        all.filter_map(|d| Some((format!("title of {}", d.name), shown(d.title.as_ref()?)))).collect()
    };
    fields(out, titles(old), titles(new));
    let profile = |cohort: &Cohort| -> Named {
        let all = cohort.narrative.profile.iter();
        let field = |e: &ProfileEntry| match e.kind.word() {
            "" => format!("profile {}", e.name),
            kind => format!("{kind} profile {}", e.name),
        };
        all.map(|entry| (field(entry), traits_text(&entry.values))).collect()
    };
    fields(out, profile(old), profile(new));
    let story = |cohort: &Cohort| cohort.narrative.story.as_ref().map(shown);
    add(out, "story", story(old), story(new));
    type List = fn(&Cohort) -> Vec<String>;
    let lists: [(&str, List); 5] = [
        ("goals", |c| c.narrative.goals.iter().map(shown).collect()),
        ("pain point", |c| c.narrative.pain_points.iter().map(|p| shown(&p.text)).collect()),
        ("channels", |c| c.narrative.channels.iter().map(shown).collect()),
        ("criteria", |c| c.narrative.criteria.iter().map(shown).collect()),
        ("evidence", |c| c.narrative.evidence.iter().map(evidence).collect()),
    ];
    for (field, list) in lists {
        items(out, field, &list(old), &list(new));
    }
}

fn score_details(out: &mut Vec<Detail>, [old, new]: [&Cohort; 2]) {
    let tiers = |cohort: &Cohort| -> Named {
        cohort.tiers.iter().map(|t| (format!("tier {}", t.name), decimal(t.bound, 4))).collect()
    };
    fields(out, tiers(old), tiers(new));
    let caps = |cohort: &Cohort| -> Named {
        let all = cohort.dimensions.iter();
        all.filter_map(|d| Some((format!("cap of {}", d.name), points(d.cap?)))).collect()
    };
    fields(out, caps(old), caps(new));
}

fn status(cohort: &Cohort) -> String {
    match cohort.status {
        Status::Draft => "draft",
        Status::Active => "active",
        Status::Retired => "retired",
    }
    .to_owned()
}

fn claims(found: &mut Details, sides: [&One<'_>; 2], [old, new]: [&Cohort; 2]) {
    let rule = |side: usize, span: Span| super::text::expression(sides[side].side.sources.text(span));
    let claims = |side: usize, cohort: &Cohort| -> Named {
        let all = cohort.claims.iter();
        all.map(|c| (shown(&c.text), rule(side, c.rule.span))).collect()
    };
    let (before, after) = retold(claims(0, old), claims(1, new), "claim", &mut found.narrative);
    let named = |all: Named| -> Named {
        all.into_iter().map(|(text, rule)| (format!("claim {text:?}"), rule)).collect()
    };
    fields(&mut found.claims, named(before), named(after));
    let backings = |side: usize, cohort: &Cohort| -> Named {
        let all = cohort.narrative.pain_points.iter();
        all.filter_map(|p| {
            Some((format!("backing of {:?}", p.text.first()), rule(side, p.backed_by.as_ref()?.span)))
        })
        .collect()
    };
    fields(&mut found.claims, backings(0, old), backings(1, new));
    let expects = |side: usize, cohort: &Cohort| -> Vec<String> {
        cohort.expects.iter().map(|e| rule(side, e.span)).collect()
    };
    items(&mut found.claims, "expect", &expects(0, old), &expects(1, new));
}

/// Takes out what says the same of the same figure in other words.
fn retold(mut old: Named, mut new: Named, field: &str, out: &mut Vec<Detail>) -> (Named, Named) {
    let kept = new.clone();
    old.retain(|(text, rule)| {
        if kept.iter().any(|(other, _)| other == text) {
            return true;
        }
        match new.iter().position(|(_, same)| same == rule) {
            Some(at) => {
                let (other, _) = new.remove(at);
                add(out, field, Some(text.clone()), Some(other));
                false
            }
            None => true,
        }
    });
    (old, new)
}

fn traits_text(traits: &[Trait]) -> String {
    let one = |value: &Trait| match value {
        Trait::Text(text) => shown(text),
        Trait::Value(constant) => constant_text(constant),
    };
    traits.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn evidence(evidence: &Evidence) -> String {
    let mut text = format!("{} {} {}", evidence.kind, evidence.date, shown(&evidence.text));
    if let Some(n) = evidence.n {
        text += &format!(" n: {n}");
    }
    if let Some(link) = &evidence.link {
        text += &format!(" link: {link}");
    }
    text
}

fn assign(found: &mut Details, sides: [&One<'_>; 2], places: [usize; 2]) {
    let one = |i: usize| {
        let program = sides[i].side.program;
        (program, &program.assigns[places[i]])
    };
    let among = |i: usize| -> Vec<String> {
        let (program, assign) = one(i);
        assign.among.iter().map(|&c| program.cohorts[c].name.clone()).collect()
    };
    let by = |i: usize| match one(i).1.by {
        AssignBy::HighestScore => Some("highest score".to_owned()),
        AssignBy::Priority => Some("priority".to_owned()),
    };
    let at_least = |i: usize| Some(one(i).1.at_least).filter(|&a| a != 0).map(|a| decimal(a, 4));
    items(&mut found.meaning, "among", &among(0), &among(1));
    add(&mut found.meaning, "by", by(0), by(1));
    add(&mut found.meaning, "at least", at_least(0), at_least(1));
}

fn journey(found: &mut Details, sides: [&One<'_>; 2], places: [usize; 2]) {
    let stages = |i: usize| &sides[i].side.program.journeys[places[i]].stages;
    let rules = |i: usize| -> Named {
        let text = |span: Span| super::text::expression(sides[i].side.sources.text(span));
        stages(i).iter().map(|s| (format!("stage {}", s.name), text(s.rule.span))).collect()
    };
    fields(&mut found.meaning, rules(0), rules(1));
    let order = |i: usize| -> Vec<&str> { stages(i).iter().map(|s| s.name.as_str()).collect() };
    let (old, new) = (order(0), order(1));
    if old != new && old.len() == new.len() && old.iter().all(|name| new.contains(name)) {
        add(&mut found.meaning, "order", Some(old.join(", ")), Some(new.join(", ")));
    }
    let titles = |i: usize| -> Named {
        let all = stages(i).iter();
        all.filter_map(|s| Some((format!("title of {}", s.name), shown(s.title.as_ref()?)))).collect()
    };
    fields(&mut found.narrative, titles(0), titles(1));
    for old in stages(0) {
        let Some(new) = stages(1).iter().find(|s| s.name == old.name) else { continue };
        let texts = |texts: &[LocalText]| -> Vec<String> { texts.iter().map(shown).collect() };
        let field = |what: &str| format!("{what} of {}", old.name);
        items(
            &mut found.narrative,
            &field("touchpoints"),
            &texts(&old.touchpoints),
            &texts(&new.touchpoints),
        );
        items(&mut found.narrative, &field("pains"), &texts(&old.pains), &texts(&new.pains));
    }
}

/// Named texts: those of one name belong together.
fn fields(out: &mut Vec<Detail>, old: Named, new: Named) {
    let of = |list: &[(String, String)], name: &str| {
        list.iter().find(|(other, _)| other == name).map(|(_, text)| text.clone())
    };
    for (name, text) in &old {
        add(out, name, Some(text.clone()), of(&new, name));
    }
    for (name, text) in new.iter().filter(|(name, _)| of(&old, name).is_none()) {
        add(out, name, None, Some(text.clone()));
    }
}

/// Lists: what was lost and what was gained, similar ones together; or the order alone.
pub(super) fn items(out: &mut Vec<Detail>, field: &str, old: &[String], new: &[String]) {
    if old == new {
        return;
    }
    let lost: Vec<&String> = old.iter().filter(|item| !new.contains(item)).collect();
    let mut gained: Vec<&String> = new.iter().filter(|item| !old.contains(item)).collect();
    if lost.is_empty() && gained.is_empty() {
        add(out, &format!("order of {field}"), Some(old.join("\n")), Some(new.join("\n")));
        return;
    }
    for item in lost {
        let alike = |other: &str| strsim::normalized_damerau_levenshtein(item, other);
        let nearest = gained.iter().enumerate().map(|(i, other)| (i, alike(other)));
        // At least half of it is as it was.
        let nearest = nearest.filter(|(_, alike)| *alike >= 0.5).max_by(|a, b| a.1.total_cmp(&b.1));
        let other = nearest.map(|(i, _)| gained.remove(i).clone());
        add(out, field, Some(item.clone()), other);
    }
    for item in gained {
        add(out, field, None, Some(item.clone()));
    }
}
