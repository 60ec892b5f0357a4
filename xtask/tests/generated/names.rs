//! A model whose shapes and members have the fixed names of generated code: it compiles. So do maps, pages and authentication schemes that
//! models of others than AWS have, and their requests are as the model says.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Generated;

/// The requests of maps by enums, of pages by every type of page size, and of HTTP's authentication schemes.
const EXPECTED: &str = r#"maps
  POST /maps?new=x&x=y&x=x
    x-new: x
    x-x: y
  received {Unknown("other"): X, X: Y}
sparse maps
  POST /sparse-maps?a%20b=c&a%20b=d
    x-x: text
  received {X: Some("text")}
pages
  POST /Byte {"size":127}
  BytePage: the page size 128 is beyond the range of the input's member
  POST /Short {"size":300}
  POST /Integer {"size":70000}
  POST /Long {"size":70000}
basic
  POST /basic
    authorization: Basic dXNlcjpwYXNzd29yZA==
key
  POST /key?key=the%26key
token
  POST /token
    authorization: Bearer the.token
"#;

fn enum_of(names: &[&str]) -> Value {
    let member = |name: &&str| {
        let value =
            json!({ "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": name } });
        ((*name).to_owned(), value)
    };
    json!({ "type": "enum", "members": names.iter().map(member).collect::<Map<_, _>>() })
}

fn operation(uri: &str, input: &str, output: &str, traits: Value) -> Value {
    let mut all = json!({ "smithy.api#http": { "method": "POST", "uri": uri } });
    let object = all.as_object_mut().unwrap();
    object.extend(traits.as_object().unwrap().clone());
    json!({
        "type": "operation",
        "input": { "target": input },
        "output": { "target": output },
        "traits": all,
    })
}

/// A model in which each name is that of an operation, a structure, an error, a member, a variant and a value.
fn model(names: &[&str]) -> Value {
    let string = json!({ "target": "smithy.api#String" });
    let members: Map<String, Value> = names
        .iter()
        .map(|name| ((*name).to_owned(), string.clone()))
        .collect();
    // The types and operations of the names have one member, or the crate would be one of thousands of setters.
    let one = json!({ "a": string });
    let mut shapes = Map::new();
    let mut operations = Vec::new();
    let mut errors = Vec::new();
    let mut types = Map::new();
    for name in names {
        let uri = format!("/{name}");
        shapes.insert(
            format!("o.p#{name}"),
            operation(&uri, "a.b#One", "a.b#One", json!({})),
        );
        operations.push(json!({ "target": format!("o.p#{name}") }));
        shapes.insert(
            format!("t.y#{name}"),
            json!({ "type": "structure", "members": one }),
        );
        types.insert(
            (*name).to_owned(),
            json!({ "target": format!("t.y#{name}") }),
        );
        shapes.insert(
            format!("e.r#{name}"),
            json!({ "type": "structure", "members": one, "traits": { "smithy.api#error": "client" } }),
        );
        errors.push(json!({ "target": format!("e.r#{name}") }));
    }
    let mut all = members.clone();
    for (name, target) in [
        ("allTypes", "a.b#Types"),
        ("allValues", "a.b#Values"),
        ("choice", "a.b#Choice"),
    ] {
        all.insert(name.to_owned(), json!({ "target": target }));
    }
    // Each name is that of an event, and of a header of an event.
    let mut events = types.clone();
    events.insert("allHeaders".to_owned(), json!({ "target": "a.b#Headers" }));
    let headers = members.iter().map(|(name, _)| {
        let header =
            json!({ "target": "smithy.api#String", "traits": { "smithy.api#eventHeader": {} } });
        (name.clone(), header)
    });
    let headers: Map<String, Value> = headers.collect();
    let map = |key: &str, value: &str| json!({ "type": "map", "key": { "target": key }, "value": { "target": value } });
    let list = |member: &str| json!({ "type": "list", "member": { "target": member } });
    let rest = json!({
        "a.b#One": { "type": "structure", "members": one },
        "a.b#All": operation("/all", "a.b#Members", "a.b#Members", json!({})),
        "a.b#Members": { "type": "structure", "members": all },
        "a.b#Types": { "type": "structure", "members": types },
        "a.b#Values": enum_of(names),
        "a.b#Choice": { "type": "union", "members": members },
        "a.b#Converse": operation("/converse", "a.b#Conversation", "a.b#Conversation", json!({})),
        "a.b#Conversation": { "type": "structure", "members": {
            "events": { "target": "a.b#Events", "traits": { "smithy.api#httpPayload": {} } },
        } },
        "a.b#Events": { "type": "union", "members": events, "traits": { "smithy.api#streaming": {} } },
        "a.b#Headers": { "type": "structure", "members": headers },
        "a.b#Key": enum_of(&["x", "y"]),
        "a.b#Text": { "type": "string", "traits": { "smithy.api#length": { "min": 1 } } },
        "a.b#Keys": list("a.b#Key"),
        "a.b#Texts": list("a.b#Text"),
        "a.b#EnumByEnum": map("a.b#Key", "a.b#Key"),
        "a.b#EnumsByEnum": map("a.b#Key", "a.b#Keys"),
        "a.b#TextsByText": map("a.b#Text", "a.b#Texts"),
        "a.b#SparseByEnum": {
            "type": "map",
            "key": { "target": "a.b#Key" },
            "value": { "target": "a.b#Text" },
            "traits": { "smithy.api#sparse": {} },
        },
        "a.b#MapsInput": { "type": "structure", "members": {
            "query": { "target": "a.b#EnumsByEnum", "traits": { "smithy.api#httpQueryParams": {} } },
            "headers": { "target": "a.b#EnumByEnum", "traits": { "smithy.api#httpPrefixHeaders": "x-" } },
        } },
        "a.b#MapsOutput": { "type": "structure", "members": {
            "headers": { "target": "a.b#EnumByEnum", "traits": { "smithy.api#httpPrefixHeaders": "x-" } },
        } },
        "a.b#SparseMapsInput": { "type": "structure", "members": {
            "query": { "target": "a.b#TextsByText", "traits": { "smithy.api#httpQueryParams": {} } },
            "headers": { "target": "a.b#SparseByEnum", "traits": { "smithy.api#httpPrefixHeaders": "x-" } },
        } },
        "a.b#SparseMapsOutput": { "type": "structure", "members": {
            "headers": {
                "target": "a.b#SparseByEnum",
                "traits": { "smithy.api#httpPrefixHeaders": "x-", "smithy.api#required": {} },
            },
        } },
        "a.b#SendMaps": operation("/maps", "a.b#MapsInput", "a.b#MapsOutput", json!({})),
        "a.b#SendSparseMaps": operation("/sparse-maps", "a.b#SparseMapsInput", "a.b#SparseMapsOutput", json!({})),
        "a.b#PageOutput": { "type": "structure", "members": {
            "token": { "target": "smithy.api#String" },
            "items": { "target": "a.b#Keys" },
        } },
        "a.b#WithPassword": operation("/basic", "smithy.api#Unit", "smithy.api#Unit", json!({
            "smithy.api#auth": ["smithy.api#httpBasicAuth"],
        })),
        "a.b#WithKey": operation("/key", "smithy.api#Unit", "smithy.api#Unit", json!({
            "smithy.api#auth": ["smithy.api#httpApiKeyAuth"],
        })),
        "a.b#WithToken": operation("/token", "smithy.api#Unit", "smithy.api#Unit", json!({
            "smithy.api#auth": ["smithy.api#httpBearerAuth"],
        })),
    });
    shapes.extend(rest.as_object().unwrap().clone());
    operations.extend(
        [
            "All",
            "Converse",
            "SendMaps",
            "SendSparseMaps",
            "WithPassword",
            "WithKey",
            "WithToken",
        ]
        .map(|name| json!({ "target": format!("a.b#{name}") })),
    );
    for size in ["Byte", "Short", "Integer", "Long"] {
        shapes.insert(
            format!("a.b#{size}PageInput"),
            json!({ "type": "structure", "members": {
            "token": { "target": "smithy.api#String" },
            "size": { "target": format!("smithy.api#{size}") },
        } }),
        );
        shapes.insert(
            format!("a.b#{size}Page"),
            operation(&format!("/{size}"), &format!("a.b#{size}PageInput"), "a.b#PageOutput", json!({
                "smithy.api#paginated": {
                    "inputToken": "token", "outputToken": "token", "items": "items", "pageSize": "size",
                },
            })),
        );
        operations.push(json!({ "target": format!("a.b#{size}Page") }));
    }
    shapes.insert(
        "a.b#Service".to_owned(),
        json!({
            "type": "service",
            "version": "1",
            "operations": operations,
            "errors": errors,
            "traits": {
                "aws.protocols#restJson1": {},
                "aws.auth#sigv4": { "name": "names" },
                "smithy.api#httpBasicAuth": {},
                "smithy.api#httpBearerAuth": {},
                "smithy.api#httpApiKeyAuth": { "name": "key", "in": "query" },
            },
        }),
    );
    json!({ "smithy": "2.0", "shapes": shapes })
}

#[test]
#[ignore = "compiles further clients: bash .ci/generated"]
fn a_model_with_the_fixed_names_of_generated_code_compiles() {
    let mut seen = BTreeSet::new();
    let mut names: Vec<&str> = tinsmith_codegen::fixed_names().collect();
    names.extend([
        "self",
        "super",
        "crate",
        "type",
        "std",
        "tinsmith",
        "Err",
        "Ok",
        "Some",
        "None",
        "Send",
        "Sync",
        "Drop",
        // Usual names of type parameters.
        "C",
        "D",
        "S",
        "T",
        // Methods of traits that callers import.
        "await",
        "poll_next",
        "try_next",
        "next",
        "map",
        "iter",
        "deref",
        "into_iter",
        "into_future",
        "to_string",
        "as_str",
        // Names that the first rename would give.
        "set_clone",
        "set_default",
        "set_send",
        "call_clone",
        "call_new",
        "call_mod",
        "set_set_clone",
        "call_call_new",
    ]);
    // Names that differ in case or in `_` only are one name in Rust.
    names.retain(|name| seen.insert(name.replace('_', "").to_lowercase()));
    assert!(names.len() > 60, "{names:?}");
    let client = Generated::new("names-client", &model(&names).to_string());
    client.example("names", include_str!("names_program.rs"));
    assert_eq!(client.run("names"), EXPECTED);
}
