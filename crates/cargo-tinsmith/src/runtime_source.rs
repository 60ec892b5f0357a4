//! The source of the runtime, which all clients of a workspace share.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use tinsmith_codegen::Dependency;
use toml_edit::{Item, Table, value};

use crate::{Error, read, relative, resolve};

/// The source of the runtime.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Fields")]
pub enum RuntimeSource {
    /// A version on crates.io.
    Version(String),
    /// A repository, and a revision of it.
    Git {
        /// The URL.
        url: String,
        /// The revision; by default the newest one.
        rev: Option<String>,
    },
    /// The folder of the runtime, relative to the root of the workspace or absolute.
    Path(String),
}

impl RuntimeSource {
    /// Returns the source of a released command: the version of the runtime with the command's own number.
    pub fn of_this_version() -> Self {
        Self::Version(env!("CARGO_PKG_VERSION").to_owned())
    }

    /// Returns a note if the runtime may be older than this command, whose code needs the runtime of its own version.
    pub fn note_of_older_version(&self) -> Option<String> {
        let own = env!("CARGO_PKG_VERSION");
        match self {
            Self::Version(version) if lowest_version(version)? < lowest_version(own)? => {
                Some(format!(
                    "the version of the runtime is {version}, and this command generates code for {own}; \
                     set `version = \"{own}\"` in the table `runtime` of tinsmith.toml, and in the manifest of the workspace if dependencies \
                     have `workspace = true`, and run `cargo tinsmith generate`"
                ))
            }
            _ => None,
        }
    }

    /// Finds the runtime in a folder: that of the runtime, or of a checkout of its repository.
    ///
    /// # Errors
    ///
    /// Fails if neither contains the runtime.
    pub fn from_folder(folder: &Path, root: &Path) -> Result<Self, Error> {
        let candidates = [folder.to_owned(), folder.join("crates/tinsmith")];
        let found = candidates.iter().find(|folder| is_runtime(folder));
        let found = found.ok_or_else(|| {
            let message = "the runtime is neither here nor in crates/tinsmith; pass the folder of a checkout of tinsmith's repository";
            Error::content(folder, message)
        })?;
        Ok(Self::Path(relative(root, &resolve(found)?)))
    }

    /// Returns the dependency for a crate in this folder of the workspace.
    pub fn dependency(&self, root: &Path, folder: &Path) -> Dependency {
        match self {
            Self::Version(version) => Dependency::Version(version.clone()),
            Self::Git { url, rev } => Dependency::Git {
                url: url.clone(),
                rev: rev.clone(),
            },
            Self::Path(path) if Path::new(path).is_absolute() => Dependency::Path(path.clone()),
            Self::Path(path) => {
                let path = resolve(&root.join(path)).unwrap_or_else(|_| PathBuf::from(path));
                Dependency::Path(relative(folder, &path))
            }
        }
    }

    /// Returns the source as a table of TOML.
    pub fn to_table(&self) -> Table {
        let mut table = Table::new();
        let mut insert = |key: &str, text: &str| table.insert(key, value(text));
        match self {
            Self::Version(version) => {
                insert("version", version);
            }
            Self::Git { url, rev } => {
                insert("git", url);
                if let Some(rev) = rev {
                    insert("rev", rev);
                }
            }
            Self::Path(path) => {
                insert("path", path);
            }
        }
        table
    }

    /// Returns the source as the options of `cargo tinsmith add`.
    pub fn options(&self) -> Vec<String> {
        let option = |name: &str, value: &String| [name.to_owned(), value.clone()];
        match self {
            Self::Version(version) => option("--tinsmith-version", version).into(),
            Self::Git { url, rev } => {
                let rev = rev.iter().flat_map(|rev| option("--rev", rev));
                option("--git", url).into_iter().chain(rev).collect()
            }
            Self::Path(path) => option("--path", path).into(),
        }
    }
}

/// Returns the lowest version that a requirement on one version permits: 0.1.0 for `^0.1`.
fn lowest_version(requirement: &str) -> Option<[u64; 3]> {
    let version = requirement.trim_start_matches(['=', '^', '~', '>', ' ']);
    // A pre-release counts as its release.
    let version = version.split(['-', '+']).next()?;
    let mut parts = version.trim().split('.');
    let mut numbers = [0; 3];
    for (number, part) in numbers.iter_mut().zip(&mut parts) {
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

/// True if a folder contains the package of the runtime.
fn is_runtime(folder: &Path) -> bool {
    let Ok(text) = read(&folder.join("Cargo.toml")) else {
        return false;
    };
    let manifest = text.parse::<toml_edit::DocumentMut>();
    let name = manifest.as_ref().ok().and_then(|manifest| {
        let name = manifest
            .get("package")
            .and_then(|package| package.get("name"));
        name.and_then(Item::as_str)
    });
    name == Some("tinsmith")
}

/// The fields of the table `runtime`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    version: Option<String>,
    git: Option<String>,
    rev: Option<String>,
    path: Option<String>,
}

impl TryFrom<Fields> for RuntimeSource {
    type Error = &'static str;

    fn try_from(fields: Fields) -> Result<Self, &'static str> {
        match fields {
            Fields {
                version: Some(version),
                git: None,
                rev: None,
                path: None,
            } => Ok(Self::Version(version)),
            Fields {
                version: None,
                git: Some(url),
                rev,
                path: None,
            } => Ok(Self::Git { url, rev }),
            Fields {
                version: None,
                git: None,
                rev: None,
                path: Some(path),
            } => Ok(Self::Path(path)),
            _ => Err("`runtime` needs one of `version`, `git` (with `rev` if needed) and `path`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_source_is_read_as_it_was_written() {
        for source in [
            RuntimeSource::of_this_version(),
            RuntimeSource::Git {
                url: "https://example.com/a".to_owned(),
                rev: Some("1f".to_owned()),
            },
            RuntimeSource::Git {
                url: "https://example.com/a".to_owned(),
                rev: None,
            },
            RuntimeSource::Path("../tinsmith/crates/tinsmith".to_owned()),
        ] {
            let text = source.to_table().to_string();
            assert_eq!(
                toml_edit::de::from_str::<RuntimeSource>(&text).unwrap(),
                source
            );
        }
    }

    #[test]
    fn two_sources_at_once_and_none_are_errors() {
        for text in [
            "",
            "version = \"1\"\npath = \"a\"",
            "rev = \"1\"",
            "tag = \"1\"",
        ] {
            assert!(
                toml_edit::de::from_str::<RuntimeSource>(text).is_err(),
                "{text}"
            );
        }
    }

    #[test]
    fn a_version_that_may_be_older_than_the_command_has_a_note() {
        let note = |source: RuntimeSource| source.note_of_older_version();
        for version in ["0.0.1", "=0.0.9", "0", "0.0.1-alpha.1"] {
            let note = note(RuntimeSource::Version(version.to_owned())).unwrap();
            assert!(
                note.contains(version) && note.contains("set `version = "),
                "{note}"
            );
        }
        for version in ["999.0", "*", "0.1.x", "1.2.3.4", ""] {
            assert_eq!(note(RuntimeSource::Version(version.to_owned())), None);
        }
        assert_eq!(note(RuntimeSource::of_this_version()), None);
        assert_eq!(note(RuntimeSource::Path("a".to_owned())), None);
    }

    #[test]
    fn a_path_is_relative_to_the_crate_that_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let root = resolve(folder.path()).unwrap();
        let source = RuntimeSource::Path("vendor/tinsmith".to_owned());
        let dependency = source.dependency(&root, &root.join("crates/a"));
        assert_eq!(
            dependency,
            Dependency::Path("../../vendor/tinsmith".to_owned())
        );
    }

    #[test]
    fn a_folder_without_the_runtime_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let error = RuntimeSource::from_folder(folder.path(), folder.path()).unwrap_err();
        assert!(error.to_string().contains("checkout"), "{error}");
    }
}
