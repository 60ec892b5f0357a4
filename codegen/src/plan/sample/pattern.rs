//! Texts that match a pattern.
//!
//! Patterns are those of ECMAScript. Look-around assertions and back references are rare in models and have no sample.

use std::iter::Peekable;
use std::str::Chars;

/// The characters of classes, the most likely first.
const ALPHABET: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_./:@+=, !#$%&'()*;<>?[]^`{|}~\\\"";

/// The highest number of repetitions with a sample.
const MOST: usize = 256;

/// The deepest nesting of groups with a sample.
const DEEPEST: usize = 50;

/// The longest sample in bytes. Repetitions within repetitions multiply.
const LONGEST: usize = 4096;

/// Returns a short text that matches. It contains the word at a position that allows any text of some length.
pub(crate) fn sample(pattern: &str, word: &str) -> Option<String> {
    Sampler::new(pattern, word, 0).sample()
}

/// Returns texts that match and are longer than the shortest one, so that they may have `least` characters.
pub(crate) fn samples_of_length(
    pattern: &str,
    word: &str,
    least: usize,
) -> impl Iterator<Item = String> {
    let short = Sampler::new(pattern, word, 0).sample();
    let missing = short.map(|short| least.saturating_sub(short.chars().count()));
    // The word may be lost where a repetition becomes longer, so that its length is missing as well.
    let lost = [0, word.chars().count()].into_iter();
    let extra = lost.filter_map(move |lost| missing?.checked_add(lost));
    extra.filter_map(move |extra| Sampler::new(pattern, word, extra.min(MOST)).sample())
}

struct Sampler<'p> {
    rest: Peekable<Chars<'p>>,
    word: &'p str,
    /// The number of characters that repetitions have beyond the least number.
    extra: usize,
    /// The number of open groups.
    depth: usize,
}

/// The operand of a quantifier.
enum Atom {
    Text(String),
    Class(Vec<char>),
}

impl<'p> Sampler<'p> {
    fn new(pattern: &'p str, word: &'p str, extra: usize) -> Self {
        Self {
            rest: pattern.chars().peekable(),
            word,
            extra,
            depth: 0,
        }
    }

    fn sample(mut self) -> Option<String> {
        let text = self.alternatives()?;
        self.rest.next().is_none().then_some(text)
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.rest.next_if_eq(&wanted).is_some()
    }

    /// Parses alternatives and returns the first that is not empty.
    fn alternatives(&mut self) -> Option<String> {
        let mut text = self.sequence()?;
        while self.eat('|') {
            let other = self.sequence()?;
            if text.is_empty() {
                text = other;
            }
        }
        Some(text)
    }

    fn sequence(&mut self) -> Option<String> {
        let mut text = String::new();
        while self.rest.peek().is_some_and(|next| !"|)".contains(*next)) {
            let atom = self.atom()?;
            let (min, max) = self.quantifier()?;
            let more = self.repeated(&atom, min, max)?;
            text.len()
                .checked_add(more.len())
                .filter(|length| *length <= LONGEST)?;
            text.push_str(&more);
        }
        Some(text)
    }

    fn atom(&mut self) -> Option<Atom> {
        Some(match self.rest.next()? {
            '^' | '$' => Atom::Text(String::new()),
            '.' => Atom::Class(ALPHABET.chars().collect()),
            '[' => Atom::Class(self.class()?),
            '(' => {
                let is_known = !self.eat('?') || self.eat(':');
                if !is_known || self.depth == DEEPEST {
                    return None;
                }
                self.depth += 1;
                let text = self.alternatives()?;
                self.depth -= 1;
                if !self.eat(')') {
                    return None;
                }
                Atom::Text(text)
            }
            '\\' => match self.escape()?.as_slice() {
                [one] => Atom::Text(one.to_string()),
                several => Atom::Class(several.to_vec()),
            },
            other => Atom::Text(other.to_string()),
        })
    }

    /// Parses a class after its opening bracket.
    fn class(&mut self) -> Option<Vec<char>> {
        let negated = self.eat('^');
        let mut members = Vec::new();
        loop {
            let mut next = match self.rest.next()? {
                ']' => break,
                '\\' => self.escape()?,
                other => vec![other],
            };
            let from = match next.as_slice() {
                [from] => Some(*from),
                _ => None,
            };
            if let Some(from) = from
                && self.eat('-')
            {
                match self.rest.peek() {
                    Some(']') | None => next.push('-'),
                    Some(_) => {
                        let to = match self.rest.next()? {
                            '\\' => *self.escape()?.first()?,
                            other => other,
                        };
                        next = ALPHABET
                            .chars()
                            .filter(|c| (from..=to).contains(c))
                            .collect();
                    }
                }
            }
            members.extend(next);
        }
        let of_class = |c: &char| members.contains(c) != negated;
        Some(ALPHABET.chars().filter(of_class).collect())
    }

    /// Parses an escape after its backslash and returns the characters that it matches.
    fn escape(&mut self) -> Option<Vec<char>> {
        let of = |class: fn(&char) -> bool| Some(ALPHABET.chars().filter(class).collect());
        match self.rest.next()? {
            'd' => of(char::is_ascii_digit),
            'w' => of(|c| c.is_ascii_alphanumeric() || *c == '_'),
            's' => Some(vec![' ']),
            'S' => of(|c| *c != ' '),
            'D' => of(|c| !c.is_ascii_digit()),
            'W' => of(|c| !c.is_ascii_alphanumeric() && *c != '_'),
            'p' => {
                let category: String = self.rest.by_ref().take_while(|c| *c != '}').collect();
                match category.trim_start_matches('{').chars().next()? {
                    'L' => of(char::is_ascii_alphabetic),
                    'N' => of(char::is_ascii_digit),
                    'P' | 'S' => of(char::is_ascii_punctuation),
                    'Z' => Some(vec![' ']),
                    _ => Some(Vec::new()),
                }
            }
            'x' => self.code_point(2),
            'u' => self.code_point(4),
            't' => Some(vec!['\t']),
            'n' => Some(vec!['\n']),
            'r' => Some(vec!['\r']),
            'b' | 'B' | '0'..='9' => None,
            other => Some(vec![other]),
        }
    }

    fn code_point(&mut self, digits: usize) -> Option<Vec<char>> {
        let digits: String = self.rest.by_ref().take(digits).collect();
        let code = u32::from_str_radix(&digits, 16).ok()?;
        Some(vec![char::from_u32(code)?])
    }

    /// Parses a quantifier: the least and the most number of repetitions.
    fn quantifier(&mut self) -> Option<(usize, Option<usize>)> {
        let bounds = match self.rest.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.rest.next();
                let text: String = self.rest.by_ref().take_while(|c| *c != '}').collect();
                let (min, max) = match text.split_once(',') {
                    None => (text.parse().ok()?, Some(text.parse().ok()?)),
                    Some((min, "")) => (min.parse().ok()?, None),
                    Some((min, max)) => (min.parse().ok()?, Some(max.parse().ok()?)),
                };
                self.eat('?');
                return Some((min, max));
            }
            _ => return Some((1, Some(1))),
        };
        self.rest.next();
        self.eat('?');
        Some(bounds)
    }

    fn repeated(&mut self, atom: &Atom, min: usize, max: Option<usize>) -> Option<String> {
        if min > MOST {
            return None;
        }
        match atom {
            Atom::Text(text) => {
                text.len()
                    .checked_mul(min)
                    .filter(|length| *length <= LONGEST)?;
                Some(text.repeat(min))
            }
            Atom::Class(_) if min == 0 && (self.extra == 0 || max == Some(0)) => {
                Some(String::new())
            }
            Atom::Class(class) if self.extra > 0 && max.is_none_or(|max| max > min) => {
                let room = max.map_or(self.extra, |max| max - min);
                let extra = self.extra.min(room);
                self.extra -= extra;
                (!class.is_empty()).then(|| class.iter().cycle().take(min + extra).collect())
            }
            Atom::Class(class) => {
                let length = self.word.chars().count();
                let fits = length >= min
                    && max.is_none_or(|max| length <= max && min < max)
                    && self.word.chars().all(|c| class.contains(&c));
                if fits {
                    return Some(self.word.to_owned());
                }
                (!class.is_empty()).then(|| class.iter().cycle().take(min).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use regex_lite::Regex;

    use super::*;

    #[test]
    fn a_sample_matches_its_pattern() {
        let patterns = [
            "^farm-[0-9a-f]{32}$",
            r"^\d{12}$",
            r"^arn:(aws|aws-cn):iam::\d{12}:role/[\w+=,.@-]{1,64}$",
            "^[a-zA-Z]{2}(-gov)?-[a-z]+-[0-9]$",
            r"^[^\s/]+$",
            "^$|^[A-Z]{3}$",
            r"(?:\$LATEST|[a-zA-Z0-9-_]+)",
            r"^UTC[+-][01][0-9]:(30|00)$",
            ".*",
            r"^[\u0020-\u007e]{3,}?$",
            r"[\p{L}\p{N}]{4}",
        ];
        let mut samples = String::new();
        for pattern in patterns {
            let sample = sample(pattern, "example").unwrap();
            // Categories are known to ECMAScript and not to this library.
            if !pattern.contains(r"\p") && !pattern.contains(r"\u") {
                assert!(
                    Regex::new(pattern).unwrap().is_match(&sample),
                    "{pattern}: {sample}"
                );
            }
            samples.push_str(&format!("{pattern}  {sample}\n"));
        }
        expect![[r#"
            ^farm-[0-9a-f]{32}$  farm-0123456789abcdef0123456789abcdef
            ^\d{12}$  012345678901
            ^arn:(aws|aws-cn):iam::\d{12}:role/[\w+=,.@-]{1,64}$  arn:aws:iam::012345678901:role/example
            ^[a-zA-Z]{2}(-gov)?-[a-z]+-[0-9]$  ab-example-0
            ^[^\s/]+$  example
            ^$|^[A-Z]{3}$  ABC
            (?:\$LATEST|[a-zA-Z0-9-_]+)  $LATEST
            ^UTC[+-][01][0-9]:(30|00)$  UTC-00:30
            .*  
            ^[\u0020-\u007e]{3,}?$  example
            [\p{L}\p{N}]{4}  0123
        "#]].assert_eq(&samples);
    }

    #[test]
    fn a_longer_sample_matches_too() {
        for (pattern, least) in [
            ("^[a-z]+$", 20),
            ("^[a-z]{3,40}$", 30),
            (r"^\d{2}-[a-z]*$", 12),
            ("^(a|b)[0-9]{1,4}[x-z]{0,30}$", 20),
        ] {
            let regex = Regex::new(pattern).unwrap();
            let samples: Vec<String> = samples_of_length(pattern, "example", least).collect();
            assert!(
                samples.iter().all(|sample| regex.is_match(sample)),
                "{samples:?}"
            );
            assert!(
                samples.iter().any(|sample| sample.len() >= least),
                "{samples:?}"
            );
        }
    }

    #[test]
    fn patterns_that_are_not_understood_have_no_sample() {
        for pattern in [r"^(?!aws)\w+$", r"(a)\1", "[a-z", "(a", "a)", "a{9999}"] {
            assert_eq!(sample(pattern, "example"), None, "{pattern}");
        }
    }

    #[test]
    fn patterns_that_ask_for_too_much_have_no_sample() {
        let nested = |depth| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
        let patterns = [
            "(((a{256}){256}){256}){256}".to_owned(),
            "(a{256}){16}b".to_owned(),
            nested(51),
            nested(100_000),
            "(".repeat(100_000),
        ];
        for pattern in patterns {
            let begin: String = pattern.chars().take(60).collect();
            assert_eq!(sample(&pattern, "example"), None, "{begin}");
        }
        assert_eq!(sample(&nested(50), "example").as_deref(), Some("a"));
        let side_by_side = "(a)".repeat(60);
        assert_eq!(sample(&side_by_side, "example"), Some("a".repeat(60)));
        let longest = sample("(a{256}){16}", "example").map(|text| text.len());
        assert_eq!(longest, Some(4096));
    }
}
