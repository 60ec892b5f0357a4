//! Resume tokens: the base64 of a JSON object, byte for byte as botocore prints it, so that each client can resume a run of the other.
//!
//! `{"nextToken": "abc"}` is the start of the page that the token `abc` requests, `{"nextToken": "abc", "boto_truncate_amount": 3}` is
//! the fourth item of it, and `{"nextToken": null, "boto_truncate_amount": 3}` is the fourth item of the first page. The first keys are
//! the operation's input tokens.

use std::collections::BTreeMap;

use base64_simd::STANDARD;

use super::TokenValues;
use super::run::{Bookmark, Position, Tokens};
use crate::Document;
use crate::codec::json::write_ascii_string;

/// The key of the number of items to skip.
const INDEX: &str = "boto_truncate_amount";

/// The key of the paths to binary values, which botocore adds. They are base64 with or without it.
const BINARY: &str = "boto_encoded_keys";

/// Encodes a position in the pages of an operation with the input tokens `names`; `None` at the end.
pub(super) fn encode(
    names: &[&str],
    values: Option<&TokenValues>,
    bookmark: &Bookmark,
) -> Option<String> {
    match bookmark {
        Bookmark::Undecoded(text) => Some(text.clone()),
        Bookmark::Between(position) => position
            .as_ref()
            .map(|position| print(names, values, &position.tokens, position.index)),
        Bookmark::Within { tokens, index, .. } => Some(print(names, values, tokens, Some(*index))),
    }
}

/// Decodes a caller's token.
///
/// Only an object with exactly the input tokens, and optionally the index, was made by [`encode`] or by botocore. Any other text is a
/// token of the service.
///
/// # Errors
///
/// The problem with the values of such an object.
pub(super) fn decode(
    names: &[&str],
    values: Option<&TokenValues>,
    text: &str,
) -> Result<Position, String> {
    match parse(names, text) {
        Some(fields) => position(names, values, &fields),
        None => {
            let mut tokens = vec![None; names.len()];
            if let Some(first) = tokens.first_mut() {
                *first = Some(text.to_owned());
            }
            Ok(Position {
                tokens,
                index: None,
            })
        }
    }
}

type Fields = BTreeMap<String, Document>;

fn parse(names: &[&str], text: &str) -> Option<Fields> {
    let json = String::from_utf8(STANDARD.decode_to_vec(text).ok()?).ok()?;
    let Document::Object(fields) = Document::from_json(&json).ok()? else {
        return None;
    };
    let known = names
        .iter()
        .filter(|name| fields.contains_key(**name))
        .count();
    let index = usize::from(fields.contains_key(INDEX));
    let binary = usize::from(fields.contains_key(BINARY));
    (known == names.len() && known + index + binary == fields.len()).then_some(fields)
}

fn position(
    names: &[&str],
    values: Option<&TokenValues>,
    fields: &Fields,
) -> Result<Position, String> {
    let token = |name: &&str| match (fields.get(*name), values) {
        (None | Some(Document::Null), _) => Ok(None),
        (Some(token), Some(values)) => (values.parse)(token)
            .map(Some)
            .ok_or_else(|| format!("it is a resume token, but its `{name}` is no token")),
        (Some(token), None) => {
            let text = text(token).ok_or_else(|| {
                format!("it is a resume token, but its `{name}` is neither a string, an integer nor null")
            })?;
            Ok(Some(text).filter(|text| !text.is_empty()))
        }
    };
    let tokens = names.iter().map(token).collect::<Result<Tokens, _>>()?;
    let index = fields.get(INDEX).map(|index| match index {
        Document::Number(index) => index.to_u64().and_then(|index| usize::try_from(index).ok()),
        _ => None,
    });
    match index {
        Some(None) => Err(format!(
            "it is a resume token, but its `{INDEX}` is not a number of items"
        )),
        Some(index) => Ok(Position { tokens, index }),
        None => Ok(Position {
            tokens,
            index: None,
        }),
    }
}

/// Returns the text of a token. botocore has models of its own, in which some tokens are integers, such as the part number marker of Amazon S3.
fn text(token: &Document) -> Option<String> {
    match token {
        Document::String(text) => Some(text.clone()),
        Document::Number(number) => number.to_i64().map(|number| number.to_string()),
        _ => None,
    }
}

/// Prints JSON as Python's `json.dumps` does: with spaces after `:` and `,`, and in ASCII.
fn print(
    names: &[&str],
    values: Option<&TokenValues>,
    tokens: &[Option<String>],
    index: Option<usize>,
) -> String {
    let mut json = String::from("{");
    for (name, token) in names.iter().zip(tokens) {
        if json.len() > 1 {
            json.push_str(", ");
        }
        write_ascii_string(&mut json, name);
        json.push_str(": ");
        match (token, values) {
            (Some(token), Some(values)) => (values.print)(token, &mut json),
            (Some(token), None) => write_ascii_string(&mut json, token),
            (None, _) => json.push_str("null"),
        }
    }
    if let Some(index) = index {
        json.push_str(", ");
        write_ascii_string(&mut json, INDEX);
        json.push_str(": ");
        json.push_str(&index.to_string());
    }
    json.push('}');
    STANDARD.encode_to_string(json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paginate::MAP_TOKENS;

    const ONE: &[&str] = &["nextToken"];
    const TWO: &[&str] = &["Marker", "VersionIdMarker"];

    fn position<const N: usize>(tokens: [Option<&str>; N], index: Option<usize>) -> Position {
        Position {
            tokens: tokens.map(|token| token.map(str::to_owned)).to_vec(),
            index,
        }
    }

    fn base64(json: &str) -> String {
        STANDARD.encode_to_string(json)
    }

    /// Encoded by `botocore.paginate.TokenEncoder` of botocore 1.43.
    #[test]
    fn tokens_equal_those_of_botocore_in_both_directions() {
        let vectors = [
            (
                ONE,
                position([None], Some(0)),
                "eyJuZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAwfQ==",
            ),
            (
                ONE,
                position([None], Some(3)),
                "eyJuZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAzfQ==",
            ),
            (
                ONE,
                position([Some("abc")], None),
                "eyJuZXh0VG9rZW4iOiAiYWJjIn0=",
            ),
            (
                ONE,
                position([Some("abc")], Some(12)),
                "eyJuZXh0VG9rZW4iOiAiYWJjIiwgImJvdG9fdHJ1bmNhdGVfYW1vdW50IjogMTJ9",
            ),
            (
                TWO,
                position([Some("m"), None], None),
                "eyJNYXJrZXIiOiAibSIsICJWZXJzaW9uSWRNYXJrZXIiOiBudWxsfQ==",
            ),
            (
                TWO,
                position([None, Some("v/+=")], Some(7)),
                "eyJNYXJrZXIiOiBudWxsLCAiVmVyc2lvbklkTWFya2VyIjogInYvKz0iLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiA3fQ==",
            ),
            (
                ONE,
                position([Some("a\"b\\c/\n\t\r\u{8}\u{c}\u{1}\u{7f} é € 😀")], None),
                "eyJuZXh0VG9rZW4iOiAiYVwiYlxcYy9cblx0XHJcYlxmXHUwMDAxXHUwMDdmIFx1MDBlOSBcdTIwYWMgXHVkODNkXHVkZTAwIn0=",
            ),
        ];
        for (names, position, text) in vectors {
            assert_eq!(decode(names, None, text), Ok(position.clone()), "{text}");
            assert_eq!(
                encode(names, None, &Bookmark::Between(Some(position))).unwrap(),
                text
            );
        }
    }

    #[test]
    fn any_other_text_is_a_token_of_the_service() {
        let raw = [
            "abc".to_owned(),
            "None".to_owned(),
            "null".to_owned(),
            "abc___3".to_owned(),
            base64("{}"),
            base64("null"),
            base64("[1]"),
            base64("\"nextToken\""),
            base64("{\"nextToken\": \"a\"} ").replace('=', ""),
            base64("{\"nextToken\": \"a\""),
            base64("{\"nextToken\": \"a\", \"more\": 1}"),
            base64("{\"NextToken\": \"a\"}"),
            base64("{\"boto_truncate_amount\": 3}"),
            base64("{\"Marker\": null, \"boto_truncate_amount\": 3}"),
            base64("{\"position\": 17}"),
        ];
        for text in raw {
            assert_eq!(
                decode(ONE, None, &text),
                Ok(position([Some(&text)], None)),
                "{text}"
            );
        }
        assert_eq!(
            decode(TWO, None, "raw"),
            Ok(position([Some("raw"), None], None))
        );
    }

    #[test]
    fn the_order_and_the_layout_of_a_token_do_not_matter() {
        let text = base64(
            "{\"boto_truncate_amount\":2,\n\"VersionIdMarker\":\"\\u00e9\",\"Marker\":\"\"}",
        );
        assert_eq!(
            decode(TWO, None, &text),
            Ok(position([None, Some("é")], Some(2)))
        );
    }

    #[test]
    fn a_token_that_is_an_integer_in_the_models_of_botocore_is_text() {
        let text = base64("{\"PartNumberMarker\": 5, \"boto_truncate_amount\": 2}");
        assert_eq!(
            decode(&["PartNumberMarker"], None, &text),
            Ok(position([Some("5")], Some(2)))
        );
    }

    #[test]
    fn a_resume_token_with_invalid_values_is_an_error() {
        for json in [
            "{\"nextToken\": 5.5}",
            "{\"nextToken\": [5]}",
            "{\"nextToken\": null, \"boto_truncate_amount\": -1}",
            "{\"nextToken\": null, \"boto_truncate_amount\": 1.5}",
            "{\"nextToken\": null, \"boto_truncate_amount\": \"3\"}",
            "{\"nextToken\": null, \"boto_truncate_amount\": null}",
            "{\"nextToken\": null, \"boto_truncate_amount\": 99999999999999999999999}",
        ] {
            let problem = decode(ONE, None, &base64(json)).unwrap_err();
            assert!(
                problem.starts_with("it is a resume token, but its `"),
                "{json}: {problem}"
            );
        }
    }

    /// Encoded by `botocore.paginate.TokenEncoder` of botocore 1.43, for `{"ExclusiveStartKey": {"id": {"S": "a"}, "n": {"B": b"x"}}}`.
    #[test]
    fn a_token_that_is_a_map_is_json_within_the_resume_token() {
        const KEY: &[&str] = &["ExclusiveStartKey"];
        const VALUES: Option<&TokenValues> = Some(&MAP_TOKENS);
        let of_botocore = base64(
            r#"{"ExclusiveStartKey": {"id": {"S": "a"}, "n": {"B": "eA=="}}, "boto_encoded_keys": [["ExclusiveStartKey", "n", "B"]]}"#,
        );
        let position = position([Some(r#"{"id":{"S":"a"},"n":{"B":"eA=="}}"#)], None);
        assert_eq!(decode(KEY, VALUES, &of_botocore), Ok(position.clone()));

        let own = encode(KEY, VALUES, &Bookmark::Between(Some(position.clone()))).unwrap();
        let json = r#"{"ExclusiveStartKey": {"id": {"S": "a"}, "n": {"B": "eA=="}}}"#;
        assert_eq!(own, base64(json));
        assert_eq!(decode(KEY, VALUES, &own), Ok(position));

        let problem = decode(KEY, VALUES, &base64(r#"{"ExclusiveStartKey": "a"}"#)).unwrap_err();
        assert_eq!(
            problem,
            "it is a resume token, but its `ExclusiveStartKey` is no token"
        );
    }
}
