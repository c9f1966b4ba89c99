use serde::{Deserialize, Serialize};

/// The parts of the population that are asked for, in percent.
pub const TOPS: [u64; 3] = [10, 20, 50];

/// How much of all value the most valuable people of an entity's population hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParetoResult {
    /// The table whose rows have the value.
    pub entity: String,
    /// People whose value is known, n.
    pub known: Option<u64>,
    /// The exact sum of their values, negative ones too, as the nearest double.
    pub total: Option<f64>,
    /// For the top 10, 20 and 50 %.
    pub top: Vec<ParetoTop>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParetoTop {
    /// How many of a hundred, the most valuable first.
    pub percent: u64,
    /// The n × percent / 100 people with the greatest values, rounded up.
    pub people: Option<u64>,
    /// The share of the total that they hold; more than 1 where others are worth less than nothing. `None` where the total is
    /// not positive.
    pub share: Option<f64>,
}

impl ParetoResult {
    /// Of the values of the known in whole units of 10^-scale, in any order.
    pub fn new(entity: &str, mut units: Vec<i128>, scale: u32) -> ParetoResult {
        units.sort_unstable_by(|a, b| b.cmp(a));
        let total: i128 = units.iter().sum();
        let n = units.len() as u64;
        let top = TOPS.map(|percent| {
            let people = (n * percent).div_ceil(100);
            let held: i128 = units[..people as usize].iter().sum();
            ParetoTop {
                percent,
                people: Some(people),
                share: (total > 0).then(|| held as f64 / total as f64),
            }
        });
        let unit = 10f64.powi(scale as i32);
        ParetoResult {
            entity: entity.to_owned(),
            known: Some(n),
            total: Some(total as f64 / unit),
            top: top.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_is_counted_in_people() {
        let found = ParetoResult::new("customers", vec![100, 300, 500, 100, 0, 0, 0], 2);
        assert_eq!((found.known, found.total), (Some(7), Some(10.0)));
        let top: Vec<_> = found.top.iter().map(|t| (t.people, t.share)).collect();
        assert_eq!(top, [(Some(1), Some(0.5)), (Some(2), Some(0.8)), (Some(4), Some(1.0))]);
    }

    #[test]
    fn debts_count_and_nothing_is_shared_of_nothing() {
        let found = ParetoResult::new("customers", vec![30, -20], 0);
        assert_eq!(found.top[2].share, Some(3.0));
        assert_eq!(ParetoResult::new("customers", vec![1, -1], 0).top[0].share, None);
        assert_eq!(
            ParetoResult::new("customers", vec![], 0).top[0],
            ParetoTop { percent: 10, people: Some(0), share: None }
        );
    }
}
