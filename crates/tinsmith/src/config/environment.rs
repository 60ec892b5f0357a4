//! The environment variables and the file system that settings are read from.

use std::ffi::{OsStr, OsString};
use std::fmt;
#[cfg(feature = "environment")]
use std::io;
#[cfg(feature = "environment")]
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[cfg(feature = "environment")]
use super::file_system::FileSystem;

/// The variables whose values are paths, which need not be UTF-8.
#[cfg(feature = "environment")]
const PATHS: [&str; 5] = [
    "AWS_CA_BUNDLE",
    "AWS_CONFIG_FILE",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
];

/// Returns the name of a variable for one service: with `AWS_ENDPOINT_URL` for `Lex Runtime V2`, it is `AWS_ENDPOINT_URL_LEX_RUNTIME_V2`.
pub(crate) fn variable_of_service(prefix: &str, service: &str) -> String {
    let name = service.to_ascii_uppercase().replace([' ', '-'], "_");
    format!("{prefix}_{name}")
}

/// The environment variables that settings are read from, and the file system that goes with them.
///
/// Without the feature `environment`, no configuration takes one. The default transport reads its variables, such as those of proxies, from the process.
///
/// A test passes its own variables, and so depends neither on the process nor on a home directory:
///
/// ```
/// use tinsmith::Environment;
///
/// let environment = Environment::from_iter([("AWS_REGION", "us-west-2")]);
/// assert_eq!(environment.get("AWS_REGION"), Some("us-west-2"));
/// ```
#[derive(Clone, Default)]
pub struct Environment {
    /// The variables in their original order. Few lookups are made, so that a list is as fast as a map and needs less code.
    variables: Arc<[(OsString, OsString)]>,
    #[cfg(feature = "environment")]
    files: FileSystem,
}

impl Environment {
    /// Returns the variables of the process as they are now.
    pub fn from_process() -> Self {
        Self::from_iter(std::env::vars_os())
    }

    /// Returns a variable that is set, is not empty, and is UTF-8.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.get_os(name)?.to_str()
    }

    /// Returns a variable that is set and not empty, in any encoding.
    pub(crate) fn get_os(&self, name: &str) -> Option<&OsStr> {
        self.variable(name).filter(|value| !value.is_empty())
    }

    /// Returns the names of all variables that are UTF-8.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().filter_map(|(name, _)| name.to_str())
    }

    /// Returns the value of a variable. Of several with one name, the last one counts.
    fn variable(&self, name: &str) -> Option<&OsStr> {
        let mut variables = self.variables.iter().rev();
        let found = variables.find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_os_str())
    }
}

#[cfg(feature = "environment")]
impl Environment {
    /// Replaces the file system by these files: paths and contents. Nothing else exists in it.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn with_files<P: Into<PathBuf>, C: Into<Vec<u8>>>(
        mut self,
        files: impl IntoIterator<Item = (P, C)>,
    ) -> Self {
        let files = crate::testing::MemoryFiles::new(files);
        self.files = FileSystem(Some(Arc::new(files)));
        self
    }

    /// Returns a variable as the path that it is, with the home directory in place of `~`.
    pub(crate) fn path(&self, name: &str) -> Option<PathBuf> {
        let value = self.get_os(name)?;
        // Only a path in UTF-8 can begin with a `~` for the home directory.
        Some(match value.to_str() {
            Some(path) => self.expand_home(path),
            None => value.into(),
        })
    }

    /// Returns the reason why a variable counts as absent.
    pub(crate) fn explain_absence(&self, name: &str) -> String {
        let problem = match self.variable(name) {
            Some(value) if value.is_empty() => "is empty",
            Some(_) => "is blank",
            None => "is not set",
        };
        format!("{name} {problem}")
    }

    /// Returns the variables that are set, not empty, and begin with `prefix`.
    pub(crate) fn starting_with(&self, prefix: &str) -> Vec<(String, String)> {
        let variables = self.names().filter(|name| name.starts_with(prefix));
        variables
            .filter_map(|name| Some((name.to_owned(), self.get(name)?.to_owned())))
            .collect()
    }

    /// Rejects a variable of AWS's whose text is not UTF-8: to ignore it would mean another account, region or endpoint.
    pub(crate) fn require_utf8(&self) -> Result<(), String> {
        let invalid = self.variables.iter().find_map(|(name, value)| {
            let name = name.to_str()?;
            let is_text = name.starts_with("AWS_") && !PATHS.contains(&name);
            (is_text && value.to_str().is_none()).then_some(name)
        });
        match invalid {
            Some(name) => Err(format!(
                "environment variable {name}: its value is not UTF-8"
            )),
            None => Ok(()),
        }
    }

    pub(crate) fn home(&self) -> Option<&Path> {
        self.get_os("HOME")
            .or_else(|| self.get_os("USERPROFILE"))
            .map(Path::new)
    }

    /// Returns a path with the home directory in place of a leading `~`.
    pub(crate) fn expand_home(&self, path: &str) -> PathBuf {
        match (
            path.strip_prefix("~/").or_else(|| path.strip_prefix("~\\")),
            self.home(),
        ) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => path.into(),
        }
    }

    /// Reads a file.
    pub(crate) fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.files.read(path)
    }

    /// Returns the file system that belongs to these variables.
    pub(crate) fn files(&self) -> &FileSystem {
        &self.files
    }
}

impl<N: Into<OsString>, V: Into<OsString>> FromIterator<(N, V)> for Environment {
    fn from_iter<T: IntoIterator<Item = (N, V)>>(variables: T) -> Self {
        let variables = variables
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        Self {
            variables: variables.collect(),
            #[cfg(feature = "environment")]
            files: FileSystem::default(),
        }
    }
}

/// Shows names alone, since values may be secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.names().filter(|name| name.starts_with("AWS_")))
            .finish()
    }
}
