//! `personac test --mutate`: what would the tests not notice?
//!
//! Every small change of what the tests are about (see [`changes`], `lengths` and `list`: a `>=` to `>`, a bound by one unit,
//! `and` to `or`, a rule dropped, a weight doubled, …) is made, one at a time, to the checked program, and the tests that it
//! concerns run until one fails. A change after which all still pass is one that nobody would notice.
//!
//! Left out is what cannot be noticed by any test, as far as that shows at once: a change after which the plan is the same, a
//! bound beyond the values that a column or a count can have, `>` beside `>=` at a number that a whole number never is. Others of this
//! kind remain and are listed; whether any customer could tell is not known in general.
//!
//! Not changed are texts and patterns (but for the items of lists), the operators of arithmetic, the functions of
//! aggregates, and the catalog.

mod changes;
mod extent;
mod lengths;
mod list;
mod run;
mod step;

pub use changes::Setting;
pub use list::{Mutation, mutations_of};
pub use run::{Bench, Mutant, mutate, same};
pub(super) use step::neighbours;
