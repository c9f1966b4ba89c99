//! Windows: whether one lies within another, on whatever day they are seen from.

use crate::model::Window;
use crate::syntax::ast::{Duration, Unit};

/// Whether every day of `inner` is a day of `outer`. Without a window all rows count.
pub(super) fn within(inner: Option<&Window>, outer: Option<&Window>) -> bool {
    let (inner, outer) = match (inner, outer) {
        (_, None) => return true,
        (None, _) => return false,
        (Some(inner), Some(outer)) => (inner, outer),
    };
    if inner == outer {
        return true;
    }
    match (inner, outer) {
        (Window::Last(one), Window::Last(other)) => {
            let ((unit, n), (same, m)) = (count(*one), count(*other));
            unit == same && n <= m
        }
        (Window::This(one), Window::This(other)) => part_of(*one, *other),
        (Window::Since(one), Window::Since(other)) => one >= other,
        (Window::Before(one), Window::Before(other)) => one <= other,
        (Window::FromTo(from, to), Window::FromTo(first, last)) => from >= first && to <= last,
        (Window::FromTo(from, _), Window::Since(date)) => from >= date,
        (Window::FromTo(_, to), Window::Before(date)) => to < date,
        _ => false,
    }
}

/// In days or in months, of which there is no fixed number in the other.
fn count(duration: Duration) -> (Unit, i64) {
    let n = duration.n;
    match duration.unit {
        Unit::Days => (Unit::Days, n),
        Unit::Weeks => (Unit::Days, n.saturating_mul(7)),
        Unit::Months => (Unit::Months, n),
        Unit::Quarters => (Unit::Months, n.saturating_mul(3)),
        Unit::Years => (Unit::Months, n.saturating_mul(12)),
    }
}

/// A day lies in its month, that in its quarter, that in its year; a week may lie in two of each.
fn part_of(one: Unit, other: Unit) -> bool {
    let size = |unit: Unit| match unit {
        Unit::Days => 0,
        Unit::Weeks => 1,
        Unit::Months => 2,
        Unit::Quarters => 3,
        Unit::Years => 4,
    };
    one == other
        || one == Unit::Days
        || (one != Unit::Weeks && other != Unit::Weeks && size(one) < size(other))
}
