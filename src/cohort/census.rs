//! People one by one, as far as figures tell them apart: what is needed to see which figures give others away.

/// The people of an entity's population (or enough of them), each with its place in everything that is counted.
///
/// It never leaves the program: no file holds it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Census {
    pub entity: String,
    /// How many people it holds.
    pub people: usize,
    /// Whether that is the whole population.
    pub whole: bool,
    /// What is known of each person, in the order of the people.
    pub marks: Vec<(About, Vec<u32>)>,
}

/// Somebody without a place.
pub const NOWHERE: u32 = u32::MAX;

/// The number for members in [`About::Standing`].
pub const MEMBER: u32 = 2;
/// The number for the undecided in [`About::Standing`].
pub const UNDECIDED: u32 = 1;

/// What a mark says. Cohorts, assignments and grids go by their names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum About {
    /// [`MEMBER`], [`UNDECIDED`], or 0.
    Standing(String),
    /// How many of the cohort's steps in a row the person passed.
    Steps(String),
    /// The place of the tier, highest first; [`NOWHERE`] below all tiers.
    Tier(String),
    /// The bin of the score.
    Score(String),
    /// Whether the column (a label) costs this undecided person the decision: 1 or 0.
    Missing(String, String),
    /// The place of the bin or of the value, the number of values for all others; [`NOWHERE`] where it is missing.
    Column(String),
    /// Of a list: whether the person has the value at that place, 1 or 0. [`About::Column`] of a list is 0 where it is known.
    Item(String, usize),
    /// The place of the cohort that got the person; [`NOWHERE`] for none.
    Assign(String),
    /// row × columns + column; [`NOWHERE`] outside of the grid.
    Grid(String),
}

impl Census {
    pub fn mark(&self, about: &About) -> Option<&[u32]> {
        self.marks.iter().find(|(a, _)| a == about).map(|(_, of)| of.as_slice())
    }
}
