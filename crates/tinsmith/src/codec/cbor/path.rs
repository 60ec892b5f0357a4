//! Paths to values, computed from the bytes before a value only when there is an error: reading and writing do not track them.

use super::head::{self, Head};
use crate::codec::value_path::{push_index, push_name};

enum Level {
    /// An array, and the number of items before the current one.
    Array { left: Option<u64>, items: usize },
    /// A map, and the key of its current entry.
    Map {
        left: Option<u64>,
        key: Option<String>,
    },
    /// A string in chunks.
    Chunks,
}

/// Returns the path to the value that begins at the end of `input`, the beginning of a valid value: `sessions[3].endedAt`.
pub(super) fn at_end_of(input: &[u8]) -> String {
    let mut levels = Vec::new();
    let mut rest = input;
    while let Ok(head) = Head::parse(rest) {
        rest = rest.get(head.length..).unwrap_or_default();
        let left = (!head.is_indefinite()).then_some(head.argument);
        match head.major {
            head::ARRAY => levels.push(Level::Array { left, items: 0 }),
            head::MAP => levels.push(Level::Map { left, key: None }),
            head::BYTES | head::TEXT if head.is_indefinite() => levels.push(Level::Chunks),
            head::BYTES | head::TEXT => {
                let length = usize::try_from(head.argument).unwrap_or(usize::MAX);
                let Some((string, after)) = rest.split_at_checked(length) else {
                    break;
                };
                rest = after;
                end_value(&mut levels, string);
            }
            // The value of a tag is at the same path.
            head::TAG => continue,
            head::SIMPLE if head.is_break() => {
                levels.pop();
                end_value(&mut levels, &[]);
            }
            _ => end_value(&mut levels, &[]),
        }
        // An empty array or map ends where it begins.
        while let Some(
            Level::Array { left: Some(0), .. }
            | Level::Map {
                left: Some(0),
                key: None,
            },
        ) = levels.last()
        {
            levels.pop();
            end_value(&mut levels, &[]);
        }
    }
    let mut path = String::new();
    for level in levels {
        match level {
            Level::Array { items, .. } => push_index(&mut path, items),
            Level::Map { key: Some(key), .. } => push_name(&mut path, &key),
            Level::Map { key: None, .. } | Level::Chunks => {}
        }
    }
    path
}

/// Counts a value that has ended, which is the key of an entry if the innermost level is a map without one.
fn end_value(levels: &mut [Level], string: &[u8]) {
    let decrement = |left: &mut Option<u64>| *left = left.map(|left| left.saturating_sub(1));
    match levels.last_mut() {
        Some(Level::Array { left, items }) => {
            decrement(left);
            *items += 1;
        }
        Some(Level::Map { left, key }) => match key {
            Some(_) => {
                decrement(left);
                *key = None;
            }
            None => *key = Some(String::from_utf8_lossy(string).into_owned()),
        },
        Some(Level::Chunks) | None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::at_end_of;

    #[test]
    fn a_path_names_members_and_items() {
        for (input, path) in [
            (b"".as_slice(), ""),
            (b"\xA1", ""),
            (b"\xA1\x61a", "a"),
            (b"\xBF\x61a\x01\x61b\x9F", "b[0]"),
            (
                b"\xA2\x61a\xA1\x61x\x01\x61b\x83\x01\xA0\xA1\x61d",
                "b[2].d",
            ),
            (b"\x82\x80\x82\x80\x80", ""),
            (b"\x82\x80\x82\x80", "[1][1]"),
            (b"\xBF\x61t\xBF\x63a b", "t[\"a b\"]"),
            (b"\xBF\x61a\xC1\x01\x61b\xC1", "b"),
            (b"\xBF\x61a\x7F\x61x\xFF\x61b", "b"),
            (b"\xBF\x61a\xBF\xFF", ""),
        ] {
            assert_eq!(at_end_of(input), path, "{}", input.escape_ascii());
        }
    }
}
