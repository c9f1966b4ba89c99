//! Two versions of many personas. `PERSONAC_MANY=2000` makes them as many as the targets speak of.

use super::{Files, base, changes, loaded};
use std::time::Instant;

fn count() -> usize {
    std::env::var("PERSONAC_MANY").map_or(300, |text| text.parse().expect("a whole number"))
}

fn many(bound: usize) -> Files {
    let mut specs = format!("param floor: {bound}\n");
    for i in 0..200 {
        specs += &format!(
            "feature f{i}: count(orders during last {} days where status = \"paid\" and amount >= {i})\n",
            i + 1
        );
        specs += &format!("segment s{i}: f{i} >= 1 and age >= floor\n");
    }
    for i in 0..count() {
        let (j, k) = (i % 200, (i * 7 + 3) % 200);
        specs += &format!(
            "persona p{i} \"Persona {i}\" {{\n  must s{j}\n  must f{k} >= {}\n  exclude bio contains \"spam {i}\"\n\
             demographics {{\n    should income >= {i} weight 10\n    should early_adopter weight 5\n  }}\n\
             behavior {{\n    should ramp(f{j}, 0, 10) weight 20\n    should f{k} > 3 weight 10 because \"more\"\n  }}\n\
             tiers {{ A: 70 B: 40 C: 0 }}\n  goals [\"One\", \"Two\"]\n  story \"\"\"\n  A story of {i}.\n  \"\"\"\n}}\n",
            i % 9
        );
    }
    let mut files = base();
    files.insert("specs.persona".into(), specs);
    files
}

/// The bench says how fast it is; this only that nothing grows with the square.
#[test]
fn many_personas_are_compared_in_time() {
    let old = loaded(&many(18));
    assert!(!old.has_errors(), "{:#?}", old.diagnostics.first());
    for (what, files) in [("nothing changed", many(18)), ("a param of all of them changed", many(21))] {
        let new = loaded(&files);
        let start = Instant::now();
        let side = |loaded| personac::changes::Side::of(loaded).unwrap();
        let found = personac::changes::compare(&side(&old), &side(&new));
        println!("{what}: {:?}", start.elapsed());
        assert!(start.elapsed().as_secs() < 60, "{what}");
        match what {
            "nothing changed" => assert!(found.declarations.is_empty()),
            _ => assert_eq!(found.declarations.len(), 1 + 200 + count()),
        }
    }
    // Every persona another one.
    let mut files = many(18);
    let text = files.get_mut("specs.persona").unwrap();
    *text = text.replace("weight 20", "weight 21").replace("persona p", "persona q");
    let start = Instant::now();
    let found = changes(&old, &files);
    println!("read, and everybody another: {:?}", start.elapsed());
    assert_eq!(found.declarations.len(), count());
}
