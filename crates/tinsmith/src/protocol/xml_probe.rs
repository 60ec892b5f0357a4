//! A probe for elements of errors in XML: the code and the message of those that front ends of services with another protocol respond with, and single
//! elements that the errors of a service have beside them.
//!
//! It searches for the elements and parses nothing else, so that a client of a JSON service links no XML codec.

use crate::error::ErrorCode;

/// Finds code and message in a document whose root is `Error` or `ErrorResponse`, or `Response`, as front ends in the form of Amazon EC2 have it.
pub(super) fn parse(body: &[u8]) -> ErrorCode {
    let body = str::from_utf8(body).unwrap_or_default().trim_start();
    let root = match body.strip_prefix("<?xml") {
        Some(declaration) => declaration.split_once("?>").unwrap_or_default().1,
        None => body,
    };
    let root = root.trim_start();
    if !root.starts_with("<Error") && !root.starts_with("<Response") {
        return ErrorCode::default();
    }
    ErrorCode {
        code: text(root, "<Code>", "</Code>"),
        message: text(root, "<Message>", "</Message>"),
        ..ErrorCode::default()
    }
}

/// Returns the text of the first element with this name in the document of an error.
#[cfg(feature = "xml")]
pub(crate) fn element(body: &[u8], name: &str) -> Option<String> {
    let document = str::from_utf8(body).ok()?;
    text(document, &format!("<{name}>"), &format!("</{name}>"))
}

/// The entities of XML without their ampersand.
const ENTITIES: [(&str, char); 5] = [
    ("lt;", '<'),
    ("gt;", '>'),
    ("quot;", '"'),
    ("apos;", '\''),
    ("amp;", '&'),
];

/// Returns the text of the first element with these tags, if it holds no markup.
fn text(document: &str, start: &str, end: &str) -> Option<String> {
    let (text, _) = document.split_once(start)?.1.split_once(end)?;
    let text = text.trim();
    if text.is_empty() || text.contains('<') {
        return None;
    }
    let mut unescaped = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        unescaped.push_str(before);
        let entity = ENTITIES
            .iter()
            .find_map(|(name, character)| Some((*character, after.strip_prefix(name)?)));
        let (character, after) = entity.unwrap_or(('&', after));
        unescaped.push(character);
        rest = after;
    }
    unescaped.push_str(rest);
    Some(unescaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_each_root_is_found() {
        for body in [
            "<Error><Code>Busy</Code><Message>a &lt; &amp;lt; & &#65;</Message></Error>",
            " <?xml version=\"1.0\"?> <ErrorResponse xmlns=\"x\"><Error><Code> Busy </Code><Message>a &lt; &amp;lt; &amp; &#65;</Message></Error></ErrorResponse>",
            "<?xml version=\"1.0\"?>\n<Response><Errors><Error><Code>Busy</Code><Message>a &lt; &amp;lt; & &#65;</Message></Error></Errors></Response>",
        ] {
            let error = parse(body.as_bytes());
            assert_eq!(error.code.as_deref(), Some("Busy"), "{body}");
            assert_eq!(error.message.as_deref(), Some("a < &lt; & &#65;"), "{body}");
        }
    }

    #[test]
    fn anything_else_has_neither_code_nor_message() {
        for body in [
            "",
            "<",
            "<?xml",
            "<html><Code>x</Code></html>",
            "<Error><Code></Code></Error>",
            "<Error><Code><b>x</b></Code></Error>",
            "<Error><Code>x",
            "\u{feff}{}",
        ] {
            assert_eq!(parse(body.as_bytes()), ErrorCode::default(), "{body}");
        }
        assert_eq!(parse(b"<Error>\xff"), ErrorCode::default());
    }
}
