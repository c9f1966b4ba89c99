//! The locks of the sample projects are up to date.
//!
//! After a change of their rules or data that was meant: `UPDATE_LOCKS=1 cargo test lock::samples` writes them anew. Review what they say.

use crate::common::{personac, repository};

#[test]
fn locks_are_up_to_date() {
    let mut outdated = String::new();
    for sample in ["xyz-electronics", "telco", "accounts-b2b"] {
        let folder = repository().join("specs").join(sample);
        let update = std::env::var_os("UPDATE_LOCKS").is_some();
        let check = if update { &["lock"][..] } else { &["lock", "--check"] };
        let output = personac().args(check).arg(&folder).output().unwrap();
        if !output.status.success() {
            let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
            outdated += &said.concat();
        }
    }
    assert!(outdated.is_empty(), "if this is meant, UPDATE_LOCKS=1 writes the locks anew:\n{outdated}");
}
