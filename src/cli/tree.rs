//! An explanation as text: marks, rules in words, the values they saw, what they earned.

use crate::explain::{Branch, ExplainedRule, Explanation, Standing, Truth};
use crate::syntax::ast::RuleKind;
use std::fmt::Write;

/// How marks and emphasis are written.
#[derive(Debug, Clone, Copy)]
pub struct Paint {
    pub color: bool,
}

impl Paint {
    pub fn wrap(self, code: &str, text: &str) -> String {
        if self.color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn mark(self, branch: &Branch) -> String {
        match branch.truth {
            Some(Truth::True) => self.wrap("32", "✓"),
            Some(Truth::False) => self.wrap("31", "✗"),
            Some(Truth::Unknown) => self.wrap("33", "?"),
            None => self.wrap("36", "~"),
        }
    }
}

/// The whole explanation for the person with this key.
pub fn text(explanation: &Explanation, key: &str, paint: Paint) -> String {
    let mut out = String::new();
    let name = &explanation.cohort;
    let headline = match explanation.standing {
        Standing::In => format!("{key} is in `{name}`"),
        Standing::Undecided => format!("{key} is undecided in `{name}`: a rule is unknown, and none says no"),
        Standing::Out => format!("{key} is not in `{name}`"),
        Standing::Outside => format!("{key} does not count: outside of the population, or without consent"),
    };
    let _ = writeln!(out, "{}", paint.wrap("1", &headline));
    if let Some(score) = explanation.score {
        let tier = explanation.tier.as_ref().map(|t| format!(", tier {t}")).unwrap_or_default();
        let coverage = explanation.coverage * 100.0;
        let _ = writeln!(out, "score {score:.2}{tier}, known for {coverage:.0}% of the weight");
    }
    if !explanation.population.is_empty() {
        let _ = writeln!(out, "\npopulation");
        explanation.population.iter().for_each(|branch| print_branch(&mut out, branch, 1, "", paint));
    }
    let mut dimension: Option<&Option<String>> = None;
    for rule in &explanation.rules {
        if dimension != Some(&rule.dimension) {
            let _ = writeln!(out, "\n{}", paint.wrap("1", rule.dimension.as_deref().unwrap_or("rules")));
            dimension = Some(&rule.dimension);
        }
        print_rule(&mut out, rule, paint);
    }
    out
}

fn print_rule(out: &mut String, rule: &ExplainedRule, paint: Paint) {
    let kind = match rule.kind {
        RuleKind::Must => "must",
        RuleKind::Should => "should",
        RuleKind::Exclude => "exclude",
    };
    let mut tail = String::new();
    if let Some((earned, weight)) = rule.earned {
        let _ = write!(tail, "  {} of {}", signed(earned), signed(weight));
    }
    if rule.decides {
        let unknown = rule.branch.truth == Some(Truth::Unknown);
        let _ = write!(tail, "  {}", paint.wrap("1", if unknown { "← open" } else { "← out" }));
    }
    let mut branch = rule.branch.clone();
    branch.text = format!("{kind}: {}", branch.text);
    print_branch(out, &branch, 1, &tail, paint);
    if let Some(because) = &rule.because {
        let _ = writeln!(out, "      {}", paint.wrap("2", &format!("because {because}")));
    }
}

fn print_branch(out: &mut String, branch: &Branch, depth: usize, tail: &str, paint: Paint) {
    let indent = "  ".repeat(depth);
    let seen: Vec<String> = branch.seen.iter().map(|s| format!("{} = {}", s.name, s.value)).collect();
    let mut line = format!("{indent}{} {}", paint.mark(branch), branch.text);
    if let Some(grade) = branch.grade {
        let _ = write!(line, "  grade {grade:.3}");
    }
    let _ = writeln!(out, "{line}{tail}");
    if !seen.is_empty() {
        let _ = writeln!(out, "{indent}    {}", paint.wrap("2", &seen.join(", ")));
    }
    branch.parts.iter().for_each(|part| print_branch(out, part, depth + 1, "", paint));
}

/// Points with their sign, at most four decimals.
fn signed(points: f64) -> String {
    let text = format!("{points:+.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
