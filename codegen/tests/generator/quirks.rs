//! Requirements of services that are not in their models.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use tinsmith_codegen::{Diagnostic, Generated, Quirks, RegionCopyQuirk, ServiceSpec, generate};

fn library(quirks: Quirks) -> Result<Generated, Vec<Diagnostic>> {
    let spec = ServiceSpec {
        crate_name: "tinsmith-library".to_owned(),
        quirks: BTreeMap::from([("com.example#Library".to_owned(), quirks)]),
        ..ServiceSpec::default()
    };
    generate(include_str!("../models/library.json"), &spec)
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
    let generated = library(copy_of_books(None, Some("bookId"), "bookId")).expect("a crate");
    let mut files = generated.files.into_iter();
    let file = files.find(|file| file.path == "src/client.rs");
    let text = file.expect("the client").text;
    let text: String = text.split_whitespace().collect();
    let step = r#".with_preflight(&RegionCopy{source:CopySource::Arn("bookId"),destination:Some("bookId"),url:"bookId",}"#;
    assert!(text.contains(step), "{text}");
}

#[test]
fn a_copy_between_regions_names_members_and_one_source() {
    let book = Some("bookId");
    for (quirks, expected) in [
        (
            copy_of_books(book, None, "Url"),
            "has no member `Url`, which a quirk names",
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
        let diagnostics = library(quirks).expect_err("a fault");
        let shown: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(shown, [format!("com.example#GetBook: {expected}")]);
    }
}
