//! The names of generated crates.

use std::path::Path;

use crate::resolve;

/// Returns the default crate name of a model: `tinsmith-lex-runtime-v2` for `lex-runtime-v2.json`. The date of AWS's file names is omitted:
/// `tinsmith-lambda` for `lambda-2015-03-31.json`.
pub fn default_crate_name(model: &Path) -> String {
    // Paths such as `.` have no name of their own.
    let named = match model.file_stem() {
        Some(_) => model.to_owned(),
        None => resolve(model).unwrap_or_default(),
    };
    let stem = named
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    let stem = without_date(&stem);
    let name: String = stem
        .chars()
        .map(|letter| match letter.is_ascii_alphanumeric() {
            true => letter,
            false => '-',
        })
        .collect();
    format!("tinsmith-{name}")
}

/// Returns a name without a date at its end, such as `-2015-03-31`.
fn without_date(name: &str) -> &str {
    let mut parts = name.rsplitn(4, '-');
    let date = [parts.next(), parts.next(), parts.next()];
    let has_digits = |part: Option<&str>, count: usize| {
        part.is_some_and(|part| {
            part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let [day, month, year] = date;
    match parts.next() {
        Some(rest) if has_digits(day, 2) && has_digits(month, 2) && has_digits(year, 4) => rest,
        _ => name,
    }
}

/// Checks that the last folder of a module is a name in Rust.
///
/// # Errors
///
/// A message with the allowed characters and another folder.
pub(crate) fn check_module_name(folder: &str) -> Result<(), String> {
    let (around, name) = match folder.rsplit_once('/') {
        Some((around, name)) => (format!("{around}/"), name),
        None => (String::new(), folder),
    };
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(is_allowed)
    {
        return Ok(());
    }
    let message = format!("`{name}` is not a module name: a letter, then letters, digits and `_`");
    let other = name.replace(['-', '.', ' '], "_");
    match other != *name
        && other.starts_with(|first: char| first.is_ascii_alphabetic())
        && other.chars().all(is_allowed)
    {
        true => Err(format!("{message}; use the folder `{around}{other}`")),
        false => Err(format!("{message}; use another folder")),
    }
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
            ("lambda-2015-03-31.json", "tinsmith-lambda"),
            ("2015-03-31.json", "tinsmith-2015-03-31"),
            ("a-115-03-31.json", "tinsmith-a-115-03-31"),
        ] {
            assert_eq!(default_crate_name(Path::new(model)), name);
            assert_eq!(check_crate_name(name), Ok(()));
        }
    }

    #[test]
    fn a_folder_without_a_name_of_its_own_has_the_name_of_the_current_one() {
        // Cargo runs tests in the folder of the package.
        assert_eq!(
            default_crate_name(Path::new(".")),
            "tinsmith-cargo-tinsmith"
        );
    }

    #[test]
    fn a_module_name_with_hyphens_is_rejected_and_one_without_is_named() {
        assert_eq!(check_module_name("src/aws/my_module"), Ok(()));
        let error = check_module_name("src/aws/my-module").unwrap_err();
        assert!(error.contains("`src/aws/my_module`"), "{error}");
        for folder in [".", "1a", "src/1-a", ""] {
            let error = check_module_name(folder).unwrap_err();
            assert!(error.contains("another folder"), "{error}");
        }
    }

    #[test]
    fn a_path_is_not_a_crate_name() {
        for name in ["../elsewhere", "a/b", "", "1a", "a b", "a\u{1b}[2J"] {
            assert!(check_crate_name(name).is_err(), "{name:?}");
        }
    }
}
