//! Paths to values, computed from the text before a value only when there is an error: reading and writing do not track them.

use super::strings;
use crate::codec::value_path::{push_index, push_name};

enum Level {
    /// An array and the number of commas so far.
    Array(usize),
    /// An object and the name of its current member, escapes included.
    Object(String),
}

/// Returns the path to the value that begins at the end of `text`, the beginning of a valid JSON text: `sessions[3].endedAt`.
pub(super) fn at_end_of(text: &str) -> String {
    let mut levels = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['"', '[', '{', ']', '}', ',']) {
        let (_, found) = rest.split_at(at);
        let mut after = found.get(1..).unwrap_or_default();
        match found.as_bytes().first() {
            Some(b'"') => {
                let (string, following) = strings::split_quoted(after);
                after = following;
                // A string before a colon is the name of a member of the innermost object.
                if let Some(Level::Object(name)) = levels.last_mut()
                    && following
                        .trim_start_matches(strings::WHITESPACE)
                        .starts_with(':')
                {
                    *name = string.to_owned();
                }
            }
            Some(b'[') => levels.push(Level::Array(0)),
            Some(b'{') => levels.push(Level::Object(String::new())),
            Some(b',') => match levels.last_mut() {
                Some(Level::Array(items)) => *items += 1,
                Some(Level::Object(name)) => name.clear(),
                None => {}
            },
            _ => {
                levels.pop();
            }
        }
        rest = after;
    }
    let mut path = String::new();
    for level in levels {
        match level {
            Level::Array(items) => push_index(&mut path, items),
            Level::Object(name) => push_name(&mut path, &name),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::at_end_of;

    #[test]
    fn a_path_names_members_and_items() {
        for (text, path) in [
            ("", ""),
            ("{", ""),
            (r#"{"a":"#, "a"),
            (r#"{"a" : 1, "b" : ["#, "b[0]"),
            (r#"{"a":{"x":1},"b":[1,{"c":2},{"d":"#, "b[2].d"),
            (r#"{"a":"}],\"{","b":"#, "b"),
            (r#"[[],[[],"#, "[1][1]"),
            (r#"{"tags":{"a b":"#, r#"tags["a b"]"#),
            (r#"{"a":{"b":[1,2]},"#, ""),
            (r#"{"a":"unfinished"#, "a"),
        ] {
            assert_eq!(at_end_of(text), path, "{text}");
        }
    }
}
