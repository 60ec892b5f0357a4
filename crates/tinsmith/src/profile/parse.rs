//! The syntax of the shared files, as the AWS CLI parses it.
//!
//! A file has sections of `key = value` lines. Lines that start with `#` or `;` are comments. A line that is indented deeper than its key
//! continues the value; a value that starts on its second line is a nested block. A `#` within a value belongs to it. The AWS CLI
//! rejects a file in which a key or a section comes twice; here the later value counts. A byte order mark is skipped.

use std::path::Path;
use std::sync::Arc;

use super::shell_words;
use crate::config::{Origin, Setting};

/// A section: everything from one header to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// The text in the brackets.
    pub(super) header: String,
    /// The words of the header, such as `profile` and `dev` of `[profile dev]`. There are none if a quote has no end, as in
    /// `[profile dan's]`.
    pub(super) words: Vec<String>,
    properties: Vec<Property>,
}

impl Section {
    #[cfg(feature = "testing")]
    pub(super) fn properties(&self) -> &[Property] {
        &self.properties
    }

    /// Returns the last value of a key, unless it is empty.
    pub(super) fn get(&self, path: &Arc<Path>, key: &str) -> Option<Setting> {
        let properties = self.properties.iter().rev();
        let last = properties.into_iter().find(|property| property.key == key);
        last.filter(|property| !property.value.is_empty())
            .map(|property| property.to_setting(path))
    }

    /// Returns a key in the nested blocks, with the names of the blocks. The last value of a block counts, and later blocks precede earlier ones.
    pub(super) fn get_nested(&self, path: &Arc<Path>, key: &str) -> Vec<(String, Setting)> {
        let blocks = self.properties.iter().rev();
        let settings = blocks.filter_map(|block| {
            let found = block.nested().filter(|property| property.key == key);
            Some((block.key.clone(), found.last()?.to_setting(path)))
        });
        settings.collect()
    }

    /// Adds the properties of another section of the same name.
    pub(super) fn append(&mut self, other: Self) {
        self.properties.extend(other.properties);
    }
}

/// A key with its value.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Property {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) line: usize,
}

/// Shows the key alone, since the value may be a secret access key.
impl std::fmt::Debug for Property {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (line {})", self.key, self.line)
    }
}

impl Property {
    /// Returns the properties of a nested block.
    pub(super) fn nested(&self) -> impl Iterator<Item = Property> {
        self.lines().filter_map(|(line, text)| {
            let (key, value) = key_and_value(text)?;
            Some(Property { key, value, line })
        })
    }

    pub(super) fn to_setting(&self, path: &Arc<Path>) -> Setting {
        Setting {
            value: self.value.clone(),
            origin: Origin::File {
                path: Arc::clone(path),
                key: self.key.clone(),
                line: self.line,
            },
        }
    }

    /// Returns the lines of a nested block, with their numbers.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let block = self.value.strip_prefix('\n');
        (self.line + 1..).zip(block.into_iter().flat_map(|block| block.split('\n')))
    }
}

/// A line that cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) line: usize,
    pub(super) problem: &'static str,
}

/// Parses a file into its sections, in their order.
pub(super) fn parse(text: &[u8]) -> Result<Vec<Section>, SyntaxError> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut sections: Vec<Section> = Vec::new();
    // The indentation of the current key, while its value may continue.
    let mut key_indent = None;
    for (number, line) in (1..).zip(lines(text)) {
        let malformed = |problem| SyntaxError {
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
            // A comment becomes an empty line, so that the lines of nested blocks keep their numbers.
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
            .ok_or_else(|| malformed("precedes the first section"))?;
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
            let problem = "is not a `key = value` of a nested block";
            return Err(SyntaxError { line, problem });
        }
    }
    Ok(sections)
}

/// Splits a text into lines, which end in a line feed, a carriage return, or both.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = text.split(|&byte| byte == b'\n');
    lines.flat_map(|line| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        line.split(|&byte| byte == b'\r')
    })
}

/// True if a line may be part of a nested block.
fn is_nested(line: &str) -> bool {
    line.is_empty() || key_and_value(line).is_some()
}

/// Splits at the first `=` or `:`. Keys are case-insensitive.
fn key_and_value(line: &str) -> Option<(String, String)> {
    let (key, value) = line.split_once(['=', ':'])?;
    let key = key.trim();
    (!key.is_empty()).then(|| (key.to_ascii_lowercase(), value.trim().to_owned()))
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
    fn an_indented_line_continues_the_value() {
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
    fn a_syntax_error_has_the_number_of_its_line() {
        let problem = |text: &[u8]| {
            parse(text)
                .map_err(|malformed| (malformed.line, malformed.problem))
                .unwrap_err()
        };
        assert_eq!(problem(b"a = b\n"), (1, "precedes the first section"));
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
            (6, "is not a `key = value` of a nested block")
        );
        assert_eq!(problem(b"[default]\na = \xff\n"), (2, "is not UTF-8"));
    }

    #[test]
    fn debug_shows_no_values() {
        let sections = parse(b"[default]\naws_secret_access_key = hush\n").unwrap();
        assert!(!format!("{sections:?}").contains("hush"));
    }
}
