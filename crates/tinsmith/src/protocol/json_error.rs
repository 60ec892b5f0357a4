//! The code and the message of an error response of the JSON protocols.

use http::HeaderMap;

use super::xml_probe;
use crate::codec::json::JsonReader;
use crate::error::ErrorCode;

/// The members of a body that hold a code in restJson1, in the order in which they count.
const REST_CODES: [&str; 3] = ["code", "Code", "__type"];

/// The members of a body that hold a code in awsJson. `__type` is the first one: the modeled errors of some services have a member `code` with another
/// meaning.
const RPC_CODES: [&str; 3] = ["__type", "code", "Code"];

/// The members of a body that hold a message, in the order in which they count.
const MESSAGES: [&str; 3] = ["message", "Message", "errorMessage"];

/// Reads the error of a service that speaks restJson1.
pub(super) fn parse_rest(headers: &HeaderMap, body: &[u8]) -> ErrorCode {
    parse(headers, body, &REST_CODES)
}

/// Reads the error of a service that speaks awsJson.
pub(super) fn parse_rpc(headers: &HeaderMap, body: &[u8]) -> ErrorCode {
    parse(headers, body, &RPC_CODES)
}

/// Reads the header `x-amzn-errortype`, then the body. Front ends of some services respond with an error in XML.
fn parse(headers: &HeaderMap, body: &[u8], code_names: &[&str; 3]) -> ErrorCode {
    let mut error = parse_body(body, code_names);
    if error == ErrorCode::default() {
        error = xml_probe::parse(body);
    }
    let header = headers.get("x-amzn-errortype");
    let header = header.and_then(|value| value.to_str().ok());
    if let Some(code) = header.and_then(shape_name) {
        error.code = Some(code);
    }
    error
}

/// Reads the members that hold a code or a message, in the order in which they count, and skips all others.
///
/// The body may be malformed or truncated. Members before the fault are used.
fn parse_body(body: &[u8], code_names: &[&str; 3]) -> ErrorCode {
    let mut reader = JsonReader::new(utf8_prefix(body).as_bytes());
    let mut codes = [None, None, None];
    let mut messages = [None, None, None];
    let mut members = reader.begin_object();
    while let Some(name) = reader.next_name(&mut members) {
        let value = value_of(&name, code_names, &mut codes)
            .or_else(|| value_of(&name, &MESSAGES, &mut messages));
        if let (Some(value), Some(b'"')) = (value, reader.peek()) {
            let text = reader.read_string();
            *value = (!reader.has_error() && !text.is_empty()).then(|| text.into_owned());
        } else {
            reader.skip();
        }
    }
    let code = codes.into_iter().flatten().next();
    ErrorCode {
        code: code.as_deref().and_then(shape_name),
        message: messages.into_iter().flatten().next(),
        ..ErrorCode::default()
    }
}

/// Returns the value of the member with this name.
fn value_of<'v>(
    name: &str,
    names: &[&str; 3],
    values: &'v mut [Option<String>; 3],
) -> Option<&'v mut Option<String>> {
    let index = names.iter().position(|known| *known == name)?;
    values.get_mut(index)
}

/// Returns the name of an error's shape without its namespace and the URI that may follow:
/// `aws.protocoltests.restjson#FooError:http://internal.amazon.com/coral/` is `FooError`
/// ([operation error serialization](https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization)).
pub(super) fn shape_name(code: &str) -> Option<String> {
    let id = code.split_once(':').map_or(code, |(id, _uri)| id);
    let name = id.rsplit_once('#').map_or(id, |(_namespace, name)| name);
    Some(name.trim())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
}

/// Returns the text up to the first byte that is not UTF-8: a truncated body may end within a character.
fn utf8_prefix(body: &[u8]) -> &str {
    match str::from_utf8(body) {
        Ok(text) => text,
        Err(error) => {
            let valid = body.get(..error.valid_up_to()).unwrap_or_default();
            str::from_utf8(valid).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn parse_text(body: &str) -> ErrorCode {
        parse_body(body.as_bytes(), &REST_CODES)
    }

    fn code(body: &str) -> Option<String> {
        parse_text(body).code
    }

    fn rpc_code(body: &str) -> Option<String> {
        parse_rpc(&HeaderMap::new(), body.as_bytes()).code
    }

    #[test]
    fn a_code_loses_its_namespace_and_its_uri() {
        for text in [
            "FooError",
            "FooError:http://internal.amazon.com/coral/com.amazon.coral.validate/",
            "aws.protocoltests.restjson#FooError",
            "aws.protocoltests.restjson#FooError:http://internal.amazon.com/coral#x",
        ] {
            assert_eq!(shape_name(text).as_deref(), Some("FooError"), "{text}");
            for member in ["code", "Code", "__type"] {
                let body = format!(r#"{{"{member}":"{text}"}}"#);
                assert_eq!(code(&body).as_deref(), Some("FooError"), "{body}");
                assert_eq!(rpc_code(&body).as_deref(), Some("FooError"), "{body}");
            }
        }
    }

    #[test]
    fn code_takes_precedence_over_type_in_rest_and_type_over_code_in_rpc() {
        for body in [
            r#"{"__type":"a#C","code":"B"}"#,
            r#"{"code":"B","__type":"C"}"#,
            r#"{"Code":"A","__type":"C","code":"B","message":"m"}"#,
        ] {
            assert_eq!(code(body).as_deref(), Some("B"), "{body}");
            assert_eq!(rpc_code(body).as_deref(), Some("C"), "{body}");
        }
        let body = r#"{"__type":"","code":"B"}"#;
        assert_eq!(rpc_code(body).as_deref(), Some("B"));
        let header = http::HeaderName::from_static("x-amzn-errortype");
        let headers = [(header, HeaderValue::from_static("A"))];
        let found = parse_rpc(&HeaderMap::from_iter(headers), body.as_bytes());
        assert_eq!(found.code.as_deref(), Some("A"));
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
            r#"{"code":"Cut"#,
        ] {
            assert_eq!(code(body), None, "{body}");
        }
    }

    #[test]
    fn a_message_has_one_of_three_names() {
        for name in ["message", "Message", "errorMessage"] {
            let body = format!(r#"{{"{name}":"no"}}"#);
            assert_eq!(parse_text(&body).message.as_deref(), Some("no"));
        }
    }

    #[test]
    fn an_error_elsewhere_in_the_body_loses_neither_code_nor_message() {
        let parts = [
            r#"{"limit":1e999,"code":"Busy","message":"later"}"#,
            r#"{"nested":{"code":"Other","list":[{},[1e-999]]},"code":"Busy","message":"later"}"#,
            r#"{"code":"Busy","message":"later","count":nonsense}"#,
            r#"{"code":"Busy","message":"later"} and more"#,
            r#"{"code":"Busy","message":"later","cut":"sho"#,
        ];
        for body in parts.map(str::as_bytes) {
            let error = parse_body(body, &REST_CODES);
            assert_eq!(error.code.as_deref(), Some("Busy"), "{body:?}");
            assert_eq!(error.message.as_deref(), Some("later"), "{body:?}");
        }
        let cut_within_a_character = b"{\"code\":\"Busy\",\"message\":\"later\",\"x\":\"\xc3";
        assert_eq!(
            parse_body(cut_within_a_character, &REST_CODES)
                .code
                .as_deref(),
            Some("Busy")
        );
    }

    fn error(header: Option<&'static str>, body: &str) -> ErrorCode {
        let header = header.map(|code| {
            let name = http::HeaderName::from_static("x-amzn-errortype");
            (name, HeaderValue::from_static(code))
        });
        parse_rest(&header.into_iter().collect(), body.as_bytes())
    }

    #[test]
    fn the_header_takes_precedence_over_the_body() {
        let error = error(
            Some("a#A:http://x"),
            r#"{"code":"B","__type":"C","message":"no"}"#,
        );
        assert_eq!(error.code.as_deref(), Some("A"));
        assert_eq!(error.message.as_deref(), Some("no"));
    }

    #[test]
    fn an_empty_header_leaves_the_code_of_the_body() {
        assert_eq!(
            error(Some(""), r#"{"code":"B"}"#).code.as_deref(),
            Some("B")
        );
    }

    #[test]
    fn an_error_of_a_front_end_in_xml_is_found() {
        let body = "<?xml version=\"1.0\"?>\n<ErrorResponse><Error><Code>Throttling</Code><Message>slow &amp; steady</Message></Error></ErrorResponse>";
        let found = error(None, body);
        assert_eq!(found.code.as_deref(), Some("Throttling"));
        assert_eq!(found.message.as_deref(), Some("slow & steady"));
        assert_eq!(error(Some("Other"), body).code.as_deref(), Some("Other"));
        // Amazon Mechanical Turk, whose protocol is awsJson1_1.
        let body = "<?xml version=\"1.0\"?>\n<Response><Errors><Error><Code>InvalidParameterValue</Code><Message>Value</Message></Error></Errors></Response>";
        let found = error(None, body);
        assert_eq!(found.code.as_deref(), Some("InvalidParameterValue"));
        assert_eq!(found.message.as_deref(), Some("Value"));
    }
}
