//! The deserialization of a response into an output's members.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName, HeaderValue};
use tinsmith::codec::ReadError;
use tinsmith::codec::text::Binding;
use tinsmith::service::{ErrorMetadata, FromResponse, ModeledError, ResponseReader, Retryable};
use tinsmith::{Blob, Body, Document, Timestamp};

const DATE: Timestamp = Timestamp::from_seconds(1_576_540_098);

#[derive(Clone, Debug, Default, PartialEq)]
struct Output {
    name: String,
    count: Option<i32>,
}

tinsmith::shape! { Output { name: "name", count: "count" } }

#[derive(Clone, Debug)]
enum Outcome {
    Created,
    Unknown(i32),
}

tinsmith::int_enum! { Outcome { Created: 201 } }

fn headers(headers: &[(&str, &str)]) -> HeaderMap {
    let header = |(name, value): &(&str, &str)| {
        (
            name.parse::<HeaderName>().unwrap(),
            HeaderValue::from_bytes(value.as_bytes()).unwrap(),
        )
    };
    headers.iter().map(header).collect()
}

fn read<T>(
    status: u16,
    header: &[(&str, &str)],
    body: impl Into<Body>,
    read: impl FnOnce(&mut ResponseReader<'_>) -> T,
) -> Result<T, ReadError> {
    let headers = headers(header);
    let mut reader = ResponseReader::new(status, &headers, body.into());
    let value = read(&mut reader);
    reader.finish().map(|()| value)
}

#[test]
fn a_json_body_fills_the_members_of_the_table() {
    let output: Output = read(200, &[], r#"{"name":"a","count":1}"#, |response| {
        response.json()
    })
    .unwrap();
    assert_eq!(
        output,
        Output {
            name: "a".to_owned(),
            count: Some(1)
        }
    );
    for body in ["", "{}", "null"] {
        assert_eq!(
            read(200, &[], body, |response| response.json::<Output>()).unwrap(),
            Output::default()
        );
    }
}

#[test]
fn the_first_error_is_reported_with_its_path() {
    let error = read(
        200,
        &[("X-A", "x"), ("X-B", "y")],
        "{\"name\":1}",
        |response| {
            response.header("X-A", &mut Some(0));
            response.header("X-B", &mut Some(0));
            response.json::<Output>()
        },
    );
    assert_eq!(
        error.unwrap_err().to_string(),
        "header X-A: expected a whole number within range"
    );
    let error = read(200, &[], "<html>bad gateway</html>", |response| {
        response.json::<Output>()
    });
    assert_eq!(
        error.unwrap_err().to_string(),
        "expected an object (at byte 0)"
    );
}

#[test]
fn headers_are_read_by_any_case_and_in_their_formats() {
    let header = [
        ("x-list", r#""b,c", a"#),
        ("X-List", "d"),
        ("X-Date", "Mon, 16 Dec 2019 23:48:18 GMT"),
        (
            "X-Dates",
            "Mon, 16 Dec 2019 23:48:18 GMT, Mon, 16 Dec 2019 23:48:18 GMT",
        ),
        ("X-Date-Time", "2019-12-16T23:48:18Z"),
        ("X-Json", "dHJ1ZQ=="),
        ("X-Empty", ""),
    ];
    read(200, &header, "", |response| {
        let mut list: Vec<String> = Vec::new();
        response.header("X-List", &mut list);
        assert_eq!(list, ["b,c", "a", "d"]);
        let mut date = Timestamp::EPOCH;
        response.header(Binding::new("X-Date").http_date(), &mut date);
        assert_eq!(date, DATE);
        let mut dates: Option<Vec<Timestamp>> = None;
        response.header(Binding::new("X-Dates").http_date(), &mut dates);
        assert_eq!(dates.unwrap(), [DATE, DATE]);
        for binding in [
            Binding::new("X-Date-Time"),
            Binding::new("X-Date-Time").date_time(),
        ] {
            let mut date = None;
            response.header(binding, &mut date);
            assert_eq!(date, Some(DATE));
        }
        let mut json: Option<String> = None;
        response.media_type_header("X-Json", &mut json);
        assert_eq!(json.as_deref(), Some("true"));
        let (mut empty, mut absent) = (None, Some(1));
        response.header("X-Empty", &mut empty);
        response.header("X-Absent", &mut absent);
        assert_eq!((empty, absent), (Some(String::new()), Some(1)));
    })
    .unwrap();
}

#[test]
fn a_header_that_is_no_value_is_an_error() {
    let mut headers = HeaderMap::new();
    headers.insert("x-a", HeaderValue::from_bytes(b"\xff").unwrap());
    let mut reader = ResponseReader::new(200, &headers, Body::empty());
    reader.header("X-A", &mut 0_i32);
    assert_eq!(
        reader.finish().unwrap_err().to_string(),
        "header X-A: expected a whole number within range"
    );
    let mut reader = ResponseReader::new(200, &headers, Body::empty());
    reader.media_type_header("X-A", &mut Some(String::new()));
    assert_eq!(
        reader.finish().unwrap_err().to_string(),
        "header X-A: expected base64 of a text"
    );
    let error = read(200, &[("X-Json", "??")], "", |response| {
        response.media_type_header("X-Json", &mut Some(String::new()));
    });
    assert_eq!(
        error.unwrap_err().to_string(),
        "header X-Json: expected base64 of a text"
    );
}

#[test]
fn headers_with_a_prefix_go_to_a_map() {
    let header = [
        ("X-Foo-Abc", "Abc value"),
        ("x-foo-def", "Def value"),
        ("X-Foo", "Foo"),
        ("x-foo-", "?"),
    ];
    let mut map: Option<BTreeMap<String, String>> = None;
    read(200, &header, "", |response| {
        response.prefix_headers("X-Foo-", &mut map)
    })
    .unwrap();
    let expected = [("abc", "Abc value"), ("def", "Def value")];
    assert_eq!(
        map.unwrap(),
        BTreeMap::from(expected.map(|(key, value)| (key.to_owned(), value.to_owned())))
    );
    let mut all = BTreeMap::new();
    read(200, &[("hello", "Hello")], "", |response| {
        response.prefix_headers("", &mut all)
    })
    .unwrap();
    assert_eq!(
        all,
        BTreeMap::from([("hello".to_owned(), "Hello".to_owned())])
    );
}

#[test]
fn a_header_that_users_have_set_is_readable_whatever_its_encoding_is() {
    for (bytes, expected) in [
        (&b"plain"[..], "plain"),
        ("naïve ☃".as_bytes(), "naïve ☃"),
        (b"na\xefve", "naïve"),
        (b"\xc3", "Ã"),
        // RFC 2047: the text of the header itself.
        (b"=?UTF-8?Q?na=C3=AFve?=", "=?UTF-8?Q?na=C3=AFve?="),
    ] {
        let mut headers = HeaderMap::new();
        headers.insert("x-meta-title", HeaderValue::from_bytes(bytes).unwrap());
        let mut reader = ResponseReader::new(200, &headers, Body::empty());
        let mut map = BTreeMap::<String, String>::new();
        reader.prefix_headers("x-meta-", &mut map);
        let mut text = None::<String>;
        reader.header_if_valid("x-meta-title", &mut text);
        assert_eq!(
            (map["title"].as_str(), text.as_deref()),
            (expected, Some(expected))
        );
        reader.finish().unwrap();
        let mut reader = ResponseReader::new(200, &headers, Body::empty());
        let mut text = None::<String>;
        reader.header("x-meta-title", &mut text);
        let mut list = Vec::<String>::new();
        reader.header("x-meta-title", &mut list);
        reader.finish().unwrap();
        assert_eq!(
            (text.as_deref(), list),
            (Some(expected), vec![expected.to_owned()])
        );
    }
    let mut headers = HeaderMap::new();
    for bytes in [&b"caf\xe9"[..], "café".as_bytes()] {
        headers.append("x-title", HeaderValue::from_bytes(bytes).unwrap());
    }
    let mut reader = ResponseReader::new(200, &headers, Body::empty());
    let mut text = String::new();
    reader.header("x-title", &mut text);
    assert_eq!(text, "café, café");
}

#[test]
fn a_payload_is_the_whole_body_and_stays_absent_where_there_is_none() {
    read(201, &[], "\"hello\"", |response| {
        let (mut document, mut text, mut blob, mut stream) =
            (None, None, Blob::default(), Body::empty());
        response.payload_json(&mut document);
        assert_eq!(document, Some(Document::from("hello")));
        response.payload_text(&mut text);
        assert_eq!(text, Some("\"hello\"".to_owned()));
        response.payload_blob(&mut blob);
        assert_eq!(blob, Blob::from("\"hello\""));
        response.payload_stream(&mut stream);
        assert_eq!(stream, Body::from("\"hello\""));
        let (mut status, mut maybe) = (0, None);
        response.status(&mut status);
        response.status(&mut maybe);
        assert_eq!((status, maybe), (201, Some(201)));
        let (mut outcome, mut maybe) = (Outcome::default(), None);
        response.status(&mut outcome);
        response.status(&mut maybe);
        assert_eq!((outcome, maybe), (Outcome::Created, Some(Outcome::Created)));
    })
    .unwrap();
    read(200, &[], "", |response| {
        let (mut output, mut text, mut blob) = (None::<Output>, None::<String>, None::<Blob>);
        response.payload_json(&mut output);
        response.payload_text(&mut text);
        response.payload_blob(&mut blob);
        assert_eq!((output, text, blob), (None, None, None));
    })
    .unwrap();
    let error = read(200, &[], &b"a\xff"[..], |response| {
        response.payload_text(&mut String::new())
    });
    assert_eq!(error.unwrap_err().to_string(), "not UTF-8 (at byte 1)");
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Throttling {
    message: Option<String>,
    retry_after: Option<i32>,
}

tinsmith::shape! { Throttling { message: "Message" } }

impl FromResponse for Throttling {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        let mut error: Self = response.json();
        response.header("Retry-After", &mut error.retry_after);
        error
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Silent {}

tinsmith::shape! { Silent {} }

impl FromResponse for Silent {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.json()
    }
}

#[derive(Clone, Debug, PartialEq)]
enum ServiceError {
    Throttling(Throttling),
    Silent(Silent),
}

tinsmith::service_errors! { ServiceError {
    Throttling: "ThrottlingException" throttling,
    Silent: "Silent" without_message transient,
} }

#[test]
fn a_modeled_error_is_read_by_its_metadata_and_prints_its_code_and_message() {
    let [throttling, silent] = ServiceError::METADATA else {
        panic!("two errors")
    };
    assert_eq!(
        (throttling.code, throttling.retry),
        ("ThrottlingException", Retryable::Throttling)
    );
    assert_eq!(
        (silent.code, silent.retry),
        ("Silent", Retryable::Transient)
    );
    let error = |metadata: &ErrorMetadata| -> Box<dyn ModeledError> {
        read(
            429,
            &[("Retry-After", "7")],
            r#"{"Message":"slow down"}"#,
            |response| (metadata.read)(response, None),
        )
        .unwrap()
    };
    assert_eq!(
        error(throttling).to_string(),
        "ThrottlingException: slow down"
    );
    assert_eq!(error(silent).to_string(), "Silent");
    // A date is a valid `Retry-After`, but not a number of seconds. So the member stays absent rather than becoming zero.
    let dated = headers(&[("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT")]);
    let mut seconds: Option<i32> = None;
    ResponseReader::new(429, &dated, Body::default()).header("Retry-After", &mut seconds);
    assert_eq!(seconds, None);
    let any: Box<dyn std::any::Any> = error(throttling);
    let expected = Throttling {
        message: Some("slow down".to_owned()),
        retry_after: Some(7),
    };
    assert_eq!(
        any.downcast_ref::<ServiceError>(),
        Some(&ServiceError::Throttling(expected))
    );
}
