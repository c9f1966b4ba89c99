//! The page of what changed: since a revision, since the lock, over time.

use super::changed_words::{Words, one_line};
use super::history::{HistoryCard, history_index};
use super::{Figure, Frame, Place, Source, Spot};
use crate::documents::changed::{
    Blamed, ChangedClause, ChangedDeclaration, ChangedField, ChangedPeople, MovedBy, Movers, SinceRevision,
};
use crate::documents::clean::line;
use crate::documents::format;
use serde::Serialize;

/// What changed: the context of `changes.html.j2` and `changes.md.j2`.
#[derive(Debug, Serialize)]
pub struct ChangesPage {
    #[serde(flatten)]
    pub frame: Frame,
    /// Against an earlier revision of the specs; none where none was asked for.
    pub revision: Option<RevisionView>,
    /// Against the lock; none where there is none.
    pub lock: Option<super::locked::LockView>,
    /// Sizes over time, a chart for each cohort; empty without a history.
    pub growth: Vec<HistoryCard>,
}

#[derive(Debug, Serialize)]
pub struct RevisionView {
    /// `Since main (3f2a91bc, 1 October 2026)`
    pub since: String,
    /// `2 changed in meaning, 1 renamed; 24 the same`
    pub verdict: String,
    /// That the wording was edited after the comparison; else empty.
    pub note: String,
    /// Who moves, cohort by cohort; none where the data was not run at both.
    pub people: Option<MovesView>,
    /// What may move people, or has another name: by file and line, the removed ones behind.
    pub entries: Vec<EntryView>,
    /// What is told or written differently.
    pub told: Vec<EntryView>,
    /// Settings of the catalog.
    pub settings: Vec<FieldView>,
    /// What does not read in one of the versions.
    pub unread: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct MovesView {
    /// What is compared, and on which day; or that nobody moves.
    pub lead: String,
    /// Of the columns.
    pub head: Vec<String>,
    /// Cohorts that somebody entered or left.
    pub rows: Vec<MovesRow>,
}

#[derive(Debug, Serialize)]
pub struct MovesRow {
    /// The title of the cohort.
    pub name: String,
    /// Before, after, entered, left.
    pub cells: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct EntryView {
    /// To link to: `change-3`.
    pub id: String,
    /// `persona`, `feature`, …
    pub kind: String,
    /// The kind as a word.
    pub kind_label: String,
    /// The title, else the name in words.
    pub heading: String,
    /// As it is declared.
    pub name: String,
    /// Its page; empty without.
    pub href: String,
    /// `gain`, `loss` or `other`: for colours, beside words that say it.
    pub tone: &'static str,
    /// What happened, in words.
    pub effect: Vec<String>,
    /// `personas.persona:12`
    pub place: String,
    /// Rules that changed.
    pub clauses: Vec<ClauseView>,
    /// Everything else that changed.
    pub fields: Vec<FieldView>,
    /// Who moves; none where nobody does, or nobody knows.
    pub people: Option<EntryPeople>,
}

#[derive(Debug, Serialize)]
pub struct ClauseView {
    /// `added`, `removed`, `changed`, `through`, `reason`.
    pub what: &'static str,
    /// The same as a word.
    pub label: &'static str,
    /// What it does to members and scores, in words; may be empty.
    pub effect: Vec<String>,
    /// The rule, where it says the same as before: what it uses changed, or its reason. Else none.
    pub rule: Option<RuleText>,
    /// The rule, or its reason, as it was; none where it is new.
    pub old: Option<RuleText>,
    /// The rule, or its reason, as it is; none where it is gone.
    pub new: Option<RuleText>,
}

#[derive(Debug, Serialize)]
pub struct RuleText {
    /// As a sentence; of what has none as it is written.
    pub sentence: String,
    /// As it is written; empty where that is the sentence.
    pub text: String,
    /// The team's reason; may be empty.
    pub because: String,
}

#[derive(Debug, Serialize)]
pub struct FieldView {
    /// As it is written in the specs: `title`, `tier A`.
    pub name: String,
    /// Before; empty where it was added.
    pub old: String,
    /// Now; empty where it was removed.
    pub new: String,
}

#[derive(Debug, Serialize)]
pub struct EntryPeople {
    /// Before, after, entered, left; empty where they are held back.
    pub figures: Vec<Figure>,
    /// That figures are held back; else empty.
    pub hidden: String,
    /// Who entered and left, by the rules that moved them.
    pub reasons: Vec<MoveReason>,
}

#[derive(Debug, Serialize)]
pub struct MoveReason {
    /// `12 entered by`
    pub lead: String,
    /// The rules that moved them together.
    pub rules: Vec<String>,
}

/// The entry of a cohort, for its own page.
#[derive(Debug, Serialize)]
pub struct ChangedLink {
    /// `Changed since 1 October 2026`
    pub since: String,
    /// What happened, in words.
    pub effect: Vec<String>,
    /// Its place on the page of changes.
    pub href: String,
}

/// How many reasons are told of those who entered, and of those who left.
const REASONS: usize = 6;

/// The file's name.
const FILE: &str = "changes.html";

/// The page, if there is anything to compare with.
pub fn changes(source: &Source) -> Option<ChangesPage> {
    let changed = source.summary.changed.as_ref()?;
    let t = source.t();
    let title = format!("{} · {}", t.changes, line(&source.summary.project));
    Some(ChangesPage {
        frame: source.frame(title, None, Spot::At(Place::Changes)),
        revision: changed.revision.as_ref().map(|found| revision(source, found)),
        lock: changed.lock.as_ref().map(|found| super::locked::lock(source, found)),
        growth: history_index(source).map(|index| index.cards).unwrap_or_default(),
    })
}

/// Where a cohort's entry stands, if it changed.
pub fn of_cohort(source: &Source, name: &str) -> Option<ChangedLink> {
    let found = source.summary.changed.as_ref()?.revision.as_ref()?;
    let is_it = |d: &ChangedDeclaration| d.name == name && is_cohort(&d.kind) && d.effect != "removed";
    let index = found.declarations.iter().position(is_it)?;
    let words = Words::new(source);
    Some(ChangedLink {
        since: source.t().changed_since.replace("{}", &words.day(&found.date)),
        effect: words.effect(&found.declarations[index]),
        href: format!("{FILE}#{}", id(index)),
    })
}

fn id(index: usize) -> String {
    format!("change-{}", index + 1)
}

fn is_cohort(kind: &str) -> bool {
    matches!(kind, "icp" | "persona" | "score")
}

fn revision(source: &Source, found: &SinceRevision) -> RevisionView {
    let t = source.t();
    let words = Words::new(source);
    let all = found.declarations.iter().enumerate();
    let (entries, told): (Vec<_>, Vec<_>) = all.partition(|(_, change)| is_of_weight(change));
    let entry = |(index, change): (usize, &ChangedDeclaration)| entry(source, found, index, change);
    let unread = found.unread.iter().map(|unread| {
        let name = unread.name.as_deref().map_or_else(|| t.without_name.to_owned(), line);
        format!("{name}: {}", if unread.in_old { t.unread_old } else { t.unread_new })
    });
    RevisionView {
        since: words.since(found),
        verdict: words.verdict(found),
        note: match found.spec_sha256 == source.spec_hash {
            true => String::new(),
            false => t.compared_earlier.to_owned(),
        },
        people: found.people.as_ref().map(|people| moves(source, people)),
        entries: entries.into_iter().map(entry).collect(),
        told: told.into_iter().map(entry).collect(),
        settings: found.catalog.iter().map(field).collect(),
        unread: unread.collect(),
    }
}

/// Whether people, scores or names can be other ones.
fn is_of_weight(change: &ChangedDeclaration) -> bool {
    !matches!(change.effect.as_str(), "narrative" | "rewritten" | "moved")
}

fn entry(source: &Source, found: &SinceRevision, index: usize, change: &ChangedDeclaration) -> EntryView {
    let words = Words::new(source);
    let cohort = source.program.cohorts.iter().position(|c| c.name == change.name && is_cohort(&change.kind));
    let cohort = cohort.filter(|_| change.effect != "removed");
    // What is no more may have left its name to another declaration.
    let heading = match change.effect.as_str() {
        "removed" => line(&change.name),
        _ => words.title(&change.kind, &change.name),
    };
    let of_it = |moved: &&Movers| moved.name == change.name && is_cohort(&change.kind);
    let moved = found.people.as_ref().and_then(|people| people.cohorts.iter().find(of_it));
    EntryView {
        id: id(index),
        kind: line(&change.kind),
        kind_label: words.kind(&change.kind),
        heading,
        name: line(&change.name),
        href: cohort.and_then(|cohort| source.href(cohort)).unwrap_or_default(),
        tone: match (change.effect.as_str(), change.direction.as_deref()) {
            ("added", _) | (_, Some("loosened")) => "gain",
            ("removed", _) | (_, Some("tightened")) => "loss",
            _ => "other",
        },
        effect: words.effect(change),
        place: line(&change.place),
        clauses: change.clauses.iter().map(|clause| self::clause(source, clause)).collect(),
        fields: change.fields.iter().map(field).collect(),
        people: moved.map(|moved| entry_people(source, change, moved)),
    }
}

fn clause(source: &Source, change: &ChangedClause) -> ClauseView {
    let t = source.t();
    let (what, label) = match (change.what.as_str(), change.through) {
        ("added", _) => ("added", t.rule_new),
        ("removed", _) => ("removed", t.rule_gone),
        (_, true) => ("through", t.rule_changed),
        _ => ("changed", t.rule_changed),
    };
    let effect = Words::new(source).clause(change);
    let old = change.old.as_ref().map(|old| rule_text(source, old));
    let new = change.new.as_ref().map(|new| rule_text(source, new));
    match (old, new) {
        (Some(old), Some(new)) if old.sentence == new.sentence && old.text == new.text => {
            let other_reason = old.because != new.because;
            // What is left is the reason in another language.
            let (what, label) = if change.through { (what, label) } else { ("reason", t.other_reason) };
            let (was, is) = (RuleText::plain(old.because), RuleText::plain(new.because.clone()));
            ClauseView { what, label, effect, rule: Some(new), old: Some(was), new: Some(is) }
                .only_where(other_reason)
        }
        (old, new) => ClauseView { what, label, effect, rule: None, old, new },
    }
}

impl ClauseView {
    /// Without sides, if there is nothing to tell them apart by.
    fn only_where(self, differs: bool) -> ClauseView {
        let side = |side: Option<RuleText>| side.filter(|text| differs && !text.sentence.is_empty());
        ClauseView { old: side(self.old), new: side(self.new), ..self }
    }
}

impl RuleText {
    fn plain(sentence: String) -> RuleText {
        RuleText { sentence, text: String::new(), because: String::new() }
    }
}

fn rule_text(source: &Source, clause: &crate::documents::changed::Clause) -> RuleText {
    let text = one_line(&clause.text);
    let said = clause.said.as_ref().map(|said| line(said.get(source.lang)));
    let because = clause.because.as_ref().map(|why| one_line(why.get(source.lang))).unwrap_or_default();
    match said.filter(|said| !said.is_empty()) {
        Some(sentence) => RuleText { sentence, text, because },
        None => RuleText { sentence: text, text: String::new(), because },
    }
}

fn field(field: &ChangedField) -> FieldView {
    let text = |side: &Option<String>| side.as_deref().map(one_line).unwrap_or_default();
    FieldView { name: line(&field.field), old: text(&field.old), new: text(&field.new) }
}

fn moves(source: &Source, people: &ChangedPeople) -> MovesView {
    let t = source.t();
    let day = Words::new(source).day(&people.as_of);
    let row = |moved: &Movers| MovesRow {
        name: Words::new(source).title("cohort", &moved.name),
        cells: [moved.before, moved.after, moved.entered, moved.left].map(|n| source.number(n)).to_vec(),
    };
    let lead = if people.cohorts.is_empty() { t.nobody_moves } else { t.who_moves_lead };
    MovesView {
        lead: lead.replace("{}", &day),
        head: [t.head_before, t.head_after, t.head_entered, t.head_left_them].map(str::to_owned).to_vec(),
        rows: people.cohorts.iter().map(row).collect(),
    }
}

fn entry_people(source: &Source, change: &ChangedDeclaration, moved: &Movers) -> EntryPeople {
    let t = source.t();
    let figures = [
        (moved.before, t.head_before),
        (moved.after, t.head_after),
        (moved.entered, t.head_entered),
        (moved.left, t.head_left_them),
    ];
    let figure =
        |(n, label): (Option<u64>, &str)| Some(Figure { value: format::count(n?), label: label.to_owned() });
    let told: Option<Vec<Figure>> = figures.into_iter().map(figure).collect();
    let hidden = if told.is_some() { "" } else { t.moves_hidden };
    let reasons = |parts: &[MovedBy], lead: &str, unknown: &str| -> Vec<MoveReason> {
        let one = |part: &MovedBy| MoveReason {
            lead: part.people.map_or_else(|| unknown.to_owned(), |n| lead.replace("{}", &format::count(n))),
            rules: match part.rules.is_empty() {
                true => vec![t.other_reasons.to_owned()],
                false => part.rules.iter().map(|rule| blamed(source, change, rule)).collect(),
            },
        };
        parts.iter().take(REASONS).map(one).collect()
    };
    let mut all = reasons(&moved.entered_by, t.enter_by, t.enter_hidden);
    all.extend(reasons(&moved.left_by, t.leave_by, t.leave_hidden));
    EntryPeople { figures: told.unwrap_or_default(), hidden: hidden.to_owned(), reasons: all }
}

/// A rule that moved people: as a sentence, if it is one of the declaration's own.
fn blamed(source: &Source, change: &ChangedDeclaration, rule: &Blamed) -> String {
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let is_side = |clause: &Option<crate::documents::changed::Clause>, text: &Option<String>| matches!((clause, text), (Some(clause), Some(text)) if bare(&clause.text).starts_with(&bare(text)));
    let own = change.clauses.iter().find(|c| is_side(&c.new, &rule.new) || is_side(&c.old, &rule.old));
    let said = own.and_then(|clause| clause.new.as_ref().or(clause.old.as_ref())?.said.as_ref());
    let text = match said {
        Some(said) => line(said.get(source.lang)),
        None => rule.new.as_deref().or(rule.old.as_deref()).map(one_line).unwrap_or_default(),
    };
    Words::new(source).blamed(&rule.cause, text, &rule.through)
}
