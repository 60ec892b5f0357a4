//! The syntax of the shared files, as the AWS CLI reads it.
//!
//! A file has sections of `key = value` lines. Lines that start with `#` or `;` are comments; a line indented deeper than its key
//! goes on with the value, which makes nested blocks out of values that start on their second line. What follows a `#` within a
//! value belongs to it. Where the AWS CLI gives a file up for a key or a section that comes twice, the later value counts,
//! and a byte order mark is skipped.

use super::shell_words;

/// A section: everything from one header to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// The text in the brackets.
    pub(super) header: String,
    /// Its words: `profile`, `dev` of `[profile dev]`. There are none where a quote has no end, as in `[profile dan's]`.
    pub(super) words: Vec<String>,
    pub(super) properties: Vec<Property>,
}

/// A key with its value.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Property {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) line: usize,
}

/// Values may be secret access keys.
impl std::fmt::Debug for Property {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (line {})", self.key, self.line)
    }
}

impl Property {
    /// The lines of a nested block, with their numbers.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let block = self.value.strip_prefix('\n');
        (self.line + 1..).zip(block.into_iter().flat_map(|block| block.split('\n')))
    }

    /// The properties of a nested block.
    pub(super) fn nested(&self) -> impl Iterator<Item = Property> {
        self.lines().filter_map(|(line, text)| {
            let (key, value) = key_and_value(text)?;
            Some(Property { key, value, line })
        })
    }
}

/// A line that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) line: usize,
    pub(super) problem: &'static str,
}

pub(super) fn parse(text: &[u8]) -> Result<Vec<Section>, Malformed> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut sections: Vec<Section> = Vec::new();
    // How far the current key is indented, while a value may go on.
    let mut key_indent = None;
    for (number, line) in (1..).zip(lines(text)) {
        let malformed = |problem| Malformed {
            line: number,
            problem,
        };
        let line = std::str::from_utf8(line)
            .map_err(|_| malformed("is not UTF-8"))?
            .trim_end();
        let content = line.trim_start();
        let indent = line.len() - content.len();
        let is_comment = content.starts_with(['#', ';']);
        let property = sections
            .last_mut()
            .and_then(|section| section.properties.last_mut());
        if let (Some(property), Some(key_indent)) = (property, key_indent)
            && (content.is_empty() || is_comment || indent > key_indent)
        {
            // A comment leaves an empty line behind, so that lines of nested blocks can be counted.
            property.value.push('\n');
            property
                .value
                .push_str(if is_comment { "" } else { content });
            continue;
        }
        if content.is_empty() || is_comment {
            continue;
        }
        if let Some(header) = content.strip_prefix('[') {
            let (header, _) = header
                .split_once(']')
                .ok_or_else(|| malformed("has a `[` without a `]`"))?;
            let header = header.trim().to_owned();
            if header.is_empty() {
                return Err(malformed("has no name in its brackets"));
            }
            sections.push(Section {
                words: shell_words::split(&header).unwrap_or_default(),
                header,
                properties: Vec::new(),
            });
            key_indent = None;
            continue;
        }
        let section = sections
            .last_mut()
            .ok_or_else(|| malformed("stands before the first section"))?;
        let (key, value) = key_and_value(content)
            .ok_or_else(|| malformed("is neither a section nor `key = value`"))?;
        section.properties.push(Property {
            key,
            value,
            line: number,
        });
        key_indent = Some(indent);
    }
    for property in sections
        .iter_mut()
        .flat_map(|section| &mut section.properties)
    {
        property.value.truncate(property.value.trim_end().len());
        if let Some((line, _)) = property.lines().find(|(_, text)| !is_nested(text)) {
            let problem = "is no `key = value` of a nested block";
            return Err(Malformed { line, problem });
        }
    }
    Ok(sections)
}

/// Lines that end in a line feed, a carriage return, or both.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = text.split(|&byte| byte == b'\n');
    lines.flat_map(|line| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        line.split(|&byte| byte == b'\r')
    })
}

/// Whether a line may stand in a nested block.
fn is_nested(line: &str) -> bool {
    line.is_empty() || key_and_value(line).is_some()
}

/// Splits at the first `=` or `:`. Keys are case-insensitive.
fn key_and_value(line: &str) -> Option<(String, String)> {
    let (key, value) = line.split_once(['=', ':'])?;
    let key = key.trim();
    (!key.is_empty()).then(|| (key.to_lowercase(), value.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let sections = parse(text.as_bytes()).unwrap();
        let lines = sections.iter().map(|section| {
            let properties = section
                .properties
                .iter()
                .map(|property| format!(" {}={:?}", property.key, property.value));
            section.words.join("|") + &properties.collect::<String>()
        });
        lines.collect()
    }

    #[test]
    fn sections_hold_keys_with_values() {
        let text =
            "[default]\nregion = us-east-1\nOUTPUT: json\n\n[profile dev]\r\nregion=eu-west-1\r\n";
        assert_eq!(
            shown(text),
            [
                r#"default region="us-east-1" output="json""#,
                r#"profile|dev region="eu-west-1""#
            ]
        );
    }

    #[test]
    fn lines_that_start_with_a_hash_or_a_semicolon_are_comments() {
        let text = "# first\n[default] # not part of the name\n; second\nregion = us-east-1 # part of the value\n  # third\n";
        assert_eq!(
            shown(text),
            [r#"default region="us-east-1 # part of the value""#]
        );
    }

    #[test]
    fn an_indented_line_goes_on_with_the_value() {
        let text = "[default]\nkey = one\n  two\n\n\tthree\nregion = x\n";
        assert_eq!(
            shown(text),
            [r#"default key="one\ntwo\n\nthree" region="x""#]
        );
    }

    #[test]
    fn a_value_that_starts_on_its_second_line_is_a_nested_block() {
        let sections = parse(
            b"[services s]\ndeadline =\n  endpoint_url = http://localhost:8080\n  # no\n;\n  x = y\n",
        )
        .unwrap();
        let nested: Vec<_> = sections[0].properties[0]
            .nested()
            .map(|property| (property.line, property.key, property.value))
            .collect();
        let expected = |line, key: &str, value: &str| (line, key.to_owned(), value.to_owned());
        assert_eq!(
            nested,
            [
                expected(3, "endpoint_url", "http://localhost:8080"),
                expected(6, "x", "y")
            ]
        );
    }

    #[test]
    fn a_name_in_quotes_may_hold_spaces() {
        assert_eq!(
            shown("[profile \"my profile\"]\n[profile 'x']"),
            ["profile|my profile", "profile|x"]
        );
    }

    #[test]
    fn a_byte_order_mark_is_skipped() {
        assert_eq!(shown("\u{feff}[default]\na=b"), [r#"default a="b""#]);
    }

    #[test]
    fn what_cannot_be_understood_is_told_with_its_line() {
        let problem = |text: &[u8]| {
            parse(text)
                .map_err(|malformed| (malformed.line, malformed.problem))
                .unwrap_err()
        };
        assert_eq!(problem(b"a = b\n"), (1, "stands before the first section"));
        assert_eq!(
            problem(b"[default]\n\nregion\n"),
            (3, "is neither a section nor `key = value`")
        );
        assert_eq!(
            problem(b"[default]\n= x\n"),
            (2, "is neither a section nor `key = value`")
        );
        assert_eq!(problem(b"[default\n"), (1, "has a `[` without a `]`"));
        assert_eq!(
            problem(b"[services s]\na =\n  b = c\n# no\n\n  endpoint_url\n"),
            (6, "is no `key = value` of a nested block")
        );
        assert_eq!(problem(b"[default]\na = \xff\n"), (2, "is not UTF-8"));
    }

    #[test]
    fn debug_shows_no_values() {
        let sections = parse(b"[default]\naws_secret_access_key = hush\n").unwrap();
        assert!(!format!("{sections:?}").contains("hush"));
    }
}
