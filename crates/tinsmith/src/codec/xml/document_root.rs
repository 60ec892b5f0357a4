//! The root of a document whose kind is not known before, and which may end too early.

use super::lexer::CUT_SHORT;
use super::reader::XmlReader;

/// The root of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DocumentRoot<'a> {
    /// The name of the root without its prefix.
    Name(&'a str),
    /// The document ends before its root does, or has only white space or a declaration.
    CutShort,
    /// The body is empty or no document.
    Absent,
}

impl<'a> DocumentRoot<'a> {
    pub(crate) fn from_body(body: &'a [u8]) -> Self {
        let mut reader = XmlReader::new(body);
        if !reader.next_element() {
            return match reader.error() == Some(CUT_SHORT) && !body.is_empty() {
                true => Self::CutShort,
                false => Self::Absent,
            };
        }
        let name = reader.name();
        let body = body.trim_ascii_end();
        if !body.ends_with(b">") {
            return Self::CutShort;
        }
        if ends_with_tag(body, name) {
            return Self::Name(name);
        }
        reader.skip();
        match reader.error() == Some(CUT_SHORT) {
            true => Self::CutShort,
            false => Self::Name(name),
        }
    }
}

/// True if a body ends with an end tag of this name, as most documents do, so that they are not read twice.
fn ends_with_tag(body: &[u8], name: &str) -> bool {
    let end = body.strip_suffix(b">");
    let Some(rest) = end.and_then(|end| end.strip_suffix(name.as_bytes())) else {
        return false;
    };
    let is_separator = |byte: &u8| matches!(byte, b'<' | b'/' | b':');
    let start = rest.iter().rposition(|byte| matches!(byte, b'<' | b'>'));
    let tag = start
        .and_then(|start| rest.get(start..))
        .unwrap_or_default();
    tag.starts_with(b"</") && tag.last().is_some_and(is_separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_behind_everything_that_may_precede_it() {
        for body in [
            "<Error><Code>x</Code></Error>",
            "<Error xmlns=\"x\"/>",
            " \n<?xml version=\"1.0\"?>\n \n<Error></Error>\n",
            "\u{feff}<Error></Error >",
            "<!-- a --><?b c?><e:Error><Error/></e:Error><!-- d -->",
        ] {
            let root = DocumentRoot::from_body(body.as_bytes());
            assert_eq!(root, DocumentRoot::Name("Error"), "{body}");
        }
    }

    #[test]
    fn a_document_without_its_end_is_cut_short() {
        let whole =
            "<?xml version=\"1.0\"?>\n<List><Item>a &amp; b</Item><ListItem></ListItem></List>";
        assert_eq!(
            DocumentRoot::from_body(whole.as_bytes()),
            DocumentRoot::Name("List")
        );
        for end in 1..whole.len() {
            let root = DocumentRoot::from_body(&whole.as_bytes()[..end]);
            assert_eq!(root, DocumentRoot::CutShort, "{}", &whole[..end]);
        }
        for body in ["", "{\"a\": 1}", "text"] {
            let root = DocumentRoot::from_body(body.as_bytes());
            assert_eq!(root, DocumentRoot::Absent, "{body}");
        }
    }
}
