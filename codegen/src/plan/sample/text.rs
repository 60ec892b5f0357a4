//! Texts for string members.

use regex_lite::Regex;
use serde_json::Value;

use super::pattern;
use crate::plan::names;
use crate::select::Selection;
use crate::smithy::Member;

/// The maximum length of a text that satisfies a minimum length. A longer one would fill the page of an example.
const LONGEST: u64 = 256;

/// Returns a text that satisfies the member's length and pattern, as far as the pattern is understood.
///
/// Candidates are usual values with AWS, the words of `name`, and texts made from the pattern.
pub(crate) fn of_member(selection: &Selection<'_>, member: &Member, name: &str) -> String {
    let constraints = Constraints::new(selection, member);
    let Constraints {
        least,
        most,
        pattern,
        regex,
    } = &constraints;
    let (least, most) = (*least, *most);
    let fits = |text: &String| constraints.are_satisfied_by(text);
    let words = names::words(name);
    let plain = words.join("-");
    let usual = || {
        let joined = ["-", "_", ""].map(|separator| words.join(separator));
        usual(selection, &words).into_iter().chain(joined)
    };
    let samples = || {
        let words = [plain.as_str(), "example", "a"].into_iter();
        words.filter_map(|word| pattern::sample(pattern, word))
    };
    let found = if regex.is_some() {
        let least = least.and_then(|least| usize::try_from(least).ok());
        let longer = pattern::samples_of_length(pattern, &plain, least.unwrap_or_default());
        usual().chain(samples()).chain(longer).find(fits)
    } else {
        // No candidate can be checked. One made from the pattern is the better guess if it is not empty.
        let samples = samples().filter(|sample| !sample.is_empty());
        samples.chain(usual()).find(fits)
    };
    found.unwrap_or_else(|| of_length(&plain, least, most))
}

/// True if a text satisfies the member's length and pattern, as far as the pattern is understood.
pub(crate) fn satisfies(selection: &Selection<'_>, member: &Member, text: &str) -> bool {
    Constraints::new(selection, member).are_satisfied_by(text)
}

/// The constraints of a string member.
struct Constraints<'m> {
    least: Option<u64>,
    most: Option<u64>,
    pattern: &'m str,
    /// The pattern, if the library understands it.
    regex: Option<Regex>,
}

impl<'m> Constraints<'m> {
    fn new(selection: &'m Selection<'_>, member: &'m Member) -> Self {
        let (least, most) = selection.length(member);
        let pattern = selection
            .member_trait(member, "smithy.api#pattern")
            .and_then(Value::as_str)
            .unwrap_or_default();
        Self {
            least,
            most,
            pattern,
            regex: Regex::new(pattern).ok(),
        }
    }

    fn are_satisfied_by(&self, text: &str) -> bool {
        let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
        self.least.is_none_or(|least| length >= least)
            && self.most.is_none_or(|most| length <= most)
            && self.regex.as_ref().is_none_or(|regex| regex.is_match(text))
    }
}

/// Returns the words, repeated or cut to a length between the bounds. The text is not empty unless it must be.
pub(crate) fn of_length(words: &str, least: Option<u64>, most: Option<u64>) -> String {
    let words = if words.is_empty() { "text" } else { words };
    let length = u64::try_from(words.chars().count()).unwrap_or(LONGEST);
    let length = length.max(least.unwrap_or(0).min(LONGEST));
    let length = usize::try_from(length.min(most.unwrap_or(LONGEST))).unwrap_or_default();
    words
        .chars()
        .chain("-".chars())
        .cycle()
        .take(length)
        .collect()
}

/// Returns a value that a member with these words in its name usually has with AWS.
fn usual(selection: &Selection<'_>, words: &[String]) -> Option<String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Some(match words.as_slice() {
        [.., "role", "arn"] => "arn:aws:iam::111122223333:role/example".to_owned(),
        [before @ .., "arn"] => {
            let service = &selection.service.traits;
            let signing_name = service
                .member_string("aws.auth#sigv4", "name")
                .unwrap_or("service");
            let resource = if before.is_empty() {
                "example".to_owned()
            } else {
                format!("{}/example", before.join("-"))
            };
            format!("arn:aws:{signing_name}:us-west-2:111122223333:{resource}")
        }
        [.., "account", "id"] | [.., "account"] => "111122223333".to_owned(),
        [.., "region"] => "us-west-2".to_owned(),
        [.., "email"] | [.., "email", "address"] => "someone@example.com".to_owned(),
        [.., "url" | "uri"] => "https://example.com".to_owned(),
        _ => return None,
    })
}
