//! Starting tokens, as callers pass them.

use std::sync::LazyLock;

use serde_json::{Map, Value};
use tinsmith::Config;
use tinsmith_deadline::Client;

use crate::base64;

const TOKEN: &str = "nextToken";
const INDEX: &str = "boto_truncate_amount";

static CLIENT: LazyLock<Client> =
    LazyLock::new(|| Client::new(&Config::builder().region("us-west-2").build()));

/// Checks that a token has the position that it encodes, that its text is botocore's, and that it survives the round trip.
pub fn starting_tokens(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    for given in [text, &encoded(input)] {
        let Some(named) = resumed(given) else {
            panic!("{given:?} is lost");
        };
        assert_eq!(resumed(&named).as_ref(), Some(&named), "{given:?}");
        if named == given {
            continue;
        }
        let Some(place) = object(&named) else {
            panic!("{named:?} is no resume token");
        };
        match object(given).filter(is_place) {
            Some(object) => {
                let token = match object.get(TOKEN) {
                    Some(Value::Number(number)) => Value::from(number.to_string()),
                    Some(Value::String(token)) if token.is_empty() => Value::Null,
                    token => token.cloned().unwrap_or_default(),
                };
                assert_eq!(place.get(TOKEN), Some(&token));
                let index = |object: &Map<String, Value>| Some(object.get(INDEX)?.to_string());
                assert_eq!(index(&place), index(&object));
            }
            // An empty token is the position of the first item.
            None if given.is_empty() => {
                assert_eq!(place.get(TOKEN), Some(&Value::Null));
                assert_eq!(place.get(INDEX), Some(&Value::from(0)));
            }
            None => {
                assert_eq!(place.get(TOKEN).and_then(Value::as_str), Some(given));
                assert_eq!(place.get(INDEX), None);
            }
        }
    }
}

fn encoded(bytes: &[u8]) -> String {
    base64::encode(bytes).into_iter().map(char::from).collect()
}

/// Returns the resume token of a paginator that starts with this token, before its first item.
fn resumed(token: &str) -> Option<String> {
    let items = CLIENT.list_sessions().paginate().starting_token(token);
    items.items().resume_token()
}

/// Returns the object that a token encodes.
fn object(token: &str) -> Option<Map<String, Value>> {
    if token.contains(['"', '\\']) {
        return None;
    }
    serde_json::from_slice(&base64::decode(token.as_bytes())?).ok()
}

/// True if an object has botocore's form: the operation's token, with or without a number of items.
fn is_place(object: &Map<String, Value>) -> bool {
    object.contains_key(TOKEN) && object.keys().all(|key| key == TOKEN || key == INDEX)
}
