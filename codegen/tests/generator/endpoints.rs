//! The parts of a model that decide about endpoints, and what the generated code has of them.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tinsmith_codegen::{Quirks, ServiceSpec, generate};

/// An operation of the example model.
pub(crate) const OPERATION: &str = "src/operation/get_book.rs";

/// Generates the example model after a change, with these quirks, and returns one of its files.
pub(crate) fn file(path: &str, quirks: Quirks, change: impl FnOnce(&mut Value)) -> String {
    let mut model: Value = serde_json::from_str(include_str!("../models/library.json")).unwrap();
    change(&mut model["shapes"]);
    let spec = ServiceSpec {
        crate_name: "tinsmith-library".to_owned(),
        quirks: BTreeMap::from([("com.example#Library".to_owned(), quirks)]),
        ..ServiceSpec::default()
    };
    let generated = generate(&model.to_string(), &spec);
    let generated = generated.unwrap_or_else(|problems| panic!("{problems:#?}"));
    let mut files = generated.files.into_iter();
    files.find(|file| file.path == path).unwrap().text
}

/// A rule set with a parameter and a URL.
pub(crate) fn rules() -> Value {
    json!({
        "version": "1.0",
        "parameters": { "Book": { "type": "String" } },
        "rules": [{
            "type": "endpoint",
            "conditions": [{ "fn": "isSet", "argv": [{ "ref": "Book" }] }],
            "endpoint": { "url": "https://library.example.com" },
        }],
    })
}

#[test]
fn a_label_that_the_rules_make_a_part_of_the_endpoint_is_not_in_the_path() {
    let quirks = || Quirks {
        endpoint_labels: vec!["bookId".to_owned()],
        ..Quirks::default()
    };
    let generated = |uri: &str, has_rules: bool, quirks: Quirks| {
        file(OPERATION, quirks, |shapes| {
            shapes["com.example#GetBook"]["traits"]["smithy.api#http"]["uri"] = json!(uri);
            let member = &mut shapes["com.example#GetBookRequest"]["members"]["bookId"]["traits"];
            member["smithy.rules#contextParam"] = json!({ "name": "Book" });
            if has_rules {
                shapes["com.example#Library"]["traits"]["smithy.rules#endpointRuleSet"] = rules();
            }
        })
    };
    for (uri, has_rules, quirks, path) in [
        ("/{bookId}/pages", true, quirks(), "/pages"),
        ("/{bookId}?pages", true, quirks(), "?pages"),
        ("/{bookId}", true, quirks(), ""),
        // Without rules nothing else carries the label, and only the beginning of a path is a part of the endpoint.
        ("/{bookId}/pages", false, quirks(), "/{bookId}/pages"),
        ("/books/{bookId}", true, quirks(), "/books/{bookId}"),
        (
            "/{bookId}/pages",
            true,
            Quirks::default(),
            "/{bookId}/pages",
        ),
    ] {
        let text = generated(uri, has_rules, quirks);
        assert!(text.contains(&format!("uri: \"{path}\"")), "{uri}: {text}");
        // The label is written if and only if it is in the path. The parameter is written in any case.
        let writes_label = text.contains("request.label(\"bookId\"");
        assert_eq!(writes_label, path.contains("{bookId}"), "{uri}: {text}");
        let parameter = "request.endpoint_param(\"Book\", &self.book_id)";
        assert!(text.contains(parameter), "{uri}: {text}");
        let is_required = writes_label || text.contains("request.require");
        assert!(is_required, "{uri}: {text}");
    }
}

#[test]
fn calls_of_a_service_with_endpoints_of_accounts_load_the_account_id() {
    let generated = |built_in: Option<&str>| {
        file("src/client.rs", Quirks::default(), |shapes| {
            let mut rules = rules();
            if let Some(built_in) = built_in {
                rules["parameters"]["Account"] = json!({ "type": "String", "builtIn": built_in });
            }
            shapes["com.example#Library"]["traits"]["smithy.rules#endpointRuleSet"] = rules;
        })
    };
    let account = generated(Some("AWS::Auth::AccountId"));
    let call = "GetBook::new(self.handle.call().with_preflight(&AccountEndpoint))";
    assert!(account.contains(call), "{account}");
    for other in [None, Some("AWS::Region")] {
        let text = generated(other);
        assert!(text.contains("GetBook::new(self.handle.call())"), "{text}");
    }
}

/// Adds an operation that returns endpoints to the example model.
pub(crate) fn add_discovery(shapes: &mut Value) {
    let structure = |members: Value| json!({ "type": "structure", "members": members });
    let string = json!({ "target": "smithy.api#String" });
    shapes["com.example#FindEndpoints"] = json!({
        "type": "operation",
        "input": { "target": "com.example#FindEndpointsRequest" },
        "output": { "target": "com.example#FindEndpointsResponse" },
        "traits": { "smithy.api#http": { "method": "POST", "uri": "/endpoints", "code": 200 } },
    });
    let ids = json!({ "type": "map", "key": string, "value": string });
    shapes["com.example#EndpointIds"] = ids;
    shapes["com.example#FindEndpointsRequest"] = structure(json!({
        "Operation": string,
        "Identifiers": { "target": "com.example#EndpointIds" },
    }));
    let list = json!({ "type": "list", "member": { "target": "com.example#FoundEndpoint" } });
    shapes["com.example#FoundEndpoints"] = list;
    shapes["com.example#FindEndpointsResponse"] =
        structure(json!({ "Endpoints": { "target": "com.example#FoundEndpoints" } }));
    shapes["com.example#FoundEndpoint"] = structure(json!({
        "Address": string,
        "CachePeriodInMinutes": { "target": "smithy.api#Long" },
    }));
    let service = &mut shapes["com.example#Library"];
    let operations = service["operations"].as_array_mut().unwrap();
    operations.push(json!({ "target": "com.example#FindEndpoints" }));
    service["traits"]["aws.api#clientEndpointDiscovery"] = json!({
        "operation": "com.example#FindEndpoints",
        "error": "com.example#StaleEndpoint",
    });
    let operation = &mut shapes["com.example#GetBook"]["traits"];
    operation["aws.api#clientDiscoveredEndpoint"] = json!({ "required": true });
    let member = &mut shapes["com.example#GetBookRequest"]["members"]["bookId"]["traits"];
    member["aws.api#clientEndpointDiscoveryId"] = json!({});
}

#[test]
fn an_operation_that_requires_a_discovered_endpoint_comes_with_the_one_that_returns_it() {
    let mut model: Value = serde_json::from_str(include_str!("../models/library.json")).unwrap();
    add_discovery(&mut model["shapes"]);
    let spec = ServiceSpec {
        crate_name: "tinsmith-library".to_owned(),
        operations: Some(vec!["GetBook".to_owned()]),
        ..ServiceSpec::default()
    };
    let files = generate(&model.to_string(), &spec).unwrap().files;
    let text = |path: &str| {
        let file = files.iter().find(|file| file.path == path).unwrap();
        file.text.split_whitespace().collect::<String>()
    };
    let client = text("src/client.rs");
    let step = r#".with_preflight(&DiscoveredEndpoint{discover:discover::<FindEndpointsInput>,identifiers:&["bookId"],error:"StaleEndpoint",}"#;
    assert!(client.contains(step), "{client}");
    let operation = text(OPERATION);
    let identifier = r#"request.endpoint_param("identifier:bookId",&self.book_id.as_deref());"#;
    assert!(operation.contains(identifier), "{operation}");
    let discovery = text("src/operation/find_endpoints.rs");
    for part in [
        "implDiscoverEndpointsforFindEndpointsInput{",
        "self.operation=Some(operation.to_owned());self.identifiers=Some(identifiers);",
        "fnaddress(output:&FindEndpointsOutput)->Option<&str>{",
        "fncache_period(output:&FindEndpointsOutput)->Option<i64>{",
    ] {
        assert!(discovery.contains(part), "{part}: {discovery}");
    }
}

#[test]
fn an_identifier_does_not_hide_the_parameter_of_the_rules_with_its_name() {
    let text = file(OPERATION, Quirks::default(), |shapes| {
        add_discovery(shapes);
        let members = &mut shapes["com.example#GetBookRequest"]["members"];
        members["language"]["traits"]["smithy.rules#contextParam"] = json!({ "name": "bookId" });
    });
    let text: String = text.split_whitespace().collect();
    for statement in [
        r#"request.endpoint_param("bookId",&self.language);"#,
        r#"request.endpoint_param("identifier:bookId",&self.book_id.as_deref());"#,
    ] {
        assert!(text.contains(statement), "{text}");
    }
}

#[test]
fn optional_discovery_uses_the_regional_endpoint() {
    let client = file("src/client.rs", Quirks::default(), |shapes| {
        add_discovery(shapes);
        let operation = &mut shapes["com.example#GetBook"]["traits"];
        operation["aws.api#clientDiscoveredEndpoint"] = json!({ "required": false });
    });
    assert!(!client.contains("with_preflight"), "{client}");
}

#[test]
fn a_value_within_the_input_is_a_parameter_of_the_rules() {
    for (path, value) in [
        (
            "language",
            r#"request.endpoint_param("Language",&self.language.as_deref());"#,
        ),
        (
            "tags[*].name",
            r#"request.endpoint_texts("Language",self.tags.iter().flatten().filter_map(|item|item.name.as_deref()),);"#,
        ),
        (
            "keys(notes)",
            r#"request.endpoint_texts("Language",self.notes.as_ref().into_iter().flat_map(|map|map.keys()).map(|key|key.as_str()),);"#,
        ),
    ] {
        let text = file(OPERATION, Quirks::default(), |shapes| {
            let string = json!({ "target": "smithy.api#String" });
            shapes["com.example#Tag"] =
                json!({ "type": "structure", "members": { "name": string } });
            shapes["com.example#Tags"] =
                json!({ "type": "list", "member": { "target": "com.example#Tag" } });
            let operation = &mut shapes["com.example#GetBook"]["traits"];
            operation["smithy.api#http"]["method"] = json!("POST");
            operation["smithy.rules#operationContextParams"] =
                json!({ "Language": { "path": path } });
            let members = &mut shapes["com.example#GetBookRequest"]["members"];
            members["tags"] = json!({ "target": "com.example#Tags" });
            members["notes"] = json!({ "target": "com.example#Notes" });
        });
        let text: String = text.split_whitespace().collect();
        assert!(text.contains(value), "{path}: {text}");
    }
}

/// A diagram with the same result for every region but one, which is an error.
pub(crate) fn diagram() -> Value {
    json!({
        "version": "1.1",
        "parameters": { "Region": { "type": "string", "builtIn": "AWS::Region" } },
        "conditions": [
            { "fn": "isSet", "argv": [{ "ref": "Region" }] },
            { "fn": "coalesce", "argv": [{ "ref": "Region" }, "none"], "assign": "Place" },
        ],
        "results": [
            {
                "type": "endpoint",
                "conditions": [],
                "endpoint": { "url": "https://library.{Place}.example.com" },
            },
            { "type": "error", "conditions": [], "error": "no region" },
        ],
        "root": 3,
        "nodeCount": 3,
        // [-1, 1, -1], [1, 100000001, -1], [0, 2, 100000002]
        "nodes": "/////wAAAAH/////AAAAAQX14QH/////AAAAAAAAAAIF9eEC",
    })
}

/// The problems of the example model with this decision diagram.
fn problems(diagram: Value) -> Vec<String> {
    let mut model: Value = serde_json::from_str(include_str!("../models/library.json")).unwrap();
    model["shapes"]["com.example#Library"]["traits"]["smithy.rules#endpointBdd"] = diagram;
    let spec = ServiceSpec {
        crate_name: "tinsmith-library".to_owned(),
        ..ServiceSpec::default()
    };
    let problems = generate(&model.to_string(), &spec)
        .err()
        .unwrap_or_default();
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn a_decision_diagram_takes_the_place_of_a_rule_set() {
    let text = file("src/endpoint.rs", Quirks::default(), |shapes| {
        shapes["com.example#Library"]["traits"]["smithy.rules#endpointBdd"] = diagram();
    });
    for part in [
        "Rule::Choice(",
        "DecisionDiagram {",
        "root: 3",
        "[1, 100000001, -1]",
        "Function::Other(coalesce)",
        "assign: Some(\"Place\")",
        "Expr::Template(\"https://library.{Place}.example.com\")",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_function_that_few_rules_call_is_linked_by_the_table_that_calls_it() {
    let region = || json!({ "ref": "Region" });
    for (name, values, function) in [
        ("aws.parseArn", vec![region()], "parse_arn"),
        (
            "aws.isVirtualHostableS3Bucket",
            vec![region(), json!(true)],
            "is_virtual_hostable_bucket",
        ),
        (
            "isValidHostLabel",
            vec![region(), json!(true)],
            "is_valid_host_label",
        ),
        ("parseURL", vec![region()], "parse_url"),
        (
            "substring",
            vec![region(), json!(0), json!(2), json!(false)],
            "substring",
        ),
        ("uriEncode", vec![region()], "uri_encode"),
    ] {
        let text = file("src/endpoint.rs", Quirks::default(), |shapes| {
            let mut diagram = diagram();
            diagram["conditions"][1] = json!({ "fn": name, "argv": values, "assign": "Place" });
            let url = json!("https://library.example.com");
            diagram["results"][0]["endpoint"]["url"] = url;
            shapes["com.example#Library"]["traits"]["smithy.rules#endpointBdd"] = diagram;
        });
        let call = format!("Function::Other({function})");
        assert!(text.contains(&call), "{text}");
        let (imports, _) = text.split_once("static RULES").unwrap();
        assert!(imports.contains(function), "{text}");
    }
}

/// Encodes the nodes of a decision diagram.
fn triple(numbers: &[i32]) -> Value {
    let bytes = numbers.iter().flat_map(|number| number.to_be_bytes());
    json!(base64(&bytes.collect::<Vec<u8>>()))
}

#[test]
fn a_path_of_a_decision_diagram_may_end_without_a_rule() {
    let mut diagram = diagram();
    diagram["root"] = json!(2);
    diagram["nodes"] = triple(&[-1, 1, -1, 0, 100_000_001, 100_000_000]);
    assert_eq!(problems(diagram), <[&str; 0]>::default());
}

#[test]
fn an_invalid_decision_diagram_is_rejected_with_its_position() {
    assert_eq!(problems(diagram()), <[&str; 0]>::default());
    for (field, value, problem) in [
        ("parameters", Value::Null, "not an object"),
        ("nodes", json!("*"), "`nodes` is not base64"),
        ("nodes", json!("AAAA"), "`nodes` is cut short within a node"),
        (
            "nodes",
            triple(&[-1, 1, -1, 0]),
            "`nodes` is cut short within a node",
        ),
        (
            "root",
            json!(0),
            "`root`: there is no node or result with the reference 0",
        ),
        (
            "root",
            json!(4),
            "`root`: there is no node or result with the reference 4",
        ),
        (
            "root",
            json!(100_000_003),
            "`root`: there is no node or result with the reference 100000003",
        ),
        (
            "nodes",
            triple(&[-1, 1, -1, 2, 1, 1, 0, 1, 1]),
            "nodes[1]: there is no condition 2",
        ),
        (
            "nodes",
            triple(&[-1, 1, -1, 0, 1, 4, 0, 1, 1]),
            "nodes[1]: there is no node or result with the reference 4",
        ),
        (
            "nodes",
            triple(&[-1, 1, -1, 0, 3, 1, 1, -2, 1]),
            "`nodes` has a loop",
        ),
        (
            "nodes",
            triple(&[-1, 1, -1, 0, 1, 1, 1, -3, 1]),
            "`nodes` has a loop",
        ),
        (
            "conditions",
            json!([{ "fn": "guess", "argv": [] }]),
            "conditions[0]: the function `guess` is not supported",
        ),
        (
            "results",
            json!([{ "type": "tree", "conditions": [], "rules": [] }]),
            "results[0]: neither an endpoint nor an error without conditions",
        ),
        (
            "results",
            json!([{ "type": "error", "conditions": [], "error": "{Other}" }]),
            "results[0]: `Other` is neither a parameter nor assigned",
        ),
    ] {
        let mut diagram = diagram();
        diagram[field] = value;
        let expected =
            format!("com.example#Library: has endpoint rules that cannot be followed: {problem}");
        assert_eq!(problems(diagram), [expected]);
    }
}

/// Encodes bytes as base64.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |bits: u32| char::from(DIGITS[usize::try_from(bits & 63).unwrap()]);
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut three = [0; 3];
        three[..chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for (index, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            text.push(if index <= chunk.len() {
                digit(bits >> shift)
            } else {
                '='
            });
        }
    }
    text
}
