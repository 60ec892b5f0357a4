//! CBOR, as the tables of structures, unions and enums read and write it.

use std::collections::BTreeMap;

use ciborium::Value;
use tinsmith::codec::cbor::{Cbor, from_slice, to_vec};
use tinsmith::codec::{MAX_DEPTH, Shape};
use tinsmith::{Blob, Document, Timestamp, UnknownMember};

use crate::json_tables::everything::{Color, Everything, Shape as Union, full};

/// A structure without members, so that everything in it is skipped.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Nothing {}

tinsmith::shape! { Nothing {} }

/// Encodes a value with ciborium.
pub(crate) fn encoded(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

pub(crate) fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.map(|(key, value)| (key.into(), value)).to_vec())
}

fn read(value: &Value) -> Everything {
    from_slice(&encoded(value)).unwrap()
}

/// Returns the message of the error and the path in it.
fn error<T: Shape<Cbor> + std::fmt::Debug>(bytes: &[u8]) -> String {
    let error = from_slice::<T>(bytes).unwrap_err();
    if error.path.is_empty() {
        error.message.to_owned()
    } else {
        format!("{}: {}", error.path, error.message)
    }
}

#[test]
fn every_type_of_member_is_written_and_read_back() {
    let bytes = to_vec(&full()).unwrap();
    assert_eq!(from_slice::<Everything>(&bytes).unwrap(), full());
}

#[test]
fn members_are_found_in_any_order_and_unknown_ones_skipped() {
    let nested = Value::Array(vec![
        map([("text", 1.into())]),
        Value::Tag(4, Box::new(Value::Array(vec![1.into(), 2.into()]))),
        Value::Bytes(vec![1]),
        1.5.into(),
        Value::Bool(true),
    ]);
    let everything = read(&map([
        ("long", 2.into()),
        ("x", nested),
        ("int", 1.into()),
        ("text", "t".into()),
        ("tex", 0.into()),
    ]));
    let expected = Everything {
        text: "t".into(),
        int: 1,
        long: Some(2),
        ..Everything::default()
    };
    assert_eq!(everything, expected);
}

#[test]
fn null_and_undefined_are_the_same_as_absent_and_dropped_from_dense_lists() {
    let bytes = b"\xA4\x64text\xF6\x64next\xF7\x64list\x83\x61a\xF6\xF7\x66sparse\x82\xF7\x01";
    let expected = Everything {
        list: vec!["a".into()],
        sparse: Some(vec![None, Some(1)]),
        ..Everything::default()
    };
    assert_eq!(from_slice::<Everything>(bytes).unwrap(), expected);
    assert_eq!(
        from_slice::<Everything>(b"\xF6").unwrap(),
        Everything::default()
    );
}

#[test]
fn strings_and_blobs_come_in_pieces_too() {
    let bytes =
        b"\xBF\x64text\x7F\x62ab\x60\x62\xC3\xA9\xFF\x64blob\x5F\x41\x01\x42\x02\x03\xFF\xFF";
    let expected = Everything {
        text: "abé".into(),
        blob: Some(Blob::from(vec![1, 2, 3])),
        ..Everything::default()
    };
    assert_eq!(from_slice::<Everything>(bytes).unwrap(), expected);
}

#[test]
fn lists_and_maps_may_end_without_a_length() {
    let map = BTreeMap::from([(Color::Red, 1), (Color::from("BLUE"), 2)]);
    let bytes = b"\xBF\x63RED\x01\x64BLUE\x02\xFF";
    assert_eq!(from_slice::<BTreeMap<Color, i32>>(bytes).unwrap(), map);
    let lists = from_slice::<Vec<Vec<i32>>>(b"\x9F\x9F\x01\x02\xFF\x80\x9F\xFF\xFF").unwrap();
    assert_eq!(lists, [vec![1, 2], vec![], vec![]]);
    for bytes in [
        b"\x9F\x01".as_slice(),
        b"\x9F",
        b"\x82\x01\xFF",
        b"\x9F\x01\xFF\xFF",
    ] {
        assert!(from_slice::<Vec<i32>>(bytes).is_err(), "{bytes:?}");
    }
    // A key without a value.
    assert!(from_slice::<BTreeMap<Color, i32>>(b"\xBF\x63RED\xFF").is_err());
}

#[test]
fn a_value_of_another_major_type_is_rejected() {
    // An unsigned and a negative integer, bytes, a text, a list, a map, a tag and a boolean.
    let values = [
        b"\x01".as_slice(),
        b"\x20",
        b"\x41a",
        b"\x61a",
        b"\x81\x01",
        b"\xA1\x61a\x01",
        b"\xC1\x01",
        b"\xF5",
    ];
    let accepted = |is_read: fn(&[u8]) -> bool| {
        let indices = values
            .iter()
            .enumerate()
            .filter(|(_, value)| is_read(value));
        indices.map(|(index, _)| index).collect::<Vec<_>>()
    };
    assert_eq!(accepted(|bytes| from_slice::<i32>(bytes).is_ok()), [0, 1]);
    assert_eq!(accepted(|bytes| from_slice::<f64>(bytes).is_ok()), [0, 1]);
    assert_eq!(accepted(|bytes| from_slice::<Blob>(bytes).is_ok()), [2]);
    assert_eq!(accepted(|bytes| from_slice::<String>(bytes).is_ok()), [3]);
    assert_eq!(accepted(|bytes| from_slice::<Vec<i32>>(bytes).is_ok()), [4]);
    assert_eq!(accepted(|bytes| from_slice::<Nothing>(bytes).is_ok()), [5]);
    assert_eq!(
        accepted(|bytes| from_slice::<Timestamp>(bytes).is_ok()),
        [6]
    );
    assert_eq!(accepted(|bytes| from_slice::<bool>(bytes).is_ok()), [7]);
}

#[test]
fn floats_of_half_precision_are_read() {
    for (bytes, expected) in [
        (*b"\xF9\x00\x00", 0.0),
        (*b"\xF9\x80\x00", -0.0),
        (*b"\xF9\x3C\x00", 1.0),
        (*b"\xF9\x3E\x00", 1.5),
        (*b"\xF9\x7B\xFF", 65504.0),
        (*b"\xF9\x00\x01", 5.960_464_477_539_063e-8),
        (*b"\xF9\x04\x00", 6.103_515_625e-5),
        (*b"\xF9\xC4\x00", -4.0),
        (*b"\xF9\x7C\x00", f64::INFINITY),
        (*b"\xF9\xFC\x00", f64::NEG_INFINITY),
    ] {
        assert_eq!(from_slice::<f64>(&bytes).unwrap(), expected, "{bytes:?}");
        assert_eq!(from_slice::<f32>(&bytes).unwrap(), expected as f32);
    }
    assert!(from_slice::<f64>(b"\xF9\x7E\x00").unwrap().is_nan());
}

#[test]
fn numbers_are_read_in_every_width_within_their_type() {
    assert_eq!(from_slice::<i64>(b"\x1B\0\0\0\0\0\0\0\x05").unwrap(), 5);
    assert_eq!(from_slice::<i8>(b"\x39\0\x7F").unwrap(), -128);
    assert_eq!(from_slice::<f64>(b"\x0A").unwrap(), 10.0);
    assert_eq!(from_slice::<f32>(b"\xFB\x3F\xF8\0\0\0\0\0\0").unwrap(), 1.5);
    assert_eq!(error::<i8>(b"\x18\x80"), "number out of range");
    assert_eq!(
        error::<i64>(b"\x3B\x80\0\0\0\0\0\0\0"),
        "number out of range"
    );
    assert_eq!(
        error::<f32>(b"\xFB\x7F\xE0\0\0\0\0\0\0"),
        "number out of range"
    );
    assert_eq!(error::<i32>(b"\xF9\x3C\x00"), "expected an integer");
}

#[test]
fn timestamps_need_their_tag_and_a_number_in_range() {
    let read = |bytes: &[u8]| from_slice::<Timestamp>(bytes).unwrap();
    assert_eq!(read(b"\xC1\x01"), Timestamp::from_seconds(1));
    assert_eq!(
        read(b"\xC1\xFB\x41\xCC\x37\xDB\x38\x0F\xBE\x77"),
        Timestamp::from_millis(946_845_296_123)
    );
    assert_eq!(read(b"\xC1\xF9\xB8\x00"), Timestamp::from_millis(-500));
    for bytes in [b"\x01".as_slice(), b"\xC2\x01", b"\x61a"] {
        assert_eq!(error::<Timestamp>(bytes), "expected a timestamp");
    }
    for bytes in [b"\xC1\x61a".as_slice(), b"\xC1\xF9\x7E\x00", b"\xC1\xF6"] {
        assert!(error::<Timestamp>(bytes).starts_with("expected seconds since 1970"));
    }
}

#[test]
fn a_union_has_one_member() {
    let union = |value: Value| from_slice::<Union>(&encoded(&value)).map_err(|error| error.message);
    assert_eq!(
        union(map([
            ("__type", "x".into()),
            ("point", Value::Null),
            ("circle", 1.5.into()),
            ("labels", Value::Null)
        ])),
        Ok(Union::Circle(1.5))
    );
    let unknown = UnknownMember::new("square", Document::from_iter([1, 2]));
    assert_eq!(
        union(map([("square", Value::Array(vec![1.into(), 2.into()]))])),
        Ok(Union::Unknown(unknown))
    );
    assert_eq!(
        union(map([("circle", 1.5.into()), ("at", 1.into())])),
        Err("expected one member in a union")
    );
    assert_eq!(union(map([])), Ok(Union::default()));
}

#[test]
fn an_error_has_the_path_to_the_value() {
    let text_for_int = map([("int", "1".into())]);
    assert_eq!(
        error::<Everything>(&encoded(&text_for_int)),
        "int: expected an integer"
    );
    let nested = map([
        ("list", Value::Array(vec!["a".into()])),
        (
            "next",
            map([("sparse", Value::Array(vec![1.into(), true.into()]))]),
        ),
    ]);
    assert_eq!(
        error::<Everything>(&encoded(&nested)),
        "next.sparse[1]: expected an integer"
    );
    let entry = map([(
        "map",
        map([("RED", 1.into()), ("A B", Value::Bytes(vec![]))]),
    )]);
    assert_eq!(
        error::<Everything>(&encoded(&entry)),
        "map[\"A B\"]: expected an integer"
    );
}

#[test]
fn a_request_reports_every_invalid_value_with_its_path() {
    let everything = Everything {
        blob: Some(Blob::default()),
        next: Some(Box::new(Everything {
            shape: Some(Union::default()),
            ..Everything::default()
        })),
        ..Everything::default()
    };
    assert_eq!(
        to_vec(&everything).unwrap_err(),
        [
            "text: must not be empty",
            "blob: must not be empty",
            "next.text: must not be empty",
            "next.shape: a member of the union must be set",
        ]
    );
}

#[test]
fn malformed_bytes_are_rejected() {
    for (bytes, message) in [
        (b"".as_slice(), "cut short"),
        (b"\xA1", "cut short"),
        (b"\xBF", "cut short"),
        (b"\xBF\x64text\x62a", "text: cut short"),
        (b"\xA0\xA0", "expected the end"),
        (b"\x80", "expected a map"),
        (b"\x60", "expected a map"),
        (b"\xA1\x01\x01", "expected a string"),
        (b"\xA1\x64text\x42ab", "text: expected a string"),
        (b"\xA1\x64text\x62\xFF\xFF", "text: not UTF-8"),
        (b"\xA1\x64text\x7F\x61\xC3\x61\xA9\xFF", "text: not UTF-8"),
        (
            b"\xA1\x64text\x7F\x41a\xFF",
            "text: expected a piece of a string",
        ),
        (
            b"\xA1\x64text\x7F\x7F\xFF\xFF",
            "text: expected a piece of a string",
        ),
        (
            b"\xA1\x64text\x7B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
            "text: cut short",
        ),
        (
            b"\xA1\x64list\x9B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
            "list[0]: cut short",
        ),
        (b"\xBB\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", "cut short"),
        (b"\xA1\x61x\x1C", "x: malformed head of a value"),
        (b"\xA1\x61x\x1F", "x: malformed head of a value"),
        (b"\xA1\x61x\xDF", "x: malformed head of a value"),
        (b"\xA1\x61x\xF8\x01", "x: malformed simple value"),
        (b"\xA1\x61x\xFF", "x: expected a value"),
        (b"\xA1\xFF\x00", "expected a string"),
    ] {
        assert_eq!(
            error::<Everything>(bytes),
            message,
            "{}",
            bytes.escape_ascii()
        );
    }
}

#[test]
fn nesting_is_limited() {
    for (open, levels) in [
        (b"\x81".as_slice(), 1),
        (b"\x9F", 1),
        (b"\xA1\x60", 1),
        (b"\xC6", 1),
    ] {
        let nested = |depth: usize| [&open.repeat(depth / levels), b"\xF6".as_slice()].concat();
        for depth in [MAX_DEPTH + 1, 1_000_000] {
            let message = from_slice::<Document>(&nested(depth)).unwrap_err().message;
            assert_eq!(message, "nests too deep");
            let skipped = [b"\xA1\x61x".as_slice(), &nested(depth)].concat();
            let message = from_slice::<Nothing>(&skipped).unwrap_err().message;
            assert_eq!(message, "nests too deep");
        }
    }
    let deepest = [&b"\x81".repeat(MAX_DEPTH)[..], b"\xF6"].concat();
    assert!(from_slice::<Document>(&deepest).is_ok());
}

#[test]
fn a_list_that_takes_much_more_memory_than_its_bytes_is_rejected() {
    let items = vec![0xA0; 10_000_000];
    let body = [b"\x9A\x00\x98\x96\x80".as_slice(), &items].concat();
    let error = from_slice::<Vec<Everything>>(&body).unwrap_err();
    assert_eq!(error.message, "takes too much memory for its length");
}
