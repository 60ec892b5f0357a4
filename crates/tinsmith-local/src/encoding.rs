//! Hexadecimal, base64 and percent-encoding, as far as the service needs them.

use std::fmt::Write;

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Reads hexadecimal digits in lower case, as Signature Version 4 writes them.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
        return None;
    };
    pairs
        .iter()
        .map(|&[high, low]| Some(digit(high)? << 4 | digit(low)?))
        .collect()
}

/// Standard base64 with padding (RFC 4648, section 4).
pub(crate) fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk
            .iter()
            .zip([16, 8, 0])
            .fold(0_u32, |group, (&byte, shift)| {
                group | u32::from(byte) << shift
            });
        for (index, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let symbol = BASE64.get((group >> shift & 63) as usize);
            text.push(
                symbol
                    .filter(|_| index <= chunk.len())
                    .map_or('=', |&b| char::from(b)),
            );
        }
    }
    text
}

/// Reads what [`base64`] writes and refuses everything else.
pub(crate) fn unbase64(text: &str) -> Option<Vec<u8>> {
    let symbols = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut group, mut bits) = (0_u32, 0);
    for symbol in symbols.bytes() {
        let value = BASE64.iter().position(|&b| b == symbol)?;
        group = group << 6 | u32::try_from(value).ok()?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((group >> bits & 255) as u8);
        }
    }
    // Padding and spare bits are not left to the writer: one text for the same bytes.
    (base64(&bytes) == text).then_some(bytes)
}

/// Encodes all but RFC 3986's unreserved characters.
pub(crate) fn percent_encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                text.push(char::from(byte));
            }
            _ => {
                // Writing to a String cannot fail.
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    text
}

/// Decodes `%XX`; a percent sign that starts no such triple stays as it is, and so does a plus sign.
pub(crate) fn percent_decode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = match (first, tail) {
            (b'%', [high, low, after @ ..]) => match (hex_digit(*high), hex_digit(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    after
                }
                _ => {
                    bytes.push(first);
                    tail
                }
            },
            _ => {
                bytes.push(first);
                tail
            }
        };
    }
    bytes
}

/// The names and values of a raw query string, in the order given and still encoded. A name without `=` has an empty value.
pub(crate) fn raw_query(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_agrees_with_the_vectors_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
            assert_eq!(unbase64(text).as_deref(), Some(bytes.as_bytes()));
        }
    }

    #[test]
    fn base64_of_another_making_is_refused() {
        for text in ["Zg", "Zg=", "Zh==", "Zm9v=", "====", "Zm 9v", "Zm9_"] {
            assert_eq!(unbase64(text), None, "{text}");
        }
    }

    #[test]
    fn percent_decoding_leaves_what_is_no_triple() {
        assert_eq!(percent_decode("a%20b%2Fc%zz%4"), b"a b/c%zz%4");
        assert_eq!(percent_encode("a b/ö~".as_bytes()), "a%20b%2F%C3%B6~");
    }

    #[test]
    fn hexadecimal_is_lower_case_and_even() {
        assert_eq!(hex(&[0, 171]), "00ab");
        assert_eq!(unhex("00ab"), Some(vec![0, 171]));
        assert_eq!(unhex("00AB"), None);
        assert_eq!(unhex("0"), None);
    }
}
