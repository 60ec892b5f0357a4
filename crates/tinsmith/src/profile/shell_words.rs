//! Splitting a line into words, as Python's `shlex.split` does for the AWS CLI.
//!
//! The crates `shlex` and `shell-words` follow POSIX shells where Python does not: for them a `#` begins a comment, and `"\$"` is `$`.

/// Splits a line into words, without expanding anything: `'..'` is literal, `".."` knows `\"` and `\\`, and a backslash outside of quotes
/// escapes the next character. Returns `None` if a quote has no end, or the last character is a backslash.
pub(crate) fn split(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next()? {
                        '\'' => break,
                        literal => word.push(literal),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next()? {
                        '"' => break,
                        '\\' => match characters.next()? {
                            escaped @ ('"' | '\\') => word.push(escaped),
                            other => word.extend(['\\', other]),
                        },
                        literal => word.push(literal),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(characters.next()?),
            plain => word.get_or_insert_default().push(plain),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_split_as_by_the_aws_cli() {
        for (line, words) in [
            ("", &[][..]),
            ("  a\tb  c\n", &["a", "b", "c"]),
            ("'a b' \"c d\"", &["a b", "c d"]),
            ("a'b'\"c\"d", &["abcd"]),
            ("'' \"\"", &["", ""]),
            (r#"'a\b"c'"#, &[r#"a\b"c"#]),
            (r#""a\"b\\c\d'e""#, &[r#"a"b\c\d'e"#]),
            (r"a\ b \\ \' \n", &["a b", r"\", "'", "n"]),
            ("$HOME ~ * ; | &&", &["$HOME", "~", "*", ";", "|", "&&"]),
            // The crates differ in these two cases.
            ("a #b", &["a", "#b"]),
            (r#""\$a""#, &[r"\$a"]),
        ] {
            assert_eq!(split(line).unwrap(), words, "{line}");
        }
        for line in ["'a", "\"a", "a\\", "\"a\\"] {
            assert_eq!(split(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn words_in_single_quotes_come_back(words in prop::collection::vec("[^']{0,10}", 0..5)) {
            let quoted: Vec<_> = words.iter().map(|word| format!("'{word}'")).collect();
            prop_assert_eq!(split(&quoted.join(" ")), Some(words));
        }
    }
}
