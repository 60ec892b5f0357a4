//! Least lengths of members: checks of requests, and shapes that have finite values because of other members.

use serde_json::{Map, Value, json};

use crate::values::{generated, member, problems};

const LENGTH: &str = "smithy.api#length";

/// Returns a member whose value has at least one item or byte.
fn filled(mut member: Value) -> Value {
    member["traits"][LENGTH] = json!({ "min": 1 });
    member
}

fn list(member: Value) -> Value {
    json!({ "type": "list", "member": member })
}

fn structure(members: Value) -> Value {
    json!({ "type": "structure", "members": members })
}

#[test]
fn the_length_of_a_stream_is_not_checked() {
    let least = json!({ "min": 1 });
    for (traits, own, method) in [
        (
            json!({ "smithy.api#streaming": {}, LENGTH: least }),
            json!({}),
            "require",
        ),
        (
            json!({ "smithy.api#streaming": {} }),
            json!({ LENGTH: least }),
            "require",
        ),
        (json!({ LENGTH: least }), json!({}), "require_non_empty"),
        (json!({}), json!({ LENGTH: least }), "require_non_empty"),
    ] {
        let mut body = member("Upload");
        body["traits"]["smithy.api#httpPayload"] = json!({});
        let traits_of_member = body["traits"].as_object_mut().unwrap();
        traits_of_member.extend(own.as_object().unwrap().clone());
        let shapes = json!({ "Upload": { "type": "blob", "traits": traits } });
        let generated = generated(json!({ "body": body }), shapes).unwrap();
        let mut files = generated.files.into_iter();
        let file = files.find(|file| file.path == "src/operation/send.rs");
        let text = file.unwrap().text;
        let step = format!("request.{method}(\"body\", &self.body);");
        assert!(text.contains(&step), "{step}: {text}");
    }
}

#[test]
fn a_tree_whose_root_alone_needs_a_child_is_finite() {
    let shapes = json!({
        "Children": list(json!({ "target": "com.example#Node" })),
        "Node": structure(json!({ "name": member("smithy.api#String"), "children": member("Children") })),
    });
    let members = json!({ "children": filled(member("Children")) });
    assert!(generated(members, shapes).is_ok());

    let shapes = json!({
        "Children": {
            "type": "map",
            "key": { "target": "smithy.api#String" },
            "value": { "target": "com.example#Node" },
        },
        "Node": structure(json!({ "children": member("Children") })),
    });
    let members = json!({ "children": filled(member("Children")) });
    assert!(generated(members, shapes).is_ok());
}

#[test]
fn a_tree_whose_nodes_all_need_a_child_is_infinite() {
    let shapes = |children: Value, of_node: Value| json!({ "Children": children, "Node": structure(json!({ "children": of_node })) });
    let children = list(json!({ "target": "com.example#Node" }));
    let cycle = "(Node$children, Children$member)";
    let node =
        format!("com.example#Node: requires itself, so that no value of it is finite {cycle}");
    for of_input in [member("Children"), filled(member("Children"))] {
        // By the member, so that the list itself has a value.
        let of_member = shapes(children.clone(), filled(member("Children")));
        let members = json!({ "children": of_input });
        assert_eq!(problems(members.clone(), of_member), [node.as_str()]);

        // By the list.
        let mut of_list = children.clone();
        of_list["traits"] = json!({ LENGTH: { "min": 1 } });
        let mut problems = problems(members, shapes(of_list, member("Children")));
        problems.sort();
        let cycle = "(Children$member, Node$children)";
        let list = format!(
            "com.example#Children: requires itself, so that no value of it is finite {cycle}"
        );
        assert_eq!(problems, [list.as_str(), node.as_str()]);
    }
}

#[test]
fn a_variant_that_must_not_be_empty_is_as_large_as_its_items() {
    let union = |others: Value| {
        let mut members = json!({ "all": filled(json!({ "target": "com.example#All" })) });
        let object = members.as_object_mut().unwrap();
        object.extend(others.as_object().unwrap().clone());
        json!({
            "Filter": { "type": "union", "members": members },
            "All": list(json!({ "target": "com.example#Filter" })),
        })
    };
    let members = || json!({ "filter": member("Filter") });
    let name = json!({ "name": { "target": "smithy.api#String" } });
    assert!(generated(members(), union(name)).is_ok());
    assert_eq!(
        problems(members(), union(json!({}))),
        [
            "com.example#Filter: requires itself, so that no value of it is finite (Filter$all, All$member)"
        ]
    );
}

#[test]
fn lists_that_multiply_by_the_lengths_of_members_are_reported_once() {
    let least = json!({ LENGTH: { "min": 20 } });
    let mut shapes = Map::new();
    for index in 0..6 {
        let target = match index {
            5 => "smithy.api#String".to_owned(),
            _ => format!("com.example#List{}", index + 1),
        };
        shapes.insert(
            format!("List{index}"),
            list(json!({ "target": target, "traits": least })),
        );
    }
    let members = json!({ "first": { "target": "com.example#List0", "traits": least } });
    assert_eq!(
        problems(members, Value::Object(shapes)),
        ["com.example#List0$member: requires more than 10000 values"]
    );
}
