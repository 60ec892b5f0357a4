mod conditions;

use expect_test::{Expect, expect};
use serde_json::json;

use crate::plan::{LayoutPlan, OutputTest, ServicePlan, plan};
use crate::render::scope::Scope;
use crate::select::select;
use crate::smithy::Model;
use crate::{Form, ServiceSpec};

/// Returns a service whose one operation has the waiter `Done`, with one acceptor.
fn planned(matcher: &serde_json::Value) -> Result<ServicePlan, String> {
    let member = |target: &str| json!({ "target": target });
    let required =
        |target: &str| json!({ "target": target, "traits": { "smithy.api#required": {} } });
    let model = json!({
        "smithy": "2.0",
        "shapes": {
            "a#S": {
                "type": "service", "version": "1", "operations": [member("a#Get")],
                "traits": { "aws.protocols#restJson1": {}, "aws.auth#sigv4": { "name": "s" } },
            },
            "a#Get": {
                "type": "operation", "input": member("a#In"), "output": member("a#Out"),
                "traits": {
                    "smithy.api#http": { "method": "POST", "uri": "/" },
                    "smithy.waiters#waitable": {
                        "Done": { "acceptors": [
                            { "state": "success", "matcher": matcher },
                            // A second value, so that the first one is tested by a condition.
                            { "state": "failure", "matcher": { "output": {
                                "path": "count == `7`", "comparator": "booleanEquals", "expected": "true",
                            } } },
                        ] },
                    },
                },
            },
            "a#In": { "type": "structure", "members": { "name": member("smithy.api#String") } },
            "a#Out": { "type": "structure", "members": {
                "status": required("a#Status"),
                "reason": member("smithy.api#String"),
                "count": member("smithy.api#Integer"),
                "ready": required("smithy.api#Boolean"),
                "ratio": member("smithy.api#Double"),
                "groups": member("a#Groups"),
                "detail": member("a#Detail"),
                "kind": member("a#Kind"),
                "tags": member("a#Tags"),
                "names": member("a#Names"),
                "created": member("smithy.api#Timestamp"),
            } },
            "a#Status": { "type": "enum", "members": { "DONE": {
                "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": "DONE" },
            } } },
            "a#Detail": { "type": "structure", "members": {
                "status": required("a#Status"), "reason": member("smithy.api#String"), "names": member("a#Names"),
            } },
            "a#Kind": { "type": "union", "members": { "detail": member("a#Detail") } },
            "a#Groups": { "type": "list", "member": member("a#Group") },
            "a#Group": { "type": "structure", "members": {
                "wanted": required("smithy.api#Integer"), "items": member("a#Items"),
            } },
            "a#Items": { "type": "list", "member": member("a#Item") },
            "a#Item": { "type": "structure", "members": {
                "state": required("a#Status"), "note": member("smithy.api#String"),
            } },
            "a#Tags": { "type": "map", "key": member("smithy.api#String"), "value": member("smithy.api#String") },
            "a#Names": { "type": "list", "member": member("smithy.api#String") },
        },
    });
    let problems = |problems: Vec<crate::Diagnostic>| {
        problems
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    };
    let model = Model::from_json(&model.to_string()).map_err(problems)?;
    let spec = ServiceSpec {
        crate_name: "s".to_owned(),
        ..ServiceSpec::default()
    };
    let selection = select(&model, &spec).map_err(problems)?;
    plan(&selection).map_err(problems)
}

/// Returns the guard of the acceptor in Rust, or why there is none.
fn guard(comparator: &str, path: &str, expected: &str) -> String {
    guard_of(&json!({ "output": { "path": path, "comparator": comparator, "expected": expected } }))
}

fn guard_of(matcher: &serde_json::Value) -> String {
    let plan = match planned(matcher) {
        Ok(plan) => plan,
        Err(problems) => return problems,
    };
    let OutputTest::Conditions(conditions) = &plan.operations[0].waiters[0].output else {
        panic!("{plan:?}")
    };
    let layout = LayoutPlan::new(Form::Crate, "tinsmith-any");
    let tokens = super::value(&conditions[0].0, &mut Scope::for_module(&layout, []));
    let file: syn::File = syn::parse_quote!(fn guard() { #tokens });
    let text = prettyplease::unparse(&file);
    let body = text
        .lines()
        .skip(1)
        .filter_map(|line| line.strip_prefix("    "));
    body.collect::<Vec<_>>().join("\n")
}

fn check(comparator: &str, expected: &str, paths: &[&str], expect: Expect) {
    let guards: Vec<_> = paths
        .iter()
        .map(|path| format!("{path}\n{}\n", guard(comparator, path, expected)))
        .collect();
    expect.assert_eq(&guards.join("\n"));
}

#[test]
fn text_is_compared_as_it_is_stored() {
    check(
        "stringEquals",
        "DONE",
        &[
            "status",
            "reason",
            "detail.status",
            "detail.reason",
            "kind.detail.status",
            "tags.state",
            "names[0]",
            "groups[-1].items[0].note",
            "groups[1].items[-2].state",
            "groups[-2].items[-1].state",
            "detail.names[1]",
            "reason || status",
        ],
        expect![[r#"
            status
            output.status.as_str() == "DONE"

            reason
            output.reason.as_deref() == Some("DONE")

            detail.status
            output.detail.as_ref().map(|value| value.status.as_str()) == Some("DONE")

            detail.reason
            output.detail.as_ref().and_then(|value| value.reason.as_deref()) == Some("DONE")

            kind.detail.status
            output
                .kind
                .as_ref()
                .and_then(|union| match union {
                    Kind::Detail(value) => Some(value),
                    _ => None,
                })
                .map(|value| value.status.as_str()) == Some("DONE")

            tags.state
            output.tags.get("state").map(|value| value.as_str()) == Some("DONE")

            names[0]
            output.names.first().map(String::as_str) == Some("DONE")

            groups[-1].items[0].note
            output
                .groups
                .last()
                .into_iter()
                .flat_map(|value| &value.items)
                .next()
                .and_then(|value| value.note.as_deref()) == Some("DONE")

            groups[1].items[-2].state
            output
                .groups
                .get(1)
                .into_iter()
                .flat_map(|value| &value.items)
                .nth_back(1)
                .map(|value| value.state.as_str()) == Some("DONE")

            groups[-2].items[-1].state
            output
                .groups
                .iter()
                .nth_back(1)
                .into_iter()
                .flat_map(|value| &value.items)
                .next_back()
                .map(|value| value.state.as_str()) == Some("DONE")

            detail.names[1]
            output
                .detail
                .as_ref()
                .into_iter()
                .flat_map(|value| &value.names)
                .map(String::as_str)
                .nth(1) == Some("DONE")

            reason || status
            output
                .reason
                .as_deref()
                .filter(|text| !text.is_empty())
                .unwrap_or(output.status.as_str()) == "DONE"
        "#]],
    );
}

#[test]
fn lists_are_walked_by_iterators() {
    check(
        "anyStringEquals",
        "DONE",
        &[
            "names",
            "names[]",
            "groups[].items[].state",
            "groups[*].items[*].state[]",
            "groups[].items[].note",
            "groups[?wanted > `1`].items[].state",
            "tags.*",
            "values(tags)",
            "keys(tags)",
            "detail.names",
            "[status, reason]",
            "groups[].items[] | [*].state",
            "groups[].items[?state == 'DONE'].note[]",
        ],
        expect![[r#"
            names
            output.names.iter().map(String::as_str).any(|item| item == "DONE")

            names[]
            output.names.iter().map(String::as_str).any(|item| item == "DONE")

            groups[].items[].state
            output
                .groups
                .iter()
                .flat_map(|item| item.items.iter())
                .any(|item| item.state.as_str() == "DONE")

            groups[*].items[*].state[]
            output
                .groups
                .iter()
                .flat_map(|item| item.items.iter().map(|item| item.state.as_str()))
                .any(|item| item == "DONE")

            groups[].items[].note
            output
                .groups
                .iter()
                .flat_map(|item| item.items.iter())
                .any(|item| item.note.as_deref() == Some("DONE"))

            groups[?wanted > `1`].items[].state
            output
                .groups
                .iter()
                .filter(|&item| i64::from(item.wanted) > 1)
                .flat_map(|item| item.items.iter())
                .any(|item| item.state.as_str() == "DONE")

            tags.*
            output.tags.values().map(String::as_str).any(|item| item == "DONE")

            values(tags)
            output.tags.values().map(String::as_str).any(|item| item == "DONE")

            keys(tags)
            output.tags.keys().map(|key| key.as_str()).any(|item| item == "DONE")

            detail.names
            output
                .detail
                .as_ref()
                .into_iter()
                .flat_map(|value| &value.names)
                .map(String::as_str)
                .any(|item| item == "DONE")

            [status, reason]
            [Some(output.status.as_str()), output.reason.as_deref()]
                .into_iter()
                .any(|item| item == Some("DONE"))

            groups[].items[] | [*].state
            output
                .groups
                .iter()
                .flat_map(|item| item.items.iter())
                .any(|item| item.state.as_str() == "DONE")

            groups[].items[?state == 'DONE'].note[]
            output
                .groups
                .iter()
                .flat_map(|item| {
                    item
                        .items
                        .iter()
                        .filter(|&item| item.state.as_str() == "DONE")
                        .filter_map(|item| item.note.as_deref())
                })
                .any(|item| item == "DONE")
        "#]],
    );
}

#[test]
fn all_of_a_list_means_at_least_one() {
    check(
        "allStringEquals",
        "DONE",
        &["names", "groups[].items[].state", "groups[].items[].note"],
        expect![[r#"
        names
        output
            .names
            .iter()
            .map(String::as_str)
            .map(|item| item == "DONE")
            .reduce(|all, each| all && each)
            .unwrap_or_default()

        groups[].items[].state
        output
            .groups
            .iter()
            .flat_map(|item| item.items.iter())
            .map(|item| item.state.as_str() == "DONE")
            .reduce(|all, each| all && each)
            .unwrap_or_default()

        groups[].items[].note
        output
            .groups
            .iter()
            .flat_map(|item| item.items.iter())
            .filter_map(|item| item.note.as_deref())
            .map(|item| item == "DONE")
            .reduce(|all, each| all && each)
            .unwrap_or_default()
    "#]],
    );
}
