//! The functions: their examples hold, and the language reference lists them as they are.

use crate::check::{check_texts, shown};
use personac::builtins::{ALL, Builtin, Returns, Takes};
use personac::ir::Type;
use personac::lower::{self, lower};
use personac::reference::{Data, TableData, Value, evaluate};

/// One row with nothing known but its key; `missing` in an example stands for one of its columns.
const CATALOG: &str = "\
project: examples
timezone: UTC
tables:
  rows:
    source: data/rows.csv
    key: id
    columns: { id: text, n: number, t: text, d: date, l: { type: list, separator: \";\" }, b: bool }
";

#[test]
fn examples_hold() {
    for function in ALL {
        assert!(!function.examples.is_empty(), "{}", function.name);
        for (left, right) in function.examples {
            example(function, left, right);
        }
    }
}

fn example(function: &Builtin, left: &str, right: &str) {
    // What stands for `missing` must be of the type that is asked for.
    let spec = ["n", "t", "d", "l", "b"].into_iter().find_map(|column| {
        let left = left.replace("missing", column);
        let rule = if right == "missing" { "left is missing".into() } else { format!("left = {right}") };
        let spec = format!("feature left: {left}\npersona holds {{ must {rule} }}\n");
        let checked = check_texts(("personac.yaml", CATALOG), &[("a.persona".into(), spec)]);
        (!checked.diagnostics.iter().any(|d| d.is_error())).then_some(checked)
    });
    let Some(checked) = spec else {
        let spec = format!("feature left: {}\n", left.replace("missing", "n"));
        let checked = check_texts(("personac.yaml", CATALOG), &[("a.persona".into(), spec)]);
        panic!("{}: `{left}` does not check: {}", function.name, shown(&checked));
    };
    for as_of in ["2026-10-31", "2024-02-29", "2025-03-01"] {
        let as_of = as_of.parse().unwrap();
        let lowered = lower(&checked.program, &checked.catalog, as_of, &lower::Options::default());
        let columns = checked.catalog.tables[0].columns.iter().map(|c| match c.name.as_str() {
            "id" => vec![Value::text("1")],
            _ => vec![Value::Missing],
        });
        let data = Data { tables: vec![TableData { columns: columns.collect() }] };
        let values = evaluate(&lowered.plan, &data);
        let seen =
            lowered.ids[checked.program.features[0].value.id.0 as usize].map(|id| values.of(id)[0].clone());
        let holds = values.of(lowered.plan.cohorts[0].matched)[0].is_true();
        assert!(holds, "{left} = {right} as of {as_of}, but it is {seen:?}");
    }
}

fn type_word(takes: Takes) -> &'static str {
    match takes {
        Takes::Number => "number",
        Takes::IntLiteral => "whole number, written out",
        Takes::Text => "text",
        Takes::List => "list",
        Takes::Bool => "rule",
        Takes::Date => "date",
        Takes::Same => "any",
        Takes::Ordered => "number or date",
    }
}

/// The table of the reference, in Markdown.
fn table() -> String {
    let mut out =
        String::from("| function | gives | what it is | for example |\n| --- | --- | --- | --- |\n");
    for function in ALL {
        let mut params: Vec<String> =
            function.params.iter().map(|p| format!("{}: {}", p.name, type_word(p.takes))).collect();
        if function.variadic {
            params.push("…".into());
        }
        let returns = match function.returns {
            Returns::Type(Type::Bool) => "truth value",
            Returns::Type(ty) => ty.word(),
            Returns::Same => "the type of its values",
        };
        let (left, right) = function.examples[0];
        out += &format!(
            "| `{}({})` | {returns} | {} | `{left}` is `{right}` |\n",
            function.name,
            params.join(", "),
            function.doc
        );
    }
    out
}

#[test]
fn the_reference_lists_all_functions() {
    crate::common::held_in_reference("functions", &table());
}
