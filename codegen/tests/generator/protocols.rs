//! The choice of a service's protocol, and what the generated code has of it.

#![expect(clippy::panic, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use tinsmith_codegen::{Diagnostic, Generated, ServiceSpec, generate};

/// A service with HTTP bindings that speaks some protocols.
fn model(protocols: &[&str]) -> Value {
    let mut traits = json!({ "aws.api#service": { "sdkId": "Library" } });
    for protocol in protocols {
        traits[*protocol] = json!({});
    }
    let http = json!({ "smithy.api#http": { "method": "PUT", "uri": "/books/{id}", "code": 200 } });
    json!({ "smithy": "2.0", "shapes": {
        "a#Library_20240101": {
            "type": "service",
            "version": "2024-01-01",
            "operations": [{ "target": "a#PutBook" }, { "target": "a#Ping" }],
            "traits": traits,
        },
        "a#PutBook": {
            "type": "operation",
            "input": { "target": "a#PutBookInput" },
            "output": { "target": "smithy.api#Unit" },
            "traits": http,
        },
        "a#PutBookInput": { "type": "structure", "members": {
            "id": {
                "target": "smithy.api#String",
                "traits": { "smithy.api#required": {}, "smithy.api#httpLabel": {} },
            },
            "title": {
                "target": "smithy.api#String",
                "traits": { "smithy.api#jsonName": "Title", "smithy.api#documentation": "The title." },
            },
            "token": {
                "target": "smithy.api#String",
                "traits": { "smithy.api#httpHeader": "x-token", "smithy.api#idempotencyToken": {} },
            },
        } },
        "a#Ping": {
            "type": "operation",
            "input": { "target": "smithy.api#Unit" },
            "output": { "target": "smithy.api#Unit" },
            "traits": { "smithy.api#http": { "method": "GET", "uri": "/ping", "code": 200 } },
        },
    } })
}

fn generate_with(protocols: &[&str], wanted: Option<&str>) -> Result<Generated, Vec<Diagnostic>> {
    let spec = ServiceSpec {
        crate_name: "library".to_owned(),
        model_path: "library.json".to_owned(),
        protocol: wanted.map(str::to_owned),
        ..ServiceSpec::default()
    };
    generate(&model(protocols).to_string(), &spec)
}

fn file(protocols: &[&str], wanted: Option<&str>, path: &str) -> String {
    let generated = generate_with(protocols, wanted);
    let generated = generated.unwrap_or_else(|problems| panic!("{problems:#?}"));
    let mut files = generated.files.into_iter();
    let file = files.find(|file| file.path == path);
    file.unwrap_or_else(|| panic!("there is no {path}")).text
}

/// Returns the runtime's name of the protocol that the service's metadata has.
fn chosen(protocols: &[&str], wanted: Option<&str>) -> String {
    let metadata = file(protocols, wanted, "src/service.rs");
    let (_, rest) = metadata.split_once("protocol: &").unwrap_or_default();
    rest.split(',').next().unwrap_or_default().to_owned()
}

const AWS_JSON_1_0: &str = "aws.protocols#awsJson1_0";
const AWS_JSON_1_1: &str = "aws.protocols#awsJson1_1";
const REST_JSON_1: &str = "aws.protocols#restJson1";
const RPC_V2_CBOR: &str = "smithy.protocols#rpcv2Cbor";
const REST_XML: &str = "aws.protocols#restXml";
const AWS_QUERY: &str = "aws.protocols#awsQuery";
const EC2_QUERY: &str = "aws.protocols#ec2Query";
const QUERY_COMPATIBLE: &str = "aws.protocols#awsQueryCompatible";

#[test]
fn the_protocol_is_the_supported_one_that_sdks_prefer() {
    for (protocols, expected) in [
        (&[REST_JSON_1] as &[_], "REST_JSON_1"),
        (&[REST_JSON_1, AWS_JSON_1_1], "AWS_JSON_1_1"),
        (&[AWS_JSON_1_1, REST_JSON_1, AWS_JSON_1_0], "AWS_JSON_1_0"),
        (&[AWS_JSON_1_0, RPC_V2_CBOR], "RPC_V2_CBOR"),
        (&[AWS_QUERY, REST_XML], "REST_XML"),
        (&[EC2_QUERY, AWS_QUERY], "AWS_QUERY"),
        (&[EC2_QUERY], "EC2_QUERY"),
        (
            &[RPC_V2_CBOR, QUERY_COMPATIBLE],
            "RPC_V2_CBOR_QUERY_COMPATIBLE",
        ),
        (
            &[AWS_JSON_1_0, QUERY_COMPATIBLE],
            "AWS_JSON_1_0_QUERY_COMPATIBLE",
        ),
        (
            &[AWS_JSON_1_1, QUERY_COMPATIBLE],
            "AWS_JSON_1_1_QUERY_COMPATIBLE",
        ),
    ] {
        assert_eq!(chosen(protocols, None), expected, "{protocols:?}");
    }
}

#[test]
fn a_spec_names_another_protocol_by_its_name_or_its_id() {
    let all = [REST_JSON_1, AWS_JSON_1_1, AWS_JSON_1_0];
    for wanted in ["awsJson1_1", AWS_JSON_1_1] {
        assert_eq!(chosen(&all, Some(wanted)), "AWS_JSON_1_1");
    }
    assert_eq!(chosen(&all, Some("restJson1")), "REST_JSON_1");
}

#[test]
fn a_protocol_that_the_service_does_not_speak_is_rejected_with_both_lists() {
    let protocols = [AWS_JSON_1_0, "smithy.protocols#rpcv2Json", QUERY_COMPATIBLE];
    for wanted in ["restJson1", "rpcv2Json", "soap"] {
        let problems = match generate_with(&protocols, Some(wanted)) {
            Ok(_) => panic!("`{wanted}` is generated"),
            Err(problems) => problems,
        };
        let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [format!(
                "a#Library_20240101: cannot be generated with the protocol `{wanted}`: the service speaks `awsJson1_0`, `rpcv2Json`; \
                 supported are `rpcv2Cbor`, `awsJson1_0`, `awsJson1_1`, `restJson1`, `restXml`, `awsQuery`, `ec2Query`"
            )]
        );
    }
}

#[test]
fn without_http_bindings_every_member_is_in_the_document_under_its_own_name() {
    let operation = file(&[AWS_JSON_1_0], None, "src/operation/put_book.rs");
    for line in [
        r#"method: "POST","#,
        r#"uri: "/","#,
        r#"PutBookInput { id: "id", title: "title", token: "token" }"#,
        r#"request.require("id", &self.id);"#,
        "request.json(self);",
        "self.token = Some(token());",
    ] {
        assert!(operation.contains(line), "{line}\n{operation}");
    }
    for absent in ["request.header", "request.label", "json_name"] {
        assert!(!operation.contains(absent), "{absent}\n{operation}");
    }
    let metadata = file(&[AWS_JSON_1_0], None, "src/service.rs");
    assert!(
        metadata.contains(r#"target: "Library_20240101","#),
        "{metadata}"
    );
}

#[test]
fn an_operation_without_input_sends_a_document_without_members() {
    let operation = file(&[AWS_JSON_1_1], None, "src/operation/ping.rs");
    assert!(
        operation.contains("request.empty_document();"),
        "{operation}"
    );
    let operation = file(&[REST_JSON_1], None, "src/operation/ping.rs");
    assert!(!operation.contains("empty_document"), "{operation}");
}

#[test]
fn in_cbor_the_path_names_the_operation_and_an_operation_without_input_has_no_body() {
    let operation = file(&[RPC_V2_CBOR], None, "src/operation/put_book.rs");
    for line in [
        r#"method: "POST","#,
        r#"uri: "/service/Library_20240101/operation/PutBook","#,
        "request.cbor(self);",
    ] {
        assert!(operation.contains(line), "{line}\n{operation}");
    }
    let operation = file(&[RPC_V2_CBOR], None, "src/operation/ping.rs");
    assert!(!operation.contains("empty_document"), "{operation}");
    let manifest = file(&[RPC_V2_CBOR], None, "Cargo.toml");
    assert!(manifest.contains(r#"features = ["cbor"]"#), "{manifest}");
}

#[test]
fn in_xml_a_document_has_the_name_of_its_input_and_an_error_is_in_an_element() {
    let operation = file(&[REST_XML], None, "src/operation/put_book.rs");
    for line in [
        r#"method: "PUT","#,
        r#"request.label("id", &self.id);"#,
        r#"request.xml(self, tinsmith::xml_root!("PutBookInput"));"#,
    ] {
        assert!(operation.contains(line), "{line}\n{operation}");
    }
    let manifest = file(&[REST_XML], None, "Cargo.toml");
    assert!(manifest.contains(r#"features = ["xml"]"#), "{manifest}");
}

#[test]
fn timestamps_in_lists_of_either_kind_have_the_format_of_their_place_or_their_own() {
    let mut model = model(&[REST_JSON_1]);
    let shapes = &mut model["shapes"];
    let item = json!({ "target": "smithy.api#Timestamp" });
    let sparse = json!({ "smithy.api#sparse": {} });
    let seconds = json!({
        "target": "smithy.api#Timestamp",
        "traits": { "smithy.api#timestampFormat": "epoch-seconds" },
    });
    shapes["a#Times"] = json!({ "type": "list", "member": item });
    shapes["a#SparseTimes"] = json!({ "type": "list", "member": item, "traits": sparse });
    shapes["a#SparseSeconds"] = json!({ "type": "list", "member": seconds, "traits": sparse });
    let member = |target: &str, location: &str, name: &str| json!({ "target": target, "traits": { location: name } });
    let header = "smithy.api#httpHeader";
    let input = &mut shapes["a#PutBookInput"]["members"];
    input["dense"] = member("a#Times", header, "x-dense");
    input["sparse"] = member("a#SparseTimes", header, "x-sparse");
    input["seconds"] = member("a#SparseSeconds", "smithy.api#httpQuery", "seconds");
    input["times"] = member("a#SparseTimes", "smithy.api#httpQuery", "times");
    shapes["a#PutBookOutput"] = json!({ "type": "structure", "members": {
        "read": member("a#SparseTimes", header, "x-read"),
    } });
    shapes["a#PutBook"]["output"] = json!({ "target": "a#PutBookOutput" });
    let spec = ServiceSpec {
        crate_name: "library".to_owned(),
        ..ServiceSpec::default()
    };
    let generated = generate(&model.to_string(), &spec);
    let generated = generated.unwrap_or_else(|problems| panic!("{problems:#?}"));
    let mut files = generated.files.into_iter();
    let file = files.find(|file| file.path == "src/operation/put_book.rs");
    let text = file.map(|file| file.text).unwrap_or_default();
    for line in [
        r#"request.header(Binding::new("x-dense").http_date(), &self.dense);"#,
        r#"request.header(Binding::new("x-sparse").http_date(), &self.sparse);"#,
        r#"request.query(Binding::new("seconds").epoch_seconds(), &self.seconds);"#,
        r#"request.query("times", &self.times);"#,
        r#"response.header(Binding::new("x-read").http_date(), &mut output.read);"#,
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn a_query_is_a_form_that_names_the_operation_even_without_input() {
    for (protocol, method) in [(AWS_QUERY, "aws_form"), (EC2_QUERY, "ec2_form")] {
        let operation = file(&[protocol], None, "src/operation/put_book.rs");
        assert!(operation.contains(&format!("request.{method}(self);")));
        let operation = file(&[protocol], None, "src/operation/ping.rs");
        assert!(operation.contains(&format!("request.{method}(&Unit::default());")));
        let manifest = file(&[protocol], None, "Cargo.toml");
        assert!(manifest.contains(r#"features = ["query"]"#), "{manifest}");
    }
}
