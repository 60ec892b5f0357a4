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
pub(crate) struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds a problem of one shape or member.
    pub(crate) fn at(&mut self, shape: &ShapeId, message: impl Into<String>) {
        self.push(Diagnostic::at(shape, message));
    }

    /// Adds a problem of no single shape.
    pub(crate) fn general(&mut self, message: impl Into<String>) {
        self.push(Diagnostic::general(message));
    }

    /// Adds a problem, once: two paths to the same shape may find it twice.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
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

    /// Returns the number of problems so far.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// True if no problem has been found so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the product of the stage, or all diagnostics if there are any.
    pub(crate) fn into_result<T>(self, product: T) -> Result<T, Vec<Diagnostic>> {
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

impl From<Vec<Diagnostic>> for Diagnostics {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self(diagnostics)
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
    nearest(wanted, candidates)
        .map(|candidate| format!("; did you mean `{candidate}`?"))
        .unwrap_or_default()
}

/// Returns the candidate that is most similar to the name, if any is similar.
pub(crate) fn nearest<'a>(
    wanted: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let candidates = candidates.into_iter();
    let similar =
        candidates.filter_map(|candidate| Some((similarity(wanted, candidate)?, candidate)));
    similar.min().map(|(_, candidate)| candidate)
}

/// Returns `; did you mean `X`?` if the name of a candidate is similar to that of a shape. Of several, one in the shape's own namespace is
/// preferred.
pub(crate) fn did_you_mean_shape<'a>(
    wanted: &ShapeId,
    candidates: impl IntoIterator<Item = &'a ShapeId>,
) -> String {
    let nearest = candidates
        .into_iter()
        .filter_map(|candidate| {
            let distance = similarity(wanted.name(), candidate.name())?;
            Some((
                distance,
                candidate.namespace() != wanted.namespace(),
                candidate,
            ))
        })
        .min();
    nearest
        .map(|(_, _, candidate)| format!("; did you mean `{candidate}`?"))
        .unwrap_or_default()
}

/// Returns the distance of two names, if they are similar.
fn similarity(wanted: &str, candidate: &str) -> Option<usize> {
    let distance = distance(wanted, candidate);
    (distance <= wanted.chars().count() / 4 + 1).then_some(distance)
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
    fn a_shape_of_the_same_namespace_or_else_of_the_same_name_is_suggested() {
        let id = |text: &str| text.parse::<ShapeId>().unwrap();
        let known = ["a#Boot", "b#Book", "a#Bock", "a#Shelf"].map(id);
        let hint = |wanted: &str| did_you_mean_shape(&id(wanted), &known);
        assert_eq!(hint("a#Book"), "; did you mean `b#Book`?");
        assert_eq!(hint("a#Boock"), "; did you mean `a#Bock`?");
        assert_eq!(hint("a#Everything"), "");
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
