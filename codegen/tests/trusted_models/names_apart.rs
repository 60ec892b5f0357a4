//! Names on the wire and in Rust that two shapes would share.

use std::fs;

use serde_json::{Value, json};
use tinsmith_codegen::{Caller, ServiceSpec, generate};

use crate::{file, model, shared, spec, texts};

#[test]
fn members_share_a_wire_name_unless_they_are_in_one_document() {
    let named = |traits: Value| json!({ "target": "smithy.api#String", "traits": traits });
    let with_members = |members: Value| {
        let model = model(|model| {
            model["shapes"]["a.b#Op"]["traits"]["smithy.api#http"]["uri"] = json!("/op/{c}");
            model["shapes"]["a.b#I"]["members"] = members;
        });
        generate(&model, &spec())
    };
    let name = json!({ "smithy.api#jsonName": "x" });
    let elsewhere = json!({
        "a": named(name.clone()),
        "b": named(json!({ "smithy.api#httpHeader": "x", "smithy.api#jsonName": "x" })),
        "c": named(json!({ "smithy.api#httpLabel": {}, "smithy.api#required": {}, "smithy.api#jsonName": "x" })),
        "x": named(json!({ "smithy.api#httpQuery": "x" })),
    });
    with_members(elsewhere).unwrap();
    let within = json!({
        "a": named(name.clone()),
        "b": named(name),
        "c": named(json!({ "smithy.api#httpLabel": {}, "smithy.api#required": {} })),
    });
    let problem = "a.b#I$b: has the wire name `x`, which `a` also has";
    assert_eq!(texts(&with_members(within).unwrap_err()), [problem]);

    // The bindings of an output are not those of an input, and a structure in a document has none.
    let twice = model(|model| {
        model["shapes"]["a.b#O"]["members"] = json!({
            "a": named(json!({ "smithy.api#httpQuery": "q", "smithy.api#jsonName": "x" })),
            "b": named(json!({ "smithy.api#httpHeader": "h", "smithy.api#jsonName": "y" })),
            "x": { "target": "smithy.api#String" },
            "y": { "target": "smithy.api#String" },
            "o": { "target": "a.b#O" },
        });
    });
    assert_eq!(
        texts(&generate(&twice, &spec()).unwrap_err()),
        [
            "a.b#O$x: has the wire name `x`, which `a` also has",
            "a.b#O$y: has the wire name `y`, which `b` also has",
        ]
    );
}

#[test]
fn an_example_has_a_required_member_named_client_besides_the_client() {
    let generated = generate(
        &model(|model| {
            model["shapes"]["a.b#I"]["members"] = json!({
                "client": { "target": "smithy.api#String", "traits": { "smithy.api#required": {} } },
            });
        }),
        &spec(),
    );
    let generated = generated.unwrap();
    let client = file(&generated, "src/client.rs");
    assert!(client.contains("Client, client_: String)"), "{client}");
    assert!(client.contains(".client(client_)"), "{client}");
}

#[test]
fn values_of_an_old_enum_that_share_a_name_can_be_renamed_apart() {
    let text = model(|model| {
        model["shapes"]["a.b#T"] = json!({ "type": "string", "traits": { "smithy.api#enum": [
            { "value": "t2.micro" }, { "value": "t2-micro" }, { "value": "t2=micro" },
        ] } });
        model["shapes"]["a.b#I"]["members"]["a"]["target"] = json!("a.b#T");
    });
    // In either order, also if one of the values is the name that others are converted to.
    for values in [["t2.micro", "t2_micro"], ["t2_micro", "t2.micro"]] {
        let text = model(|model| {
            let values = values.map(|value| json!({ "value": value }));
            model["shapes"]["a.b#T"] =
                json!({ "type": "string", "traits": { "smithy.api#enum": values } });
            model["shapes"]["a.b#I"]["members"]["a"]["target"] = json!("a.b#T");
        });
        let renamed = ServiceSpec {
            renames: [("T$t2.micro".to_owned(), "T2Dot".to_owned())].into(),
            ..spec()
        };
        let generated = generate(&text, &renamed).unwrap();
        assert!(file(&generated, "src/types.rs").contains("T2Dot: \"t2.micro\""));
    }
    let named = |caller| ServiceSpec { caller, ..spec() };
    let problems = |caller| texts(&generate(&text, &named(caller)).unwrap_err());
    assert_eq!(
        problems(Caller::CommandLine)[0],
        "a.b#T$t2-micro: has the Rust variant name `T2Micro`, as `a.b#T$t2_micro` has; give one of them another by the option \
         --rename 'T$t2-micro=..'"
    );
    assert!(
        problems(Caller::ServicesFile)[0]
            .ends_with("in services.toml, under renames: \"T$t2-micro\" = \"..\"")
    );
    assert!(
        problems(Caller::Program)[0]
            .ends_with("in `ServiceSpec::renames`: (\"T$t2-micro\", \"..\")")
    );
    let renamed = ServiceSpec {
        renames: [("T$t2-micro", "T2Dash"), ("T$t2=micro", "T2Equal")]
            .map(|(old, new)| (old.to_owned(), new.to_owned()))
            .into(),
        ..spec()
    };
    let generated = generate(&text, &renamed).unwrap();
    assert!(file(&generated, "src/types.rs").contains("T2Dash: \"t2-micro\""));

    let Some(text) = shared().map(|folder| folder.join("enum-values-that-collide.json")) else {
        return;
    };
    let renames = [
        ("E$ABC", "UpperAbc"),
        ("E$t2-micro", "T2DashMicro"),
        ("E$Unknown", "CapitalUnknown"),
        ("F$same_case", "SnakeCase"),
        ("F$SameCase", "CamelCase"),
    ];
    let renamed = ServiceSpec {
        renames: renames
            .map(|(old, new)| (old.to_owned(), new.to_owned()))
            .into(),
        ..spec()
    };
    let generated = generate(&fs::read_to_string(text).unwrap(), &renamed).unwrap();
    let types = file(&generated, "src/types.rs");
    for variant in [
        "Empty: \"\"",
        "T2DashMicro: \"t2-micro\"",
        "SnakeCase: \"b\"",
    ] {
        assert!(types.contains(variant), "{types}");
    }
}

#[test]
fn operations_whose_builders_and_inputs_share_a_name_are_reported() {
    let text = model(|model| {
        model["shapes"]["a.b#OpInput"] = model["shapes"]["a.b#Other"].clone();
        model["shapes"]["a.b#S"]["operations"] =
            json!([{ "target": "a.b#Op" }, { "target": "a.b#OpInput" }]);
    });
    let problems = texts(&generate(&text, &spec()).unwrap_err());
    assert!(
        problems[0].contains("has the Rust type name `OpInput`, as `a.b#Op` has"),
        "{problems:?}"
    );
}
