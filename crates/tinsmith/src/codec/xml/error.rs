//! The code and the message of an error response.

use super::reader::XmlReader;

/// Returns code and message of the error at a path of elements below the root, each if it is there and not empty.
///
/// The body may be malformed or truncated. Members before the fault are used.
pub(crate) fn parse_error(body: &[u8], path: &[&str]) -> (Option<String>, Option<String>) {
    let mut reader = XmlReader::new(body);
    let (mut code, mut message) = (None, None);
    let is_found = reader.next_element() && path.iter().all(|name| reader.enter_named(name));
    while is_found && reader.next_element() {
        let value = match reader.name() {
            "Code" => &mut code,
            "Message" | "message" => &mut message,
            _ => {
                reader.skip();
                continue;
            }
        };
        let text = reader.read_text();
        *value = (!text.trim().is_empty()).then(|| text.trim().to_owned());
    }
    (code, message)
}

#[cfg(test)]
mod tests {
    use super::parse_error;

    #[test]
    fn code_and_message_are_in_the_element_at_the_path() {
        let body = b"<R><Code>no</Code><Errors><Error><Type/><Code> A </Code><Message>m</Message></Error></Errors></R>";
        let expected = (Some("A".to_owned()), Some("m".to_owned()));
        assert_eq!(parse_error(body, &["Errors", "Error"]), expected);
        assert_eq!(parse_error(body, &["Error"]), (None, None));
        assert_eq!(parse_error(body, &[]).0.as_deref(), Some("no"));
    }

    #[test]
    fn what_stands_before_malformed_text_counts() {
        let cut = b"<R><Error><Code>A</Code><Message>m";
        assert_eq!(parse_error(cut, &["Error"]).0.as_deref(), Some("A"));
        assert_eq!(parse_error(b"<html>", &["Error"]), (None, None));
        assert_eq!(parse_error(b"", &["Error"]), (None, None));
    }
}
