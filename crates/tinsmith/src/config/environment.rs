//! Environment variables, those of the process or given ones.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The environment variables that settings are read from.
///
/// A test gives its own, and so touches neither the process nor a home directory:
///
/// ```
/// use tinsmith::Environment;
///
/// let environment = Environment::from_iter([("AWS_REGION", "us-west-2")]);
/// assert_eq!(environment.get("AWS_REGION"), Some("us-west-2"));
/// ```
#[derive(Clone, Default)]
pub struct Environment(Arc<BTreeMap<String, String>>);

impl Environment {
    /// The variables of the process as they are now. Those that are not UTF-8 are left out.
    pub fn of_process() -> Self {
        let variables = std::env::vars_os();
        let texts = variables.filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        Self(Arc::new(texts.collect()))
    }

    /// A variable that is set and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The variables that are set, not empty, and called so.
    pub(crate) fn starting_with(&self, prefix: &str) -> BTreeMap<String, String> {
        let variables = self.names().filter(|name| name.starts_with(prefix));
        variables
            .filter_map(|name| Some((name.to_owned(), self.get(name)?.to_owned())))
            .collect()
    }

    pub(crate) fn home(&self) -> Option<&Path> {
        self.get("HOME")
            .or_else(|| self.get("USERPROFILE"))
            .map(Path::new)
    }

    /// A path whose first part may be `~`.
    pub(crate) fn expand_home(&self, path: &str) -> PathBuf {
        match (
            path.strip_prefix("~/").or_else(|| path.strip_prefix("~\\")),
            self.home(),
        ) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => path.into(),
        }
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<T: IntoIterator<Item = (N, V)>>(variables: T) -> Self {
        Self(Arc::new(
            variables
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        ))
    }
}

/// Names alone: values may be secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.0.keys().filter(|name| name.starts_with("AWS_")))
            .finish()
    }
}
