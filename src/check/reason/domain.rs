//! Sets of values: which a value of a row can have, and for which of them a rule is true.

use std::collections::BTreeSet;

/// The known values that something can have, and whether it can be missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Domain {
    pub values: Values,
    pub missing: bool,
}

/// A set of known values of one type.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    Numbers(Numbers),
    Texts(Texts),
    Bools { yes: bool, no: bool },
}

/// Numbers, or days since 1970-01-01: ranges that do not touch, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Numbers {
    /// Only whole numbers are meant.
    pub whole: bool,
    ranges: Vec<Range>,
}

/// From `low` to `high`; `low_in`: `low` itself, too.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Range {
    low: f64,
    low_in: bool,
    high: f64,
    high_in: bool,
}

/// Texts: some, or all but some.
#[derive(Debug, Clone, PartialEq)]
pub enum Texts {
    Only(BTreeSet<String>),
    AllBut(BTreeSet<String>),
}

impl Range {
    /// The whole numbers in it by their first and last one, where only those are meant.
    fn tightened(mut self, whole: bool) -> Self {
        if whole {
            let low = self.low.ceil();
            self.low = if low == self.low && !self.low_in { low + 1.0 } else { low };
            let high = self.high.floor();
            self.high = if high == self.high && !self.high_in { high - 1.0 } else { high };
            (self.low_in, self.high_in) = (true, true);
        }
        self
    }

    fn is_empty(&self) -> bool {
        self.low > self.high
            || (self.low == self.high && !(self.low_in && self.high_in))
            // No value is infinite.
            || self.low == f64::INFINITY
            || self.high == f64::NEG_INFINITY
    }

    fn meet(self, other: Range) -> Range {
        let (low, low_in) = match self.low.total_cmp(&other.low) {
            std::cmp::Ordering::Less => (other.low, other.low_in),
            std::cmp::Ordering::Greater => (self.low, self.low_in),
            std::cmp::Ordering::Equal => (self.low, self.low_in && other.low_in),
        };
        let (high, high_in) = match self.high.total_cmp(&other.high) {
            std::cmp::Ordering::Less => (self.high, self.high_in),
            std::cmp::Ordering::Greater => (other.high, other.high_in),
            std::cmp::Ordering::Equal => (self.high, self.high_in && other.high_in),
        };
        Range { low, low_in, high, high_in }
    }
}

impl Numbers {
    pub fn all(whole: bool) -> Self {
        Numbers::between(f64::NEG_INFINITY, f64::INFINITY, whole)
    }

    /// Both ends included.
    pub fn between(low: f64, high: f64, whole: bool) -> Self {
        Numbers::new(Range { low, low_in: true, high, high_in: true }, whole)
    }

    pub fn below(high: f64, high_in: bool, whole: bool) -> Self {
        Numbers::new(Range { low: f64::NEG_INFINITY, low_in: true, high, high_in }, whole)
    }

    pub fn above(low: f64, low_in: bool, whole: bool) -> Self {
        Numbers::new(Range { low, low_in, high: f64::INFINITY, high_in: true }, whole)
    }

    pub fn points(points: &[f64], whole: bool) -> Self {
        // Zero has two signs and is one number.
        let mut sorted: Vec<f64> = points.iter().map(|p| p + 0.0).collect();
        sorted.sort_by(f64::total_cmp);
        sorted.dedup();
        let ranges = sorted.into_iter().map(|p| Range { low: p, low_in: true, high: p, high_in: true });
        let ranges = ranges.map(|r| r.tightened(whole)).filter(|r| !r.is_empty()).collect();
        Numbers { whole, ranges }
    }

    fn new(range: Range, whole: bool) -> Self {
        let range = Range { low: range.low + 0.0, high: range.high + 0.0, ..range }.tightened(whole);
        Numbers { whole, ranges: if range.is_empty() { Vec::new() } else { vec![range] } }
    }

    fn meet(&self, other: &Numbers) -> Numbers {
        let whole = self.whole || other.whole;
        let pairs = self.ranges.iter().flat_map(|a| other.ranges.iter().map(|b| a.meet(*b)));
        let ranges = pairs.map(|r| r.tightened(whole)).filter(|r| !r.is_empty()).collect();
        Numbers { whole, ranges }
    }

    fn complement(&self) -> Numbers {
        let mut ranges = Vec::new();
        let (mut low, mut low_in) = (f64::NEG_INFINITY, true);
        for range in &self.ranges {
            ranges.push(Range { low, low_in, high: range.low, high_in: !range.low_in });
            (low, low_in) = (range.high, !range.high_in);
        }
        ranges.push(Range { low, low_in, high: f64::INFINITY, high_in: true });
        let ranges = ranges.into_iter().map(|r| r.tightened(self.whole)).filter(|r| !r.is_empty());
        Numbers { whole: self.whole, ranges: ranges.collect() }
    }

    /// The least and the greatest, which may be infinite; `None` if there is none.
    pub fn hull(&self) -> Option<(f64, f64)> {
        Some((self.ranges.first()?.low, self.ranges.last()?.high))
    }
}

impl Texts {
    pub fn all() -> Self {
        Texts::AllBut(BTreeSet::new())
    }

    fn meet(&self, other: &Texts) -> Texts {
        use Texts::*;
        match (self, other) {
            (Only(a), Only(b)) => Only(a & b),
            (Only(a), AllBut(b)) | (AllBut(b), Only(a)) => Only(a - b),
            (AllBut(a), AllBut(b)) => AllBut(a | b),
        }
    }

    fn complement(&self) -> Texts {
        match self {
            Texts::Only(texts) => Texts::AllBut(texts.clone()),
            Texts::AllBut(texts) => Texts::Only(texts.clone()),
        }
    }
}

impl Values {
    pub fn bools() -> Self {
        Values::Bools { yes: true, no: true }
    }

    pub fn only_bool(value: bool) -> Self {
        Values::Bools { yes: value, no: !value }
    }

    pub fn is_empty(&self) -> bool {
        match self {
            Values::Numbers(numbers) => numbers.ranges.is_empty(),
            Values::Texts(Texts::Only(texts)) => texts.is_empty(),
            Values::Texts(Texts::AllBut(_)) => false,
            Values::Bools { yes, no } => !yes && !no,
        }
    }

    /// What is in both. Sets of two types share nothing that could be said, so the first is kept.
    pub fn meet(&self, other: &Values) -> Values {
        match (self, other) {
            (Values::Numbers(a), Values::Numbers(b)) => Values::Numbers(a.meet(b)),
            (Values::Texts(a), Values::Texts(b)) => Values::Texts(a.meet(b)),
            (Values::Bools { yes, no }, Values::Bools { yes: y, no: n }) => {
                Values::Bools { yes: yes & y, no: no & n }
            }
            _ => self.clone(),
        }
    }

    pub fn complement(&self) -> Values {
        match self {
            Values::Numbers(numbers) => Values::Numbers(numbers.complement()),
            Values::Texts(texts) => Values::Texts(texts.complement()),
            Values::Bools { yes, no } => Values::Bools { yes: !yes, no: !no },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(low: f64, high: f64) -> Values {
        Values::Numbers(Numbers::between(low, high, true))
    }

    #[test]
    fn ranges_meet_and_part() {
        let above = Values::Numbers(Numbers::above(40.0, false, true));
        let below = Values::Numbers(Numbers::below(41.0, false, true));
        assert!(above.meet(&below).is_empty(), "no whole number lies between 40 and 41");
        let open = Values::Numbers(Numbers::above(40.0, false, false));
        assert!(!open.meet(&Values::Numbers(Numbers::below(41.0, false, false))).is_empty());
        assert!(open.meet(&Values::Numbers(Numbers::below(40.0, true, false))).is_empty());
        let hole = whole(10.0, 20.0).complement();
        assert!(hole.meet(&whole(10.0, 20.0)).is_empty());
        assert!(!hole.meet(&whole(20.0, 21.0)).is_empty());
        assert_eq!(hole.complement(), whole(10.0, 20.0));
        assert!(whole(0.0, 120.0).meet(&whole(0.0, 120.0).complement()).is_empty());
    }

    #[test]
    fn zero_is_one_number() {
        let zero = Values::Numbers(Numbers::points(&[-0.0], false));
        assert!(!zero.meet(&Values::Numbers(Numbers::above(0.0, true, false))).is_empty());
        assert!(zero.meet(&Values::Numbers(Numbers::below(-0.0, false, false))).is_empty());
    }

    #[test]
    fn texts_are_listed_or_left_out() {
        let some = |texts: &[&str]| texts.iter().map(|t| t.to_string()).collect::<BTreeSet<_>>();
        let ab = Values::Texts(Texts::Only(some(&["a", "b"])));
        assert!(ab.meet(&ab.complement()).is_empty());
        assert!(!ab.complement().meet(&ab.complement()).is_empty());
        assert_eq!(
            ab.meet(&Values::Texts(Texts::AllBut(some(&["a"])))),
            Values::Texts(Texts::Only(some(&["b"])))
        );
    }
}
