//! Journeys, themes, overlaps, who holds the value, what cohorts take: as much of each as may be shown.

use super::sets::Set;
use super::{Cleared, Whose};
use crate::cohort::*;

/// Of an entity with more cohorts the overlaps are held against each other for the first of them, and not shown of others.
pub(super) const MOST_HELD: usize = 20;

fn whose(cohort: &Option<String>) -> Whose<'_> {
    cohort.as_deref().map_or(Whose::Everyone, Whose::Cohort)
}

impl Cleared {
    pub fn insights(&self, results: &Results) -> Insights {
        let insights = &results.insights;
        if self.is_open() {
            return insights.clone();
        }
        Insights {
            journeys: insights.journeys.iter().map(|journey| self.journey(journey)).collect(),
            themes: insights.themes.iter().map(|theme| self.theme(results, theme)).collect(),
            overlaps: insights.overlaps.iter().map(|overlap| self.overlap(results, overlap)).collect(),
            pareto: insights.pareto.iter().map(|pareto| self.pareto(results, pareto)).collect(),
            affinities: insights.affinities.iter().map(|a| self.affinity(results, a)).collect(),
        }
    }

    /// How many people a group has.
    fn size(&self, results: &Results, entity: &str, cohort: &Option<String>) -> u64 {
        match cohort {
            Some(name) => results.cohorts.iter().find(|c| c.name == *name).map_or(0, |c| c.matched),
            None => results.entities.iter().find(|e| e.name == entity).map_or(0, |e| e.population),
        }
    }

    fn journey(&self, journey: &JourneyResult) -> JourneyResult {
        let mut shown = journey.clone();
        for stage in 0..journey.groups.first().map_or(0, |g| g.stages.len()) {
            let of = |count: fn(&StageResult) -> (u64, u64), whole: fn(&JourneyGroup) -> u64| {
                let figure = |g: &JourneyGroup| {
                    let (n, own) = count(&g.stages[stage]);
                    (n, if own == 0 { whole(g) } else { own })
                };
                let figures: Vec<(Whose, u64, u64)> = journey
                    .groups
                    .iter()
                    .map(|g| {
                        let (n, of) = figure(g);
                        (whose(&g.cohort), n, of)
                    })
                    .collect();
                self.across(&figures)
            };
            let people = |g: &JourneyGroup| g.people.unwrap_or(0);
            let reached = of(|s| (s.reached.unwrap_or(0), 0), people);
            let at = of(|s| (s.at.unwrap_or(0), 0), people);
            let conversion = of(|s| s.conversion.map_or((0, 0), |c| (c.count, c.of)), people);
            let days = of(|s| (s.days.map_or(0, |d| d.people), s.conversion.map_or(0, |c| c.count)), people);
            for (place, group) in shown.groups.iter_mut().enumerate() {
                let original = &journey.groups[place].stages;
                let alone = self.steps_apart(original, stage);
                let own = &mut group.stages[stage];
                own.reached = own.reached.filter(|_| reached[place] && alone);
                own.at = own.at.filter(|_| at[place]);
                let crossing = own.conversion.is_none_or(|part| {
                    let others = original[stage].reached.unwrap_or(0).saturating_sub(part.count);
                    self.people(others).is_some()
                });
                let speaks = conversion[place] && crossing && own.reached.is_some();
                own.conversion = own.conversion.filter(|_| speaks);
                own.days = own.days.filter(|_| days[place] && speaks);
            }
        }
        shown.groups.iter_mut().for_each(|group| self.ends(group));
        shown
    }

    /// Where one of two stages beside each other lies within the other, the step between them is a figure too.
    fn steps_apart(&self, stages: &[StageResult], stage: usize) -> bool {
        let Some(part) = stages[stage].conversion else { return true };
        let reached = stages[stage].reached.unwrap_or(0);
        let nested = part.count == reached || part.count == part.of;
        !nested || self.people(part.of.abs_diff(reached)).is_some()
    }

    /// Everyone is at one place of a journey: what is hidden must be enough people together. The last stage holds those who
    /// reached it.
    fn ends(&self, group: &mut JourneyGroup) {
        let people = group.people.unwrap_or(0);
        group.people = group.people.and_then(|n| self.people(n));
        group.before = group.before.and_then(|n| self.people(n));
        if let Some(last) = group.stages.last_mut() {
            let both = last.reached.and(last.at);
            (last.reached, last.at) = (last.reached.and(both), both);
        }
        loop {
            let ends: Vec<Option<u64>> =
                [group.before].into_iter().chain(group.stages.iter().map(|s| s.at)).collect();
            let hidden = people.saturating_sub(ends.iter().flatten().sum());
            let least = (0..ends.len()).filter(|&i| ends[i].is_some_and(|n| n > 0)).min_by_key(|&i| ends[i]);
            match least.filter(|_| self.people(hidden).is_none()) {
                Some(0) => group.before = None,
                Some(place) => {
                    group.stages[place - 1].at = None;
                    if place == group.stages.len() {
                        group.stages[place - 1].reached = None;
                    }
                }
                None => return,
            }
        }
    }

    fn theme(&self, results: &Results, theme: &ThemeResult) -> ThemeResult {
        let mut shown = theme.clone();
        let across = |count: &dyn Fn(&ThemeGroup) -> (u64, u64)| {
            let figures: Vec<(Whose, u64, u64)> = theme
                .groups
                .iter()
                .map(|g| {
                    let (n, of) = count(g);
                    (whose(&g.cohort), n, of)
                })
                .collect();
            self.across(&figures)
        };
        let part = |part: Option<Portion>| part.map_or((0, 0), |p| (p.count, p.of));
        let writers = across(&|g| (part(g.people).1, self.size(results, &theme.entity, &g.cohort)));
        let people = across(&|g| part(g.people));
        let texts = across(&|g| part(g.texts));
        let rows = across(&|g| (g.without_text.unwrap_or(0), g.rows.unwrap_or(0)));
        for (place, group) in shown.groups.iter_mut().enumerate() {
            let speaks = writers[place] && people[place];
            group.people = group.people.filter(|_| speaks);
            group.texts = group.texts.filter(|_| speaks && texts[place]);
            group.rows = group.rows.filter(|_| writers[place] && rows[place]);
            group.without_text = group.without_text.filter(|_| writers[place] && rows[place]);
            if !speaks {
                group.examples.clear();
            }
        }
        shown
    }

    fn overlap(&self, results: &Results, overlap: &OverlapResult) -> OverlapResult {
        let place = |name: &str| results.cohorts.iter().position(|c| c.name == name);
        let allowed = match (place(&overlap.first), place(&overlap.second)) {
            (Some(a), Some(b)) => [Set::Members(a), Set::Members(b), Set::Both(a, b)]
                .iter()
                .all(|set| self.allows(&overlap.entity, set)),
            _ => false,
        };
        let only = |n: Option<u64>| n.filter(|_| allowed);
        OverlapResult {
            both: only(overlap.both),
            only_first: only(overlap.only_first),
            only_second: only(overlap.only_second),
            jaccard: overlap.jaccard.filter(|_| allowed),
            ..overlap.clone()
        }
    }

    fn pareto(&self, results: &Results, pareto: &ParetoResult) -> ParetoResult {
        let population = self.size(results, &pareto.entity, &None);
        let known = pareto.known.unwrap_or(0);
        let one = |n: u64, of: u64| self.across(&[(Whose::Everyone, n, of)])[0];
        let speaks = one(known, population);
        let top = |top: &ParetoTop| {
            let speaks = speaks && one(top.people.unwrap_or(0), known);
            ParetoTop {
                people: top.people.filter(|_| speaks),
                share: top.share.filter(|_| speaks),
                ..top.clone()
            }
        };
        ParetoResult {
            entity: pareto.entity.clone(),
            known: pareto.known.filter(|_| speaks),
            total: pareto.total.filter(|_| speaks),
            top: pareto.top.iter().map(top).collect(),
        }
    }

    /// A category of a cohort is listed where its people may be shown beside everyone who takes it.
    fn affinity(&self, results: &Results, affinity: &AffinityResult) -> AffinityResult {
        let mut shown = affinity.clone();
        let population = self.size(results, &affinity.entity, &None);
        let mut categories: Vec<&AffinityItem> = Vec::new();
        for item in affinity.cohorts.iter().flat_map(|c| &c.items) {
            if !categories.iter().any(|known| known.category == item.category) {
                categories.push(item);
            }
        }
        for category in categories {
            let mut figures = vec![(Whose::Everyone, category.population_people, population)];
            for cohort in &affinity.cohorts {
                let own = cohort.items.iter().filter(|i| i.category == category.category);
                figures.extend(own.map(|item| {
                    let members = self.size(results, &affinity.entity, &Some(cohort.cohort.clone()));
                    (Whose::Cohort(&cohort.cohort), item.people, members)
                }));
            }
            let allowed = self.across(&figures);
            for cohort in &mut shown.cohorts {
                let place = figures.iter().position(|f| f.0 == Whose::Cohort(&cohort.cohort));
                let speaks = allowed[0] && place.is_some_and(|place| allowed[place]);
                cohort.items.retain(|item| item.category != category.category || speaks);
            }
        }
        shown
    }
}
