//! Operations that no request can be made of.

use expect_test::expect;
use serde_json::{Value, json};

use crate::check;

fn http(method: &str, uri: &str) -> Value {
    json!({ "traits": { "smithy.api#http": { "method": method, "uri": uri } } })
}

#[test]
fn http_requests_that_are_none() {
    check(
        json!({ "GetBook": { "traits": { "smithy.api#http": null } } }),
        expect![[r#"
            com.example#GetBook: has no `smithy.api#http` trait, which the protocol needs
        "#]],
    );
    check(
        json!({ "GetBook": { "traits": { "smithy.api#http": "GET /" } } }),
        expect![[r#"
            com.example#GetBook: has no HTTP method
            com.example#GetBook: has no `uri` in its `smithy.api#http` trait
        "#]],
    );
    check(
        json!({ "ListBooks": http("list books", "/books") }),
        expect![[r#"
            com.example#ListBooks: has the invalid HTTP method `list books`, which must consist of upper-case letters
        "#]],
    );
    check(
        json!({ "ListBooks": http("GET", "books") }),
        expect![[r#"
        com.example#ListBooks: its uri `books` does not begin with `/`
    "#]],
    );
    check(
        json!({ "ListBooks": http("GET", "/books/{") }),
        expect![[r#"
            com.example#ListBooks: its uri `/books/{` has the segment `{`, which is neither text nor a label
        "#]],
    );
}

#[test]
fn uris_and_host_prefixes_with_characters_that_neither_can_have() {
    check(
        json!({
            "GetBook": { "traits": { "smithy.api#endpoint": { "hostPrefix": "caf\u{e9}/." } } },
            "ListBooks": http("GET", "/b\u{fc}cher?\u{e9}"),
            "LendBook": http("POST", "/books/{bookId}/../100%"),
        }),
        expect![[r#"
            com.example#GetBook: its host prefix `café/.` holds the character `é`, which is not allowed in a host
            com.example#LendBook: its uri `/books/{bookId}/../100%` holds `%`, which is not a percent-encoded byte; a `%` itself is written `%25`
            com.example#ListBooks: its uri `/bücher?é` holds the character `ü`, which is not allowed in a URI; percent-encode it as `%C3%BC`
        "#]],
    );
    check(
        json!({ "ListBooks": http("GET", "/b%C3%BCcher;a=1/(b)@:~?a=/?") }),
        expect![[r#"
            com.example#ListBooks: its uri `/b%C3%BCcher;a=1/(b)@:~?a=/?` ends with `?`, without a query
        "#]],
    );
    check(
        json!({ "ListBooks": http("GET", "/b%C3%BCcher;a=1/(b)@:~/?list-type=2&a=/") }),
        expect![[""]],
    );
}

#[test]
fn a_signing_name_that_no_signature_has() {
    check(
        json!({ "Library": { "traits": { "aws.auth#sigv4": { "name": "lib\nrary" } } } }),
        expect![[r#"
            com.example#Library: has the signing name `lib\nrary`, with a character that is not allowed in a signature
        "#]],
    );
}

#[test]
fn authentication_traits_without_a_name_or_a_list() {
    check(
        json!({ "Library": { "traits": { "aws.auth#sigv4": { "name": null }, "smithy.api#auth": "aws.auth#sigv4" } } }),
        expect![[r#"
            com.example#Library: has the `smithy.api#auth` trait with `"aws.auth#sigv4"`; it must be a list of the ids of authentication schemes
            com.example#Library: has no `name` in its `aws.auth#sigv4` trait; it must be the name of the service in signatures
        "#]],
    );
    check(
        json!({ "GetBook": { "traits": { "smithy.api#auth": [3] } } }),
        expect![[r#"
            com.example#GetBook: has the `smithy.api#auth` trait with `[3]`; it must be a list of the ids of authentication schemes
        "#]],
    );
}

#[test]
fn members_and_uris_in_the_query_parameter_of_the_api_key() {
    let service = |location: &str, name: &str| {
        json!({ "traits": {
            "aws.auth#sigv4": null,
            "smithy.api#httpApiKeyAuth": { "in": location, "name": name },
        } })
    };
    // The key replaces the value of a member in its header.
    check(
        json!({ "Library": service("header", "accept-language") }),
        expect![[""]],
    );
    check(
        json!({ "Library": service("query", "nextToken"), "GetBook": http("GET", "/books/{bookId}?nextToken=1") }),
        expect![[r#"
            com.example#GetBook: has the query parameter `nextToken` in its URI, which contains the API key; rename one of the two
            com.example#ListBooksRequest$nextToken: is bound to the query parameter `nextToken`, which contains the API key; rename one of the two
        "#]],
    );
    // Query parameters are case-sensitive, and a header is no query parameter.
    check(
        json!({ "Library": service("query", "nexttoken") }),
        expect![[""]],
    );
    check(
        json!({ "Library": service("header", "nextToken") }),
        expect![[""]],
    );
}

#[test]
fn labels_without_members_and_members_without_labels() {
    check(
        json!({ "GetBook": http("GET", "/books/{bookId}/{chapter}") }),
        expect![[r#"
            com.example#GetBook: the label `{chapter}` of its uri `/books/{bookId}/{chapter}` has no member in `com.example#GetBookRequest`
        "#]],
    );
    check(
        json!({ "GetBook": http("GET", "/books") }),
        expect![[r#"
        com.example#GetBookRequest$bookId: has the `smithy.api#httpLabel` trait, but the uri `/books` has no such label
    "#]],
    );
    check(
        json!({ "GetBook": http("GET", "/books/{bookId}/{language}") }),
        expect![[r#"
            com.example#GetBookRequest$language: is a label of the uri `/books/{bookId}/{language}` but has no `smithy.api#httpLabel` trait
        "#]],
    );
    check(
        json!({ "GetBook": http("GET", "/{bookId}/{bookId}") }),
        expect![[r#"
            com.example#GetBook: its uri `/{bookId}/{bookId}` has the label `{bookId}` twice
        "#]],
    );
    check(
        json!({ "GetBookRequest": { "members": { "bookId": {
            "target": "com.example#Book", "traits": { "smithy.api#required": null }
        } } } }),
        expect![[r#"
            com.example#GetBookRequest$bookId: has the `smithy.api#httpLabel` trait, which takes a string, a number, a boolean or a timestamp, but `com.example#Book` is a structure
            com.example#GetBookRequest$bookId: has the `smithy.api#httpLabel` trait but is not required
        "#]],
    );
}

#[test]
fn operations_of_the_same_name() {
    check(
        json!({
            "Library": { "resources": [{ "target": "com.example#Shelf" }] },
            "Shelf": { "type": "resource", "operations": [{ "target": "com.example.shelf#GetBook" }] },
        }),
        expect![[r#"
            com.example#Shelf: operation `com.example.shelf#GetBook` does not exist; did you mean `com.example#GetBook`?
        "#]],
    );
    let twin = json!({ "type": "operation", "traits": { "smithy.api#http": { "method": "GET", "uri": "/" } } });
    crate::check_model(
        json!({ "shapes": {
            "com.example#Library": { "resources": [{ "target": "com.example#Shelf" }] },
            "com.example#Shelf": { "type": "resource", "read": { "target": "com.example.shelf#GetBook" } },
            "com.example.shelf#GetBook": twin,
        } }),
        expect![[r#"
            com.example.shelf#GetBook: has the same name as `com.example#GetBook`, and both are operations of the service
        "#]],
    );
    let twin = json!({ "type": "operation", "traits": { "smithy.api#http": { "method": "GET", "uri": "/" } } });
    check(
        json!({
            "Library": { "operations": [{ "target": "com.example#GetBook" }, { "target": "com.example#getBook" }] },
            "getBook": twin,
        }),
        expect![[r#"
            com.example#getBook: has the Rust operation name `GetBook`, as `com.example#GetBook` has; give one of them another in `ServiceSpec::renames`: ("getBook", "..")
        "#]],
    );
}

#[test]
fn host_labels_without_members() {
    check(
        json!({ "GetBook": { "traits": { "smithy.api#endpoint": { "hostPrefix": "{branch}.{bookId}." } } } }),
        expect![[r#"
            com.example#GetBook: the label `{branch}` of its host prefix `{branch}.{bookId}.` has no member with the `smithy.api#hostLabel` trait in `com.example#GetBookRequest`
            com.example#GetBook: the label `{bookId}` of its host prefix `{branch}.{bookId}.` has no member with the `smithy.api#hostLabel` trait in `com.example#GetBookRequest`
        "#]],
    );
    check(
        json!({ "GetBook": { "traits": { "smithy.api#endpoint": { "hostPrefix": "{branch" } } } }),
        expect![[r#"
            com.example#GetBook: its host prefix `{branch` has a label without an end
        "#]],
    );
}

#[test]
fn pages_that_cannot_be_turned() {
    let paginated =
        |patch: Value| json!({ "ListBooks": { "traits": { "smithy.api#paginated": patch } } });
    check(
        paginated(json!({ "inputToken": "marker" })),
        expect![[r#"
            com.example#ListBooks: is paginated by the inputToken `marker`, but `com.example#ListBooksRequest` has no such member
        "#]],
    );
    check(
        paginated(json!({ "outputToken": "page.marker", "pageSize": "limit" })),
        expect![[r#"
            com.example#ListBooks: is paginated by the pageSize `limit`, but `com.example#ListBooksRequest` has no such member
            com.example#ListBooks: is paginated by the outputToken `page.marker`, but `com.example#ListBooksResponse` has no `page`
        "#]],
    );
    check(
        paginated(json!({ "items": "nextToken" })),
        expect![[r#"
        com.example#ListBooks: is paginated over `nextToken`, but `smithy.api#String` is a string, not a list or map
    "#]],
    );
    check(
        paginated(json!({ "outputToken": "books" })),
        expect![[r#"
            com.example#ListBooks: cannot have pages: their tokens are neither strings nor maps
        "#]],
    );
    check(
        paginated(json!({ "inputToken": null })),
        expect![[r#"
        com.example#ListBooks: is paginated without an inputToken
    "#]],
    );
    check(
        json!({ "ListBooksRequest": { "members": { "maxResults": { "target": "smithy.api#Float" } } } }),
        expect![[r#"
            com.example#ListBooksRequest$maxResults: is the page size of an operation, but a float, not an integer
        "#]],
    );
    check(
        json!({ "ListBooksResponse": { "members": { "nextToken": { "target": "com.example#Binding" } } } }),
        expect![[r#"
            com.example#ListBooks: cannot have pages: their token is the enum `Binding`; it must be a string or a map
        "#]],
    );
    check(
        json!({
            "Few": { "type": "intEnum", "members": { "ONE": { "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": 1 } } } },
            "ListBooksRequest": { "members": { "maxResults": { "target": "com.example#Few" } } },
        }),
        expect![[""]],
    );
    check(
        json!({ "ListBooksRequest": { "members": { "maxResults": { "target": "smithy.api#String" } } } }),
        expect![[r#"
            com.example#ListBooksRequest$maxResults: is the page size of an operation, but a string, not an integer
        "#]],
    );
}

#[test]
fn waiters_whose_types_have_the_name_of_another_type() {
    let waiter = json!({ "acceptors": [{ "state": "success", "matcher": { "success": true } }] });
    let waitable = json!({ "traits": { "smithy.waiters#waitable": { "BookLent": waiter, "bookLent": waiter } } });
    check(
        json!({ "GetBook": waitable }),
        expect![[r#"
            com.example#GetBook: has a waiter with the Rust type name `BookLentWaiter`, which a type of `com.example#GetBook` already has
        "#]],
    );
    let waitable = json!({ "traits": { "smithy.waiters#waitable": { "BookLent": waiter } } });
    check(
        json!({ "GetBook": waitable, "LendBook": waitable }),
        expect![[r#"
            com.example#LendBook: has a waiter with the Rust type name `BookLentWaiter`, which a type of `com.example#GetBook` already has
        "#]],
    );
}

#[test]
fn errors_that_are_none() {
    check(
        json!({ "GetBook": { "errors": [{ "target": "com.example#School" }] } }),
        expect![[r#"
            com.example#School: is an error of an operation but has no `smithy.api#error` trait
        "#]],
    );
    check(
        json!({ "NotFoundException": { "traits": { "smithy.api#error": "user", "smithy.api#httpError": 4040 } } }),
        expect![[r#"
            com.example#NotFoundException: is an error of the kind "user", not "client" or "server"
            com.example#NotFoundException: has the invalid HTTP status 4040, which must be from 200 to 599
        "#]],
    );
}

#[test]
fn compressions_that_are_not_supported() {
    check(
        json!({
            "LendBook": { "traits": { "smithy.api#requestCompression": { "encodings": ["br"] } } },
        }),
        expect![[r#"
            com.example#LendBook: requires a request compression other than gzip, which is the only one supported
        "#]],
    );
}
