//! Random texts: every rule of the grammar, in any spacing, with comments between any two tokens.

use super::{comments, holds, long_lines};
use crate::oracle::rng::Rng;

/// A text as the tokens that it consists of.
struct Text {
    rng: Rng,
    tokens: Vec<String>,
}

/// Between these two tokens stands nothing: a call's bracket is on its function's line, and a dot may be read with a number.
const GLUE: &str = "\u{1}";

#[test]
fn comments_between_any_tokens_stay_in_their_order() {
    let (mut kept, mut lines, mut wrong) = (0, 0, 0);
    for seed in 0..200 {
        let mut text = Text { rng: Rng::new(seed), tokens: Vec::new() };
        (0..1 + text.rng.below(6)).for_each(|_| text.item());
        let density = text.rng.pick(&[0, 0, 3, 15, 40]);
        let written = text.written(density);
        if super::super::parsed(&written).has_errors() {
            // Some things can be said only once, and some chains only with parentheses.
            wrong += 1;
            continue;
        }
        let formatted = std::panic::catch_unwind(|| holds(&written));
        let formatted = formatted.unwrap_or_else(|_| panic!("seed {seed}"));
        assert_eq!(comments(&written), comments(&formatted), "seed {seed}\n{written}\n---\n{formatted}");
        assert!(long_lines(&formatted).is_empty(), "seed {seed}\n{:#?}\n{formatted}", long_lines(&formatted));
        assert!(formatted.lines().all(|line| line.trim_end() == line), "seed {seed}\n{formatted}");
        kept += comments(&written).len();
        lines += formatted.lines().count();
    }
    assert!(wrong < 60 && kept > 1_000 && lines > 3_000, "{kept} comments, {lines} lines, {wrong} wrong");
}

impl Text {
    /// The tokens with random blanks, line breaks and comments.
    fn written(&mut self, comments: usize) -> String {
        let mut out = String::new();
        let mut number = 0;
        let mut glued = true;
        for token in std::mem::take(&mut self.tokens) {
            if token == GLUE {
                glued = true;
                continue;
            }
            if !glued {
                out += self.rng.pick(&[" ", " ", " ", "\n", "  ", "\t", "\n\n", "\n    ", "\r\n", "\n\n\n "]);
                while self.rng.percent(comments) {
                    number += 1;
                    let sign = self.rng.pick(&["#", "# ", "## ", "###", "#\t", "##"]);
                    let end = self.rng.pick(&["\n", "\n", "\n\n", " \n  "]);
                    out += &format!("{sign}c{number}{end}");
                }
            }
            glued = false;
            out += &token;
        }
        if self.rng.percent(comments) {
            out += " # at the end";
        }
        out
    }

    fn add(&mut self, tokens: &str) {
        self.tokens.extend(tokens.split(' ').map(str::to_owned));
    }

    fn one(&mut self, of: &[&str]) {
        let token = self.rng.pick(of).to_owned();
        self.tokens.push(token);
    }

    fn maybe(&mut self, chance: usize, add: impl FnOnce(&mut Self)) {
        if self.rng.percent(chance) {
            add(self);
        }
    }

    fn times(&mut self, low: usize, more: usize, mut add: impl FnMut(&mut Self, usize)) {
        let count = low + self.rng.below(more + 1);
        (0..count).for_each(|i| add(self, i));
    }

    fn name(&mut self) {
        self.one(&[
            "a",
            "ltv",
            "城市",
            "`GICS Sector`",
            "online_orders",
            "status",
            "a_rather_long_name",
            "x1",
        ]);
    }

    fn text(&mut self) {
        self.one(&[
            "\"a\"",
            "\"\"",
            "\"says \\\"no\\\" twice\"",
            "\"三年总成本是多少？\"",
            "\"A sentence of some length, with a comma\"",
        ]);
    }

    /// A text that people read: one, or one for each language.
    fn words(&mut self) {
        if self.rng.percent(80) {
            return self.text();
        }
        self.add("{ en :");
        self.text();
        self.maybe(60, |t| t.add(","));
        self.add("zh-Hant :");
        self.text();
        self.maybe(20, |t| t.add(","));
        self.add("}");
    }

    fn number(&mut self) {
        self.one(&["0", "1_000", "33.25", "7%", "200_000_000", "12 %"]);
    }

    fn date(&mut self) {
        self.one(&["2026-10-31", "2024-02-29"]);
    }

    fn head(&mut self, of: bool) {
        self.name();
        self.maybe(if of { 30 } else { 0 }, |t| {
            t.add("of");
            t.name();
        });
        self.maybe(30, Self::text);
    }

    fn allow(&mut self) {
        self.add("allow (");
        self.times(1, 3, |t, i| {
            if i > 0 {
                t.add(",");
            }
            t.one(&["overdue-review", "W0502", "unused"]);
        });
        self.maybe(20, |t| t.add(","));
        self.add(") because");
        self.words();
    }

    fn item(&mut self) {
        self.maybe(15, Self::allow);
        match self.rng.below(12) {
            0 => {
                self.add("param");
                self.name();
                self.add(":");
                self.value(2);
            }
            1..=3 => {
                self.one(&["feature", "segment", "metric", "theme"]);
                self.head(true);
                self.add(":");
                self.expr(3);
            }
            4..=7 => {
                self.one(&["icp", "persona", "score"]);
                self.head(true);
                self.add("{");
                self.times(1, 8, |t, _| t.member());
                self.add("}");
            }
            8 => self.assign(),
            9 => {
                self.add("grid");
                self.head(false);
                self.add(":");
                self.name();
                self.add("by");
                self.name();
            }
            10 => self.journey(),
            _ => self.test(),
        }
    }

    fn assign(&mut self) {
        self.add("assign");
        self.head(false);
        self.add("{ among [");
        self.times(1, 12, |t, i| {
            if i > 0 {
                t.add(",");
            }
            t.name();
        });
        self.maybe(30, |t| t.add(","));
        self.add("] by highest score at least 40 }");
    }

    fn journey(&mut self) {
        self.add("journey");
        self.head(true);
        self.add("{");
        self.times(1, 4, |t, _| {
            t.maybe(15, Self::allow);
            t.add("stage");
            t.head(false);
            t.add(":");
            t.expr(2);
            t.maybe(40, |t| {
                t.add("{ touchpoints");
                t.texts();
                t.add("pains");
                t.texts();
                t.add("}");
            });
        });
        self.add("}");
    }

    fn test(&mut self) {
        self.add("test");
        self.text();
        self.add("{");
        self.times(0, 5, |t, _| match t.rng.below(6) {
            0 => {
                t.add("given as of");
                t.date();
            }
            1 => {
                t.add("given");
                t.row();
            }
            2 => {
                t.add("given");
                t.name();
                t.add(". facts [");
                t.times(0, 3, |t, i| {
                    if i > 0 {
                        t.add(",");
                    }
                    t.row();
                });
                t.add("]");
            }
            3 => {
                t.add("expect");
                t.name();
                let outcome = t.rng.pick(&["matches", "does not match", "is undecided"]);
                t.add(outcome);
            }
            _ => {
                t.add("expect");
                t.expr(2);
            }
        });
        self.add("}");
    }

    fn row(&mut self) {
        self.add("{");
        self.times(0, 9, |t, _| {
            t.name();
            t.add(":");
            t.value(1);
            t.maybe(60, |t| t.add(","));
        });
        self.add("}");
    }

    fn texts(&mut self) {
        self.add("[");
        self.times(0, 4, |t, i| {
            if i > 0 {
                t.add(",");
            }
            t.words();
        });
        if self.tokens.last().is_some_and(|last| last != "[") {
            self.maybe(20, |t| t.add(","));
        }
        self.add("]");
    }

    fn rule(&mut self) {
        self.one(&["must", "should", "should", "exclude"]);
        self.expr(3);
        self.maybe(50, |t| {
            t.add("weight");
            t.one(&["20", "-10", "7.5", "+5", "- 3"]);
        });
        self.maybe(30, |t| {
            t.add("because");
            t.words();
        });
    }

    fn rules(&mut self, more: usize) {
        self.add("{");
        self.times(1, more, |t, _| t.rule());
        self.add("}");
    }

    fn member(&mut self) {
        self.maybe(10, Self::allow);
        match self.rng.below(19) {
            0..=4 => self.rule(),
            5..=7 => {
                self.one(&["behavior", "value", "demographics"]);
                self.maybe(20, Self::text);
                self.maybe(20, |t| t.add("cap 40"));
                let more = self.rng.pick(&[0, 0, 4]);
                self.rules(more);
            }
            8 => self.add("dimension loyalty \"Comes_back\" { must a }"),
            9 => self.add("icp : target"),
            10 if self.tokens.iter().any(|t| t == "owner") => self.add("icp : target"),
            10 => self.add("owner : \"a@b.example\" version : \"1.0\" status : draft review : 2027-01-01"),
            11 => {
                self.add("tiers {");
                self.times(1, 5, |t, _| {
                    t.one(&["A", "1", "hot", "\"very high\"", "甲"]);
                    t.add(":");
                    t.one(&["75", "66.67", "-1"]);
                    t.maybe(30, |t| t.add(","));
                });
                self.add("}");
            }
            12 => {
                self.add("profile {");
                self.times(1, 3, |t, _| {
                    t.name();
                    t.add(":");
                    t.value(1);
                    t.maybe(30, |t| t.add(","));
                });
                self.add("}");
            }
            13 => {
                self.one(&["goals", "channels", "criteria", "pain_points"]);
                self.texts();
            }
            14 => {
                self.add("pain_points {");
                self.times(1, 3, |t, _| {
                    t.text();
                    t.maybe(60, |t| {
                        t.add("backed by");
                        t.expr(2);
                    });
                    t.maybe(20, |t| t.add(","));
                });
                self.add("}");
            }
            15 => {
                self.add("story");
                self.one(&[
                    "\"\"\"\n      One line.\n        Deeper.\n\n      Last.  \n   \"\"\"",
                    "\"\"\"first\n  second\n\"\"\"",
                    "\"\"\"on one line\"\"\"",
                    "\"\"\"\n\ttabs\n    and blanks\n\"\"\"",
                    "\"plain\"",
                ]);
            }
            16 => {
                self.add("claim");
                self.words();
                self.add(":");
                self.expr(2);
            }
            17 => {
                self.add("expect {");
                // Each on its own: the language tells expectations apart only by what cannot go on.
                self.expr(1);
                self.add("}");
            }
            _ => {
                self.add("evidence {");
                self.times(1, 3, |t, _| {
                    t.one(&["interview", "survey", "问卷"]);
                    t.date();
                    t.text();
                    t.maybe(50, |t| t.add("n : 12"));
                    t.maybe(50, |t| t.add("link : \"research/2026-06-owners.md\""));
                });
                self.add("}");
            }
        }
    }

    fn value(&mut self, depth: usize) {
        match self.rng.below(if depth == 0 { 5 } else { 6 }) {
            0 => self.name(),
            1 => self.text(),
            2 => self.number(),
            3 => self.date(),
            4 => self.one(&["true", "false", "30 days", "2 weeks"]),
            _ => {
                self.add("[");
                self.times(1, 14, |t, i| {
                    if i > 0 {
                        t.add(",");
                    }
                    t.value(0);
                });
                self.maybe(20, |t| t.add(","));
                self.add("]");
            }
        }
    }

    /// A chain, a single test, or a value.
    fn expr(&mut self, depth: usize) {
        let word = self.rng.pick(&["and", "or"]);
        let terms = self.rng.pick(&[1, 1, 2, 3, 5]);
        for i in 0..terms {
            if i > 0 {
                self.add(word);
            }
            // `not` at the beginning of a chain is an error: it can be read in two ways.
            self.maybe(if terms == 1 || i > 0 { 10 } else { 0 }, |t| t.add("not"));
            self.comparison(depth);
        }
    }

    fn comparison(&mut self, depth: usize) {
        self.sum(depth);
        match self.rng.below(12) {
            0..=3 => {
                self.one(&["=", "!=", "<", "<=", ">", ">="]);
                self.sum(depth.min(1));
            }
            4 => {
                self.maybe(30, |t| t.add("not"));
                self.add("between 1_000 and 20_000");
            }
            5 => {
                self.maybe(30, |t| t.add("not"));
                self.add("in [ \"tier-1\" , \"other\" ]");
            }
            6 => self.add("in top 20%"),
            7 => self.add("has any of [ \"smart_home\" , \"audio\" ]"),
            8 => {
                let test =
                    self.rng.pick(&["contains", "starts with", "does not contain", "does not end with"]);
                self.add(test);
                self.text();
            }
            9 => {
                self.add("matches");
                self.one(&["/(?i)\\b(vp|head)\\b/", "/a b/"]);
            }
            10 => {
                let test = self.rng.pick(&["is missing", "is known", "is not known"]);
                self.add(test);
            }
            _ => {}
        }
    }

    fn sum(&mut self, depth: usize) {
        self.operand(depth);
        let more = self.rng.pick(&[0, 0, 0, 1, 3]);
        for _ in 0..more {
            self.one(&["+", "-", "*", "/", "??"]);
            self.operand(depth);
        }
    }

    fn operand(&mut self, depth: usize) {
        self.maybe(5, |t| t.add("-"));
        self.maybe(2, |t| t.add("-"));
        if depth == 0 {
            return match self.rng.below(3) {
                0 => self.number(),
                _ => self.name(),
            };
        }
        match self.rng.below(10) {
            0..=3 => self.name(),
            4 => self.number(),
            5 => {
                self.name();
                self.add(". facts . employees");
            }
            6 => {
                self.add("(");
                self.expr(depth - 1);
                self.add(")");
            }
            7 => {
                self.add("at least 2 of [");
                self.times(2, 3, |t, i| {
                    if i > 0 {
                        t.add(",");
                    }
                    t.expr(depth - 1);
                });
                self.maybe(40, |t| t.add(","));
                self.add("]");
            }
            8 => self.aggregate(depth),
            _ => {
                self.one(&["ramp", "decay", "age"]);
                self.tokens.extend([GLUE.to_owned(), "(".to_owned()]);
                self.times(0, 3, |t, i| {
                    if i > 0 {
                        t.add(",");
                    }
                    if i == 2 {
                        t.add("top :");
                    }
                    t.expr(depth - 1);
                });
                self.add(")");
            }
        }
    }

    fn aggregate(&mut self, depth: usize) {
        self.one(&["count", "sum", "share"]);
        self.tokens.extend([GLUE.to_owned(), "(".to_owned()]);
        self.add("orders . amount");
        self.maybe(10, |t| t.add("via buyer"));
        self.maybe(40, |t| {
            t.add("during");
            let window = t.rng.pick(&[
                "last@12 months",
                "this@month",
                "since@2026-01-01",
                "from@2026-01-01@to@2026-06-30",
                "previous@quarter",
            ]);
            t.tokens.extend(window.split('@').map(str::to_owned));
        });
        self.maybe(60, |t| {
            t.add("where");
            t.expr(depth - 1);
        });
        self.add(")");
    }
}
