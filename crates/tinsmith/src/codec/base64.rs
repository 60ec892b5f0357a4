//! Base64 with the standard alphabet and padding ([RFC 4648, section 4](https://www.rfc-editor.org/rfc/rfc4648#section-4)).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const INVALID: u8 = 0xFF;
const VALUES: [u8; 256] = values();

const fn values() -> [u8; 256] {
    let mut values = [INVALID; 256];
    let mut index = 0;
    while index < ALPHABET.len() {
        values[ALPHABET[index] as usize] = index as u8;
        index += 1;
    }
    values
}

/// The six bits of a symbol, or more than six if it is none.
fn value(symbol: u8) -> u32 {
    u32::from(VALUES[usize::from(symbol)])
}

/// The symbol for the lowest six bits.
fn symbol(bits: u32) -> u8 {
    ALPHABET[(bits & 0x3F) as usize]
}

/// Appends the text for `bytes`.
pub(crate) fn encode(bytes: &[u8], out: &mut Vec<u8>) {
    out.reserve(bytes.len().div_ceil(3) * 4);
    let (groups, rest) = bytes.as_chunks::<3>();
    for &[a, b, c] in groups {
        let bits = u32::from_be_bytes([0, a, b, c]);
        out.extend([
            symbol(bits >> 18),
            symbol(bits >> 12),
            symbol(bits >> 6),
            symbol(bits),
        ]);
    }
    match *rest {
        [a] => {
            let bits = u32::from(a) << 4;
            out.extend([symbol(bits >> 6), symbol(bits), b'=', b'=']);
        }
        [a, b] => {
            let bits = u32::from_be_bytes([0, 0, a, b]) << 2;
            out.extend([symbol(bits >> 12), symbol(bits >> 6), symbol(bits), b'=']);
        }
        _ => {}
    }
}

/// The bytes that `text` stands for. Padding must be complete, and bits that carry nothing must be zero.
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let (groups, []) = text.as_chunks::<4>() else {
        return None;
    };
    let Some((last, groups)) = groups.split_last() else {
        return Some(Vec::new());
    };
    let mut bytes = Vec::with_capacity((groups.len() + 1) * 3);
    for &group in groups {
        bytes.extend(decode_group(group)?);
    }
    match *last {
        [a, b, b'=', b'='] => {
            let [first, rest, _] = decode_group([a, b, b'A', b'A'])?;
            (rest == 0).then(|| bytes.push(first))?;
        }
        [a, b, c, b'='] => {
            let [first, second, rest] = decode_group([a, b, c, b'A'])?;
            (rest == 0).then(|| bytes.extend([first, second]))?;
        }
        group => bytes.extend(decode_group(group)?),
    }
    Some(bytes)
}

fn decode_group(group: [u8; 4]) -> Option<[u8; 3]> {
    let [a, b, c, d] = group.map(value);
    if (a | b | c | d) > 0x3F {
        return None;
    }
    let [_, first, second, third] = (a << 18 | b << 12 | c << 6 | d).to_be_bytes();
    Some([first, second, third])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn encoded(bytes: &[u8]) -> String {
        let mut out = Vec::new();
        encode(bytes, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_vectors_of_the_rfc_hold_both_ways() {
        let vectors = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
        ];
        for (plain, text) in vectors {
            assert_eq!(encoded(plain.as_bytes()), text);
            assert_eq!(decode(text.as_bytes()).unwrap(), plain.as_bytes());
        }
        assert_eq!(encoded(&[0xFB, 0xFF, 0xBF]), "+/+/");
    }

    #[test]
    fn anything_but_complete_canonical_base64_is_refused() {
        for text in [
            "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm 9", "Zm-_",
            "Zm9v\n",
        ] {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_was_encoded_decodes_to_the_same_bytes(bytes: Vec<u8>) {
            prop_assert_eq!(decode(encoded(&bytes).as_bytes()), Some(bytes));
        }
    }
}
