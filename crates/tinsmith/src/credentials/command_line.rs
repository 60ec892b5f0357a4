//! A command line, split into words the way the AWS CLI does it: without a shell, so nothing in it is expanded.

/// Splits a command line by the rules of this platform. `None`: a quote has no end, or a backslash stands last.
pub(super) fn split(line: &str) -> Option<Vec<String>> {
    if cfg!(windows) {
        split_windows(line)
    } else {
        crate::profile::shell_words::split(line)
    }
}

/// Words by the rules of the Windows C runtime: only double quotes quote, and backslashes mean something before one of them only,
/// where two stand for one and an odd one escapes the quote.
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
            let _ = (split(&line), split_windows(&line));
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
