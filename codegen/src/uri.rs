//! The template of an operation's path: `/farms/{farmId}/{key+}?sort=asc`.

use crate::escape;

/// An operation's `uri`, parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct UriTemplate {
    /// The labels, in the order of the path.
    pub(crate) labels: Vec<Label>,
}

/// A part of the path that a member fills in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    /// The member's name.
    pub(crate) name: String,
    /// True if it may span segments: `{key+}`.
    pub(crate) greedy: bool,
}

impl UriTemplate {
    /// Parses a template.
    ///
    /// # Errors
    ///
    /// Describes the problem in a phrase.
    pub(crate) fn parse(uri: &str) -> Result<Self, String> {
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let Some(segments) = path.strip_prefix('/') else {
            return Err("does not begin with `/`".to_owned());
        };
        if query.contains(['{', '}']) {
            return Err("has a label in its query".to_owned());
        }
        if let Some(foreign) = uri.chars().find(|each| !is_uri_character(*each)) {
            let shown = escape::visible(&foreign.to_string());
            return Err(format!(
                "holds the character `{shown}`, which is not allowed in a URI; percent-encode it as `{}`",
                percent_encoded(foreign)
            ));
        }
        if let Some(end) = uri.split('%').skip(1).find(|after| !is_encoded_byte(after)) {
            let shown: String = end.chars().take(2).collect();
            return Err(format!(
                "holds `%{shown}`, which is not a percent-encoded byte; a `%` itself is written `%25`"
            ));
        }
        if uri.ends_with('?') {
            return Err("ends with `?`, without a query".to_owned());
        }
        let mut labels: Vec<Label> = Vec::new();
        if path.contains("//") {
            return Err("has an empty segment".to_owned());
        }
        for segment in segments.split('/') {
            if matches!(
                segment.to_lowercase().replace("%2e", ".").as_str(),
                "." | ".."
            ) {
                return Err(format!(
                    "has the segment `{segment}`, which makes it another path"
                ));
            }
            let Some(label) = segment
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
            else {
                if segment.contains(['{', '}']) {
                    return Err(format!(
                        "has the segment `{segment}`, which is neither text nor a label"
                    ));
                }
                continue;
            };
            let (name, greedy) = match label.strip_suffix('+') {
                Some(name) => (name, true),
                None => (label, false),
            };
            if !crate::smithy::is_identifier(name) {
                return Err(format!(
                    "has the label `{{{label}}}`, which names no member"
                ));
            }
            if labels.iter().any(|label| label.name == name) {
                return Err(format!("has the label `{{{name}}}` twice"));
            }
            labels.push(Label {
                name: name.to_owned(),
                greedy,
            });
        }
        Ok(Self { labels })
    }

    /// Returns the labels of a host prefix such as `{account}.data-`.
    ///
    /// # Errors
    ///
    /// Describes the problem in a phrase.
    pub(crate) fn host_labels(prefix: &str) -> Result<Vec<String>, String> {
        let mut labels = Vec::new();
        let mut rest = prefix;
        let text = |text: &str| match text.chars().find(|each| !is_host_character(*each)) {
            Some(foreign) => {
                let shown = escape::visible(&foreign.to_string());
                Err(format!(
                    "holds the character `{shown}`, which is not allowed in a host"
                ))
            }
            None => Ok(()),
        };
        while let Some((before, after)) = rest.split_once('{') {
            text(before)?;
            let Some((name, after)) = after.split_once('}') else {
                return Err("has a label without an end".to_owned());
            };
            if !crate::smithy::is_identifier(name) {
                return Err(format!("has the label `{{{name}}}`, which names no member"));
            }
            labels.push(name.to_owned());
            rest = after;
        }
        text(rest)?;
        Ok(labels)
    }
}

/// True for the characters of a path and a query ([RFC 3986](https://www.rfc-editor.org/rfc/rfc3986#appendix-A)), of encoded bytes and of
/// labels.
fn is_uri_character(each: char) -> bool {
    each.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?%{}".contains(each)
}

fn is_host_character(each: char) -> bool {
    each.is_ascii_alphanumeric() || "-._".contains(each)
}

/// True if a text begins with the two digits of an encoded byte.
fn is_encoded_byte(text: &str) -> bool {
    let digits = text.bytes().take(2).filter(u8::is_ascii_hexdigit);
    digits.count() == 2
}

fn percent_encoded(letter: char) -> String {
    let bytes = letter.to_string().into_bytes().into_iter();
    bytes.map(|byte| format!("%{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_come_in_the_order_of_the_path() {
        let uri = UriTemplate::parse("/farms/{farmId}/files/{key+}?list&sort=asc").unwrap();
        let labels: Vec<_> = uri
            .labels
            .iter()
            .map(|label| (label.name.as_str(), label.greedy))
            .collect();
        assert_eq!(labels, [("farmId", false), ("key", true)]);
    }

    /// Servers may route such paths, and a client writes the labels one after the other.
    #[test]
    fn labels_may_follow_a_greedy_one() {
        for (uri, greedy) in [("/{a+}/x/{b}", false), ("/{a+}/x/{b+}", true)] {
            let uri = UriTemplate::parse(uri).unwrap();
            let labels: Vec<_> = uri
                .labels
                .iter()
                .map(|label| (label.name.as_str(), label.greedy))
                .collect();
            assert_eq!(labels, [("a", true), ("b", greedy)]);
        }
    }

    #[test]
    fn malformed_templates_are_rejected_with_the_reason() {
        for (uri, cause) in [
            ("farms", "does not begin with `/`"),
            (
                "/a/{b",
                "has the segment `{b`, which is neither text nor a label",
            ),
            (
                "/a/x{b}",
                "has the segment `x{b}`, which is neither text nor a label",
            ),
            ("/a/{}", "has the label `{}`, which names no member"),
            ("/{a}/{a}", "has the label `{a}` twice"),
            ("/a?b={c}", "has a label in its query"),
            (
                "/a b",
                "holds the character ` `, which is not allowed in a URI; percent-encode it as `%20`",
            ),
            (
                "/a<b",
                "holds the character `<`, which is not allowed in a URI; percent-encode it as `%3C`",
            ),
            (
                "/a#b",
                "holds the character `#`, which is not allowed in a URI; percent-encode it as `%23`",
            ),
            (
                "/caf\u{e9}",
                "holds the character `\u{e9}`, which is not allowed in a URI; percent-encode it as `%C3%A9`",
            ),
            (
                "/a?b=\u{202e}",
                "holds the character `\\u{202e}`, which is not allowed in a URI; percent-encode it as `%E2%80%AE`",
            ),
            (
                "/100%/a",
                "holds `%/a`, which is not a percent-encoded byte; a `%` itself is written `%25`",
            ),
            (
                "/100%",
                "holds `%`, which is not a percent-encoded byte; a `%` itself is written `%25`",
            ),
            ("/a?", "ends with `?`, without a query"),
            ("/a//b", "has an empty segment"),
            (
                "/a/../b",
                "has the segment `..`, which makes it another path",
            ),
            (
                "/a/%2E",
                "has the segment `%2E`, which makes it another path",
            ),
        ] {
            assert_eq!(UriTemplate::parse(uri), Err(cause.to_owned()), "{uri}");
        }
    }

    #[test]
    fn a_host_prefix_may_have_labels_within_text() {
        assert_eq!(
            UriTemplate::host_labels("{a}.data-{b}.").unwrap(),
            ["a", "b"]
        );
        assert!(UriTemplate::host_labels("{a").is_err());
        for (prefix, foreign) in [("caf\u{e9}.", "\u{e9}"), ("{a}/b.", "/"), ("a@{b}", "@")] {
            assert_eq!(
                UriTemplate::host_labels(prefix),
                Err(format!(
                    "holds the character `{foreign}`, which is not allowed in a host"
                ))
            );
        }
    }
}
