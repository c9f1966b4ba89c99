//! Every page of the samples in a real browser: nothing on the console, nothing fetched, no text over other text, nothing wider
//! than its window, nothing that axe-core finds, and one sheet of A4 in print.
//!
//! Needs Chromium (`$CHROMIUM`, else on the `PATH`), and for accessibility `$AXE_CORE`, the path of axe-core's `axe.min.js`;
//! `.ci/run` has both. What is missing is said, and passed over.

mod chrome;

use crate::documents::{Sample, hostile_files};
use chrome::{Chrome, chromium};
use personac::documents::{Lang, RenderedFile};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A phone, a laptop, and the width of a sheet of A4 within its margins.
const PHONE: (u32, u32) = (390, 844);
const LAPTOP: (u32, u32) = (1280, 800);
const SHEET: (u32, u32) = (703, 1032);

/// Texts that lie over each other: pairs of texts of different elements whose boxes share more than a hair. Boxes that are cut off by
/// their surroundings count as far as they are seen.
const OVERLAPS: &str = r#"(() => {
  const seen = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const clip = (box, element) => {
    for (let e = element; e && e !== document.body; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.overflowX === "visible" && style.overflowY === "visible") continue;
      const outer = e.getBoundingClientRect();
      box = { left: Math.max(box.left, outer.left), right: Math.min(box.right, outer.right),
              top: Math.max(box.top, outer.top), bottom: Math.min(box.bottom, outer.bottom) };
    }
    return box;
  };
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim()) continue;
    const element = node.parentElement;
    const style = getComputedStyle(element);
    if (style.visibility === "hidden" || element.closest(".sr, title, desc")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      // The ink of a line is less high than its box.
      const trim = rect.height * 0.22;
      const box = clip({ left: rect.left + 1, right: rect.right - 1, top: rect.top + trim, bottom: rect.bottom - trim }, element);
      if (box.right - box.left > 1 && box.bottom - box.top > 1) seen.push({ ...box, node, text: node.data.trim().slice(0, 40) });
    }
  }
  seen.sort((a, b) => a.top - b.top);
  const found = [];
  for (let i = 0; i < seen.length && found.length < 5; i++) {
    for (let j = i + 1; j < seen.length && seen[j].top < seen[i].bottom; j++) {
      if (seen[i].node === seen[j].node) continue;
      const across = Math.min(seen[i].right, seen[j].right) - Math.max(seen[i].left, seen[j].left);
      const down = Math.min(seen[i].bottom, seen[j].bottom) - Math.max(seen[i].top, seen[j].top);
      if (across > 1.5 && down > 1.5) found.push(seen[i].text + " × " + seen[j].text);
    }
  }
  return found;
})()"#;

/// How much wider than its window the page is.
const TOO_WIDE: &str = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

/// Pages about the whole project, as long as they need to be in print.
const WHOLE: [&str; 5] = ["index", "overlaps", "journeys", "history", "data"];

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

    fn page(&mut self, file: &Path, what: &str) {
        for ((width, height), print) in [(PHONE, false), (LAPTOP, false), (SHEET, true)] {
            self.chrome.resize(width, height, print);
            self.chrome.open(file);
            let place = format!("{what} at {width}{}", if print { " in print" } else { "" });
            let wide = self.chrome.eval(TOO_WIDE).as_f64().unwrap();
            if wide > 0.0 {
                self.wrong.push(format!("{place}: {wide} pixels too wide"));
            }
            let overlaps = self.chrome.eval(OVERLAPS);
            for pair in overlaps.as_array().unwrap() {
                self.wrong.push(format!("{place}: text over text: {pair}"));
            }
            if !print {
                self.axe(&place);
            }
            self.quiet(&place);
        }
        self.chrome.dark(LAPTOP.0, LAPTOP.1);
        self.chrome.open(file);
        self.axe(&format!("{what} in the dark"));
    }

    /// Nothing on the console, nothing asked, nothing fetched but the page itself.
    fn quiet(&mut self, place: &str) {
        let noise = [
            "Runtime.consoleAPICalled",
            "Runtime.exceptionThrown",
            "Log.entryAdded",
            "Page.javascriptDialogOpening",
        ];
        for event in self.chrome.events() {
            let method = event["method"].as_str().unwrap_or_default();
            let url = event["params"]["request"]["url"].as_str().unwrap_or_default();
            let fetched = method == "Network.requestWillBeSent"
                && !url.starts_with("file:")
                && !url.starts_with("data:");
            if noise.contains(&method) || fetched {
                self.wrong.push(format!("{place}: {method} {}", event["params"]));
            }
        }
    }

    fn axe(&mut self, place: &str) {
        let Some(axe) = self.axe.clone() else { return };
        self.chrome.eval(&axe);
        let found = self.chrome.eval(
            "axe.run(document, { resultTypes: ['violations'] }).then(r => r.violations.map(v => \
             v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | ')))",
        );
        for violation in found.as_array().unwrap() {
            self.wrong.push(format!("{place}: {violation}"));
        }
    }

    /// How many sheets of A4 the page has in print.
    fn sheets(&mut self, file: &Path) -> usize {
        self.chrome.resize(LAPTOP.0, LAPTOP.1, false);
        self.chrome.call("Emulation.setEmulatedMedia", json!({ "media": "" }));
        self.chrome.open(file);
        let options =
            json!({ "preferCSSPageSize": true, "printBackground": true, "displayHeaderFooter": false });
        let pdf = self.chrome.call("Page.printToPDF", options);
        let Value::String(data) = &pdf["data"] else { panic!("no PDF") };
        let pdf = String::from_utf8_lossy(&base64(data)).into_owned();
        pdf.match_indices("/Type /Page")
            .filter(|(at, found)| !pdf[at + found.len()..].starts_with('s'))
            .count()
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

fn write(folder: &Path, files: &[RenderedFile]) -> Vec<PathBuf> {
    let mut pages = Vec::new();
    for file in files {
        let path = folder.join(&file.path);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(&path, &file.content).unwrap();
        if path.extension().is_some_and(|e| e == "html") {
            pages.push(path);
        }
    }
    pages
}

#[test]
fn pages_hold_in_a_browser() {
    let Some(mut tester) = Tester::new() else { return };
    let folder = tempfile::tempdir().unwrap();
    for name in ["xyz-electronics", "telco", "accounts-b2b"] {
        let sample = Sample::new(name);
        for lang in [Lang::En, Lang::Zh] {
            let folder = folder.path().join(name).join(lang.tag());
            for page in write(&folder, &sample.documents(lang)) {
                let stem = page.file_stem().unwrap().to_string_lossy().into_owned();
                let what = format!("{name} {} {stem}", lang.tag());
                tester.page(&page, &what);
                let sheets = tester.sheets(&page);
                if sheets != 1 && !WHOLE.contains(&stem.as_str()) {
                    tester.wrong.push(format!("{what}: {sheets} sheets in print"));
                }
            }
        }
    }
    assert!(tester.wrong.is_empty(), "{}\n{}", tester.wrong.len(), tester.wrong.join("\n"));
}

/// Whatever people type stays text, fits its page, and runs nowhere.
#[test]
fn hostile_texts_break_no_page() {
    let Some(mut tester) = Tester::new() else { return };
    let folder = tempfile::tempdir().unwrap();
    for lang in [Lang::En, Lang::Zh] {
        let folder = folder.path().join(lang.tag());
        for page in write(&folder, &hostile_files(lang)) {
            tester.page(&page, &format!("{} {}", lang.tag(), page.file_stem().unwrap().to_string_lossy()));
            assert_eq!(tester.chrome.eval("document.scripts.length"), 1);
            if !WHOLE.contains(&page.file_stem().unwrap().to_str().unwrap()) {
                assert_eq!(tester.sheets(&page), 1, "{}", page.display());
            }
        }
    }
    assert!(tester.wrong.is_empty(), "{}\n{}", tester.wrong.len(), tester.wrong.join("\n"));
}
