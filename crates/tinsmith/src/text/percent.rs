//! Percent-encoding, as signatures ask for it: everything but the unreserved characters of
//! [RFC 3986, section 2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3) is encoded.

/// Appends `text` for a query or for one segment of a path.
pub(crate) fn encode(text: &str, out: &mut String) {
    encode_except(text, b"-._~", out);
}

/// Appends `text` for several segments of a path.
pub(crate) fn encode_path(text: &str, out: &mut String) {
    encode_except(text, b"-._~/", out);
}

fn encode_except(text: &str, plain: &[u8], out: &mut String) {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || plain.contains(byte);
    // Most texts are names and numbers.
    if text.as_bytes().iter().all(is_plain) {
        return out.push_str(text);
    }
    out.reserve(text.len());
    for byte in text.bytes() {
        if is_plain(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend([byte >> 4, byte & 0xF].map(hexadecimal));
        }
    }
}

fn hexadecimal(digit: u8) -> char {
    char::from(if digit < 10 {
        b'0' + digit
    } else {
        b'A' + digit - 10
    })
}
