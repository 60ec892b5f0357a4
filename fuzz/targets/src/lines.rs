//! Inputs of lines `name=value`.

/// Returns the value of the first line with this name.
pub(crate) fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    pairs(text)
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// Returns all lines with a `=`.
pub(crate) fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('\n').filter_map(|line| line.split_once('='))
}

/// Decodes percent-encoding. Returns `None` if the text contains a byte that must be encoded in a path or a query.
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
