//! Structures of requests or of responses alone.

use tinsmith::codec::form::FormDialect;
use tinsmith::codec::{Member, cbor, form, json, xml};

#[derive(Debug, Default, PartialEq)]
struct Sent {
    name: Option<String>,
    parts: Option<Vec<SentPart>>,
}

#[derive(Debug, Default, PartialEq)]
struct SentPart {
    size: i32,
}

#[derive(Debug, Default, PartialEq)]
struct Received {
    name: Option<String>,
    parts: Vec<ReceivedPart>,
}

#[derive(Debug, Default, PartialEq)]
struct ReceivedPart {
    size: i32,
}

// `shape!` implements both directions with the feature `both-directions`, which these tests have.
tinsmith::structure! { serialized Sent { name: "name", parts: "parts" } }
tinsmith::structure! { serialized SentPart { size: "size" } }
tinsmith::structure! { deserialized Received { name: "name", parts: "parts" } }
tinsmith::structure! { deserialized ReceivedPart { size: "size" } }

const BODY: &str = r#"{"name":"n","parts":[{"size":1},{"size":2}]}"#;

fn sent() -> Sent {
    Sent {
        name: Some("n".to_owned()),
        parts: Some(vec![SentPart { size: 1 }, SentPart { size: 2 }]),
    }
}

fn received() -> Received {
    Received {
        name: Some("n".to_owned()),
        parts: vec![ReceivedPart { size: 1 }, ReceivedPart { size: 2 }],
    }
}

#[test]
fn a_structure_of_requests_is_written_and_one_of_responses_read() {
    assert_eq!(json::to_vec(&sent()).unwrap(), BODY.as_bytes());
    assert_eq!(
        json::from_slice::<Received>(BODY.as_bytes()).unwrap(),
        received()
    );
}

#[test]
fn the_other_direction_is_an_error_and_no_empty_value() {
    let error = json::from_slice::<Sent>(BODY.as_bytes()).unwrap_err();
    assert!(error.to_string().contains("only in requests"), "{error}");
    let errors = json::to_vec(&received()).unwrap_err();
    assert!(errors[0].contains("only in responses"), "{errors:?}");
}

#[test]
fn the_other_direction_is_an_error_in_each_codec() {
    let in_cbor = cbor::from_slice::<Sent>(&cbor::to_vec(&sent()).unwrap()).unwrap_err();
    let in_xml = xml::from_slice::<Sent>(b"<Sent><name>n</name></Sent>").unwrap_err();
    for error in [in_cbor, in_xml] {
        assert!(error.to_string().contains("only in requests"), "{error}");
    }
    const ROOT: &Member = &Member::new("\"Received\":");
    let in_cbor = cbor::to_vec(&received()).unwrap_err();
    let in_xml = xml::to_vec(&received(), ROOT).unwrap_err();
    let in_form = form::to_vec(&received(), FormDialect::Aws, "Get", "2026-01-01").unwrap_err();
    for errors in [in_cbor, in_xml, in_form] {
        assert!(errors[0].contains("only in responses"), "{errors:?}");
    }
}

#[derive(Debug, Default, PartialEq)]
struct Both {
    id: Option<i32>,
}

tinsmith::shape! { serialized Both { id: "id" } }

#[cfg(feature = "serde")]
#[test]
fn serde_has_both_directions() {
    let both: Both = serde_json::from_str(r#"{"id":1}"#).unwrap();
    assert_eq!(both, Both { id: Some(1) });
    assert_eq!(serde_json::to_string(&both).unwrap(), r#"{"id":1}"#);
}
