//! The page of an ICP, a persona or a score.

use super::fit::fit;
use super::highlights::highlights;
use super::rules::{deck, funnel, groups, in_one_line};
use super::site::Spot;
use super::{
    Chart, ChartRow, EvidenceItem, Fact, FactGroup, Figure, Link, Page, Source, TermItem, TextItem, TextList,
    Unknown, columns, measures, members,
};
use crate::disclosure::Cost;
use crate::documents::charts::{self, About, Bar};
use crate::documents::clean::{line, paragraphs};
use crate::documents::format;
use crate::documents::portrait::{Subject, portrait};
use crate::documents::prose::{Definition, Sentence, cohort_title, humanised};
use crate::documents::summary::CohortSummary;
use crate::documents::text::{Lang, Texts};
use crate::model::{Cohort, Constant, Evidence, LocalText, Status, Trait};
use crate::syntax::ast::{CohortKind, ProfileKind};

/// Lines that say what sets a cohort apart.
const HIGHLIGHTS: usize = 5;

/// The page of a cohort of the program that the summary has figures of.
pub fn page(source: &Source, index: usize, figures: &CohortSummary) -> Page {
    let t = source.t();
    let cohort = &source.program.cohorts[index];
    let heading = cohort_title(cohort, source.lang);
    let (deck, more) = deck(source, cohort);
    let profile = Profile::new(source, cohort);
    let alone = cohort.kind == CohortKind::Score;
    Page {
        frame: source.frame(
            format!("{heading} · {}", line(&source.summary.project)),
            Some(source.look(cohort).colours()),
            Spot::Cohort,
        ),
        kind: kind(cohort.kind),
        kind_label: kind_label(t, cohort.kind),
        badge: badge(t, cohort.status).unwrap_or_default(),
        name: line(&cohort.name),
        portrait: picture(source, cohort, &heading),
        who: profile.who,
        occupation: profile.occupation,
        quote: profile.quote,
        line: in_one_line(source, cohort),
        highlights: if alone { Vec::new() } else { highlights(source, cohort.table, figures, HIGHLIGHTS) },
        deck,
        deck_more: if more == 0 { String::new() } else { t.more_rules.replace("{}", &more.to_string()) },
        doc: cohort.doc.as_deref().map(paragraphs).unwrap_or_default(),
        figures: figures_of(source, cohort, figures),
        profiles: profile.groups,
        story: cohort.narrative.story.as_ref().map(|s| paragraphs(s.get(source.lang))).unwrap_or_default(),
        lists: lists(source, cohort, figures),
        claims: measures::claims(source, cohort, figures),
        metrics: measures::metrics(source, cohort),
        within: cohort.icp.and_then(|icp| source.link(icp)),
        members: members::members(source, index, figures),
        uncovered: members::uncovered(source, index, figures),
        previous: beside(source, index, false),
        next: beside(source, index, true),
        rules: groups(source, cohort),
        funnel: funnel(source, cohort, figures),
        fit: fit(source, cohort, figures),
        columns: columns::columns(source, cohort.table, figures, alone),
        columns_note: columns::note_on_all(source, cohort.table, figures, alone),
        insights: super::insights::of_cohort(source, &cohort.name, figures.matched),
        trend: super::trend::of_cohort(source, index),
        history: super::history::of_cohort(source, index),
        unknown: unknown(source, cohort, figures),
        evidence: cohort.narrative.evidence.iter().map(|e| evidence(source, e)).collect(),
        terms: terms(source, cohort),
        meta: meta(source, cohort),
        changed: super::changes::of_cohort(source, &cohort.name),
        heading,
    }
}

/// The page before or after, in the order of the index.
fn beside(source: &Source, index: usize, after: bool) -> Option<Link> {
    let of = |wanted: CohortKind| {
        let cohorts = source.program.cohorts.iter().enumerate();
        cohorts.filter(move |(_, c)| c.kind == wanted).map(|(i, _)| i)
    };
    let kinds = [CohortKind::Icp, CohortKind::Persona, CohortKind::Score];
    let pages: Vec<usize> = kinds.into_iter().flat_map(of).filter(|&i| source.href(i).is_some()).collect();
    let here = pages.iter().position(|&page| page == index)?;
    let there = if after { here.checked_add(1) } else { here.checked_sub(1) };
    source.link(*pages.get(there?)?)
}

pub fn kind(kind: CohortKind) -> &'static str {
    match kind {
        CohortKind::Icp => "icp",
        CohortKind::Persona => "persona",
        CohortKind::Score => "score",
    }
}

pub fn kind_label(t: &Texts, kind: CohortKind) -> &'static str {
    match kind {
        CohortKind::Icp => t.icp,
        CohortKind::Persona => t.persona,
        CohortKind::Score => t.score,
    }
}

/// The name that the picture and the colours come from: the person's, else the cohort's.
pub fn face(cohort: &Cohort) -> &str {
    let name = cohort.narrative.profile.iter().find(|entry| entry.name == "name");
    match name.map(|entry| entry.values.as_slice()) {
        // The same face in all languages.
        Some([Trait::Text(name)]) if !name.first().trim().is_empty() => name.first(),
        _ => &cohort.name,
    }
}

pub fn picture(source: &Source, cohort: &Cohort, label: &str) -> String {
    let subject = match cohort.kind {
        CohortKind::Icp => Subject::Target,
        CohortKind::Persona => Subject::Person,
        CohortKind::Score => Subject::Dial,
    };
    portrait(face(cohort), source.look(cohort), subject, label)
}

/// A profile, its well-known entries taken out.
#[derive(Default)]
pub struct Profile {
    pub who: String,
    pub occupation: String,
    pub quote: String,
    /// What else is said, by kind of profile, in the order of [`PROFILES`].
    pub groups: Vec<FactGroup>,
}

/// The kinds of profiles, in the order in which pages show them.
const PROFILES: [ProfileKind; 5] = [
    ProfileKind::General,
    ProfileKind::Demographic,
    ProfileKind::Psychographic,
    ProfileKind::Behavioral,
    ProfileKind::Buyer,
];

impl Profile {
    pub fn new(source: &Source, cohort: &Cohort) -> Self {
        let mut profile = Profile::default();
        let mut age = String::new();
        let t = source.t();
        for kind in PROFILES {
            let title = match kind {
                ProfileKind::General => t.profile,
                ProfileKind::Demographic => t.demographic,
                ProfileKind::Psychographic => t.psychographic,
                ProfileKind::Behavioral => t.behavioral,
                ProfileKind::Buyer => t.buyer,
            };
            let mut facts = Vec::new();
            for entry in cohort.narrative.profile.iter().filter(|entry| entry.kind == kind) {
                let text = profile_text(source, &entry.values);
                match entry.name.as_str() {
                    "name" => profile.who = text,
                    "age" => age = text,
                    "occupation" => profile.occupation = text,
                    "quote" => profile.quote = text,
                    name => facts.push(Fact::new(&super::keys::label(name, source.lang), text)),
                }
            }
            if !facts.is_empty() {
                profile.groups.push(FactGroup { title, facts });
            }
        }
        let between = if source.lang == Lang::Zh { "，" } else { ", " };
        profile.who = match (profile.who.is_empty(), age.is_empty()) {
            (_, true) => profile.who,
            (true, false) => format!("{} {age}", source.t().age),
            (false, false) if source.lang == Lang::Zh => format!("{}{between}{age} 岁", profile.who),
            (false, false) => format!("{}{between}{age}", profile.who),
        };
        profile
    }
}

fn profile_text(source: &Source, values: &[Trait]) -> String {
    let one = |value: &Trait| match value {
        Trait::Text(text) => source.say(text),
        Trait::Value(Constant::Bool(true)) => source.t().yes.to_owned(),
        Trait::Value(Constant::Bool(false)) => source.t().no.to_owned(),
        Trait::Value(constant) => source.prose().constant(constant, None),
    };
    let texts: Vec<String> = values.iter().map(one).collect();
    texts.join(if source.lang == Lang::Zh { "、" } else { ", " })
}

/// Size, share, undecided, mean score: those that mean something for this kind.
pub fn figures_of(source: &Source, cohort: &Cohort, figures: &CohortSummary) -> Vec<Figure> {
    let t = source.t();
    let figure = |value: String, label: &str| Figure { value, label: label.to_owned() };
    let mut list = Vec::new();
    list.push(figure(source.number(figures.matched), t.people));
    let share = figures.share.filter(|_| cohort.kind != CohortKind::Score && figures.population != Some(0));
    list.extend(share.map(|share| figure(format::share(share), t.share_of_all)));
    let scored = cohort.rules.iter().any(|r| r.weight != 0);
    if let Some(mean) = figures.mean_score.filter(|_| scored) {
        list.push(figure(format::fixed(mean, 1), t.mean_score));
    }
    if cohort.kind != CohortKind::Score {
        list.push(figure(source.number(figures.undecided), t.undecided));
    }
    list
}

fn lists(source: &Source, cohort: &Cohort, figures: &CohortSummary) -> Vec<TextList> {
    let t = source.t();
    let narrative = &cohort.narrative;
    let lines = |items: &[LocalText]| -> Vec<TextItem> {
        let texts = items.iter().map(|i| source.say(i)).filter(|i| !i.is_empty());
        texts.map(|text| TextItem { text, proof: None }).collect()
    };
    let lists = [
        ("goals", t.goals, lines(&narrative.goals)),
        ("pains", t.pains, measures::pains(source, cohort, figures)),
        ("channels", t.channels, lines(&narrative.channels)),
        ("criteria", t.criteria, lines(&narrative.criteria)),
    ];
    lists
        .into_iter()
        .filter(|(.., items)| !items.is_empty())
        .map(|(kind, title, items)| TextList { kind, title, items })
        .collect()
}

/// The undecided, and what is missing of them.
fn unknown(source: &Source, cohort: &Cohort, figures: &CohortSummary) -> Unknown {
    let t = source.t();
    if figures.undecided == Some(0) {
        return Unknown { text: t.unknown_none.to_owned(), more: String::new(), chart: None };
    }
    let text = match (figures.undecided.map(format::count), source.lang) {
        (Some(people), Lang::En) => format!("{people} {} {}", t.people, t.unknown_some),
        (Some(people), Lang::Zh) => format!("{people} 人{}", t.unknown_some),
        (None, _) => t.unknown_hidden.to_owned(),
    };
    let Some(undecided) = figures.undecided.filter(|_| !figures.missing.is_empty()) else {
        return Unknown { text, more: String::new(), chart: None };
    };
    let title = |cost: &Cost| columns::title(source, cohort.table, &cost.column);
    let (few, many): (Vec<_>, Vec<_>) = figures.missing.iter().partition(|cost| cost.people.is_none());
    let names: Vec<String> = few.into_iter().map(title).collect();
    let note = match (names.is_empty(), source.lang) {
        (true, _) => String::new(),
        (false, Lang::En) => format!("{}: {}", t.not_shown, names.join(", ")),
        (false, Lang::Zh) => format!("{}：{}", t.not_shown, names.join("、")),
    };
    let bars: Vec<Bar> = many
        .into_iter()
        .filter_map(|cost| {
            let people = cost.people?;
            Some(Bar {
                label: title(cost),
                length: Some(people as f64 / undecided.max(1) as f64),
                value: format::count(people),
                note: String::new(),
                compared: None,
            })
        })
        .collect();
    if bars.is_empty() {
        let more = format!("{} {note}", t.unknown_columns);
        return Unknown { text, more, chart: None };
    }
    let desc: Vec<String> = bars.iter().map(|b| format!("{}: {}", b.label, b.value)).collect();
    let svg = charts::bars(About { id: "missing", title: t.column, desc: &desc.join("; ") }, &bars);
    let rows =
        bars.iter().map(|b| ChartRow { cells: vec![b.label.clone(), b.value.clone()], length: b.length });
    let chart = Chart {
        title: t.column.to_owned(),
        lead: t.unknown_columns.to_owned(),
        note,
        svg,
        head: vec![t.column.to_owned(), t.head_people.to_owned()],
        rows: rows.collect(),
        paired: false,
    };
    Unknown { text, more: String::new(), chart: Some(chart) }
}

fn evidence(source: &Source, evidence: &Evidence) -> EvidenceItem {
    let t = source.t();
    let kind = match evidence.kind.as_str() {
        "interview" => t.interview.to_owned(),
        "survey" => t.survey.to_owned(),
        other => humanised(other),
    };
    let link = evidence.link.as_deref().map(line).unwrap_or_default();
    let lower = link.to_ascii_lowercase();
    EvidenceItem {
        kind,
        date: format::date(evidence.date, source.lang),
        text: source.say(&evidence.text),
        n: evidence.n.map_or_else(String::new, |n| t.evidence_n.replace("{}", &format::count(n))),
        web: lower.starts_with("https://") || lower.starts_with("http://"),
        link,
    }
}

fn terms(source: &Source, cohort: &Cohort) -> Vec<TermItem> {
    let prose = source.prose();
    let terms = prose.glossary(cohort, source.as_of());
    terms
        .into_iter()
        .map(|term| TermItem {
            name: term.name,
            sentence: match term.definition {
                Definition::Sentence(sentence) => sentence.into(),
                Definition::Period(from, to) => {
                    Sentence { text: prose.period(from, to), items: Vec::new() }.into()
                }
            },
            doc: term.doc.unwrap_or_default(),
        })
        .collect()
}

fn meta(source: &Source, cohort: &Cohort) -> Vec<Fact> {
    let t = source.t();
    let mut facts = Vec::new();
    let text = |value: &Option<String>| value.as_deref().map(line).filter(|v| !v.is_empty());
    facts.extend(text(&cohort.owner).map(|v| Fact::new(t.owner, v)));
    facts.extend(text(&cohort.version).map(|v| Fact::new(t.version, v)));
    facts.extend(badge(t, cohort.status).map(|word| Fact::new(t.status, word)));
    facts.extend(cohort.review.map(|day| {
        let mut fact = Fact::new(t.review, format::date(day, source.lang));
        if day < source.as_of() {
            fact.flag = t.overdue.to_owned();
        }
        fact
    }));
    facts.extend(super::sensitive::reasons(source, cohort));
    facts
}

/// The word for a status that is not the usual one.
pub fn badge(t: &Texts, status: Status) -> Option<&'static str> {
    match status {
        Status::Draft => Some(t.draft),
        Status::Active => None,
        Status::Retired => Some(t.retired),
    }
}
