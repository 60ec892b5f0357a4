//! The code, the message and the request id of an error response.

use super::reader::XmlReader;

/// Returns the code and the message of the first error at a path of elements below the root, and the id of the request, which is beside it or
/// one of its own elements. Each is `None` if it is absent or empty.
///
/// The body may be malformed or truncated. Members before the fault are used.
pub(crate) fn parse_error(body: &[u8], path: &[&str]) -> [Option<String>; 3] {
    let mut reader = XmlReader::new(body);
    let mut found = [None, None, None];
    // The number of elements of the path around the current one.
    let mut depth = 0;
    if !reader.next_element() {
        return found;
    }
    loop {
        if !reader.next_element() {
            // The end of an element on the path, or of the document.
            match depth {
                0 => return found,
                _ => depth -= 1,
            }
            continue;
        }
        let [code, message, request_id] = &mut found;
        let value = match (reader.name(), path.get(depth)) {
            ("RequestId" | "RequestID", _) => request_id,
            (name, Some(next)) if name == *next => {
                depth += 1;
                continue;
            }
            ("Code", None) => code,
            ("Message" | "message", None) => message,
            _ => {
                reader.skip();
                continue;
            }
        };
        let text = reader.read_text();
        if value.is_none() && !text.trim().is_empty() {
            *value = Some(text.trim().to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse_error;

    #[test]
    fn code_and_message_are_in_the_element_at_the_path_and_the_id_beside_it() {
        let text = |text: &str| Some(text.to_owned());
        let body = b"<R><Code>no</Code><Errors><Error><Type/><Code> A </Code><Message>m</Message></Error><Error><Code>B</Code></Error></Errors><RequestID>7</RequestID></R>";
        let expected = [text("A"), text("m"), text("7")];
        assert_eq!(parse_error(body, &["Errors", "Error"]), expected);
        assert_eq!(parse_error(body, &["Error"]), [None, None, text("7")]);
        assert_eq!(parse_error(body, &[]), [text("no"), None, text("7")]);
        let root = b"<Error><RequestId>7</RequestId><Code>A</Code><Message/></Error>";
        assert_eq!(parse_error(root, &[]), [text("A"), None, text("7")]);
    }

    #[test]
    fn members_before_malformed_text_are_used() {
        let cut = b"<R><Error><Code>A</Code><Message>m";
        let [code, message, _] = parse_error(cut, &["Error"]);
        assert_eq!((code.as_deref(), message), (Some("A"), None));
        for body in [b"<html>".as_slice(), b"", b"<R><Error></R>", b"<R/>"] {
            assert_eq!(parse_error(body, &["Error"]), [None, None, None]);
        }
    }
}
