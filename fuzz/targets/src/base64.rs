//! Binary data in JSON strings.

use tinsmith::Blob;
use tinsmith::codec::json;

/// Checks that each text that decodes is the encoding of its bytes, and that the encoding of any bytes decodes to them.
pub fn base64(input: &[u8]) {
    assert_eq!(
        decode(&encode(input)).as_deref(),
        Some(input),
        "bytes changed"
    );
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if input.iter().all(is_plain)
        && let Some(bytes) = decode(input)
    {
        assert_eq!(encode(&bytes), input, "two texts for the same bytes");
    }
}

/// Returns the base64 of bytes, from the codec's writer.
pub(crate) fn encode(bytes: &[u8]) -> Vec<u8> {
    let Ok(quoted) = json::to_vec(&Blob::new(bytes.to_vec())) else {
        panic!("a blob cannot be written");
    };
    quoted
        .strip_prefix(b"\"")
        .and_then(|text| text.strip_suffix(b"\""))
        .map_or_else(|| panic!("a blob is not a string"), <[u8]>::to_vec)
}

/// Returns the bytes of a base64 text without quotes and escapes, from the codec's reader.
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let quoted = [b"\"", text, b"\""].concat();
    let blob: Blob = json::from_slice(&quoted).ok()?;
    Some(blob.to_vec())
}
