//! Pages in a real browser: what no reading of their text can show. Wants Chromium (`$CHROMIUM`, else on the `PATH`), and for accessibility
//! `$AXE_CORE`, the path of axe-core's `axe.min.js`; `.ci/run` has both. What is missing is said, and passed over.

pub mod chrome;
mod hostile;
mod pictures;
mod script;

use chrome::{Chrome, chromium};
use personac::documents::{Lang, RenderedFile};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A phone, a laptop, and the width of a sheet of A4 within its margins.
const PHONE: (u32, u32) = (390, 844);
const LAPTOP: (u32, u32) = (1280, 800);
const SHEET: (u32, u32) = (703, 1032);

const LAYOUT: &str = include_str!("page.js");

/// What a page would have to do to be heard.
const NOISE: [&str; 4] =
    ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded", "Page.javascriptDialogOpening"];

struct Tester {
    chrome: Chrome,
    axe: Option<String>,
    wrong: Vec<String>,
}

impl Tester {
    /// `None`, and why is said, where there is no browser.
    fn new() -> Option<Tester> {
        let Some(path) = chromium() else {
            eprintln!("skipped: there is no Chromium (on Debian: apt install chromium)");
            return None;
        };
        let axe = std::env::var_os("AXE_CORE").map(|path| fs_err::read_to_string(path).unwrap());
        if axe.is_none() {
            eprintln!("skipped: accessibility; set AXE_CORE to the axe.min.js of npm's axe-core");
        }
        Some(Tester { chrome: Chrome::start(&path), axe, wrong: Vec::new() })
    }

    /// Everything that holds of every page, with script and without.
    fn page(&mut self, file: &Path, what: &str) {
        for script in [false, true] {
            self.chrome.script(script);
            self.chrome.resize(PHONE.0, PHONE.1, false);
            self.chrome.open(file);
            let with = if script { "" } else { " without script" };
            self.layout(&format!("{what} on a phone{with}"));
            if script {
                self.axe("{}", &format!("{what} on a phone"));
            }
            self.chrome.resize(LAPTOP.0, LAPTOP.1, false);
            self.layout(&format!("{what} on a laptop{with}"));
            if script {
                self.chrome.dark(LAPTOP.0, LAPTOP.1);
                self.layout(&format!("{what} in the dark"));
                // Only the colours are others.
                self.axe("{ runOnly: ['color-contrast'] }", &format!("{what} in the dark"));
            }
            self.chrome.resize(SHEET.0, SHEET.1, true);
            self.layout(&format!("{what} in print{with}"));
            let shown = "[...document.querySelectorAll('button:not(.order), input, select')].filter(e => e.getClientRects().length).length";
            if self.chrome.eval(shown) != 0 {
                self.wrong.push(format!("{what} prints controls"));
            }
            self.quiet(file, &format!("{what}{with}"));
        }
        // A page for the wall is one sheet of paper.
        if self.chrome.eval("document.querySelectorAll('.sheet').length") == 1 {
            let sheets = self.sheets();
            if sheets != 1 {
                self.wrong.push(format!("{what}: {sheets} sheets in print"));
            }
        }
    }

    fn layout(&mut self, place: &str) {
        let found = self.chrome.eval(LAYOUT);
        for fault in found.as_array().unwrap() {
            self.wrong.push(format!("{place}: {}", fault.as_str().unwrap()));
        }
    }

    /// Nothing on the console, nothing run, nothing fetched but the page itself.
    fn quiet(&mut self, file: &Path, place: &str) {
        let own = chrome::url_of(file);
        for event in self.chrome.events() {
            let method = event["method"].as_str().unwrap_or_default();
            let url = event["params"]["request"]["url"].as_str().unwrap_or_default();
            let fetched = method == "Network.requestWillBeSent" && url != own && !url.starts_with("data:");
            if NOISE.contains(&method) || fetched {
                self.wrong.push(format!("{place}: {method} {}", event["params"]));
            }
        }
    }

    /// What axe-core finds with those options.
    fn axe(&mut self, options: &str, place: &str) {
        let Some(axe) = &self.axe else { return };
        if self.chrome.eval("typeof axe") == "undefined" {
            self.chrome.eval(axe);
        }
        let run = "axe.run(document, Object.assign({ resultTypes: ['violations'] }, OPTIONS)).then(r => \
                   r.violations.map(v => v.id + ': ' + v.help + ' ' + \
                   v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | ')))";
        let found = self.chrome.eval(&run.replace("OPTIONS", options));
        for violation in found.as_array().unwrap() {
            self.wrong.push(format!("{place}: {violation}"));
        }
    }

    /// How many sheets of A4 the page has in print.
    fn sheets(&mut self) -> usize {
        self.chrome.resize(LAPTOP.0, LAPTOP.1, false);
        self.chrome.call("Emulation.setEmulatedMedia", json!({ "media": "" }));
        let options =
            json!({ "preferCSSPageSize": true, "printBackground": true, "displayHeaderFooter": false });
        let pdf = self.chrome.call("Page.printToPDF", options);
        let Value::String(data) = &pdf["data"] else { panic!("no PDF") };
        let pdf = String::from_utf8_lossy(&base64(data)).into_owned();
        pdf.match_indices("/Type /Page")
            .filter(|(at, found)| !pdf[at + found.len()..].starts_with('s'))
            .count()
    }

    /// Fails with everything that was found.
    fn done(self) {
        assert!(self.wrong.is_empty(), "{}\n{}", self.wrong.len(), self.wrong.join("\n"));
    }
}

fn base64(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let digits: Vec<u8> = text.bytes().filter(|c| *c != b'=').map(value).collect();
    let chunk = |four: &[u8]| {
        let bits = four.iter().enumerate().fold(0u32, |all, (i, d)| all | u32::from(*d) << (18 - 6 * i));
        bits.to_be_bytes()[1..four.len()].to_vec()
    };
    digits.chunks(4).flat_map(chunk).collect()
}

fn write(folder: &Path, files: &[RenderedFile]) {
    for file in files {
        let path = folder.join(&file.path);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(&path, &file.content).unwrap();
    }
}

/// Every page below a folder, in the order of their names.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs_err::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "html") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Everything that the commands write for a sample: what a run makes, with a look back, and the pages of a history.
#[cfg(feature = "engine")]
fn make(name: &str, lang: Lang, folder: &Path) {
    let spec = crate::common::repository().join("specs").join(name);
    let run = |args: &[&str], out: &str| {
        let mut command = crate::common::personac();
        command.args(args).args(["--lang", lang.as_ref(), "--out"]).arg(folder.join(out)).arg(&spec);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    // One of the samples has no past.
    if name == "telco" {
        return run(&["run"], "out");
    }
    run(&["run", "--history", "2026-01-31"], "out");
    run(&["history", "--since", "2025-10-31"], "history");
}

/// Without the engine the reference counts, and pages about the past are not made.
#[cfg(not(feature = "engine"))]
fn make(name: &str, lang: Lang, folder: &Path) {
    write(folder, &crate::documents::Sample::new(name).documents(lang));
}

#[test]
fn pages_hold_in_a_browser() {
    let Some(mut tester) = Tester::new() else { return };
    let folder = tempfile::tempdir().unwrap();
    for name in ["xyz-electronics", "telco", "accounts-b2b"] {
        for lang in [Lang::En, Lang::Zh] {
            let folder = folder.path().join(name).join(lang.tag());
            make(name, lang, &folder);
            let pages = pages(&folder);
            assert!(pages.len() > 3, "{pages:?}");
            for page in pages {
                let short = page.strip_prefix(&folder).unwrap().display().to_string();
                tester.page(&page, &format!("{name} {} {short}", lang.tag()));
            }
        }
    }
    tester.done();
}
