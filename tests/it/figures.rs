//! Every figure that another program computed from the same files (`tests/figures/figures.py`, in SQL and pandas) against
//! what `personac run` writes.

use crate::common::{files_below, personac, repository};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[test]
fn figures_agree_with_another_program() {
    let text = fs_err::read_to_string(repository().join("tests/figures/figures.json")).unwrap();
    let figures: Vec<Value> = serde_json::from_str(&text).unwrap();
    let mut projects: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for figure in &figures {
        projects.entry(figure["project"].as_str().unwrap()).or_default().push(figure);
    }
    let mut compared = 0;
    let mut wrong = Vec::new();
    for (project, figures) in projects {
        let folder = repository().join(project);
        let catalog = fs_err::read_to_string(folder.join("personac.yaml")).unwrap();
        if catalog.contains("shared/data") && !repository().join("../shared/data").is_dir() {
            println!("skipped {project}: its data does not ship with the project and is not on this machine");
            continue;
        }
        let out = tempfile::tempdir().unwrap();
        let target = out.path().join("out");
        let folder = without_cells(&folder, &catalog, &out.path().join("project"));
        personac().args(["run", "--format", "csv", "--out"]).arg(&target).arg(&folder).assert().success();
        let run = Run::read(&target);
        for figure in figures {
            let name = figure["figure"].as_str().unwrap();
            compared += 1;
            let cohort = figure["cohort"].as_str().unwrap();
            let found = run.figure(cohort, name);
            if !same(&found, &figure["value"], figure["within"].as_f64()) {
                wrong.push(format!(
                    "{project} {cohort} {name}: personac {found}, elsewhere {}",
                    figure["value"]
                ));
            }
        }
    }
    assert!(compared >= 380, "only {compared} figures were compared");
    assert!(wrong.is_empty(), "{} of {compared} figures differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// The project without a smallest cell, so that every figure is there to be compared.
fn without_cells(folder: &Path, catalog: &str, copy: &Path) -> PathBuf {
    let open = regex::Regex::new(r"min_cell: \d+").unwrap().replace(catalog, "min_cell: 0").into_owned();
    if catalog.contains("shared/data") || open == catalog {
        return folder.to_owned();
    }
    for (path, bytes) in files_below(folder) {
        let target = copy.join(&path);
        fs_err::create_dir_all(target.parent().unwrap()).unwrap();
        fs_err::write(target, bytes).unwrap();
    }
    fs_err::write(copy.join("personac.yaml"), open).unwrap();
    copy.to_owned()
}

/// The other program rounds to six decimals; two fits of a model may be `within` a part of the value.
fn same(found: &Value, expected: &Value, within: Option<f64>) -> bool {
    match (found.as_f64(), expected.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() <= within.map_or(1.0e-6, |part| part * b.abs()),
        _ => found == expected,
    }
}

struct Run {
    summary: Value,
    manifest: Value,
    /// By cohort: the rows of its file.
    members: BTreeMap<String, Vec<BTreeMap<String, String>>>,
}

impl Run {
    fn read(target: &Path) -> Run {
        let json = |name: &str| serde_json::from_slice(&fs_err::read(target.join(name)).unwrap()).unwrap();
        let mut members = BTreeMap::new();
        for folder in ["cohorts", "scores"] {
            let Ok(files) = fs_err::read_dir(target.join(folder)) else { continue };
            for file in files {
                let path = file.unwrap().path();
                let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
                members.insert(name, rows(&path));
            }
        }
        Run { summary: json("summary.json"), manifest: json("manifest.json"), members }
    }

    /// A figure of a journey, a theme, an overlap, what people take, or who holds the value; `name` is a cohort or `everyone`.
    fn insight(&self, name: &str, figure: &str) -> Option<Value> {
        let parts: Vec<&str> = figure.split('.').collect();
        let group = |kind: &str, thing: &str| {
            let all = self.summary[kind].as_array().into_iter().flatten().filter(|t| t["name"] == thing);
            // A theme of rows that are people themselves stands before that of the people they belong to.
            let all = all.filter(|t| t.get("relation").is_none_or(|relation| !relation.is_null()));
            let groups = all.flat_map(|t| t["groups"].as_array().into_iter().flatten());
            let wanted = if name == "everyone" { Value::Null } else { name.into() };
            groups.into_iter().find(|g| g["cohort"] == wanted).cloned().unwrap_or_default()
        };
        Some(match parts[..] {
            ["journey", journey, stage, what] => {
                let group = group("journeys", journey);
                let stage = group["stages"].as_array()?.iter().find(|s| s["name"] == stage)?;
                match what {
                    "conversion" => stage["conversion"]["share"].clone(),
                    "days" => stage["days"]["median"].clone(),
                    what => stage[what].clone(),
                }
            }
            ["theme", theme, what] => {
                let group = group("themes", theme);
                match what {
                    "rows" => group["rows"].clone(),
                    "texts" => group["texts"]["of"].clone(),
                    "found" => group["texts"]["count"].clone(),
                    "writers" => group["people"]["of"].clone(),
                    _ => group["people"]["count"].clone(),
                }
            }
            ["overlap", other] => {
                let overlaps = self.summary["overlaps"].as_array()?.iter();
                let pair = |o: &&Value| {
                    (o["first"] == name && o["second"] == other)
                        || (o["first"] == other && o["second"] == name)
                };
                overlaps.into_iter().find(pair)?["both"].clone()
            }
            ["pareto", what] => {
                let pareto = self.summary["pareto"].as_array()?.iter().find(|p| p["entity"] == name)?;
                match what.parse::<u64>() {
                    Ok(percent) => {
                        let top = pareto["top"].as_array()?.iter().find(|t| t["percent"] == percent)?;
                        top["share"].clone()
                    }
                    Err(_) => pareto[what].clone(),
                }
            }
            ["affinity", table, ref rest @ ..] => {
                let all = self.summary["affinities"].as_array()?.iter().find(|a| a["table"] == table)?;
                let own = all["cohorts"].as_array()?.iter().find(|c| c["cohort"] == name)?;
                let items = own["items"].as_array()?;
                match rest {
                    [] => {
                        let names = items.iter().filter_map(|i| i["category"].as_str());
                        names.collect::<Vec<_>>().join(" ").into()
                    }
                    _ => items.first()?["lift"].clone(),
                }
            }
            _ => return None,
        })
    }

    fn figure(&self, name: &str, figure: &str) -> Value {
        if let Some(found) = self.insight(name, figure) {
            return found;
        }
        let cohort = &self.summary["cohorts"][name];
        let assign = &self.summary["assigns"][name];
        match figure.split_once('.') {
            Some(("metric", metric)) => self.metric(metric, name),
            Some(("tiers", tier)) => by_name(&cohort["tiers"], "name", tier, "count"),
            Some(("dimensions", dimension)) => by_name(&cohort["dimensions"], "name", dimension, "mean"),
            Some(("claim", number)) => by_number(&cohort["claims"], number),
            Some(("pain_points", number)) => by_number(&cohort["backings"], number),
            Some(("missing", column)) => by_name(&cohort["missing"], "column", column, "people"),
            Some(("assigned", persona)) => by_name(&assign["counts"], "value", persona, "count"),
            _ => match figure {
                // The only expectation about a lift stands second.
                lift if lift.starts_with("lift(") => by_number(&cohort["expects"], "2"),
                "unassigned" => assign["unassigned"].clone(),
                "attrition" => {
                    let steps = cohort["attrition"].as_array().into_iter().flatten();
                    steps.map(|s| s["left"].clone()).collect()
                }
                "keys_sha256" => self.keys_sha256(name).into(),
                "mean_coverage" => self.mean_coverage(name).into(),
                "top10" => self.top(name, 10).into(),
                "orphans" => self.orphans(name).into(),
                _ => cohort[figure].clone(),
            },
        }
    }

    fn metric(&self, metric: &str, cohort: &str) -> Value {
        let metric = &self.summary["metrics"][metric];
        let figure = if cohort == "everyone" { &metric["everyone"] } else { &metric["cohorts"][cohort] };
        figure["value"].clone()
    }

    /// The first column is the key; rows stand in the order of keys.
    fn keys(&self, name: &str) -> Vec<&str> {
        self.members[name].iter().map(|row| row["\0key"].as_str()).collect()
    }

    fn keys_sha256(&self, name: &str) -> String {
        let digest = Sha256::digest(self.keys(name).join("\n"));
        digest.iter().map(|b| format!("{b:02x}")).collect()
    }

    fn mean_coverage(&self, name: &str) -> f64 {
        let rows = &self.members[name];
        rows.iter().map(|row| row["coverage"].parse::<f64>().unwrap()).sum::<f64>() / rows.len() as f64
    }

    fn top(&self, name: &str, n: usize) -> String {
        let mut rows: Vec<_> =
            self.members[name].iter().map(|r| (r["score"].parse::<f64>().unwrap(), &r["\0key"])).collect();
        rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        rows.iter().take(n).map(|r| r.1.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn orphans(&self, table: &str) -> u64 {
        let tables = self.manifest["tables"].as_array().unwrap();
        let table = tables.iter().find(|t| t["table"] == table).unwrap();
        let orphans = table["problems"].as_array().unwrap().iter().filter(|p| p["code"] == ORPHAN);
        orphans.map(|p| p["rows"].as_u64().unwrap()).sum()
    }
}

/// The code of rows whose foreign key is in no row of the owner's table.
const ORPHAN: &str = "E0617";

/// What was measured for the rule with that number, counted from 1.
fn by_number(rules: &Value, number: &str) -> Value {
    let index = number.parse::<u64>().unwrap() - 1;
    let found = rules.as_array().into_iter().flatten().find(|rule| rule["index"] == index);
    found.map_or(Value::Null, |rule| rule["value"].clone())
}

fn by_name(list: &Value, key: &str, wanted: &str, field: &str) -> Value {
    let found = list.as_array().into_iter().flatten().find(|entry| entry[key] == wanted);
    found.map_or(Value::Null, |entry| entry[field].clone())
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let mut row: BTreeMap<String, String> =
                header.iter().zip(&record).map(|(h, c)| (h.to_owned(), c.to_owned())).collect();
            row.insert("\0key".into(), record[0].to_owned());
            row
        })
        .collect()
}
