//! The files of models, and the crates that are generated from them.

use std::fs;
use std::path::{Path, PathBuf};

use tinsmith_codegen::{Caller, Dependency, ServiceSpec};

use crate::workspace::Error;

/// The options of the specifications of all crates.
pub(super) struct Options<'a> {
    /// The traits to ignore, as for `cargo xtask codegen`.
    pub(super) ignore_traits: &'a [String],
    /// The names of shapes and members, as for `cargo xtask codegen`.
    pub(super) renames: &'a [(String, String)],
}

/// Returns the specification of a crate with all operations of a model that can be generated.
pub(super) fn spec(file: &Path, crate_name: String, options: &Options<'_>) -> ServiceSpec {
    ServiceSpec {
        crate_name,
        model_path: file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        renames: options.renames.iter().cloned().collect(),
        skip_unsupported: true,
        ignore_traits: options.ignore_traits.iter().cloned().collect(),
        caller: Caller::CommandLine,
        runtime: Dependency::Workspace,
        ..ServiceSpec::default()
    }
}

/// Returns the files, and the files of models in the folders, each with its size, from the smallest to the largest.
pub(super) fn by_size(arguments: &[PathBuf]) -> Result<Vec<(PathBuf, u64)>, Error> {
    let mut files = Vec::new();
    for argument in arguments {
        if argument.is_dir() {
            let entries = fs::read_dir(argument).map_err(Error::file("read", argument))?;
            for entry in entries {
                let path = entry.map_err(Error::file("read", argument))?.path();
                if path
                    .extension()
                    .is_some_and(|extension| extension == "json" || extension == "smithy")
                {
                    files.push(path);
                }
            }
        } else {
            files.push(argument.clone());
        }
    }
    let size = |file: PathBuf| {
        let size = fs::metadata(&file).map_err(Error::file("read", &file))?;
        Ok::<_, Error>((file, size.len()))
    };
    let mut sized = files.into_iter().map(size).collect::<Result<Vec<_>, _>>()?;
    sized.sort_by(|left, right| (left.1, &left.0).cmp(&(right.1, &right.0)));
    Ok(sized)
}

/// Returns the name of a model's file without its extension.
pub(super) fn stem(file: &Path) -> String {
    file.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
