//! The documentation that the generator itself adds to that of the model.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tinsmith_codegen::{Quirks, RegionCopyQuirk, ServiceSpec, generate};

/// Generates the example model after a change of its shapes, and returns a file without line breaks, comment marks and indents.
fn file(path: &str, spec: &ServiceSpec, change: impl FnOnce(&mut Value)) -> String {
    let mut model: Value =
        serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
    change(&mut model["shapes"]);
    let spec = ServiceSpec {
        crate_name: "tinsmith-library".to_owned(),
        ..spec.clone()
    };
    let mut files = generate(&model.to_string(), &spec)
        .expect("a crate")
        .files
        .into_iter();
    let text = files.find(|file| file.path == path).expect("the file").text;
    let lines = text
        .lines()
        .map(|line| line.trim_start_matches(['/', '!', ' ']));
    lines.collect::<Vec<_>>().join(" ")
}

fn with_quirks(quirks: Quirks) -> ServiceSpec {
    ServiceSpec {
        quirks: BTreeMap::from([("com.example#Library".to_owned(), quirks)]),
        ..ServiceSpec::default()
    }
}

#[test]
fn members_that_the_client_sets_say_so_and_are_not_required_of_the_caller() {
    let quirks = Quirks {
        defaults: BTreeMap::from([("LendBookRequest$bookId".to_owned(), "any".to_owned())]),
        ids_behind_paths: vec!["BookId".to_owned()],
        endpoints: vec!["GetBookRequest$language".to_owned()],
        ..Quirks::default()
    };
    let spec = with_quirks(quirks);
    let lend = file("src/operation/lend_book.rs", &spec, |shapes| {
        let members = &mut shapes["com.example#LendBookRequest"]["members"];
        members["clientToken"]["traits"]["smithy.api#required"] = json!({});
    });
    let token = "If absent, the client generates a token, which every attempt of the call sends.";
    for sentence in [
        &format!("The `clientToken` member. {token} "),
        "The `bookId` member. If absent or empty, the client sends `any`. The client sends what follows the last slash. Length: 1 to 64.",
        "Required: [`reader`](Self::reader).",
    ] {
        let lend: String = lend.replace("  ", " ");
        assert!(lend.contains(sentence), "{sentence}: {lend}");
    }
    let get = file("src/operation/get_book.rs", &spec, |_| {});
    assert!(
        get.contains("The client sends the request to this URL."),
        "{get}"
    );
    let sentence = "Required. The client sends what follows the last slash.";
    assert!(get.contains(sentence), "{get}");
}

#[test]
fn members_that_a_copy_between_regions_sets_say_so() {
    let copy = RegionCopyQuirk {
        source_region: Some("bookId".to_owned()),
        source_arn: None,
        destination_region: Some("language".to_owned()),
        url: "url".to_owned(),
    };
    let spec = with_quirks(Quirks {
        copies_between_regions: BTreeMap::from([("GetBook".to_owned(), copy)]),
        ..Quirks::default()
    });
    let text = file("src/operation/get_book.rs", &spec, |shapes| {
        let traits = shapes["com.example#Library"]["traits"].as_object_mut();
        let traits = traits.expect("traits");
        traits.remove("aws.protocols#restJson1");
        traits.insert("aws.protocols#awsQuery".to_owned(), json!({}));
        traits.insert(
            "smithy.api#xmlNamespace".to_owned(),
            json!({ "uri": "https://a.example" }),
        );
        shapes["com.example#GetBookRequest"]["members"]["url"] =
            json!({ "target": "smithy.api#String" });
    });
    for sentence in [
        "If absent, the client sets it to a presigned URL of the request in the region that `bookId` names, if that is another.",
        "The client sets it to the region of the request if it presigns the request in the region that `bookId` names.",
    ] {
        assert!(text.contains(sentence), "{sentence}: {text}");
    }
}

#[test]
fn the_page_of_a_crate_lists_its_renamed_shapes() {
    let renames = [
        ("GetBook", "FetchBook"),
        ("Book", "Tome"),
        ("Reader", "Patron"),
        ("com.example#NotFoundException", "Missing"),
        ("Book$title", "heading"),
        ("Binding$HARDCOVER", "Hard"),
    ];
    let spec = ServiceSpec {
        renames: renames
            .map(|(old, new)| (old.to_owned(), new.to_owned()))
            .into(),
        ..ServiceSpec::default()
    };
    let page = file("src/lib.rs", &spec, |shapes| {
        shapes["com.example#Library"]["rename"] = json!({ "com.example#School": "Academy" });
    });
    let list = "# Renamed shapes  Shapes and members of the model that have another name in Rust:  \
        - `GetBook`: [`FetchBook`](operation::FetchBook) \
        - `School`: [`Academy`](types::Academy) \
        - `Book`: [`Tome`](types::Tome) \
        - `Reader`: [`Patron`](types::Patron) \
        - `NotFoundException`: [`Missing`](error::Missing) \
        - `Book$title`: `heading` \
        - `Binding$HARDCOVER`: `Hard`  # Features";
    assert!(page.contains(list), "{page}");
    let page = file("src/lib.rs", &ServiceSpec::default(), |_| {});
    assert!(!page.contains("Renamed"), "{page}");
}

#[test]
fn a_structure_or_union_that_contains_itself_directly_is_in_a_box_or_rejected() {
    let itself = |name: &str| json!({ "target": format!("com.example#{name}") });
    let types = file("src/types.rs", &ServiceSpec::default(), |shapes| {
        shapes["com.example#Book"]["members"]["sequel"] = itself("Book");
        shapes["com.example#Reader"]["members"]["guest"] = itself("Reader");
    });
    for field in ["pub sequel: Option<Box<Book>>,", "Guest(Box<Reader>),"] {
        assert!(types.contains(field), "{field}: {types}");
    }
    // An input and an output that contain their own shape contain another type, which is recursive.
    let get = file(
        "src/operation/get_book.rs",
        &ServiceSpec::default(),
        |shapes| {
            shapes["com.example#GetBook"]["traits"]["smithy.api#http"]["method"] = json!("POST");
            shapes["com.example#GetBookRequest"]["members"]["again"] = itself("GetBookRequest");
            shapes["com.example#GetBookResponse"]["members"]["again"] = itself("GetBookResponse");
        },
    );
    for field in [
        "pub again: Option<Box<GetBookRequest>>,",
        "pub again: Option<Box<GetBookResponse>>,",
    ] {
        assert!(get.contains(field), "{field}: {get}");
    }
    for traits in [
        json!({ "smithy.api#required": {} }),
        json!({ "smithy.api#required": {}, "smithy.api#clientOptional": {} }),
    ] {
        let mut model: Value =
            serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
        let members = &mut model["shapes"]["com.example#Book"]["members"];
        members["sequel"] = json!({ "target": "com.example#Book", "traits": traits });
        let spec = ServiceSpec {
            crate_name: "tinsmith-library".to_owned(),
            ..ServiceSpec::default()
        };
        let problems = generate(&model.to_string(), &spec).expect_err("a fault");
        let problem =
            "com.example#Book: requires itself, so that no value of it is finite (Book$sequel)";
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].to_string(), problem);
    }
}
