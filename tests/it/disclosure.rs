//! Nothing about a few people can be worked out from what is shown: random people and cohorts, and an attacker who adds and subtracts.
//!
//! The attacker is independent of the program's own proof: he knows for each figure which people it counts, worked out here
//! from the plan's nodes, and which combinations of figures hold nobody. People whom no figure tells apart are one atom. A
//! group of atoms gives itself away if its sum follows from the sums shown: if it is at right angles to all that the figures
//! leave open.

use personac::check::project::{LoadOptions, Project, load};
use personac::documents::{RunFound, Summary};
use personac::ir::{NodeId, Plan};
use personac::lower;
use personac::reference::{Data, TableData, Value, Values, cohorts, evaluate};
use personac::source::MemoryWorld;
use serde_json::Value as Json;
use std::collections::BTreeMap;

const PRIME: u64 = (1 << 31) - 1;

struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }
}

struct Run {
    project: Project,
    plan: Plan,
    data: Data,
}

const RULES: [&str; 8] = [
    "flag",
    "flag is not true",
    "city = \"a\"",
    "city in [\"a\", \"b\"]",
    "age >= 4",
    "age between 2 and 7",
    "tags has \"x\"",
    "(flag or age >= 6)",
];

fn random(rng: &mut Rng) -> Run {
    let mut spec = format!("icp target {{ must {} }}\n", rng.pick(&RULES));
    for name in ["one", "two", "three"].iter().take(1 + rng.below(3) as usize) {
        let within = if rng.below(2) == 0 { "icp: target" } else { "" };
        spec += &format!(
            "persona {name} {{ {within}\n must {}\n must {}\n should {} weight 3\n should {} weight 2\n tiers {{ A: 60 B: 0 }} }}\n",
            rng.pick(&RULES),
            rng.pick(&RULES),
            rng.pick(&RULES),
            rng.pick(&RULES),
        );
    }
    spec += "score warmth { should flag weight 1 should age >= 5 weight 1 tiers { H: 50 L: 0 } }\n";
    spec += "assign first { among [one, target] by priority }\ngrid by_both: one by warmth\n";
    let catalog = "project: p\ntimezone: UTC\nas_of: 2026-10-31\ntables:\n  people:\n    source: people.csv\n    key: id\n    \
        consent: agrees\n    columns:\n      id: text\n      agrees: bool\n      flag: bool\n      city: { type: enum, values: [a, b, c] }\n      age: int\n      \
        tags: { type: list, separator: \";\" }\n";
    let world = MemoryWorld::new("2026-10-31".parse().unwrap())
        .with("personac.yaml", catalog)
        .with("p.persona", &spec);
    let loaded = load(&world, &LoadOptions::default());
    assert!(!loaded.has_errors(), "{spec}\n{:?}", loaded.diagnostics);
    let project = loaded.project.unwrap();
    let plan =
        lower::lower(&project.program, &project.catalog, project.as_of, &lower::Options::default()).plan;
    let people = 15 + rng.below(90);
    let mut columns = vec![Vec::new(); 6];
    let rare = 2 + rng.below(12);
    for person in 0..people {
        let missing = rng.below(rare * 3) == 0;
        let flag = rng.below(rare) < rare / 2;
        columns[0].push(Value::text(&person.to_string()));
        columns[1].push(Value::Bool(rng.below(20) > 0));
        columns[2].push(if missing { Value::Missing } else { Value::Bool(flag) });
        columns[3].push(match rng.below(rare) {
            0 => Value::text("c"),
            1..=3 => Value::text("b"),
            _ if rng.below(40) == 0 => Value::Missing,
            _ => Value::text("a"),
        });
        columns[4].push(Value::Int(rng.below(10) as i64));
        columns[5].push(Value::list(if rng.below(3) == 0 { &["x"] } else { &["y", "z"] }));
    }
    Run { project, plan, data: Data { tables: vec![TableData { columns }] } }
}

impl Run {
    fn summary(&mut self, min_cell: u64) -> Json {
        self.project.catalog.privacy.min_cell = min_cell;
        let results = cohorts(&self.plan, &self.data);
        let found = RunFound {
            catalog: &self.project.catalog,
            results: &results,
            reports: &[],
            history: None,
            spec_hash: "",
        };
        serde_json::to_value(Summary::new(&found)).unwrap()
    }
}

/// A figure that may be shown, and the people it counts.
struct Shown {
    name: String,
    people: Vec<bool>,
    figure: Option<u64>,
}

/// Reads figures and finds out whom they count.
struct Reader<'a> {
    values: &'a Values<'a>,
    base: Vec<bool>,
    shown: Vec<Shown>,
}

impl<'a> Reader<'a> {
    fn truths(&self, node: NodeId) -> Vec<bool> {
        self.values.of(node).iter().map(|v| *v == Value::Bool(true)).collect()
    }

    fn add(&mut self, name: String, figure: &Json, people: impl Fn(usize) -> bool) {
        let people: Vec<bool> = (0..self.base.len()).map(|p| self.base[p] && people(p)).collect();
        let count = people.iter().filter(|p| **p).count() as u64;
        let figure = figure.as_u64();
        assert!(figure.is_none_or(|n| n == count), "{name} says {figure:?}, counted {count}");
        self.shown.push(Shown { name, people, figure });
    }

    /// What is said where a mean stands: the number of people behind it.
    fn mean(&mut self, name: String, mean: &Json, people: impl Fn(usize) -> bool) {
        let count = (0..self.base.len()).filter(|&p| self.base[p] && people(p)).count();
        let figure = if mean.is_null() { Json::Null } else { count.into() };
        self.add(name, &figure, people);
    }

    fn read(&mut self, plan: &Plan, json: &Json) {
        self.add("population".into(), &json["entities"]["people"]["population"], |_| true);
        for cohort in &plan.cohorts {
            self.cohort(plan, cohort, &json["cohorts"][&cohort.name]);
        }
        let members: Vec<Vec<bool>> =
            plan.assigns[0].among.iter().map(|&c| self.truths(plan.cohorts[c].matched)).collect();
        let first = |p: usize| members.iter().position(|m| m[p]);
        let assign = &json["assigns"]["first"];
        for place in 0..members.len() {
            self.add(format!("first {place}"), &assign["counts"][place]["count"], |p| {
                first(p) == Some(place)
            });
        }
        self.add("first of none".into(), &assign["unassigned"], |p| first(p).is_none());
        let grid = &plan.grids[0];
        let tier = |c: usize| self.values.of(plan.cohorts[c].score.tier.unwrap()).to_vec();
        let (rows, columns) = (tier(grid.rows), tier(grid.columns));
        let (names, across) = (&plan.cohorts[grid.rows].score.tiers, &plan.cohorts[grid.columns].score.tiers);
        for (r, row) in names.iter().enumerate() {
            for (c, column) in across.iter().enumerate() {
                let cell = &json["grids"]["by_both"]["counts"][r][c];
                let is =
                    |p: usize| rows[p] == Value::text(&row.name) && columns[p] == Value::text(&column.name);
                self.add(format!("cell {r} {c}"), cell, is);
            }
        }
    }

    fn cohort(&mut self, plan: &Plan, cohort: &personac::ir::Cohort, json: &Json) {
        let name = |what: &str| format!("{} {what}", cohort.name);
        let (matched, undecided) = (self.truths(cohort.matched), self.truths(cohort.undecided));
        self.add(name("population"), &json["population"], |_| true);
        self.add(name("matched"), &json["matched"], |p| matched[p]);
        self.mean(name("mean score"), &json["mean_score"], |p| matched[p]);
        self.add(name("undecided"), &json["undecided"], |p| undecided[p]);
        self.add(name("not matched"), &json["not_matched"], |p| !matched[p] && !undecided[p]);
        if let Some(tier) = cohort.score.tier {
            let tiers = self.values.of(tier).to_vec();
            for (place, bound) in cohort.score.tiers.iter().enumerate() {
                let is = |p: usize| matched[p] && tiers[p] == Value::text(&bound.name);
                self.add(name(&bound.name), &json["tiers"][place]["count"], is);
            }
            self.add(name("below"), &json["below_tiers"], |p| matched[p] && tiers[p] == Value::Missing);
        }
        for (place, &step) in cohort.steps.iter().enumerate() {
            let left = self.truths(step);
            self.add(name(&format!("step {place}")), &json["attrition"][place]["left"], |p| left[p]);
        }
        for (label, node) in &cohort.missing {
            let costs = self.truths(*node);
            let shown = json["missing"].as_array().unwrap().iter().find(|m| m["column"] == label.as_str());
            let none = Json::from(0);
            self.add(name(&format!("missing {label}")), shown.map_or(&none, |m| &m["people"]), |p| costs[p]);
        }
        let earned = self.values.of(cohort.score.earned).to_vec();
        let bins = json["score_histogram"].as_array().unwrap();
        for (place, figure) in bins.iter().enumerate() {
            let bin = |p: usize| match &earned[p] {
                Value::Int(e) => (20 * (*e).max(0) / cohort.score.total).min(19) as usize * bins.len() / 20,
                _ => unreachable!(),
            };
            self.add(name(&format!("bin {place}")), figure, |p| matched[p] && bin(p) == place);
        }
        for column in &cohort.columns {
            let json =
                json["columns"].as_array().unwrap().iter().find(|c| c["label"] == *column.label).unwrap();
            let values = self.values.of(column.value).to_vec();
            assert_eq!(plan.node(column.value).table, cohort.table);
            self.column(&name(&column.label), &json["population"], &values, &|_| true);
            self.column(&name(&format!("own {}", column.label)), &json["cohort"], &values, &|p| matched[p]);
            if !json["everyone"].is_null() {
                self.bins(&name(&format!("everyone {}", column.label)), &json["everyone"], &values, &|_| {
                    true
                });
            }
        }
    }

    fn bins(&mut self, name: &str, json: &Json, values: &[Value], of: &dyn Fn(usize) -> bool) {
        let edges: Vec<Option<f64>> = json["edges"].as_array().unwrap().iter().map(Json::as_f64).collect();
        let counts = json["counts"].as_array().unwrap();
        for (place, count) in counts.iter().enumerate() {
            let inside = |p: usize| match values[p] {
                Value::Int(x) => {
                    let last = place + 1 == counts.len();
                    edges[place].is_none_or(|low| x as f64 >= low)
                        && edges[place + 1].is_none_or(|high| (x as f64) < high || last)
                }
                _ => false,
            };
            self.add(format!("{name} bin {place}"), count, |p| of(p) && inside(p));
        }
    }

    fn column(&mut self, name: &str, json: &Json, values: &[Value], of: &dyn Fn(usize) -> bool) {
        self.add(format!("{name} n"), &json["n"], of);
        self.add(format!("{name} missing"), &json["missing"], |p| of(p) && values[p] == Value::Missing);
        if json["shape"] == "histogram" {
            self.mean(format!("{name} mean"), &json["mean"], |p| of(p) && values[p] != Value::Missing);
            self.mean(format!("{name} median"), &json["median"], |p| of(p) && values[p] != Value::Missing);
            self.bins(name, json, values, of);
            return;
        }
        let named: Vec<String> = json["values"]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v["value"].as_str().unwrap().to_owned())
            .collect();
        let has = |p: usize, name: &str| match &values[p] {
            Value::Bool(b) => b.to_string() == name,
            Value::Text(text) => &**text == name,
            Value::List(items) => items.iter().any(|i| &**i == name),
            _ => false,
        };
        for (place, value) in named.iter().enumerate() {
            self.add(format!("{name} {value}"), &json["values"][place]["count"], |p| of(p) && has(p, value));
        }
        if json["items"] == false {
            let other = |p: usize| values[p] != Value::Missing && !named.iter().any(|n| has(p, n));
            self.add(format!("{name} other"), &json["other"], |p| of(p) && other(p));
        }
    }
}

/// Random words at right angles to all rows, modulo the prime.
fn open_directions(rows: &[Vec<u64>], width: usize, rng: &mut Rng) -> Vec<Vec<u64>> {
    let mut basis: Vec<(usize, Vec<u64>)> = Vec::new();
    for row in rows {
        let mut row = row.clone();
        for (pivot, other) in &basis {
            let factor = row[*pivot];
            row.iter_mut().zip(other).for_each(|(a, b)| *a = (*a + (PRIME - factor) * b) % PRIME);
        }
        let Some(pivot) = row.iter().position(|&a| a != 0) else { continue };
        let inverse = power(row[pivot], PRIME - 2);
        row.iter_mut().for_each(|a| *a = *a * inverse % PRIME);
        for (_, other) in &mut basis {
            let factor = other[pivot];
            other.iter_mut().zip(&row).for_each(|(a, b)| *a = (*a + (PRIME - factor) * b) % PRIME);
        }
        basis.push((pivot, row));
    }
    let direction = |rng: &mut Rng| {
        let mut word: Vec<u64> = (0..width).map(|_| rng.below(PRIME)).collect();
        for (pivot, row) in &basis {
            let rest: u64 = (0..width).filter(|a| a != pivot).fold(0, |sum, a| {
                let free = !basis.iter().any(|(p, _)| *p == a);
                (sum + if free { row[a] * word[a] % PRIME } else { 0 }) % PRIME
            });
            word[*pivot] = (PRIME - rest) % PRIME;
        }
        word
    };
    (0..3).map(|_| direction(rng)).collect()
}

fn power(mut base: u64, mut exponent: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    result
}

/// A group of 1 to `most` people whose number follows from the figures, as sizes of its atoms.
fn given_away(shown: &[Shown], base: &[bool], most: u64, rng: &mut Rng) -> Option<Vec<u64>> {
    let mut atoms: BTreeMap<Vec<bool>, u64> = BTreeMap::new();
    for person in (0..base.len()).filter(|&p| base[p]) {
        *atoms.entry(shown.iter().map(|s| s.people[person]).collect()).or_default() += 1;
    }
    let atoms: Vec<(Vec<bool>, u64)> = atoms.into_iter().collect();
    let told = (0..shown.len()).filter(|&s| shown[s].figure.is_some());
    let rows: Vec<Vec<u64>> = told.map(|s| atoms.iter().map(|(of, _)| u64::from(of[s])).collect()).collect();
    let open = open_directions(&rows, atoms.len(), rng);
    for row in &rows {
        for word in &open {
            assert_eq!(row.iter().zip(word).fold(0, |sum, (a, b)| (sum + a * b) % PRIME), 0);
        }
    }
    let small: Vec<(u64, [u64; 3])> = (0..atoms.len())
        .filter(|&a| atoms[a].1 <= most)
        .map(|a| (atoms[a].1, [open[0][a], open[1][a], open[2][a]]))
        .collect();
    search(&small, most, [0; 3], &mut Vec::new())
}

fn search(atoms: &[(u64, [u64; 3])], most: u64, sum: [u64; 3], group: &mut Vec<u64>) -> Option<Vec<u64>> {
    if !group.is_empty() && sum == [0; 3] {
        return Some(group.clone());
    }
    for (place, (people, open)) in atoms.iter().enumerate().filter(|(_, (people, _))| *people <= most) {
        let sum = [0, 1, 2].map(|i| (sum[i] + open[i]) % PRIME);
        group.push(*people);
        if let Some(found) = search(&atoms[place + 1..], most - people, sum, group) {
            return Some(found);
        }
        group.pop();
    }
    None
}

fn read(run: &mut Run, min_cell: u64) -> (Vec<Shown>, Vec<bool>, Json) {
    let json = run.summary(min_cell);
    let values = evaluate(&run.plan, &run.data);
    let agrees = &run.data.tables[0].columns[1];
    let base: Vec<bool> = agrees.iter().map(|v| *v == Value::Bool(true)).collect();
    let mut reader = Reader { values: &values, base: base.clone(), shown: Vec::new() };
    reader.read(&run.plan, &json);
    (reader.shown, base, json)
}

#[test]
fn nobody_can_work_out_a_figure_about_a_few_people() {
    let runs: u64 = std::env::var("PERSONAC_ATTACKS").ok().and_then(|n| n.parse().ok()).unwrap_or(60);
    let mut leaks_without = 0;
    let mut finer = 0;
    for seed in 0..runs {
        let mut rng = Rng(seed);
        let min_cell = 2 + rng.below(3);
        let mut run = random(&mut rng);
        let (shown, base, json) = read(&mut run, min_cell);
        finer += usize::from(shown.iter().any(|s| s.name.contains(" everyone ")));
        if let Some(group) = given_away(&shown, &base, min_cell - 1, &mut rng) {
            let told: Vec<_> = shown.iter().filter_map(|s| Some((&s.name, s.figure?))).collect();
            panic!(
                "seed {seed}, min_cell {min_cell}: atoms of {group:?} people are given away by {told:?}\n{json:#}"
            );
        }
        // The attacker is no fool: with everything shown he nearly always finds somebody.
        let (open, base, _) = read(&mut run, 0);
        assert!(open.iter().all(|s| s.figure.is_some() || s.people.iter().all(|p| !p)), "seed {seed}");
        leaks_without += u64::from(given_away(&open, &base, min_cell - 1, &mut rng).is_some());
    }
    assert!(finer > 0, "no run had finer bins of everyone to attack");
    assert!(
        leaks_without * 10 >= runs * 8,
        "only {leaks_without} of {runs} runs would have told of somebody"
    );
}

/// How many figures a run shows that are not nought.
fn told(run: &mut Run, min_cell: u64) -> usize {
    let (shown, ..) = read(run, min_cell);
    shown.iter().filter(|s| s.figure.is_some_and(|n| n > 0)).count()
}

#[test]
fn a_greater_cell_hides_more() {
    let mut sums = [0; 5];
    for seed in 1_000..1_015 {
        let mut rng = Rng(seed);
        let mut run = random(&mut rng);
        for (sum, min_cell) in sums.iter_mut().zip([0, 1, 3, 8, 200]) {
            *sum += told(&mut run, min_cell);
        }
    }
    let [none, one, some, more, all] = sums;
    assert!(none == one && one > some && some > more && more > all && all == 0, "{sums:?}");
    assert!(more * 8 > none, "so much need not be hidden: {sums:?}");
}

/// What is shown is decided on the census, so both engines must take the same one.
#[cfg(feature = "engine")]
#[test]
fn both_engines_take_the_same_census() {
    for seed in 2_000..2_006 {
        let run = random(&mut Rng(seed));
        let frames = personac::engine::frames(&run.plan, &run.data).unwrap();
        let options = personac::engine::RunOptions { census: true, ..Default::default() };
        let found = personac::engine::run(&run.plan, frames, &options).unwrap();
        let censuses = cohorts(&run.plan, &run.data).censuses;
        assert!(!censuses.is_empty() && censuses[0].whole);
        assert_eq!(found.results.censuses, censuses, "seed {seed}");
    }
}

/// Ten of twenty here and seventeen of twenty there: the three others are too few to be told about.
#[test]
fn a_share_tells_of_few_people_in_no_tier() {
    let catalog = "project: p\ntimezone: UTC\nas_of: 2026-10-31\nprivacy: { min_cell: 5 }\ntables:\n  people:\n    source: people.csv\n    \
        key: id\n    columns: { id: text, age: int, flag: bool }\n";
    let spec = "persona all { must age >= 0 should age >= 40 weight 1 tiers { old: 100 young: 0 } }\nmetric flagged: share(flag)\n";
    let world = MemoryWorld::new("2026-10-31".parse().unwrap())
        .with("personac.yaml", catalog)
        .with("p.persona", spec);
    let project = load(&world, &LoadOptions::default()).project.unwrap();
    let plan =
        lower::lower(&project.program, &project.catalog, project.as_of, &lower::Options::default()).plan;
    let tiers = |others: i64| {
        let people = (0..40).map(|person| (person, 20 + person, person < 10 || person >= 20 + others));
        let mut columns = vec![Vec::new(); 3];
        for (id, age, flag) in people {
            columns[0].push(Value::text(&id.to_string()));
            columns[1].push(Value::Int(age));
            columns[2].push(Value::Bool(flag));
        }
        let results = cohorts(&plan, &Data { tables: vec![TableData { columns }] });
        let found = RunFound {
            catalog: &project.catalog,
            results: &results,
            reports: &[],
            history: None,
            spec_hash: "",
        };
        let summary = serde_json::to_value(Summary::new(&found)).unwrap();
        let figures = &summary["metrics"]["flagged"]["cohorts"]["all"];
        assert_eq!(figures["part"], 30 - others);
        ["old", "young"].map(|tier| figures["tiers"][tier].clone())
    };
    // Neither the one, nor the other, by which it could be worked out, nor how it compares with everyone.
    for tier in tiers(3) {
        assert_eq!(
            (&tier["hidden"], &tier["value"], &tier["lift"]),
            (&Json::Bool(true), &Json::Null, &Json::Null)
        );
    }
    let [old, young] = tiers(5);
    assert_eq!((&old["value"], &young["value"]), (&Json::from(0.75), &Json::from(0.5)));
    assert!(young["lift"].is_number());
}
