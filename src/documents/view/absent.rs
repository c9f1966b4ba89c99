//! Why a figure is not there. A dash says nothing.

use super::Source;
use crate::cohort::Figure;
use crate::model::{Expr, ExprKind, OverFunction};
use std::collections::BTreeSet;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Absent {
    /// It would tell of a few people.
    Hidden,
    /// Nobody has rows in the time that it looks at.
    NoRows,
    /// Nobody has a value.
    NoValue,
    /// No model of what customers will bring can be fitted.
    NoModel,
    /// There are values, but they come to nothing: too few to spread, or a division by nothing.
    Undefined,
}

impl Absent {
    /// Of what `expr` came to; `None` where the figure is there.
    pub fn of(expr: &Expr, figure: &Figure, everyone: Option<&Figure>) -> Option<Absent> {
        let unknown = |everyone: &Figure| everyone.value.is_none() && !everyone.hidden;
        match figure {
            _ if figure.hidden => Some(Absent::Hidden),
            Figure { value: Some(_), .. } => None,
            Figure { n: 1.., .. } => Some(Absent::Undefined),
            // Models are of everyone.
            _ if looks(expr, &|f, _| f == OverFunction::PredictedClv) && everyone.is_none_or(unknown) => {
                Some(Absent::NoModel)
            }
            _ if looks(expr, &|_, window| window) => Some(Absent::NoRows),
            _ => Some(Absent::NoValue),
        }
    }

    /// What stands below a table, each reason once.
    pub fn notes(source: &Source, absent: impl IntoIterator<Item = Absent>) -> Vec<String> {
        let reasons: BTreeSet<Absent> = absent.into_iter().collect();
        reasons.into_iter().map(|absent| absent.note(source)).collect()
    }

    /// In the figure's place.
    pub fn word(self, source: &Source) -> &'static str {
        let t = source.t();
        match self {
            Absent::Hidden => t.not_shown,
            Absent::NoRows | Absent::NoValue => t.no_data,
            Absent::NoModel => t.no_model,
            Absent::Undefined => t.undefined,
        }
    }

    fn note(self, source: &Source) -> String {
        let t = source.t();
        let why = match self {
            Absent::Hidden => t.why_not_shown,
            Absent::NoRows => t.why_no_rows,
            Absent::NoValue => t.why_no_value,
            Absent::NoModel => t.why_no_model,
            Absent::Undefined => t.why_undefined,
        };
        why.replace("{}", &source.catalog.privacy.min_cell.to_string())
    }
}

/// Whether a function over a cohort in there is such a one, told with whether it looks at a window.
fn looks(expr: &Expr, is: &dyn Fn(OverFunction, bool) -> bool) -> bool {
    let here = matches!(&expr.kind, ExprKind::Over(over) if is(over.function, over.window.is_some()));
    here || expr.children().into_iter().any(|child| looks(child, is))
}
