//! Requirements of services that are not in their models.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tinsmith_codegen::{Diagnostic, Generated, Quirks, RegionCopyQuirk, ServiceSpec, generate};

pub(crate) fn library(quirks: Quirks) -> Result<Generated, Vec<Diagnostic>> {
    generated(include_str!("../models/library.json"), quirks)
}

/// Generates the example model with another protocol and another member of an input.
fn library_of(protocol: &str, member: Value, quirks: Quirks) -> Result<Generated, Vec<Diagnostic>> {
    let mut model: Value =
        serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
    let service = &mut model["shapes"]["com.example#Library"]["traits"];
    let traits = service.as_object_mut().expect("traits");
    traits.remove("aws.protocols#restJson1");
    traits.insert(format!("aws.protocols#{protocol}"), json!({}));
    traits.insert(
        "smithy.api#xmlNamespace".to_owned(),
        json!({ "uri": "https://a.example" }),
    );
    model["shapes"]["com.example#GetBookRequest"]["members"]["language"] = member;
    generated(&model.to_string(), quirks)
}

pub(crate) fn generated(model: &str, quirks: Quirks) -> Result<Generated, Vec<Diagnostic>> {
    let spec = ServiceSpec {
        crate_name: "tinsmith-library".to_owned(),
        quirks: BTreeMap::from([("com.example#Library".to_owned(), quirks)]),
        ..ServiceSpec::default()
    };
    generate(model, &spec)
}

fn ids_behind_paths(shape: &str) -> Quirks {
    Quirks {
        ids_behind_paths: vec![shape.to_owned()],
        ..Quirks::default()
    }
}

/// Generates the example model, as the service of this shape id, and returns the text of a file that contains a fixed header of requests.
fn metadata_as(id: &str, quirks: BTreeMap<String, Quirks>) -> String {
    let model =
        include_str!("../models/library.json").replace("com.example#Library\"", &format!("{id}\""));
    let spec = ServiceSpec {
        crate_name: "tinsmith-library".to_owned(),
        quirks,
        ..ServiceSpec::default()
    };
    let generated = generate(&model, &spec).expect("a crate");
    let mut files = generated.files.into_iter();
    let file = files.find(|file| file.path == "src/service.rs");
    file.expect("the metadata").text
}

/// The id and a header of a service whose quirks the generator knows.
fn known_service() -> (String, String) {
    let known = Quirks::known().expect("quirks");
    let mut services = known.into_iter();
    services
        .find_map(|(id, quirks)| Some((id, quirks.headers.into_values().next()?)))
        .expect("a service with a header")
}

#[test]
fn the_quirks_of_a_known_service_apply_without_an_option() {
    let (id, header) = known_service();
    let text = metadata_as(&id, BTreeMap::new());
    assert!(text.contains(&header), "{text}");
    let text = metadata_as("com.example#Library", BTreeMap::new());
    assert!(!text.contains(&header), "{text}");
}

#[test]
fn quirks_of_a_spec_replace_the_known_ones_of_the_service() {
    let (id, header) = known_service();
    let text = metadata_as(&id, BTreeMap::from([(id.clone(), Quirks::default())]));
    assert!(!text.contains(&header), "{text}");
}

#[test]
fn quirks_for_another_service_are_a_fault() {
    let spec = ServiceSpec {
        crate_name: "tinsmith-library".to_owned(),
        quirks: BTreeMap::from([("com.example#Libary".to_owned(), Quirks::default())]),
        ..ServiceSpec::default()
    };
    let model = include_str!("../models/library.json");
    let diagnostics = generate(model, &spec).expect_err("a fault");
    let shown: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "there are quirks for the service `com.example#Libary`, but the client is that of `com.example#Library`; correct the id or remove the quirks; did you mean `com.example#Library`?"
        ]
    );
}

#[test]
fn a_label_of_no_path_has_no_quirk() {
    let quirks = Quirks {
        endpoint_labels: vec!["shelf".to_owned()],
        ..Quirks::default()
    };
    let diagnostics = library(quirks).expect_err("a fault");
    let expected = "com.example#Library: has no operation with the label `shelf` in its path, which has a quirk";
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    assert_eq!(diagnostics[0].to_string(), expected);
}

#[test]
fn a_prefix_of_no_operation_has_no_quirk() {
    let quirks = Quirks {
        prefixes_in_rules: vec!["{shelf}.".to_owned()],
        ..Quirks::default()
    };
    let diagnostics = library(quirks).expect_err("a fault");
    let shown: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
    let expected =
        "com.example#Library: has no operation with the host prefix `{shelf}.`, which has a quirk";
    assert_eq!(shown, [expected]);
}

#[test]
fn a_quirk_of_what_is_not_known_is_no_further_problem() {
    let label = Quirks {
        endpoint_labels: vec!["shelf".to_owned()],
        ..Quirks::default()
    };
    for (pointer, fault, quirks) in [
        ("/shapes/com.example#GetBook/traits", json!([]), label),
        (
            "/shapes/com.example#GetBookRequest/members/bookId/target",
            json!("com.example#BokId"),
            ids_behind_paths("Shelf"),
        ),
    ] {
        let mut model: Value =
            serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
        *model.pointer_mut(pointer).expect("a part") = fault;
        let diagnostics = generated(&model.to_string(), quirks).expect_err("a fault");
        assert_eq!(diagnostics.len(), 1, "{pointer}: {diagnostics:?}");
    }
}

#[test]
fn a_known_quirk_without_its_operation_is_reported() {
    let known = Quirks::known().expect("quirks");
    let mut services = known.into_iter();
    let (id, operations) = services
        .find_map(|(id, quirks)| (!quirks.tree_hash.is_empty()).then_some((id, quirks.tree_hash)))
        .expect("a service with a tree hash");
    let model =
        include_str!("../models/library.json").replace("com.example#Library\"", &format!("{id}\""));
    let spec = ServiceSpec {
        crate_name: "tinsmith-library".to_owned(),
        ..ServiceSpec::default()
    };
    let warnings = generate(&model, &spec).expect("a crate").warnings;
    let shown: Vec<_> = warnings.iter().map(ToString::to_string).collect();
    for operation in operations {
        let expected = format!(
            "{id}: a known quirk has no effect on this model: has no operation `{operation}`, which has a quirk"
        );
        assert!(shown.contains(&expected), "{shown:?}");
    }
}

#[test]
fn an_id_is_sent_without_the_path_that_outputs_have_before_it() {
    let generated = library(ids_behind_paths("BookId")).expect("a crate");
    let mut files = generated.files.into_iter();
    let file = files.find(|file| file.path == "src/operation/get_book.rs");
    let text = file.expect("the operation's file").text;
    let statement = "self.book_id.as_deref().and_then(|id| id.rsplit_once('/'))";
    assert!(text.contains(statement), "{text}");
}

#[test]
fn a_shape_of_no_input_has_no_such_ids() {
    let diagnostics = library(ids_behind_paths("Book")).expect_err("a fault");
    let expected = "com.example#Library: has no input with a member of the shape `Book`, whose ids have a quirk; remove it from the quirk";
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    assert_eq!(diagnostics[0].to_string(), expected);
}

fn copy_of_books(source_region: Option<&str>, source_arn: Option<&str>, url: &str) -> Quirks {
    let copy = RegionCopyQuirk {
        source_region: source_region.map(str::to_owned),
        source_arn: source_arn.map(str::to_owned),
        destination_region: Some("bookId".to_owned()),
        url: url.to_owned(),
    };
    Quirks {
        copies_between_regions: BTreeMap::from([("GetBook".to_owned(), copy)]),
        ..Quirks::default()
    }
}

#[test]
fn a_copy_between_regions_presigns_its_request_in_the_source_region() {
    let text = |traits: Value| json!({ "target": "smithy.api#String", "traits": traits });
    for (protocol, member, source, other) in [
        ("awsQuery", text(json!({})), "language", "bookId"),
        (
            "awsQuery",
            text(json!({ "smithy.api#xmlName": "Lang" })),
            "Lang",
            "bookId",
        ),
        (
            "awsQuery",
            text(json!({ "aws.protocols#ec2QueryName": "L" })),
            "language",
            "bookId",
        ),
        ("ec2Query", text(json!({})), "Language", "BookId"),
        (
            "ec2Query",
            text(json!({ "smithy.api#xmlName": "lang" })),
            "Lang",
            "BookId",
        ),
        (
            "ec2Query",
            text(json!({ "aws.protocols#ec2QueryName": "the" })),
            "the",
            "BookId",
        ),
    ] {
        let quirks = copy_of_books(None, Some("language"), "bookId");
        let generated = library_of(protocol, member, quirks).expect("a crate");
        let mut files = generated.files.into_iter();
        let file = files.find(|file| file.path == "src/client.rs");
        let text = file.expect("the client").text;
        let text: String = text.split_whitespace().collect();
        let step = format!(
            ".with_preflight(&RegionCopy{{source:CopySource::Arn({source:?}),destination:Some({other:?}),url:{other:?},}}"
        );
        assert!(text.contains(&step), "{text}");
    }
}

#[test]
fn a_copy_between_regions_names_members_and_one_source() {
    let string = || json!({ "target": "smithy.api#String" });
    let book = Some("bookId");
    for (quirks, expected) in [
        (
            copy_of_books(book, None, "bookID"),
            "has no member `bookID`, which a quirk names; did you mean `bookId`?",
        ),
        (
            copy_of_books(book, book, "bookId"),
            "has a quirk with neither or both of a source region and a source ARN; give one of them",
        ),
        (
            copy_of_books(None, None, "bookId"),
            "has a quirk with neither or both of a source region and a source ARN; give one of them",
        ),
    ] {
        let diagnostics = library_of("awsQuery", string(), quirks).expect_err("a fault");
        let shown: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(shown, [format!("com.example#GetBook: {expected}")]);
    }
}

#[test]
fn a_copy_between_regions_needs_forms_and_texts() {
    let quirks = || copy_of_books(None, Some("language"), "bookId");
    let string = json!({ "target": "smithy.api#String" });
    let diagnostics = library_of("awsJson1_1", string, quirks()).expect_err("a fault");
    let shown: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
    let expected = "com.example#GetBook: has a quirk of copies between regions, whose requests are forms, which the protocol awsJson1_1 does not have; remove the quirk or choose another protocol";
    assert_eq!(shown, [expected]);
    let number = json!({ "target": "smithy.api#Integer" });
    let diagnostics = library_of("ec2Query", number, quirks()).expect_err("a fault");
    let shown: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
    let expected = "com.example#GetBook: has the member `language`, which a quirk names, but it is an integer, not a string";
    assert_eq!(shown, [expected]);
}

#[test]
fn a_known_quirk_that_a_model_cannot_follow_is_reported() {
    let known = Quirks::known().expect("quirks");
    let mut services = known.into_iter();
    let (id, operation, copy) = services
        .find_map(|(id, quirks)| {
            let (operation, copy) = quirks.copies_between_regions.into_iter().next()?;
            Some((id, operation, copy))
        })
        .expect("a service with a copy between regions");
    let model = include_str!("../models/library.json")
        .replace("com.example#Library\"", &format!("{id}\""))
        .replace(
            "com.example#GetBook\"",
            &format!("com.example#{operation}\""),
        );
    let spec = ServiceSpec {
        crate_name: "tinsmith-library".to_owned(),
        ..ServiceSpec::default()
    };
    let warnings = generate(&model, &spec).expect("a crate").warnings;
    let shown: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    let members = [copy.source_region, copy.source_arn, copy.destination_region];
    let expected: Vec<String> = members
        .into_iter()
        .flatten()
        .chain([copy.url])
        .map(|member| {
            format!(
                "com.example#{operation}: is generated without the member `{member}` of copies between regions, which a quirk of the service names: the form of its input has no such field"
            )
        })
        .collect();
    assert_eq!(shown, expected);
}

/// Generates the example model with restXml, with this value of its trait, and a member of an output in the header `Expires`.
fn library_with_expiry(rest_xml: Value, quirks: Quirks) -> Result<Generated, Vec<Diagnostic>> {
    let mut model: Value =
        serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
    let service = model["shapes"]["com.example#Library"]["traits"].as_object_mut();
    let traits = service.expect("traits");
    traits.remove("aws.protocols#restJson1");
    traits.insert("aws.protocols#restXml".to_owned(), rest_xml);
    let members = &mut model["shapes"]["com.example#GetBookResponse"]["members"];
    members["expires"] = json!({
        "target": "smithy.api#Timestamp",
        "traits": { "smithy.api#httpHeader": "Expires" },
    });
    generated(&model.to_string(), quirks)
}

fn text<'g>(generated: &'g Generated, path: &str) -> &'g str {
    let mut files = generated.files.iter();
    &files.find(|file| file.path == path).expect("the file").text
}

#[test]
fn a_header_that_users_set_may_be_invalid() {
    let may_be_invalid = |name: &str| Quirks {
        may_be_invalid: vec![name.to_owned()],
        ..Quirks::default()
    };
    for (quirks, method) in [
        (may_be_invalid("GetBookResponse$expires"), "header_if_valid"),
        (Quirks::default(), "header"),
    ] {
        let generated = library_with_expiry(json!({}), quirks).expect("a crate");
        let operation = text(&generated, "src/operation/get_book.rs");
        let statement = format!(".{method}(Binding::new(\"Expires\").http_date()");
        assert!(operation.contains(&statement), "{operation}");
    }
    // There is no such member, or it is in the document.
    for name in ["GetBookResponse$expiry", "GetBookResponse$book"] {
        let problems = library_with_expiry(json!({}), may_be_invalid(name));
        let problems = problems.expect_err("a fault");
        assert_eq!(
            problems[0].to_string(),
            format!(
                "com.example#Library: has no output with a member `{name}` in a header, which may be invalid by a quirk; correct the name or remove it from the quirk"
            )
        );
    }
}

#[test]
fn a_service_may_send_a_member_of_an_error_in_another_element() {
    let in_element = |name: &str| Quirks {
        error_elements: BTreeMap::from([(name.to_owned(), "Title".to_owned())]),
        ..Quirks::default()
    };
    let generated =
        library_with_expiry(json!({}), in_element("NotFoundException$message")).expect("a crate");
    let errors = text(&generated, "src/error.rs");
    assert!(errors.contains("name(\"Title\")"), "{errors}");
    let problems = library_with_expiry(json!({}), in_element("NoError$title"));
    assert_eq!(
        problems.expect_err("a fault")[0].to_string(),
        "com.example#Library: has no error with a member `NoError$title`, whose element a quirk names; correct the name or remove it from the quirk"
    );
}

#[test]
fn a_service_may_respond_with_an_error_and_a_status_of_success() {
    let quirks = |errors_with_success| Quirks {
        errors_with_success,
        body_hash_header: errors_with_success,
        ..Quirks::default()
    };
    let unwrapped = || json!({ "noErrorWrapping": true });
    for has_quirks in [false, true] {
        let generated = library_with_expiry(unwrapped(), quirks(has_quirks)).expect("a crate");
        let service = text(&generated, "src/service.rs");
        for field in [
            "classify_success: Some(classify_document)",
            "body_hash_header: true",
        ] {
            assert_eq!(service.contains(field), has_quirks, "{service}");
        }
        let has_checksums = text(&generated, "Cargo.toml").contains("\"checksums\"");
        assert_eq!(has_checksums, has_quirks);
    }
    let wrapped = library_with_expiry(json!({}), quirks(true));
    for result in [wrapped, library(quirks(true))] {
        let problems = result.expect_err("a fault");
        assert_eq!(
            problems[0].to_string(),
            "com.example#Library: has a quirk of errors with a status of success, but errors are not documents with a root of their own; remove the quirk or choose another protocol"
        );
    }
}
