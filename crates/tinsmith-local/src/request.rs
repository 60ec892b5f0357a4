//! A request as its bytes came in.

/// A request as the service received it, before it was judged: what a test compares two clients by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method, in capitals.
    pub method: String,
    /// The path as it was sent, percent-encoding included.
    pub path: String,
    /// The query string as it was sent, without the question mark; empty if there was none.
    pub query: String,
    /// Names in lower case and values, headers of the same name in the order of their arrival.
    pub headers: Vec<(String, String)>,
    /// The body, whole.
    pub body: Vec<u8>,
}

impl RecordedRequest {
    /// The first value of the header `name`, which is compared without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}
