//! `personac fmt`: files, folders, standard input.

use crate::common::{Scratch, personac};
use std::path::Path;

const ROUGH: &str = "segment a:x>1 # why\n";
const NEAT: &str = "segment a: x > 1  # why\n";
const BROKEN: &str = "segment b: x >\n";

fn output(command: &mut assert_cmd::Command) -> (Option<i32>, String, String) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn fmt(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    output(personac().current_dir(folder).arg("fmt").args(args))
}

fn read(scratch: &Scratch, path: &str) -> String {
    fs_err::read_to_string(scratch.file(path)).unwrap()
}

#[test]
fn what_changes_is_written_and_listed() {
    let specs = Scratch::new(&[
        ("rough.persona", ROUGH),
        ("neat.persona", NEAT),
        ("below/also.persona", ROUGH),
        (".hidden/not.persona", ROUGH),
        ("target/not.persona", ROUGH),
        ("notes.txt", ROUGH),
    ]);
    let before = fs_err::metadata(specs.file("neat.persona")).unwrap().modified().unwrap();
    let (code, said, _) = fmt(specs.path(), &[]);
    assert_eq!(
        (code, said.as_str()),
        (Some(0), "below/also.persona\nrough.persona\n2 files formatted, 1 file unchanged\n")
    );
    assert_eq!([read(&specs, "rough.persona"), read(&specs, "below/also.persona")], [NEAT, NEAT]);
    for other in [".hidden/not.persona", "target/not.persona", "notes.txt"] {
        assert_eq!(read(&specs, other), ROUGH, "{other}");
    }
    assert_eq!(fs_err::metadata(specs.file("neat.persona")).unwrap().modified().unwrap(), before);
    let (code, said, _) = fmt(specs.path(), &["--check", "."]);
    assert_eq!((code, said.as_str()), (Some(0), "3 files formatted\n"));
    let left = fs_err::read_dir(specs.path()).unwrap().count();
    assert_eq!(left, 6, "something was left beside the files");
}

/// So many that several threads share them.
#[test]
fn many_files_are_told_in_their_order() {
    let texts = [ROUGH, NEAT, BROKEN];
    let names: Vec<String> = (0..60).map(|n| format!("f{n:02}.persona")).collect();
    let files: Vec<(&str, &str)> =
        names.iter().enumerate().map(|(n, name)| (name.as_str(), texts[n % 3])).collect();
    let specs = Scratch::new(&files);
    let (code, said, errors) = fmt(specs.path(), &[]);
    let every_third = |from: usize| names.iter().skip(from).step_by(3).map(String::as_str);
    let listed: Vec<&str> = every_third(0).collect();
    let summary = "20 files formatted, 20 files unchanged, 20 files left alone because of errors";
    assert_eq!((code, said), (Some(1), format!("{}\n{summary}\n", listed.join("\n"))));
    let places: Vec<&str> =
        errors.lines().filter_map(|line| line.split_once('[')?.1.split(':').next()).collect();
    assert_eq!(places, every_third(2).collect::<Vec<_>>());
    let texts = [NEAT, NEAT, BROKEN];
    assert!(names.iter().enumerate().all(|(n, name)| read(&specs, name) == texts[n % 3]));
}

#[test]
fn check_shows_a_diff_and_writes_nothing() {
    let specs = Scratch::new(&[("rough.persona", ROUGH), ("neat.persona", NEAT)]);
    let (code, said, _) = fmt(specs.path(), &["--check"]);
    assert_eq!(code, Some(1));
    let diff = "--- rough.persona\n+++ rough.persona (formatted)\n@@ -1 +1 @@\n-segment a:x>1 # why\n+segment a: x > 1  # why\n";
    assert_eq!(said, format!("{diff}1 file not formatted, 1 file formatted\n"));
    assert_eq!(read(&specs, "rough.persona"), ROUGH);
}

#[test]
fn a_file_with_errors_stays_and_the_others_are_formatted() {
    let specs = Scratch::new(&[("broken.persona", BROKEN), ("rough.persona", ROUGH)]);
    specs.write("bytes.persona", b"segment a: city = \"K\xf6ln\"\n");
    let (code, said, errors) = fmt(specs.path(), &[]);
    assert_eq!(code, Some(1));
    assert_eq!(said, "rough.persona\n1 file formatted, 2 files left alone because of errors\n");
    assert!(errors.contains("broken.persona:1") && errors.contains("bytes.persona"), "{errors}");
    assert_eq!([read(&specs, "broken.persona"), read(&specs, "rough.persona")], [BROKEN, NEAT]);
    let (code, _, errors) = fmt(specs.path(), &["missing.persona"]);
    assert_eq!(code, Some(1));
    assert!(errors.contains("E0702") && errors.contains("missing.persona"), "{errors}");
}

#[test]
fn editors_use_standard_input() {
    let folder = Scratch::new(&[]);
    let stdin = |args: &[&str], text: &str| {
        output(personac().current_dir(folder.path()).arg("fmt").args(args).write_stdin(text))
    };
    assert_eq!(stdin(&["-"], ROUGH), (Some(0), NEAT.into(), String::new()));
    assert_eq!(stdin(&["-", "--check"], NEAT), (Some(0), String::new(), String::new()));
    let (code, said, _) = stdin(&["-", "--check"], ROUGH);
    assert!(code == Some(1) && said.starts_with("--- <stdin>\n"), "{said}");
    let (code, said, errors) = stdin(&["-", "--stdin-filename", "open.persona"], BROKEN);
    assert_eq!((code, said.as_str()), (Some(1), ""));
    assert!(errors.contains("open.persona:1"), "{errors}");
    let (code, _, errors) = stdin(&["-", "other.persona"], ROUGH);
    assert_eq!(code, Some(2));
    assert!(errors.contains("E0704"), "{errors}");
}

#[test]
#[cfg(unix)]
fn links_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let specs = Scratch::new(&[("shared/rough.persona", ROUGH)]);
    let mode = |path: &str| fs_err::metadata(specs.file(path)).unwrap().permissions().mode() & 0o777;
    fs_err::set_permissions(specs.file("shared/rough.persona"), PermissionsExt::from_mode(0o640)).unwrap();
    symlink("shared/rough.persona", specs.file("link.persona")).unwrap();
    assert_eq!(fmt(specs.path(), &["link.persona"]).0, Some(0));
    assert!(specs.file("link.persona").is_symlink());
    assert_eq!((read(&specs, "shared/rough.persona").as_str(), mode("shared/rough.persona")), (NEAT, 0o640));
}

#[test]
fn the_specs_of_this_repository_are_formatted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["specs", "tests/projects"].map(|folder| root.join(folder));
    let (code, out, _) = output(personac().args(["fmt", "--check"]).args(folders));
    assert_eq!(code, Some(0), "{out}");
}
