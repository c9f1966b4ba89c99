use crate::stats;
use serde::{Deserialize, Serialize};

/// So many categories are listed for a cohort.
pub const MOST_ITEMS: usize = 10;

/// The categories of a related table that cohorts take more often than everyone does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AffinityResult {
    /// The table whose rows people take, and its column.
    pub table: String,
    /// The column of categories.
    pub column: String,
    /// The table of the people who took them.
    pub entity: String,
    /// How a row belongs to a person.
    pub relation: String,
    /// In the order declared.
    pub cohorts: Vec<CohortAffinity>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CohortAffinity {
    /// Its name.
    pub cohort: String,
    /// Greatest lift first, at most [`MOST_ITEMS`].
    pub items: Vec<AffinityItem>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AffinityItem {
    /// The value of the column.
    pub category: String,
    /// Members with at least one row of the category.
    pub people: u64,
    /// people / members.
    pub share: f64,
    /// The same of the population.
    pub population_people: u64,
    /// The same of everyone.
    pub population_share: f64,
    /// share / population_share.
    pub lift: f64,
    /// The lift's 95 % interval: Wilson's interval of the cohort's share, divided by the population's share, which is taken as
    /// exact.
    pub low: f64,
    /// As `low`.
    pub high: f64,
}

impl AffinityItem {
    /// From people with the category among the members, and among the population. `None` where nobody takes it.
    pub fn new(
        category: &str,
        (people, members): (u64, u64),
        (population_people, population): (u64, u64),
    ) -> Option<AffinityItem> {
        let interval = stats::share(people, members)?;
        if population_people == 0 || population == 0 {
            return None;
        }
        let share = people as f64 / members as f64;
        let population_share = population_people as f64 / population as f64;
        Some(AffinityItem {
            category: category.to_owned(),
            people,
            share,
            population_people,
            population_share,
            lift: share / population_share,
            low: interval.low / population_share,
            high: interval.high / population_share,
        })
    }
}

/// Those of them that say something: about enough people, and surely taken more often than by everyone; greatest lift
/// first, ties by name.
pub fn strongest(items: impl IntoIterator<Item = AffinityItem>, min_cell: u64) -> Vec<AffinityItem> {
    let says = |item: &AffinityItem| item.people >= min_cell.max(1) && item.low > 1.0;
    let mut items: Vec<AffinityItem> = items.into_iter().filter(says).collect();
    items.sort_by(|a, b| b.lift.total_cmp(&a.lift).then_with(|| a.category.cmp(&b.category)));
    items.truncate(MOST_ITEMS);
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_sure_is_offered() {
        let item =
            |name, people, everyone| AffinityItem::new(name, (people, 100), (everyone, 1_000)).unwrap();
        let items = vec![item("b", 60, 200), item("a", 60, 200), item("few", 9, 10), item("same", 21, 200)];
        let names: Vec<String> = strongest(items, 10).into_iter().map(|i| i.category).collect();
        assert_eq!(names, ["a", "b"]);
        let sure = item("x", 60, 200);
        assert!((sure.lift - 3.0).abs() < 1e-12 && sure.low < 3.0 && sure.high > 3.0);
        assert_eq!(AffinityItem::new("x", (0, 0), (1, 2)), None);
    }
}
