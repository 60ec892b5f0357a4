//! The code and the message of an error response in XML.

use crate::codec::xml;
use crate::error::ErrorCode;

/// The path of an error of `awsQuery` and `restXml`: `<ErrorResponse><Error>`.
pub(super) const ERROR: &[&str] = &["Error"];
/// The path of the first error of `ec2Query`: `<Response><Errors><Error>`.
pub(super) const FIRST_ERROR: &[&str] = &["Errors", "Error"];
/// The path of an error that is the root of the document.
#[cfg(feature = "xml")]
pub(super) const ROOT: &[&str] = &[];
/// The path of the messages of an error whose root is named by its code: `<InvalidBatch><Messages>`.
#[cfg(feature = "xml")]
pub(super) const MESSAGES: &[&str] = &["Messages"];

/// Reads the error at the first of these paths below the root where a code or a message is. The path of the protocol is the first one. The others follow
/// because front ends of some services respond in another form.
pub(super) fn parse(body: &[u8], paths: &[&[&str]]) -> ErrorCode {
    let mut found = [None, None, None];
    for path in paths {
        found = xml::parse_error(body, path);
        if !matches!(found, [None, None, _]) {
            break;
        }
    }
    let [code, message, request_id] = found;
    ErrorCode {
        code,
        name: None,
        message,
        request_id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_path_finds_the_error_of_its_form_and_of_the_others_after_it() {
        let wrapped = "<ErrorResponse><Error><Code>A</Code><Message>m</Message></Error><RequestId>7</RequestId></ErrorResponse>";
        let listed = "<Response><Errors><Error><Code>A</Code><Message>m</Message></Error></Errors><RequestID>7</RequestID></Response>";
        let root = "<Error><Code>A</Code><Message>m</Message><RequestId>7</RequestId></Error>";
        let forms = [("Error", wrapped), ("Errors/Error", listed), ("", root)];
        for (form, body) in forms {
            for (path, _) in forms {
                let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
                let steps = steps.as_slice();
                let error = parse(body.as_bytes(), &[steps]);
                assert_eq!(error.code.is_some(), path == form, "{path}: {body}");
                let error = parse(body.as_bytes(), &[&["Other"], steps, &["Other"]]);
                assert_eq!(error.message.is_some(), path == form, "{path}: {body}");
                assert_eq!(error.request_id.as_deref(), Some("7"), "{path}: {body}");
            }
        }
        assert_eq!(parse(b"<html/>", &[&["Error"], &[]]), ErrorCode::default());
    }
}
