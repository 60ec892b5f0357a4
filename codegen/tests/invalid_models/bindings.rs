//! Members with invalid bindings.

use expect_test::expect;
use serde_json::{Value, json};

use crate::check;

fn lend(members: Value) -> Value {
    json!({ "LendBookRequest": { "members": members } })
}

#[test]
fn payloads_that_are_not_alone() {
    let payload = json!({ "traits": { "smithy.api#httpPayload": {} } });
    check(
        lend(json!({ "reader": payload })),
        expect![[r#"
            com.example#LendBookRequest: has the payload `reader`, and `until` would have to stand in the body beside it
            com.example#LendBookRequest: has the payload `reader`, and `notes` would have to stand in the body beside it
            com.example#LendBookRequest: has the payload `reader`, and `clientToken` would have to stand in the body beside it
        "#]],
    );
    check(
        lend(json!({ "reader": payload, "notes": payload, "until": null, "clientToken": null })),
        expect![[r#"
            com.example#LendBookRequest: has two members with the `smithy.api#httpPayload` trait, `reader` and `notes`
        "#]],
    );
    // A label of the host prefix is in the body as well.
    let label = json!({ "traits": {
        "smithy.api#hostLabel": {}, "smithy.api#required": {}, "smithy.api#idempotencyToken": null,
    } });
    check(
        lend(json!({ "reader": payload, "until": null, "notes": null, "clientToken": label })),
        expect![[r#"
            com.example#LendBookRequest: has the payload `reader`, and `clientToken` would have to stand in the body beside it
        "#]],
    );
    check(
        lend(json!({ "until": payload, "reader": null, "notes": null, "clientToken": null })),
        expect![[r#"
            com.example#LendBookRequest$until: has the `smithy.api#httpPayload` trait, which takes a structure, union, document, list, map, string or blob, but `smithy.api#Timestamp` is a timestamp
        "#]],
    );
}

#[test]
fn names_and_media_types_that_http_does_not_have() {
    let bound =
        |name: &str, value: &str| json!({ "traits": { format!("smithy.api#{name}"): value } });
    check(
        json!({
            "LendBookRequest": { "members": {
                "clientToken": bound("httpHeader", "X-Token\r\nEvil: 1"),
                "notes": bound("httpPrefixHeaders", "X \u{202e}"),
            } },
            "GetBookResponse": { "members": { "etag": bound("httpHeader", "") } },
        }),
        expect![[r#"
            com.example#GetBookResponse$etag: has the `smithy.api#httpHeader` trait with ``, which is not a header name
            com.example#LendBookRequest$notes: has the `smithy.api#httpPrefixHeaders` trait with `X \u{202e}`, with which no header name begins
            com.example#LendBookRequest$clientToken: has the `smithy.api#httpHeader` trait with `X-Token\r\nEvil: 1`, which is not a header name
        "#]],
    );
}

#[test]
fn values_that_fit_no_header_or_query() {
    let bound =
        |name: &str, value: Value| json!({ "traits": { format!("smithy.api#{name}"): value } });
    check(
        lend(json!({
            "reader": bound("httpHeader", json!("X-Reader")),
            "notes": bound("httpQuery", json!("notes")),
            "until": bound("httpPrefixHeaders", json!("X-")),
            "clientToken": bound("httpQueryParams", json!({})),
        })),
        expect![[r#"
            com.example#LendBookRequest$until: has the `smithy.api#httpPrefixHeaders` trait, which takes a map of strings, but `smithy.api#Timestamp` is a timestamp
            com.example#LendBookRequest$reader: has the `smithy.api#httpHeader` trait, which takes a string, a number, a boolean, a timestamp or a list of them, but `com.example#Reader` is a union
            com.example#LendBookRequest$notes: has the `smithy.api#httpQuery` trait, which takes a string, a number, a boolean, a timestamp or a list of them, but `com.example#Notes` is a map
            com.example#LendBookRequest$clientToken: has the `smithy.api#httpQueryParams` trait, which takes a map of strings or of lists of strings, but `smithy.api#String` is a string
        "#]],
    );
    check(
        json!({
            "GetBookResponse": { "members": { "etag": { "traits": { "smithy.api#httpHeader": null, "smithy.api#httpResponseCode": {} } } } },
        }),
        expect![[r#"
            com.example#GetBookResponse$etag: has the `smithy.api#httpResponseCode` trait, which takes an integer, but `smithy.api#String` is a string
        "#]],
    );
}

#[test]
fn members_that_are_bound_twice_and_places_that_are_taken_twice() {
    check(
        json!({
            "ListBooksRequest": { "members": {
                "nextToken": { "traits": { "smithy.api#httpQuery": "maxResults" } },
                "maxResults": { "traits": { "smithy.api#httpHeader": "X-Max" } },
                "other": { "target": "smithy.api#String", "traits": { "smithy.api#httpHeader": "x-max" } },
                "another": { "target": "smithy.api#String", "traits": { "smithy.api#httpQuery": "maxResults" } },
            } },
        }),
        expect![[r#"
            com.example#ListBooksRequest$maxResults: has both the `smithy.api#httpQuery` and the `smithy.api#httpHeader` trait
            com.example#ListBooksRequest$other: is bound to the header `x-max`, as `maxResults` is
            com.example#ListBooksRequest$another: is bound to the query parameter `maxResults`, as `nextToken` is
        "#]],
    );
}

#[test]
fn streams_outside_of_a_payload() {
    check(
        json!({
            "Scan": { "type": "blob", "traits": { "smithy.api#streaming": {} } },
            "Book": { "members": { "scan": { "target": "com.example#Scan" } } },
            "GetBookResponse": { "members": { "scan": { "target": "com.example#Scan" } } },
            "BookId": { "traits": { "smithy.api#streaming": {} } },
        }),
        expect![[r#"
            com.example#GetBookRequest$bookId: streams `com.example#BookId` without being the payload of an operation's input or output
            com.example#GetBookResponse$scan: streams `com.example#Scan` without being the payload of an operation's input or output
            com.example#LendBookRequest$bookId: streams `com.example#BookId` without being the payload of an operation's input or output
            com.example#BookId: is streaming, but a string cannot be
            com.example#Book$bookId: streams `com.example#BookId` without being the payload of an operation's input or output
            com.example#Book$scan: streams `com.example#Scan` without being the payload of an operation's input or output
        "#]],
    );
}

#[test]
fn names_and_namespaces_that_no_xml_document_has() {
    let service = |namespace: Value| {
        json!({ "traits": {
            "aws.protocols#restJson1": null,
            "aws.protocols#restXml": {},
            "smithy.api#xmlNamespace": namespace,
        } })
    };
    let named = |name: &str| json!({ "traits": { "smithy.api#xmlName": name } });
    check(
        json!({
            "Library": service(json!({ "uri": "https://a b", "prefix": "a\"><evil" })),
            "Book": { "traits": { "smithy.api#xmlName": "Book/><evil" }, "members": {
                "title": named("1st"),
                "binding": named("a:b:c"),
                "bookId": named("\u{e9}"),
            } },
            "Notes": { "key": named(""), "value": named("a ") },
            "Books": { "member": named("a:") },
            "LendBookRequest": { "members": {
                "until": { "traits": { "smithy.api#xmlNamespace": { "prefix": "xmlns" } } },
                "notes": { "traits": { "smithy.api#xmlAttribute": {} } },
                "reader": { "traits": { "smithy.api#xmlFlattened": {} } },
            } },
        }),
        expect![[r#"
            com.example#Library: has the `smithy.api#xmlNamespace` trait with the `uri` `https://a b`, which is not a URI
            com.example#Library: has the `smithy.api#xmlNamespace` trait with the prefix `a"><evil`, which is not a prefix of XML; use ASCII letters, digits, `-` and `_`
            com.example#LendBookRequest$until: has the `smithy.api#xmlNamespace` trait with the `uri` `null`, which is not a URI
            com.example#LendBookRequest$until: has the `smithy.api#xmlNamespace` trait with the prefix `xmlns`, which is not a prefix of XML; use ASCII letters, digits, `-` and `_`
            com.example#LendBookRequest$reader: has the `smithy.api#xmlFlattened` trait, but `com.example#Reader` is a union, not a list or map
            com.example#LendBookRequest$notes: has the `smithy.api#xmlAttribute` trait, but `com.example#Notes` is a map; it must be a string, a number, a boolean or a timestamp
            com.example#Books$member: has the `smithy.api#xmlName` trait with `a:`, which is not an XML name; use ASCII letters, digits, `-` and `_`, after one prefix at most
            com.example#Book: has the `smithy.api#xmlName` trait with `Book/><evil`, which is not an XML name; use ASCII letters, digits, `-` and `_`, after one prefix at most
            com.example#Book$bookId: has the `smithy.api#xmlName` trait with `é`, which is not an XML name; use ASCII letters, digits, `-` and `_`, after one prefix at most
            com.example#Book$title: has the `smithy.api#xmlName` trait with `1st`, which is not an XML name; use ASCII letters, digits, `-` and `_`, after one prefix at most
            com.example#Book$binding: has the `smithy.api#xmlName` trait with `a:b:c`, which is not an XML name; use ASCII letters, digits, `-` and `_`, after one prefix at most
            com.example#Notes$key: has the `smithy.api#xmlName` trait with ``, which is not an XML name; use ASCII letters, digits, `-` and `_`, after one prefix at most
            com.example#Notes$value: has the `smithy.api#xmlName` trait with `a `, which is not an XML name; use ASCII letters, digits, `-` and `_`, after one prefix at most
        "#]],
    );
    check(
        json!({
            "Library": service(json!({ "uri": "https://a/?b=c&d", "prefix": "a-1" })),
            "Book": { "traits": { "smithy.api#xmlName": "_book-1" }, "members": { "title": named("xsi:type") } },
        }),
        expect![[""]],
    );
    let attribute = |target: &str, name: &str| {
        let traits = json!({ "smithy.api#xmlAttribute": {}, "smithy.api#xmlName": name });
        json!({ "target": target, "traits": traits })
    };
    check(
        json!({
            "Library": service(json!({ "uri": "https://a" })),
            "Book": { "members": {
                "a": attribute("smithy.api#Blob", "a"),
                "b": attribute("smithy.api#String", "xmlns"),
                "c": attribute("smithy.api#String", "xmlns:c"),
                "d": attribute("smithy.api#String", "xsi:xmlns"),
            } },
        }),
        expect![[r#"
            com.example#Book$a: has the `smithy.api#xmlAttribute` trait, but `smithy.api#Blob` is a blob; it must be a string, a number, a boolean or a timestamp
            com.example#Book$b: has the `smithy.api#xmlAttribute` trait and the name `xmlns`, which declares a namespace; use the `smithy.api#xmlNamespace` trait
            com.example#Book$c: has the `smithy.api#xmlAttribute` trait and the name `xmlns:c`, which declares a namespace; use the `smithy.api#xmlNamespace` trait
        "#]],
    );
    // Other protocols ignore the traits.
    check(
        json!({ "Book": { "members": { "title": named("<") } } }),
        expect![[""]],
    );
}
