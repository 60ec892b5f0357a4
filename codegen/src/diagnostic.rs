//! Problems of a model.

use std::fmt;
use std::sync::Arc;

use crate::smithy::ShapeId;

/// One problem, and the shape that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The shape or member to look at; `None` for a problem of the whole model or of the spec.
    pub shape: Option<ShapeId>,
    /// The problem: a phrase that continues the shape's name.
    pub message: String,
    /// The place of the problem, if the model is a file that people write.
    pub location: Option<Location>,
}

/// A place in a file of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The name of the file, as the caller gave it.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl Diagnostic {
    /// Creates a diagnostic of one shape or member.
    pub fn at(shape: &ShapeId, message: impl Into<String>) -> Self {
        Self {
            shape: Some(shape.clone()),
            message: message.into(),
            location: None,
        }
    }

    /// Creates a problem of no single shape.
    pub fn general(message: impl Into<String>) -> Self {
        Self {
            shape: None,
            message: message.into(),
            location: None,
        }
    }

    /// Adds the place of the problem.
    pub(crate) fn located(self, location: Location) -> Self {
        Self {
            location: Some(location),
            ..self
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(location) = &self.location {
            write!(f, "{location}: ")?;
        }
        match &self.shape {
            Some(shape) => write!(f, "{shape}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// Problems in the order in which they are found; a stage continues after each of them and fails at its end.
#[derive(Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds a problem of one shape or member.
    pub fn at(&mut self, shape: &ShapeId, message: impl Into<String>) {
        self.push(Diagnostic::at(shape, message));
    }

    /// Adds a problem of no single shape.
    pub fn general(&mut self, message: impl Into<String>) {
        self.push(Diagnostic::general(message));
    }

    /// Adds a problem, once: two paths to the same shape may find it twice.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.0.contains(&diagnostic) {
            self.0.push(diagnostic);
        }
    }

    /// True if a problem of the shape or member has been found.
    pub(crate) fn has(&self, shape: &ShapeId) -> bool {
        self.0
            .iter()
            .any(|diagnostic| diagnostic.shape.as_ref() == Some(shape))
    }

    /// True if no problem has been found so far.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the product of the stage, or all diagnostics if there are any.
    pub fn into_result<T>(self, product: T) -> Result<T, Vec<Diagnostic>> {
        if self.0.is_empty() {
            Ok(product)
        } else {
            Err(self.0)
        }
    }
}

impl From<Diagnostics> for Vec<Diagnostic> {
    fn from(diagnostics: Diagnostics) -> Self {
        diagnostics.0
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }
}

/// Returns `; did you mean `X`?` if a candidate is similar to the name, else nothing.
pub(crate) fn did_you_mean<'a>(
    wanted: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> String {
    let limit = wanted.chars().count() / 3 + 1;
    candidates
        .into_iter()
        .map(|candidate| (distance(wanted, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| format!("; did you mean `{candidate}`?"))
        .unwrap_or_default()
}

/// Returns Levenshtein's distance, without regard to case.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().flat_map(char::to_lowercase).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (above, left) in left.chars().flat_map(char::to_lowercase).enumerate() {
        let mut corner = above;
        let mut previous = above + 1;
        for (cell, right) in row.iter_mut().skip(1).zip(&right) {
            let substituted = corner + usize::from(left != *right);
            corner = *cell;
            *cell = substituted.min(previous + 1).min(corner + 1);
            previous = *cell;
        }
        if let Some(first) = row.first_mut() {
            *first = above + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_gets_the_nearest_candidate() {
        let names = ["GetSession", "ListSessions", "GetWorker"];
        assert_eq!(
            did_you_mean("listSession", names),
            "; did you mean `ListSessions`?"
        );
        assert_eq!(did_you_mean("DeleteEverything", names), "");
    }

    #[test]
    fn distance_counts_insertions_deletions_and_substitutions() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("Same", "same"), 0);
    }

    #[test]
    fn the_same_problem_is_reported_once() {
        let mut diagnostics = Diagnostics::default();
        diagnostics.general("twice");
        diagnostics.general("twice");
        assert_eq!(Vec::from(diagnostics), [Diagnostic::general("twice")]);
    }
}
