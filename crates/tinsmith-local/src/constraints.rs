//! The constraints of the models, with AWS's messages.

use crate::http::ErrorResponse;

/// The default and the maximum of `maxResults`.
const MAX_RESULTS: usize = 100;
const MAX_TOKEN_LENGTH: usize = 4096;

/// The violated constraints of a request, by member, for one error that contains them all.
#[derive(Debug, Default)]
pub(crate) struct Violations(Vec<(String, String)>);

impl Violations {
    /// Adds that the value of `member` violates `constraint`.
    pub(crate) fn add(&mut self, member: &str, value: &str, constraint: &str) {
        let message =
            format!("Value '{value}' at '{member}' failed to satisfy constraint: {constraint}");
        self.0.push((member.to_owned(), message));
    }

    pub(crate) fn check_required<T>(&mut self, member: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            let message = format!(
                "Value null at '{member}' failed to satisfy constraint: Member must not be null"
            );
            self.0.push((member.to_owned(), message));
        }
        value
    }

    /// Checks an id such as `queue-` and 32 hexadecimal digits.
    pub(crate) fn check_id(&mut self, member: &str, kind: &str, value: &str) {
        let digits = value
            .strip_prefix(kind)
            .and_then(|rest| rest.strip_prefix('-'));
        if !digits.is_some_and(is_hex_id) {
            self.add_pattern(member, value, &format!("^{kind}-[0-9a-f]{{32}}$"));
        }
    }

    pub(crate) fn check_aggregation_id(&mut self, member: &str, value: &str) {
        if !is_hex_id(value) {
            self.add_pattern(member, value, "^[0-9a-f]{32}$");
        }
    }

    pub(crate) fn add_pattern(&mut self, member: &str, value: &str, pattern: &str) {
        let constraint = format!("Member must satisfy regular expression pattern: {pattern}");
        self.add(member, value, &constraint);
    }

    /// Checks that a list has `min` to `max` values.
    pub(crate) fn check_length<T>(&mut self, member: &str, values: &[T], min: usize, max: usize) {
        let length = values.len();
        let bound = if length < min {
            format!("greater than or equal to {min}")
        } else if length > max {
            format!("less than or equal to {max}")
        } else {
            return;
        };
        let constraint = format!("Member must have length {bound}");
        self.add(member, &format!("{length} values"), &constraint);
    }

    /// Returns the enum value named `text`.
    pub(crate) fn parse_enum<T: Copy>(
        &mut self,
        member: &str,
        text: &str,
        values: &[(&str, T)],
    ) -> Option<T> {
        let value = values
            .iter()
            .find(|(name, _)| *name == text)
            .map(|(_, value)| *value);
        if value.is_none() {
            let names: Vec<_> = values.iter().map(|(name, _)| *name).collect();
            let constraint = format!("Member must satisfy enum value set: [{}]", names.join(", "));
            self.add(member, text, &constraint);
        }
        value
    }

    /// Returns the enum values of a list of 1 to `max` unique names.
    pub(crate) fn parse_enums<T: Copy>(
        &mut self,
        member: &str,
        texts: &[String],
        max: usize,
        values: &[(&str, T)],
    ) -> Vec<T> {
        self.check_length(member, texts, 1, max);
        if texts
            .iter()
            .enumerate()
            .any(|(index, text)| texts.iter().take(index).any(|t| t == text))
        {
            self.add(member, &texts.join(", "), "Member must have unique values");
        }
        texts
            .iter()
            .enumerate()
            .filter_map(|(index, text)| {
                self.parse_enum(&format!("{member}.{}.member", index + 1), text, values)
            })
            .collect()
    }

    /// Returns the page size, which is 100 by default.
    pub(crate) fn parse_max_results(&mut self, value: Option<&str>) -> usize {
        let Some(text) = value else {
            return MAX_RESULTS;
        };
        let bound = match text.parse::<i64>() {
            Ok(..=0) => "value greater than or equal to 1".to_owned(),
            Ok(number) => match usize::try_from(number) {
                Ok(number) if number <= MAX_RESULTS => return number,
                _ => format!("value less than or equal to {MAX_RESULTS}"),
            },
            Err(_) => "a whole number as its value".to_owned(),
        };
        self.add("maxResults", text, &format!("Member must have {bound}"));
        MAX_RESULTS
    }

    pub(crate) fn check_next_token(&mut self, token: Option<&str>) {
        if token.is_some_and(|token| token.len() > MAX_TOKEN_LENGTH) {
            let constraint =
                format!("Member must have length less than or equal to {MAX_TOKEN_LENGTH}");
            self.add("nextToken", "too long to show", &constraint);
        }
    }

    /// Checks that a text has `min` to `max` characters.
    pub(crate) fn check_text(&mut self, member: &str, text: &str, min: usize, max: usize) {
        let bound = match text.chars().count() {
            length if length < min => format!("greater than or equal to {min}"),
            length if length > max => format!("less than or equal to {max}"),
            _ => return,
        };
        self.add(member, text, &format!("Member must have length {bound}"));
    }

    /// Checks that a number is `min` to `max`.
    pub(crate) fn check_range(&mut self, member: &str, number: f64, min: f64, max: f64) {
        let bound = if number < min {
            format!("greater than or equal to {min}")
        } else if number > max {
            format!("less than or equal to {max}")
        } else {
            return;
        };
        let constraint = format!("Member must have value {bound}");
        self.add(member, &number.to_string(), &constraint);
    }

    /// Returns the message for all violations, if there are any.
    pub(crate) fn message(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| message(&self.0))
    }

    /// Returns the error for all violations, if there are any.
    pub(crate) fn into_result(self) -> Result<(), ErrorResponse> {
        self.into_result_with(Some(()))
    }

    /// Returns the parsed value, or the error for all violations. Without a value there is a violation.
    pub(crate) fn into_result_with<T>(self, parsed: Option<T>) -> Result<T, ErrorResponse> {
        let Self(violations) = self;
        if let (Some(parsed), []) = (parsed, violations.as_slice()) {
            return Ok(parsed);
        }
        let message = message(&violations);
        Err(ErrorResponse::validation(
            "FIELD_VALIDATION_FAILED",
            message,
            violations,
        ))
    }
}

fn message(violations: &[(String, String)]) -> String {
    let messages: Vec<_> = violations
        .iter()
        .map(|(_, message)| message.as_str())
        .collect();
    let plural = if messages.len() == 1 { "" } else { "s" };
    format!(
        "{} validation error{plural} detected: {}",
        messages.len(),
        messages.join("; ")
    )
}

fn is_hex_id(text: &str) -> bool {
    text.len() == 32
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
