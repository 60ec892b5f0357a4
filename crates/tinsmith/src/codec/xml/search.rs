//! The search for the text of one element, for responses of which little more is read.

use super::lexer::{self, Token, WHITESPACE, local_name};
use super::text::unescape;

/// Returns the text of the first element at `path`, which begins with the root's name, without white space around it. `None` if there is no
/// such element, if it has elements in it, or if the document is malformed or truncated.
pub(crate) fn text_at(document: &str, path: &[&str]) -> Option<String> {
    let mut rest = document;
    let mut open = Vec::new();
    // The number of the open elements, from the root on, that are those of the path.
    let mut matched = 0;
    let mut found: Option<String> = None;
    let mut is_complete = false;
    while let Some((token, length)) = lexer::next(rest).ok()? {
        rest = rest.get(length..)?;
        let is_in_element = matched == path.len() && !is_complete;
        let ended = match token {
            Token::Start { .. } if is_in_element => return None,
            Token::Start { name, is_empty, .. } => {
                if !is_complete
                    && matched == open.len()
                    && path.get(matched) == Some(&local_name(name))
                {
                    matched += 1;
                }
                open.push(name);
                is_empty.then_some(name)
            }
            Token::End(name) => Some(name),
            Token::Text(text) if is_in_element => {
                found
                    .get_or_insert_default()
                    .push_str(&unescape(text).ok()?);
                None
            }
            Token::Verbatim(text) if is_in_element => {
                found.get_or_insert_default().push_str(text);
                None
            }
            Token::Text(_) | Token::Verbatim(_) | Token::Ignored => None,
        };
        if let Some(name) = ended {
            if open.pop() != Some(name) {
                return None;
            }
            is_complete |= matched == path.len();
            matched = matched.min(open.len());
        }
    }
    (is_complete && open.is_empty()).then(|| {
        found
            .unwrap_or_default()
            .trim_matches(WHITESPACE)
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_element_is_found_by_the_names_from_the_root_down() {
        let document = "<?xml version='1.0'?>\n<a xmlns=\"https://x/\">\n <b><c>no</c></b>\n <d k='>'><c> yes </c><e/></d>\n</a>\n";
        assert_eq!(text_at(document, &["a", "d", "c"]).as_deref(), Some("yes"));
        assert_eq!(text_at(document, &["a", "b", "c"]).as_deref(), Some("no"));
        assert_eq!(text_at(document, &["a", "d", "e"]).as_deref(), Some(""));
        assert_eq!(text_at(document, &["a", "c"]), None);
        assert_eq!(text_at(document, &["d", "c"]), None);
        assert_eq!(text_at(document, &["a", "d"]), None);
    }

    #[test]
    fn elements_of_the_same_name_may_hold_each_other() {
        let document = "<a><a><a>x</a></a><b>y</b></a>";
        assert_eq!(text_at(document, &["a", "a", "a"]).as_deref(), Some("x"));
        assert_eq!(text_at(document, &["a", "b"]).as_deref(), Some("y"));
    }

    #[test]
    fn references_and_literal_sections_are_text() {
        let document = "<a><b>1&lt;2 &amp;amp; &#65;&#x42; &quot;&apos;&gt;</b><c><![CDATA[<x> &amp;]]></c></a>";
        assert_eq!(
            text_at(document, &["a", "b"]).as_deref(),
            Some("1<2 &amp; AB \"'>")
        );
        assert_eq!(text_at(document, &["a", "c"]).as_deref(), Some("<x> &amp;"));
    }

    #[test]
    fn comments_hold_no_elements() {
        let document = "<a><!-- <b>no</b> --><b>yes</b></a>";
        assert_eq!(text_at(document, &["a", "b"]).as_deref(), Some("yes"));
    }

    #[test]
    fn a_malformed_document_has_no_texts() {
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
            assert_eq!(text_at(document, &["a", "b"]), None, "{document}");
        }
    }

    proptest! {
        #[test]
        fn no_document_makes_it_panic(document in "[<>/a!?\\[\\]CDAT&;#x\"'= -]{0,60}|.{0,40}") {
            let _ = text_at(&document, &["a", "a"]);
        }

        #[test]
        fn text_survives_its_escapes(value in "[^\\p{White_Space}\\p{Cc}]{0,20}") {
            let escaped = value.replace('&', "&amp;").replace('<', "&lt;");
            let document = format!("<a><b>{escaped}</b></a>");
            prop_assert_eq!(text_at(&document, &["a", "b"]), Some(value));
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let document = format!("<a>{}x", "<b>".repeat(100_000));
        assert_eq!(text_at(&document, &["a", "b"]), None);
    }
}
