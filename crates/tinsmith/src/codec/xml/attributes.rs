//! The attributes in a start tag.

use super::lexer::{WHITESPACE, check_name};

/// Returns the name and the value of the first attribute, references included, and the attributes after it. `None` if there is none.
///
/// # Errors
///
/// The attribute is malformed.
pub(super) fn next(attributes: &str) -> Result<Option<(&str, &str, &str)>, &'static str> {
    const MALFORMED: &str = "malformed attribute";
    let start = attributes.trim_start_matches(WHITESPACE);
    if start.is_empty() {
        return Ok(None);
    }
    if start.len() == attributes.len() {
        return Err(MALFORMED);
    }
    let (name, after) = start.split_once('=').ok_or(MALFORMED)?;
    let name = name.trim_end_matches(WHITESPACE);
    check_name(name).map_err(|_| MALFORMED)?;
    let after = after.trim_start_matches(WHITESPACE);
    let quote = after.chars().next().filter(|quote| "\"'".contains(*quote));
    let value = quote.and_then(|quote| after.strip_prefix(quote)?.split_once(quote));
    let (value, rest) = value.ok_or(MALFORMED)?;
    if value.contains('<') {
        return Err(MALFORMED);
    }
    Ok(Some((name, value, rest)))
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn attributes_have_names_and_quoted_values() {
        let first = next("\n a = 'x\"' b=\"\"").unwrap();
        assert_eq!(first, Some(("a", "x\"", " b=\"\"")));
        assert_eq!(next(" b=\"\"").unwrap(), Some(("b", "", "")));
        assert_eq!(next("  ").unwrap(), None);
    }

    #[test]
    fn malformed_attributes_are_rejected() {
        for attributes in [
            " a", " a=", " a=b", " a='b", " ='b'", " a='<'", "a='b'", " a b='c'",
        ] {
            assert!(next(attributes).is_err(), "{attributes}");
        }
    }
}
