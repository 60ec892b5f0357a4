//! What an answer with an error says, as far as every restJson1 service says it the same way.

use http::HeaderMap;

use super::xml;
use crate::Document;

/// A service's error code and message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorCode {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
}

impl ErrorCode {
    /// Looks at the header `x-amzn-errortype`, then at the body's `code`, then at `__type`
    /// ([operation error serialization](https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization)).
    pub(crate) fn of(headers: &HeaderMap, body: &[u8]) -> Self {
        let document = Document::from_json(body).unwrap_or_default();
        if document.is_null() {
            return Self::of_xml(headers, body);
        }
        let member = |names: &[&str]| {
            let values = names.iter().filter_map(|name| document.get(name));
            values
                .filter_map(Document::as_str)
                .find(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let header = headers
            .get("x-amzn-errortype")
            .and_then(|value| value.to_str().ok());
        let code = header
            .map(str::to_owned)
            .or_else(|| member(&["code", "Code", "__type"]));
        Self {
            code: code
                .map(|code| bare(&code).to_owned())
                .filter(|code| !code.is_empty()),
            message: member(&["message", "Message", "errorMessage"]),
        }
    }

    /// The AWS query protocol, in which STS speaks, has errors in XML; so have some front ends of other services.
    fn of_xml(headers: &HeaderMap, body: &[u8]) -> Self {
        let body = str::from_utf8(body).unwrap_or_default();
        let member = |name| {
            let text = xml::text(body, &["ErrorResponse", "Error", name]);
            text.or_else(|| xml::text(body, &["Error", name]))
                .filter(|text| !text.is_empty())
        };
        let header = headers
            .get("x-amzn-errortype")
            .and_then(|value| value.to_str().ok());
        let code = header.map(|code| bare(code).to_owned());
        Self {
            code: code
                .filter(|code| !code.is_empty())
                .or_else(|| member("Code")),
            message: member("Message"),
        }
    }
}

/// `aws.protocoltests.restjson#FooError:http://internal.amazon.com/coral/` is `FooError`.
fn bare(code: &str) -> &str {
    let code = code.split_once(':').map_or(code, |(code, _uri)| code);
    let code = code
        .rsplit_once('#')
        .map_or(code, |(_namespace, code)| code);
    code.trim()
}

/// The id of a request, under the names that AWS services give it.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    let names = ["x-amzn-requestid", "x-amz-request-id", "x-amz-requestid"];
    let id = names
        .iter()
        .find_map(|name| headers.get(*name))
        .and_then(|id| id.to_str().ok());
    id.map(str::to_owned).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(header: Option<&'static str>, body: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        if let Some(header) = header {
            headers.insert("X-Amzn-Errortype", http::HeaderValue::from_static(header));
        }
        ErrorCode::of(&headers, body.as_bytes()).code
    }

    #[test]
    fn a_code_loses_its_namespace_and_its_uri() {
        for text in [
            "FooError",
            "FooError:http://internal.amazon.com/coral/com.amazon.coral.validate/",
            "aws.protocoltests.restjson#FooError",
            "aws.protocoltests.restjson#FooError:http://internal.amazon.com/coral#x",
        ] {
            assert_eq!(bare(text), "FooError", "{text}");
            assert_eq!(code(Some(text), "").as_deref(), Some("FooError"));
            assert_eq!(
                code(None, &format!(r#"{{"__type":"{text}"}}"#)).as_deref(),
                Some("FooError")
            );
            assert_eq!(
                code(None, &format!(r#"{{"code":"{text}"}}"#)).as_deref(),
                Some("FooError")
            );
        }
    }

    #[test]
    fn the_header_goes_before_the_body_and_code_before_type() {
        assert_eq!(
            code(Some("A"), r#"{"code":"B","__type":"C"}"#).as_deref(),
            Some("A")
        );
        assert_eq!(
            code(None, r#"{"__type":"C","code":"B"}"#).as_deref(),
            Some("B")
        );
    }

    #[test]
    fn a_body_that_is_no_json_object_has_no_code() {
        for body in [
            "",
            "<html>",
            "[]",
            "null",
            r#"{"code":5}"#,
            r#"{"code":"#,
            r#"{"code":""}"#,
        ] {
            assert_eq!(code(None, body), None, "{body}");
        }
    }

    #[test]
    fn a_message_goes_by_three_names() {
        for name in ["message", "Message", "errorMessage"] {
            let body = format!(r#"{{"{name}":"no"}}"#);
            assert_eq!(
                ErrorCode::of(&HeaderMap::new(), body.as_bytes())
                    .message
                    .as_deref(),
                Some("no")
            );
        }
    }
}
