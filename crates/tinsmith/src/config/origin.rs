//! Where a setting comes from.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Where a setting comes from; errors about it say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Code,
    Variable(String),
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
            Self::Variable(name) => f.write_str(name),
            Self::File { path, key, line } => {
                write!(f, "`{key}` in {} line {line}", path.display())
            }
        }
    }
}
