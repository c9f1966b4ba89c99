//! A formatted program is the same program.

use super::programs::{self, Project};
use super::rng::Rng;
use super::{chain, world};
use personac::ir::print;
use personac::source::FileId;
use personac::syntax;

#[test]
fn formatting_keeps_the_plan() {
    let mut changed = 0;
    for seed in 0..300 {
        let mut rng = Rng::new(seed);
        let setting = world::setting(&mut rng);
        let project = programs::random(&mut rng, &setting);
        let source = project.source();
        let formatted =
            syntax::format(FileId(0), &source).unwrap_or_else(|e| panic!("seed {seed}: {e:?}\n{project}"));
        assert_eq!(syntax::format(FileId(0), &formatted).unwrap_or_default(), formatted, "seed {seed}");
        let after = Project { catalog: project.catalog.clone(), declarations: vec![formatted.clone()] };
        let plan = |project: &Project| {
            print::print(&chain::plan(project).unwrap_or_else(|e| panic!("seed {seed}: {e}")))
        };
        assert_eq!(plan(&project), plan(&after), "seed {seed}\n{source}\n---\n{formatted}");
        changed += usize::from(source != formatted);
    }
    assert!(changed > 100, "{changed}");
}
