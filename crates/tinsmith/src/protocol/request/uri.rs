//! Paths and host prefixes from templates and labels.

use crate::codec::text;

/// A path that is built from a URI template, from left to right.
#[derive(Debug)]
pub(super) struct PathWriter {
    path: String,
    /// The template after the opening brace of the next label.
    template: Option<&'static str>,
    /// The greedy label with a segment `.` or `..`, as the template has it.
    dot_label: Option<&'static str>,
}

/// The problem of a required member that is absent.
pub(super) const MISSING: &str = "must be set";

/// The problem of a required member that is empty.
pub(super) const EMPTY: &str = "must not be empty";

/// The problem of a label with a segment `.` or `..`.
pub(super) const DOTS: &str = "must not be . or .., which would be another path";

impl PathWriter {
    pub(super) fn new(template: &'static str) -> Self {
        let mut writer = Self {
            path: String::with_capacity(template.len() * 2),
            template: None,
            dot_label: None,
        };
        writer.copy_up_to_label(template);
        writer
    }

    /// Writes the next label of the template.
    ///
    /// # Errors
    ///
    /// The label is not the next one, is empty, or is `.` or `..`. Encoding these would not help: clients and servers treat `%2E%2E` as `..`
    /// ([URL Standard](https://url.spec.whatwg.org/#double-dot-path-segment)), so that the path would be another one. A greedy label may have
    /// such segments, which [`dot_label`](Self::dot_label) reports.
    pub(super) fn label(
        &mut self,
        name: &str,
        value: &str,
        greedy: bool,
    ) -> Result<(), &'static str> {
        let next = self.template.and_then(|template| template.split_once('}'));
        let Some((label, rest)) =
            next.filter(|(label, _)| label.strip_suffix('+').unwrap_or(label) == name)
        else {
            return Err("is not the label that comes next in the URI");
        };
        let is_dots = |segment: &str| segment == "." || segment == "..";
        let has_dots = if greedy {
            text::encode_path(value, &mut self.path);
            if value.split('/').any(is_dots) {
                self.dot_label = Some(label);
            }
            false
        } else {
            text::encode(value, &mut self.path);
            is_dots(value)
        };
        self.copy_up_to_label(rest);
        if value.is_empty() {
            return Err(EMPTY);
        }
        if has_dots {
            return Err(DOTS);
        }
        Ok(())
    }

    /// Returns the greedy label with a segment `.` or `..`, which not every service distinguishes from a path without it.
    pub(super) fn dot_label(&self) -> Option<&'static str> {
        self.dot_label
    }

    /// Returns the path. Labels that were not written are errors.
    pub(super) fn finish(self, problems: &mut Vec<String>) -> String {
        for label in self.template.iter().flat_map(|template| labels(template)) {
            let name = label.strip_suffix('+').unwrap_or(label);
            problems.push(format!("{name}: {MISSING}"));
        }
        self.path
    }

    fn copy_up_to_label(&mut self, template: &'static str) {
        let (literal, rest) = match template.split_once('{') {
            Some((literal, rest)) => (literal, Some(rest)),
            None => (template, None),
        };
        self.path.push_str(literal);
        self.template = rest;
    }
}

/// Returns the labels of a template that begins after an opening brace.
fn labels(template: &str) -> impl Iterator<Item = &str> {
    template
        .split('{')
        .filter_map(|part| part.split_once('}'))
        .map(|(label, _)| label)
}

/// Returns the host prefix for a `template` and its labels, each of which must be a label of a host name.
pub(super) fn host_prefix(
    template: &str,
    values: &[(&str, String)],
    problems: &mut Vec<String>,
) -> String {
    let mut prefix = String::new();
    let mut rest = template;
    while let Some((literal, (name, after))) = rest
        .split_once('{')
        .and_then(|(literal, rest)| Some((literal, rest.split_once('}')?)))
    {
        prefix.push_str(literal);
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) if is_host_label(value) => prefix.push_str(value),
            Some(_) => problems.push(format!(
                "{name}: must be letters, digits and hyphens, as a label of a host name"
            )),
            None => problems.push(format!("{name}: {MISSING}")),
        }
        rest = after;
    }
    prefix.push_str(rest);
    prefix
}

fn is_host_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}
