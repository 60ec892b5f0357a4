//! The root of the repository, and output.

use std::fmt::Display;
use std::io::Write;
use std::path::{Path, PathBuf};

pub(crate) use cargo_tinsmith::{Error, read};

/// Returns the root of the repository that this program was built from.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}

/// Prints a line. A closed pipe, as with `| head`, is not an error.
pub(crate) fn print_line(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
