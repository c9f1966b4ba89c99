//! How personac talks to continuous integration: forms for machines, held to the schemas that their readers publish.

#[cfg(unix)]
mod action;
#[cfg(feature = "engine")]
mod data;
mod forms;
mod json_schema;
mod junit;
#[cfg(unix)]
mod pre_commit;
mod sarif;
mod xml;
mod xsd;

use crate::common::repository;
use serde_json::Value;

/// The schema of SARIF 2.1.0.
fn sarif_schema() -> Value {
    let text = fs_err::read_to_string(repository().join("tests/schemas/sarif-2.1.0.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Panics with all that is not as the schema of SARIF wants it.
#[track_caller]
fn assert_sarif(log: &Value) {
    let faults = json_schema::faults(&sarif_schema(), log);
    assert!(faults.is_empty(), "{faults:#?}");
}
