//! Percent-encoding as signatures require it: every byte but the unreserved characters of
//! [RFC 3986, section 2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3) is encoded.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode, percent_encode};

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The bytes that are neither reserved in URLs nor unreserved, without the percent sign.
const NEVER_IN_URLS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// True for the bytes that are not encoded.
static UNRESERVED: [bool; 256] = {
    let mut unreserved = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        unreserved[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    unreserved
};

/// Appends `text` for a query or for one segment of a path.
pub(crate) fn encode(text: &str, out: &mut String) {
    // Most texts are names and numbers. One check of all bytes costs half as many instructions as the encoder.
    if is_unreserved(text) {
        out.push_str(text);
    } else {
        encode_bytes(text.as_bytes(), out);
    }
}

/// Appends `text` for several segments of a path.
pub(crate) fn encode_path(text: &str, out: &mut String) {
    for (index, segment) in text.split('/').enumerate() {
        if index > 0 {
            out.push('/');
        }
        encode(segment, out);
    }
}

/// Appends bytes as [`encode`] does, whether they are text or not.
pub(crate) fn encode_bytes(bytes: &[u8], out: &mut String) {
    out.extend(percent_encode(bytes, RESERVED));
}

/// Appends `text`, a part of a URL that is encoded, and encodes the characters that are not valid in a URL.
pub(crate) fn encode_invalid_url_characters(text: &str, out: &mut String) {
    out.extend(percent_encode(text.as_bytes(), NEVER_IN_URLS));
}

/// True if [`encode`] does not change `text`.
pub(crate) fn is_unreserved(text: &str) -> bool {
    // A look-up takes half as many instructions as comparisons, and every request has some hundred of these characters.
    text.bytes().all(|byte| UNRESERVED[usize::from(byte)])
}

/// Decodes a part of a query. A percent sign without two digits after it stays as it is.
pub(crate) fn decode_form(text: &str) -> Vec<u8> {
    percent_decode(text.replace('+', " ").as_bytes()).collect()
}

/// Returns bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    // `hex::encode` takes four times as many instructions.
    let mut digits = vec![0; 2 * bytes.len()];
    let _ = hex::encode_to_slice(bytes, &mut digits);
    String::from_utf8(digits).unwrap_or_default()
}
