//! XML, as the tables of structures, unions and enums read and write it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tinsmith::codec::xml::{from_slice, to_vec};
use tinsmith::codec::{MAX_DEPTH, Member, Shape};
use tinsmith::{BigNumber, Blob, Document, Timestamp, Unit, UnknownMember, xml_traits};

use crate::json_tables::everything::{Color, Level};

const ROOT: Member = Member::new("\"Everything\":")
    .xml_traits(const { &xml_traits! { namespace("", "http://example.com/") } });

#[derive(Clone, Debug, Default, PartialEq)]
struct Everything {
    kind: Option<String>,
    count: Option<i32>,
    text: String,
    flag: Option<bool>,
    byte: Option<i8>,
    long: Option<i64>,
    float: Option<f32>,
    double: Option<f64>,
    big: Option<BigNumber>,
    date_time: Option<Timestamp>,
    epoch: Option<Timestamp>,
    http_dates: Option<Vec<Timestamp>>,
    blob: Option<Blob>,
    list: Option<Vec<String>>,
    named: Option<Vec<String>>,
    flat: Option<Vec<Everything>>,
    nested: Vec<Vec<i32>>,
    map: BTreeMap<Color, i32>,
    named_map: Option<BTreeMap<String, Vec<String>>>,
    flat_map: Option<BTreeMap<String, String>>,
    level: Option<Level>,
    choice: Option<Choice>,
    next: Option<Box<Everything>>,
}

tinsmith::shape! { Everything {
    kind: "kind" as { name("xsi:type"), attribute() },
    count: "count" as { attribute() },
    text: "text".non_empty(),
    flag: "flag",
    byte: "byte",
    long: "long",
    float: "float",
    double: "double",
    big: "big",
    date_time: "dateTime",
    epoch: "epoch".epoch_seconds(),
    http_dates: "httpDates".http_date(),
    blob: "blob",
    list: "list",
    named: "named" as { name("Names"), item { name("Name"), namespace("n", "urn:n") } },
    flat: "flat" as { name("Flat"), flattened() },
    nested: "nested" as { item { name("row"), item { name("cell") } } },
    map: "map",
    named_map: "namedMap" as { key { name("K") }, item { name("V"), item { name("i") } } },
    flat_map: "flatMap" as { flattened(), namespace("f", "urn:f") },
    level: "level",
    choice: "choice",
    next: "next" as { namespace("xsi", "urn:xsi") },
} }

#[derive(Clone, Debug, PartialEq)]
enum Choice {
    Point(Unit),
    Circle(f64),
    Labels(Vec<String>),
    Unknown(UnknownMember),
}

tinsmith::shape! { union Choice {
    Point: "point",
    Circle: "circle" as { name("Circle") },
    Labels: "labels" as { item { name("l") } },
} }

fn full() -> Everything {
    let date = Timestamp::from_millis(1_576_540_098_500);
    Everything {
        kind: Some("<a & \"b\">\n".to_owned()),
        count: Some(-3),
        text: " <&>\"' é😹 ".to_owned(),
        flag: Some(true),
        byte: Some(i8::MIN),
        long: Some(i64::MAX),
        float: Some(1.1),
        double: Some(f64::NEG_INFINITY),
        big: Some("12345678901234567890.5".parse().unwrap()),
        date_time: Some(date),
        epoch: Some(date),
        http_dates: Some(vec![Timestamp::from_seconds(1_576_540_098)]),
        blob: Some(Blob::from("value")),
        list: Some(vec!["a".to_owned(), String::new()]),
        named: Some(vec!["n".to_owned()]),
        flat: Some(vec![
            Everything {
                text: "x".to_owned(),
                ..Everything::default()
            },
            Everything {
                text: "y".to_owned(),
                ..Everything::default()
            },
        ]),
        nested: vec![vec![1, 2], vec![]],
        map: BTreeMap::from([(Color::Red, 1), (Color::from("BLUE"), 2)]),
        named_map: Some(BTreeMap::from([(
            "k".to_owned(),
            vec!["v".to_owned(), "w".to_owned()],
        )])),
        flat_map: Some(BTreeMap::from([
            ("a".to_owned(), "1".to_owned()),
            ("b".to_owned(), String::new()),
        ])),
        level: Some(Level::High),
        choice: Some(Choice::Labels(vec!["l".to_owned()])),
        next: Some(Box::new(Everything {
            kind: Some("t".to_owned()),
            text: "inner".to_owned(),
            ..Everything::default()
        })),
    }
}

const FULL: &str = concat!(
    r#"<Everything xmlns="http://example.com/" xsi:type="&lt;a &amp; &quot;b&quot;&gt;&#xA;" count="-3">"#,
    r#"<text> &lt;&amp;&gt;"' é😹 </text><flag>true</flag><byte>-128</byte><long>9223372036854775807</long>"#,
    r#"<float>1.1</float><double>-Infinity</double><big>12345678901234567890.5</big>"#,
    r#"<dateTime>2019-12-16T23:48:18.5Z</dateTime><epoch>1576540098.5</epoch>"#,
    r#"<httpDates><member>Mon, 16 Dec 2019 23:48:18 GMT</member></httpDates><blob>dmFsdWU=</blob>"#,
    r#"<list><member>a</member><member></member></list><Names><Name xmlns:n="urn:n">n</Name></Names>"#,
    r#"<Flat><text>x</text><nested></nested><map></map></Flat><Flat><text>y</text><nested></nested><map></map></Flat>"#,
    r#"<nested><row><cell>1</cell><cell>2</cell></row><row></row></nested>"#,
    r#"<map><entry><key>BLUE</key><value>2</value></entry><entry><key>RED</key><value>1</value></entry></map>"#,
    r#"<namedMap><entry><K>k</K><V><i>v</i><i>w</i></V></entry></namedMap>"#,
    r#"<flatMap xmlns:f="urn:f"><key>a</key><value>1</value></flatMap>"#,
    r#"<flatMap xmlns:f="urn:f"><key>b</key><value></value></flatMap>"#,
    r#"<level>2</level><choice><labels><l>l</l></labels></choice>"#,
    r#"<next xmlns:xsi="urn:xsi" xsi:type="t"><text>inner</text><nested></nested><map></map></next></Everything>"#,
);

fn read(text: &str) -> Everything {
    from_slice(text.as_bytes()).unwrap()
}

/// Returns the path and the message of the error.
fn error<T: Shape<tinsmith::codec::xml::Xml> + std::fmt::Debug>(text: &str) -> String {
    let error = from_slice::<T>(text.as_bytes()).unwrap_err();
    if error.path.is_empty() {
        error.message.to_owned()
    } else {
        format!("{}: {}", error.path, error.message)
    }
}

fn with_text(text: &str) -> Everything {
    Everything {
        text: text.to_owned(),
        ..Everything::default()
    }
}

#[test]
fn every_type_of_member_is_written_and_read_back() {
    let written = to_vec(&full(), &ROOT).unwrap();
    assert_eq!(String::from_utf8(written).unwrap(), FULL);
    assert_eq!(read(FULL), full());
}

#[test]
fn declarations_comments_prefixes_and_white_space_are_accepted() {
    let everything = read(
        "\u{FEFF}<?xml version=\"1.0\" encoding='UTF-8'?>\n<!-- <a> -->\n<x:E xmlns:x='urn:x' x:count = '1'>\n \
         <?pi <b> ?><x:list>\n<!-- c --><x:member>a</x:member ></x:list> text <x:byte>\n 5 <!-- 6 --></x:byte></x:E>\n<!-- -->\n",
    );
    let expected = Everything {
        count: Some(1),
        list: Some(vec!["a".to_owned()]),
        byte: Some(5),
        ..Everything::default()
    };
    assert_eq!(everything, expected);
}

#[test]
fn text_is_made_of_pieces() {
    let text = "<E><text>a<![CDATA[<b>&amp;]]]]><!-- x -->&lt;<?x?>c</text></E>";
    assert_eq!(read(text), with_text("a<b>&amp;]]<c"));
    assert_eq!(read("<E><text>a\r\nb\rc</text></E>"), with_text("a\nb\nc"));
    assert_eq!(read("<E><text/></E>"), with_text(""));
}

#[test]
fn empty_elements_are_empty_values() {
    let everything = read("<E><text/><list/><flat/><map></map><blob/><next/></E>");
    let expected = Everything {
        list: Some(Vec::new()),
        blob: Some(Blob::default()),
        next: Some(Box::default()),
        ..Everything::default()
    };
    assert_eq!(everything, expected);
    assert_eq!(read("<E/>"), Everything::default());
    assert_eq!(read("<E></E>"), Everything::default());
}

#[test]
fn members_are_found_in_any_order_and_unknown_ones_skipped() {
    let everything = read(
        "<E other='1'><long>2</long><x><y><text>no</text></y><z/></x><Flat><text>a</text></Flat><texts>no</texts>\
         <text>t</text><Flat><text>b</text></Flat></E>",
    );
    let expected = Everything {
        text: "t".to_owned(),
        long: Some(2),
        flat: Some(vec![with_text("a"), with_text("b")]),
        ..Everything::default()
    };
    assert_eq!(everything, expected);
}

#[test]
fn the_last_of_repeated_members_counts_unless_they_are_flattened() {
    let everything = read(
        "<E><byte>1</byte><list><member>a</member></list><byte>2</byte><list><member>b</member></list></E>",
    );
    let expected = Everything {
        byte: Some(2),
        list: Some(vec!["b".to_owned()]),
        ..Everything::default()
    };
    assert_eq!(everything, expected);
}

#[test]
fn a_key_may_follow_its_value_and_a_value_may_be_absent() {
    let everything = read(
        "<E><map><entry><value>1</value><x/><key>RED</key></entry><entry><key>GREEN</key></entry>\
         <entry><key>BLUE</key><x/><value>2</value><y/></entry></map>\
         <flatMap><value><![CDATA[v]]></value><key>k</key></flatMap><byte>3</byte><flatMap><key>l</key><value/></flatMap></E>",
    );
    let expected = Everything {
        map: BTreeMap::from([(Color::Red, 1), (Color::from("BLUE"), 2)]),
        flat_map: Some(BTreeMap::from([
            ("k".to_owned(), "v".to_owned()),
            ("l".to_owned(), String::new()),
        ])),
        byte: Some(3),
        ..Everything::default()
    };
    assert_eq!(everything, expected);
    assert_eq!(
        error::<Everything>("<E><map><entry><value>1</value></entry></map></E>"),
        "map.entry: expected an entry with a key"
    );
}

#[test]
fn a_union_has_one_member() {
    let union = |text: &str| from_slice::<Choice>(text.as_bytes()).map_err(|error| error.message);
    assert_eq!(union("<c><point/></c>"), Ok(Choice::Point(Unit::default())));
    assert_eq!(
        union("<c> <Circle> 1.5 </Circle> </c>"),
        Ok(Choice::Circle(1.5))
    );
    let unknown = UnknownMember::new("square", Document::from("12"));
    assert_eq!(
        union("<c><square><a>1</a><b/>2</square></c>"),
        Ok(Choice::Unknown(unknown))
    );
    assert_eq!(
        union("<c><Circle>1</Circle><labels/></c>"),
        Err("expected one member in a union")
    );
    assert_eq!(union("<c/>"), Ok(Choice::default()));
}

#[test]
fn an_error_has_the_path_to_the_value() {
    for (text, expected) in [
        ("<E><byte>128</byte></E>", "byte: number out of range"),
        ("<E><byte/></E>", "byte: expected a number"),
        ("<E count='x'/>", "count: expected a number"),
        ("<E><flag>yes</flag></E>", "flag: expected true or false"),
        ("<E><blob>*</blob></E>", "blob: expected base64"),
        (
            "<E><double>1e999</double></E>",
            "double: number out of range",
        ),
        ("<E><double>inf</double></E>", "double: expected a number"),
        ("<E><text><a/></text></E>", "text: expected text"),
        ("<E><text>&nbsp;</text></E>", "text: unknown entity"),
        (
            "<E><Flat/><Flat/><Flat><next><nested><row/><row><cell>1</cell><cell>x</cell></row></nested></next></Flat></E>",
            "Flat[2].next.nested.row[1].cell[1]: expected a number",
        ),
    ] {
        assert_eq!(error::<Everything>(text), expected, "{text}");
    }
}

#[test]
fn a_request_reports_every_invalid_value_with_its_path() {
    let everything = Everything {
        kind: Some("\0".to_owned()),
        list: Some(vec!["a".to_owned(), "\u{1}".to_owned()]),
        map: BTreeMap::from([(Color::Red, 1)]),
        named_map: Some(BTreeMap::from([(
            "a b".to_owned(),
            vec!["\u{2}".to_owned()],
        )])),
        choice: Some(Choice::default()),
        next: Some(Box::default()),
        ..Everything::default()
    };
    assert_eq!(
        to_vec(&everything, &ROOT).unwrap_err(),
        [
            "kind: has a character that XML cannot represent",
            "text: must not be empty",
            "list[1]: has a character that XML cannot represent",
            "namedMap[\"a b\"][0]: has a character that XML cannot represent",
            "choice: a member of the union must be set",
            "next.text: must not be empty",
        ]
    );
}

#[test]
fn malformed_text_is_rejected() {
    for (text, message) in [
        ("", "cut short"),
        (" <!-- -->", "cut short"),
        ("<E>", "cut short"),
        ("<E", "cut short"),
        ("<E><text>a", "text: cut short"),
        ("<E><text>a</E>", "text: end tag without its start tag"),
        ("<E></F>", "end tag without its start tag"),
        ("<a:E></b:E>", "end tag without its start tag"),
        (
            "<E><x><y></x></y></E>",
            "x.y: end tag without its start tag",
        ),
        ("<E><![CDATA[x</E>", "cut short"),
        ("<E><!-- </E>", "cut short"),
        ("</E>", "end tag without its start tag"),
        ("<E/><E/>", "expected the end"),
        ("<E/>x", "expected an element"),
        ("x<E/>", "expected an element"),
        ("<E/></E>", "end tag without its start tag"),
        ("<E><a></E></a>", "a: end tag without its start tag"),
        ("<E a='1' b/>", "malformed attribute"),
        ("<E a=1/>", "malformed attribute"),
        ("<E a='1'b='2'/>", "malformed attribute"),
        ("<E b='1' a='&b;'/>", "a: unknown entity"),
        ("<E><x><y>&z</y></x></E>", "x.y: malformed reference"),
        ("<E>&x;</E>", "unknown entity"),
        (
            "<!DOCTYPE E><E/>",
            "document type declarations are not supported",
        ),
        (
            "<!DOCTYPE E [<!ENTITY a \"b\">]><E><text>&a;</text></E>",
            "document type declarations are not supported",
        ),
        (
            "<E><!ENTITY a 'b'></E>",
            "document type declarations are not supported",
        ),
    ] {
        assert_eq!(error::<Everything>(text), message, "{text}");
    }
    let error = from_slice::<Everything>(b"<E><text>\xFF</text></E>").unwrap_err();
    assert_eq!((error.message, error.path.as_str()), ("not UTF-8", "text"));
    // Also where nothing is read, and in an encoding that the declaration names.
    for text in [
        b"<E><x y='\xFF'/></E>".as_slice(),
        b"<E><!-- \xC3 --></E>",
        b"<?xml version='1.0' encoding='ISO-8859-1'?><E><text>\xE9</text></E>",
        b"\xFF\xFE<\0E\0/\0>\0",
    ] {
        let error = from_slice::<Everything>(text).unwrap_err();
        assert_eq!(error.message, "not UTF-8", "{}", text.escape_ascii());
    }
}

#[test]
fn nesting_is_limited() {
    for name in ["next", "x"] {
        let nested = |levels: usize| {
            let (start, end) = (format!("<{name}>"), format!("</{name}>"));
            format!("<E>{}{}</E>", start.repeat(levels), end.repeat(levels))
        };
        assert!(from_slice::<Everything>(nested(MAX_DEPTH - 1).as_bytes()).is_ok());
        for levels in [MAX_DEPTH, 1_000_000] {
            let error = from_slice::<Everything>(nested(levels).as_bytes()).unwrap_err();
            assert_eq!(error.message, "nests too deep");
        }
    }
}

#[test]
fn a_list_that_takes_much_more_memory_than_its_text_is_rejected() {
    let body = format!("<E>{}</E>", "<a/>".repeat(2_000_000));
    let error = from_slice::<Vec<Everything>>(body.as_bytes()).unwrap_err();
    assert_eq!(error.message, "takes too much memory for its length");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(<[/!?]?(E|text|flat|map|entry|key|value|choice|-|\\[CDATA\\[)?( count=')?[/'?\\]]?[>\\-]{0,2}|[a&;#x1 ]|\\PC){0,30}") {
        let _ = from_slice::<Everything>(text.as_bytes());
        let _ = from_slice::<Choice>(text.as_bytes());
        let _ = from_slice::<BTreeMap<String, Vec<String>>>(text.as_bytes());
    }

    #[test]
    fn a_document_is_rejected_if_its_end_is_missing(cut in 0..FULL.len()) {
        prop_assert!(from_slice::<Everything>(&FULL.as_bytes()[..cut]).is_err());
    }

    #[test]
    fn maps_and_lists_of_any_text_survive_the_round_trip(
        map in prop::collection::btree_map("[^\\p{Cc}]{0,5}", prop::collection::vec("[^\\p{Cc}]{0,5}[\n\r\t]?", 0..4), 0..4),
    ) {
        let everything = Everything { named_map: Some(map), text: "t".to_owned(), ..Everything::default() };
        let written = to_vec(&everything, &ROOT).unwrap();
        prop_assert_eq!(from_slice::<Everything>(&written).unwrap(), everything);
    }
}
