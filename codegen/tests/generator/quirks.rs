//! Requirements of services that are not in their models.

use std::collections::BTreeMap;

use tinsmith_codegen::{Diagnostic, Generated, Quirks, ServiceSpec, generate};

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
