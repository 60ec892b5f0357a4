//! The table from which an operation is paginated.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tinsmith_codegen::{Diagnostic, Quirks, ServiceSpec, generate};

/// Generates the example model with tokens that target these shapes, and returns the file of the paginated operation.
fn list_books(input_token: &str, output_token: &str) -> Result<String, Vec<Diagnostic>> {
    let mut model: Value = serde_json::from_str(include_str!("../models/library.json")).unwrap();
    let shapes = &mut model["shapes"];
    let text = json!({ "target": "smithy.api#String" });
    shapes["com.example#Key"] = json!({ "type": "map", "key": text, "value": text });
    shapes["com.example#Counts"] =
        json!({ "type": "map", "key": text, "value": { "target": "smithy.api#Integer" } });
    for (structure, target) in [
        ("ListBooksRequest", input_token),
        ("ListBooksResponse", output_token),
    ] {
        shapes[format!("com.example#{structure}")]["members"]["nextToken"] =
            json!({ "target": target });
    }
    shapes["com.example#ListBooks"]["traits"]["smithy.api#http"] =
        json!({ "method": "POST", "uri": "/books", "code": 200 });
    let spec = ServiceSpec {
        crate_name: "tinsmith-library".to_owned(),
        ..ServiceSpec::default()
    };
    let generated = generate(&model.to_string(), &spec)?;
    let mut files = generated.files.into_iter();
    let file = files.find(|file| file.path == "src/operation/list_books.rs");
    Ok(file.unwrap().text)
}

#[test]
fn tokens_that_are_maps_are_converted_and_texts_are_not() {
    let key = "com.example#Key";
    let with_maps = list_books(key, key).unwrap();
    assert!(
        with_maps.contains("token_values: MAP_TOKENS"),
        "{with_maps}"
    );
    let text = "smithy.api#String";
    let with_texts = list_books(text, text).unwrap();
    assert!(!with_texts.contains("token_values"), "{with_texts}");
}

#[test]
fn an_output_token_of_another_type_than_the_input_token_is_rejected() {
    for (input, output) in [
        ("com.example#Key", "com.example#Counts"),
        ("com.example#Key", "smithy.api#String"),
        ("smithy.api#Integer", "smithy.api#Integer"),
    ] {
        let problems = list_books(input, output).unwrap_err();
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let expected =
            "com.example#ListBooks: cannot have pages: their tokens are neither strings nor maps";
        assert_eq!(problems, [expected], "{input} {output}");
    }
}

#[test]
fn an_operation_with_the_quirk_has_more_pages_only_if_a_member_says_so() {
    let mut model: Value = serde_json::from_str(include_str!("../models/library.json")).unwrap();
    model["shapes"]["com.example#ListBooksResponse"]["members"]["hasMore"] =
        json!({ "target": "smithy.api#Boolean" });
    let model = model.to_string();
    let generated = |operation: &str, member: &str| {
        let more_results = BTreeMap::from([(operation.to_owned(), member.to_owned())]);
        let quirks = Quirks {
            more_results,
            ..Quirks::default()
        };
        let spec = ServiceSpec {
            crate_name: "tinsmith-library".to_owned(),
            quirks: BTreeMap::from([("com.example#Library".to_owned(), quirks)]),
            ..ServiceSpec::default()
        };
        generate(&model, &spec)
    };
    let files = generated("ListBooks", "hasMore").unwrap().files;
    let file = |path: &str| &files.iter().find(|file| file.path == path).unwrap().text;
    let list_books = file("src/operation/list_books.rs");
    assert!(list_books.contains("more: has_more,"), "{list_books}");

    for (operation, member, problem) in [
        (
            "ListBoks",
            "hasMore",
            "com.example#Library: has no operation `ListBoks`, which has a quirk; did you mean `ListBooks`?",
        ),
        (
            "ListBooks",
            "hasMor",
            "com.example#ListBooks: has no member `hasMor` in its output, which a quirk names; did you mean `hasMore`?",
        ),
        (
            "ListBooks",
            "books",
            "com.example#ListBooks: has the member `books` in its output, which a quirk names, but it is a list, not a boolean",
        ),
    ] {
        let problems = generated(operation, member).unwrap_err();
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(problems, [problem]);
    }
}

#[test]
fn an_operation_with_the_quirk_ends_with_an_unchanged_token() {
    let model = include_str!("../models/library.json");
    let generated = |operation: &str| {
        let quirks = Quirks {
            end_with_unchanged_token: vec![operation.to_owned()],
            ..Quirks::default()
        };
        let spec = ServiceSpec {
            crate_name: "tinsmith-library".to_owned(),
            quirks: BTreeMap::from([("com.example#Library".to_owned(), quirks)]),
            ..ServiceSpec::default()
        };
        generate(model, &spec)
    };
    let files = generated("ListBooks").unwrap().files;
    let file = |path: &str| &files.iter().find(|file| file.path == path).unwrap().text;
    let list_books = file("src/operation/list_books.rs");
    assert!(list_books.contains("unchanged_token: End"), "{list_books}");

    let problems = generated("ListBoks").unwrap_err();
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let expected = "com.example#Library: has no operation `ListBoks`, which has a quirk; did you mean `ListBooks`?";
    assert_eq!(problems, [expected]);
}

#[test]
fn a_waiter_for_a_state_of_the_output_shows_if_an_empty_page_is_one() {
    let generated = |path: &str, has_items: bool| {
        let text = include_str!("../models/library.json");
        let mut model: Value = serde_json::from_str(text).unwrap();
        let shapes = &mut model["shapes"];
        let members = &mut shapes["com.example#ListBooksResponse"]["members"];
        members["state"] = json!({ "target": "smithy.api#String" });
        members["shelf"] = json!({ "target": "com.example#Shelf" });
        shapes["com.example#Shelf"] = json!({ "type": "structure", "members": {
            "state": { "target": "smithy.api#String" },
        } });
        let traits = &mut shapes["com.example#ListBooks"]["traits"];
        let matched = json!({ "path": path, "expected": "DONE", "comparator": "stringEquals" });
        traits["smithy.waiters#waitable"] = json!({ "BooksCounted": {
            "acceptors": [{ "state": "success", "matcher": { "output": matched } }],
        } });
        if !has_items {
            let pages = traits["smithy.api#paginated"].as_object_mut().unwrap();
            pages.remove("items");
        }
        let spec = ServiceSpec {
            crate_name: "tinsmith-library".to_owned(),
            ..ServiceSpec::default()
        };
        let mut files = generate(&model.to_string(), &spec)
            .unwrap()
            .files
            .into_iter();
        let file = files.find(|file| file.path == "src/operation/list_books.rs");
        file.unwrap().text
    };
    for (path, has_items, has_ready) in [
        ("state", true, true),
        ("shelf.state", true, false),
        // Without items, nothing shows if a page is empty.
        ("state", false, false),
    ] {
        let text = generated(path, has_items);
        let ready = "ready: BooksCountedWaiter";
        assert_eq!(text.contains(ready), has_ready, "{path}: {text}");
    }
}
