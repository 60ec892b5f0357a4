//! Decisions on small models: names, options, bindings and pages.

mod error_names;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::{ErrorOption, FieldPlan, ServicePlan, StructPlan};
use crate::select::select;
use crate::smithy::Model;
use crate::{Diagnostic, ServiceSpec};

/// Returns a model with one operation, whose input and output have the given members, and with further shapes.
fn model(input: &Value, output: &Value, shapes: &Value) -> String {
    let mut all = json!({
        "example#Service": {
            "type": "service",
            "version": "1",
            "operations": [{ "target": "example#Call" }],
            "traits": { "aws.protocols#restJson1": {}, "aws.auth#sigv4": { "name": "example" } },
        },
        "example#Call": {
            "type": "operation",
            "input": { "target": "example#Input" },
            "output": { "target": "example#Output" },
            "traits": { "smithy.api#http": { "method": "POST", "uri": "/call/{id}", "code": 200 } },
        },
        "example#Input": { "type": "structure", "members": input },
        "example#Output": { "type": "structure", "members": output },
    });
    if let (Some(all), Some(shapes)) = (all.as_object_mut(), shapes.as_object()) {
        all.extend(shapes.clone());
        let id = json!({ "target": "smithy.api#String", "traits": { "smithy.api#required": {}, "smithy.api#httpLabel": {} } });
        all["example#Input"]["members"]["id"] = id;
    }
    json!({ "smithy": "2.0", "shapes": all }).to_string()
}

fn plan(model: &str) -> Result<ServicePlan, Vec<Diagnostic>> {
    let model = Model::from_json(model).expect("a sound model");
    let spec = ServiceSpec::default();
    super::plan(&select(&model, &spec).expect("a sound selection"))
}

fn member(target: &str, traits: Value) -> Value {
    let namespace = if target.contains('#') {
        ""
    } else {
        "smithy.api#"
    };
    let traits: serde_json::Map<String, Value> = traits
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (format!("smithy.api#{name}"), value.clone()))
        .collect();
    json!({ "target": format!("{namespace}{target}"), "traits": traits })
}

fn describe(structure: &StructPlan) -> String {
    structure.fields.iter().map(line).collect()
}

fn line(field: &FieldPlan) -> String {
    let FieldPlan {
        rust_name,
        ty,
        location,
        ..
    } = field;
    let ty = if field.optional {
        format!("Option<{ty:?}>")
    } else {
        format!("{ty:?}")
    };
    let default = field
        .default
        .as_ref()
        .map(|default| format!(" = {default:?}"))
        .unwrap_or_default();
    let format = field
        .format
        .map(|format| format!(" as {format:?}"))
        .unwrap_or_default();
    format!("{rust_name}: {ty}{default}{format} {location:?}\n")
}

fn check_call(input: Value, output: Value, shapes: Value, expected: Expect) {
    let plan = plan(&model(&input, &output, &shapes)).expect("a plan");
    let mut text = String::new();
    for operation in &plan.operations {
        text.push_str(&format!(
            "input\n{}output\n{}",
            describe(&operation.input),
            describe(&operation.output)
        ));
    }
    for structure in &plan.types.structures {
        text.push_str(&format!("{}\n{}", structure.name, describe(structure)));
    }
    expected.assert_eq(&text);
}

#[test]
fn all_members_of_inputs_are_optional_and_required_members_of_outputs_are_plain() {
    let members = json!({
        "must": member("String", json!({ "required": {} })),
        "may": member("String", json!({})),
        "list": member("example#List", json!({})),
        "reserved": member("String", json!({ "required": {}, "clientOptional": {} })),
    });
    check_call(
        members.clone(),
        members,
        json!({ "example#List": { "type": "list", "member": { "target": "smithy.api#String" } } }),
        expect![[r#"
            input
            must: Option<String> Body
            may: Option<String> Body
            list: Option<List(String)> Body
            reserved: Option<String> Body
            id: Option<String> Label
            output
            must: String Body
            may: Option<String> Body
            list: List(String) Body
            reserved: Option<String> Body
        "#]],
    );
}

#[test]
fn defaults_make_nested_members_plain_unless_they_came_late() {
    let nested = json!({
        "zero": member("Integer", json!({ "default": 0 })),
        "one": member("Integer", json!({ "default": 1 })),
        "null": member("Integer", json!({ "default": null })),
        "late": member("Integer", json!({ "default": 1, "addedDefault": {} })),
        "theirs": member("Integer", json!({ "default": 1, "clientOptional": {} })),
    });
    check_call(
        json!({ "nested": member("example#Nested", json!({})), "one": member("Integer", json!({ "default": 1 })) }),
        json!({}),
        json!({ "example#Nested": { "type": "structure", "members": nested } }),
        expect![[r#"
            input
            nested: Option<Struct("Nested")> Body
            one: Option<I32> Body
            id: Option<String> Label
            output
            Nested
            zero: I32 Body
            one: I32 = Integer(1) Body
            null: Option<I32> Body
            late: Option<I32> Body
            theirs: Option<I32> Body
        "#]],
    );
}

#[test]
fn a_structure_in_itself_is_boxed_unless_a_list_stands_between() {
    check_call(
        json!({ "tree": member("example#Tree", json!({})) }),
        json!({}),
        json!({
            "example#Tree": { "type": "structure", "members": {
                "left": member("example#Tree", json!({})),
                "children": member("example#Trees", json!({})),
                "leaf": member("example#Leaf", json!({})),
            } },
            "example#Trees": { "type": "list", "member": { "target": "example#Tree" } },
            "example#Leaf": { "type": "structure", "members": { "trees": member("example#Trees", json!({})) } },
        }),
        expect![[r#"
            input
            tree: Option<Struct("Tree")> Body
            id: Option<String> Label
            output
            Leaf
            trees: Option<List(Struct("Tree"))> Body
            Tree
            left: Option<Boxed(Struct("Tree"))> Body
            children: Option<List(Struct("Tree"))> Body
            leaf: Option<Struct("Leaf")> Body
        "#]],
    );
}

#[test]
fn a_member_s_format_of_timestamps_wins_over_its_target_s() {
    let stamps = json!({
        "plain": member("Timestamp", json!({})),
        "shape": member("example#Day", json!({})),
        "member": member("example#Day", json!({ "timestampFormat": "http-date" })),
        "days": member("example#Days", json!({})),
        "header": member("Timestamp", json!({ "httpHeader": "X-At", "timestampFormat": "epoch-seconds" })),
    });
    check_call(
        json!({}),
        stamps,
        json!({
            "example#Day": { "type": "timestamp", "traits": { "smithy.api#timestampFormat": "date-time" } },
            "example#Days": { "type": "list", "member": { "target": "example#Day" } },
        }),
        expect![[r#"
            input
            id: Option<String> Label
            output
            plain: Option<Timestamp> Body
            shape: Option<Timestamp> as DateTime Body
            member: Option<Timestamp> as HttpDate Body
            days: List(Timestamp) as DateTime Body
            header: Option<Timestamp> as Epoch Header("X-At")
        "#]],
    );
}

#[test]
fn names_that_collide_are_reported_with_both_shapes_and_the_remedy() {
    let shapes = json!({
        "example#ARNList": { "type": "structure", "members": {} },
        "example#ArnList": { "type": "structure", "members": {} },
    });
    let input = json!({
        "userId": member("example#ARNList", json!({})),
        "user_id": member("example#ArnList", json!({})),
    });
    let diagnostics = plan(&model(&input, &json!({}), &shapes)).expect_err("collisions");
    let text: String = diagnostics
        .iter()
        .map(|diagnostic| format!("{diagnostic}\n"))
        .collect();
    expect![[r#"
        example#ArnList: has the Rust type name `ArnList`, as `example#ARNList` has; give one of them another in `ServiceSpec::renames`: ("ArnList", "..")
        example#Input$user_id: has the Rust field name `user_id`, as `example#Input$userId` has; give one of them another in `ServiceSpec::renames`: ("Input$user_id", "..")
    "#]]
    .assert_eq(&text);
}

#[test]
fn errors_lose_their_suffix_unless_another_has_the_name() {
    let error =
        json!({ "type": "structure", "members": {}, "traits": { "smithy.api#error": "client" } });
    let shapes = json!({
        "example#LostException": error.clone(),
        "example#Broken": error.clone(),
        "example#BrokenException": error.clone(),
        "example#ServiceErrorException": error,
    });
    let mut model: Value =
        serde_json::from_str(&model(&json!({}), &json!({}), &shapes)).expect("JSON");
    let ids = shapes
        .as_object()
        .into_iter()
        .flatten()
        .map(|(id, _)| json!({ "target": id }));
    model["shapes"]["example#Call"]["errors"] = ids.collect();
    let plan = plan(&model.to_string()).expect("a plan");
    let names = plan
        .errors
        .iter()
        .map(|error| (error.structure.name.as_str(), error.code.as_str()));
    assert_eq!(
        names.collect::<Vec<_>>(),
        [
            ("Broken", "Broken"),
            ("BrokenException", "BrokenException"),
            ("Lost", "LostException"),
            ("ServiceErrorException", "ServiceErrorException"),
        ]
    );
}

#[test]
fn the_message_of_an_error_is_found_under_its_spellings_and_is_sensitive_where_the_model_says_so() {
    let error = |members: Value, traits: Value| {
        let mut error = json!({ "type": "structure", "members": members, "traits": traits });
        error["traits"]["smithy.api#error"] = json!("client");
        error
    };
    let text = member("String", json!({}));
    let shapes = json!({
        "example#Hush": { "type": "string", "traits": { "smithy.api#sensitive": {} } },
        "example#A": error(json!({ "message": text }), json!({})),
        "example#B": error(json!({ "errorMessage": text, "Message": text }), json!({})),
        "example#C": error(json!({ "errorMessage": text }), json!({})),
        "example#D": error(json!({ "reason": text }), json!({})),
        "example#E": error(json!({ "message": member("Integer", json!({})) }), json!({})),
        "example#F": error(json!({ "message": member("example#Hush", json!({})) }), json!({})),
        "example#G": error(json!({ "message": text }), json!({ "smithy.api#sensitive": {} })),
    });
    let mut model: Value =
        serde_json::from_str(&model(&json!({}), &json!({}), &shapes)).expect("JSON");
    let ids = ["A", "B", "C", "D", "E", "F", "G"]
        .map(|name| json!({ "target": format!("example#{name}") }));
    model["shapes"]["example#Call"]["errors"] = ids.into_iter().collect();
    let plan = plan(&model.to_string()).expect("a plan");
    let options = plan.errors.iter().map(|error| error.options.as_slice());
    assert_eq!(
        options.collect::<Vec<_>>(),
        [
            [].as_slice(),
            &[ErrorOption::ExactMessage],
            &[ErrorOption::MessageIn("error_message".to_owned())],
            &[ErrorOption::WithoutMessage],
            &[ErrorOption::WithoutMessage],
            &[ErrorOption::Sensitive],
            &[ErrorOption::Sensitive],
        ]
    );
}

#[test]
fn a_service_without_the_trait_of_aws_has_no_standard_host() {
    let mut model: Value =
        serde_json::from_str(&model(&json!({}), &json!({}), &json!({}))).expect("JSON");
    let prefix = |model: &Value| plan(&model.to_string()).expect("a plan").endpoint_prefix;
    assert_eq!(prefix(&model), "");
    let trait_of_aws = json!({ "sdkId": "Example", "endpointPrefix": "api.example" });
    model["shapes"]["example#Service"]["traits"]["aws.api#service"] = trait_of_aws;
    assert_eq!(prefix(&model), "api.example");
}
