//! `personac lock` where no data is read.

use super::{CATALOG, SPEC, assert_without_hashes, full};
use crate::common::{Scratch, personac};

pub fn shop(spec: &str) -> Scratch {
    Scratch::new(&[("personac.yaml", CATALOG), ("shop.persona", spec)])
}

/// Exit code, standard output and errors, paths shortened.
pub fn said(command: &mut assert_cmd::Command, shop: &Scratch) -> (Option<i32>, String, String) {
    let output = command.arg(shop.path()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap().replace(&shop.path().display().to_string(), "SHOP");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn lock(shop: &Scratch, args: &[&str]) -> (Option<i32>, String, String) {
    said(personac().arg("lock").arg("--no-data").args(args), shop)
}

fn bytes(shop: &Scratch) -> Vec<u8> {
    fs_err::read(shop.file("personac.lock")).unwrap()
}

#[test]
fn meanings_are_locked_without_data() {
    let shop = shop(SPEC);
    let (code, out, err) = lock(&shop, &[]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    assert_without_hashes!("without_data", out);
    let first = bytes(&shop);
    assert!(!String::from_utf8_lossy(&first).contains("size"));
    let (code, out, _) = lock(&shop, &[]);
    assert_eq!(code, Some(0));
    assert!(out.contains("is unchanged"), "{out}");
    assert_eq!(bytes(&shop), first);
    assert_eq!(lock(&shop, &["--check"]).0, Some(0));
    assert_eq!(bytes(&shop), first);
}

#[test]
fn check_says_what_differs_and_changes_nothing() {
    let shop = shop(SPEC);
    lock(&shop, &[]);
    let before = bytes(&shop);
    let spec = SPEC.replace("param grown: 18", "param grown: 21").replace("young", "youngster");
    let spec =
        spec.replace("metric rich", "metric wealthy").replace("share(spend >= 100)", "share(spend >= 150)");
    shop.write("shop.persona", spec.as_bytes());
    let (code, out, err) = lock(&shop, &["--check"]);
    assert_eq!(code, Some(1));
    assert_without_hashes!("check", format!("{err}{out}"));
    assert_eq!(bytes(&shop), before);
    let (code, out, _) = lock(&shop, &[]);
    assert_eq!(code, Some(0));
    assert_without_hashes!("write", out);
    assert_eq!(lock(&shop, &["--check"]).0, Some(0));
}

#[test]
fn figures_stay_with_the_meaning_that_they_were_measured_with() {
    let shop = shop(SPEC);
    let mut measured = full();
    measured.entries.iter_mut().for_each(|entry| entry.measured_as = None);
    shop.write("personac.lock", measured.to_string().as_bytes());
    assert_eq!(lock(&shop, &["--check"]).0, Some(0));
    // `buyer` moves and `loyal` is renamed: the one's figures are older now, the other's go along.
    let spec = SPEC
        .replace("age >= grown", "age > grown")
        .replace("loyal", "faithful")
        .replace("metric rich of customers: share(spend >= 100)\n", "");
    shop.write("shop.persona", spec.as_bytes());
    let (code, out, _) = lock(&shop, &[]);
    assert_eq!(code, Some(0));
    assert!(out.contains("not measured as it is locked: `buyer`, `young`, `kind`, `lead`;"), "{out}");
    let text = String::from_utf8(bytes(&shop)).unwrap();
    let old = super::locked(SPEC);
    let hash = |name: &str| old.entries.iter().find(|e| e.name == name).unwrap().meaning;
    for name in ["buyer", "young", "kind", "lead"] {
        assert!(text.contains(&format!("measured_as: {}", hash(name))), "{name}\n{text}");
    }
    assert!(!text.contains(&format!("measured_as: {}", hash("loyal"))) && text.contains("faithful:"));
    assert!(!text.contains("rich:"), "the figures of a metric that is no more");
    // Back to what it meant: the figures fit again.
    shop.write("shop.persona", SPEC.as_bytes());
    lock(&shop, &[]);
    assert!(!String::from_utf8(bytes(&shop)).unwrap().contains("measured_as"));
}

#[test]
fn nothing_is_lost_on_bad_input() {
    let shop = shop(SPEC);
    lock(&shop, &[]);
    let good = bytes(&shop);
    // A spec with errors.
    shop.write("shop.persona", SPEC.replace("age >=", "agee >=").as_bytes());
    assert_eq!(lock(&shop, &[]).0, Some(1));
    assert_eq!(bytes(&shop), good);
    shop.write("shop.persona", SPEC.as_bytes());
    for (text, code) in [
        ("format: 2\n", "E0735"),
        ("format: 1\ncohorts:\n<<<<<<< HEAD\n", "E0734"),
        ("format: 1\ncohorts: nobody\n", "E0733"),
        ("", "E0733"),
    ] {
        shop.write("personac.lock", text.as_bytes());
        for args in [&[][..], &["--check"]] {
            let (exit, _, err) = lock(&shop, args);
            assert_eq!(exit, Some(1), "{err}");
            assert!(err.contains(code) && err.contains("SHOP/personac.lock:"), "{err}");
            assert_eq!(bytes(&shop), text.as_bytes());
        }
    }
}

#[test]
fn a_check_without_a_lock() {
    let shop = shop(SPEC);
    let (code, _, err) = lock(&shop, &["--check"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("E0731") && err.contains("personac lock"), "{err}");
    assert!(!shop.file("personac.lock").exists());
}

#[test]
fn a_folder_in_the_place_of_the_lock() {
    let shop = shop(SPEC);
    shop.write("personac.lock/x", b"");
    let (code, _, err) = lock(&shop, &[]);
    assert_eq!(code, Some(1));
    assert!(err.contains("E0702"), "{err}");
}

#[test]
fn a_project_with_nothing_to_lock() {
    let shop = shop("segment a of customers: age > 1\n");
    let (code, out, _) = lock(&shop, &[]);
    assert_eq!(code, Some(0));
    assert!(out.contains("nothing to lock"), "{out}");
    assert_eq!(lock(&shop, &["--check"]).0, Some(0));
}

#[cfg(unix)]
#[test]
fn a_link_still_leads_to_the_lock_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let shop = shop(SPEC);
    shop.write(
        "locks/shop.lock",
        super::locked("persona p of customers { must age > 1 }").to_string().as_bytes(),
    );
    let real = shop.file("locks/shop.lock");
    fs_err::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&real, shop.file("personac.lock")).unwrap();
    assert_eq!(lock(&shop, &[]).0, Some(0));
    assert!(fs_err::symlink_metadata(shop.file("personac.lock")).unwrap().file_type().is_symlink());
    assert_eq!(fs_err::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs_err::read_to_string(&real).unwrap().contains("buyer"));
    // Nothing is left beside it.
    assert_eq!(fs_err::read_dir(shop.file("locks")).unwrap().count(), 1);
}
