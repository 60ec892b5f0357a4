//! A request as received.

/// A request as the service received it, before anything was checked: for tests that compare what two clients send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method, in upper case.
    pub method: String,
    /// The path as sent, percent-encoding included.
    pub path: String,
    /// The query string as sent, without the question mark; empty if there is none.
    pub query: String,
    /// Names in lower case and values; headers of the same name in the order received.
    pub headers: Vec<(String, String)>,
    /// The body. Of a request whose signature was not verified, the first 1,024 bytes.
    pub body: Vec<u8>,
}

impl RecordedRequest {
    /// Returns the first value of the header `name`, which is compared without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}
