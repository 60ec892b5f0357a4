//! Inputs that people can read: one `name=value` a line.

/// The value of the first line of this name.
pub(crate) fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    pairs(text)
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// All lines that have a `=`.
pub(crate) fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('\n').filter_map(|line| line.split_once('='))
}

/// The text that percent-encoding made this of; `None` if it holds a byte that must not stand in a path or a query as it is.
pub(crate) fn percent_decoded(encoded: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'%' => {
                let (digits, after) = rest.split_first_chunk::<2>()?;
                let digits = str::from_utf8(digits).ok()?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                rest = after;
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                bytes.push(*byte);
            }
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok()
}
