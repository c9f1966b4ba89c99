//! Whatever people type stays text, fits its page, and runs nowhere.

use super::{Tester, pages, write};
use crate::documents::hostile_files;
use personac::documents::Lang;

#[test]
fn hostile_texts_break_no_page() {
    let Some(mut tester) = Tester::new() else { return };
    let folder = tempfile::tempdir().unwrap();
    for lang in [Lang::En, Lang::Zh] {
        let folder = folder.path().join(lang.tag());
        write(&folder, &hostile_files(lang));
        for page in pages(&folder) {
            // The texts are the same in both: of pages about one persona, Chinese ones add only Chinese around them.
            let name = page.file_name().unwrap().to_string_lossy().into_owned();
            if lang == Lang::Zh && name.starts_with('p') && !name.starts_with("p3") {
                continue;
            }
            let what = format!("{} {}", lang.tag(), page.file_stem().unwrap().to_string_lossy());
            tester.page(&page, &what);
            assert_eq!(tester.chrome.eval("document.scripts.length"), 1);
        }
    }
    tester.done();
}
