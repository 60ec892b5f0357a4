//! Members that are the body of a request, and timestamps in every part of one.

use tinsmith::codec::form::FormDialect;
use tinsmith::codec::text::Binding;
use tinsmith::codec::{Member, cbor, form, json, xml};
use tinsmith::service::RequestWriter;
use tinsmith::{Blob, Body, Document, Timestamp};

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

#[derive(Clone, Debug, Default, PartialEq)]
struct Times {
    date_time: Option<Timestamp>,
    epoch: Option<Timestamp>,
    list: Vec<Timestamp>,
}

tinsmith::shape! { Times {
    date_time: "dateTime".date_time(),
    epoch: "epoch".epoch_seconds(),
    list: "list".date_time(),
} }

#[test]
fn a_timestamp_in_a_request_has_milliseconds_at_most() {
    const ROOT: Member = Member::new("\"Times\":");
    for (seconds, nanoseconds, date_time, epoch) in [
        (
            1_576_540_098,
            123_999_999,
            "2019-12-16T23:48:18.123Z",
            "1576540098.123",
        ),
        (1_576_540_098, 999_999, "2019-12-16T23:48:18Z", "1576540098"),
        (-1, 998_999_999, "1969-12-31T23:59:59.998Z", "-0.002"),
    ] {
        let time = Timestamp::new(seconds, nanoseconds);
        let times = Times {
            date_time: Some(time),
            epoch: Some(time),
            list: vec![time],
        };
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        assert_eq!(
            text(json::to_vec(&times).unwrap()),
            format!(r#"{{"dateTime":"{date_time}","epoch":{epoch},"list":["{date_time}"]}}"#)
        );
        let document = text(xml::to_vec(&times, &ROOT).unwrap());
        let members = format!(
            "<dateTime>{date_time}</dateTime><epoch>{epoch}</epoch><list><member>{date_time}</member></list>"
        );
        assert!(document.contains(&members), "{document}");
        let encoded = date_time.replace(':', "%3A");
        assert_eq!(
            text(form::to_vec(&times, FormDialect::Aws, "DoIt", "2020-01-08").unwrap()),
            format!(
                "Action=DoIt&Version=2020-01-08&dateTime={encoded}&epoch={epoch}&list.member.1={encoded}"
            )
        );
        let sent = Timestamp::new(seconds, nanoseconds / 1_000_000 * 1_000_000);
        let read: Times = cbor::from_slice(&cbor::to_vec(&times).unwrap()).unwrap();
        assert_eq!((read.epoch, read.list), (Some(sent), vec![sent]));
        let parts = request("/{label}", |request| {
            request.label("label", &Some(time));
            request.query("list", &Some(vec![time]));
            request.query(Binding::new("epoch").epoch_seconds(), &Some(time));
            request.header(Binding::new("X-Dates").date_time(), &Some(vec![time, time]));
            request.header(Binding::new("X-Epoch").epoch_seconds(), &Some(time));
        })
        .unwrap();
        assert_eq!(
            parts.path_and_query,
            format!("/{encoded}?list={encoded}&epoch={epoch}")
        );
        assert_eq!(
            header(&parts, "x-dates"),
            Some(format!("{date_time}, {date_time}"))
        );
        assert_eq!(header(&parts, "x-epoch").as_deref(), Some(epoch));
        // Only requests lose what is finer.
        assert_eq!(time.to_string().parse(), Ok(time));
    }
}
