//! Strings: their ends and their escapes.

pub(super) const WHITESPACE: [char; 4] = [' ', '\t', '\n', '\r'];

const LOW: u64 = u64::from_ne_bytes([0x01; 8]);
const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);

/// Returns a word whose lowest bit that is set is the high bit of the first byte, counted from the lowest, that a string must escape: a
/// quote, a backslash or a control character. The bits above it have no meaning.
fn special_bytes(word: u64) -> u64 {
    // A quote is 0x22. With 0x02 flipped it is 0x20, directly after the control characters, and a space is 0x22.
    let quote_or_control = (word ^ (LOW * 0x02)).wrapping_sub(LOW * 0x21);
    let backslash = (word ^ (LOW * b'\\' as u64)).wrapping_sub(LOW);
    (quote_or_control | backslash) & !word & HIGH
}

fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Returns the number of bytes before the first one that a string must escape.
///
/// The function is not inlined, so that its constants stay in registers.
#[inline(never)]
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut length = 0;
    for word in words {
        let special = special_bytes(u64::from_le_bytes(*word));
        if special != 0 {
            return length + special.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    length
        + rest
            .iter()
            .position(|byte| is_special(*byte))
            .unwrap_or(rest.len())
}

/// Splits the text after an opening quote at the closing quote, which may be missing. Escapes are not decoded.
pub(super) fn split_quoted(text: &str) -> (&str, &str) {
    let mut escaped = false;
    let end = text.bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    });
    match end.and_then(|end| text.split_at_checked(end)) {
        Some((string, rest)) => (string, rest.get(1..).unwrap_or_default()),
        None => (text, ""),
    }
}

/// Decodes the escape sequence after a backslash into `out` and returns its length.
///
/// # Errors
///
/// The sequence is invalid.
pub(super) fn unescape(text: &[u8], out: &mut String) -> Result<usize, &'static str> {
    let (character, length) = match text.first() {
        Some(b'"') => ('"', 1),
        Some(b'\\') => ('\\', 1),
        Some(b'/') => ('/', 1),
        Some(b'b') => ('\u{8}', 1),
        Some(b'f') => ('\u{c}', 1),
        Some(b'n') => ('\n', 1),
        Some(b'r') => ('\r', 1),
        Some(b't') => ('\t', 1),
        Some(b'u') => unicode_escape(text)?,
        _ => return Err("unknown escape sequence in a string"),
    };
    out.push(character);
    Ok(length)
}

/// True if `quoted`, which is `"name":`, has escapes and its name is `name`.
pub(super) fn is_escaped(quoted: &str, name: &str) -> bool {
    if !quoted.contains('\\') {
        return false;
    }
    let mut decoded = String::new();
    let mut rest = quoted.get(1..).unwrap_or_default();
    while let Some((before, after)) = rest.split_once('\\') {
        decoded.push_str(before);
        let length = unescape(after.as_bytes(), &mut decoded).unwrap_or_default();
        rest = after.get(length..).unwrap_or_default();
    }
    decoded.push_str(rest.strip_suffix("\":").unwrap_or(rest));
    decoded == name
}

/// Decodes `uXXXX`, or `uXXXX\uXXXX` for a character beyond the basic plane.
fn unicode_escape(text: &[u8]) -> Result<(char, usize), &'static str> {
    let unit = |from: usize| {
        let digits = text.get(from..from + 4)?;
        digits.iter().try_fold(0, |unit, digit| {
            Some(unit * 16 + char::from(*digit).to_digit(16)?)
        })
    };
    let first = unit(1).ok_or("expected four hexadecimal digits in a string's escape sequence")?;
    if let Some(character) = char::from_u32(first) {
        return Ok((character, 5));
    }
    let second = if text.get(5..7) == Some(b"\\u") {
        unit(7)
    } else {
        None
    };
    match second {
        Some(second @ 0xDC00..0xE000) if first < 0xDC00 => {
            let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            char::from_u32(code)
                .map(|character| (character, 11))
                .ok_or("half a surrogate pair in a string")
        }
        _ => Err("half a surrogate pair in a string"),
    }
}

/// Appends `text` in quotes.
pub(super) fn write_quoted(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    loop {
        let (plain, special) = rest.split_at(plain_length(rest));
        out.extend_from_slice(plain);
        let Some((byte, after)) = special.split_first() else {
            break;
        };
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            control => {
                let digit = |value: u8| {
                    char::from_digit(value.into(), 16).map_or(b'0', |digit| digit as u8)
                };
                out.extend_from_slice(b"\\u00");
                out.extend([digit(control >> 4), digit(control & 0xF)]);
            }
        }
        rest = after;
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_plain_length_is_that_of_a_search_byte_by_byte(bytes: Vec<u8>, text in "[ -~]{0,40}[\"\\\\\u{0}-\u{7f}é]{0,8}.*") {
            for bytes in [&bytes, text.as_bytes()] {
                let expected = bytes.iter().position(|byte| is_special(*byte)).unwrap_or(bytes.len());
                prop_assert_eq!(plain_length(bytes), expected);
            }
        }
    }
}
