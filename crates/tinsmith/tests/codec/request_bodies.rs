//! Members that are the body of a request.

use tinsmith::service::RequestWriter;
use tinsmith::{Blob, Body, Document};

use super::requests::{Color, Nested, Shape, header, request, some};

#[test]
fn members_in_the_table_make_a_json_body() {
    let parts = request("/", |request| {
        request.json(&Nested {
            name: some("n"),
            shape: None,
        })
    })
    .unwrap();
    assert_eq!(parts.body, Body::from(r#"{"name":"n"}"#));
    assert_eq!(
        header(&parts, "content-type").as_deref(),
        Some("application/json")
    );
    assert_eq!(parts.method, "PUT");
    let parts = request("/", |_| ()).unwrap();
    assert_eq!((parts.body, parts.headers.len()), (Body::empty(), 0));
}

#[test]
fn an_absent_structure_is_an_empty_object_and_any_other_absent_payload_nothing() {
    let parts = request("/", |request| request.payload_json(&None::<Nested>)).unwrap();
    assert_eq!(parts.body, Body::from("{}"));
    assert_eq!(
        header(&parts, "content-type").as_deref(),
        Some("application/json")
    );
    for write in [
        |request: &mut RequestWriter<'_>| request.payload_json(&None::<Shape>),
        |request: &mut RequestWriter<'_>| request.payload_json(&None::<Document>),
        |request: &mut RequestWriter<'_>| request.payload_json(&None::<Vec<i32>>),
        |request: &mut RequestWriter<'_>| request.payload_text(&None::<String>, "text/plain"),
        |request: &mut RequestWriter<'_>| request.payload_blob(&None, "image/jpg"),
        |request: &mut RequestWriter<'_>| request.payload_stream(&None, "image/jpg"),
    ] {
        let parts = request("/", write).unwrap();
        assert_eq!((parts.body, parts.headers.len()), (Body::empty(), 0));
    }
}

#[test]
fn payloads_come_with_their_content_type_unless_a_member_gives_one() {
    let check = |write: fn(&mut RequestWriter<'_>), body: &'static str, content_type: &str| {
        let parts = request("/", write).unwrap();
        assert_eq!(parts.body, Body::from(body));
        assert_eq!(
            header(&parts, "content-type").as_deref(),
            Some(content_type)
        );
    };
    check(
        |request| request.payload_json(&Some(Shape::Circle(1))),
        r#"{"circle":1}"#,
        "application/json",
    );
    check(
        |request| request.payload_json(&Some(Document::from("hello"))),
        "\"hello\"",
        "application/json",
    );
    check(
        |request| request.payload_text(&some("raw"), "text/plain"),
        "raw",
        "text/plain",
    );
    check(
        |request| request.payload_text(&Some(Color::Red), "text/plain"),
        "RED",
        "text/plain",
    );
    check(
        |request| request.payload_blob(&Some(Blob::from("1234")), "image/jpg"),
        "1234",
        "image/jpg",
    );
    check(
        |request| request.payload_stream(&Some(Body::from("1234")), "a/b"),
        "1234",
        "a/b",
    );
    let parts = request("/", |request| {
        request.header("Content-Type", &some("image/png"));
        request.payload_blob(&Some(Blob::from("1234")), "application/octet-stream");
    });
    assert_eq!(
        header(&parts.unwrap(), "content-type").as_deref(),
        Some("image/png")
    );
}
