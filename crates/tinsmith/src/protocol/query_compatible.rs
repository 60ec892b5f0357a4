//! [`awsQueryCompatible`](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait), which
//! the protocols of services that spoke `awsQuery` before have in common.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::error::ErrorCode;

const QUERY_MODE: HeaderName = HeaderName::from_static("x-amzn-query-mode");
const QUERY_ERROR: HeaderName = HeaderName::from_static("x-amzn-query-error");

/// Adds the header that requests the codes of `awsQuery`.
pub(super) fn begin_request(headers: &mut HeaderMap) {
    headers.insert(QUERY_MODE, HeaderValue::from_static("true"));
}

/// Reads the code of `awsQuery` from the header `x-amzn-query-error`, which is `Code;Fault`. The code of `error` becomes its name in the
/// model.
pub(super) fn with_code(error: ErrorCode, headers: &HeaderMap) -> ErrorCode {
    let header = headers.get(QUERY_ERROR);
    let header = header.and_then(|value| value.to_str().ok());
    let code = header.map(|header| header.split_once(';').map_or(header, |(code, _fault)| code));
    match code.map(str::trim).filter(|code| !code.is_empty()) {
        Some(code) => ErrorCode {
            code: Some(code.to_owned()),
            name: error.code,
            ..error
        },
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(header: &'static str) -> ErrorCode {
        let value = HeaderValue::from_static(header);
        let error = ErrorCode {
            code: Some("NoSuchBook".to_owned()),
            message: Some("no".to_owned()),
            ..ErrorCode::default()
        };
        with_code(error, &HeaderMap::from_iter([(QUERY_ERROR, value)]))
    }

    #[test]
    fn the_code_of_a_query_takes_the_place_of_the_name_in_the_model() {
        for header in ["Books.NotFound;Sender", "Books.NotFound"] {
            let error = error(header);
            assert_eq!(error.code.as_deref(), Some("Books.NotFound"));
            assert_eq!(error.name.as_deref(), Some("NoSuchBook"));
            assert_eq!(error.message.as_deref(), Some("no"));
        }
    }

    #[test]
    fn a_header_without_a_code_leaves_the_name_in_the_model() {
        for header in ["", ";Sender", " ; "] {
            let error = error(header);
            assert_eq!(error.code.as_deref(), Some("NoSuchBook"));
            assert_eq!(error.name, None);
        }
    }
}
