//! Definitions that use others twice, which use others twice: written out, sixty of them would have no end.

use crate::common::{Scratch, personac};
use std::time::Duration;

const CATALOG: &str = "\
project: chain
timezone: UTC
as_of: 2026-10-31
tables:
  people:
    source: people.csv
    key: id
    columns: { id: text, x: { type: number, unit: EUR }, ok: bool }
";

fn chain() -> Scratch {
    let mut spec = "feature f0: x + 1\nsegment s0: ok\n".to_owned();
    for i in 1..=60 {
        let under = i - 1;
        spec += &format!("feature f{i}: f{under} + f{under}\n");
        spec += &format!("segment s{i}: s{under} and (s{under} or f{i} > {i})\n");
    }
    spec += "persona p {\n  must f60 > 3\n  must s60\n  exclude s40 and f2 < 0\n  should s59 weight 3\n  should f59 < 3 weight 2\n}\n";
    spec += "test \"t\" {\n  given { x: 1, ok: true }\n  expect p matches\n}\n";
    Scratch::new(&[
        ("personac.yaml", CATALOG),
        ("chain.persona", &spec),
        ("people.csv", "id,x,ok\na,1,true\nb,2,false\n"),
    ])
}

#[test]
fn every_command_ends() {
    let chain = chain();
    let mut commands =
        vec!["check", "compile", "test --coverage", "list", "deps p", "rename s3 third --dry-run"];
    if cfg!(feature = "engine") {
        commands.extend(["run", "explain p --key a", "docs", "check --data", "lock"]);
    } else {
        commands.push("lock");
    }
    for command in commands {
        let output = personac()
            .current_dir(chain.path())
            .args(command.split(' '))
            .timeout(Duration::from_secs(100))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{command}: {said}");
    }
}
