//! The test models: what is generated from their IDL is what is generated from their JSON.

use tinsmith_codegen::smithy::Model;
use tinsmith_codegen::{Generated, ServiceSpec, generate, generate_from_files};

use super::file;

#[test]
fn a_crate_from_idl_is_the_crate_from_json_byte_for_byte() {
    let models = [
        (
            include_str!("../models/shop.smithy"),
            include_str!("../models/shop.json"),
        ),
        (
            include_str!("../models/library.smithy"),
            include_str!("../models/library.json"),
        ),
    ];
    for (idl, json) in models {
        let spec = ServiceSpec {
            crate_name: "tinsmith-shop".to_owned(),
            model_path: "shop".to_owned(),
            ..ServiceSpec::default()
        };
        let Generated { files, .. } = generate(json, &spec).expect("a crate from JSON");
        let from_idl = generate_from_files(&[file("shop.smithy", idl)], &spec);
        let from_idl = from_idl.expect("a crate from IDL").files;
        assert!(files.len() > 5);
        assert_eq!(files.len(), from_idl.len());
        for (json, idl) in files.iter().zip(&from_idl) {
            assert_eq!(json.path, idl.path);
            assert_eq!(json.text, idl.text, "{}", json.path);
        }
    }
}

#[test]
fn a_model_can_consist_of_files_of_both_kinds() {
    let service = r#"
        $version: "2"
        namespace com.example.front
        use com.example.back#Thing

        service Front { operations: [Get] }
        operation Get { input := for Thing { $id, shared: Shared } output: com.example.back#Output }
        apply com.example.back#Output @documentation("From the other file.")
    "#;
    let shared = "$version: \"2\"\nnamespace com.example.front\nstring Shared\n";
    let back = r#"{ "smithy": "2.0", "shapes": {
        "com.example.back#Thing": { "type": "resource", "identifiers": { "id": { "target": "com.example.back#Id" } } },
        "com.example.back#Id": { "type": "string" },
        "com.example.back#Output": { "type": "structure", "members": {} }
    } }"#;
    let files = [
        file("front.smithy", service),
        file("back.json", back),
        file("shared.smithy", shared),
    ];
    let model = Model::from_files(&files).expect("a model");
    let input = model
        .get("com.example.front#GetInput")
        .expect("the inline input");
    let targets: Vec<&str> = input
        .members
        .iter()
        .map(|member| member.target.as_str())
        .collect();
    assert_eq!(targets, ["com.example.back#Id", "com.example.front#Shared"]);
    let output = model
        .get("com.example.back#Output")
        .expect("the shape of the JSON file");
    assert_eq!(
        output.traits.string("smithy.api#documentation"),
        Some("From the other file.")
    );
}

#[test]
fn a_file_may_have_metadata_alone() {
    let files = [
        file("main.smithy", "$version: \"2\"\nnamespace a\nstring S\n"),
        file(
            "metadata.json",
            r#"{ "smithy": "2.0", "metadata": { "a": 1 } }"#,
        ),
        file("empty.json", r#"{ "smithy": "2" }"#),
    ];
    let model = Model::from_files(&files).expect("a model");
    assert!(model.get("a#S").is_some());

    let misspelled = file("shape.json", r#"{ "smithy": "2.0", "shape": {} }"#);
    let problems = Model::from_files(&[misspelled]).unwrap_err();
    let expected = "the model has no `shapes`, but the key `shape`";
    assert!(
        problems[0].to_string().contains(expected),
        "{}",
        problems[0]
    );
}

#[test]
fn labels_after_a_greedy_label_are_written_in_the_order_of_the_path() {
    let idl = r#"
        $version: "2"
        namespace a
        use aws.protocols#restJson1

        @restJson1
        service Registry { version: "1", operations: [GetManifest] }
        @readonly
        @http(method: "GET", uri: "/v2/{name+}/manifests/{reference}")
        operation GetManifest {
            input := { @required @httpLabel reference: String, @required @httpLabel name: String }
            output := {}
        }
    "#;
    let spec = ServiceSpec {
        crate_name: "registry".to_owned(),
        ..ServiceSpec::default()
    };
    let generated = generate_from_files(&[file("registry.smithy", idl)], &spec);
    let Generated { files, .. } = generated.expect("a crate");
    let operation = files
        .iter()
        .find(|file| file.path.ends_with("get_manifest.rs"));
    let text = &operation.expect("the operation").text;
    let steps = "request.greedy_label(\"name\", &self.name);\n        request.label(\"reference\", &self.reference);";
    assert!(text.contains(steps), "{text}");
}
