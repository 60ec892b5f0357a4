//! The serde views of numbers, dates and times that a format has as maps with a private name, or as integers beyond 64 bits.

use serde::de::value::{Error, MapDeserializer};
use serde::de::{IntoDeserializer, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::json;
use tinsmith::{BigNumber, Document, Timestamp};

/// The name of `serde_json` with its feature `arbitrary_precision`. The program of this test lacks the feature.
const NUMBER: &str = "$serde_json::private::Number";
/// The name of `toml`.
const DATE_TIME: &str = "$__toml_private_datetime";

#[derive(Clone, Debug, Default, PartialEq)]
struct Scalars {
    int: i64,
    float: Option<f32>,
    double: Option<f64>,
    big: Option<BigNumber>,
    epoch: Option<Timestamp>,
    date_time: Option<Timestamp>,
}

tinsmith::shape! { Scalars {
    int: "int",
    float: "float",
    double: "double",
    big: "big",
    epoch: "epoch",
    date_time: "dateTime".date_time(),
} }

/// A value of a format.
#[derive(Clone)]
enum Value {
    /// A map of one text.
    Map(&'static str, &'static str),
    Unsigned(u128),
    Signed(i128),
}

impl<'de> Deserializer<'de> for Value {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Map(name, text) => visitor.visit_map(map([(name, text)])),
            Self::Unsigned(value) => visitor.visit_u128(value),
            Self::Signed(value) => visitor.visit_i128(value),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl IntoDeserializer<'_, Error> for Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

type Entries<V, const N: usize> = std::array::IntoIter<(&'static str, V), N>;

fn map<'de, V: IntoDeserializer<'de, Error>, const N: usize>(
    entries: [(&'static str, V); N],
) -> MapDeserializer<'de, Entries<V, N>, Error> {
    MapDeserializer::new(entries.into_iter())
}

fn read(member: &'static str, value: Value) -> Result<Scalars, Error> {
    Scalars::deserialize(map([(member, value)]))
}

#[test]
fn a_number_that_is_a_map_in_a_format_is_a_number() {
    let number = |text| Value::Map(NUMBER, text);
    let with = |member, text| read(member, number(text)).unwrap();
    assert_eq!(with("double", "1.5").double, Some(1.5));
    assert_eq!(with("float", "-1e3").float, Some(-1000.0));
    assert_eq!(with("int", "1.0").int, 1);
    let epoch = with("epoch", "1697095800.25").epoch;
    assert_eq!(epoch, Some(Timestamp::new(1_697_095_800, 250_000_000)));
    let digits = "123456789012345678901234567890.5";
    let big: BigNumber = digits.parse().unwrap();
    assert_eq!(with("big", digits).big, Some(big));
    let entries = [("a", number("1.5")), ("b", Value::Map("c", "1.5"))];
    let expected = Document::object([
        ("a", Document::from(1.5)),
        ("b", Document::object([("c", Document::from("1.5"))])),
    ]);
    assert_eq!(Document::deserialize(map(entries)), Ok(expected));
}

#[test]
fn integers_beyond_64_bits_are_numbers() {
    for (value, digits) in [
        (Value::Unsigned(u128::MAX), u128::MAX.to_string()),
        (Value::Signed(i128::MIN), i128::MIN.to_string()),
    ] {
        let big: BigNumber = digits.parse().unwrap();
        assert_eq!(read("big", value.clone()).unwrap().big, Some(big));
        let double = read("double", value.clone()).unwrap().double;
        assert_eq!(double, digits.parse().ok());
        let error = read("int", value).unwrap_err();
        assert_eq!(error.to_string(), "int: number out of range");
    }
}

#[test]
fn a_date_and_time_that_is_a_map_in_a_format_is_a_text() {
    for text in [
        "2023-10-12T07:30:00Z",
        "2023-10-12T09:30:00+02:00",
        "2023-10-12T07:30:00",
    ] {
        let scalars = read("dateTime", Value::Map(DATE_TIME, text)).unwrap();
        let expected = Timestamp::new(1_697_095_800, 0);
        assert_eq!(scalars.date_time, Some(expected), "{text}");
    }
    let document = Document::deserialize(Value::Map(DATE_TIME, "07:30:00"));
    assert_eq!(document, Ok(Document::from("07:30:00")));
}

#[test]
fn other_maps_with_these_names_stay_maps() {
    for (name, text) in [
        (NUMBER, ""),
        (NUMBER, "one"),
        (NUMBER, "1 "),
        (NUMBER, "1."),
        (NUMBER, "NaN"),
        (NUMBER, "1\""),
        (NUMBER, "\\"),
        (DATE_TIME, "\""),
        (DATE_TIME, "\\"),
    ] {
        let expected = Document::object([(name, Document::from(text))]);
        let document = Document::deserialize(Value::Map(name, text));
        assert_eq!(document, Ok(expected), "{text}");
    }
    for value in [
        json!({ NUMBER: "1", "a": "2" }),
        json!({ "!": "2", NUMBER: "1" }),
        json!({ NUMBER: ["1"] }),
        json!({ NUMBER: {} }),
        json!({ DATE_TIME: "1", "a": "2" }),
    ] {
        let document: Document = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(&document).unwrap(), value);
    }
}
