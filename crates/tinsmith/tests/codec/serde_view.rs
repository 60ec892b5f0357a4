//! The serde views of generated types, in formats of serde.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::de::value::Error;
use serde::de::{DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::json;
use tinsmith::codec::MAX_DEPTH;
use tinsmith::codec::json::{from_slice, to_vec};
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

tinsmith::shape! { Everything {
    text: "text".non_empty(),
    flag: "flag",
    int: "int",
    float: "float",
    double: "double",
    big: "big",
    epoch: "epoch",
    date_time: "dateTime".date_time(),
    http_date: "httpDate".http_date(),
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

#[derive(Clone)]
enum Color {
    Red,
    Unknown(String),
}

tinsmith::string_enum! { Color { Red: "RED" } }

#[derive(Clone, Debug)]
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

tinsmith::shape! { union Shape { Circle: "circle", Point: "point" } }

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
            // Members outside the body are never within another structure.
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
fn handwritten_timestamps_are_deserialized_in_any_format() {
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

#[test]
fn a_name_in_json_may_have_letters_that_json_escapes() {
    #[derive(Debug, Default, PartialEq)]
    struct Page {
        quoted: Option<i32>,
        plain: Option<i32>,
        size: Option<Size>,
    }
    tinsmith::shape! { Page {
        quoted: "quoted".json_name("a\\\"b\\\\n\\nü"),
        plain: "plain".json_name("a\\n"),
        size: "size".json_name(""),
    } }
    #[derive(Debug, PartialEq)]
    enum Size {
        Bytes(i32),
        Unknown(UnknownMember),
    }
    tinsmith::shape! { union Size { Bytes: "Bytes".json_name("\\\\") } }

    let page = Page {
        quoted: Some(1),
        plain: Some(2),
        size: Some(Size::Bytes(3)),
    };
    let wire = r#"{"a\"b\\n\nü":1,"a\n":2,"":{"\\":3}}"#;
    assert_eq!(to_vec(&page).unwrap(), wire.as_bytes());
    assert_eq!(from_slice::<Page>(wire.as_bytes()).unwrap(), page);
    let escaped_otherwise =
        r#"{ "" : {"\u005c":3}, "a\u000a":2, "a\u0022b\u005cn\n\u00fc":1, "a\\n":4 }"#;
    assert_eq!(
        from_slice::<Page>(escaped_otherwise.as_bytes()).unwrap(),
        page
    );
}

#[test]
fn a_member_with_another_name_in_json_has_the_model_s_name_in_a_view() {
    #[derive(Debug, Default, PartialEq)]
    struct Domain {
        name: Option<String>,
        size: Option<Size>,
    }
    tinsmith::shape! { Domain { name: "DomainName".json_name("domain-name"), size: "Size".json_name("size") } }
    #[derive(Debug, PartialEq)]
    enum Size {
        Bytes(i32),
        Unknown(UnknownMember),
    }
    tinsmith::shape! { union Size { Bytes: "Bytes".json_name("bytes") } }

    let domain = Domain {
        name: Some("d".to_owned()),
        size: Some(Size::Bytes(1)),
    };
    let wire = br#"{"domain-name":"d","size":{"bytes":1}}"#;
    assert_eq!(to_vec(&domain).unwrap(), wire);
    assert_eq!(from_slice::<Domain>(wire).unwrap(), domain);
    let spaced = br#"{ "size" : { "bytes" : 1 }, "domain-name" : "d" }"#;
    assert_eq!(from_slice::<Domain>(spaced).unwrap(), domain);
    let data = r#"{"DomainName":"d","Size":{"Bytes":1}}"#;
    assert_eq!(serde_json::to_string(&domain).unwrap(), data);
    assert_eq!(serde_json::from_str::<Domain>(data).unwrap(), domain);
    let other_names = r#"{"domain-name":"d"}"#;
    assert_eq!(
        serde_json::from_str::<Domain>(other_names).unwrap(),
        Domain::default()
    );
}

/// A format of serde without a depth limit: a value inside a number of others.
struct Nested {
    container: Container,
    levels: usize,
}

/// The value that contains another one.
#[derive(Clone, Copy)]
enum Container {
    Map,
    List,
    Newtype,
    Some,
}

impl Nested {
    fn inner(&self) -> Option<Self> {
        let levels = self.levels.checked_sub(1)?;
        Some(Self { levels, ..*self })
    }
}

impl<'de> Deserializer<'de> for Nested {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Some(inner) = self.inner() else {
            return visitor.visit_unit();
        };
        match self.container {
            Container::Map => visitor.visit_map(One(Some(inner))),
            Container::List => visitor.visit_seq(One(Some(inner))),
            Container::Newtype => visitor.visit_newtype_struct(inner),
            Container::Some => visitor.visit_some(inner),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A map or list of one value.
struct One(Option<Nested>);

impl<'de> MapAccess<'de> for One {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let name = self.0.is_some().then(|| "next".into_deserializer());
        name.map(|name| seed.deserialize(name)).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(self.0.take().unwrap())
    }
}

impl<'de> SeqAccess<'de> for One {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        self.0
            .take()
            .map(|inner| seed.deserialize(inner))
            .transpose()
    }
}

#[test]
fn a_format_without_a_depth_limit_has_that_of_json() {
    let too_deep = "nests too deep";
    let nested = |container, levels| Nested { container, levels };
    let message = |container, levels| {
        let document = Document::deserialize(nested(container, levels));
        document.map_or_else(|error| error.to_string(), |_| "deserialized".to_owned())
    };
    for container in [
        Container::Map,
        Container::List,
        Container::Newtype,
        Container::Some,
    ] {
        assert_eq!(message(container, MAX_DEPTH), "deserialized");
        for levels in [MAX_DEPTH + 1, 3_000, 100_000] {
            assert_eq!(message(container, levels), too_deep);
        }
    }
    assert!(Everything::deserialize(nested(Container::Map, MAX_DEPTH)).is_ok());
    for levels in [MAX_DEPTH + 1, 100_000] {
        let error = Everything::deserialize(nested(Container::Map, levels)).unwrap_err();
        assert_eq!(error.to_string(), too_deep);
    }
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
