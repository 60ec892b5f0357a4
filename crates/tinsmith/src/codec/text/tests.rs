use proptest::collection::vec;
use proptest::prelude::*;

use std::fmt;

use super::list::split;
use super::*;
use crate::{BigNumber, Timestamp, TimestampFormat};

fn items(list: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    items.read_text(list, None).unwrap();
    items
}

#[test]
fn a_list_splits_at_commas_outside_quotes() {
    assert_eq!(items("a, b, c"), ["a", "b", "c"]);
    assert_eq!(items(r#""b,c", "\"def\"", a"#), ["b,c", "\"def\"", "a"]);
    assert_eq!(items(r#"a"b,"","#), ["a\"b", ""]);
    assert_eq!(items(" , a,,b ,"), ["a", "b"]);
    assert_eq!(items(""), Vec::<String>::new());
}

#[test]
fn a_quote_that_is_not_closed_is_an_error() {
    for list in ["\"a", "\"a\\", "\"a\"b"] {
        let mut items: Vec<String> = Vec::new();
        assert!(items.read_text(list, None).is_err(), "{list}");
    }
}

#[test]
fn http_dates_split_at_every_second_comma() {
    let mut dates: Vec<Timestamp> = Vec::new();
    let list = "Mon, 16 Dec 2019 23:48:18 GMT,Tue, 17 Dec 2019 23:48:18.5 GMT";
    dates
        .read_text(list, Some(TimestampFormat::HttpDate))
        .unwrap();
    assert_eq!(
        dates,
        [
            Timestamp::from_seconds(1_576_540_098),
            Timestamp::from_millis(1_576_626_498_500)
        ]
    );
    dates
        .read_text("1, 2.5", Some(TimestampFormat::EpochSeconds))
        .unwrap();
    assert_eq!(
        dates,
        [Timestamp::from_seconds(1), Timestamp::from_millis(2_500)]
    );
}

#[test]
fn scalars_read_what_they_write_and_reject_the_rest() {
    fn check<T: TextShape + PartialEq + fmt::Debug>(value: T, text: &str, rejected: &[&str]) {
        let mut texts = Texts::default();
        value.write_text(&mut texts, None);
        assert_eq!(texts.iter().collect::<Vec<_>>(), [text]);
        let mut read = T::default();
        read.read_text(text, None).unwrap();
        assert_eq!(read, value);
        for text in rejected {
            assert!(T::default().read_text(text, None).is_err(), "{text}");
        }
    }
    check(true, "true", &["", "True", "1"]);
    check(-128_i8, "-128", &["-129", "1.0", ""]);
    check(i64::MAX, "9223372036854775807", &["9223372036854775808"]);
    check(1.1_f32, "1.1", &["nan", "inf", "infinity", ""]);
    check(f64::NEG_INFINITY, "-Infinity", &["-inf"]);
    check(1e300_f64, "1e300", &["+1", "."]);
    check(Some("é,".to_owned()), "é,", &[]);
    check("1.00".parse::<BigNumber>().unwrap(), "1.00", &["one"]);
    check(Timestamp::EPOCH, "1970-01-01T00:00:00Z", &["0"]);
}

#[test]
fn everything_but_unreserved_characters_is_encoded() {
    let mut out = String::new();
    encode(" %:/?#[]@!$&'()*+,;=😹aZ09-._~\0", &mut out);
    assert_eq!(
        out,
        "%20%25%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%F0%9F%98%B9aZ09-._~%00"
    );
    out.clear();
    encode_path("a/b c", &mut out);
    assert_eq!(out, "a/b%20c");
}

/// Returns strings of any characters. `any::<String>()` parses a regular expression for each of them.
fn strings() -> impl Strategy<Value = String> {
    vec(any::<char>(), 0..32).prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn a_list_of_any_strings_survives_quoting(list in vec(strings(), 0..100)) {
        let mut header = String::new();
        for (index, item) in list.iter().enumerate() {
            if index > 0 {
                header.push_str(", ");
            }
            quote(item, &mut header);
        }
        prop_assert_eq!(items(&header), list);
    }

    #[test]
    fn no_list_makes_splitting_panic(list in "[a,\" \\\\é]{0,20}") {
        for syntax in [ListSyntax::Plain, ListSyntax::Quoted, ListSyntax::HttpDates] {
            let _ = split(&list, syntax);
        }
    }
}
