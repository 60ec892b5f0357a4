//! Text: its references and its escapes.

use std::borrow::Cow;

const LOW: u64 = u64::from_ne_bytes([0x01; 8]);
const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);

/// Returns the number of bytes before the first one that is markup, begins a reference, or ends a line in another way than `\n`.
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    // The lowest bit that is set is that of the first byte that is equal. The bits above it have no meaning.
    let equal = |word: u64, byte: u8| {
        let difference = word ^ (LOW * u64::from(byte));
        difference.wrapping_sub(LOW) & !difference & HIGH
    };
    let (words, rest) = bytes.as_chunks::<8>();
    let mut length = 0;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let special = equal(word, b'<') | equal(word, b'&') | equal(word, b'\r');
        if special != 0 {
            return length + special.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    let is_special = |byte: &u8| matches!(byte, b'<' | b'&' | b'\r');
    length + rest.iter().position(is_special).unwrap_or(rest.len())
}

/// Replaces references by their characters, and ends of lines by `\n`.
///
/// # Errors
///
/// A reference is malformed, or names an entity that XML does not define.
pub(super) fn unescape(text: &str) -> Result<Cow<'_, str>, &'static str> {
    if plain_length(text.as_bytes()) == text.len() {
        return Ok(Cow::Borrowed(text));
    }
    let mut pieces = text.split('&');
    let mut unescaped = with_line_feeds(pieces.next().unwrap_or_default()).into_owned();
    for piece in pieces {
        let (reference, rest) = piece.split_once(';').ok_or("malformed reference")?;
        unescaped.push(character(reference)?);
        unescaped.push_str(&with_line_feeds(rest));
    }
    Ok(Cow::Owned(unescaped))
}

/// Checks the references in a text that is skipped.
///
/// # Errors
///
/// The errors are those of [`unescape`].
pub(super) fn check(text: &str) -> Result<(), &'static str> {
    if text.contains('&') {
        unescape(text)?;
    }
    Ok(())
}

/// Replaces ends of lines by `\n` ([XML, section 2.11](https://www.w3.org/TR/xml/#sec-line-ends)).
pub(super) fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

fn character(reference: &str) -> Result<char, &'static str> {
    Ok(match reference {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = reference.strip_prefix('#').ok_or("unknown entity")?;
            let (digits, radix) = match number.strip_prefix('x') {
                Some(digits) => (digits, 16),
                None => (number, 10),
            };
            // The parser of integers would accept a sign.
            let code = digits
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric())
                .then(|| u32::from_str_radix(digits, radix).ok());
            // XML 1.0 has no control characters, no U+FFFE and no U+FFFF, but services refer to those in names that users have chosen. No version of XML has
            // the first control character.
            code.flatten()
                .and_then(char::from_u32)
                .filter(|character| *character != '\0')
                .ok_or("malformed reference")?
        }
    })
}

/// True for a character that XML can represent ([XML, section 2.2](https://www.w3.org/TR/xml/#charsets)).
#[cfg(feature = "xml")]
fn is_valid(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Appends text for an element. Returns false, and appends nothing, if XML cannot represent a character of it.
#[cfg(feature = "xml")]
pub(super) fn escape(text: &str, out: &mut Vec<u8>) -> bool {
    escape_in(text, false, out)
}

/// Appends text for an attribute between double quotes. Returns false, and appends nothing, if XML cannot represent a character of it.
#[cfg(feature = "xml")]
pub(super) fn escape_attribute(text: &str, out: &mut Vec<u8>) -> bool {
    escape_in(text, true, out)
}

#[cfg(feature = "xml")]
fn escape_in(text: &str, is_attribute: bool, out: &mut Vec<u8>) -> bool {
    if !text.chars().all(is_valid) {
        return false;
    }
    let is_special = |character: char| match character {
        '&' | '<' | '>' | '\n' | '\r' | '\u{85}' | '\u{2028}' => true,
        '"' | '\t' => is_attribute,
        _ => false,
    };
    let mut rest = text;
    while let Some((before, special)) = rest
        .find(is_special)
        .and_then(|at| rest.split_at_checked(at))
    {
        out.extend_from_slice(before.as_bytes());
        let mut characters = special.chars();
        let reference: &[u8] = match characters.next() {
            Some('&') => b"&amp;",
            Some('<') => b"&lt;",
            Some('>') => b"&gt;",
            Some('"') => b"&quot;",
            // A parser would replace a carriage return by a line feed, and each of these by a space in an attribute.
            Some('\t') => b"&#x9;",
            Some('\n') => b"&#xA;",
            Some('\r') => b"&#xD;",
            Some('\u{85}') => b"&#x85;",
            _ => b"&#x2028;",
        };
        out.extend_from_slice(reference);
        rest = characters.as_str();
    }
    out.extend_from_slice(rest.as_bytes());
    true
}

#[cfg(all(test, feature = "xml"))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn references_and_ends_of_lines_are_replaced() {
        for (text, unescaped) in [
            ("plain", "plain"),
            (
                "1&lt;2 &amp;amp; &#65;&#x42;&#x1F639; &quot;&apos;&gt;",
                "1<2 &amp; AB😹 \"'>",
            ),
            ("a\r\nb\rc\n&#xD;", "a\nb\nc\n\r"),
            ("&#1;&#x1F;&#x7f;&#xFFFF;", "\u{1}\u{1f}\u{7f}\u{ffff}"),
        ] {
            assert_eq!(unescape(text).unwrap(), unescaped);
        }
    }

    #[test]
    fn malformed_references_are_rejected() {
        for text in [
            "&",
            "&amp",
            "& ;",
            "&;",
            "&nbsp;",
            "&#;",
            "&#x;",
            "&#+1;",
            "&#xD800;",
            "&#0;",
            "&#x110000;",
            "&#X41;",
        ] {
            assert!(unescape(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_character_that_xml_cannot_represent_is_not_written() {
        for text in ["\0", "a\u{8}", "\u{FFFF}"] {
            let mut out = Vec::new();
            assert!(!escape(text, &mut out), "{text:?}");
            assert!(!escape_attribute(text, &mut out), "{text:?}");
            assert_eq!(out, b"");
        }
    }

    proptest! {
        #[test]
        fn the_plain_length_is_that_of_a_search_byte_by_byte(bytes: Vec<u8>, text in "[ -~]{0,40}[<&\r\u{0}-\u{7f}é]{0,8}.*") {
            for bytes in [&bytes, text.as_bytes()] {
                let expected = bytes.iter().position(|byte| b"<&\r".contains(byte)).unwrap_or(bytes.len());
                prop_assert_eq!(plain_length(bytes), expected);
            }
        }

        #[test]
        fn text_survives_the_round_trip(text in "\\PC{0,20}[&<>\"'\n\r\t\u{85}\u{2028};]{0,10}\\PC{0,5}") {
            let mut out = Vec::new();
            prop_assert!(escape(&text, &mut out));
            let escaped = String::from_utf8(out).unwrap();
            prop_assert!(!escaped.contains(['<', '>', '\r', '\n']));
            prop_assert_eq!(unescape(&escaped).unwrap(), text.as_str());
            let mut out = Vec::new();
            prop_assert!(escape_attribute(&text, &mut out));
            let escaped = String::from_utf8(out).unwrap();
            prop_assert!(!escaped.contains(['<', '>', '\r', '\n', '\t', '"']));
            prop_assert_eq!(unescape(&escaped).unwrap(), text);
        }
    }
}
