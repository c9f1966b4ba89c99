//! The personas in an ICP: how big they are, and how much of it they leave over.

use super::{Member, Source};
use crate::documents::charts;
use crate::documents::format;
use crate::documents::summary::CohortSummary;

/// The personas in an ICP that have figures.
fn within(source: &Source, icp: usize) -> Vec<usize> {
    let cohorts = source.program.cohorts.iter().enumerate();
    cohorts.filter(|(index, c)| c.icp == Some(icp) && source.href(*index).is_some()).map(|(i, _)| i).collect()
}

fn size(source: &Source, cohort: usize) -> Option<u64> {
    source.summary.cohorts.get(&source.program.cohorts[cohort].name)?.matched
}

/// Each with its size.
pub fn members(source: &Source, icp: usize, figures: &CohortSummary) -> Vec<Member> {
    let member = |index: usize| {
        let people = size(source, index);
        let of = figures.matched.filter(|&n| n > 0);
        let share = people.zip(of).map(|(people, of)| people as f64 / of as f64);
        Some(Member {
            link: source.link(index)?,
            people: source.number(people),
            share: share.map(format::share).unwrap_or_default(),
            bar: share.map(charts::share_bar).unwrap_or_default(),
            length: share,
        })
    };
    within(source, icp).into_iter().filter_map(member).collect()
}

/// How many of the ICP are in none of its personas, in a sentence; empty where the figures that are shown do not tell.
pub fn uncovered(source: &Source, icp: usize, figures: &CohortSummary) -> String {
    let t = source.t();
    let Some((all, covered)) = figures.matched.filter(|&n| n > 0).zip(covered(source, icp)) else {
        return String::new();
    };
    let least = source.summary.privacy.min_cell;
    match all.checked_sub(covered) {
        Some(0) => t.covered_all.to_owned(),
        Some(rest) if rest >= least => {
            let share = format::share(rest as f64 / all as f64);
            t.uncovered.replace("{n}", &format::count(rest)).replace("{share}", &share)
        }
        _ => String::new(),
    }
}

/// How many people the personas of an ICP have together: known of two, and of those that share nobody.
fn covered(source: &Source, icp: usize) -> Option<u64> {
    let personas = within(source, icp);
    let sizes = personas.iter().map(|&persona| size(source, persona)).collect::<Option<Vec<u64>>>()?;
    let sum: u64 = sizes.iter().sum();
    let mut shared = Vec::new();
    for (place, &a) in personas.iter().enumerate() {
        for &b in &personas[place + 1..] {
            shared.push(both(source, a, b)?);
        }
    }
    match shared.as_slice() {
        _ if sizes.is_empty() => None,
        [both] => sum.checked_sub(*both),
        shared if shared.iter().all(|&n| n == 0) => Some(sum),
        _ => None,
    }
}

fn both(source: &Source, a: usize, b: usize) -> Option<u64> {
    let [a, b] = [a, b].map(|cohort| source.program.cohorts[cohort].name.as_str());
    let mut overlaps = source.summary.insights.overlaps.iter();
    overlaps.find(|o| (o.first == a && o.second == b) || (o.first == b && o.second == a))?.both
}
