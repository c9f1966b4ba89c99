//! A journey as a map: its stages in a row, with who got there, how many went on, how long it took, and where it hurts.

use super::Source;
use crate::cohort::{JourneyGroup, JourneyResult, StageResult};
use crate::documents::charts::share_bar;
use crate::documents::clean::{line, paragraphs};
use crate::documents::format;
use crate::documents::prose::humanised;
use crate::model::{Journey, Stage};
use crate::source::LocalText;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct JourneyView {
    /// The title, else the name in words.
    pub heading: String,
    /// The team's comment, in paragraphs.
    pub doc: Vec<String>,
    /// In the order written.
    pub stages: Vec<StageView>,
    /// Who has not begun, in a sentence; empty where that may not be said.
    pub before: String,
    /// Whether the people are compared with everyone.
    pub compared: bool,
}

#[derive(Debug, Serialize)]
pub struct StageView {
    /// The title, else the name in words.
    pub name: String,
    /// People who reached it.
    pub people: String,
    /// Their share of the group; empty where it is not shown.
    pub share: String,
    /// The same for everyone.
    pub everyone: String,
    /// *SVG*: the share as a bar.
    pub bar: String,
    /// For a bar in text.
    pub length: Option<f64>,
    /// `62.1% (58.0%–66.0%)`; empty for the first stage and where it is not shown.
    pub conversion: String,
    /// People whose furthest stage it is.
    pub at: String,
    /// `12 days`; empty where the rules have no time.
    pub days: String,
    /// As the team wrote them.
    pub touchpoints: Vec<String>,
    /// As the team wrote them.
    pub pains: Vec<String>,
}

/// The journeys of a cohort's people, or of everyone.
pub fn journeys(source: &Source, cohort: Option<&str>) -> Vec<JourneyView> {
    let results = source.summary.insights.journeys.iter();
    results.filter_map(|journey| view(source, journey, cohort)).collect()
}

fn view(source: &Source, result: &JourneyResult, cohort: Option<&str>) -> Option<JourneyView> {
    let t = source.t();
    let group = result.groups.iter().find(|g| g.cohort.as_deref() == cohort)?;
    let everyone = result.groups.iter().find(|g| g.cohort.is_none())?;
    let model = source.program.journeys.iter().find(|j| j.name == result.name)?;
    group.people.filter(|&n| n > 0)?;
    let stages = group.stages.iter().enumerate().map(|(index, stage)| StageView {
        everyone: match cohort {
            Some(_) => share(everyone, index).map(format::share).unwrap_or_default(),
            None => String::new(),
        },
        ..stage_view(source, group, index, model.stages.iter().find(|s| s.name == stage.name))
    });
    Some(JourneyView {
        heading: heading(source, model),
        doc: model.doc.as_deref().map(paragraphs).unwrap_or_default(),
        stages: stages.collect(),
        before: group.before.map_or_else(String::new, |n| t.before_first.replace("{}", &format::count(n))),
        compared: cohort.is_some(),
    })
}

pub fn heading(source: &Source, journey: &Journey) -> String {
    journey.title.as_ref().map_or_else(|| humanised(&journey.name), |title| line(title.get(source.lang)))
}

fn stage_view(source: &Source, group: &JourneyGroup, index: usize, model: Option<&Stage>) -> StageView {
    let stage = &group.stages[index];
    let share = share(group, index);
    let written = written(source, &stage.name, model);
    StageView {
        name: written.name,
        people: source.number(stage.reached),
        bar: share.map(share_bar).unwrap_or_default(),
        length: share,
        share: share.map(format::share).unwrap_or_default(),
        everyone: String::new(),
        conversion: conversion(source, stage, index),
        at: source.number(stage.at),
        days: days(source, stage),
        touchpoints: written.touchpoints,
        pains: written.pains,
    }
}

/// What the team wrote of a stage.
pub struct Written {
    pub name: String,
    pub touchpoints: Vec<String>,
    pub pains: Vec<String>,
}

pub fn written(source: &Source, name: &str, model: Option<&Stage>) -> Written {
    let title = model.and_then(|m| m.title.as_ref()).map(|title| line(title.get(source.lang)));
    let texts = |list: Option<&Vec<LocalText>>| -> Vec<String> {
        list.into_iter().flatten().map(|text| line(text.get(source.lang))).filter(|t| !t.is_empty()).collect()
    };
    Written {
        name: title.unwrap_or_else(|| humanised(name)),
        touchpoints: texts(model.map(|m| &m.touchpoints)),
        pains: texts(model.map(|m| &m.pains)),
    }
}

/// `12 days`; empty where nobody's are known or they are not shown.
pub fn days(source: &Source, stage: &StageResult) -> String {
    let t = source.t();
    stage.days.map_or_else(String::new, |days| match days.median {
        1 => t.one_day.to_owned(),
        n => t.days.replace("{}", &format::integer(n)),
    })
}

/// The share of the group that reached a stage.
pub fn share(group: &JourneyGroup, index: usize) -> Option<f64> {
    let people = group.people.filter(|&n| n > 0)?;
    Some(group.stages[index].reached? as f64 / people as f64)
}

fn conversion(source: &Source, stage: &StageResult, index: usize) -> String {
    match stage.conversion.map(|part| (part.share, part.low, part.high)) {
        Some((Some(share), Some(low), Some(high))) => {
            format!("{} ({}–{})", format::share(share), format::share(low), format::share(high))
        }
        None if index > 0 => source.hidden(),
        _ => String::new(),
    }
}
