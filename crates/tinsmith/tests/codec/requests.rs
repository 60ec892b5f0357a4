//! The serialization of an input's members into a request.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tinsmith::codec::text::Binding;
use tinsmith::protocol::REST_JSON_1;
use tinsmith::service::{
    EndpointParam, OperationMetadata, RequestParts, RequestWriter, ServiceMetadata,
};
use tinsmith::{Timestamp, UnknownMember};

pub(crate) const DATE: Timestamp = Timestamp::from_seconds(1_576_540_098);

pub(crate) fn request(
    uri: &'static str,
    write: impl FnOnce(&mut RequestWriter<'_>),
) -> Result<RequestParts, Vec<String>> {
    prefixed_request("", uri, write)
}

pub(crate) fn prefixed_request(
    host_prefix: &'static str,
    uri: &'static str,
    write: impl FnOnce(&mut RequestWriter<'_>),
) -> Result<RequestParts, Vec<String>> {
    const SERVICE: ServiceMetadata = ServiceMetadata {
        protocol: &REST_JSON_1,
        ..ServiceMetadata::DEFAULT
    };
    let operation = OperationMetadata {
        service: &SERVICE,
        uri,
        host_prefix,
        method: "PUT",
        ..OperationMetadata::DEFAULT
    };
    let mut writer = RequestWriter::new(&operation);
    write(&mut writer);
    writer.finish().map_err(|invalid| invalid.problems)
}

pub(crate) fn path(uri: &'static str, write: impl FnOnce(&mut RequestWriter<'_>)) -> String {
    request(uri, write).unwrap().path_and_query
}

pub(crate) fn header(parts: &RequestParts, name: &str) -> Option<String> {
    parts
        .headers
        .get(name)
        .map(|value| String::from_utf8(value.as_bytes().to_vec()).unwrap())
}

pub(crate) fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Nested {
    pub(crate) name: Option<String>,
    pub(crate) shape: Option<Shape>,
}

tinsmith::shape! { Nested { name: "name", shape: "shape" } }

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    Circle(i32),
    Unknown(UnknownMember),
}

tinsmith::shape! { union Shape { Circle: "circle" } }

#[derive(Clone)]
pub(crate) enum Color {
    Red,
    Unknown(String),
}

tinsmith::string_enum! { Color { Red: "RED" } }

#[test]
fn labels_fill_the_template_and_leave_the_rest_as_it_is() {
    let path = path("/a/{farmId}/(b+)/{when}/{keys+}/end?list&x=1", |request| {
        request.label("farmId", &some("farm-1"));
        request.label("when", &Some(DATE));
        request.greedy_label("keys", &some("there/guy"));
    });
    assert_eq!(
        path,
        "/a/farm-1/(b+)/2019-12-16T23%3A48%3A18Z/there/guy/end?list&x=1"
    );
}

#[test]
fn labels_hold_any_type_in_any_format() {
    let path = path("/{a}/{b}/{c}/{d}/{e}", |request| {
        request.label(Binding::new("a").epoch_seconds(), &Some(DATE));
        request.label(Binding::new("b").http_date(), &Some(DATE));
        request.label("c", &Some(f64::NEG_INFINITY));
        request.label("d", &Some(true));
        request.label("e", &Some(Color::Red));
    });
    assert_eq!(
        path,
        "/1576540098/Mon%2C%2016%20Dec%202019%2023%3A48%3A18%20GMT/-Infinity/true/RED"
    );
}

#[test]
fn nothing_in_a_label_makes_another_path_of_it() {
    let one = |value: &str| path("/a/{key}/b", |request| request.label("key", &some(value)));
    assert_eq!(
        one(" %:/?#[]@!$&'()*+,;=😹"),
        "/a/%20%25%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%F0%9F%98%B9/b"
    );
    assert_eq!(one("../.."), "/a/..%2F../b");
    assert_eq!(one("%2e%2e"), "/a/%252e%252e/b");
    assert_eq!(one("..."), "/a/.../b");
    assert_eq!(one("\r\nHost: x"), "/a/%0D%0AHost%3A%20x/b");
}

#[test]
fn a_label_of_nothing_but_dots_cannot_be_sent() {
    for value in [".", ".."] {
        let problems =
            request("/a/{key}/b", |request| request.label("key", &some(value))).unwrap_err();
        assert_eq!(
            problems,
            ["key: must not be . or .., which would be another path"]
        );
    }
}

#[test]
fn a_greedy_label_keeps_its_dots() {
    for value in ["..", "a/../b", "./a", "a/..", "a//b/"] {
        let path = path("/a/{key+}", |request| {
            request.greedy_label("key", &some(value))
        });
        assert_eq!(path, format!("/a/{value}"));
    }
}

#[test]
fn labels_after_a_greedy_one_are_written() {
    for (value, path) in [("a/b", "a/b"), ("../b/", "../b/"), ("a b", "a%20b")] {
        let request = request("/v2/{name+}/manifests/{reference}/{rest+}", |request| {
            request.greedy_label("name", &some(value));
            request.label("reference", &some("x/y"));
            request.greedy_label("rest", &some("z/"));
        });
        let expected = format!("/v2/{path}/manifests/x%2Fy/z/");
        assert_eq!(request.unwrap().path_and_query, expected);
    }
}

#[test]
fn every_problem_is_reported_at_once() {
    let problems = request("/{a}/{b}/{c}", |request| {
        request.label("a", &None::<String>);
        request.label("b", &some(""));
        request.label("c", &some(".."));
        request.require("d", &None::<i32>);
        request.require_non_empty("e", &Some(Vec::<String>::new()));
        request.require_non_empty("f", &Some(Color::default()));
        request.require_non_empty("g", &None::<Color>);
        request.require("h", &Some(Vec::<String>::new()));
        request.header("X-I", &some("a\nb"));
        request.header("X-J", &some("a\tb"));
        request.json(&Nested {
            name: None,
            shape: Some(Shape::default()),
        });
    });
    assert_eq!(
        problems.unwrap_err(),
        [
            "a: must be set",
            "b: must not be empty",
            "c: must not be . or .., which would be another path",
            "d: must be set",
            "e: must not be empty",
            "f: must not be empty",
            "g: must be set",
            "X-I: has control characters",
            "X-J: has control characters",
            "shape: a member of the union must be set",
        ]
    );
    assert_eq!(
        request("/{a}/{b+}", |_| ()).unwrap_err(),
        ["a: must be set", "b: must be set"]
    );
}

#[test]
fn members_that_make_a_url_too_long_cannot_be_sent() {
    let of = |length: usize| {
        request("/{a}", |request| {
            request.label("a", &Some("a".repeat(length)))
        })
    };
    assert_eq!(of(64_999).unwrap().path_and_query.len(), 65_000);
    assert_eq!(
        of(65_000).unwrap_err(),
        ["the members in the path and the query make them 65001 bytes long; a URL can have 65000"]
    );
}

#[test]
fn queries_repeat_lists_and_skip_what_is_absent() {
    let path = path("/x?fixed", |request| {
        request.query("String", &some("Hello there"));
        request.query("Absent", &None::<String>);
        request.query("Empty", &some(""));
        request.query("None", &Some(Vec::<i32>::new()));
        request.query("List", &Some(vec![1, 2]));
        request.query(Binding::new("When").epoch_seconds(), &Some(DATE));
        request.query("Whens", &Some(vec![DATE]));
    });
    assert_eq!(
        path,
        "/x?fixed&String=Hello%20there&Empty=&List=1&List=2&When=1576540098&Whens=2019-12-16T23%3A48%3A18Z"
    );
}

#[test]
fn a_parameter_of_its_own_wins_over_the_map() {
    let map = BTreeMap::from(
        [("bar", "map"), ("fixed", "map"), ("q x", "map")]
            .map(|(k, v)| (k.to_owned(), v.to_owned())),
    );
    let lists = BTreeMap::from([("baz".to_owned(), vec!["1".to_owned(), "2".to_owned()])]);
    let path = path("/x?fixed=1", |request| {
        request.query_map(&Some(map));
        request.query_map(&Some(lists));
        request.query("bar", &some("named"));
    });
    assert_eq!(path, "/x?fixed=1&bar=named&q%20x=map&baz=1&baz=2");
}

#[test]
fn headers_hold_lists_quotes_and_dates() {
    let parts = request("/", |request| {
        request.header("X-String", &some("a, \"b\""));
        request.header(
            "X-List",
            &Some(vec!["b,c".to_owned(), "\"def\"".to_owned(), "a".to_owned()]),
        );
        request.header("X-Numbers", &Some(vec![1, 2]));
        request.header(Binding::new("X-Dates").http_date(), &Some(vec![DATE, DATE]));
        request.header(Binding::new("X-Date").date_time(), &Some(DATE));
        request.header("X-Empty", &some(""));
        request.header("X-Empty-List", &Some(Vec::<String>::new()));
        request.header("X-Absent", &None::<String>);
        request.media_type_header("X-Json", &some("true"));
        request.url_encoded_header("X-Url", &some("b/naïve key%20+%2B~?versionId=1\n{\"}"));
        request.url_encoded_header("X-Absent-Url", &None::<String>);
        request.header("X-Text", &some("naïve"));
    })
    .unwrap();
    for (name, value) in [
        ("x-string", "a, \"b\""),
        ("x-list", r#""b,c", "\"def\"", a"#),
        ("x-numbers", "1, 2"),
        (
            "x-dates",
            "Mon, 16 Dec 2019 23:48:18 GMT, Mon, 16 Dec 2019 23:48:18 GMT",
        ),
        ("x-date", "2019-12-16T23:48:18Z"),
        ("x-empty", ""),
        ("x-empty-list", ""),
        ("x-json", "dHJ1ZQ=="),
        // The encoding of the caller stays.
        (
            "x-url",
            "b/na%C3%AFve%20key%20+%2B~?versionId=1%0A%7B%22%7D",
        ),
        ("x-text", "naïve"),
    ] {
        assert_eq!(header(&parts, name).as_deref(), Some(value), "{name}");
    }
    for name in ["x-absent", "x-absent-url", "content-type"] {
        assert_eq!(header(&parts, name), None, "{name}");
    }
}

#[test]
fn headers_with_a_prefix_yield_to_those_of_members() {
    let map = |entries: &[(&str, &str)]| {
        Some(
            entries
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect::<BTreeMap<_, _>>(),
        )
    };
    let parts = request("/", |request| {
        request.header("X-Foo-A", &some("member"));
        request.prefix_headers("X-Foo-", &map(&[("a", "map"), ("b", ""), ("C", "map")]));
        request.header("X-Foo-C", &some("member"));
    })
    .unwrap();
    assert_eq!(
        ["x-foo-a", "x-foo-b", "x-foo-c"].map(|name| header(&parts, name)),
        [some("member"), some(""), some("member")]
    );
    let problems = request("/", |request| {
        let entries = [
            ("a b", "c"),
            ("d", "e\0"),
            ("naïve", ""),
            ("title", "naïve"),
        ];
        request.prefix_headers("X-", &map(&entries))
    });
    assert_eq!(
        problems.unwrap_err(),
        [
            "X-: \"a b\" cannot be part of a header's name, which has no spaces and no characters outside of ASCII",
            "X-: the value of \"d\" has control characters",
            "X-: \"naïve\" cannot be part of a header's name, which has no spaces and no characters outside of ASCII",
            "X-: the value of \"title\" has characters outside of ASCII, which a header does not keep: encode it, by percent-encoding for example",
        ]
    );
}

#[test]
fn the_keys_of_a_map_name_no_header_that_the_client_sets_or_that_concerns_the_connection() {
    for (prefix, key) in [
        ("", "Host"),
        ("", "transfer-encoding"),
        ("", "Content-Length"),
        ("", "Connection"),
        ("", "Authorization"),
        ("", "X-Amz-Date"),
        ("", "amz-sdk-request"),
        ("X-Amz-", "Security-Token"),
        ("Proxy-", "Authorization"),
    ] {
        let map = BTreeMap::from([(key.to_owned(), "x".to_owned())]);
        let problems = request("/", |request| request.prefix_headers(prefix, &Some(map)));
        assert_eq!(
            problems.unwrap_err(),
            [format!(
                "{prefix}: {key:?} is the name of a header that the client sets"
            )]
        );
    }
    let plain = BTreeMap::from([("X-Host".to_owned(), "x".to_owned())]);
    let parts = request("/", |request| request.prefix_headers("", &Some(plain))).unwrap();
    assert_eq!(header(&parts, "x-host"), some("x"));
}

#[test]
fn host_labels_fill_the_prefix_and_must_be_labels_of_a_host() {
    let prefix = |value: &str| {
        prefixed_request("foo.{label}.", "/", |request| {
            request.host_label("label", &some(value))
        })
    };
    assert_eq!(prefix("bar").unwrap().host_prefix, "foo.bar.");
    let long = "a".repeat(64);
    for value in ["", "a.b", "a/b", "-a", "a-", "ü", "a@b", &long] {
        let problem = "label: must be letters, digits and hyphens, as a label of a host name";
        assert_eq!(prefix(value).unwrap_err(), [problem], "{value}");
    }
    assert_eq!(
        prefixed_request("{label}.", "/", |_| ()).unwrap_err(),
        ["label: must be set"]
    );
}

#[test]
fn endpoint_parameters_are_handed_on_with_their_types() {
    let parts = request("/", |request| {
        request.endpoint_param("A", &some("a"));
        request.endpoint_param("B", &Some(true));
        request.endpoint_param("C", &Some(vec!["c".to_owned()]));
        request.endpoint_param("D", &Some(Color::Red));
        request.endpoint_param("E", &None::<String>);
    });
    assert_eq!(
        parts.unwrap().endpoint_params,
        [
            ("A", EndpointParam::Str("a".to_owned())),
            ("B", EndpointParam::Bool(true)),
            ("C", EndpointParam::StrList(vec!["c".to_owned()])),
            ("D", EndpointParam::Str("RED".to_owned())),
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_input_makes_a_request_that_can_be_parsed_back_or_a_problem(label: String, greedy in "[./a]{0,8}|.*", text: String, value: String) {
        let result = request("/a/{label}/b/{greedy+}", |request| {
            request.label("label", &Some(label.clone()));
            request.greedy_label("greedy", &Some(greedy.clone()));
            request.query("q", &Some(text.clone()));
            request.header("X-Value", &Some(value.clone()));
        });
        let is_dots = |segment: &str| segment == "." || segment == "..";
        if let Ok(parts) = result {
            let (path, query) = parts.path_and_query.split_once('?').unwrap();
            let dots = |path: &str| path.split('/').filter(|segment| is_dots(segment)).count();
            prop_assert_eq!(dots(path), dots(&greedy));
            // A parser of URLs would remove these segments.
            let segments = path.split('/').map(|segment| if is_dots(segment) { "dots" } else { segment });
            let path = segments.collect::<Vec<_>>().join("/");
            let url = url::Url::parse(&format!("http://host{path}?{query}")).unwrap();
            prop_assert_eq!(url.path(), path);
            prop_assert!(url.path().starts_with("/a/"));
            prop_assert_eq!(url.path_segments().unwrap().nth(2), Some("b"));
            let pairs: Vec<_> = url.query_pairs().collect();
            prop_assert_eq!(pairs, [("q".into(), text.into())]);
        } else {
            prop_assert!(label.is_empty() || greedy.is_empty() || is_dots(&label) || value.chars().any(char::is_control));
        }
    }
}
