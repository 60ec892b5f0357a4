//! A scanner that finds single elements in the XML of a response of STS.
//!
//! Document type declarations, and with them entity definitions, are rejected.

/// Returns the content of the element at `path`, which begins with the root's name; of several elements with one name, the first.
pub(crate) fn content<'a>(document: &'a str, path: &[&str]) -> Option<&'a str> {
    path.iter().try_fold(document, |content, name| {
        Elements(content).find_map(|element| (element.name == *name).then_some(element.content))
    })
}

/// Returns the text of the element at `path`. An element that contains others has none.
pub(crate) fn text(document: &str, path: &[&str]) -> Option<String> {
    unescape(content(document, path)?.trim())
}

/// An element without its attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Element<'a> {
    name: &'a str,
    content: &'a str,
}

/// An iterator over the top elements of a piece of a document, up to the first that is malformed.
struct Elements<'a>(&'a str);

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        let (element, rest) = match next_tag(self.0)? {
            (_, Tag::Empty(name), rest) => (Element { name, content: "" }, rest),
            (_, Tag::Start(name), rest) => element(name, rest)?,
            (_, Tag::End(_), _) => return None,
        };
        self.0 = rest;
        Some(element)
    }
}

/// Returns the element whose start tag was just read, and the text after its end tag.
fn element<'a>(name: &'a str, after_start: &'a str) -> Option<(Element<'a>, &'a str)> {
    let mut open = vec![name];
    let mut rest = after_start;
    loop {
        let (before, tag, after) = next_tag(rest)?;
        match tag {
            Tag::Start(name) => open.push(name),
            Tag::End(name) if open.pop() != Some(name) => return None,
            Tag::End(_) if open.is_empty() => {
                let start_of_end_tag = after_start.len() - rest.len() + before;
                let content = after_start.get(..start_of_end_tag)?;
                return Some((Element { name, content }, after));
            }
            Tag::End(_) | Tag::Empty(_) => {}
        }
        rest = after;
    }
}

#[derive(Clone, Copy)]
enum Tag<'a> {
    Start(&'a str),
    End(&'a str),
    Empty(&'a str),
}

/// Returns the next tag with its offset and the text after it. Comments, CDATA and processing instructions are skipped.
fn next_tag(text: &str) -> Option<(usize, Tag<'_>, &str)> {
    let mut rest = text;
    loop {
        rest = rest.get(rest.find('<')?..)?;
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")]
            .into_iter()
            .find(|(start, _)| rest.starts_with(start));
        match skipped {
            Some((start, end)) => rest = rest.strip_prefix(start)?.split_once(end)?.1,
            None if rest.starts_with("<!") => return None,
            None => break,
        }
    }
    let start = text.len() - rest.len();
    let inside = rest.strip_prefix('<')?;
    let (inside, after) = inside.split_at(end_of_tag(inside)?);
    let after = after.strip_prefix('>')?;
    let name_of = |tag: &'_ str| -> Option<usize> {
        let end = tag.find(|c: char| c.is_ascii_whitespace());
        Some(end.unwrap_or(tag.len())).filter(|end| *end > 0)
    };
    let tag = if let Some(name) = inside.strip_prefix('/') {
        Tag::End(name.trim_end())
    } else if let Some(tag) = inside.strip_suffix('/') {
        Tag::Empty(tag.get(..name_of(tag)?)?)
    } else {
        Tag::Start(inside.get(..name_of(inside)?)?)
    };
    Some((start, tag, after))
}

/// Returns the offset of a tag's `>`, ignoring those in the values of attributes.
fn end_of_tag(inside: &str) -> Option<usize> {
    let mut quote = None;
    inside.bytes().position(|byte| match (quote, byte) {
        (None, b'>') => true,
        (None, b'"' | b'\'') => {
            quote = Some(byte);
            false
        }
        (Some(open), _) => {
            if open == byte {
                quote = None;
            }
            false
        }
        (None, _) => false,
    })
}

fn unescape(text: &str) -> Option<String> {
    if let Some(literal) = text.strip_prefix("<![CDATA[") {
        return literal
            .strip_suffix("]]>")
            .filter(|literal| !literal.contains("]]>"))
            .map(str::to_owned);
    }
    if text.contains('<') {
        return None;
    }
    let mut pieces = text.split('&');
    let mut unescaped = pieces.next()?.to_owned();
    for piece in pieces {
        let (reference, rest) = piece.split_once(';')?;
        unescaped.push(match reference {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let number = reference.strip_prefix('#')?;
                let code = match number.strip_prefix('x') {
                    Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)?
            }
        });
        unescaped.push_str(rest);
    }
    Some(unescaped)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_element_is_found_by_the_names_from_the_root_down() {
        let document = "<?xml version='1.0'?>\n<a xmlns=\"https://x/\">\n <b><c>no</c></b>\n <d k='>'><c> yes </c><e/></d>\n</a>\n";
        assert_eq!(text(document, &["a", "d", "c"]).as_deref(), Some("yes"));
        assert_eq!(text(document, &["a", "b", "c"]).as_deref(), Some("no"));
        assert_eq!(text(document, &["a", "d", "e"]).as_deref(), Some(""));
        assert_eq!(text(document, &["a", "c"]), None);
        assert_eq!(text(document, &["d", "c"]), None);
        assert_eq!(text(document, &["a", "d"]), None);
    }

    #[test]
    fn elements_of_the_same_name_may_hold_each_other() {
        let document = "<a><a><a>x</a></a><b>y</b></a>";
        assert_eq!(text(document, &["a", "a", "a"]).as_deref(), Some("x"));
        assert_eq!(text(document, &["a", "b"]).as_deref(), Some("y"));
    }

    #[test]
    fn references_and_literal_sections_are_text() {
        let document = "<a><b>1&lt;2 &amp;amp; &#65;&#x42; &quot;&apos;&gt;</b><c><![CDATA[<x> &amp;]]></c></a>";
        assert_eq!(
            text(document, &["a", "b"]).as_deref(),
            Some("1<2 &amp; AB \"'>")
        );
        assert_eq!(text(document, &["a", "c"]).as_deref(), Some("<x> &amp;"));
    }

    #[test]
    fn comments_hold_no_elements() {
        let document = "<a><!-- <b>no</b> --><b>yes</b></a>";
        assert_eq!(text(document, &["a", "b"]).as_deref(), Some("yes"));
    }

    #[test]
    fn what_is_malformed_holds_nothing() {
        for document in [
            "",
            "a",
            "<a",
            "<a>",
            "<a><b>x</b>",
            "<a><b>x</a></b>",
            "<a><b>x</c></a>",
            "<a><b>&unknown;</b></a>",
            "<a><b>&#xd800;</b></a>",
            "<a><b>&amp</b></a>",
            "<a><!-- <b>x</b></a>",
            "<!DOCTYPE a [<!ENTITY e \"x\">]><a><b>&e;</b></a>",
            "< ><b>x</b></ >",
        ] {
            assert_eq!(text(document, &["a", "b"]), None, "{document}");
        }
    }

    proptest! {
        #[test]
        fn no_document_makes_it_panic(document in "[<>/a!?\\[\\]CDAT&;#x\"'= -]{0,60}|.{0,40}") {
            let _ = text(&document, &["a", "a"]);
        }

        #[test]
        fn what_was_escaped_comes_back(value in "[^\\p{White_Space}\\p{Cc}]{0,20}") {
            let escaped = value.replace('&', "&amp;").replace('<', "&lt;");
            let document = format!("<a><b>{escaped}</b></a>");
            prop_assert_eq!(text(&document, &["a", "b"]), Some(value));
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let document = format!("<a>{}x", "<b>".repeat(100_000));
        assert_eq!(text(&document, &["a", "b"]), None);
    }
}
