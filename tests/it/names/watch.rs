use super::{PEOPLE, run, shop};
use crate::common::Scratch;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// A watch under way; ended when dropped.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(folder: &Path, args: &[&str]) -> Watch {
        let mut command = Command::new(env!("CARGO_BIN_EXE_personac"));
        command.current_dir(folder).arg("watch").args(args).env("NO_COLOR", "1");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Watch { child, lines }
    }

    /// The next check: its lines up to the one with the time.
    fn check(&self) -> String {
        let mut text = String::new();
        loop {
            // A busy machine may take its time; a watch that has missed a save never comes.
            let line = self.lines.recv_timeout(Duration::from_secs(60)).expect("one more check");
            text += &line;
            text.push('\n');
            if line.contains(" ms") {
                return text;
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Another file takes the name, as many editors save.
fn save_by_rename(shop: &Scratch, path: &str, text: &str) {
    shop.write(".saving", text.as_bytes());
    fs_err::rename(shop.file(".saving"), shop.file(path)).unwrap();
}

#[test]
fn every_save_is_checked() {
    let shop = shop();
    let watch = Watch::start(shop.path(), &[]);
    let first = watch.check();
    assert!(first.starts_with("W0502 ") || first.contains("ok"), "{first}");
    shop.write("people.persona", PEOPLE.replace("must grown_up", "must grown_upp").as_bytes());
    let broken = watch.check();
    assert!(broken.contains("E0301") && broken.contains("1 error\n"), "{broken}");
    assert!(broken.trim_end().ends_with("after people.persona"), "{broken}");
    save_by_rename(&shop, "people.persona", PEOPLE);
    assert!(watch.check().contains("\nok"));
    shop.write("below/new.persona", b"segment twice: big\n");
    let new = watch.check();
    assert!(new.contains("below/new.persona (new)") && new.contains("error"), "{new}");
    fs_err::remove_file(shop.file("below/new.persona")).unwrap();
    let gone = watch.check();
    assert!(gone.contains("below/new.persona (gone)") && gone.contains("\nok"), "{gone}");
    let catalog = fs_err::read_to_string(shop.file("personac.yaml")).unwrap();
    fs_err::remove_file(shop.file("personac.yaml")).unwrap();
    assert!(watch.check().contains("E0701"));
    shop.write("personac.yaml", catalog.as_bytes());
    assert!(watch.check().contains("\nok"));
}

#[test]
fn tests_and_a_command_run_where_nothing_is_wrong() {
    let shop = shop();
    let watch = Watch::start(shop.path(), &["--test", "--exec", "echo done >> ran"]);
    let first = watch.check();
    assert!(first.contains("1 passed, 0 failed"), "{first}");
    shop.write(
        "people.persona",
        PEOPLE.replace("expect shopper.tier = \"B\"", "expect shopper.tier = \"A\"").as_bytes(),
    );
    let failed = watch.check();
    assert!(failed.contains("0 passed, 1 failed") && failed.contains("E0801"), "{failed}");
    shop.write("people.persona", PEOPLE.as_bytes());
    watch.check();
    // The command of the last check has ended when the next one begins.
    shop.write("people.persona", format!("{PEOPLE}\n").as_bytes());
    watch.check();
    let ran = fs_err::read_to_string(shop.file("ran")).unwrap().lines().count();
    assert!((2..=3).contains(&ran), "{ran}");
}

#[test]
fn a_folder_that_is_no_project_is_not_watched() {
    let empty = Scratch::new(&[]);
    let (code, out, err) = run(empty.path(), &["watch"]);
    assert!(code == Some(2) && out.is_empty() && err.contains("E0701"), "{err}");
}
