//! What comes out for a customer: by the rules as they are, and by rules with a small change.

use super::customer::Customer;
use crate::catalog::Catalog;
use crate::explain::Standing;
use crate::ir::{NodeId, TableId};
use crate::lower::{self, Lowered};
use crate::model::{ExprId, Program, Test};
use crate::reference::{self, Data, Value, Values};
use crate::testing::changeable::Changeable;
use crate::testing::coverage::unknown;
use crate::testing::mutate::{Mutation, same};
use crate::testing::written;
use chrono::NaiveDate;

/// What a test can expect of a customer, as the language says it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub standing: Standing,
    /// What stands behind `NAME.score`.
    pub score: String,
    /// What stands behind `NAME.tier`; `None` where there are no tiers.
    pub tier: Option<String>,
}

/// A way in which a program may be changed, and the plans for it.
pub struct Variant {
    mutation: Option<Mutation>,
    /// Once it is asked for.
    plan: Option<Lowered>,
}

/// So many outcomes are worked out for one cohort: a few seconds' worth, which rules that people write do not use up.
const BUDGET: usize = 60_000;

/// A customer's rows, ready to be asked about.
pub struct Ready {
    data: Data,
    own: usize,
}

pub struct Bench<'a> {
    pub catalog: &'a Catalog,
    pub as_of: NaiveDate,
    pub program: &'a Program,
    /// The cohort that tests are suggested for.
    pub cohort: usize,
    changeable: Changeable<'a>,
    /// How many more customers may be asked about.
    pub budget: usize,
}

impl<'a> Bench<'a> {
    pub fn new(program: &'a Program, catalog: &'a Catalog, as_of: NaiveDate, cohort: usize) -> Bench<'a> {
        Bench {
            catalog,
            as_of,
            program,
            cohort,
            changeable: Changeable::new(program, catalog),
            budget: BUDGET,
        }
    }

    pub fn table(&self) -> usize {
        self.program.cohorts[self.cohort].table
    }

    pub fn variant(mutation: Option<Mutation>) -> Variant {
        Variant { mutation, plan: None }
    }

    /// `None` where the rows do not fit together.
    pub fn ready(&mut self, customer: &Customer) -> Option<Ready> {
        let span = self.program.cohorts[self.cohort].span;
        let test = Test {
            title: String::new(),
            span,
            table: self.table(),
            as_of: None,
            given: customer.given(self.table(), &self.catalog.relations, span),
            expects: Vec::new(),
        };
        self.ready_test(&test)
    }

    /// The rows of a test, for the day of this bench.
    pub fn ready_test(&mut self, test: &Test) -> Option<Ready> {
        let (data, own) = self.changeable.data(test)?;
        Some(Ready { data, own })
    }

    fn plan<'v>(&mut self, variant: &'v mut Variant) -> &'v Lowered {
        let Changeable { program, catalog, .. } = &mut self.changeable;
        let mutation = &mut variant.mutation;
        variant.plan.get_or_insert_with(|| {
            mutation.iter_mut().for_each(|m| m.toggle(program));
            let only = vec![program.cohorts[self.cohort].name.clone()];
            let options = lower::Options { only, ..lower::Options::default() };
            let lowered = lower::lower(program, catalog, self.as_of, &options);
            mutation.iter_mut().for_each(|m| m.toggle(program));
            lowered
        })
    }

    /// Does a change leave the plan as it is?
    pub fn is_idle(&mut self, original: &mut Variant, changed: &mut Variant) -> bool {
        let before = self.plan(original);
        same(before, self.plan(changed))
    }

    /// False where a rule is never unknown, whatever the data.
    pub fn can_be_unknown(&mut self, original: &mut Variant, expr: ExprId) -> bool {
        let catalog = self.catalog;
        let lowered = self.plan(original);
        let node = lowered.ids[expr.0 as usize];
        node.is_some_and(|node| unknown::can_be(&lowered.plan, catalog, node, &[]))
    }

    /// What comes out; `None` where the tested row does not exist yet.
    pub fn outcome(&mut self, variant: &mut Variant, ready: &Ready) -> Option<Outcome> {
        let cohort = self.cohort;
        self.budget = self.budget.checked_sub(1)?;
        let lowered = self.plan(variant);
        let look = Look::new(lowered, ready, cohort)?;
        Some(look.outcome())
    }

    /// Looks at values with the rules as they are.
    pub fn look<T>(
        &mut self,
        original: &mut Variant,
        ready: &Ready,
        then: impl FnOnce(&Look) -> T,
    ) -> Option<T> {
        let cohort = self.cohort;
        let lowered = self.plan(original);
        Look::new(lowered, ready, cohort).map(|look| then(&look))
    }
}

/// The values that the tested row has.
pub struct Look<'a> {
    lowered: &'a Lowered,
    values: Values<'a>,
    row: usize,
    cohort: usize,
}

impl<'a> Look<'a> {
    fn new(lowered: &'a Lowered, ready: &'a Ready, cohort: usize) -> Option<Look<'a>> {
        let values = reference::evaluate(&lowered.plan, &ready.data);
        let plan = &lowered.plan.cohorts[lowered.cohorts[cohort]?];
        let row = values.rows(plan.table).iter().position(|&row| row == ready.own)?;
        Some(Look { lowered, values, row, cohort })
    }

    fn node(&self, node: NodeId) -> &Value {
        &self.values.of(node)[self.row]
    }

    /// The value of an expression of the tested row, and its node.
    pub fn value(&self, expr: ExprId) -> Option<(&Value, crate::ir::Type)> {
        let node = self.lowered.ids[expr.0 as usize]?;
        let description = self.lowered.plan.node(node);
        (description.table == self.table()).then(|| (self.node(node), description.ty))
    }

    fn plan(&self) -> &crate::ir::Cohort {
        &self.lowered.plan.cohorts[self.lowered.cohorts[self.cohort].unwrap_or(0)]
    }

    fn table(&self) -> TableId {
        self.plan().table
    }

    pub fn score(&self) -> Option<f64> {
        match self.node(self.plan().score.score) {
            Value::Number(x) => Some(*x),
            _ => None,
        }
    }

    fn outcome(&self) -> Outcome {
        let plan = self.plan();
        let base = self.lowered.plan.table(plan.table).base;
        let standing = if base.is_some_and(|base| !self.node(base).is_true()) {
            Standing::Outside
        } else if self.node(plan.matched).is_true() {
            Standing::In
        } else if self.node(plan.undecided).is_true() {
            Standing::Undecided
        } else {
            Standing::Out
        };
        let tier = plan.score.tier.map(|tier| match self.node(tier) {
            Value::Text(name) => format!("= {}", written::text(name)),
            _ => "is missing".to_owned(),
        });
        let score = self.score().map_or_else(|| "is missing".to_owned(), score_text);
        Outcome { standing, score, tier }
    }
}

/// A score as a test expects it: in full where it has few places, else between two numbers with four.
fn score_text(score: f64) -> String {
    let text = written::number(score);
    if text.split_once('.').is_none_or(|(_, places)| places.len() <= 4) {
        return format!("= {text}");
    }
    let mut low = (score * 10_000.0).floor();
    // Multiplying rounds, so the number below may have been passed.
    if low / 10_000.0 > score {
        low -= 1.0;
    }
    let [low, high] = [low, low + 1.0].map(|x| written::number(x / 10_000.0));
    format!("between {low} and {high}")
}
