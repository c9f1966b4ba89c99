//! What is written is read back, and nothing else is.

use super::{SPEC, assert_without_hashes, full, locked};
use personac::diagnostics::render;
use personac::lock::{Lock, Section, Why, mismatches};
use personac::source::{MemoryWorld, SourceMap};

fn world(text: &str) -> MemoryWorld {
    MemoryWorld::new("2026-10-31".parse().unwrap()).with("personac.lock", text)
}

fn read(text: &str) -> Lock {
    let mut sources = SourceMap::default();
    let loaded = Lock::load(&world(text), &mut sources);
    assert!(loaded.diagnostics.is_empty(), "{}", said(text));
    loaded.value.unwrap()
}

/// Everything that is said of a text, as a terminal of 100 columns shows it.
fn said(text: &str) -> String {
    let mut sources = SourceMap::default();
    let loaded = Lock::load(&world(text), &mut sources);
    assert!(loaded.value.is_none(), "it read");
    render::terminal(&loaded.diagnostics, &sources, render::Style { color: false, width: 100 })
}

#[test]
fn what_is_written_is_read_back() {
    let lock = full();
    let text = lock.to_string();
    assert_without_hashes!("text", text);
    assert_eq!(read(&text), lock);
    assert_eq!(read(&text).to_string(), text);
    assert_eq!(read(&text.replace('\n', "\r\n")), lock, "as git on Windows hands it out");
    let bare = locked(SPEC);
    assert_eq!(read(&bare.to_string()), bare);
    assert_eq!(read(&Lock::default().to_string()), Lock::default());
}

#[test]
fn names_of_every_kind_are_read_back() {
    let names = [
        "no",
        "Yes",
        "on",
        "null",
        "~",
        "1",
        "1e3",
        "0x1f",
        "2026-10-31",
        "<<",
        "城市",
        "a b",
        "it's",
        "say \"no\"",
        "a: b",
        "# a",
        "- a",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a`",
        "{a}",
        "[a]",
        "a\\b",
        "a\tb",
        "a\nb",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{7f}",
        "é",
        " ",
        "e\u{301}",
    ];
    let mut lock = full();
    let like = lock.entries[0].clone();
    lock.entries.splice(
        0..2,
        names.map(|name| {
            let mut entry = like.clone();
            entry.name = name.to_owned();
            entry.facts[2].path[1] = name.to_owned();
            entry.facts[3].path[1] = "other".to_owned();
            entry
        }),
    );
    assert_eq!(read(&lock.to_string()), lock);
}

#[test]
fn no_lock_is_none_and_no_error() {
    let nothing = MemoryWorld::new("2026-10-31".parse().unwrap());
    let loaded = Lock::load(&nothing, &mut SourceMap::default());
    assert!(loaded.value.is_none() && loaded.diagnostics.is_empty());
}

/// Each damage with what is said of it; all of them in one snapshot, so that they are read beside each other.
#[test]
fn every_damage_is_told_with_its_place() {
    let text = full().to_string();
    let hash = locked(SPEC).entries[0].meaning.to_string();
    let replaced = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    let cases = [
        ("empty", String::new()),
        ("comments alone", "# nothing\n".to_owned()),
        ("no map", "- format: 1\n".to_owned()),
        ("no format", replaced("format: 1\n", "")),
        ("an impossible format", replaced("format: 1", "format: one")),
        ("a newer form", "# of a time to come\nformat: 2\nwhatever: {{{\n".to_owned()),
        (
            "a conflict",
            replaced(
                "    size: 129\n",
                "<<<<<<< HEAD\n    size: 129\n=======\n    size: 131\n>>>>>>> other\n",
            ),
        ),
        ("cut off", text[..text.find("metrics:").unwrap() + 4].to_owned()),
        ("bad indentation", replaced("    size: 129", "   size: 129")),
        ("a tab", replaced("    size: 129", "\tsize: 129")),
        ("an entry twice", replaced("  loyal:\n", "  buyer:\n")),
        ("a fact twice", replaced("    size: 129\n", "    size: 129\n    size: 131\n")),
        ("a hash that was cut", replaced(&hash, &hash[..60])),
        ("a hash with capitals", replaced(&hash, &hash.to_uppercase())),
        ("no meaning", replaced(&format!("    meaning: {hash}\n"), "")),
        ("an unknown line", replaced("    size: 129", "    siez: 129")),
        ("an unknown section", replaced("grids:", "grid:")),
        ("no number", replaced("    size: 129", "    size: many")),
        ("no number of people", replaced("    size: 129", "    size: 12.9")),
        ("a list for a figure", replaced("    size: 129", "    size: [1, 2]")),
        ("a figure for tiers", replaced("    tiers:\n      A: held back\n      '1': 0\n", "    tiers: 3\n")),
        ("no day", replaced("as_of: 2026-10-31", "as_of: 2026-02-30")),
        ("a file's hash edited", replaced(&"b".repeat(64), &"c".repeat(64))),
        ("half of a run", replaced("  min_cell: 5  # figures about fewer people are held back\n", "")),
    ];
    let all: String = cases.iter().map(|(what, text)| format!("── {what}\n{}", said(text))).collect();
    assert_without_hashes!("damages", all);
}

#[test]
fn bytes_that_are_no_text() {
    let mut world = world("");
    world.files.insert("personac.lock".into(), b"format: 1\ncohorts: { caf\xe9: }".to_vec());
    let loaded = Lock::load(&world, &mut SourceMap::default());
    assert_eq!(loaded.diagnostics[0].code.id, "E0116");
}

/// No text makes the reader panic: every cut of a lock, and every line left out.
#[test]
fn no_part_of_a_lock_is_taken_for_a_whole_one() {
    let lock = full();
    let text = lock.to_string();
    let lines: Vec<&str> = text.lines().collect();
    let mut sources = SourceMap::default();
    for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)).step_by(7) {
        Lock::load(&world(&text[..at]), &mut sources);
    }
    for left_out in 0..lines.len() {
        let rest: Vec<&str> =
            lines.iter().enumerate().filter(|(i, _)| *i != left_out).map(|(_, line)| *line).collect();
        let read = Lock::load(&world(&rest.join("\n")), &mut sources).value;
        let trivial = lines[left_out].is_empty() || lines[left_out].starts_with('#');
        assert_eq!(read.as_ref() == Some(&lock), trivial, "{}", lines[left_out]);
    }
}

/// The names of declarations that are not as locked, with why.
fn changed(before: &str, after: &str) -> Vec<String> {
    let (before, after) = (locked(before), locked(after));
    let now: Vec<_> = after.entries.iter().map(|e| (e.section, e.name.clone(), e.meaning)).collect();
    let why = |why: &Why| match why {
        Why::Changed { .. } => "changed",
        Why::New => "new",
        Why::Renamed { .. } => "renamed",
        Why::Gone => "gone",
    };
    mismatches(&before, &now, &[]).iter().map(|m| format!("{} {}", m.name, why(&m.why))).collect()
}

#[test]
fn only_meaning_breaks_a_lock() {
    let nothing: [&str; 0] = [];
    let renamed = SPEC.replace("spend", "money_spent").replace("grown", "of_age");
    assert_eq!(changed(SPEC, &renamed), nothing);
    let retold = SPEC.replace("\"Buys\"", "\"Buys a lot\"").replace("## Whom we sell to.\n", "# nothing\n\n");
    assert_eq!(changed(SPEC, &retold), nothing);
    let reformatted =
        SPEC.replace("  must age >= grown\n", "  must     age   >= grown    because \"of age\"\n");
    assert_eq!(changed(SPEC, &reformatted), nothing);
}

#[test]
fn what_stands_on_a_change_is_named() {
    // A param, through the cohort that uses it, to all that stand on that.
    let moved = SPEC.replace("param grown: 18", "param grown: 19");
    assert_eq!(changed(SPEC, &moved), ["buyer changed", "young changed", "kind changed", "lead changed"]);
    let window = SPEC.replace("last 12 months", "last 6 months");
    let all =
        ["buyer changed", "young changed", "kind changed", "lead changed", "rich changed", "spent changed"];
    assert_eq!(changed(SPEC, &window), all);
    let metric = SPEC.replace("share(spend >= 100)", "share(spend >= 200)");
    assert_eq!(changed(SPEC, &metric), ["rich changed"]);
}

#[test]
fn new_names_and_names_that_are_no_more() {
    let added = format!("{SPEC}\npersona fresh of customers {{ must age < 20 }}\n");
    assert_eq!(changed(SPEC, &added), ["fresh new"]);
    assert_eq!(changed(&added, SPEC), ["fresh gone"]);
    let renamed = SPEC.replace("young", "youngster");
    assert_eq!(changed(SPEC, &renamed), ["youngster renamed"]);
    let retired = added.replace("fresh of customers {", "fresh of customers { status: retired");
    assert_eq!(changed(&added, &retired), ["fresh gone"]);
}

#[test]
fn a_part_of_the_targets_is_compared_alone() {
    let before = locked(SPEC);
    let after = locked(&SPEC.replace("param grown: 18", "param grown: 19"));
    let now: Vec<_> = after.entries.iter().map(|e| (e.section, e.name.clone(), e.meaning)).collect();
    let found = mismatches(&before, &now, &["young".to_owned()]);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].section, found[0].name.as_str()), (Section::Cohort, "young"));
    assert!(mismatches(&before, &now, &["loyal".to_owned()]).is_empty());
}
