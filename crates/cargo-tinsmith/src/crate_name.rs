//! The names of generated crates.

use std::path::Path;

/// Returns the default crate name of a model: `tinsmith-lex-runtime-v2` for `lex-runtime-v2.json`.
pub fn default_crate_name(model: &Path) -> String {
    let stem = model
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    let name: String = stem
        .chars()
        .map(|letter| match letter.is_ascii_alphanumeric() {
            true => letter,
            false => '-',
        })
        .collect();
    format!("tinsmith-{name}")
}

/// Checks that a name is a valid crate name, and not a path.
///
/// # Errors
///
/// A message that names the allowed characters.
pub fn check_crate_name(name: &str) -> Result<(), String> {
    let valid = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'));
    if valid {
        Ok(())
    } else {
        Err(format!(
            "`{name}` is not a crate name: a letter, then letters, digits, `-` and `_`"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_name_has_letters_digits_and_hyphens_only() {
        for (model, name) in [
            ("models/lex-runtime-v2.json", "tinsmith-lex-runtime-v2"),
            ("My Service_1.smithy", "tinsmith-my-service-1"),
        ] {
            assert_eq!(default_crate_name(Path::new(model)), name);
            assert_eq!(check_crate_name(name), Ok(()));
        }
    }

    #[test]
    fn a_path_is_not_a_crate_name() {
        for name in ["../elsewhere", "a/b", "", "1a", "a b", "a\u{1b}[2J"] {
            assert!(check_crate_name(name).is_err(), "{name:?}");
        }
    }
}
