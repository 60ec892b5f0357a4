//! The shapes to which names in small sources refer, and members that other shapes bring.

use serde_json::json;
use tinsmith_codegen::smithy::{Model, json_from_idl};

use super::file;
use super::lowering::{check, check_file};

#[test]
fn names_are_used_then_own_then_of_the_prelude() {
    check_file(
        "$version: \"2\"
namespace a.b
use c.d#Blob
use c.d#required
@required
@deprecated
structure S { u: Blob, v: String, w: Later, x: smithy.api#Blob, y: Integer, z: c.d#Else }
string String
string Later
@trait structure deprecated {}",
        &json!({
            "a.b#S": {
                "type": "structure",
                "members": {
                    "u": { "target": "c.d#Blob" },
                    "v": { "target": "a.b#String" },
                    "w": { "target": "a.b#Later" },
                    "x": { "target": "smithy.api#Blob" },
                    "y": { "target": "smithy.api#Integer" },
                    "z": { "target": "c.d#Else" },
                },
                "traits": { "c.d#required": {}, "a.b#deprecated": {} },
            },
            "a.b#String": { "type": "string" },
            "a.b#Later": { "type": "string" },
            "a.b#deprecated": { "type": "structure", "members": {}, "traits": { "smithy.api#trait": {} } },
        }),
    );
}

#[test]
fn names_of_other_files_of_the_namespace_are_known() {
    let one = file(
        "one.smithy",
        "$version: \"2\"\nnamespace a\nstructure S { a: String, b: Text }\n",
    );
    let two = file(
        "two.smithy",
        "\u{feff}$version: \"2\"\nnamespace a\nstring String\nstring Text\n",
    );
    let json = json_from_idl(&[one, two]).unwrap();
    assert_eq!(
        json["shapes"]["a#S"]["members"],
        json!({ "a": { "target": "a#String" }, "b": { "target": "a#Text" } })
    );
}

#[test]
fn elided_members_have_the_target_of_the_resource_or_mixin() {
    check(
        "resource R { identifiers: { id: String }, properties: { size: Size } }
integer Size
structure S for R with [M] {
    $id
    $size = 5
    @required $mixed
    own: Blob
}
@mixin structure M { mixed: String }",
        &json!({
            "a#R": {
                "type": "resource",
                "identifiers": { "id": { "target": "smithy.api#String" } },
                "properties": { "size": { "target": "a#Size" } },
            },
            "a#Size": { "type": "integer" },
            "a#S$mixed": { "type": "apply", "traits": { "smithy.api#required": {} } },
            "a#S": {
                "type": "structure",
                "members": {
                    "id": { "target": "smithy.api#String" },
                    "size": { "target": "a#Size", "traits": { "smithy.api#default": 5 } },
                    "own": { "target": "smithy.api#Blob" },
                },
                "mixins": [{ "target": "a#M" }],
            },
            "a#M": {
                "type": "structure",
                "members": { "mixed": { "target": "smithy.api#String" } },
                "traits": { "smithy.api#mixin": {} },
            },
        }),
    );
}

#[test]
fn mixins_are_flattened_with_their_members_first() {
    let text = "$version: \"2\"
namespace a
/// A
@tags([\"a\"])
@mixin(localTraits: [private])
@private
structure A { /// Of the mixin.
    a: String
    b: String
}
@mixin
structure B with [A] { c: String, @required $b }
structure C with [B] { d: String, $a }
apply C$a @documentation(\"Of the copy.\")
@mixin
list ListMixin { member: String }
list L with [ListMixin] {}
@mixin enum Few { ONE = \"1\" }
enum More with [Few] { TWO }
@mixin @sensitive string Secret
@length(max: 3) string Pin with [Secret]
";
    let model = Model::from_files(&[file("main.smithy", text)]).unwrap();
    let names = |id: &str| -> Vec<String> {
        let members = &model.get(id).unwrap().members;
        members.iter().map(|member| member.name.clone()).collect()
    };
    assert_eq!(names("a#C"), ["a", "b", "c", "d"]);
    assert_eq!(names("a#L"), ["member"]);
    assert_eq!(names("a#More"), ["ONE", "TWO"]);
    let shape = model.get("a#C").unwrap();
    assert_eq!(
        shape.traits.ids().collect::<Vec<_>>(),
        ["smithy.api#documentation", "smithy.api#tags"]
    );
    assert!(
        shape.member("b").unwrap().is_required(),
        "what a mixin adds to the member of its mixin is mixed in"
    );
    assert_eq!(
        shape
            .member("a")
            .unwrap()
            .traits
            .string("smithy.api#documentation"),
        Some("Of the copy.")
    );
    let traits: Vec<&str> = model.get("a#Pin").unwrap().traits.ids().collect();
    assert_eq!(traits, ["smithy.api#sensitive", "smithy.api#length"]);
}
