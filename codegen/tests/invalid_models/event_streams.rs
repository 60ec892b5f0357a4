//! Event streams with invalid events, and in invalid locations.

use expect_test::expect;
use serde_json::{Value, json};

use crate::check;

/// Returns a patch that gives the output of an operation an event stream with one event of these members.
fn stream(event: Value) -> Value {
    let payload = json!({ "smithy.api#httpPayload": {} });
    json!({
        "LendBookResponse": { "members": {
            "loanId": null,
            "events": { "target": "com.example#Events", "traits": payload },
        } },
        "Events": {
            "type": "union",
            "members": { "lent": { "target": "com.example#Lent" } },
            "traits": { "smithy.api#streaming": {} },
        },
        "Lent": { "type": "structure", "members": event },
    })
}

fn header(target: &str) -> Value {
    json!({ "target": target, "traits": { "smithy.api#eventHeader": {} } })
}

fn payload(target: &str) -> Value {
    json!({ "target": target, "traits": { "smithy.api#eventPayload": {} } })
}

#[test]
fn headers_and_payloads_of_types_that_they_cannot_have() {
    let event =
        json!({ "weight": header("smithy.api#Double"), "binding": header("com.example#Binding") });
    check(
        stream(event),
        expect![[r#"
        com.example#Lent$weight: has the `smithy.api#eventHeader` trait, which takes a boolean, byte, short, integer, long, blob, string or timestamp, but `smithy.api#Double` is a double
    "#]],
    );
    check(
        stream(json!({ "at": payload("smithy.api#Timestamp") })),
        expect![[r#"
            com.example#Lent$at: has the `smithy.api#eventPayload` trait, which takes a blob, string, structure or union, but `smithy.api#Timestamp` is a timestamp
        "#]],
    );
}

#[test]
fn payloads_beside_other_payloads_or_members() {
    let blob = "smithy.api#Blob";
    let event = json!({
        "page": payload(blob),
        "cover": payload(blob),
        "title": { "target": "smithy.api#String" },
        "number": header("smithy.api#Integer"),
    });
    check(
        stream(event),
        expect![[r#"
        com.example#Lent$cover: has the `smithy.api#eventPayload` trait, which another member also has; remove one of them
        com.example#Lent$title: is in the payload of an event, which `page` is as a whole; add the `smithy.api#eventHeader` trait or remove the payload's
    "#]],
    );
    let mut both = header(blob);
    both["traits"]["smithy.api#eventPayload"] = json!({});
    check(
        stream(json!({ "page": both })),
        expect![[r#"
        com.example#Lent$page: has the traits `smithy.api#eventHeader` and `smithy.api#eventPayload`; remove one of them
    "#]],
    );
}

#[test]
fn events_that_are_no_structures() {
    let mut patch = stream(json!({}));
    patch["Events"]["members"]["page"] = json!({ "target": "smithy.api#Blob" });
    check(
        patch,
        expect![[r#"
        com.example#Events$page: is an event, but `smithy.api#Blob` is a blob; an event targets a structure
    "#]],
    );
}

#[test]
fn events_with_headers_that_another_member_would_lose() {
    let mut patch = stream(json!({ "number": header("smithy.api#Integer") }));
    patch["Book"] = json!({ "members": { "lent": { "target": "com.example#Lent" } } });
    check(
        patch,
        expect![[r#"
        com.example#Events$lent: is an event whose headers or payload `com.example#Book$lent` would lose, which targets `com.example#Lent`, too; give that member a structure of its own
    "#]],
    );
    let mut patch = stream(json!({ "number": { "target": "smithy.api#Integer" } }));
    patch["Book"] = json!({ "members": { "lent": { "target": "com.example#Lent" } } });
    check(patch, expect![""]);
}

#[test]
fn streams_beside_streams_and_in_other_values() {
    let mut patch = stream(json!({}));
    patch["LendBookResponse"]["members"]["more"] = json!({ "target": "com.example#Events" });
    check(
        patch,
        expect![[r#"
        com.example#LendBookResponse: has the payload `events`, and `more` would have to stand in the body beside it
        com.example#LendBookResponse$more: streams `com.example#Events` without being the payload of an operation's input or output
        com.example#LendBookResponse$more: is a second event stream beside `events`; a message has one, so remove one of them
    "#]],
    );
    let target = json!({ "target": "com.example#Events" });
    let mut patch = stream(json!({}));
    patch["Books"] = json!({ "member": target });
    patch["Notes"] = json!({ "value": target });
    patch["Reader"] = json!({ "members": { "events": target } });
    patch["Book"] = json!({ "members": { "events": target } });
    check(
        patch,
        expect![[r#"
        com.example#Books$member: streams `com.example#Events` in a list; make it a member of an operation's input or output
        com.example#Book$events: streams `com.example#Events` without being the payload of an operation's input or output
        com.example#Reader$events: streams `com.example#Events` in a union; make it a member of an operation's input or output
        com.example#Notes$value: streams `com.example#Events` in a map; make it a member of an operation's input or output
    "#]],
    );
}
