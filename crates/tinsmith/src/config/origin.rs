//! A setting as text, and its origin.

use std::fmt;
#[cfg(feature = "environment")]
use std::path::Path;
use std::path::PathBuf;
#[cfg(feature = "environment")]
use std::sync::Arc;

/// The origin of a setting, which errors about it name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Code,
    #[cfg(feature = "environment")]
    Variable(String),
    #[cfg(feature = "environment")]
    File {
        path: Arc<Path>,
        key: String,
        line: usize,
    },
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code => f.write_str("the code"),
            #[cfg(feature = "environment")]
            Self::Variable(name) => f.write_str(name),
            #[cfg(feature = "environment")]
            Self::File { path, key, line } => {
                write!(f, "`{key}` in {} line {line}", path.display())
            }
        }
    }
}

/// The text of a setting.
#[derive(Clone)]
pub(crate) struct Setting {
    pub(crate) value: String,
    pub(crate) origin: Origin,
}

/// The file with the certificate authorities to trust.
#[derive(Clone, Debug)]
pub(crate) struct CaBundle {
    #[cfg_attr(
        not(any(feature = "environment", feature = "hyper", feature = "reqwest")),
        expect(dead_code, reason = "the default transport alone reads it")
    )]
    pub(crate) path: PathBuf,
    #[cfg_attr(
        not(any(feature = "hyper", feature = "rustls", feature = "native-tls")),
        expect(dead_code, reason = "the default transport alone reads it, with TLS")
    )]
    pub(crate) origin: Origin,
}

impl CaBundle {
    pub(crate) fn from_code(path: PathBuf) -> Self {
        let origin = Origin::Code;
        Self { path, origin }
    }
}

/// Shows the origin alone, since the value may be a secret.
impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a value set by {}", self.origin)
    }
}
