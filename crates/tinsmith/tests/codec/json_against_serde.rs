//! The codec accepts the texts that serde_json accepts, and reads the same values from them.

use proptest::prelude::*;
use serde_json::Value;
use tinsmith::codec::json;
use tinsmith::{Document, Number};

/// A structure without members, so that everything in it is skipped.
#[derive(Debug, Default, PartialEq)]
struct Nothing {}

tinsmith::shape! { Nothing {} }

fn document(value: &Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(boolean) => (*boolean).into(),
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => items.iter().map(document).collect(),
        Value::Object(members) => {
            Document::object(members.iter().map(|(name, value)| (name, document(value))))
        }
        Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
            (Some(number), ..) => Number::from(number).into(),
            (None, Some(number), _) => Number::from(number).into(),
            (None, None, number) => number.map_or(Document::Null, Document::from),
        },
    }
}

/// Equality, except that serde_json may miss the closest float by a bit.
fn agree(one: &Document, other: &Document) -> bool {
    match (one, other) {
        (Document::Number(Number::Float(one)), Document::Number(Number::Float(other))) => {
            one == other || ((one - other) / one).abs() < 1e-14
        }
        (Document::Array(one), Document::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| agree(one, other))
        }
        (Document::Object(one), Document::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| one.0 == other.0 && agree(one.1, other.1))
        }
        _ => one == other,
    }
}

fn check(text: &[u8]) -> Result<(), TestCaseError> {
    let shown = String::from_utf8_lossy(text);
    let expected = serde_json::from_slice::<Value>(text);
    let actual = Document::from_json(text);
    match (&actual, &expected) {
        (Ok(actual), Ok(expected)) => {
            prop_assert!(
                agree(actual, &document(expected)),
                "{shown}: {actual:?} is not {expected:?}"
            );
        }
        (Err(_), Err(_)) => {}
        (actual, expected) => prop_assert!(false, "{shown}: {actual:?} is not {expected:?}"),
    }
    let skipped = json::from_slice::<Nothing>(text);
    match actual {
        // Numbers in unknown members may be of any size.
        Err(error) if error.message == "number out of range" => {}
        actual => {
            let skippable = matches!(actual, Ok(Document::Object(_) | Document::Null));
            prop_assert_eq!(skipped.is_ok(), skippable, "{}: {:?}", shown, skipped);
        }
    }
    Ok(())
}

fn values() -> impl Strategy<Value = Value> {
    let numbers = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-100..100_i64).prop_map(Value::from),
        any::<f64>().prop_filter_map("finite", |number| serde_json::Number::from_f64(number)
            .map(Value::from)),
    ];
    let leaves = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        numbers,
        any::<String>().prop_map(Value::from),
        "[a-z\"\\\\\u{0}-\u{1f}é😹]{0,12}".prop_map(Value::from),
    ];
    leaves.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-c]{0,2}|.{0,3}", inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Pieces of JSON in random order, which are sometimes valid JSON.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let pieces: &[&[u8]] = &[
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\"",
        b"\"a\":",
        b"\"b\"",
        b"\\",
        b"\\u00e9",
        b"\\ud83d\\ude39",
        b"\\ud83d",
        b"\\n",
        b"null",
        b"true",
        b"false",
        b"nul",
        b"0",
        b"1",
        b"-",
        b".",
        b"e",
        b"E+",
        b"12.5",
        b"1e400",
        b"18446744073709551616",
        b" ",
        b"\n",
        b"\t",
        b"\x0c",
        b"\0",
        b"\xff",
        b"\xc3\xa9",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_value_is_read_as_serde_reads_it(value in values()) {
        check(&serde_json::to_vec(&value).unwrap())?;
        check(&serde_json::to_vec_pretty(&value).unwrap())?;
    }

    #[test]
    fn any_value_is_written_so_that_serde_reads_the_same(value in values()) {
        let written = document(&value).to_json();
        let read: Value = serde_json::from_str(&written).unwrap();
        prop_assert!(agree(&document(&read), &document(&value)), "{}", written);
        prop_assert_eq!(Document::from_json(&written).unwrap(), document(&value));
    }

    #[test]
    fn damaged_values_are_rejected_where_serde_rejects_them(
        value in values(),
        damages in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..4),
    ) {
        let mut text = serde_json::to_vec(&value).unwrap();
        for (index, byte, damage) in damages {
            let at = index.index(text.len() + 1);
            match damage {
                0 if at < text.len() => text[at] = byte,
                1 if at < text.len() => { text.remove(at); }
                _ => text.insert(at, byte),
            }
        }
        check(&text)?;
    }

    #[test]
    fn pieces_of_json_in_any_order_are_judged_as_serde_judges_them(text in soup()) {
        check(&text)?;
    }
}

#[test]
fn the_corners_of_the_grammar_are_judged_as_serde_judges_them() {
    for text in [
        "",
        " ",
        "-0",
        "0.0",
        "00",
        "1.",
        ".1",
        "1e",
        "1e5",
        "-",
        "+1",
        "1e-400",
        "1e400",
        "-1e400",
        "NaN",
        "\"\u{7f}\"",
        "\"\\u0000\"",
        "\"\\uD83D\\uDE39\"",
        "\"\\uDE39\"",
        "\"\\uD83D\"",
        "\"\\uD83D\\u0041\"",
        "\"\\uD83D\\uD83D\"",
        "\"\\u12\"",
        "\"\\u+123\"",
        "\"\\x\"",
        "\"a\nb\"",
        "[1,]",
        "[,1]",
        "{\"a\":1,}",
        "{,}",
        "{\"a\"}",
        "{a:1}",
        "[1 2]",
        "nul",
        "nullx",
        "truefalse",
        "null null",
        "[]]",
        "// x",
        "{\"a\":1,\"a\":2}",
        "\u{feff}1",
        "\u{a0}1",
        "1 ",
        "\t\r\n1",
    ] {
        check(text.as_bytes()).unwrap();
    }
    for text in [
        &b"\"\xff\""[..],
        b"\"\xed\xa0\x80\"",
        b"\"\xc0\x80\"",
        b"\xff",
        b"{\"a\":\"\xc3\"}",
    ] {
        check(text).unwrap();
    }
}
