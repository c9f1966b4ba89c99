use super::{Figure, Results, Step, TierResult, ValueCount};
use crate::stats::{Outlook, Refused, outlook};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Cohorts, scores and assignments on past dates, worked out from the same data and by the same rules.
#[derive(Debug, Clone, Serialize)]
pub struct History {
    pub step: Step,
    /// ISO days, ascending.
    pub dates: Vec<String>,
    /// The last date stands less than a whole step after the one before. Projections go by whole steps and leave it out.
    pub cut_short: bool,
    /// In the order declared.
    pub cohorts: Vec<CohortHistory>,
    pub assigns: Vec<AssignHistory>,
    /// The next whole steps, as many as are projected.
    #[serde(skip)]
    pub next: Vec<String>,
    /// By entity, for the documents' sake: what may be shown is decided on it.
    #[serde(skip)]
    pub pasts: Vec<Past>,
}

/// An ICP, a persona or a score.
#[derive(Debug, Clone, Serialize)]
pub struct CohortHistory {
    pub name: String,
    /// `icp`, `persona` or `score`.
    pub kind: &'static str,
    pub entity: String,
    /// By date.
    pub points: Vec<Point>,
    pub grounds: Grounds,
    pub projection: Projection,
}

/// A cohort on one date.
#[derive(Debug, Clone, Serialize)]
pub struct Point {
    /// Members; of a score, everyone.
    pub size: u64,
    pub population: u64,
    /// size / population; 0 for an empty population.
    pub share: f64,
    pub undecided: u64,
    /// 0 to 100; `None` without members.
    pub mean_score: Option<f64>,
    /// Highest first.
    pub tiers: Vec<TierResult>,
    pub below_tiers: u64,
    /// Members who were none on the date before. `None` on the first date.
    pub entered: Option<u64>,
    /// Members of the date before who are none any more.
    pub left: Option<u64>,
    /// In the order declared.
    pub metrics: Vec<PointMetric>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointMetric {
    /// As it is declared.
    pub name: String,
    #[serde(flatten)]
    pub figure: Figure,
}

/// How far a cohort's past can be told from the data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    /// Nothing that decides who is a member knows the date: the size is the same on every date, whatever happened.
    pub flat: bool,
    /// Columns that hold today's value on every date: `customers.city`.
    pub of_today: Vec<String>,
    /// The entity, where its rows have no time: everybody counts on every date, also before they came.
    pub undated: Option<String>,
    /// The first date, as a place in [`History::dates`], on which no window reaches back before the first row of its table. The
    /// number of dates where there is none.
    pub whole_from: usize,
    /// Who counts does not know the date either: no cohort can ever be larger than the population is now.
    #[serde(skip)]
    pub fixed_population: bool,
}

/// The sizes to come, or why there are none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Projection {
    /// A projection.
    To {
        /// ISO days: the next whole steps.
        dates: Vec<String>,
        /// The first and the last date whose sizes it stands on, as places in [`History::dates`].
        from: usize,
        /// The last of them.
        to: usize,
        /// The sizes, and how the intervals did in the past.
        #[serde(flatten)]
        outlook: Outlook,
    },
    /// Why there is none.
    Refused(Refusal),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "refused", rename_all = "snake_case")]
pub enum Refusal {
    /// Nobody asked for one.
    NotAsked,
    /// The size is the same by construction.
    Flat,
    /// Fewer whole steps with data than are needed.
    TooShort { sizes: u64, needed: u64 },
    /// The size has always been the same.
    Unchanged,
    /// No trend fits.
    NotFitted,
    /// Too few of the sizes may be shown.
    Hidden,
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Refusal {
        match refused {
            Refused::TooShort { sizes, needed } => Refusal::TooShort { sizes, needed },
            Refused::Unchanged => Refusal::Unchanged,
            Refused::NotFitted => Refusal::NotFitted,
        }
    }
}

/// Who got which persona.
#[derive(Debug, Clone, Serialize)]
pub struct AssignHistory {
    pub name: String,
    pub entity: String,
    /// By date.
    pub points: Vec<AssignPoint>,
}

#[derive(Debug, Clone, Serialize)]
pub struct AssignPoint {
    pub population: u64,
    /// By cohort, in the order of `among`.
    pub counts: Vec<ValueCount>,
    pub unassigned: u64,
    /// Since the date before; `None` on the first date.
    pub moves: Option<AssignMoves>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct AssignMoves {
    /// People with one who had none.
    pub entered: u64,
    /// People with none who had one.
    pub left: u64,
    /// People with another one.
    pub changed: u64,
}

/// What the engine finds on the dates; [`History::new`] puts it beside each other.
#[derive(Debug, Clone, Default)]
pub struct Runs {
    /// By date.
    pub results: Vec<Results>,
    /// By date and plan cohort: entered and left. Nothing on the first date.
    pub moves: Vec<Vec<(u64, u64)>>,
    /// By date and plan assignment.
    pub assign_moves: Vec<Vec<AssignMoves>>,
    pub pasts: Vec<Past>,
}

/// Everybody of an entity who ever counted, with the dates on which they did: what is needed to see which figures of a history
/// give others away. It never leaves the program.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Past {
    pub entity: String,
    pub people: usize,
    /// Whether they are all.
    pub whole: bool,
    /// By date and person: counted.
    pub everyone: Vec<Vec<bool>>,
    /// By cohort's name, date and person: a member.
    pub members: BTreeMap<String, Vec<Vec<bool>>>,
}

impl History {
    /// Without grounds and projections.
    pub fn new(step: Step, dates: Vec<String>, cut_short: bool, runs: Runs) -> History {
        let Some(last) = runs.results.last() else {
            let (cohorts, assigns) = (Vec::new(), Vec::new());
            return History { step, dates, cut_short, cohorts, assigns, next: Vec::new(), pasts: Vec::new() };
        };
        let cohorts = last.cohorts.iter().enumerate().map(|(c, cohort)| CohortHistory {
            name: cohort.name.clone(),
            kind: cohort.kind,
            entity: cohort.entity.clone(),
            points: (0..runs.results.len()).map(|date| point(&runs, date, c)).collect(),
            grounds: Grounds::default(),
            projection: Projection::Refused(Refusal::NotAsked),
        });
        let assigns = last.assigns.iter().enumerate().map(|(a, assign)| AssignHistory {
            name: assign.name.clone(),
            entity: assign.entity.clone(),
            points: (0..runs.results.len()).map(|date| assign_point(&runs, date, a)).collect(),
        });
        let (cohorts, assigns) = (cohorts.collect(), assigns.collect());
        History { step, dates, cut_short, cohorts, assigns, next: Vec::new(), pasts: runs.pasts }
    }
}

impl CohortHistory {
    /// Projects the sizes of the next whole steps, whose dates are given.
    pub fn project(&mut self, next: &[String], cut_short: bool) {
        let sizes: Vec<u64> = self.points.iter().map(|point| point.size).collect();
        let population = self.points.last().map(|point| point.population);
        self.projection = projected(&sizes, population, &self.grounds, next, cut_short);
    }
}

/// The sizes of the next whole steps, from those of whole steps whose windows lie within the data. `population` is that of the
/// last date; it bounds the sizes where it cannot change.
pub fn projected(
    sizes: &[u64],
    population: Option<u64>,
    grounds: &Grounds,
    next: &[String],
    cut_short: bool,
) -> Projection {
    let whole = sizes.len().saturating_sub(usize::from(cut_short));
    let from = grounds.whole_from.min(whole);
    if next.is_empty() {
        return Projection::Refused(Refusal::NotAsked);
    }
    if grounds.flat {
        return Projection::Refused(Refusal::Flat);
    }
    let bound = population.filter(|_| grounds.fixed_population);
    match outlook(&sizes[from..whole], next.len() as u32, bound) {
        Err(why) => Projection::Refused(why.into()),
        Ok(outlook) => Projection::To { dates: next.to_vec(), from, to: whole - 1, outlook },
    }
}

/// The same cohorts run on every date, in the same order.
fn point(runs: &Runs, date: usize, c: usize) -> Point {
    let results = &runs.results[date];
    let cohort = &results.cohorts[c];
    let moves = runs.moves.get(date).and_then(|moves| moves.get(c));
    let own = results.metrics.iter().filter(|m| m.entity == cohort.entity);
    let metrics = own.filter_map(|metric| {
        let figure = metric.cohorts.iter().find(|f| f.cohort == cohort.name)?;
        Some(PointMetric { name: metric.name.clone(), figure: figure.figure.clone() })
    });
    Point {
        size: cohort.matched,
        population: cohort.population,
        share: cohort.share,
        undecided: cohort.undecided,
        mean_score: cohort.mean_score,
        tiers: cohort.tiers.clone(),
        below_tiers: cohort.below_tiers,
        entered: moves.map(|m| m.0),
        left: moves.map(|m| m.1),
        metrics: metrics.collect(),
    }
}

fn assign_point(runs: &Runs, date: usize, a: usize) -> AssignPoint {
    let results = &runs.results[date];
    let assign = &results.assigns[a];
    let entity = results.entities.iter().find(|e| e.name == assign.entity);
    AssignPoint {
        population: entity.map_or(0, |e| e.population),
        counts: assign.counts.clone(),
        unassigned: assign.unassigned,
        moves: runs.assign_moves.get(date).and_then(|moves| moves.get(a)).copied(),
    }
}
