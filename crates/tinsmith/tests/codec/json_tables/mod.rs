//! The reading and writing of JSON by the tables of structures, unions and enums.

pub(crate) mod everything;

use std::collections::BTreeMap;

use proptest::prelude::*;
use tinsmith::codec::MAX_DEPTH;
use tinsmith::codec::json::from_slice;
use tinsmith::{Blob, Document, Unit, UnknownMember};

use self::everything::{Color, Everything, FULL, Level, Shape, full, read, write};

#[test]
fn every_type_of_member_is_written_and_read_back() {
    assert_eq!(write(&full()).unwrap(), FULL);
    assert_eq!(read(FULL).unwrap(), full());
}

#[test]
fn members_are_found_in_any_order_and_unknown_ones_skipped() {
    let everything = read(
        r#" { "long" : 2 , "x" : [ { "text" : 1 } , "\ud83d\ude39" ] , "int" : 1 , "te\u0078t" : "t" , "tex" : 0, "text " : 0 } "#,
    )
    .unwrap();
    assert_eq!(
        everything,
        Everything {
            text: "t".into(),
            int: 1,
            long: Some(2),
            ..Everything::default()
        }
    );
}

#[test]
fn null_is_the_same_as_absent_and_dropped_from_dense_lists_and_maps() {
    let everything = read(
        r#"{"text":null,"flag":null,"document":null,"next":null,"shape":null,"list":["a",null],"map":{"RED":null},"sparse":[null]}"#,
    )
    .unwrap();
    let expected = Everything {
        list: vec!["a".into()],
        sparse: Some(vec![None]),
        ..Everything::default()
    };
    assert_eq!(everything, expected);
    assert_eq!(read("null").unwrap(), Everything::default());
}

#[test]
fn the_last_of_repeated_members_counts() {
    let everything = read(r#"{"int":1,"list":["a","b"],"int":2,"list":["c"]}"#).unwrap();
    assert_eq!(
        everything,
        Everything {
            int: 2,
            list: vec!["c".into()],
            ..Everything::default()
        }
    );
}

#[test]
fn whole_numbers_may_be_written_as_decimals_but_must_be_whole_and_in_range() {
    for (number, expected) in [
        ("1.0", 1),
        ("1e3", 1000),
        ("-12.50e1", -125),
        ("-0", 0),
        ("2147483647", i32::MAX),
    ] {
        assert_eq!(
            read(&format!(r#"{{"int":{number}}}"#)).unwrap().int,
            expected,
            "{number}"
        );
    }
    for (number, message) in [
        ("1.5", "expected a whole number"),
        ("2147483648", "number out of range"),
        ("-2147483649", "number out of range"),
        ("1e99999999999999999999", "number out of range"),
        (
            "99999999999999999999999999999999999999999999",
            "number out of range",
        ),
        ("\"1\"", "expected a number"),
        ("true", "expected a number"),
        ("01", "expected , or }"),
        ("-", "malformed number"),
    ] {
        let error = read(&format!(r#"{{"int":{number}}}"#)).unwrap_err();
        assert_eq!(error.message, message, "{number}");
    }
    assert_eq!(
        read(r#"{"byte":128}"#).unwrap_err().to_string(),
        "byte: number out of range (at byte 8)"
    );
}

#[test]
fn floats_have_names_for_what_is_no_number() {
    let everything = read(r#"{"float":"Infinity","double":"-Infinity"}"#).unwrap();
    assert_eq!(
        (everything.float, everything.double),
        (Some(f32::INFINITY), Some(f64::NEG_INFINITY))
    );
    assert!(
        read(r#"{"double":"NaN"}"#)
            .unwrap()
            .double
            .unwrap()
            .is_nan()
    );
    assert_eq!(
        read(r#"{"double":"inf"}"#).unwrap_err().message,
        "expected a number"
    );
    assert_eq!(
        read(r#"{"float":1e39}"#).unwrap_err().message,
        "number out of range"
    );
    let everything = Everything {
        text: "t".into(),
        float: Some(f32::NAN),
        double: Some(f64::NEG_INFINITY),
        ..Everything::default()
    };
    assert!(
        write(&everything)
            .unwrap()
            .contains(r#""float":"NaN","double":"-Infinity""#)
    );
}

#[test]
fn an_error_names_the_path_to_the_first_invalid_value() {
    for (text, error) in [
        (
            r#"{"list":["a","b",3]}"#,
            "list[2]: expected a string (at byte 17)",
        ),
        (
            r#"{"next":{"next":{"flag":0}}}"#,
            "next.next.flag: expected true or false (at byte 24)",
        ),
        (
            r#"{"x":{"y":[{},{"z":nil}]}}"#,
            "x.y[1].z: expected a value (at byte 19)",
        ),
        (
            r#"{"map":{"RED":1,"LIGHT GREEN":"x"}}"#,
            r#"map["LIGHT GREEN"]: expected a number (at byte 30)"#,
        ),
        (
            r#"{"dateTime":"yesterday"}"#,
            "dateTime: expected a date and time like 2023-10-12T07:30:00Z (at byte 12)",
        ),
        (r#"{"blob":"Zg="}"#, "blob: expected base64 (at byte 8)"),
        (r#"{"text":"a"#, "text: cut short (at byte 10)"),
        (r#"<html>"#, "expected an object (at byte 0)"),
        (r#"[]"#, "expected an object (at byte 0)"),
        (r#"{} {}"#, "expected the end (at byte 3)"),
        ("", "expected an object (at byte 0)"),
    ] {
        assert_eq!(read(text).unwrap_err().to_string(), error, "{text}");
    }
    let error = from_slice::<Everything>(b"{\"text\":\"\xff\"}").unwrap_err();
    assert_eq!(error.to_string(), "text: not UTF-8 (at byte 9)");
}

#[test]
fn a_response_cut_short_anywhere_is_an_error() {
    for end in 0..FULL.len() {
        assert!(
            from_slice::<Everything>(&FULL.as_bytes()[..end]).is_err(),
            "{end}"
        );
    }
}

#[test]
fn nesting_ends_at_the_limit_instead_of_the_stack() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(Document::from_json(nested(MAX_DEPTH)).is_ok());
    for depth in [MAX_DEPTH + 1, 1_000_000] {
        assert_eq!(
            Document::from_json(nested(depth)).unwrap_err().message,
            "nests too deep"
        );
        let skipped = format!(r#"{{"x":{}}}"#, nested(depth));
        assert_eq!(read(&skipped).unwrap_err().message, "nests too deep");
        let recursive = r#"{"next":"#.repeat(depth);
        assert_eq!(read(&recursive).unwrap_err().message, "nests too deep");
    }
}

/// The vectors of RFC 4648, section 10, and invalid texts that are close to base64.
#[test]
fn binary_data_is_complete_canonical_base64() {
    for (bytes, text) in [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ] {
        let json = format!("\"{text}\"");
        let blob = Blob::from(bytes);
        assert_eq!(write(&blob).unwrap(), json);
        assert_eq!(from_slice::<Blob>(json.as_bytes()).unwrap(), blob);
    }
    for text in [
        "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm 9", "Zm-_",
        "Zm9v\\n",
    ] {
        let error = from_slice::<Blob>(format!("\"{text}\"").as_bytes()).unwrap_err();
        assert_eq!(error.message, "expected base64", "{text}");
    }
}

#[test]
fn a_union_is_its_one_member_that_is_not_null() {
    let shape = |text: &str| from_slice::<Shape>(text.as_bytes());
    assert_eq!(
        shape(r#"{"__type":"a.b#Shape","point":null,"circle":1.5}"#).unwrap(),
        Shape::Circle(1.5)
    );
    assert_eq!(
        shape(r#"{"point":{}}"#).unwrap(),
        Shape::Point(Unit::default())
    );
    assert_eq!(shape("{}").unwrap(), Shape::default());
    let Shape::Unknown(member) = shape(r#"{"square":{"side":2}}"#).unwrap() else {
        panic!("a known member")
    };
    assert_eq!(member.name(), "square");
    assert_eq!(
        *member.value(),
        Document::object([("side", 2)].map(|(name, side)| (name, side.into())))
    );
    let error = shape(r#"{"circle":1,"point":{}}"#).unwrap_err();
    assert_eq!(
        error.to_string(),
        "point: expected one member in a union (at byte 20)"
    );
}

#[test]
fn values_that_must_not_be_sent_are_reported_at_once_with_paths() {
    let everything = Everything {
        dates: Some(Vec::new()),
        blob: Some(Blob::default()),
        color: Some(Color::default()),
        shape: Some(Shape::Group(Box::new(Shape::Labels(Vec::new())))),
        next: Some(Box::new(Everything {
            text: "t".to_owned(),
            shape: Some(Shape::default()),
            next: Some(Box::new(Everything::default())),
            ..Everything::default()
        })),
        ..Everything::default()
    };
    assert_eq!(
        write(&everything).unwrap_err(),
        [
            "text: must not be empty",
            "dates: must not be empty",
            "blob: must not be empty",
            "color: must not be empty",
            "shape.group.labels: must not be empty",
            "next.shape: a member of the union must be set",
            "next.next.text: must not be empty",
        ]
    );
    let unknown = from_slice::<Shape>(br#"{"square":2}"#).unwrap();
    assert_eq!(
        write(&vec![unknown]).unwrap_err(),
        ["[0]: square is not known to this version and cannot be sent"]
    );
}

#[test]
fn enums_keep_values_that_they_do_not_know() {
    assert_eq!(
        from_slice::<Vec<Color>>(br#"["RED","PINK"]"#).unwrap(),
        [Color::Red, Color::Unknown("PINK".into())]
    );
    assert_eq!(
        from_slice::<Vec<Level>>(b"[1,7]").unwrap(),
        [Level::Low, Level::Unknown(7)]
    );
    assert_eq!(
        write(&vec![Level::High, Level::Unknown(7)]).unwrap(),
        "[2,7]"
    );
    assert_eq!("PINK".parse::<Color>().unwrap().as_str(), "PINK");
}

#[test]
fn defaults_of_a_structure_stay_where_a_member_is_absent() {
    #[derive(Debug, PartialEq)]
    struct Greeting {
        language: String,
        phrase: String,
    }
    impl Default for Greeting {
        fn default() -> Self {
            Self {
                language: "en".to_owned(),
                phrase: "hi".to_owned(),
            }
        }
    }
    tinsmith::shape! { Greeting { language: "language", phrase: "phrase" } }

    let greetings: Vec<Greeting> = from_slice(br#"[{},{"phrase":"ciao"}]"#).unwrap();
    let greeting = |phrase: &str| Greeting {
        language: "en".to_owned(),
        phrase: phrase.to_owned(),
    };
    assert_eq!(greetings, [greeting("hi"), greeting("ciao")]);
}

#[test]
fn debug_hides_what_is_redacted() {
    struct Account {
        id: i32,
        password: Option<String>,
    }
    tinsmith::debug! { Account { id, password: redacted } }
    enum Login {
        Token(String),
        Guest(i32),
        Unknown(UnknownMember),
    }
    tinsmith::debug! { union Login { Token: redacted, Guest } }

    let account = Account {
        id: 1,
        password: Some("secret".to_owned()),
    };
    assert_eq!(format!("{account:?}"), "Account { id: 1, password: ** }");
    assert_eq!(
        format!("{account:#?}"),
        "Account {\n    id: 1,\n    password: **,\n}"
    );
    let logins = [
        Login::Token("secret".to_owned()),
        Login::Guest(1),
        Login::Unknown(UnknownMember::default()),
    ];
    assert_eq!(
        format!("{logins:?}"),
        r#"[Token(**), Guest(1), Unknown("")]"#
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_to_a_response_makes_reading_panic_or_accept_invalid_json(
        damages in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 1..6),
    ) {
        let mut text = FULL.as_bytes().to_vec();
        for (index, byte, insert) in damages {
            let at = index.index(text.len());
            if insert { text.insert(at, byte) } else { text[at] = byte }
        }
        let read = from_slice::<Everything>(&text);
        let json = serde_json::from_slice::<serde_json::Value>(&text);
        prop_assert!(read.is_err() || json.is_ok(), "{:?}", read);
    }

    #[test]
    fn any_text_and_number_is_read_as_it_was_written(text: String, int: i32, long: i64, double: f64, blob: Vec<u8>) {
        let everything = Everything {
            text: format!("x{text}"),
            int,
            long: Some(long),
            double: Some(double).filter(|double| !double.is_nan()),
            blob: Some(Blob::from(blob)).filter(|blob| !blob.is_empty()),
            map: BTreeMap::from([(Color::from(text), int)]),
            ..Everything::default()
        };
        let written = write(&everything).unwrap();
        prop_assert_eq!(read(&written).unwrap(), everything);
    }
}
