//! Models as they are read: resolved, with nothing left to look up.

#![expect(clippy::panic, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use tinsmith_codegen::smithy::{Model, Shape, ShapeKind};

fn model(shapes: Value) -> Model {
    let text = json!({ "smithy": "2.0", "shapes": shapes }).to_string();
    Model::from_json(&text).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn members(shape: &Shape) -> Vec<(&str, &str)> {
    shape
        .members
        .iter()
        .map(|member| (member.name.as_str(), member.target.as_str()))
        .collect()
}

fn traits(shape: &Shape) -> Vec<&str> {
    shape.traits.ids().collect()
}

#[test]
fn shapes_keep_the_order_of_the_file() {
    let model = model(json!({
        "b#Z": { "type": "string" },
        "a#Y": { "type": "structure", "members": { "z": { "target": "b#Z" }, "a": { "target": "b#Z" } } },
    }));
    let ids: Vec<_> = model
        .shapes()
        .map(|shape| shape.id.as_str())
        .take(3)
        .collect();
    assert_eq!(ids, ["b#Z", "a#Y", "smithy.api#Blob"]);
    assert_eq!(
        members(model.get("a#Y").unwrap()),
        [("z", "b#Z"), ("a", "b#Z")]
    );
}

#[test]
fn the_prelude_is_there_and_its_primitives_have_defaults() {
    let model = model(json!({}));
    assert_eq!(
        model.get("smithy.api#Timestamp").unwrap().kind,
        ShapeKind::Timestamp
    );
    let primitive = model.get("smithy.api#PrimitiveInteger").unwrap();
    assert_eq!(primitive.traits.get("smithy.api#default"), Some(&json!(0)));
    assert!(model.get("smithy.api#Nothing").is_none());
}

#[test]
fn a_set_is_a_list() {
    let model =
        model(json!({ "a#Set": { "type": "set", "member": { "target": "smithy.api#String" } } }));
    let set = model.get("a#Set").unwrap();
    assert_eq!(
        (&set.kind, members(set)),
        (&ShapeKind::List, vec![("member", "smithy.api#String")])
    );
}

#[test]
fn mixins_come_first_and_own_traits_win() {
    let model = model(json!({
        "a#Base": {
            "type": "structure",
            "members": { "id": { "target": "smithy.api#String", "traits": { "smithy.api#required": {} } } },
            "traits": {
                "smithy.api#mixin": { "localTraits": ["smithy.api#private"] },
                "smithy.api#private": {},
                "smithy.api#sensitive": {},
                "smithy.api#documentation": "base",
            },
        },
        "a#Middle": {
            "type": "structure",
            "mixins": [{ "target": "a#Base" }],
            "members": { "name": { "target": "smithy.api#String" } },
            "traits": { "smithy.api#mixin": {} },
        },
        "a#Whole": {
            "type": "structure",
            "mixins": [{ "target": "a#Middle" }],
            "members": {
                "id": { "target": "smithy.api#String", "traits": { "smithy.api#jsonName": "ID" } },
                "own": { "target": "smithy.api#String" },
            },
            "traits": { "smithy.api#documentation": "whole" },
        },
    }));
    let whole = model.get("a#Whole").unwrap();
    let names: Vec<_> = whole
        .members
        .iter()
        .map(|member| member.id.as_str())
        .collect();
    assert_eq!(names, ["a#Whole$id", "a#Whole$name", "a#Whole$own"]);
    let id: Vec<_> = whole.member("id").unwrap().traits.ids().collect();
    assert_eq!(id, ["smithy.api#required", "smithy.api#jsonName"]);
    assert_eq!(
        traits(whole),
        ["smithy.api#sensitive", "smithy.api#documentation"]
    );
    assert_eq!(
        whole.traits.string("smithy.api#documentation"),
        Some("whole")
    );
}

#[test]
fn traits_are_applied_to_shapes_members_and_members_of_mixins() {
    let apply =
        |name: &str| json!({ "type": "apply", "traits": { "smithy.api#documentation": name } });
    let model = model(json!({
        "a#Base$id": apply("from the mixin"),
        "a#Whole$name": apply("from the member"),
        "a#Whole": { "type": "structure", "mixins": [{ "target": "a#Base" }], "members": {} },
        "a#Base": {
            "type": "structure",
            "members": { "id": { "target": "smithy.api#String" }, "name": { "target": "smithy.api#String" } },
            "traits": { "smithy.api#mixin": {} },
        },
        "a#Text": { "type": "string", "traits": { "smithy.api#documentation": "before" } },
        "a#text": { "type": "string" },
    }));
    let whole = model.get("a#Whole").unwrap();
    let doc = |member: &str| {
        whole
            .member(member)
            .unwrap()
            .traits
            .string("smithy.api#documentation")
    };
    assert_eq!(
        (doc("id"), doc("name")),
        (Some("from the mixin"), Some("from the member"))
    );
    let base = model.get("a#Base").unwrap().member("name").unwrap();
    assert!(
        !base.traits.has("smithy.api#documentation"),
        "the mixin itself is as it was"
    );
}

#[test]
fn traits_applied_to_a_mixed_in_member_are_mixed_in_too() {
    let text = json!({ "target": "smithy.api#String" });
    let mixin = json!({ "smithy.api#mixin": {} });
    let model = model(json!({
        "a#Middle$id": { "type": "apply", "traits": { "smithy.api#required": {} } },
        "a#Whole": { "type": "structure", "mixins": [{ "target": "a#Middle" }] },
        "a#Middle": { "type": "structure", "mixins": [{ "target": "a#Base" }], "traits": mixin },
        "a#Base": { "type": "structure", "members": { "id": text }, "traits": mixin },
    }));
    let is_required = |shape: &str| {
        model
            .get(shape)
            .unwrap()
            .member("id")
            .unwrap()
            .is_required()
    };
    assert_eq!(
        ["a#Base", "a#Middle", "a#Whole"].map(is_required),
        [false, true, true]
    );
}

#[test]
fn lists_and_maps_can_have_their_members_from_a_mixin() {
    let text = json!({ "target": "smithy.api#String" });
    let mixin = json!({ "smithy.api#mixin": {} });
    let model = model(json!({
        "a#List": { "type": "list", "mixins": [{ "target": "a#AnyList" }] },
        "a#AnyList": { "type": "list", "member": text, "traits": mixin },
        "a#Map": { "type": "map", "value": text, "mixins": [{ "target": "a#AnyMap" }] },
        "a#AnyMap": { "type": "map", "key": text, "value": text, "traits": mixin },
    }));
    assert_eq!(
        members(model.get("a#List").unwrap()),
        [("member", "smithy.api#String")]
    );
    assert_eq!(
        members(model.get("a#Map").unwrap()),
        [("key", "smithy.api#String"), ("value", "smithy.api#String")]
    );
}

#[test]
fn a_reference_that_is_given_twice_counts_once() {
    let model = model(json!({
        "a#Service": { "type": "service", "operations": [{ "target": "a#Get" }, { "target": "a#Get" }] },
        "a#Get": { "type": "operation" },
    }));
    let service = model.get("a#Service").unwrap().service().unwrap();
    assert_eq!(service.operations, ["a#Get"]);
}

#[test]
fn operations_and_services_take_over_what_their_mixins_have() {
    let model = model(json!({
        "a#Error": { "type": "structure", "members": {}, "traits": { "smithy.api#error": "client" } },
        "a#Fails": { "type": "operation", "errors": [{ "target": "a#Error" }], "traits": { "smithy.api#mixin": {} } },
        "a#Get": { "type": "operation", "mixins": [{ "target": "a#Fails" }] },
        "a#Versioned": { "type": "service", "version": "7", "traits": { "smithy.api#mixin": {} } },
        "a#Service": {
            "type": "service",
            "mixins": [{ "target": "a#Versioned" }],
            "operations": [{ "target": "a#Get" }],
        },
    }));
    let get = model.get("a#Get").unwrap().operation().unwrap();
    assert_eq!(get.errors, ["a#Error"]);
    assert_eq!(
        (get.input.as_str(), get.output.as_str()),
        ("smithy.api#Unit", "smithy.api#Unit")
    );
    assert_eq!(
        model.get("a#Service").unwrap().service().unwrap().version,
        "7"
    );
}

#[test]
fn a_string_with_the_old_enum_trait_is_an_enum() {
    let model = model(json!({
        "a#Size": { "type": "string", "traits": { "smithy.api#enum": [
            { "value": "t2.nano", "name": "T2_NANO", "documentation": "Small." },
            { "value": "2x-large", "deprecated": true },
        ] } },
        "a#New": { "type": "enum", "members": { "A": { "target": "smithy.api#Unit" } } },
    }));
    let size = model.get("a#Size").unwrap();
    assert_eq!(size.kind, ShapeKind::Enum);
    assert_eq!(
        members(size),
        [
            ("T2_NANO", "smithy.api#Unit"),
            ("_2x_large", "smithy.api#Unit")
        ]
    );
    let value = |shape: &str, at: usize| {
        let member = &model.get(shape).unwrap().members[at];
        member
            .traits
            .string("smithy.api#enumValue")
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        (value("a#Size", 0), value("a#Size", 1)),
        ("t2.nano".to_owned(), "2x-large".to_owned())
    );
    assert!(size.members[1].traits.has("smithy.api#deprecated"));
    assert_eq!(
        value("a#New", 0),
        "A",
        "without a value of its own, the name is the value"
    );
}
