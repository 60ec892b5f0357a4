//! The tokens of XML.

pub(super) const CUT_SHORT: &str = "cut short";

/// A token: markup, or the text between two pieces of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A start tag.
    Start {
        name: &'a str,
        /// The text between the name and the end of the tag.
        attributes: &'a str,
        /// True for the tag of an empty element, which has no end tag.
        is_empty: bool,
    },
    /// An end tag.
    End(&'a str),
    /// Text, references included.
    Text(&'a str),
    /// The text of a CDATA section, in which nothing is markup.
    Verbatim(&'a str),
    /// A comment or a processing instruction.
    Ignored,
}

/// Returns the token at the beginning of `input`, and its length; `None` at the end of the input.
///
/// # Errors
///
/// The markup is malformed, or is a document type declaration.
pub(super) fn next(input: &str) -> Result<Option<(Token<'_>, usize)>, &'static str> {
    let Some(markup) = input.strip_prefix('<') else {
        let length = input.find('<').unwrap_or(input.len());
        let text = input.get(..length).unwrap_or_default();
        return Ok((length > 0).then_some((Token::Text(text), length)));
    };
    let delimited = |start: &str, end: &str| {
        let (content, _) = markup.strip_prefix(start)?.split_once(end)?;
        Some((content, 1 + start.len() + content.len() + end.len()))
    };
    let token = if let Some(name) = markup.strip_prefix('/') {
        let (name, _) = name.split_once('>').ok_or(CUT_SHORT)?;
        let length = name.len() + 3;
        let name = name.trim_end_matches(WHITESPACE);
        check_name(name)?;
        (Token::End(name), length)
    } else if markup.starts_with('?') {
        let (_, length) = delimited("?", "?>").ok_or(CUT_SHORT)?;
        (Token::Ignored, length)
    } else if markup.starts_with("!--") {
        let (_, length) = delimited("!--", "-->").ok_or(CUT_SHORT)?;
        (Token::Ignored, length)
    } else if markup.starts_with("![CDATA[") {
        let (text, length) = delimited("![CDATA[", "]]>").ok_or(CUT_SHORT)?;
        (Token::Verbatim(text), length)
    } else if markup.starts_with('!') {
        return Err("document type declarations are not supported");
    } else {
        start_tag(markup)?
    };
    Ok(Some(token))
}

pub(super) const WHITESPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// Returns the tag whose name begins `markup`, and the length with the `<` before it.
fn start_tag(markup: &str) -> Result<(Token<'_>, usize), &'static str> {
    if let Some(tag) = plain_start_tag(markup) {
        return Ok(tag);
    }
    let end = end_of_tag(markup).ok_or(CUT_SHORT)?;
    let tag = markup.get(..end).unwrap_or_default();
    let (tag, is_empty) = match tag.strip_suffix('/') {
        Some(tag) => (tag, true),
        None => (tag, false),
    };
    let name_length = tag.find(WHITESPACE).unwrap_or(tag.len());
    let (name, attributes) = tag.split_at_checked(name_length).unwrap_or_default();
    check_name(name)?;
    let token = Token::Start {
        name,
        attributes,
        is_empty,
    };
    Ok((token, end + 2))
}

/// Returns the tag if it has neither attributes nor white space, as most tags.
fn plain_start_tag(markup: &str) -> Option<(Token<'_>, usize)> {
    let length = markup.bytes().position(is_syntax)?;
    let (name, end) = markup.split_at_checked(length)?;
    let (is_empty, end_length) = match end.as_bytes() {
        [b'>', ..] => (false, 1),
        [b'/', b'>', ..] => (true, 2),
        _ => return None,
    };
    let token = Token::Start {
        name,
        attributes: "",
        is_empty,
    };
    begins_name(name).then_some((token, 1 + length + end_length))
}

/// Returns the offset of a tag's `>`, which is none of those in the values of attributes.
fn end_of_tag(markup: &str) -> Option<usize> {
    let mut quote = None;
    markup.bytes().position(|byte| match (quote, byte) {
        (None, b'"' | b'\'') => {
            quote = Some(byte);
            false
        }
        (None, byte) => byte == b'>',
        (Some(open), byte) => {
            if byte == open {
                quote = None;
            }
            false
        }
    })
}

/// Checks that a name has no character that belongs to the syntax. Other characters that no name may have do no harm.
pub(super) fn check_name(name: &str) -> Result<(), &'static str> {
    if begins_name(name) && !name.bytes().any(is_syntax) {
        Ok(())
    } else {
        Err("malformed tag")
    }
}

/// True if the first character of a text may be that of a name.
fn begins_name(text: &str) -> bool {
    let first = text.bytes().next();
    first.is_some_and(|first| !matches!(first, b'0'..=b'9' | b'-' | b'.'))
}

/// True for a byte that belongs to the syntax of tags, and to no name.
fn is_syntax(byte: u8) -> bool {
    const SYNTAX: [bool; 256] = {
        let mut table = [false; 256];
        let mut bytes: &[u8] = b"<>&\"'/=!?;[]() \t\n\r";
        while let [byte, rest @ ..] = bytes {
            table[*byte as usize] = true;
            bytes = rest;
        }
        table
    };
    byte < b' ' || SYNTAX[usize::from(byte)]
}

/// Returns a name without its prefix.
pub(super) fn local_name(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_markup_is_a_token() {
        let start = |name, attributes, is_empty| Token::Start {
            name,
            attributes,
            is_empty,
        };
        for (input, token, length) in [
            ("<a>x", start("a", "", false), 3),
            (
                "<a:b c='>' d=\">\"/>",
                start("a:b", " c='>' d=\">\"", true),
                18,
            ),
            ("</a >x", Token::End("a"), 5),
            ("a &amp; <", Token::Text("a &amp; "), 8),
            ("<![CDATA[<]]]>x", Token::Verbatim("<]"), 14),
            ("<!--<a>-->x", Token::Ignored, 10),
            ("<?xml version='1.0'?>x", Token::Ignored, 21),
        ] {
            assert_eq!(next(input), Ok(Some((token, length))), "{input}");
        }
        assert_eq!(next(""), Ok(None));
    }

    #[test]
    fn malformed_markup_is_rejected() {
        for input in ["<", "<a", "<a b='>", "</a", "<!--", "<![CDATA[x]]", "<?x"] {
            assert_eq!(next(input), Err(CUT_SHORT), "{input}");
        }
        for input in ["< a>", "<>", "</>", "<1>", "<a<b>", "</a b>", "<-a/>"] {
            assert_eq!(next(input), Err("malformed tag"), "{input}");
        }
        for input in ["<!DOCTYPE a>", "<!ENTITY a 'b'>", "<![IGNORE[]]>"] {
            assert_eq!(
                next(input),
                Err("document type declarations are not supported")
            );
        }
    }
}
