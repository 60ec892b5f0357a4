//! The code and the message of an error response.

use super::head;
use super::reader::CborReader;

/// Returns the members `__type` and `message` of an error, each if it is a text that is not empty.
///
/// The body may be malformed or truncated. Members before the fault are used.
pub(crate) fn parse_error(body: &[u8]) -> (Option<String>, Option<String>) {
    let mut reader = CborReader::new(body);
    let (mut code, mut message) = (None, None);
    let mut members = reader.begin_entries();
    while let Some(name) = reader.next_name(&mut members) {
        let value = match &*name {
            "__type" => &mut code,
            "message" | "Message" => &mut message,
            _ => {
                reader.skip();
                continue;
            }
        };
        if reader.peek().is_some_and(|head| head.major == head::TEXT) {
            let text = reader.read_string();
            *value = (!text.is_empty()).then(|| text.into_owned());
        } else {
            reader.skip();
        }
    }
    (code, message)
}

#[cfg(test)]
mod tests {
    use super::parse_error;

    #[test]
    fn code_and_message_are_members_of_the_body() {
        let body = b"\xBF\x61x\x82\x01\x02\x66__type\x61A\x67Message\x61m\xFF";
        let expected = (Some("A".to_owned()), Some("m".to_owned()));
        assert_eq!(parse_error(body), expected);
    }

    #[test]
    fn what_stands_before_malformed_bytes_counts() {
        for body in [
            b"\xA2\x66__type\x61A\x67message\x62m".as_slice(),
            b"\xA2\x66__type\x61A\x1C",
        ] {
            assert_eq!(parse_error(body), (Some("A".to_owned()), None));
        }
        for body in [b"".as_slice(), b"<html>", b"\x80", b"\xA1\x66__type\x01"] {
            assert_eq!(parse_error(body), (None, None));
        }
    }
}
