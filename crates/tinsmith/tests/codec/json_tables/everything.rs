//! A structure with a member of every type, and its JSON.

use std::collections::BTreeMap;

use tinsmith::codec::ReadError;
use tinsmith::codec::json::{Json, from_slice, to_vec};
use tinsmith::{BigNumber, Blob, Document, Timestamp, Unit, UnknownMember};

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Everything {
    pub(crate) text: String,
    pub(crate) flag: Option<bool>,
    pub(crate) byte: Option<i8>,
    pub(crate) short: Option<i16>,
    pub(crate) int: i32,
    pub(crate) long: Option<i64>,
    pub(crate) float: Option<f32>,
    pub(crate) double: Option<f64>,
    pub(crate) big: Option<BigNumber>,
    pub(crate) epoch: Option<Timestamp>,
    pub(crate) date_time: Option<Timestamp>,
    pub(crate) http_date: Option<Timestamp>,
    pub(crate) dates: Option<Vec<Timestamp>>,
    pub(crate) blob: Option<Blob>,
    pub(crate) document: Option<Document>,
    pub(crate) list: Vec<String>,
    pub(crate) sparse: Option<Vec<Option<i32>>>,
    pub(crate) map: BTreeMap<Color, i32>,
    pub(crate) sparse_map: BTreeMap<String, Option<String>>,
    pub(crate) color: Option<Color>,
    pub(crate) level: Option<Level>,
    pub(crate) shape: Option<Shape>,
    pub(crate) next: Option<Box<Everything>>,
    pub(crate) r#type: Option<String>,
    pub(crate) not_in_the_body: i32,
}

tinsmith::shape! { Everything {
    text: "text".non_empty(),
    flag: "flag",
    byte: "byte",
    short: "short",
    int: "int",
    long: "long",
    float: "float",
    double: "double",
    big: "big",
    epoch: "epoch",
    date_time: "dateTime".date_time(),
    http_date: "httpDate".http_date(),
    dates: "dates".date_time().non_empty(),
    blob: "blob".non_empty(),
    document: "document",
    list: "list",
    sparse: "sparse",
    map: "map",
    sparse_map: "sparseMap",
    color: "color".non_empty(),
    level: "level",
    shape: "shape",
    next: "next",
    r#type: "type",
} }

#[derive(Clone)]
pub(crate) enum Color {
    Red,
    Green,
    Unknown(String),
}

tinsmith::string_enum! { Color { Red: "RED", Green: "GREEN" } }

#[derive(Clone, Debug)]
pub(crate) enum Level {
    Low,
    High,
    Unknown(i32),
}

tinsmith::int_enum! { Level { Low: 1, High: 2 } }

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    Point(Unit),
    Circle(f64),
    Labels(Vec<String>),
    At(Timestamp),
    Group(Box<Shape>),
    Unknown(UnknownMember),
}

tinsmith::shape! { union Shape {
    Point: "point",
    Circle: "circle",
    Labels: "labels".non_empty(),
    At: "at".date_time(),
    Group: "group",
} }

pub(crate) fn read(text: &str) -> Result<Everything, ReadError> {
    from_slice(text.as_bytes())
}

pub(crate) fn write<T: tinsmith::codec::Shape<Json>>(value: &T) -> Result<String, Vec<String>> {
    to_vec(value).map(|text| String::from_utf8(text).unwrap())
}

pub(crate) fn full() -> Everything {
    let date = Timestamp::from_millis(1_576_540_098_500);
    Everything {
        text: "a\"b\\c\n😹".to_owned(),
        flag: Some(true),
        byte: Some(i8::MIN),
        short: Some(i16::MAX),
        int: -1,
        long: Some(i64::MIN),
        float: Some(1.1),
        double: Some(5e-324),
        big: Some("12345678901234567890.5".parse().unwrap()),
        epoch: Some(date),
        date_time: Some(date),
        http_date: Some(Timestamp::from_seconds(1_576_540_098)),
        dates: Some(vec![date, Timestamp::EPOCH]),
        blob: Some(Blob::from("value")),
        document: Some(Document::object([("a", Document::from_iter([1, 2]))])),
        list: vec!["a".to_owned(), String::new()],
        sparse: Some(vec![Some(1), None]),
        map: BTreeMap::from([(Color::Red, 1), (Color::from("BLUE"), 2)]),
        sparse_map: BTreeMap::from([
            ("x".to_owned(), None),
            ("y".to_owned(), Some("z".to_owned())),
        ]),
        color: Some(Color::Green),
        level: Some(Level::High),
        shape: Some(Shape::Group(Box::new(Shape::Labels(vec!["l".to_owned()])))),
        next: Some(Box::new(Everything {
            text: "inner".to_owned(),
            ..Everything::default()
        })),
        r#type: Some("t".to_owned()),
        not_in_the_body: 0,
    }
}

pub(crate) const FULL: &str = concat!(
    r#"{"text":"a\"b\\c\n😹","flag":true,"byte":-128,"short":32767,"int":-1,"long":-9223372036854775808,"float":1.1,"#,
    r#""double":5e-324,"big":12345678901234567890.5,"epoch":1576540098.5,"dateTime":"2019-12-16T23:48:18.5Z","#,
    r#""httpDate":"Mon, 16 Dec 2019 23:48:18 GMT","dates":["2019-12-16T23:48:18.5Z","1970-01-01T00:00:00Z"],"#,
    r#""blob":"dmFsdWU=","document":{"a":[1,2]},"list":["a",""],"sparse":[1,null],"map":{"BLUE":2,"RED":1},"#,
    r#""sparseMap":{"x":null,"y":"z"},"color":"GREEN","level":2,"shape":{"group":{"labels":["l"]}},"#,
    r#""next":{"text":"inner","int":0,"list":[],"map":{},"sparseMap":{}},"type":"t"}"#,
);
