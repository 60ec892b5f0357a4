//! The template of an operation's path: `/farms/{farmId}/{key+}?sort=asc`.

/// An operation's `uri`, parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UriTemplate {
    /// The labels, in the order of the path.
    pub labels: Vec<Label>,
}

/// A part of the path that a member fills in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The member's name.
    pub name: String,
    /// True if it may span segments: `{key+}`.
    pub greedy: bool,
}

impl UriTemplate {
    /// Parses a template.
    ///
    /// # Errors
    ///
    /// Describes the problem in a phrase.
    pub fn parse(uri: &str) -> Result<Self, String> {
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let Some(segments) = path.strip_prefix('/') else {
            return Err("does not begin with `/`".to_owned());
        };
        let is_foreign =
            |each: char| each.is_whitespace() || each.is_control() || "#\"<>\\^`".contains(each);
        if uri.contains(is_foreign) {
            return Err("holds a character that no URI has".to_owned());
        }
        if query.contains(['{', '}']) {
            return Err("has a label in its query".to_owned());
        }
        let mut labels: Vec<Label> = Vec::new();
        for segment in segments.split('/') {
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
            if labels.iter().any(|label| label.greedy) {
                return Err("has a label after a greedy one".to_owned());
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
    pub fn host_labels(prefix: &str) -> Result<Vec<String>, String> {
        let mut labels = Vec::new();
        let mut rest = prefix;
        while let Some((_, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                return Err("has a label without an end".to_owned());
            };
            if !crate::smithy::is_identifier(name) {
                return Err(format!("has the label `{{{name}}}`, which names no member"));
            }
            labels.push(name.to_owned());
            rest = after;
        }
        Ok(labels)
    }
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
            ("/{a+}/{b}", "has a label after a greedy one"),
            ("/a?b={c}", "has a label in its query"),
            ("/a b", "holds a character that no URI has"),
            ("/a<b", "holds a character that no URI has"),
            ("/a`b", "holds a character that no URI has"),
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
    }
}
