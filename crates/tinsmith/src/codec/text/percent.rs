//! Percent-encoding, as signatures ask for it: everything but the unreserved characters of
//! [RFC 3986, section 2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3) is encoded. And bytes in the same digits.

/// For each byte whether it stands for itself. Asked of every byte of every path, twice.
type Plain = [bool; 256];

const UNRESERVED: Plain = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < plain.len() {
        plain[byte] = matches!(byte as u8, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    plain
};

const UNRESERVED_AND_SLASH: Plain = {
    let mut plain = UNRESERVED;
    plain[b'/' as usize] = true;
    plain
};

/// Appends `text` for a query or for one segment of a path.
pub(crate) fn encode(text: &str, out: &mut String) {
    encode_except(text, &UNRESERVED, out);
}

/// Appends `text` for several segments of a path.
pub(crate) fn encode_path(text: &str, out: &mut String) {
    encode_except(text, &UNRESERVED_AND_SLASH, out);
}

/// Appends bytes, be they text or not, as [`encode`] does.
pub(crate) fn encode_bytes(bytes: &[u8], out: &mut String) {
    push_encoded(bytes, &UNRESERVED, out);
}

/// Whether [`encode`] leaves `text` as it is.
pub(crate) fn is_unreserved(text: &str) -> bool {
    text.bytes().all(|byte| is_plain(byte, &UNRESERVED))
}

/// The bytes that a part of a query stands for. What is not encoded as it ought to be stands for itself.
pub(crate) fn decode_form(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let encoded = match (first, after) {
            (b'%', [high, low, after @ ..]) => digit(*high)
                .zip(digit(*low))
                .map(|(high, low)| (high << 4 | low, after)),
            (b'+', after) => Some((b' ', after)),
            _ => None,
        };
        let (byte, after) = encoded.unwrap_or((*first, after));
        decoded.push(byte);
        rest = after;
    }
    decoded
}

/// Bytes in hexadecimal digits, lower-case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(hexadecimal(byte >> 4).to_ascii_lowercase());
        text.push(hexadecimal(byte & 0xF).to_ascii_lowercase());
    }
    text
}

fn encode_except(text: &str, plain: &Plain, out: &mut String) {
    // Most texts are names and numbers.
    if text.bytes().all(|byte| is_plain(byte, plain)) {
        out.push_str(text);
    } else {
        push_encoded(text.as_bytes(), plain, out);
    }
}

fn push_encoded(bytes: &[u8], plain: &Plain, out: &mut String) {
    out.reserve(bytes.len());
    for byte in bytes {
        if is_plain(*byte, plain) {
            out.push(char::from(*byte));
        } else {
            out.push('%');
            out.push(hexadecimal(byte >> 4));
            out.push(hexadecimal(byte & 0xF));
        }
    }
}

fn is_plain(byte: u8, plain: &Plain) -> bool {
    plain.get(usize::from(byte)).is_some_and(|plain| *plain)
}

fn hexadecimal(digit: u8) -> char {
    char::from(if digit < 10 {
        b'0' + digit
    } else {
        b'A' + digit - 10
    })
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}
