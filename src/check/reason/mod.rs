//! What can be said about rules without data: which truth values a rule can have, alone and where others hold.
//!
//! Everything here errs to one side. A rule is thought to be able to have a truth value unless it is certain that no row that the
//! catalog allows gives it that value. So "never true" is a proof, and "can be true" is none: two columns are taken as independent of
//! each other, and what is not looked into (arithmetic, two columns compared) as able to have any value.
//!
//! A rule is taken apart down to *atoms*: tests of one value against constants. What is no such test is a value of its own, true,
//! false or missing, so that `name contains "x"` and its negation still exclude each other.
//!
//! Definitions are looked into where they are used, and some use others twice, and those again. So a question ends after so many
//! steps ([`work`]), and what it did not come to can be anything.

mod atom;
mod domain;
mod key;
mod rule;
mod universe;
mod work;

pub(super) use rule::{Facts, Truths};

use crate::catalog::Catalog;
use crate::model::{Expr, ExprId, Program};
use atom::Atom;
use domain::Domain;
use std::collections::HashMap;
use std::rc::Rc;

/// A value of a row that rules test, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Subject(usize);

/// What is known about a program; remembers what it has taken apart.
pub(super) struct Reason<'a> {
    program: &'a Program,
    catalog: &'a Catalog,
    /// By what they mean.
    subjects: HashMap<String, Subject>,
    /// What each subject can be.
    universes: Vec<Domain>,
    atoms: HashMap<ExprId, Option<Rc<Atom>>>,
    keys: key::Keys,
    work: work::Work,
    /// Whether params count as the values that they have. Without, what depends on a param is taken as able to be anything: the
    /// next run may set it.
    pub with_params: bool,
}

impl<'a> Reason<'a> {
    pub fn new(catalog: &'a Catalog, program: &'a Program) -> Self {
        Reason {
            program,
            catalog,
            subjects: HashMap::new(),
            universes: Vec::new(),
            atoms: HashMap::new(),
            keys: Default::default(),
            work: Default::default(),
            with_params: true,
        }
    }

    /// The subject that a value is.
    fn subject(&mut self, value: &Expr, key: String) -> Subject {
        if let Some(subject) = self.subjects.get(&key) {
            return *subject;
        }
        let universe = self.universe(value);
        let subject = Subject(self.universes.len());
        self.universes.push(universe);
        self.subjects.insert(key, subject);
        subject
    }
}
