//! The site as a whole: which pages it has, and the way from each to the others.

use super::{Source, journey_map, overlaps};
use serde::Serialize;

/// A page about the whole project, beside those of cohorts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Overview,
    Overlaps,
    Journeys,
    History,
    Changes,
    Data,
}

impl Place {
    /// The file's name without its ending; [`crate::cohort::file_stems`] keeps it free.
    pub fn stem(self) -> &'static str {
        match self {
            Place::Overview => "index",
            Place::Overlaps => "overlaps",
            Place::Journeys => "journeys",
            Place::History => "history",
            Place::Changes => "changes",
            Place::Data => "data",
        }
    }

    /// The name of its templates, without their endings.
    pub fn template(self) -> &'static str {
        if self == Place::History { "history_index" } else { self.stem() }
    }

    fn title(self, source: &Source) -> &'static str {
        let t = source.t();
        match self {
            Place::Overview => t.overview,
            Place::Overlaps => t.overlaps,
            Place::Journeys => t.journey_maps,
            Place::History => t.nav_history,
            Place::Changes => t.changes,
            Place::Data => t.data,
        }
    }

    /// Whether there is anything to say on it.
    fn is_made(self, source: &Source) -> bool {
        match self {
            Place::Overview | Place::Data => true,
            Place::Overlaps => overlaps::any(source),
            Place::Journeys => journey_map::any(source),
            Place::History => source.summary.history.is_some(),
            Place::Changes => source.summary.changed.is_some(),
        }
    }
}

/// The pages that are made, in the order of the navigation.
pub fn places(source: &Source) -> Vec<Place> {
    let all =
        [Place::Overview, Place::Overlaps, Place::Journeys, Place::History, Place::Changes, Place::Data];
    all.into_iter().filter(|place| place.is_made(source)).collect()
}

/// Where a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    At(Place),
    /// Beside the index.
    Cohort,
    /// In the folder of histories, one below the index.
    HistoryOf,
}

impl Spot {
    /// From here to where the index is.
    pub fn root(self) -> &'static str {
        if self == Spot::HistoryOf { "../" } else { "" }
    }
}

/// A page of the site, as all others link it.
#[derive(Debug, Clone, Serialize)]
pub struct NavItem {
    /// What to show.
    pub title: &'static str,
    /// Relative to the page, without the ending of the file: `overlaps`, `../index`.
    pub stem: String,
    /// Whether it is this page.
    pub current: bool,
}

/// The links to all pages of the site; none where a page stands alone.
pub fn nav(source: &Source, spot: Spot) -> Vec<NavItem> {
    let item = |&place: &Place| NavItem {
        title: place.title(source),
        stem: format!("{}{}", spot.root(), place.stem()),
        current: spot == Spot::At(place),
    };
    source.site.iter().map(item).collect()
}
