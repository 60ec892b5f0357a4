//! Percent-encoding and query strings, as Signature Version 4 and restJson1 define them.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

/// All characters but the unreserved ones of RFC 3986.
const RESERVED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

pub(crate) fn percent_encode(bytes: &[u8]) -> String {
    percent_encoding::percent_encode(bytes, &RESERVED).to_string()
}

/// Decodes `%XX`. A percent sign without two hexadecimal digits is kept, and so is a plus sign.
pub(crate) fn percent_decode(text: &str) -> Cow<'_, [u8]> {
    percent_encoding::percent_decode_str(text).into()
}

/// Returns the names and values of a query string, in the order given and still encoded. A name without `=` has an empty value.
pub(crate) fn query_pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_decoding_keeps_incomplete_triples() {
        assert_eq!(*percent_decode("a%20b%2Fc%zz%4+"), *b"a b/c%zz%4+");
        assert_eq!(percent_encode("a b/ö~".as_bytes()), "a%20b%2F%C3%B6~");
    }
}
