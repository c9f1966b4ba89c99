//! The pictures of the README, taken from the samples' pages as they are now.

use super::{Tester, base64, write};
use crate::documents::Sample;
use personac::documents::Lang;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

struct Picture {
    sample: &'static str,
    page: &'static str,
    lang: Lang,
    dark: bool,
    height: u32,
}

const WIDTH: u32 = 1240;

const PICTURES: [Picture; 3] = [
    Picture { sample: "xyz-electronics", page: "connected_pro", lang: Lang::En, dark: false, height: 1500 },
    Picture { sample: "telco", page: "index", lang: Lang::En, dark: false, height: 1300 },
    Picture { sample: "accounts-b2b", page: "champion", lang: Lang::Zh, dark: true, height: 1300 },
];

impl Picture {
    fn file(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("specs").join(self.sample).join("document.png")
    }
}

#[test]
#[ignore = "writes specs/*/document.png; ask for it by name when the looks of the pages change"]
fn renew_the_pictures_of_the_readme() {
    let mut tester = Tester::new().expect("pictures need Chromium");
    for picture in &PICTURES {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &Sample::new(picture.sample).documents(picture.lang));
        let page = folder.path().join("personas").join(picture.page).with_extension("html");
        let chrome = &mut tester.chrome;
        if picture.dark {
            chrome.dark(WIDTH, picture.height);
        } else {
            chrome.resize(WIDTH, picture.height, false);
        }
        chrome.open(&page);
        chrome.eval("document.fonts.ready.then(() => true)");
        let taken =
            chrome.call("Page.captureScreenshot", json!({ "format": "png", "optimizeForSpeed": false }));
        let Value::String(data) = &taken["data"] else { panic!("no picture") };
        fs_err::write(picture.file(), base64(data)).unwrap();
    }
}

#[test]
fn the_readme_shows_a_picture_of_each_sample() {
    let readme = fs_err::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    for picture in &PICTURES {
        assert!(readme.contains(&format!("specs/{}/document.png", picture.sample)), "{}", picture.sample);
        let bytes = fs_err::read(picture.file()).unwrap();
        // The header of a PNG: its signature, then width and height of the picture in 32 bits each.
        assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(bytes[16..20], WIDTH.to_be_bytes());
        assert_eq!(bytes[20..24], picture.height.to_be_bytes());
    }
}
