//! The selection of operations and shapes of a model.

#![expect(clippy::panic, reason = "a test fails by panicking")]

use serde_json::json;
use tinsmith_codegen::ServiceSpec;
use tinsmith_codegen::select::{Selection, select};
use tinsmith_codegen::smithy::Model;

/// A service with an operation of its own and one in each place that a resource can have them.
fn model() -> Model {
    let operation = |name: &str| {
        json!({
            "type": "operation",
            "input": { "target": format!("a#{name}Input") },
            "output": { "target": format!("a#{name}Output") },
        })
    };
    let structure =
        |member: &str| json!({ "type": "structure", "members": { "m": { "target": member } } });
    let mut shapes = json!({
        "a#Service": {
            "type": "service",
            "version": "1",
            "operations": [{ "target": "a#Ping" }],
            "resources": [{ "target": "a#Shelf" }],
            "errors": [{ "target": "a#Busy" }],
            "rename": { "a#Plain": "Simple" },
            "traits": { "aws.protocols#restXml": {} },
        },
        "a#Shelf": {
            "type": "resource",
            "identifiers": { "id": { "target": "a#OnlyIdentifier" } },
            "create": { "target": "a#CreateShelf" },
            "collectionOperations": [{ "target": "a#SortShelves" }],
            "resources": [{ "target": "a#Book" }],
        },
        "a#Book": {
            "type": "resource",
            "read": { "target": "a#ReadBook" },
            "operations": [{ "target": "a#LendBook" }],
            // Around in a circle, as no model should be.
            "resources": [{ "target": "a#Shelf" }],
        },
        "a#OnlyIdentifier": { "type": "string" },
        "a#Plain": structure("smithy.api#String"),
        "a#Busy": { "type": "structure", "members": {}, "traits": { "smithy.api#error": "server" } },
        "a#Tree": { "type": "list", "member": { "target": "a#Node" } },
        "a#Node": structure("a#Tree"),
        "a#Events": { "type": "union", "members": { "e": { "target": "a#Plain" } }, "traits": { "smithy.api#streaming": {} } },
    });
    for (name, member) in [
        ("Ping", "a#Plain"),
        ("CreateShelf", "a#Tree"),
        ("SortShelves", "a#Plain"),
        ("ReadBook", "a#Events"),
        ("LendBook", "a#Plain"),
    ] {
        shapes[format!("a#{name}")] = operation(name);
        let (input, output) = match member {
            "a#Events" => (member, "a#Plain"),
            _ => ("smithy.api#String", member),
        };
        shapes[format!("a#{name}Input")] = structure(input);
        shapes[format!("a#{name}Output")] = structure(output);
    }
    let text = json!({ "smithy": "2.0", "shapes": shapes }).to_string();
    Model::from_json(&text).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn with(operations: &[&str]) -> ServiceSpec {
    let operations = operations.iter().map(|name| (*name).to_owned()).collect();
    ServiceSpec {
        operations: Some(operations),
        ..ServiceSpec::default()
    }
}

fn operations<'a>(selection: &'a Selection<'_>) -> Vec<&'a str> {
    selection
        .operations
        .iter()
        .map(|operation| operation.shape.id.name())
        .collect()
}

#[test]
fn operations_of_resources_are_found_and_ordered_by_name() {
    let (model, spec) = (
        model(),
        ServiceSpec {
            skip_unsupported: true,
            ..ServiceSpec::default()
        },
    );
    let selection = select(&model, &spec).unwrap();
    assert_eq!(
        operations(&selection),
        ["CreateShelf", "LendBook", "Ping", "SortShelves"]
    );
}

#[test]
fn an_unsupported_operation_fails_unless_it_may_be_left_out_and_is_then_reported() {
    let model = model();
    let problems = select(&model, &ServiceSpec::default()).unwrap_err();
    let reason =
        "its input is an event stream (`a#Events`), which the protocol restXml does not have";
    assert_eq!(
        problems[0].to_string(),
        format!("a#ReadBook: cannot be generated: {reason}")
    );

    let spec = ServiceSpec {
        skip_unsupported: true,
        ..ServiceSpec::default()
    };
    let selection = select(&model, &spec).unwrap();
    assert_eq!(
        selection.skipped[0].to_string(),
        format!("a#ReadBook: is left out: {reason}")
    );
    assert!(!selection.shapes.iter().any(|shape| shape.id == "a#Events"));
}

#[test]
fn an_unsupported_operation_that_is_not_requested_is_no_problem() {
    let (model, spec) = (model(), with(&["Ping"]));
    assert_eq!(select(&model, &spec).unwrap().skipped, []);
}

#[test]
fn only_what_the_operations_reach_is_selected() {
    let (model, spec) = (model(), with(&["CreateShelf", "CreateShelf"]));
    let selection = select(&model, &spec).unwrap();
    let shapes: Vec<_> = selection
        .shapes
        .iter()
        .map(|shape| shape.id.as_str())
        .collect();
    let expected = [
        "a#Busy",
        "a#Tree",
        "a#Node",
        "a#CreateShelfInput",
        "a#CreateShelfOutput",
        "smithy.api#String",
    ];
    assert_eq!(shapes, expected);
    let node = &model.get("a#Node").unwrap().id;
    assert!(selection.is_in_responses(node) && !selection.is_in_requests(node));
}

#[test]
fn errors_of_the_service_are_errors_of_each_operation() {
    let (model, spec) = (model(), with(&["Ping"]));
    let selection = select(&model, &spec).unwrap();
    let errors: Vec<_> = selection.operations[0]
        .errors
        .iter()
        .map(|error| error.id.as_str())
        .collect();
    assert_eq!(errors, ["a#Busy"]);
}

#[test]
fn a_rename_of_the_spec_wins_over_the_service_s() {
    let model = model();
    let plain = &model.get("a#Plain").unwrap().id;
    let mut spec = with(&["Ping"]);
    assert_eq!(select(&model, &spec).unwrap().rename(plain), Some("Simple"));
    spec.renames.insert("Plain".to_owned(), "Better".to_owned());
    assert_eq!(select(&model, &spec).unwrap().rename(plain), Some("Better"));
}

#[test]
fn a_service_is_named_by_its_id_if_another_one_has_its_name() {
    let service =
        json!({ "type": "service", "version": "1", "traits": { "aws.protocols#restXml": {} } });
    let shapes = json!({ "a.v1#Api": service, "a.v2#Api": service, "a.v1#Other": service });
    let text = json!({ "smithy": "2.0", "shapes": shapes }).to_string();
    let model = Model::from_json(&text).unwrap();
    let chosen = |name: &str| {
        let spec = ServiceSpec {
            service: Some(name.to_owned()),
            ..ServiceSpec::default()
        };
        let problems = select(&model, &spec).unwrap_err();
        problems[0].to_string()
    };
    assert_eq!(
        chosen("Api"),
        "the model has 2 services `Api`, and one has to be named by its id: `a.v1#Api`, `a.v2#Api`"
    );
    assert_eq!(
        chosen("a.v2#Api"),
        "a.v2#Api: has no operations to generate"
    );
    assert_eq!(chosen("Other"), "a.v1#Other: has no operations to generate");
}
