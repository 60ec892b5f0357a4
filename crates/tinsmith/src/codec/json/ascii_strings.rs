//! Strings in ASCII, as the texts have them that botocore writes with Python's `json.dumps`.

use std::fmt::Write;

/// Appends a string. Other characters are escapes of UTF-16.
pub(crate) fn write_ascii_string(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            ' '..='~' => json.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    // Writing to a string cannot fail.
                    let _ = write!(json, "\\u{unit:04x}");
                }
            }
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares the text of Python's `json.dumps`.
    #[test]
    fn a_string_is_ascii_with_the_escapes_of_json() {
        let mut json = String::new();
        write_ascii_string(&mut json, "a \"\\/\n\r\t\u{8}\u{c}\0\u{7f}é日😀~");
        assert_eq!(
            json,
            r#""a \"\\/\n\r\t\b\f\u0000\u007f\u00e9\u65e5\ud83d\ude00~""#
        );
    }
}
