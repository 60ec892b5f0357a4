//! Paths to values, computed from the text before a value only when there is an error: reading does not track them.

use super::attributes;
use super::lexer::{self, Token, WHITESPACE, local_name};
use crate::codec::value_path::{push_index, push_name};

/// Returns the path to the element that is open at the end of `text`, the beginning of a valid document, or to the attribute if the text ends
/// behind one. It does not contain the root.
///
/// An element that follows another one of its name has an index: `Grants.Grant[3].Permission`.
pub(super) fn at_end_of(text: &str) -> String {
    let mut open: Vec<&str> = Vec::new();
    // The last child of the document and of each open element, with the number of preceding children of the same name.
    let mut children: Vec<(&str, usize)> = vec![("", 0)];
    let mut rest = text;
    while let Ok(Some((token, length))) = lexer::next(rest) {
        rest = rest.get(length..).unwrap_or_default();
        match token {
            Token::Start { name, is_empty, .. } => {
                count(&mut children, local_name(name));
                if !is_empty || rest.is_empty() {
                    open.push(local_name(name));
                    children.push(("", 0));
                }
            }
            Token::End(_) => {
                open.pop();
                children.pop();
            }
            Token::Text(_) | Token::Verbatim(_) | Token::Ignored => {}
        }
    }
    let attribute = last_attribute(rest);
    if let Some((element, attribute)) = attribute {
        count(&mut children, element);
        open.extend([element, attribute]);
        children.push(("", 0));
    }
    let mut path = String::new();
    for (name, (_, index)) in open.iter().zip(children).skip(1) {
        push_name(&mut path, name);
        if index > 0 {
            push_index(&mut path, index);
        }
    }
    path
}

/// Counts a child of the element that was opened last.
fn count<'a>(children: &mut [(&'a str, usize)], name: &'a str) {
    if let Some((last, index)) = children.last_mut() {
        *index = if *last == name { *index + 1 } else { 0 };
        *last = name;
    }
}

/// Returns the names of the element and of its last attribute in the beginning of a start tag.
fn last_attribute(tag: &str) -> Option<(&str, &str)> {
    let tag = tag.strip_prefix('<')?;
    let (element, mut rest) = tag.split_at_checked(tag.find(WHITESPACE)?)?;
    let mut last = None;
    while let Ok(Some((name, _, after))) = attributes::next(rest) {
        last = Some((local_name(element), local_name(name)));
        rest = after;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::at_end_of;

    #[test]
    fn a_path_names_elements_and_attributes_and_repeated_elements_by_their_index() {
        for (text, path) in [
            ("", ""),
            ("<?xml version='1.0'?><r>", ""),
            ("<r><a>", "a"),
            ("<r><a/><b>x</b><c><d/>", "c.d"),
            ("<r><l><m>1</m><m>2</m><m>", "l.m[2]"),
            ("<r><l><m>1</m><n/><m><x:y>", "l.m.y"),
            ("<r><a>x</a>", ""),
            ("<r a='1' x:b=\"2\"", "b"),
            ("<r><l><m a='1'/><m a='>' b='2'", "l.m[1].b"),
        ] {
            assert_eq!(at_end_of(text), path, "{text}");
        }
    }
}
