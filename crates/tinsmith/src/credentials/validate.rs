//! The validation of keys that come from outside.
//!
//! A file of its own because sources of credentials that know nothing of each other share it.

use std::fmt::Display;

/// A part of credentials.
#[derive(Clone, Copy)]
pub(super) enum Part {
    AccessKeyId,
    SecretAccessKey,
    SessionToken,
}

/// Rejects the key id, the secret and the token of a response, which are members with these names, if one is missing or invalid.
pub(super) fn validate_members(members: [(&str, &str); 3]) -> Result<(), String> {
    let parts = [Part::AccessKeyId, Part::SecretAccessKey, Part::SessionToken];
    for (part, (name, value)) in parts.into_iter().zip(members) {
        if value.is_empty() {
            return Err(format!("the response has no {name}"));
        }
        part.validate(name, value)?;
    }
    Ok(())
}

impl Part {
    /// Rejects a value that was copied with more than itself. A service would reject its signatures without naming it.
    pub(super) fn validate(self, origin: impl Display, value: &str) -> Result<(), String> {
        let problem = if value.contains(['\r', '\n']) {
            "has a line break"
        } else if value.contains(char::is_control) {
            "has a control character"
        } else if value.trim() != value {
            "begins or ends with white space"
        } else {
            return Ok(());
        };
        let name = self.name();
        Err(format!("{origin}: the {name} {problem}; remove it"))
    }

    fn name(self) -> &'static str {
        match self {
            Self::AccessKeyId => "access key id",
            Self::SecretAccessKey => "secret access key",
            Self::SessionToken => "session token",
        }
    }
}
