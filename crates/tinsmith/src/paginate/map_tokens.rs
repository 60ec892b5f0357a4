//! Tokens that are maps, such as the key of the last item of a page: their text, and their form in resume tokens.

use std::collections::BTreeMap;

use super::{Token, TokenValues};
use crate::Document;
use crate::codec::Shape;
use crate::codec::json::{Json, from_slice, to_vec, write_ascii_string};
use crate::codec::text::StringShape;

/// The conversion of tokens that are maps. The text of such a token is its JSON.
///
/// A resume token of boto3 is accepted, also with binary values. Of a resume token made here, boto3 takes the binary values for text.
#[doc(hidden)]
pub static MAP_TOKENS: TokenValues = TokenValues {
    print: |text, json| match Document::from_json(text) {
        Ok(value) => print(&value, json),
        Err(_) => write_ascii_string(json, text),
    },
    parse: |value| match value {
        Document::Object(_) => to_text(value),
        _ => None,
    },
};

impl<K: StringShape + Ord, V: Shape<Json>> Token for BTreeMap<K, V> {
    fn get(&self) -> Option<String> {
        if self.is_empty() { None } else { to_text(self) }
    }

    fn set(&mut self, token: Option<String>) {
        *self = token.and_then(from_text).unwrap_or_default();
    }
}

impl<K: StringShape + Ord, V: Shape<Json>> Token for Option<BTreeMap<K, V>> {
    fn get(&self) -> Option<String> {
        Token::get(self.as_ref()?)
    }

    fn set(&mut self, token: Option<String>) {
        *self = token.and_then(from_text);
    }
}

fn to_text<T: Shape<Json>>(value: &T) -> Option<String> {
    String::from_utf8(to_vec(value).ok()?).ok()
}

fn from_text<T: Shape<Json>>(text: String) -> Option<T> {
    from_slice(text.as_bytes()).ok()
}

/// Appends JSON as Python's `json.dumps` prints it.
fn print(value: &Document, json: &mut String) {
    match value {
        Document::Null | Document::Bool(_) | Document::Number(_) => {
            json.push_str(&to_text(value).unwrap_or_default());
        }
        Document::String(text) => write_ascii_string(json, text),
        Document::Array(items) => {
            json.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    json.push_str(", ");
                }
                print(item, json);
            }
            json.push(']');
        }
        Document::Object(members) => {
            json.push('{');
            for (index, (name, member)) in members.iter().enumerate() {
                if index > 0 {
                    json.push_str(", ");
                }
                write_ascii_string(json, name);
                json.push_str(": ");
                print(member, json);
            }
            json.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_map_is_no_token() {
        let mut token: Option<BTreeMap<String, String>> = Some(BTreeMap::new());
        assert_eq!(token.get(), None);
        token.set(Some(r#"{"id":"a"}"#.to_owned()));
        assert_eq!(token.get().as_deref(), Some(r#"{"id":"a"}"#));
        token.set(None);
        assert_eq!(token, None);
    }

    #[test]
    fn a_text_that_is_not_such_a_map_sets_no_token() {
        for text in ["a", "[]", r#"{"id":1}"#, r#"{"id":"a"#] {
            let mut token = BTreeMap::from([("id".to_owned(), "a".to_owned())]);
            token.set(Some(text.to_owned()));
            assert_eq!(token, BTreeMap::new(), "{text}");
        }
    }

    #[test]
    fn json_has_the_layout_of_python() {
        let mut json = String::new();
        (MAP_TOKENS.print)(r#"{"a":{"N":"1"},"b":[true,null,1.5,"é"]}"#, &mut json);
        assert_eq!(
            json,
            r#"{"a": {"N": "1"}, "b": [true, null, 1.5, "\u00e9"]}"#
        );
    }
}
