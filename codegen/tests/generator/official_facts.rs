//! The models of this repository state the same facts as the official ones they were taken from.
//!
//! The official models are no part of the repository. They are looked for in `models/` under the folder that the
//! environment variable `TINSMITH_SHARED` names, or else under `../shared` beside the workspace.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers fail their test by a panic"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

/// Traits that may differ: they are worded or written by this project, or are of no concern to a client.
///
/// An entry that ends in `#` stands for its whole namespace.
const OURS_OR_NO_CONCERN: &[&str] = &[
    // Worded anew.
    "smithy.api#documentation",
    // Written here.
    "smithy.test#",
    "smithy.waiters#waitable",
    // Written here, too: the official cases were made with an older table of partitions.
    "smithy.rules#endpointTests",
    // Traits of authorization, of CloudFormation resources and of browsers.
    "aws.iam#",
    "aws.cloudformation#",
    "smithy.api#cors",
];

/// The properties that bind operations and resources to a service or a resource, one by one and in lists.
const BINDINGS: &[&str] = &["create", "put", "read", "update", "delete", "list"];
const BINDING_LISTS: &[&str] = &["operations", "collectionOperations", "resources"];

#[test]
fn deadline_states_the_official_facts() {
    assert_facts_agree("deadline.json");
}

#[test]
fn nimble_states_the_official_facts() {
    assert_facts_agree("nimble.json");
}

#[test]
fn no_documentation_is_taken_over() {
    for file in ["deadline.json", "nimble.json"] {
        let Some(official) = official_model(file) else {
            return;
        };
        let mut official_texts = Vec::new();
        collect_documentation(&official, &mut official_texts);
        let official_texts: Vec<String> = official_texts.into_iter().map(words).collect();

        let ours = our_model(file);
        let mut texts = Vec::new();
        collect_documentation(&ours, &mut texts);
        // A text of two or three words can only be worded one way.
        let taken: Vec<&str> = texts
            .into_iter()
            .filter(|text| {
                words(text).split(' ').count() > 3 && official_texts.contains(&words(text))
            })
            .collect();
        assert!(
            taken.is_empty(),
            "{file} has documentation of the official model: {taken:#?}"
        );
    }
}

#[test]
fn a_changed_constraint_a_missing_member_and_a_new_enum_value_are_differences() {
    let official = json!({ "shapes": {
        "a#Size": { "type": "integer", "traits": { "smithy.api#range": { "min": 1, "max": 100 } } },
        "a#Box": { "type": "structure", "members": { "size": { "target": "a#Size" }, "name": { "target": "a#Name" } } },
        "a#Name": { "type": "enum", "members": { "ONE": { "target": "smithy.api#Unit" } } },
    } });
    let ours = json!({ "shapes": {
        "a#Size": { "type": "integer", "traits": { "smithy.api#range": { "min": 1, "max": 10 } } },
        "a#Box": { "type": "structure", "members": { "size": { "target": "a#Size" } } },
        "a#Name": { "type": "enum", "members": { "ONE": { "target": "smithy.api#Unit" }, "TWO": { "target": "smithy.api#Unit" } } },
        "a#Other": { "type": "string" },
    } });
    assert_eq!(
        differences(&ours, &official),
        [
            "a#Size/traits/smithy.api#range/max: 10 here, 100 officially",
            r#"a#Box/members/name: nothing here, {"target":"a#Name"} officially"#,
            r#"a#Name/members/TWO: {"target":"smithy.api#Unit"} here, nothing officially"#,
            r#"a#Other: {"type":"string"} here, nothing officially"#,
        ]
    );
}

#[test]
fn documentation_and_operations_left_out_are_no_differences() {
    let official = json!({ "shapes": {
        "a#Service": {
            "type": "service",
            "operations": [{ "target": "a#Ask" }, { "target": "a#Tell" }],
            "resources": [{ "target": "a#Thing" }],
            "traits": {
                "smithy.api#cors": {},
                "smithy.rules#endpointRuleSet": { "parameters": { "Region": { "documentation": "one" } } },
            },
        },
        "a#Thing": { "type": "resource", "read": { "target": "a#Tell" }, "list": { "target": "a#Ask" } },
        "a#Ask": { "type": "operation", "traits": { "smithy.api#documentation": "one", "aws.iam#iamAction": {} } },
        "a#Tell": { "type": "operation" },
    } });
    let ours = json!({ "shapes": {
        "a#Service": {
            "type": "service",
            "operations": [{ "target": "a#Ask" }],
            "resources": [{ "target": "a#Thing" }],
            "traits": { "smithy.rules#endpointRuleSet": { "parameters": { "Region": { "documentation": "two" } } } },
        },
        "a#Thing": { "type": "resource", "list": { "target": "a#Ask" } },
        "a#Ask": { "type": "operation", "traits": { "smithy.api#documentation": "two" } },
    } });
    assert_eq!(differences(&ours, &official), Vec::<String>::new());
}

fn assert_facts_agree(file: &str) {
    let Some(official) = official_model(file) else {
        return;
    };
    let differences = differences(&our_model(file), &official);
    assert!(
        differences.is_empty(),
        "models/{file} differs from the official model:\n{}",
        differences.join("\n")
    );
}

fn our_model(file: &str) -> Value {
    read_json(&workspace().join("models").join(file))
}

/// `None`, and a line on stderr that a passing test does not swallow, where the official models are not at hand.
fn official_model(file: &str) -> Option<Value> {
    let named = std::env::var_os("TINSMITH_SHARED").map(PathBuf::from);
    let folder = named
        .clone()
        .unwrap_or_else(|| workspace().join("../shared"));
    if named.is_none() && !folder.is_dir() {
        let mut stderr = std::io::stderr();
        writeln!(
            stderr,
            "skipped: models/{file} is not compared with the official model, for {} is not there; TINSMITH_SHARED can name the folder",
            folder.display()
        )
        .expect("stderr takes a line");
        return None;
    }
    Some(read_json(&folder.join("models").join(file)))
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("codegen is in the workspace")
}

fn read_json(path: &Path) -> Value {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every fact of `ours` that `official` does not state so, and every one that it states of the same shapes besides.
fn differences(ours: &Value, official: &Value) -> Vec<String> {
    let kept = shapes(ours);
    let mut differences = Vec::new();
    for (id, shape) in kept {
        let official_shape = shapes(official)
            .get(id)
            .map(|official_shape| facts(official_shape, kept));
        compare(
            id,
            Some(&facts(shape, kept)),
            official_shape.as_ref(),
            &mut differences,
        );
    }
    differences
}

fn shapes(model: &Value) -> &Map<String, Value> {
    model["shapes"].as_object().expect("a model has shapes")
}

/// A shape without what may differ: bindings to shapes that are not kept, and some traits.
fn facts(shape: &Value, kept: &Map<String, Value>) -> Value {
    let mut shape = shape.as_object().expect("a shape is an object").clone();
    let is_kept = |reference: &Value| {
        reference["target"]
            .as_str()
            .is_some_and(|target| kept.contains_key(target))
    };
    if matches!(shape["type"].as_str(), Some("service" | "resource")) {
        shape.retain(|key, value| !BINDINGS.contains(&key.as_str()) || is_kept(value));
        for list in BINDING_LISTS {
            if let Some(Value::Array(references)) = shape.get_mut(*list) {
                references.retain(is_kept);
            }
        }
        shape.retain(|key, value| !BINDING_LISTS.contains(&key.as_str()) || value != &json!([]));
    }
    without_wording(&Value::Object(shape))
}

/// The value without the traits that may differ, at any depth. No traits and empty traits are the same.
fn without_wording(value: &Value) -> Value {
    match value {
        Value::Object(entries) => entries
            .iter()
            .filter(|(key, _)| !may_differ(key))
            .map(|(key, value)| match key.as_str() {
                "smithy.rules#endpointRuleSet" => (key, without_documentation(value)),
                _ => (key, without_wording(value)),
            })
            .filter(|(key, value)| key.as_str() != "traits" || value != &json!({}))
            .map(|(key, value)| (key.clone(), value))
            .collect(),
        Value::Array(values) => values.iter().map(without_wording).collect(),
        _ => value.clone(),
    }
}

fn may_differ(key: &str) -> bool {
    OURS_OR_NO_CONCERN.iter().any(|name| {
        if name.ends_with('#') {
            key.starts_with(name)
        } else {
            key == *name
        }
    })
}

/// The documentation of a rule set is its entry `documentation`, a name that no other entry has.
fn without_documentation(rules: &Value) -> Value {
    match rules {
        Value::Object(entries) => entries
            .iter()
            .filter(|(key, _)| key.as_str() != "documentation")
            .map(|(key, value)| (key.clone(), without_documentation(value)))
            .collect(),
        Value::Array(values) => values.iter().map(without_documentation).collect(),
        _ => rules.clone(),
    }
}

fn compare(
    path: &str,
    ours: Option<&Value>,
    official: Option<&Value>,
    differences: &mut Vec<String>,
) {
    if let (Some(Value::Object(ours)), Some(Value::Object(official))) = (ours, official) {
        let only_official = official.keys().filter(|key| !ours.contains_key(*key));
        for key in ours.keys().chain(only_official) {
            compare(
                &format!("{path}/{key}"),
                ours.get(key),
                official.get(key),
                differences,
            );
        }
    } else if ours != official {
        let text = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
        differences.push(format!(
            "{path}: {} here, {} officially",
            text(ours),
            text(official)
        ));
    }
}

fn collect_documentation<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                match value {
                    Value::String(text) if key.ends_with("documentation") => texts.push(text),
                    _ => collect_documentation(value, texts),
                }
            }
        }
        Value::Array(values) => values
            .iter()
            .for_each(|value| collect_documentation(value, texts)),
        _ => {}
    }
}

/// The words of a text alone: no markup, no punctuation, no capitals.
fn words(text: &str) -> String {
    let mut in_tag = false;
    let letters: String = text
        .chars()
        .map(|c| {
            in_tag = (in_tag || c == '<') && c != '>';
            if in_tag || !c.is_alphanumeric() {
                ' '
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}
