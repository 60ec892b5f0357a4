//! CBOR, compared with what ciborium reads and writes.

use std::collections::BTreeMap;

use ciborium::Value;
use proptest::prelude::*;
use tinsmith::codec::cbor::{from_slice, to_vec};
use tinsmith::{Blob, Document, Number, Timestamp};

use crate::cbor::{Nothing, encoded, map};
use crate::json_tables::everything::{Color, Everything, Shape as Union};

#[test]
fn ciborium_reads_what_is_written() {
    let everything = Everything {
        text: "t".to_owned(),
        flag: Some(false),
        long: Some(-500),
        double: Some(1.5),
        http_date: Some(Timestamp::new(1, 500_000_000)),
        epoch: Some(Timestamp::from_seconds(-1)),
        blob: Some(Blob::from("ab")),
        sparse: Some(vec![Some(70_000), None]),
        shape: Some(Union::Circle(2.0)),
        ..Everything::default()
    };
    let written: Value = ciborium::from_reader(&*to_vec(&everything).unwrap()).unwrap();
    let expected = map([
        ("text", "t".into()),
        ("flag", false.into()),
        ("int", 0.into()),
        ("long", (-500).into()),
        ("double", 1.5.into()),
        ("epoch", Value::Tag(1, Box::new((-1).into()))),
        ("httpDate", Value::Tag(1, Box::new(1.5.into()))),
        ("blob", Value::Bytes(b"ab".to_vec())),
        ("list", Value::Array(Vec::new())),
        ("sparse", Value::Array(vec![70_000.into(), Value::Null])),
        ("map", map([])),
        ("sparseMap", map([])),
        ("shape", map([("circle", 2.0.into())])),
    ]);
    assert_eq!(written, expected);
}

fn values() -> impl Strategy<Value = Value> {
    let leaves = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("NaN does not equal itself", |number| !number.is_nan())
            .prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        "[a-z]{0,3}".prop_map(Value::from),
    ];
    leaves.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::btree_map("[a-zé]{0,3}", inner, 0..6).prop_map(|entries| {
                let entries = entries.into_iter();
                Value::Map(entries.map(|(key, value)| (key.into(), value)).collect())
            }),
        ]
    })
}

fn document(value: &Value) -> Document {
    match value {
        Value::Bool(boolean) => (*boolean).into(),
        Value::Integer(integer) => match u64::try_from(*integer) {
            Ok(integer) => Number::from(integer).into(),
            Err(_) => Number::from(i64::try_from(*integer).unwrap()).into(),
        },
        Value::Float(float) => (*float).into(),
        Value::Text(text) => text.as_str().into(),
        Value::Array(items) => items.iter().map(document).collect(),
        Value::Map(entries) => Document::object(
            entries
                .iter()
                .map(|(key, value)| (key.as_text().unwrap(), document(value))),
        ),
        _ => Document::Null,
    }
}

proptest! {
    #[test]
    fn any_value_of_ciborium_is_read_and_written_as_the_same(value in values()) {
        let expected = document(&value);
        let bytes = encoded(&value);
        prop_assert_eq!(&from_slice::<Document>(&bytes).unwrap(), &expected);
        let again: Value = ciborium::from_reader(&*to_vec(&expected).unwrap()).unwrap();
        prop_assert_eq!(document(&again), expected);
    }

    #[test]
    fn a_value_is_rejected_if_a_byte_is_missing_or_added(value in values(), cut in any::<prop::sample::Index>()) {
        let mut bytes = encoded(&value);
        let length = cut.index(bytes.len());
        prop_assert!(from_slice::<Document>(&bytes[..length]).is_err());
        bytes.push(0);
        prop_assert!(from_slice::<Document>(&bytes).is_err());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let _ = from_slice::<Document>(&bytes);
        let _ = from_slice::<Nothing>(&bytes);
        let _ = from_slice::<Everything>(&bytes);
    }

    #[test]
    fn maps_of_enums_survive_the_round_trip(entries in prop::collection::btree_map("[A-Z]{1,3}", any::<i32>(), 0..5)) {
        let map: BTreeMap<Color, i32> = entries.iter().map(|(key, value)| (Color::from(key.as_str()), *value)).collect();
        prop_assert_eq!(from_slice::<BTreeMap<Color, i32>>(&to_vec(&map).unwrap()).unwrap(), map);
    }
}
