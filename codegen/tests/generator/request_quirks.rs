//! Quirks of the paths and the regions of requests.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tinsmith_codegen::{
    Diagnostic, Quirks, RegionLookupQuirk, RegionalRedirectQuirk, RetriesQuirk,
};

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

/// Returns endpoint rules with these parameters, to each of which they refer.
fn rules(parameters: Value) -> Value {
    let names = parameters.as_object().expect("an object").keys();
    let conditions = names.map(|name| json!({ "fn": "isSet", "argv": [{ "ref": name }] }));
    let conditions: Vec<_> = conditions.collect();
    json!({
        "version": "1.0",
        "parameters": parameters,
        "rules": [{
            "type": "endpoint",
            "conditions": conditions,
            "endpoint": { "url": "https://library.example.com" },
        }],
    })
}

#[test]
fn the_style_of_paths_depends_on_the_parameter_that_is_the_label() {
    let traits = json!({ "smithy.api#httpLabel": {}, "smithy.api#required": {}, "smithy.rules#contextParam": { "name": "Book" } });
    let rules = rules(json!({
        "Book": { "type": "String" },
        "Path": { "type": "Boolean", "builtIn": "AWS::S3::ForcePathStyle" },
    }));
    let mut model: Value =
        serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
    let shapes = &mut model["shapes"];
    shapes["com.example#GetBookRequest"]["members"]["bookId"]["traits"] = traits;
    shapes["com.example#Library"]["traits"]["smithy.rules#endpointRuleSet"] = rules;
    for (labels, resource) in [
        (vec!["bookId".to_owned()], "resource: Some(\"Book\")"),
        (Vec::new(), "resource: None"),
    ] {
        let quirks = Quirks {
            endpoint_labels: labels,
            ..Quirks::default()
        };
        let files = generated(&model.to_string(), quirks)
            .expect("a crate")
            .files;
        assert!(files.iter().any(|file| file.text.contains(resource)));
    }
}

fn redirects_by(parameter: &str, creation: &str) -> Quirks {
    Quirks {
        regional_redirects: Some(RegionalRedirectQuirk {
            parameter: parameter.to_owned(),
            header: "x-shelf-region".to_owned(),
            element: "Region".to_owned(),
            created_by: vec![creation.to_owned()],
            lookup: None,
        }),
        ..Quirks::default()
    }
}

#[test]
fn requests_for_a_resource_of_another_region_are_redirected() {
    let traits = json!({ "smithy.rules#contextParam": { "name": "Shelf" } });
    let member = json!({ "target": "smithy.api#String", "traits": traits });
    let text = |member: Value, parameter: &str, creation: &str| {
        let mut model: Value =
            serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
        let traits = &mut model["shapes"]["com.example#Library"]["traits"];
        let traits = traits.as_object_mut().expect("traits");
        traits.remove("aws.protocols#restJson1");
        let errors = json!({ "noErrorWrapping": true });
        traits.insert("aws.protocols#restXml".to_owned(), errors);
        model["shapes"]["com.example#GetBookRequest"]["members"]["language"] = member;
        let generated = generated(&model.to_string(), redirects_by(parameter, creation))?;
        let text = |path: &str| {
            let file = generated.files.iter().find(|file| file.path == path);
            file.expect("a file").text.clone()
        };
        Ok::<_, Vec<Diagnostic>>((text("src/client.rs"), text("src/service.rs")))
    };
    for (creation, step) in [
        (
            "GetBook",
            "with_preflight(const { &RegionalRedirect { creates_resource: true, ..*REGIONAL_REDIRECT } })",
        ),
        ("ListBooks", "with_preflight(REGIONAL_REDIRECT)"),
    ] {
        let (client, service) = text(member.clone(), "Shelf", creation).expect("a crate");
        let compact = |text: &str| text.replace([' ', '\n'], "").replace(",}", "}");
        assert_eq!(client.matches("with_preflight").count(), 1, "{client}");
        assert!(compact(&client).contains(&compact(step)), "{client}");
        for part in [
            "pub(crate) const REGIONAL_REDIRECT: &RegionalRedirect = &RegionalRedirect {",
            "parameter: \"Shelf\"",
            "header: \"x-shelf-region\"",
            "element: \"Region\"",
            "creates_resource: false",
            "lookup: None",
        ] {
            assert!(service.contains(part), "{part}: {service}");
        }
    }
    let diagnostics = text(member.clone(), "Shelf", "GetBooc").expect_err("a fault");
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    let expected = "com.example#Library: has no operation `GetBooc`, which has a quirk; did you mean `GetBook`?";
    assert_eq!(diagnostics[0].to_string(), expected);
    let diagnostics = text(member, "Book", "GetBook").expect_err("a fault");
    let expected = "com.example#Library: has no input with a member that is the endpoint parameter `Book`, by which a quirk redirects to other regions; correct the name or remove the quirk";
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    assert_eq!(diagnostics[0].to_string(), expected);
    let diagnostics = library(redirects_by("Book", "GetBook")).expect_err("a fault");
    let shown = diagnostics.iter().map(ToString::to_string);
    let of_protocol = "com.example#Library: has a quirk of redirects to other regions, but errors are not documents with a root of their own; remove the quirk or choose another protocol";
    assert!(shown.into_iter().any(|shown| shown == of_protocol));
}

/// The operation of the lookup need not be generated, but its path must have no label.
#[test]
fn the_region_that_an_error_does_not_name_is_looked_up_by_an_operation() {
    let traits = json!({ "smithy.rules#contextParam": { "name": "Shelf" } });
    let generate = |operation: &str| {
        let mut model: Value =
            serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
        let traits_of_service = &mut model["shapes"]["com.example#Library"]["traits"];
        let traits_of_service = traits_of_service.as_object_mut().expect("traits");
        traits_of_service.remove("aws.protocols#restJson1");
        let errors = json!({ "noErrorWrapping": true });
        traits_of_service.insert("aws.protocols#restXml".to_owned(), errors);
        model["shapes"]["com.example#GetBookRequest"]["members"]["language"] =
            json!({ "target": "smithy.api#String", "traits": traits });
        let mut quirks = redirects_by("Shelf", "GetBook");
        let redirects = quirks.regional_redirects.as_mut().expect("redirects");
        let lookup = &mut model["shapes"]["com.example#ListBooks"]["traits"];
        lookup["smithy.api#optionalAuth"] = json!({});
        redirects.lookup = Some(RegionLookupQuirk {
            operation: operation.to_owned(),
            errors: vec!["WrongShelf".to_owned()],
        });
        let generated = generated(&model.to_string(), quirks)?;
        let mut files = generated.files.into_iter();
        let file = files.find(|file| file.path == "src/service.rs");
        Ok::<_, Vec<Diagnostic>>(file.expect("a file").text)
    };
    let service = generate("ListBooks").expect("a crate");
    for field in [
        "&RegionLookup {",
        "service: &SERVICE",
        "name: \"ListBooks\"",
        "method: \"GET\"",
        "uri: \"/books\"",
        "auth: Auth::SigV4Optional",
        "errors: &[\"WrongShelf\"]",
    ] {
        assert!(service.contains(field), "{field}: {service}");
    }
    let diagnostics = generate("GetBook").expect_err("a fault");
    let expected = "com.example#Library: has the operation `GetBook`, which returns regions by a quirk, but its path `/books/{bookId}` has a label, and the request has no input; name another operation in the quirk";
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    assert_eq!(diagnostics[0].to_string(), expected);
    let diagnostics = generate("ListBook").expect_err("a fault");
    let expected = "com.example#Library: has no operation `ListBook`, which has a quirk; did you mean `ListBooks`?";
    assert_eq!(diagnostics[0].to_string(), expected);
}

#[test]
fn a_parameter_of_the_endpoint_rules_has_a_fixed_value_by_a_quirk() {
    let rules = rules(json!({
        "Path": { "type": "Boolean", "builtIn": "AWS::S3::ForcePathStyle" },
        "Region": { "type": "String", "builtIn": "AWS::Region" },
    }));
    let mut model: Value =
        serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
    model["shapes"]["com.example#Library"]["traits"]["smithy.rules#endpointRuleSet"] = rules;
    let model = model.to_string();
    let fixed = |operation: &str, parameter: &str| {
        let params = BTreeMap::from([(parameter.to_owned(), true)]);
        Quirks {
            endpoint_params: BTreeMap::from([(operation.to_owned(), params)]),
            ..Quirks::default()
        }
    };
    let files = generated(&model, fixed("GetBook", "Path"))
        .expect("a crate")
        .files;
    let field = "endpoint_params: &[(\"Path\", ParamValue::Bool(true))]";
    let having = files.iter().filter(|file| file.text.contains(field));
    let paths: Vec<_> = having.map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["src/operation/get_book.rs"]);
    for (operation, parameter, problem) in [
        (
            "GetBok",
            "Path",
            "operation `GetBok`, which has a quirk; did you mean `GetBook`?",
        ),
        (
            "GetBook",
            "Pat",
            "boolean parameter `Pat` in its endpoint rules, which has a quirk; did you mean `Path`?",
        ),
        (
            "GetBook",
            "Region",
            "boolean parameter `Region` in its endpoint rules, which has a quirk",
        ),
    ] {
        let diagnostics = generated(&model, fixed(operation, parameter)).expect_err("a fault");
        assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
        let expected = format!("com.example#Library: has no {problem}");
        assert_eq!(diagnostics[0].to_string(), expected);
    }
    // A model without rules has no parameters to check.
    library(fixed("GetBook", "Path")).expect("a crate");
}

/// A protocol test with settings is one of the parameters that the rules have, and has their host.
#[test]
fn a_protocol_test_with_settings_has_parameters_of_the_endpoint_rules() {
    let generated = |settings: Value| {
        let mut model: Value =
            serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
        let shapes = &mut model["shapes"];
        shapes["com.example#Library"]["traits"]["smithy.rules#endpointRuleSet"] = rules(json!({
            "Dual": { "type": "Boolean", "builtIn": "AWS::UseDualStack" },
            "Path": { "type": "Boolean", "builtIn": "AWS::S3::ForcePathStyle" },
            "Region": { "type": "String", "builtIn": "AWS::Region" },
        }));
        shapes["com.example#GetBook"]["traits"]["smithy.test#httpRequestTests"] = json!([{
            "id": "Addressed",
            "protocol": "aws.protocols#restJson1",
            "method": "GET",
            "uri": "/books/b",
            "host": "example.com",
            "params": { "bookId": "b" },
            "vendorParams": { "scopedConfig": settings },
        }]);
        generated(&model.to_string(), Quirks::default())
    };
    let client = json!({ "region": "eu-west-1", "s3": { "addressing_style": "path" } });
    let files = generated(json!({ "client": client }))
        .expect("a crate")
        .files;
    let file = files.iter().find(|file| file.path == "tests/protocol.rs");
    let text = &file.expect("the tests").text;
    let compact = text.replace([' ', '\n'], "");
    let params = "endpoint_params:&[(\"Path\",ParamValue::Bool(true)),(\"Region\",ParamValue::Str(\"eu-west-1\"))";
    assert!(compact.contains(params), "{text}");
    assert!(!compact.contains("host:"), "{text}");
    let operation = json!({ "s3": { "addressing_style": "virtual" } });
    let settings = json!({ "client": {}, "operation": operation });
    let diagnostics = generated(settings).expect_err("a fault");
    let expected = "com.example#GetBook: protocol test `Addressed`: it has settings for the operation, but settings are those of clients";
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    assert_eq!(diagnostics[0].to_string(), expected);
}

#[test]
fn large_bodies_of_operations_with_a_quirk_wait_for_an_interim_response() {
    let generated = |name: &str| {
        library(Quirks {
            expect_continue: vec![name.to_owned()],
            ..Quirks::default()
        })
    };
    let files = generated("LendBook").expect("a crate").files;
    let waiting = files
        .iter()
        .filter(|file| file.text.contains("expect_continue: true"));
    let paths: Vec<_> = waiting.map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["src/operation/lend_book.rs"]);
    let manifest = files.iter().find(|file| file.path == "Cargo.toml");
    let manifest = &manifest.expect("the manifest").text;
    assert!(manifest.contains("\"expect-continue\""), "{manifest}");

    let files = library(Quirks::default()).expect("a crate").files;
    for file in files {
        assert!(!file.text.contains("expect_continue"), "{}", file.path);
        assert!(!file.text.contains("expect-continue"), "{}", file.path);
    }
    let diagnostics = generated("LendBok").expect_err("a fault");
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    let expected = "com.example#Library: has no operation `LendBok`, which has a quirk; did you mean `LendBook`?";
    assert_eq!(diagnostics[0].to_string(), expected);
}

#[test]
fn a_header_with_a_part_of_a_url_is_encoded() {
    let in_header = |name: &str| Quirks {
        url_encoded: vec![name.to_owned()],
        ..Quirks::default()
    };
    let generated = library(in_header("GetBookRequest$language")).expect("a crate");
    let mut files = generated.files.into_iter();
    let file = files.find(|file| file.path == "src/operation/get_book.rs");
    let text = file.expect("the operation").text;
    let statement = "request.url_encoded_header(\"Accept-Language\", &self.language);";
    assert!(text.contains(statement), "{text}");
    // There is no such member, or it is in the path.
    for name in ["GetBookRequest$tongue", "GetBookRequest$bookId"] {
        let problems = library(in_header(name)).expect_err("a fault");
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let expected = format!(
            "com.example#Library: has no input with a string `{name}` in a header, which is a part of a URL by a quirk; correct the name or remove it from the quirk"
        );
        assert_eq!(problems, [expected]);
    }
}

#[test]
fn retries_of_a_service_and_polls_are_in_the_metadata() {
    let quirks = Quirks {
        retries: Some(RetriesQuirk {
            max_attempts: 4,
            initial_backoff_ms: 25,
        }),
        long_poll: vec!["GetBook".to_owned()],
        ..Quirks::default()
    };
    let files = library(quirks).expect("a crate").files;
    let text = |path: &str| {
        let mut files = files.iter();
        &files.find(|file| file.path == path).expect("the file").text
    };
    let expected = "    retries: RetryDefaults::new(4, 25),\n";
    let service = text("src/service.rs");
    assert!(service.contains(expected), "{service}");
    let polls = "    long_poll: true,\n";
    assert!(text("src/operation/get_book.rs").contains(polls));
    let polling: Vec<_> = files
        .iter()
        .filter(|file| file.text.contains(polls))
        .collect();
    assert_eq!(polling.len(), 1);
}

#[test]
fn an_operation_with_the_trait_of_polls_is_one() {
    let mut model: Value =
        serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
    let traits = &mut model["shapes"]["com.example#GetBook"]["traits"];
    traits["smithy.api#longPoll"] = json!({ "timeoutMillis": 70_000 });
    let files = generated(&model.to_string(), Quirks::default())
        .expect("a crate")
        .files;
    let mut files = files.iter();
    let file = files
        .find(|file| file.path == "src/operation/get_book.rs")
        .expect("the file");
    assert!(file.text.contains("long_poll: true,"), "{}", file.text);
}

#[test]
fn a_poll_that_is_no_operation_is_reported() {
    let quirks = Quirks {
        long_poll: vec!["GetBok".to_owned()],
        ..Quirks::default()
    };
    let diagnostics = library(quirks).expect_err("a fault");
    let shown: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
    let expected = "com.example#Library: has no operation `GetBok`, which has a quirk; did you mean `GetBook`?";
    assert_eq!(shown, [expected]);
}
