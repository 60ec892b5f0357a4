//! Generated types as data of serde's formats.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;
use tinsmith::{BigNumber, Blob, Document, Timestamp, Unit, UnknownMember};

#[derive(Clone, Debug, Default, PartialEq)]
struct Everything {
    label: Option<String>,
    text: String,
    flag: Option<bool>,
    int: i64,
    float: Option<f32>,
    double: Option<f64>,
    big: Option<BigNumber>,
    epoch: Option<Timestamp>,
    date_time: Option<Timestamp>,
    http_date: Option<Timestamp>,
    blob: Option<Blob>,
    document: Option<Document>,
    sparse: Option<Vec<Option<i32>>>,
    map: BTreeMap<Color, Vec<String>>,
    level: Option<Level>,
    shape: Option<Shape>,
    next: Option<Box<Everything>>,
}

tinsmith::json! { Everything {
    text: "text" as NonEmpty,
    flag: "flag",
    int: "int",
    float: "float",
    double: "double",
    big: "big",
    epoch: "epoch",
    date_time: "dateTime" as DateTime,
    http_date: "httpDate" as HttpDate,
    blob: "blob",
    document: "document",
    sparse: "sparse",
    map: "map",
    level: "level",
    shape: "shape",
    next: "next",
} and {
    label: "label",
} }

#[derive(Clone, Debug, PartialEq, PartialOrd, Ord)]
enum Color {
    Red,
    Unknown(String),
}

tinsmith::string_enum! { Color { Red: "RED" } }

#[derive(Clone, Debug, PartialEq)]
enum Level {
    Low,
    Unknown(i32),
}

tinsmith::int_enum! { Level { Low: 1 } }

#[derive(Clone, Debug, PartialEq)]
enum Shape {
    Circle(f64),
    Point(Unit),
    Unknown(UnknownMember),
}

tinsmith::json! { union Shape { Circle: "circle", Point: "point" } }

fn everything() -> Everything {
    Everything {
        label: Some("in the path".to_owned()),
        flag: Some(true),
        int: i64::MIN,
        float: Some(0.1),
        double: Some(f64::INFINITY),
        big: Some("123456789012345678901234567890.50".parse().unwrap()),
        epoch: Some(Timestamp::new(1_697_095_800, 123_456_000)),
        date_time: Some(Timestamp::new(1_697_095_800, 123_456_789)),
        http_date: Some(Timestamp::new(1_697_095_800, 0)),
        blob: Some(Blob::from(vec![0, 255])),
        document: Some(Document::object([("a", Document::from_iter([1, 2]))])),
        sparse: Some(vec![Some(1), None]),
        map: BTreeMap::from([(Color::Red, vec!["\"\u{1}é".to_owned()])]),
        level: Some(Level::Unknown(7)),
        shape: Some(Shape::Circle(-0.0)),
        ..Everything::default()
    }
}

#[test]
fn a_structure_is_an_object_of_its_members_wherever_http_carries_them() {
    let value = Everything {
        next: Some(Box::new(Everything {
            // What HTTP carries elsewhere is never within another structure.
            label: None,
            ..everything()
        })),
        ..everything()
    };
    let text = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<Everything>(&text).unwrap(), value);
    assert_eq!(
        serde_json::to_value(everything()).unwrap(),
        json!({
            "label": "in the path", "text": "", "flag": true, "int": i64::MIN, "float": 0.1, "double": "Infinity",
            "big": "123456789012345678901234567890.50", "epoch": 1_697_095_800.123456, "dateTime": "2023-10-12T07:30:00.123456789Z",
            "httpDate": "Thu, 12 Oct 2023 07:30:00 GMT", "blob": "AP8=", "document": {"a": [1, 2]}, "sparse": [1, null],
            "map": {"RED": ["\"\u{1}é"]}, "level": 7, "shape": {"circle": -0.0},
        })
    );
}

#[test]
fn members_keep_the_order_of_the_model() {
    let text = serde_json::to_string(&everything()).unwrap();
    assert!(
        text.starts_with(r#"{"text":"","flag":true,"int":"#),
        "{text}"
    );
}

#[test]
fn what_only_a_newer_model_knows_stays_as_it_came() {
    for text in [r#"{"square":{"side":[1,2.5]}}"#, r#"{"point":{}}"#, "{}"] {
        let shape: Shape = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&shape).unwrap(), text);
    }
    let color: Color = serde_json::from_str(r#""PINK""#).unwrap();
    assert_eq!(serde_json::to_string(&color).unwrap(), r#""PINK""#);
}

#[test]
fn timestamps_are_read_in_whatever_form_they_were_written_by_hand() {
    let noon = Timestamp::new(1_697_112_000, 0);
    for written in [
        json!(1_697_112_000),
        json!(1_697_112_000.0),
        json!("2023-10-12T12:00:00Z"),
        json!("2023-10-12T14:00:00+02:00"),
        json!("Thu, 12 Oct 2023 12:00:00 GMT"),
    ] {
        for member in ["epoch", "dateTime"] {
            let value: Everything = serde_json::from_value(json!({ member: written })).unwrap();
            assert_eq!(
                value.epoch.or(value.date_time),
                Some(noon),
                "{member}: {written}"
            );
        }
    }
    assert_eq!(serde_json::to_value(noon).unwrap(), "2023-10-12T12:00:00Z");
    assert_eq!(
        serde_json::from_value::<Timestamp>(json!(1_697_112_000)).unwrap(),
        noon
    );
}

#[test]
fn what_is_no_member_s_value_is_an_error_with_its_path() {
    let error = |value| {
        serde_json::from_value::<Everything>(value)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        error(json!({"next": {"int": "one"}})),
        "next.int: expected a number"
    );
    assert_eq!(
        error(json!({"epoch": "noon"})).split(':').next(),
        Some("epoch")
    );
    assert_eq!(error(json!({"big": "one"})), "big: expected a number");
    assert_eq!(error(json!([])), "expected an object");
    assert_eq!(error(json!(null)), "expected an object");
}

#[test]
fn own_types_can_hold_generated_ones() {
    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Row {
        at: Timestamp,
        color: Color,
        shapes: Vec<Shape>,
        none: Option<Everything>,
    }
    let row = Row {
        at: Timestamp::new(0, 1),
        color: Color::Red,
        shapes: vec![Shape::Point(Unit::default())],
        none: None,
    };
    let text = serde_json::to_string(&row).unwrap();
    assert_eq!(
        text,
        r#"{"at":"1970-01-01T00:00:00.000000001Z","color":"RED","shapes":[{"point":{}}],"none":null}"#
    );
    assert_eq!(serde_json::from_str::<Row>(&text).unwrap(), row);
}

proptest! {
    #[test]
    fn any_document_comes_back_as_it_was(text in "\\PC*", whole in any::<i64>(), double in any::<f64>(), items in prop::collection::vec(any::<bool>(), 0..4)) {
        prop_assume!(double.is_finite());
        let document = Document::object([
            (text.clone(), Document::from(text)),
            ("whole".to_owned(), whole.into()),
            ("double".to_owned(), double.into()),
            ("items".to_owned(), Document::from_iter(items)),
        ]);
        let value = serde_json::to_value(&document).unwrap();
        prop_assert_eq!(serde_json::from_value::<Document>(value).unwrap(), document);
    }
}
