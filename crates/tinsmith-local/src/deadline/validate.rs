//! The constraints of the model, with the messages that AWS gives.

use crate::error::ErrorAnswer;

/// The default and the greatest `maxResults`.
const MOST_RESULTS: usize = 100;
const LONGEST_TOKEN: usize = 4096;

/// Collects what is wrong with a request's members, so that all of it is said at once.
#[derive(Debug, Default)]
pub(super) struct Checks(Vec<(String, String)>);

impl Checks {
    /// Remembers that the value of `member` does not keep to `constraint`.
    pub(super) fn violated(&mut self, member: &str, value: &str, constraint: &str) {
        let message =
            format!("Value '{value}' at '{member}' failed to satisfy constraint: {constraint}");
        self.0.push((member.to_owned(), message));
    }

    pub(super) fn required<T>(&mut self, member: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            let message = format!(
                "Value null at '{member}' failed to satisfy constraint: Member must not be null"
            );
            self.0.push((member.to_owned(), message));
        }
        value
    }

    /// An id such as `queue-` and 32 hexadecimal digits.
    pub(super) fn id(&mut self, member: &str, kind: &str, value: &str) {
        let digits = value
            .strip_prefix(kind)
            .and_then(|rest| rest.strip_prefix('-'));
        if !digits.is_some_and(is_hex_id) {
            self.pattern_violated(member, value, &format!("^{kind}-[0-9a-f]{{32}}$"));
        }
    }

    pub(super) fn aggregation_id(&mut self, member: &str, value: &str) {
        if !is_hex_id(value) {
            self.pattern_violated(member, value, "^[0-9a-f]{32}$");
        }
    }

    pub(super) fn pattern_violated(&mut self, member: &str, value: &str, pattern: &str) {
        let constraint = format!("Member must satisfy regular expression pattern: {pattern}");
        self.violated(member, value, &constraint);
    }

    /// A list of `least` to `most` values.
    pub(super) fn length<T>(&mut self, member: &str, values: &[T], least: usize, most: usize) {
        let length = values.len();
        let bound = if length < least {
            format!("greater than or equal to {least}")
        } else if length > most {
            format!("less than or equal to {most}")
        } else {
            return;
        };
        let constraint = format!("Member must have length {bound}");
        self.violated(member, &format!("{length} values"), &constraint);
    }

    /// The one of `values` that `text` names.
    pub(super) fn one_of<T: Copy>(
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
            self.violated(member, text, &constraint);
        }
        value
    }

    /// A list of different enum values, of `1` to `most`.
    pub(super) fn set_of<T: Copy>(
        &mut self,
        member: &str,
        texts: &[String],
        most: usize,
        values: &[(&str, T)],
    ) -> Vec<T> {
        self.length(member, texts, 1, most);
        if texts
            .iter()
            .enumerate()
            .any(|(place, text)| texts.iter().take(place).any(|t| t == text))
        {
            self.violated(member, &texts.join(", "), "Member must have unique values");
        }
        texts
            .iter()
            .enumerate()
            .filter_map(|(place, text)| {
                self.one_of(&format!("{member}.{}.member", place + 1), text, values)
            })
            .collect()
    }

    /// The page size: 100 unless said otherwise.
    pub(super) fn max_results(&mut self, value: Option<&str>) -> usize {
        let Some(text) = value else {
            return MOST_RESULTS;
        };
        let wanted = match text.parse::<i64>() {
            Ok(..=0) => "value greater than or equal to 1".to_owned(),
            Ok(number) => match usize::try_from(number) {
                Ok(number) if number <= MOST_RESULTS => return number,
                _ => format!("value less than or equal to {MOST_RESULTS}"),
            },
            Err(_) => "a whole number as its value".to_owned(),
        };
        self.violated("maxResults", text, &format!("Member must have {wanted}"));
        MOST_RESULTS
    }

    pub(super) fn next_token(&mut self, token: Option<&str>) {
        if token.is_some_and(|token| token.len() > LONGEST_TOKEN) {
            let constraint =
                format!("Member must have length less than or equal to {LONGEST_TOKEN}");
            self.violated("nextToken", "too long to show", &constraint);
        }
    }

    /// The error that says all that is wrong, if anything is.
    pub(super) fn finish(self) -> Result<(), ErrorAnswer> {
        self.finish_with(Some(()))
    }

    /// What was read, if nothing is wrong with it. Where nothing was read, a check must have failed.
    pub(super) fn finish_with<T>(self, read: Option<T>) -> Result<T, ErrorAnswer> {
        let Self(problems) = self;
        if let (Some(read), []) = (read, problems.as_slice()) {
            return Ok(read);
        }
        let messages: Vec<_> = problems
            .iter()
            .map(|(_, message)| message.as_str())
            .collect();
        let plural = if messages.len() == 1 { "" } else { "s" };
        let message = format!(
            "{} validation error{plural} detected: {}",
            messages.len(),
            messages.join("; ")
        );
        Err(ErrorAnswer::validation(
            "FIELD_VALIDATION_FAILED",
            message,
            problems,
        ))
    }
}

fn is_hex_id(text: &str) -> bool {
    text.len() == 32
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
