//! The page about overlaps: how many people two cohorts share, which lie within others, and what that does to assignments.

use super::insights::table_title;
use super::site::{Place, Spot};
use super::{ChartRow, Frame, Link, Source};
use crate::cohort::OverlapResult;
use crate::documents::charts::{Shared, shared_bar};
use crate::documents::clean::line;
use crate::documents::format;
use crate::documents::text::Lang;
use crate::syntax::ast::AssignBy;
use serde::Serialize;
use std::collections::HashMap;

/// Cohorts in a matrix: more of them nobody reads.
const MOST_IN_MATRIX: usize = 20;
/// Pairs in words.
const MOST_PAIRS: usize = 12;
/// From so many columns on they go by numbers: titles would not stand beside each other.
const NUMBERED_FROM: usize = 6;

/// The page about overlaps: the context of `overlaps.html.j2` and `overlaps.md.j2`.
#[derive(Debug, Serialize)]
pub struct OverlapsPage {
    #[serde(flatten)]
    pub frame: Frame,
    /// Those with two cohorts or more.
    pub entities: Vec<EntityOverlaps>,
}

/// The overlaps of the cohorts of one entity.
#[derive(Debug, Serialize)]
pub struct EntityOverlaps {
    /// The people, as a word.
    pub heading: String,
    /// Each cohort against each.
    pub matrix: OverlapMatrix,
    /// Those that share people and lie not within each other, strongest first.
    pub pairs: Vec<Pair>,
    /// Where one lies within the other, or both are the same people.
    pub inside: Vec<Pair>,
    /// Who shares nobody with whom.
    pub apart: Vec<Apart>,
    /// How many pairs are not shown; empty where all are.
    pub withheld: String,
    /// What assignments make of people who are in several cohorts.
    pub assigns: Vec<AssignOrder>,
}

/// Rows against columns: of the people in the row, how many are in the column too.
#[derive(Debug, Serialize)]
pub struct OverlapMatrix {
    /// Whether columns go by the numbers of the rows, since there are many.
    pub numbered: bool,
    /// The cohorts, by title.
    pub columns: Vec<String>,
    /// The same cohorts.
    pub rows: Vec<OverlapRow>,
    /// That there are more cohorts than are shown; mostly empty.
    pub note: String,
}

#[derive(Debug, Serialize)]
pub struct OverlapRow {
    #[serde(flatten)]
    pub link: Link,
    /// In the order of the columns.
    pub cells: Vec<OverlapCell>,
}

#[derive(Debug, Clone, Serialize)]
pub struct OverlapCell {
    /// Of the people in the row; empty of nobody and where the row meets itself.
    pub share: String,
    /// How many there are in both; where the row meets itself, in it.
    pub people: String,
    /// 0 to 5: for the shade.
    pub level: usize,
    /// Whether the row meets itself.
    pub own: bool,
}

/// Two cohorts.
#[derive(Debug, Serialize)]
pub struct Pair {
    /// Of two that lie within each other the inner one.
    pub first: Link,
    /// The other one.
    pub second: Link,
    /// `shared`, `inside`, `same`.
    pub kind: &'static str,
    /// What they share, in a sentence.
    pub text: String,
    /// *SVG*: those only in the first, in both, only in the second; empty where figures are not shown.
    pub bar: String,
}

/// A cohort that shares nobody with others.
#[derive(Debug, Serialize)]
pub struct Apart {
    #[serde(flatten)]
    pub link: Link,
    /// The others, of which each pair is told once.
    pub others: Vec<Link>,
}

/// How members and the people that an assignment gives to a cohort differ.
#[derive(Debug, Serialize)]
pub struct AssignOrder {
    /// The title of the assignment, else its name in words.
    pub heading: String,
    /// By which rule people go to one cohort.
    pub lead: String,
    /// Headings of the table.
    pub head: Vec<String>,
    /// A cohort each.
    pub rows: Vec<ChartRow>,
}

/// Whether there is anything to show.
pub fn any(source: &Source) -> bool {
    let linked = |name: &str| source.named(name).and_then(|cohort| source.link(cohort)).is_some();
    source.summary.insights.overlaps.iter().any(|o| linked(&o.first) && linked(&o.second))
}

pub fn overlaps(source: &Source) -> OverlapsPage {
    let entities = source.summary.entities.iter();
    OverlapsPage {
        frame: source.frame(source.t().overlaps.to_owned(), None, Spot::At(Place::Overlaps)),
        entities: entities.filter_map(|(entity, _)| of_entity(source, entity)).collect(),
    }
}

/// The pairs that share most, of all entities.
pub fn strongest(source: &Source, most: usize) -> Vec<Pair> {
    let all: Vec<&OverlapResult> = source.summary.insights.overlaps.iter().collect();
    sorted(&all).into_iter().filter_map(|overlap| pair(source, overlap)).take(most).collect()
}

fn of_entity(source: &Source, entity: &str) -> Option<EntityOverlaps> {
    let of: Vec<&OverlapResult> =
        source.summary.insights.overlaps.iter().filter(|o| o.entity == entity).collect();
    let mut names: Vec<&str> = Vec::new();
    for name in of.iter().flat_map(|o| [o.first.as_str(), o.second.as_str()]) {
        if !names.contains(&name) && source.named(name).and_then(|c| source.link(c)).is_some() {
            names.push(name);
        }
    }
    if names.len() < 2 {
        return None;
    }
    let strong = sorted(&of);
    let is_inside =
        |o: &OverlapResult| o.both != Some(0) && (o.only_first == Some(0) || o.only_second == Some(0));
    let (inside, shared): (Vec<_>, Vec<_>) = strong.into_iter().partition(|o| is_inside(o));
    let by_rules = of.iter().filter(|o| o.both.is_none()).filter_map(|o| within_by_rules(source, o));
    let hidden = of.iter().filter(|o| o.both.is_none()).count();
    Some(EntityOverlaps {
        heading: table_title(source, entity),
        matrix: matrix(source, &names, &of),
        pairs: shared.into_iter().take(MOST_PAIRS).filter_map(|o| pair(source, o)).collect(),
        inside: inside.into_iter().filter_map(|o| pair(source, o)).chain(by_rules).collect(),
        apart: apart(source, &names[..names.len().min(MOST_IN_MATRIX)], &of),
        withheld: match hidden {
            0 => String::new(),
            n => source.t().overlaps_withheld.replace("{}", &n.to_string()),
        },
        assigns: assigns(source, entity),
    })
}

/// Those that share anybody, strongest first.
fn sorted<'a>(of: &[&'a OverlapResult]) -> Vec<&'a OverlapResult> {
    let mut sorted: Vec<&OverlapResult> =
        of.iter().copied().filter(|o| o.both.is_some_and(|n| n > 0)).collect();
    sorted.sort_by(|a, b| b.jaccard.unwrap_or(0.0).total_cmp(&a.jaccard.unwrap_or(0.0)));
    sorted
}

fn share_of(both: u64, people: u64) -> Option<f64> {
    (people > 0).then(|| both as f64 / people as f64)
}

fn pair(source: &Source, overlap: &OverlapResult) -> Option<Pair> {
    let t = source.t();
    let (both, a, b) = (overlap.both?, overlap.only_first?, overlap.only_second?);
    let link = |name: &str| source.link(source.named(name)?);
    let (mut first, mut second) = (link(&overlap.first)?, link(&overlap.second)?);
    let (mut only_first, mut only_second) = (a, b);
    // The inner one first.
    if b == 0 && a > 0 {
        std::mem::swap(&mut first, &mut second);
        std::mem::swap(&mut only_first, &mut only_second);
    }
    let (kind, text) = match (only_first, only_second) {
        (0, 0) => ("same", t.pair_same),
        (0, _) => ("inside", t.pair_inside),
        _ => ("shared", t.pair_shared),
    };
    let part = |only: u64| share_of(both, both + only).map(format::share).unwrap_or_default();
    let values = [
        ("{both}", format::count(both)),
        ("{p}", part(only_first)),
        ("{q}", part(only_second)),
        ("{first}", first.title.clone()),
        ("{second}", second.title.clone()),
    ];
    Some(Pair {
        kind,
        text: filled(text, &values),
        bar: shared_bar(&Shared { only_first, both, only_second }),
        first,
        second,
    })
}

/// Puts values in the place of names, each once, so that a title cannot name another value.
fn filled(text: &str, values: &[(&str, String)]) -> String {
    let mut done = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        done.push_str(before);
        match values.iter().find(|(name, _)| from.starts_with(name)) {
            Some((name, value)) => {
                done.push_str(value);
                rest = &from[name.len()..];
            }
            None => {
                done.push('{');
                rest = &from[1..];
            }
        }
    }
    done + rest
}

/// A persona of an ICP lies within it whatever the figures are.
fn within_by_rules(source: &Source, overlap: &OverlapResult) -> Option<Pair> {
    let (a, b) = (source.named(&overlap.first)?, source.named(&overlap.second)?);
    let cohorts = &source.program.cohorts;
    let (inner, outer) = match (cohorts[a].icp == Some(b), cohorts[b].icp == Some(a)) {
        (true, _) => (a, b),
        (_, true) => (b, a),
        _ => return None,
    };
    let text = source.t().pair_by_rules.to_owned();
    let (first, second) = (source.link(inner)?, source.link(outer)?);
    Some(Pair { first, second, kind: "inside", text, bar: String::new() })
}

fn matrix(source: &Source, names: &[&str], of: &[&OverlapResult]) -> OverlapMatrix {
    let shown = &names[..names.len().min(MOST_IN_MATRIX)];
    let pairs: HashMap<(&str, &str), &OverlapResult> = of
        .iter()
        .flat_map(|o| {
            [((o.first.as_str(), o.second.as_str()), *o), ((o.second.as_str(), o.first.as_str()), *o)]
        })
        .collect();
    let people = |name: &str| source.summary.cohorts.get(name).and_then(|cohort| cohort.matched);
    let cell = |row: &str, column: &str| {
        if row == column {
            let people = source.number(people(row));
            return OverlapCell { share: String::new(), people, level: 0, own: true };
        }
        let both = pairs.get(&(row, column)).and_then(|o| o.both);
        let share = both.zip(people(row)).and_then(|(both, people)| share_of(both, people));
        OverlapCell {
            share: share.filter(|&share| share > 0.0).map(format::share).unwrap_or_default(),
            people: source.number(both),
            level: share.map_or(0, |share| (share * 5.0).ceil().min(5.0) as usize),
            own: false,
        }
    };
    let rows = shown.iter().filter_map(|row| {
        let link = source.link(source.named(row)?)?;
        Some(OverlapRow { link, cells: shown.iter().map(|column| cell(row, column)).collect() })
    });
    let note = match shown.len() < names.len() {
        true => source.t().matrix_first.replace("{}", &shown.len().to_string()),
        false => String::new(),
    };
    OverlapMatrix {
        numbered: shown.len() >= NUMBERED_FROM,
        columns: shown.iter().map(|name| source.title_of(name)).collect(),
        rows: rows.collect(),
        note,
    }
}

fn apart(source: &Source, names: &[&str], of: &[&OverlapResult]) -> Vec<Apart> {
    let link = |name: &str| source.link(source.named(name)?);
    let one = |name: &&str| {
        let nobody = of.iter().filter(|o| o.first == **name && o.both == Some(0));
        let others: Vec<Link> =
            nobody.filter(|o| names.contains(&o.second.as_str())).filter_map(|o| link(&o.second)).collect();
        (!others.is_empty()).then_some(Apart { link: link(name)?, others })
    };
    names.iter().filter_map(one).collect()
}

fn assigns(source: &Source, entity: &str) -> Vec<AssignOrder> {
    let t = source.t();
    let of = source.summary.assigns.iter().filter(|(_, assign)| assign.entity == entity);
    let view = |(name, figures): (&str, &crate::documents::summary::AssignSummary)| {
        let model = source.program.assigns.iter().find(|a| a.name == name)?;
        let row = |count: &crate::disclosure::Count| {
            let members = source.summary.cohorts.get(&count.value).and_then(|cohort| cohort.matched);
            let elsewhere = members.zip(count.count).and_then(|(all, given)| all.checked_sub(given));
            // Small differences are held back where both figures are; this one is made here.
            let least = source.summary.privacy.min_cell;
            let elsewhere = elsewhere.filter(|&n| n == 0 || n >= least);
            let share = members.zip(count.count).and_then(|(all, given)| share_of(given, all));
            let share = share.filter(|_| elsewhere.is_some());
            let cells = [members, count.count, elsewhere].map(|n| source.number(n));
            ChartRow {
                cells: [source.title_of(&count.value)].into_iter().chain(cells).collect(),
                length: share,
            }
        };
        let names: Vec<String> = figures.counts.iter().map(|count| source.title_of(&count.value)).collect();
        let order = names.join(if source.lang == Lang::Zh { "、" } else { ", " });
        let by = match model.by {
            AssignBy::HighestScore => t.assign_by_score,
            AssignBy::Priority => t.assign_by_order,
        };
        Some(AssignOrder {
            heading: line(&source.titled(model.title.as_ref(), name)),
            lead: by.replace("{}", &order),
            head: [t.persona, t.members_here, t.given, t.not_given].map(str::to_owned).to_vec(),
            rows: figures.counts.iter().map(row).collect(),
        })
    };
    of.filter_map(view).collect()
}
