//! Whether texts are lists, and what separates their items.

use std::collections::HashMap;

const SEPARATORS: [char; 7] = [';', '|', ',', '、', '；', '，', '/'];
const MOST_ITEMS: usize = 200;

/// How a column would look as lists, for each separator.
#[derive(Debug, Clone)]
pub(super) struct Lists {
    by_separator: Vec<Seen>,
}

#[derive(Debug, Clone)]
struct Seen {
    separator: char,
    /// Cells that hold the separator.
    cells: u64,
    total: u64,
    fewest: usize,
    most: usize,
    longest: usize,
    blanks: bool,
    /// `None`: too many to be a list of choices.
    items: Option<HashMap<String, u64>>,
}

/// A list column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub separator: char,
    /// Items have blanks around them.
    pub trim: bool,
    /// Most frequent first.
    pub items: Vec<(String, u64)>,
}

impl Lists {
    /// Of texts and how often each stands.
    pub fn of(counts: &HashMap<String, u64>) -> Self {
        let mut lists = Lists::new();
        counts.iter().for_each(|(text, times)| lists.add(text, *times));
        lists
    }

    fn new() -> Self {
        let seen = |separator| Seen {
            separator,
            cells: 0,
            total: 0,
            fewest: usize::MAX,
            most: 0,
            longest: 0,
            blanks: false,
            items: Some(HashMap::new()),
        };
        Lists { by_separator: SEPARATORS.map(seen).to_vec() }
    }

    pub fn add(&mut self, text: &str, times: u64) {
        self.by_separator.iter_mut().filter(|s| s.items.is_some()).for_each(|s| s.add(text, times));
    }

    /// The separator that makes lists of the column: it stands in many cells, its items are short, come again and again, and are not
    /// always equally many (that would be an address or a name).
    pub fn found(&self, known: u64) -> Option<Found> {
        let fits = |s: &&Seen| {
            let distinct = s.items.as_ref().map_or(0, HashMap::len) as u64;
            let often = s.cells * 10 >= known && s.cells >= 3 && distinct >= 2;
            let repeated = s.total >= distinct * if s.separator == ',' || s.separator == '/' { 8 } else { 3 };
            let words = s.items.iter().flatten().all(|(item, _)| item.parse::<f64>().is_err());
            often && repeated && words && s.fewest < s.most && s.longest <= 30
        };
        let best = self.by_separator.iter().filter(fits).max_by_key(|s| s.cells)?;
        let mut items: Vec<(String, u64)> =
            best.items.iter().flatten().map(|(item, count)| (item.clone(), *count)).collect();
        items.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Some(Found { separator: best.separator, trim: best.blanks, items })
    }
}

impl Seen {
    fn add(&mut self, text: &str, times: u64) {
        let Some(items) = &mut self.items else { return };
        let mut count = 0;
        for item in text.split(self.separator) {
            let trimmed = item.trim();
            self.blanks |= trimmed.len() != item.len();
            if trimmed.is_empty() {
                continue;
            }
            count += 1;
            self.longest = self.longest.max(trimmed.chars().count());
            match items.get_mut(trimmed) {
                Some(n) => *n += times,
                None => {
                    items.insert(trimmed.to_owned(), times);
                }
            }
        }
        let too_many = items.len() > MOST_ITEMS;
        self.cells += if text.contains(self.separator) { times } else { 0 };
        self.total += count as u64 * times;
        self.fewest = self.fewest.min(count);
        self.most = self.most.max(count);
        if too_many {
            self.items = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cells: &[&str]) -> Option<char> {
        let mut lists = Lists::new();
        cells.iter().for_each(|c| lists.add(c, 1));
        lists.found(cells.len() as u64).map(|f| f.separator)
    }

    #[test]
    fn lists_are_told_from_addresses_and_prose() {
        let interests =
            ["audio;lighting", "audio", "security;audio;lighting", "lighting", "audio;security", "security"];
        assert_eq!(found(&interests), Some(';'));
        assert_eq!(found(&["Boston, MA", "Salem, MA", "Boston, MA", "Lynn, MA"]), None);
        assert_eq!(found(&["34.0, -118.1", "34.0", "34.0, -118.1", "34.0, -118.1"]), None);
        assert_eq!(found(&["one", "two", "three"]), None);
    }
}
