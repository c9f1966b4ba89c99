//! Which of two values is the greater, for every customer.

use super::Logic;
use super::leaf::compare;
use super::window::within;
use crate::meaning::{FormId, Head, Node, number_of};
use crate::model::AggregateFunction;
use crate::syntax::ast::ArithOp;

/// How a value `a` stands to a value `b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::changes) struct Order {
    /// Where `a` is known, `b` is.
    pub known: bool,
    /// Where both are known, `a` is at most `b`.
    pub at_most: bool,
    /// Where both are known, `a` is below `b`.
    pub below: bool,
}

const SAME: Order = Order { known: true, at_most: true, below: false };
const NOTHING: Order = Order { known: false, at_most: false, below: false };

/// Numbers up to here take part in every arithmetic below without becoming infinite, which would be missing.
const LARGE: f64 = 1e150;

impl Logic<'_> {
    /// How `a` stands to `b`. What is not certain is not said.
    pub(in crate::changes) fn order(&mut self, a: FormId, b: FormId) -> Order {
        if a == b {
            return SAME;
        }
        if let Some(&known) = self.ordered.get(&(a, b)) {
            return known;
        }
        let found = self.found_order(a, b);
        self.ordered.insert((a, b), found);
        found
    }

    fn found_order(&mut self, a: FormId, b: FormId) -> Order {
        let (left, right) = (self.forms.node(a), self.forms.node(b));
        if let Some(ordering) = compare(&left.head, &right.head) {
            return Order { known: true, at_most: ordering.is_le(), below: ordering.is_lt() };
        }
        match (&left.head, &right.head) {
            (Head::Aggregate { .. }, Head::Aggregate { .. }) => self.aggregates(&left, &right),
            (Head::Parent(one), Head::Parent(other)) if one == other => {
                self.order(left.parts[0], right.parts[0])
            }
            (Head::Neg, Head::Neg) => Order {
                known: self.order(left.parts[0], right.parts[0]).known,
                at_most: self.order(right.parts[0], left.parts[0]).at_most,
                below: false,
            },
            (Head::Arith(one), Head::Arith(other)) if one == other => self.arithmetic(*one, &left, &right),
            (Head::Default, Head::Default) => self.default_order(&left, &right),
            (Head::Call(one), Head::Call(other)) if one == other => self.calls(one, &left, &right),
            (Head::Ramp { from, to }, Head::Ramp { .. }) if left.head == right.head => {
                let (from, to) = (f64::from_bits(*from), f64::from_bits(*to));
                self.monotone(left.parts[0], right.parts[0], from < to)
            }
            (Head::Ramp { from, to }, Head::Ramp { from: same, to: other })
                if from == same && left.parts == right.parts =>
            {
                // The end moves away on its side, and the slope falls.
                let [from, to, other] = [*from, *to, *other].map(f64::from_bits);
                let rising = from < to && from < other;
                Order { known: true, at_most: rising && to >= other, below: false }
            }
            (Head::Decay { half_life }, Head::Decay { half_life: other }) => {
                let longer = f64::from_bits(*half_life) <= f64::from_bits(*other);
                let dates = self.monotone(left.parts[0], right.parts[0], true);
                Order { at_most: dates.at_most && longer, ..dates }
            }
            (Head::Score, Head::Score) => {
                let known = self.implies(left.parts[0], right.parts[0]);
                let at_most = self.points_at_most(left.parts[1], right.parts[1]);
                Order { known, at_most, below: false }
            }
            _ => NOTHING,
        }
    }

    /// Through a function that grows with its argument, or falls.
    fn monotone(&mut self, a: FormId, b: FormId, grows: bool) -> Order {
        let at_most = match grows {
            true => self.order(a, b).at_most,
            false => self.order(b, a).at_most,
        };
        Order { known: self.order(a, b).known, at_most, below: false }
    }

    fn aggregates(&mut self, left: &Node, right: &Node) -> Order {
        let (
            Head::Aggregate { function, relation, window },
            Head::Aggregate { function: same, relation: of, window: other_window },
        ) = (&left.head, &right.head)
        else {
            return NOTHING;
        };
        if function != same || relation != of {
            return NOTHING;
        }
        let rule = |logic: &mut Self, form: FormId| match logic.forms.head(form) {
            Head::Nothing => logic.everyone(),
            _ => form,
        };
        let filters = [rule(self, left.parts[1]), rule(self, right.parts[1])];
        let more = within(window.as_ref(), other_window.as_ref()) && self.implies(filters[0], filters[1]);
        let fewer = within(other_window.as_ref(), window.as_ref()) && self.implies(filters[1], filters[0]);
        let (a, b) = (left.parts[0], right.parts[0]);
        let known = more && (a == b || self.order(a, b).known);
        let at_most = match function {
            AggregateFunction::Count => more,
            AggregateFunction::CountDistinct => more && a == b,
            AggregateFunction::Sum => return Order { known: true, ..self.sums([a, b], more, fewer) },
            AggregateFunction::Max => more && a == b,
            AggregateFunction::Min => fewer && a == b,
            AggregateFunction::Share => {
                let at_most = more && fewer && self.implies(a, b);
                return Order { known: more, at_most, below: false };
            }
            AggregateFunction::Any
            | AggregateFunction::Avg
            | AggregateFunction::First
            | AggregateFunction::Last => false,
        };
        let counted = matches!(function, AggregateFunction::Count | AggregateFunction::CountDistinct);
        Order { known: counted || (known && a == b), at_most, below: false }
    }

    /// More rows add up to more only where no row takes away.
    fn sums(&mut self, [a, b]: [FormId; 2], more: bool, fewer: bool) -> Order {
        let same = a == b;
        let grows = same && more && self.least(a).is_some_and(|low| low >= 0.0);
        let falls = same && fewer && self.most(a).is_some_and(|high| high <= 0.0);
        Order { at_most: grows || falls || (same && more && fewer), ..NOTHING }
    }

    fn arithmetic(&mut self, op: ArithOp, left: &Node, right: &Node) -> Order {
        let (a, b) = ([left.parts[0], left.parts[1]], [right.parts[0], right.parts[1]]);
        let found = match op {
            ArithOp::Add => {
                let straight = [self.order(a[0], b[0]), self.order(a[1], b[1])];
                let crossed = [self.order(a[0], b[1]), self.order(a[1], b[0])];
                let both = |orders: [Order; 2]| Order {
                    known: orders[0].known && orders[1].known,
                    at_most: orders[0].at_most && orders[1].at_most,
                    below: false,
                };
                let (straight, crossed) = (both(straight), both(crossed));
                if straight.at_most { straight } else { crossed }
            }
            ArithOp::Sub => Order {
                known: self.order(a[0], b[0]).known && self.order(a[1], b[1]).known,
                at_most: self.order(a[0], b[0]).at_most && self.order(b[1], a[1]).at_most,
                below: false,
            },
            ArithOp::Mul => self.times(a, b).unwrap_or(NOTHING),
            // The divisor is the same, and where it is 0 both are missing.
            ArithOp::Div if a[1] == b[1] => match (self.least(a[1]), self.most(a[1])) {
                (Some(low), _) if low >= 0.0 => self.order(a[0], b[0]),
                (_, Some(high)) if high <= 0.0 => Order {
                    known: self.order(a[0], b[0]).known,
                    at_most: self.order(b[0], a[0]).at_most,
                    below: false,
                },
                _ => NOTHING,
            },
            ArithOp::Div => NOTHING,
        };
        // What grows beyond all bounds is missing.
        let finite = match op {
            ArithOp::Div => false,
            _ => b.iter().all(|part| self.size(*part).is_some_and(|size| size <= LARGE)),
        };
        Order { known: found.known && finite, ..found }
    }

    /// By a factor that both have.
    fn times(&mut self, a: [FormId; 2], b: [FormId; 2]) -> Option<Order> {
        let places = [(0, 0), (0, 1), (1, 0), (1, 1)];
        let (i, j) = places.into_iter().find(|(i, j)| a[*i] == b[*j])?;
        let (one, other) = (a[1 - i], b[1 - j]);
        let known = self.order(one, other).known;
        if self.least(a[i]).is_some_and(|low| low >= 0.0) {
            return Some(Order { known, at_most: self.order(one, other).at_most, below: false });
        }
        let falls = self.most(a[i]).is_some_and(|high| high <= 0.0);
        falls.then(|| Order { known, at_most: self.order(other, one).at_most, below: false })
    }

    fn default_order(&mut self, left: &Node, right: &Node) -> Order {
        let (values, others) = ([left.parts[0], right.parts[0]], [left.parts[1], right.parts[1]]);
        let (value, back) = (self.order(values[0], values[1]), self.order(values[1], values[0]));
        let other = self.order(others[0], others[1]);
        // One is known and the other is not: then the default stands against a value.
        let appears = back.known || self.apart(others[0], values[1]);
        let vanishes = value.known || self.apart(values[0], others[1]);
        Order {
            known: self.always(others[1]) || (value.known && other.known),
            at_most: value.at_most && other.at_most && appears && vanishes,
            below: false,
        }
    }

    /// Whether nothing that `a` can be is above anything that `b` can be.
    fn apart(&mut self, a: FormId, b: FormId) -> bool {
        matches!((self.most(a), self.least(b)), (Some(high), Some(low)) if high <= low)
    }

    fn calls(&mut self, name: &str, left: &Node, right: &Node) -> Order {
        let (a, b) = (&left.parts, &right.parts);
        let first = |logic: &mut Self, grows: bool| logic.monotone(a[0], b[0], grows);
        match name {
            "days_since" => first(self, false),
            // Of later dates they are missing.
            "age" | "months_since" => Order { known: false, ..first(self, false) },
            "floor" | "ceil" | "year" | "date" => first(self, true),
            "round" if a[1..] == b[1..] => Order { known: false, ..first(self, true) },
            "sqrt" | "ln" | "log10" => Order { known: false, ..first(self, true) },
            "if" if a[0] == b[0] => {
                let (then, otherwise) = (self.order(a[1], b[1]), self.order(a[2], b[2]));
                Order {
                    known: then.known && otherwise.known,
                    at_most: then.at_most && otherwise.at_most,
                    below: false,
                }
            }
            _ => NOTHING,
        }
    }

    /// Whether a value is never missing.
    fn always(&self, form: FormId) -> bool {
        match self.forms.head(form) {
            Head::Int(_) | Head::Number(_) | Head::Date(_) | Head::Text(_) | Head::Bool(_) => true,
            Head::Aggregate { function, .. } => matches!(
                function,
                AggregateFunction::Count | AggregateFunction::CountDistinct | AggregateFunction::Sum
            ),
            Head::Default => self.always(self.forms.parts(form)[1]),
            _ => false,
        }
    }

    /// A number that the value is never below.
    fn least(&self, form: FormId) -> Option<f64> {
        let node = self.forms.get(form);
        let part = |i: usize| self.least(node.parts[i]);
        match &node.head {
            Head::Column(column) => self.range(&column.table, &column.name).map(|(low, _)| low),
            Head::Aggregate { function, .. } => match function {
                AggregateFunction::Count | AggregateFunction::CountDistinct | AggregateFunction::Share => {
                    Some(0.0)
                }
                // Added up in fixed point, so a value may count for a little less.
                AggregateFunction::Sum | AggregateFunction::Avg => {
                    part(0).filter(|low| *low >= 0.0).map(|_| 0.0)
                }
                _ => part(0),
            },
            Head::Percentile | Head::Ramp { .. } | Head::Decay { .. } | Head::Score => Some(0.0),
            Head::Quantile(_) => Some(1.0),
            Head::Parent(_) => part(0),
            Head::Default => Some(part(0)?.min(part(1)?)),
            Head::Arith(ArithOp::Add) => Some(part(0)? + part(1)?),
            Head::Arith(ArithOp::Mul) => match (part(0)?, part(1)?) {
                (one, other) if one >= 0.0 && other >= 0.0 => Some(0.0),
                _ => None,
            },
            Head::Call("length" | "items" | "abs" | "sqrt") => Some(0.0),
            head => number_of(head),
        }
        .filter(|low| low.is_finite())
    }

    /// A number that the value is never above.
    fn most(&self, form: FormId) -> Option<f64> {
        let node = self.forms.get(form);
        match &node.head {
            Head::Column(column) => self.range(&column.table, &column.name).map(|(_, high)| high),
            Head::Percentile | Head::Ramp { .. } | Head::Decay { .. } => Some(1.0),
            Head::Aggregate { function: AggregateFunction::Share, .. } => Some(1.0),
            Head::Aggregate { function, .. } => match function {
                AggregateFunction::Min | AggregateFunction::Max => self.most(node.parts[0]),
                _ => None,
            },
            Head::Score => Some(100.0),
            Head::Parent(_) => self.most(node.parts[0]),
            head => number_of(head),
        }
        .filter(|high| high.is_finite())
    }

    /// How far from 0 the value can be.
    fn size(&self, form: FormId) -> Option<f64> {
        const WHOLE: f64 = 1e19;
        let node = self.forms.get(form);
        let part = |i: usize| self.size(node.parts[i]);
        match &node.head {
            Head::Column(column) if column.ty == "int" || column.ty.starts_with("decimal") => Some(WHOLE),
            // Rows beyond 10^20 are not added up, and there are fewer than 2^63.
            Head::Aggregate { function: AggregateFunction::Sum, .. } => Some(1e40),
            Head::Aggregate { function, .. } => match function {
                AggregateFunction::Count | AggregateFunction::CountDistinct => Some(WHOLE),
                AggregateFunction::Share => Some(1.0),
                _ => part(0),
            },
            Head::Arith(ArithOp::Add | ArithOp::Sub) => Some(part(0)? + part(1)?),
            Head::Arith(ArithOp::Mul) => Some(part(0)? * part(1)?),
            Head::Neg | Head::Parent(_) => part(0),
            Head::Default => Some(part(0)?.max(part(1)?)),
            Head::Call("days_since" | "age" | "months_since" | "year" | "length" | "items") => Some(WHOLE),
            _ => Some(self.most(form)?.abs().max(self.least(form)?.abs())),
        }
        .filter(|size| *size <= LARGE)
    }

    fn range(&self, table: &str, column: &str) -> Option<(f64, f64)> {
        self.ranges.get(&(table.to_owned(), column.to_owned())).copied()
    }
}
