//! Checksums of bodies.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use tinsmith_codegen::{Diagnostic, Generated, ServiceSpec, generate};

/// Generates the example model with this trait on an operation whose input has the member `language` in the header `Accept-Language`.
fn with_trait(value: Value, protocol: &str) -> Result<Generated, Vec<Diagnostic>> {
    let mut model: Value =
        serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
    model["shapes"]["com.example#GetBook"]["traits"]["aws.protocols#httpChecksum"] = value;
    generate_model(model, protocol)
}

fn generate_model(mut model: Value, protocol: &str) -> Result<Generated, Vec<Diagnostic>> {
    let shapes = &mut model["shapes"];
    let service = shapes["com.example#Library"]["traits"].as_object_mut();
    let service = service.expect("traits");
    service.remove("aws.protocols#restJson1");
    service.insert(format!("aws.protocols#{protocol}"), json!({}));
    let spec = ServiceSpec {
        crate_name: "tinsmith-library".to_owned(),
        ..ServiceSpec::default()
    };
    generate(&model.to_string(), &spec)
}

fn file<'g>(generated: &'g Generated, path: &str) -> &'g str {
    let mut files = generated.files.iter();
    let file = files.find(|file| file.path == path);
    &file.expect("the file").text
}

/// Returns the lines of a text without their indentation.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).collect()
}

#[test]
fn an_operation_names_the_headers_and_the_algorithms_of_its_checksums() {
    for (value, expected) in [
        (
            json!({ "requestAlgorithmMember": "language", "requestChecksumRequired": true }),
            "http_checksum: Some(HttpChecksum {\nalgorithm_header: Some(\"Accept-Language\"),\nis_required: true,\n..HttpChecksum::DEFAULT\n}),",
        ),
        (
            json!({
                "requestValidationModeMember": "language",
                "responseAlgorithms": ["SHA512", "CRC32", "SHA256"],
            }),
            "http_checksum: Some(HttpChecksum {\nmode_header: Some(\"Accept-Language\"),\nresponse_algorithms: &[ChecksumAlgorithm::Crc32, ChecksumAlgorithm::Sha256],\n..HttpChecksum::DEFAULT\n}),",
        ),
    ] {
        let generated = with_trait(value, "restJson1").expect("a crate");
        let operation = lines(file(&generated, "src/operation/get_book.rs")).join("\n");
        assert!(operation.contains(expected), "{operation}");
        let others = file(&generated, "src/operation/list_books.rs");
        assert!(!others.contains("http_checksum"), "{others}");
        let manifest = file(&generated, "Cargo.toml");
        assert!(
            manifest.contains("features = [\"checksums\"]"),
            "{manifest}"
        );
    }
}

#[test]
fn a_member_outside_of_the_headers_cannot_choose_the_algorithm() {
    let value = |name: &str| json!({ "requestAlgorithmMember": name });
    for (value, protocol, name) in [
        (value("bookId"), "restJson1", "bookId"),
        (value("language"), "awsJson1_1", "language"),
        (value("absent"), "restJson1", "absent"),
    ] {
        let problems = with_trait(value, protocol).expect_err("no header");
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            problems,
            [format!(
                "com.example#GetBook: cannot have the property `requestAlgorithmMember` of its `aws.protocols#httpChecksum` trait: `{name}` is not a member in a header"
            )]
        );
    }
}

/// The signature over TLS need not cover the body of such a request.
#[test]
fn an_operation_with_a_stream_in_its_input_is_marked() {
    for is_streaming in [true, false] {
        let mut model: Value =
            serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
        let shapes = &mut model["shapes"];
        shapes["com.example#Text"] = match is_streaming {
            true => json!({ "type": "blob", "traits": { "smithy.api#streaming": {} } }),
            false => json!({ "type": "blob" }),
        };
        let traits = &mut shapes["com.example#GetBook"]["traits"];
        traits["aws.protocols#httpChecksum"] = json!({ "requestChecksumRequired": true });
        traits["smithy.api#http"]["method"] = "PUT".into();
        shapes["com.example#GetBookRequest"]["members"]["text"] = json!({
            "target": "com.example#Text",
            "traits": { "smithy.api#httpPayload": {}, "smithy.api#required": {} }
        });
        let generated = generate_model(model, "restJson1").expect("a crate");
        let operation = file(&generated, "src/operation/get_book.rs");
        let is_marked = operation.contains("has_streaming_input: true,");
        assert_eq!(is_marked, is_streaming, "{operation}");
    }
}
