//! Tests of one value against constants.

use super::domain::{Domain, Numbers, Texts, Values};
use super::rule::Truths;
use super::universe::{is_whole, number};
use super::{Reason, Subject};
use crate::ir::Type;
use crate::model::{Constant, Expr, ExprKind};
use crate::syntax::ast::{CompareOp, TextTest};
use std::collections::BTreeSet;
use std::rc::Rc;

/// A rule about one subject.
#[derive(Debug, Clone)]
pub(super) struct Atom {
    pub subject: Subject,
    /// The known values for which it is true; it is false for the other known ones.
    pub truth: Values,
    pub falsity: Values,
    /// What it is where the value is missing.
    pub missing: Truths,
    /// A param has to do with it.
    pub by_param: bool,
}

impl Reason<'_> {
    /// A rule as an atom; `None` for what is made of others (`and`, a segment, …).
    pub(super) fn atom(&mut self, rule: &Expr) -> Option<Rc<Atom>> {
        if let Some(known) = self.atoms.get(&rule.id) {
            return known.clone();
        }
        let atom = self.taken_apart(rule).map(Rc::new);
        self.atoms.insert(rule.id, atom.clone());
        atom
    }

    fn taken_apart(&mut self, rule: &Expr) -> Option<Atom> {
        use ExprKind::*;
        let found = match &rule.kind {
            And(_) | Or(_) | Not(_) | AtLeast { .. } | Segment(_) | CohortMatches(_) | IsTruth { .. } => {
                return None;
            }
            // A feature that is true or false is a rule with a name.
            Feature(_) => return None,
            Compare { op, left, right } => self.compared(*op, left, right),
            Between { value, low, high, negated } => self.between(value, low, high, *negated),
            In { value, list, negated } => {
                let atom = self.about(value, |ty| listed(ty, &list.values), list.param.is_some());
                atom.map(|a| a.negated_if(*negated))
            }
            // A value with a default is known where its default is; that is looked at nowhere else.
            IsMissing { value, .. } if matches!(value.kind, Default { .. }) => return None,
            IsMissing { value, negated } => Some(self.known(value).negated_if(!negated)),
            TextTest { value, test, needles, negated } => {
                let holds = |text: &str| text_test(*test, needles, text);
                self.among(value, &holds).map(|a| a.negated_if(*negated))
            }
            Matches { value, pattern, negated } if self.has_few(value) => match regex::Regex::new(pattern) {
                Ok(regex) => self.among(value, &|text| regex.is_match(text)).map(|a| a.negated_if(*negated)),
                Err(_) => None,
            },
            _ => None,
        };
        Some(found.unwrap_or_else(|| self.opaque(rule)))
    }

    /// `x is known`
    fn known(&mut self, value: &Expr) -> Atom {
        let key = self.meaning(value);
        let subject = self.subject(value, key);
        let truth = self.universes[subject.0].values.clone();
        Atom::new(subject, truth, Truths::FALSE, false)
    }

    /// A rule that is a value of its own.
    fn opaque(&mut self, rule: &Expr) -> Atom {
        let key = self.key(rule);
        let subject = self.subject(rule, key);
        let truth = Values::only_bool(!is_negated(&rule.kind));
        Atom::new(subject, truth, Truths::UNKNOWN, false)
    }

    /// An atom about a value that is compared with constants; behind `??` about what stands before it.
    fn about(
        &mut self,
        value: &Expr,
        truth: impl Fn(Type) -> Option<Values>,
        by_param: bool,
    ) -> Option<Atom> {
        let truth = truth(value.ty)?;
        let mut missing = Truths::UNKNOWN;
        let mut inner = value;
        let mut by_param = by_param;
        if let ExprKind::Default { value: before, default } = &value.kind
            && let Some((constant, param)) = self.constant(default)
        {
            let instead = one(value.ty, constant)?;
            missing = if instead.meet(&truth).is_empty() { Truths::FALSE } else { Truths::TRUE };
            by_param |= param;
            inner = before;
        }
        if self.constant(inner).is_some() || matches!(inner.ty, Type::List) {
            return None;
        }
        let key = self.meaning(inner);
        let subject = self.subject(inner, key);
        // What the two call a number must be the same thing.
        let fits =
            std::mem::discriminant(&self.universes[subject.0].values) == std::mem::discriminant(&truth);
        fits.then(|| Atom::new(subject, truth, missing, by_param))
    }

    fn compared(&mut self, op: CompareOp, left: &Expr, right: &Expr) -> Option<Atom> {
        let (value, op, constant) = match (self.constant(left), self.constant(right)) {
            (None, Some((constant, param))) => (left, op, (constant.clone(), param)),
            (Some((constant, param)), None) => (right, mirrored(op), (constant.clone(), param)),
            _ => return None,
        };
        let (constant, by_param) = constant;
        self.about(value, |ty| side(ty, op, &constant), by_param)
    }

    fn between(&mut self, value: &Expr, low: &Expr, high: &Expr, negated: bool) -> Option<Atom> {
        let (low, first) = self.constant(low).map(|(c, p)| (c.clone(), p))?;
        let (high, second) = self.constant(high).map(|(c, p)| (c.clone(), p))?;
        let inside = |ty: Type| {
            let (low, high) = (side(ty, CompareOp::Ge, &low)?, side(ty, CompareOp::Le, &high)?);
            Some(low.meet(&high))
        };
        self.about(value, inside, first || second).map(|a| a.negated_if(negated))
    }

    /// A value that is one of few texts.
    fn has_few(&mut self, value: &Expr) -> bool {
        value.ty == Type::Text && matches!(self.universe(value).values, Values::Texts(Texts::Only(_)))
    }

    /// A test of a value that is one of few texts, each of which can be tried.
    fn among(&mut self, value: &Expr, holds: &dyn Fn(&str) -> bool) -> Option<Atom> {
        let Domain { values: Values::Texts(Texts::Only(texts)), .. } = self.universe(value) else {
            return None;
        };
        let chosen: BTreeSet<String> = texts.into_iter().filter(|text| holds(text)).collect();
        self.about(value, |_| Some(Values::Texts(Texts::Only(chosen.clone()))), false)
    }
}

impl Atom {
    fn new(subject: Subject, truth: Values, missing: Truths, by_param: bool) -> Self {
        let falsity = truth.complement();
        Atom { subject, truth, falsity, missing, by_param }
    }

    fn negated_if(self, negated: bool) -> Atom {
        match negated {
            true => Atom { truth: self.falsity, falsity: self.truth, missing: self.missing.turned(), ..self },
            false => self,
        }
    }
}

fn is_negated(kind: &ExprKind) -> bool {
    use ExprKind::*;
    match kind {
        Between { negated, .. }
        | In { negated, .. }
        | InRank { negated, .. }
        | TextTest { negated, .. }
        | Matches { negated, .. }
        | Has { negated, .. }
        | IsMissing { negated, .. } => *negated,
        _ => false,
    }
}

fn mirrored(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Eq | CompareOp::Ne => op,
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::Le => CompareOp::Ge,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::Ge => CompareOp::Le,
    }
}

/// The values of a type on one side of a constant.
fn side(ty: Type, op: CompareOp, constant: &Constant) -> Option<Values> {
    let whole = is_whole(ty);
    if op == CompareOp::Ne {
        return one(ty, constant).map(|values| values.complement());
    }
    if op == CompareOp::Eq {
        return one(ty, constant);
    }
    let x = number(constant)?;
    Some(Values::Numbers(match op {
        CompareOp::Lt => Numbers::below(x, false, whole),
        CompareOp::Le => Numbers::below(x, true, whole),
        CompareOp::Gt => Numbers::above(x, false, whole),
        _ => Numbers::above(x, true, whole),
    }))
}

/// The values that equal a constant.
fn one(ty: Type, constant: &Constant) -> Option<Values> {
    listed(ty, std::slice::from_ref(constant))
}

fn listed(ty: Type, constants: &[Constant]) -> Option<Values> {
    match ty {
        Type::Text => {
            let texts = constants.iter().map(|c| match c {
                Constant::Text(text) => Some(text.clone()),
                _ => None,
            });
            Some(Values::Texts(Texts::Only(texts.collect::<Option<_>>()?)))
        }
        Type::Bool => {
            let has = |b: bool| constants.contains(&Constant::Bool(b));
            Some(Values::Bools { yes: has(true), no: has(false) })
        }
        Type::List => None,
        _ => {
            let points: Vec<f64> = constants.iter().map(number).collect::<Option<_>>()?;
            Some(Values::Numbers(Numbers::points(&points, is_whole(ty))))
        }
    }
}

fn text_test(test: TextTest, needles: &[String], text: &str) -> bool {
    let has = |needle: &String| text.contains(needle.as_str());
    match test {
        TextTest::Contains | TextTest::ContainsAll => needles.iter().all(has),
        TextTest::ContainsAny => needles.iter().any(has),
        TextTest::StartsWith => needles.iter().all(|needle| text.starts_with(needle.as_str())),
        TextTest::EndsWith => needles.iter().all(|needle| text.ends_with(needle.as_str())),
    }
}
