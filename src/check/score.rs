//! Weights, caps and tiers: numbers in fixed point.

use super::Checker;
use super::cohort::Building;
use super::words;
use crate::diagnostics::codes;
use crate::model::Tier;
use crate::syntax::ast::{self, MemberKind, RuleKind};

/// The greatest weight and cap, in points; sums of many of them still fit into 64 bits.
const GREATEST: i64 = 10_000;

impl<'a> Checker<'a> {
    /// Hundredths of a point; 0 for rules that have none. `None`: wrong, reported.
    pub fn weight(&mut self, rule: &ast::Rule) -> Option<i64> {
        let word = match rule.kind {
            RuleKind::Must => "must",
            RuleKind::Exclude => "exclude",
            RuleKind::Should => {
                let Some(weight) = &rule.weight else {
                    if rule.rule.kind == ast::ExprKind::Error {
                        // The line did not read, its weight with it.
                        return None;
                    }
                    let help = "say how much it counts: `should … weight 20`";
                    let message = "this `should` has no weight";
                    self.error(&codes::WEIGHT, message, rule.keyword.to(rule.rule.span), "no `weight`", help);
                    return None;
                };
                let units = weight.value.units(2);
                let (label, help) = match units {
                    None => (
                        "more than 2 decimal places",
                        "write at most 2 decimal places: `weight 33.25`".to_owned(),
                    ),
                    Some(0) => {
                        ("counts nothing", "write a weight above 0, or below 0 for a penalty".to_owned())
                    }
                    Some(w) if w.abs() > GREATEST * 100 => {
                        ("too much", format!("write a weight between -{GREATEST} and {GREATEST}"))
                    }
                    Some(w) => return Some(w),
                };
                self.error(&codes::WEIGHT, "this weight is not possible", weight.span, label, help);
                return None;
            }
        };
        if let Some(weight) = &rule.weight {
            let article = if rule.kind == RuleKind::Must { "a" } else { "an" };
            let message = format!("{article} `{word}` has no weight: it holds or it does not");
            let help = "take the weight out, or write `should`";
            self.error(&codes::WEIGHT, message, weight.span, format!("on a `{word}`"), help);
            return None;
        }
        Some(0)
    }

    /// Hundredths of a point.
    pub fn cap(&mut self, building: &mut Building<'_>, dimension: &ast::Dimension) -> Option<i64> {
        let cap = dimension.cap.as_ref()?;
        let units = cap.value.units(2);
        let (label, help) = match units {
            None => ("more than 2 decimal places", "write at most 2 decimal places: `cap 40`".to_owned()),
            Some(c) if c <= 0 => (
                "not above 0",
                "write a cap above 0; take the block's rules out if it shall not count".into(),
            ),
            Some(c) if c > GREATEST * 100 => ("too much", format!("write a cap of at most {GREATEST}")),
            Some(_)
                if !dimension.rules.iter().any(|r| r.kind == RuleKind::Should)
                    && !dimension.rules.is_empty() =>
            {
                ("nothing in the block scores", "take the cap out, or add a `should … weight 20`".into())
            }
            Some(c) => return Some(c),
        };
        let message = format!("this cap of `{}` is not possible", dimension.name.value);
        self.error(&codes::CAP, message, cap.span, label, help);
        building.fine = false;
        None
    }

    /// A score is a share of what can be earned, so something must be there to earn.
    pub fn penalties_only(&mut self, building: &mut Building<'_>) {
        let weights = || building.rules.iter().filter(|r| r.kind == RuleKind::Should).map(|r| r.weight);
        // A wrong weight has been reported; what it would have been is not known.
        if !building.fine || weights().next().is_none() || weights().any(|w| w > 0) {
            return;
        }
        let name = &building.cohort.name.value;
        let message = format!("`{name}` has only penalties, so nobody can score");
        let at = building.shoulds.first().copied().unwrap_or(building.cohort.name.span);
        let help = "add a `should` with a weight above 0";
        self.error(&codes::WEIGHT, message, at, "every weight is below 0", help);
        building.fine = false;
    }

    /// `tiers { A: 75  B: 50 }`: highest first.
    pub fn tiers(&mut self, building: &mut Building<'_>) -> Vec<Tier> {
        let mut blocks = Vec::new();
        for member in &building.cohort.members {
            if let MemberKind::Tiers(tiers) = &member.kind {
                blocks.push((member.span, tiers));
            }
        }
        let Some(((span, written), again)) = blocks.split_first() else { return Vec::new() };
        if let Some((second, _)) = again.first() {
            self.twice("`tiers`", *second, *span);
            building.fine = false;
        }
        if written.is_empty() {
            let help = "name at least one, with the score that it begins at: `tiers { A: 75  B: 50  C: 0 }`";
            self.error(&codes::EMPTY, "there are no tiers in it", *span, "empty", help);
            building.fine = false;
        }
        let mut tiers: Vec<Tier> = Vec::new();
        for (index, tier) in written.iter().enumerate() {
            match self.tier(tier, written, index, tiers.last()) {
                Some(tier) => tiers.push(tier),
                None => building.fine = false,
            }
        }
        tiers
    }

    fn tier(
        &mut self,
        tier: &ast::Tier,
        all: &[ast::Tier],
        index: usize,
        above: Option<&Tier>,
    ) -> Option<Tier> {
        let name = &tier.name.value;
        if let Some(first) = all[..index].iter().find(|t| t.name.value == *name) {
            self.twice(&format!("tier `{name}`"), tier.name.span, first.name.span);
            return None;
        }
        if name.trim().is_empty() {
            self.error(&codes::TIERS, "a tier needs a name", tier.name.span, "empty", "write `A: 75`");
            return None;
        }
        let at = tier.bound.span;
        let Some(bound) = tier.bound.value.units(4) else {
            let message = format!("the bound of tier `{name}` has too many places");
            self.error(
                &codes::TIERS,
                message,
                at,
                "more than 4 decimal places",
                "write at most 4 decimal places",
            );
            return None;
        };
        if bound > 1_000_000 {
            let message = format!("nobody can reach tier `{name}`");
            self.error(&codes::TIERS, message, at, "scores end at 100", "write a bound from 0 to 100");
            return None;
        }
        if bound < 0 {
            let message = format!("the bound of tier `{name}` is below 0");
            self.error(&codes::TIERS, message, at, "scores begin at 0", "write a bound from 0 to 100");
            return None;
        }
        if let Some(above) = above.filter(|a| a.bound <= bound) {
            let message = format!(
                "tiers stand highest first, and {} is not below {}",
                words::quoted(name),
                words::quoted(&above.name)
            );
            let help = "order them by falling bounds: `tiers { A: 75  B: 50  C: 0 }`";
            self.error(&codes::TIERS, message, at, "not below the tier before it", help);
            return None;
        }
        Some(Tier { name: name.clone(), span: tier.name.span.to(at), bound })
    }
}
