//! Lints that say "never", "always", "nobody" and "the same", held against every row of a small world by the reference.
//!
//! Random rules over four columns; the rows are all combinations of a few values of each, the missing one among them. For each finding
//! the project gets a persona that would have members if the finding were wrong.

use crate::oracle::rng::Rng;
use personac::check::project::{LoadOptions, Loaded, load};
use personac::cohort::CohortResult;
use personac::diagnostics::Diagnostic;
use personac::reference::{self, Data, TableData, Value};
use personac::source::MemoryWorld;
use personac::{lower, source};
use std::collections::BTreeMap;

const CATALOG: &str = "\
as_of: 2026-10-31
tables:
  people:
    source: people.csv
    key: id
    columns:
      id: text
      age: { type: int, range: [0, 4] }
      tier: { type: enum, values: [a, b, c] }
      flag: bool
      x: number
";

fn loaded(spec: &str) -> Loaded {
    let day = "2026-10-31".parse().unwrap();
    load(
        &MemoryWorld::new(day).with("personac.yaml", CATALOG).with("a.persona", spec),
        &LoadOptions::default(),
    )
}

/// Every combination of a few values: 6 × 4 × 3 × 8 rows.
fn everyone() -> Data {
    let ages = [Value::Missing].into_iter().chain((0..=4).map(Value::Int));
    let texts = ["a", "b", "c"].map(|t| Value::Text(t.into()));
    let tiers: Vec<Value> = [Value::Missing].into_iter().chain(texts).collect();
    let flags = [Value::Missing, Value::Bool(true), Value::Bool(false)];
    let numbers = [-1.0, 0.0, 0.5, 1.0, 2.0, 3.0, 9.0].map(Value::Number);
    let numbers: Vec<Value> = [Value::Missing].into_iter().chain(numbers).collect();
    let mut columns = vec![Vec::new(); 5];
    for age in ages {
        for tier in &tiers {
            for flag in &flags {
                for x in &numbers {
                    let id = Value::Text(columns[0].len().to_string().into());
                    let row = [id, age.clone(), tier.clone(), flag.clone(), x.clone()];
                    columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
                }
            }
        }
    }
    Data { tables: vec![TableData { columns }] }
}

/// What the reference says of each cohort.
fn results(loaded: &Loaded, data: &Data) -> BTreeMap<String, CohortResult> {
    let project = loaded.project.as_ref().expect("the catalog is fine");
    let options = lower::Options::default();
    let mut lowered = lower::lower(&project.program, &project.catalog, project.as_of, &options);
    lowered.plan.cohorts.iter_mut().for_each(|cohort| cohort.columns.clear());
    let results = reference::cohorts(&lowered.plan, data);
    results.cohorts.into_iter().map(|c| (c.name.clone(), c)).collect()
}

struct Maker {
    rng: Rng,
}

impl Maker {
    fn rule(&mut self, depth: usize) -> String {
        if depth == 0 || self.rng.percent(45) {
            return self.atom();
        }
        let (a, b) = (self.rule(depth - 1), self.rule(depth - 1));
        match self.rng.below(8) {
            0..=2 => format!("(({a}) and ({b}))"),
            3 | 4 => format!("(({a}) or ({b}))"),
            5 => format!("not ({a})"),
            6 => {
                let is = self.rng.pick(&["is true", "is not true", "is false", "is not false", "is missing"]);
                format!("({a}) {is}")
            }
            _ => format!("at least {} of [{a}, {b}, {}]", 1 + self.rng.below(3), self.atom()),
        }
    }

    fn atom(&mut self) -> String {
        let op = self.rng.pick(&["=", "!=", "<", "<=", ">", ">="]);
        let not = self.rng.pick(&["", "", "not "]);
        let k = self.rng.between(-1, 5);
        let x = self.rng.pick(&["-1", "0", "0.5", "1", "2.5", "9"]);
        let text = self.rng.pick(&["a", "b", "c"]);
        match self.rng.below(14) {
            0..=2 => format!("age {op} {k}"),
            3 => format!("age {not}between {k} and {}", k + self.rng.between(0, 4)),
            4 => format!("age {not}in [{k}, 2]"),
            5 => format!("{} is {}", self.column(), self.rng.pick(&["missing", "known"])),
            6 => format!("tier {not}in [\"{text}\", \"b\"]"),
            7 => format!("tier {} \"{text}\"", self.rng.pick(&["=", "!="])),
            8 => self.rng.pick(&["flag", "not flag", "flag = true", "flag != true", "flag ?? false"]).into(),
            9 | 10 => format!("x {op} {x}"),
            11 => format!("(x ?? {x}) {op} 1"),
            12 => format!("(age ?? {k}) {op} 2.5"),
            _ => format!("segment_{}", self.rng.below(2)),
        }
    }

    fn column(&mut self) -> &'static str {
        self.rng.pick(&["age", "tier", "flag", "x"])
    }

    /// Segments and a persona, each rule on a line of its own; `segment_1` may use `segment_0`.
    fn project(&mut self) -> String {
        let mut out = String::new();
        for n in 0..2 {
            let mut rule = self.rule(2);
            while rule.contains("segment_1") || (n == 0 && rule.contains("segment_")) {
                rule = self.rule(2);
            }
            out += &format!("segment segment_{n}: {rule}\n");
        }
        out += "persona p {\n";
        for _ in 0..1 + self.rng.below(3) {
            out += &format!("  must {}\n", self.rule(1));
        }
        for _ in 0..self.rng.below(2) {
            out += &format!("  exclude {}\n", self.rule(1));
        }
        for _ in 0..self.rng.below(3) {
            out += &format!("  should {} weight {}\n", self.rule(1), self.weight());
        }
        out += "  behavior cap 30 {\n";
        for _ in 0..1 + self.rng.below(3) {
            out += &format!("  should {} weight {}\n", self.rule(1), self.weight());
        }
        if self.rng.percent(30) {
            out += "  should ramp(x, 0, 2) weight 10\n";
        }
        out += "  }\n  should flag weight 20\n  tiers { A: 75  B: 50  C: 25  D: 0 }\n}\n";
        out
    }

    fn weight(&mut self) -> &'static str {
        self.rng.pick(&["5", "10", "20", "30", "-10", "0.5"])
    }
}

/// What must hold of the probes that were added.
enum Claim {
    /// Nobody is in this persona.
    Empty(String),
    /// Nobody is in this tier of `p`.
    NoTier(String),
    /// This persona has as many members in each tier as `p`.
    Same(String),
}

/// The text of `p` with one of its lines changed, under another name.
fn changed(spec: &str, line: usize, instead: &str, name: &str) -> String {
    let lines = spec.lines().enumerate().skip_while(|(_, l)| !l.starts_with("persona p "));
    let lines = lines.map(|(n, l)| if n == line { instead.to_owned() } else { l.to_owned() });
    let text: Vec<String> = lines.collect();
    text.join("\n").replace("persona p ", &format!("persona {name} ")) + "\n"
}

/// A finding as a claim, and the persona that would show it wrong.
fn claim(spec: &str, loaded: &Loaded, found: &Diagnostic, name: &str) -> Option<(Claim, String)> {
    let span = found.labels[0].span;
    let text = loaded.sources.text(span);
    let line = loaded.sources.position(span).line - 1;
    let said = |what: &str| found.message.contains(what);
    let rule = text.split_once(' ').map_or("", |(_, rule)| rule);
    let empty = |body: String| Some((Claim::Empty(name.into()), format!("persona {name} {{ {body} }}\n")));
    match found.code.name {
        "constant-rule" if said("never true") => empty(format!("must {text}")),
        "constant-rule" if said("for everyone") => empty(format!("must ({text}) is not true")),
        "constant-rule" => empty(format!("must ({text}) is false")),
        "contradiction" => Some((Claim::Empty("p".into()), String::new())),
        "idle-rule" if said("every member") => empty(format!("must p must ({rule}) is not true")),
        "idle-rule" if said("no member") => empty(format!("must p must {rule}")),
        "idle-rule" => Some((Claim::Same(name.into()), changed(spec, line, "", name))),
        "unreachable-tier" => {
            let tier = text.split(':').next().unwrap_or_default();
            Some((Claim::NoTier(tier.into()), String::new()))
        }
        "idle-weight" => {
            let weight = spec.lines().nth(line)?.rsplit_once("weight")?.1;
            // Nobody is without a key.
            let instead = format!("  should id is missing weight {weight}");
            Some((Claim::Same(name.into()), changed(spec, line, &instead, name)))
        }
        "duplicate-definition" if said("segment") => {
            empty("must segment_0 must (segment_1) is not true".into())
        }
        _ => None,
    }
}

#[test]
fn what_lints_say_of_everyone_holds_for_everyone() {
    let data = everyone();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..300 {
        let spec = Maker { rng: Rng::new(seed) }.project();
        let first = loaded(&spec);
        assert!(!first.has_errors(), "seed {seed}: {:?}\n{spec}", first.diagnostics);
        let mut probed = spec.clone();
        let mut claims = Vec::new();
        for (n, found) in first.diagnostics.iter().enumerate() {
            if let Some((claim, probe)) = claim(&spec, &first, found, &format!("probe_{n}")) {
                probed += &probe;
                claims.push((claim, found));
                *seen.entry(found.code.name).or_default() += 1;
            }
        }
        if claims.is_empty() {
            continue;
        }
        let second = loaded(&probed);
        let errors: Vec<_> = second.diagnostics.iter().filter(|d| d.is_error()).collect();
        assert!(errors.is_empty(), "seed {seed}: {errors:?}\n{probed}");
        let results = results(&second, &data);
        let p = &results["p"];
        let tiers = |c: &CohortResult| c.tiers.iter().map(|t| t.count).collect::<Vec<_>>();
        for (claim, found) in claims {
            let holds = match &claim {
                Claim::Empty(name) => results[name].matched == 0,
                Claim::NoTier(name) => p.tiers.iter().all(|t| t.name != *name || t.count == 0),
                Claim::Same(name) => {
                    results[name].matched == p.matched
                        && (found.code.name == "idle-rule" || tiers(&results[name]) == tiers(p))
                }
            };
            let at: source::Position = first.sources.position(found.labels[0].span);
            assert!(holds, "seed {seed}, line {}: {}\n{probed}", at.line, found.message);
        }
    }
    println!("{seen:?}");
    let lints = ["constant-rule", "contradiction", "idle-rule", "unreachable-tier", "idle-weight"];
    assert!(lints.iter().all(|lint| seen.get(lint).is_some_and(|n| *n >= 10)), "{seen:?}");
}
