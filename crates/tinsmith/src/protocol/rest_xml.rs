//! [`aws.protocols#restXml`](https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html), with `noErrorWrapping` and without.

use super::metadata::{Protocol, SuccessBody};
use super::xml_error::{self, ERROR, FIRST_ERROR, MESSAGES, ROOT};
use crate::codec::xml::DocumentRoot;
use crate::error::ErrorCode;

/// The rules that both variants have in common.
const COMMON: Protocol = Protocol {
    name: "restXml",
    content_type: "application/xml",
    absent_structure: b"",
    begin_request: |_operation, _headers| {},
    parse_error: |_headers, body| parse_error(body),
};

/// The protocol `restXml`: members bound to the HTTP request and response, and bodies in XML.
pub static REST_XML: Protocol = COMMON;

/// The protocol `restXml` of a service whose errors are the root of their document.
pub static REST_XML_NO_ERROR_WRAPPING: Protocol = Protocol {
    parse_error: |_headers, body| xml_error::parse(body, &[ROOT, ERROR, FIRST_ERROR]),
    ..COMMON
};

/// Reads an error. Most have a wrapper; an exception in an event stream has none, and the root of some errors is their name.
fn parse_error(body: &[u8]) -> ErrorCode {
    let error = xml_error::parse(body, &[ERROR, ROOT, FIRST_ERROR, MESSAGES]);
    let name = match &error.code {
        Some(_) => None,
        None => name_of_root(body),
    };
    ErrorCode { name, ..error }
}

/// Returns the name of the root, unless it is one of the roots of errors that have their code in an element.
fn name_of_root(body: &[u8]) -> Option<String> {
    match DocumentRoot::from_body(body) {
        DocumentRoot::Name("ErrorResponse" | "Error" | "Response") => None,
        DocumentRoot::Name(name) => Some(name.to_owned()),
        DocumentRoot::CutShort | DocumentRoot::Absent => None,
    }
}

/// Classifies the body of a response with a status of success, by the root of its document.
///
/// Services that take long send the head first, and then white space, which keeps the connection alive.
pub fn classify_document(body: &[u8]) -> SuccessBody {
    match DocumentRoot::from_body(body) {
        DocumentRoot::Name("Error") => SuccessBody::Error,
        DocumentRoot::CutShort => SuccessBody::CutShort,
        DocumentRoot::Name(_) | DocumentRoot::Absent => SuccessBody::Output,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    #[test]
    fn the_error_is_in_an_element_or_the_root() {
        let headers = HeaderMap::new();
        let members = "<Code>NoSuchKey</Code><Message>no</Message>";
        let id = "<RequestId>1</RequestId>";
        let wrapped = format!("<ErrorResponse><Error>{members}</Error>{id}</ErrorResponse>");
        let root = format!("<Error>{members}{id}</Error>");
        // Of a front end.
        let listed = format!("<Response><Errors><Error>{members}</Error></Errors>{id}</Response>");
        for (protocol, body) in [
            (&REST_XML, wrapped.as_str()),
            (&REST_XML, root.as_str()),
            (&REST_XML, listed.as_str()),
            (&REST_XML_NO_ERROR_WRAPPING, root.as_str()),
            (&REST_XML_NO_ERROR_WRAPPING, wrapped.as_str()),
            (&REST_XML_NO_ERROR_WRAPPING, listed.as_str()),
        ] {
            let parsed = (protocol.parse_error)(&headers, body.as_bytes());
            assert_eq!(parsed.code.as_deref(), Some("NoSuchKey"));
            assert_eq!(parsed.message.as_deref(), Some("no"));
            assert_eq!(parsed.request_id.as_deref(), Some("1"));
        }
    }

    #[test]
    fn the_root_of_an_error_without_a_code_is_its_name_in_the_model() {
        let id = "<RequestId>1</RequestId>";
        let messages = "<Messages><Message>no</Message><Message>never</Message></Messages>";
        for members in [messages, "<Message>no</Message>"] {
            let body = format!("<a:Unchanged xmlns:a=\"b\">{members}{id}</a:Unchanged>");
            let expected = ErrorCode {
                code: None,
                name: Some("Unchanged".to_owned()),
                message: Some("no".to_owned()),
                request_id: Some("1".to_owned()),
            };
            assert_eq!(parse_error(body.as_bytes()), expected, "{body}");
        }
        for (body, name) in [
            ("<Unchanged/>", Some("Unchanged")),
            ("<Other><Code>Unchanged</Code></Other>", None),
            ("<ErrorResponse><Error/></ErrorResponse>", None),
            ("<Error/>", None),
            ("<Response><Errors/></Response>", None),
            ("<Unchanged><Messages>", None),
            ("Unchanged", None),
            ("", None),
        ] {
            assert_eq!(parse_error(body.as_bytes()).name.as_deref(), name, "{body}");
        }
    }

    #[test]
    fn the_root_of_a_document_is_that_of_an_error_or_an_output() {
        for (body, expected) in [
            ("", SuccessBody::Output),
            ("<Result><Error/></Result>", SuccessBody::Output),
            ("<Errors/>", SuccessBody::Output),
            (" <Error><Code>x</Code></Error>", SuccessBody::Error),
            (" ", SuccessBody::CutShort),
            ("<Result>", SuccessBody::CutShort),
        ] {
            assert_eq!(classify_document(body.as_bytes()), expected, "{body}");
        }
    }
}
