//! The command line of `credential_process`.
//!
//! The AWS CLI splits it into words and runs the program without a shell, so nothing in it is expanded. Other AWS SDKs pass it to a
//! shell. The two differ for a line with an operator of the shell between words, such as `a | b`: as an argument the operator means
//! nothing to any program, so such a line runs in a shell here, and every other one without.

/// A program with its arguments.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CommandLine {
    pub(super) program: String,
    pub(super) arguments: Vec<String>,
}

impl CommandLine {
    /// Parses a command line by the rules of this platform. Returns `None` if it is empty, a quote has no end, or the last character is a
    /// backslash.
    pub(super) fn parse(line: &str) -> Option<Self> {
        if cfg!(windows) {
            return Self::from_words(split_windows(line)?);
        }
        let command = Self::from_words(crate::profile::shell_words::split(line)?)?;
        if has_operator(line) {
            return Some(Self {
                program: "/bin/sh".to_owned(),
                arguments: vec!["-c".to_owned(), line.to_owned()],
            });
        }
        Some(command)
    }

    fn from_words(words: Vec<String>) -> Option<Self> {
        let mut words = words.into_iter();
        let program = words.next()?;
        Some(Self {
            program,
            arguments: words.collect(),
        })
    }
}

/// True if a word is an operator of the shell, and no part of it is quoted.
fn has_operator(line: &str) -> bool {
    const OPERATORS: [&str; 4] = ["|", "||", "&&", ";"];
    let mut rest = line;
    // A quoted operator has quotes or a backslash around it, so only words in quotes have to be skipped.
    let mut words = Vec::new();
    while let Some(start) = rest.find(|character: char| !character.is_whitespace()) {
        let end = word_end(&rest[start..]);
        words.push(&rest[start..start + end]);
        rest = &rest[start + end..];
    }
    words.iter().any(|word| OPERATORS.contains(word))
}

/// Returns the length of the first word of a text, with its quotes.
fn word_end(text: &str) -> usize {
    let mut quote = None;
    let mut is_escaped = false;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            _ if is_escaped => is_escaped = false,
            (None | Some('"'), '\\') => is_escaped = true,
            (None, '\'' | '"') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (None, _) if character.is_whitespace() => return at,
            _ => {}
        }
    }
    text.len()
}

/// Splits a line by the rules of the Windows C runtime: only double quotes quote, and backslashes are special only before one of them:
/// two are one backslash, and an odd one escapes the quote.
fn split_windows(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut is_quoted = false;
    let mut backslashes = 0;
    for character in line.chars() {
        match character {
            '\\' => {
                backslashes += 1;
                continue;
            }
            '"' => {
                let word = word.get_or_insert_default();
                word.extend(std::iter::repeat_n('\\', backslashes / 2));
                if backslashes % 2 == 1 {
                    word.push('"');
                } else {
                    is_quoted = !is_quoted;
                }
            }
            _ => {
                if backslashes > 0 {
                    let word = word.get_or_insert_default();
                    word.extend(std::iter::repeat_n('\\', backslashes));
                }
                match character {
                    ' ' | '\t' if !is_quoted => words.extend(word.take()),
                    plain => word.get_or_insert_default().push(plain),
                }
            }
        }
        backslashes = 0;
    }
    if backslashes > 0 {
        let word = word.get_or_insert_default();
        word.extend(std::iter::repeat_n('\\', backslashes));
    }
    words.extend(word);
    (!is_quoted).then_some(words)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_line_makes_it_panic(line in "[ab\"'\\\\ \t]{0,30}|.{0,30}") {
            let _ = (CommandLine::parse(&line), split_windows(&line));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_line_with_an_operator_between_words_runs_in_a_shell() {
        for line in ["a | b", "a 'x y' | b", "a && b", "a || b", "a ; b"] {
            let command = CommandLine::parse(line).unwrap();
            assert_eq!(command.program, "/bin/sh");
            assert_eq!(command.arguments, ["-c", line]);
        }
        for line in [
            "a '|' b",
            "a \"|\" b",
            r"a \| b",
            "a x|y",
            "a 'x | y'",
            "a 'x' 'y | z'",
            "a $HOME",
        ] {
            assert_eq!(CommandLine::parse(line).unwrap().program, "a", "{line}");
        }
    }

    #[test]
    fn words_are_split_as_the_windows_runtime_does() {
        for (line, words) in [
            ("", &[][..]),
            (" a\tb  c ", &["a", "b", "c"]),
            (
                r#""C:\Program Files\a.exe" --b 'c d'"#,
                &[r"C:\Program Files\a.exe", "--b", "'c", "d'"],
            ),
            (r#"C:\a.exe \\b\"#, &[r"C:\a.exe", r"\\b\"]),
            (r#"a\"b "c\"d" "e\\" f"#, &["a\"b", "c\"d", r"e\", "f"]),
            (r#""""#, &[""]),
        ] {
            assert_eq!(split_windows(line).unwrap(), words, "{line}");
        }
        assert_eq!(split_windows("\"a"), None);
    }
}
