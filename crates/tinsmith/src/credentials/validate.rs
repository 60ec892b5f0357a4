//! Validation of keys that come from outside.

use std::fmt::Display;

/// Rejects a secret access key that was copied with more than the key. A service would reject its signatures without naming it.
pub(super) fn secret(origin: impl Display, secret: &str) -> Result<(), String> {
    let problem = if secret.contains(['\r', '\n']) {
        "has a line break"
    } else if secret.contains(char::is_control) {
        "has a control character"
    } else if secret.trim() != secret {
        "begins or ends with white space"
    } else {
        return Ok(());
    };
    Err(format!(
        "{origin}: the secret access key {problem}; remove it"
    ))
}
