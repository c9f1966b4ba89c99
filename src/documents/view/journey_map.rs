//! The page of journeys: stages across, everyone and each cohort below each other, then what the team wrote of each stage.

use super::insights::table_title;
use super::journeys::{self, Written};
use super::site::{Place, Spot};
use super::{Frame, Source};
use crate::cohort::{JourneyGroup, JourneyResult};
use crate::documents::clean::paragraphs;
use crate::documents::format;
use serde::Serialize;

/// The page of journeys: the context of `journeys.html.j2` and `journeys.md.j2`.
#[derive(Debug, Serialize)]
pub struct JourneysPage {
    #[serde(flatten)]
    pub frame: Frame,
    /// In the order declared.
    pub journeys: Vec<JourneyMap>,
}

/// A journey of everyone and of all cohorts.
#[derive(Debug, Serialize)]
pub struct JourneyMap {
    /// The title, else the name in words.
    pub heading: String,
    /// The team's comment, in paragraphs.
    pub doc: Vec<String>,
    /// Whose journey it is, as a word.
    pub who: String,
    /// Where most people stop, in a sentence; empty where that may not be said.
    pub lost: String,
    /// In the order written.
    pub stages: Vec<MapStage>,
    /// Everyone first.
    pub rows: Vec<MapRow>,
    /// Whether anybody is at no stage yet, as far as is shown.
    pub before: bool,
    /// Whether any stage has touchpoints.
    pub touchpoints: bool,
    /// Whether any stage has pain points.
    pub pains: bool,
    /// Whether any median of days is shown.
    pub timed: bool,
}

#[derive(Debug, Serialize)]
pub struct MapStage {
    /// The title, else the name in words.
    pub name: String,
    /// As the team wrote them.
    pub touchpoints: Vec<String>,
    /// As the team wrote them.
    pub pains: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct MapRow {
    /// Of the cohort; `Everyone`.
    pub title: String,
    /// Without its ending; empty for everyone.
    pub stem: String,
    /// `everyone`, `icp`, `persona`.
    pub kind: &'static str,
    /// How many they are.
    pub people: String,
    /// How many are at no stage yet.
    pub before: String,
    /// By stage.
    pub cells: Vec<MapCell>,
}

#[derive(Debug, Serialize)]
pub struct MapCell {
    /// Of the people in the row, those who reached the stage; empty where it is not shown.
    pub share: String,
    /// How many reached it.
    pub people: String,
    /// How many stand here: it is their furthest stage.
    pub at: String,
    /// Of those who reached the stage before, those who reached this one; empty for the first stage and where it is not shown.
    pub conversion: String,
    /// The median since the stage before; empty where it is not known or not shown.
    pub days: String,
    /// 0 to 5: for the shade.
    pub level: usize,
    /// For a bar in text.
    pub length: Option<f64>,
}

/// Whether there is anything to show.
pub fn any(source: &Source) -> bool {
    source.summary.insights.journeys.iter().any(|journey| map(source, journey).is_some())
}

pub fn journeys(source: &Source) -> JourneysPage {
    let results = source.summary.insights.journeys.iter();
    JourneysPage {
        frame: source.frame(source.t().journey_maps.to_owned(), None, Spot::At(Place::Journeys)),
        journeys: results.filter_map(|journey| map(source, journey)).collect(),
    }
}

fn map(source: &Source, result: &JourneyResult) -> Option<JourneyMap> {
    let model = source.program.journeys.iter().find(|j| j.name == result.name)?;
    let everyone = result.groups.iter().find(|g| g.cohort.is_none())?;
    everyone.people.filter(|&n| n > 0)?;
    let stage = |name: &str| {
        let Written { name, touchpoints, pains } =
            journeys::written(source, name, model.stages.iter().find(|s| s.name == name));
        MapStage { name, touchpoints, pains }
    };
    let stages: Vec<MapStage> = everyone.stages.iter().map(|s| stage(&s.name)).collect();
    let rows: Vec<MapRow> = result.groups.iter().filter_map(|group| row(source, group)).collect();
    Some(JourneyMap {
        heading: journeys::heading(source, model),
        doc: model.doc.as_deref().map(paragraphs).unwrap_or_default(),
        who: table_title(source, &result.entity),
        lost: lost(source, everyone, &stages),
        before: result.groups.iter().any(|g| g.before != Some(0)),
        touchpoints: stages.iter().any(|s| !s.touchpoints.is_empty()),
        pains: stages.iter().any(|s| !s.pains.is_empty()),
        timed: rows.iter().flat_map(|row| &row.cells).any(|cell| !cell.days.is_empty()),
        stages,
        rows,
    })
}

fn row(source: &Source, group: &JourneyGroup) -> Option<MapRow> {
    let (title, stem, kind) = match &group.cohort {
        None => (source.t().everyone.to_owned(), String::new(), "everyone"),
        Some(name) => {
            let cohort = source.named(name)?;
            let link = source.link(cohort)?;
            (link.title, link.stem, super::page::kind(source.program.cohorts[cohort].kind))
        }
    };
    let cell = |place: usize| {
        let stage = &group.stages[place];
        let share = journeys::share(group, place);
        let conversion = stage.conversion.and_then(|part| part.share);
        MapCell {
            share: share.map(format::share).unwrap_or_default(),
            people: source.number(stage.reached),
            at: source.number(stage.at),
            conversion: conversion.map(format::share).unwrap_or_default(),
            days: journeys::days(source, stage),
            level: share.map_or(0, |share| (share * 5.0).ceil().min(5.0) as usize),
            length: share,
        }
    };
    Some(MapRow {
        title,
        stem,
        kind,
        people: source.number(group.people),
        before: source.number(group.before),
        cells: (0..group.stages.len()).map(cell).collect(),
    })
}

/// The step at which the smallest part of everyone goes on.
fn lost(source: &Source, everyone: &JourneyGroup, stages: &[MapStage]) -> String {
    let steps = everyone.stages.iter().enumerate().skip(1);
    let shares = steps.filter_map(|(place, stage)| Some((place, stage.conversion?.share?)));
    let Some((place, share)) = shares.min_by(|a, b| a.1.total_cmp(&b.1)) else { return String::new() };
    // With one step there is nothing to compare, and without loss nothing to tell.
    if everyone.stages.len() < 3 || share >= 1.0 {
        return String::new();
    }
    let names = [("{from}", &stages[place - 1].name), ("{to}", &stages[place].name)];
    let text = source.t().lost_most.replace("{share}", &format::share(share));
    names.iter().fold(text, |text, (name, value)| text.replacen(name, value, 1))
}
