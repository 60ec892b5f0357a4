//! Quirks of the paths and the regions of requests.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use tinsmith_codegen::{Diagnostic, Quirks, RegionalRedirectQuirk};

use crate::quirks::{generated, library};

/// Generates the example model with a query in the path of an operation, and returns the URI template of its requests.
fn template_with(query: &str, omitted: &str) -> Result<String, Vec<Diagnostic>> {
    let model = include_str!("../models/library.json");
    let uri = format!("/books/{{bookId}}{query}\"");
    let model = model.replacen("/books/{bookId}\"", &uri, 1);
    let quirks = Quirks {
        omitted_query: vec![omitted.to_owned()],
        ..Quirks::default()
    };
    let mut files = generated(&model, quirks)?.files.into_iter();
    let file = files.find(|file| file.path == "src/operation/get_book.rs");
    let text = file.expect("the operation's file").text;
    let (_, rest) = text.split_once("uri: \"").expect("a URI");
    Ok(rest.split('"').next().unwrap_or_default().to_owned())
}

#[test]
fn a_query_parameter_that_a_quirk_omits_is_not_sent() {
    for (query, expected) in [
        ("?x-id=GetBook", "/books/{bookId}"),
        ("?x-id", "/books/{bookId}"),
        ("?x-id=GetBook&full", "/books/{bookId}?full"),
        ("?full=1&x-id=GetBook&x-id2", "/books/{bookId}?full=1&x-id2"),
    ] {
        assert_eq!(template_with(query, "x-id").expect("a crate"), expected);
    }
    for query in ["", "?x-id2=1"] {
        let diagnostics = template_with(query, "x-id").expect_err("a fault");
        let expected = "com.example#Library: has no operation with the query parameter `x-id` in its path, which a quirk omits; correct the name or remove it from the quirk";
        assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
        assert_eq!(diagnostics[0].to_string(), expected);
    }
}

fn redirects_by(parameter: &str) -> Quirks {
    Quirks {
        regional_redirects: Some(RegionalRedirectQuirk {
            parameter: parameter.to_owned(),
            header: "x-shelf-region".to_owned(),
            element: "Region".to_owned(),
        }),
        ..Quirks::default()
    }
}

#[test]
fn requests_for_a_resource_of_another_region_are_redirected() {
    let traits = json!({ "smithy.rules#contextParam": { "name": "Shelf" } });
    let member = json!({ "target": "smithy.api#String", "traits": traits });
    let text = |member: Value, parameter: &str| {
        let mut model: Value =
            serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
        let traits = &mut model["shapes"]["com.example#Library"]["traits"];
        let traits = traits.as_object_mut().expect("traits");
        traits.remove("aws.protocols#restJson1");
        let errors = json!({ "noErrorWrapping": true });
        traits.insert("aws.protocols#restXml".to_owned(), errors);
        model["shapes"]["com.example#GetBookRequest"]["members"]["language"] = member;
        let generated = generated(&model.to_string(), redirects_by(parameter))?;
        let mut files = generated.files.into_iter();
        let file = files.find(|file| file.path == "src/client.rs");
        Ok::<_, Vec<Diagnostic>>(file.expect("the client").text)
    };
    let client = text(member.clone(), "Shelf").expect("a crate");
    let steps: Vec<&str> = client.split("RegionalRedirect {").skip(1).collect();
    assert_eq!(steps.len(), 1, "{client}");
    for field in [
        "parameter: \"Shelf\"",
        "header: \"x-shelf-region\"",
        "element: \"Region\"",
    ] {
        assert!(steps[0].contains(field), "{client}");
    }
    let diagnostics = text(member, "Book").expect_err("a fault");
    let expected = "com.example#Library: has no input with a member that is the endpoint parameter `Book`, by which a quirk redirects to other regions; correct the name or remove the quirk";
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    assert_eq!(diagnostics[0].to_string(), expected);
    let diagnostics = library(redirects_by("Book")).expect_err("a fault");
    let shown = diagnostics.iter().map(ToString::to_string);
    let of_protocol = "com.example#Library: has a quirk of redirects to other regions, but errors are no documents with a root of their own; remove the quirk or choose another protocol";
    assert!(shown.into_iter().any(|shown| shown == of_protocol));
}
