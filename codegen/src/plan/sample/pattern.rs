//! A text that a pattern matches, for examples in documentation.
//!
//! Patterns are ECMAScript's; what is rare in them (look-around, references back) has no sample.

use std::iter::Peekable;
use std::str::Chars;

/// What classes are made of, the likeliest first.
const ALPHABET: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_./:@+=, !#$%&'()*;<>?[]^`{|}~\\\"";

/// A repetition that asks for more has no sample.
const MOST: usize = 256;

/// Nor has a pattern whose groups stand deeper in each other.
const DEEPEST: usize = 50;

/// Nor one that asks for a longer text, in bytes: repetitions within repetitions multiply.
const LONGEST: usize = 4096;

/// A text that matches, short rather than long; where any text of some length may stand, it is the word.
pub(crate) fn sample(pattern: &str, word: &str) -> Option<String> {
    let mut sampler = Sampler {
        rest: pattern.chars().peekable(),
        word,
        depth: 0,
    };
    let text = sampler.alternatives()?;
    sampler.rest.next().is_none().then_some(text)
}

struct Sampler<'p> {
    rest: Peekable<Chars<'p>>,
    word: &'p str,
    /// How many groups are open.
    depth: usize,
}

/// What can be repeated.
enum Atom {
    Text(String),
    Class(Vec<char>),
}

impl Sampler<'_> {
    fn eat(&mut self, wanted: char) -> bool {
        self.rest.next_if_eq(&wanted).is_some()
    }

    /// The first alternative that is not empty.
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

    /// What stands between brackets, the opening one behind us.
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

    /// What an escape stands for, the backslash behind us.
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

    /// How often the atom before stands: at least, and at most.
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

    fn repeated(&self, atom: &Atom, min: usize, max: Option<usize>) -> Option<String> {
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
            Atom::Class(_) if min == 0 => Some(String::new()),
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
