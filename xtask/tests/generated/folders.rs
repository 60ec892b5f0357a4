//! The folders of this repository and of the models and conformance tests that are not a part of it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, io};

/// Returns the root of this repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Returns a folder in `TINSMITH_SHARED`, by default `../shared`. Without it, prints that the test is skipped.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let shared =
        env::var_os("TINSMITH_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let folder = shared.join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    // Written directly, because the output of `println!` is captured when a test passes.
    let notice = format!("SKIPPED: there is no {}\n", folder.display());
    io::stderr().write_all(notice.as_bytes()).unwrap();
    None
}
