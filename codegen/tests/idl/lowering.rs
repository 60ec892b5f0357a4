//! Small sources, and the JSON AST of each.

use serde_json::{Value, json};
use tinsmith_codegen::smithy::json_from_idl;

use super::file;

/// Checks the shapes of statements after `$version` and `namespace`.
pub(crate) fn check(statements: &str, shapes: &Value) {
    let text = format!("$version: \"2\"\nnamespace a\n{statements}");
    check_file(&text, shapes);
}

pub(crate) fn check_file(text: &str, shapes: &Value) {
    let json = json_from_idl(&[file("main.smithy", text)])
        .unwrap_or_else(|faults| panic!("{text}\n{faults:#?}"));
    assert_eq!(json, json!({ "smithy": "2.0", "shapes": shapes }), "{text}");
    // In the order of the source, which `assert_eq` does not see.
    let keys: Vec<&String> = json["shapes"].as_object().unwrap().keys().collect();
    let expected: Vec<&String> = shapes.as_object().unwrap().keys().collect();
    assert_eq!(keys, expected, "{text}");
}

/// Checks the value of the only trait of a string.
pub(crate) fn check_trait(applied: &str, expected: &Value) {
    check(
        &format!("@trait document t\n{applied} string S"),
        &json!({
            "a#t": { "type": "document", "traits": { "smithy.api#trait": {} } },
            "a#S": { "type": "string", "traits": { "a#t": expected } },
        }),
    );
}

#[test]
fn simple_shapes_have_a_type() {
    for keyword in [
        "blob",
        "boolean",
        "document",
        "string",
        "byte",
        "short",
        "integer",
        "long",
        "float",
        "double",
        "bigInteger",
        "bigDecimal",
        "timestamp",
    ] {
        check(
            &format!("{keyword} Foo"),
            &json!({ "a#Foo": { "type": keyword } }),
        );
    }
}

#[test]
fn aggregate_shapes_have_members() {
    check(
        "list L { member: String }",
        &json!({ "a#L": { "type": "list", "member": { "target": "smithy.api#String" } } }),
    );
    check(
        "map M {\n  key: String,\n  @length(min: 1)\n  value: M,\n}",
        &json!({ "a#M": {
            "type": "map",
            "key": { "target": "smithy.api#String" },
            "value": { "target": "a#M", "traits": { "smithy.api#length": { "min": 1 } } },
        } }),
    );
    check(
        "structure S { z: Integer, a: U }\nunion U { list: Blob, structure: Unit }",
        &json!({
            "a#S": { "type": "structure", "members": { "z": { "target": "smithy.api#Integer" }, "a": { "target": "a#U" } } },
            "a#U": { "type": "union", "members": { "list": { "target": "smithy.api#Blob" }, "structure": { "target": "smithy.api#Unit" } } },
        }),
    );
    check(
        "structure S {}",
        &json!({ "a#S": { "type": "structure", "members": {} } }),
    );
}

#[test]
fn values_after_members_are_traits() {
    check(
        "enum E { A, B = \"b\"\n @deprecated C }",
        &json!({ "a#E": { "type": "enum", "members": {
            "A": { "target": "smithy.api#Unit" },
            "B": { "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": "b" } },
            "C": { "target": "smithy.api#Unit", "traits": { "smithy.api#deprecated": {} } },
        } } }),
    );
    check(
        "intEnum E {\n A = 1\n B = -2\n}",
        &json!({ "a#E": { "type": "intEnum", "members": {
            "A": { "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": 1 } },
            "B": { "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": -2 } },
        } } }),
    );
    check(
        "structure S {\n a: Boolean = true\n b: L = []\n c: Integer = null\n @required d: String = \"\"\n}\nlist L { member: S }",
        &json!({
            "a#S": { "type": "structure", "members": {
                "a": { "target": "smithy.api#Boolean", "traits": { "smithy.api#default": true } },
                "b": { "target": "a#L", "traits": { "smithy.api#default": [] } },
                "c": { "target": "smithy.api#Integer", "traits": { "smithy.api#default": null } },
                "d": { "target": "smithy.api#String", "traits": { "smithy.api#required": {}, "smithy.api#default": "" } },
            } },
            "a#L": { "type": "list", "member": { "target": "a#S" } },
        }),
    );
}

#[test]
fn services_and_resources_refer_to_shapes() {
    check(
        "service S {\n version: \"1\", operations: [O], resources: [\"R\"], errors: [E]\n rename: { \"a#X\": \"Y\" }\n}
resource R {
    identifiers: { id: String }
    properties: { size: Integer }
    create: O, put: O, read: O, update: O, delete: O, list: O
    operations: [O], collectionOperations: [O], resources: [R]
}",
        &json!({
            "a#S": {
                "type": "service",
                "version": "1",
                "operations": [{ "target": "a#O" }],
                "resources": [{ "target": "a#R" }],
                "errors": [{ "target": "a#E" }],
                "rename": { "a#X": "Y" },
            },
            "a#R": {
                "type": "resource",
                "identifiers": { "id": { "target": "smithy.api#String" } },
                "properties": { "size": { "target": "smithy.api#Integer" } },
                "create": { "target": "a#O" },
                "put": { "target": "a#O" },
                "read": { "target": "a#O" },
                "update": { "target": "a#O" },
                "delete": { "target": "a#O" },
                "list": { "target": "a#O" },
                "operations": [{ "target": "a#O" }],
                "collectionOperations": [{ "target": "a#O" }],
                "resources": [{ "target": "a#R" }],
            },
        }),
    );
    check("service S {}", &json!({ "a#S": { "type": "service" } }));
}

#[test]
fn operations_have_inputs_by_name_or_inline() {
    check(
        "operation O {\n errors: [E, b#F]\n output: Unit\n input: I\n}",
        &json!({ "a#O": {
            "type": "operation",
            "input": { "target": "a#I" },
            "output": { "target": "smithy.api#Unit" },
            "errors": [{ "target": "a#E" }, { "target": "b#F" }],
        } }),
    );
    check("operation O {}", &json!({ "a#O": { "type": "operation" } }));
    check(
        "operation O {
    /// Not the documentation of the structure.
    input :=
        /// The input.
        @tags([\"t\"])
        for R with [M] {
        $id
    }
    output := { a: String }
}
resource R { identifiers: { id: Blob } }
@mixin structure M {}",
        &json!({
            "a#O": { "type": "operation", "input": { "target": "a#OInput" }, "output": { "target": "a#OOutput" } },
            "a#OInput": {
                "type": "structure",
                "members": { "id": { "target": "smithy.api#Blob" } },
                "mixins": [{ "target": "a#M" }],
                "traits": {
                    "smithy.api#documentation": "The input.",
                    "smithy.api#tags": ["t"],
                    "smithy.api#input": {},
                },
            },
            "a#OOutput": {
                "type": "structure",
                "members": { "a": { "target": "smithy.api#String" } },
                "traits": { "smithy.api#output": {} },
            },
            "a#R": { "type": "resource", "identifiers": { "id": { "target": "smithy.api#Blob" } } },
            "a#M": { "type": "structure", "members": {}, "traits": { "smithy.api#mixin": {} } },
        }),
    );
    check_file(
        "$version: \"2.0\"\n$operationInputSuffix: \"Request\"\n$operationOutputSuffix: \"Response\"\n$unknown: { a: 1 }
metadata \"a key\" = [{ b: [1, 2.5e3, null, true, string] }]
namespace a
operation O { input := {} output := {} }",
        &json!({
            "a#O": { "type": "operation", "input": { "target": "a#ORequest" }, "output": { "target": "a#OResponse" } },
            "a#ORequest": { "type": "structure", "members": {}, "traits": { "smithy.api#input": {} } },
            "a#OResponse": { "type": "structure", "members": {}, "traits": { "smithy.api#output": {} } },
        }),
    );
}

#[test]
fn traits_have_values_of_every_form() {
    check_trait("@t(null)", &json!(null));
    check_trait("@t", &json!(null));
    check_trait("@t()", &json!(null));
    check_trait("@t(true)", &json!(true));
    for number in [
        "0",
        "-1.5",
        "1e3",
        "-1.50E-3",
        "123456789012345678901234567890",
    ] {
        let expected: Value = serde_json::from_str(number).unwrap();
        check_trait(&format!("@t({number})"), &expected);
    }
    check_trait("@t(\"a \\\"b\\\" \\u00e9\\n\")", &json!("a \"b\" é\n"));
    check_trait("@t(\"two\nlines\")", &json!("two\nlines"));
    check_trait("@t(\"two\r\nlines\")", &json!("two\nlines"));
    check_trait(
        "@t(\"\"\"\n      one\n        two\\\n      three\n      \"\"\")",
        &json!("one\n  twothree\n"),
    );
    check_trait("@t([])", &json!([]));
    check_trait("@t([1 2,, 3,])", &json!([1, 2, 3]));
    check_trait("@t({})", &json!({}));
    check_trait(
        "@t({a: 1, \"b c\": {d: [{}]}})",
        &json!({ "a": 1, "b c": { "d": [{}] } }),
    );
    check_trait(
        "@t(a: 1 \"b\": 2, true: [\n// comment\n])",
        &json!({ "a": 1, "b": 2, "true": [] }),
    );
    check_trait("@t(S)", &json!("a#S"));
    check_trait(
        "@t([S$m, String, b.c#D$e, required])",
        &json!([
            "a#S$m",
            "smithy.api#String",
            "b.c#D$e",
            "smithy.api#required"
        ]),
    );
    check_trait("@t(S: S)", &json!({ "S": "a#S" }));
    check_trait("@a#t(1)", &json!(1));
}

#[test]
fn traits_without_a_value_have_that_of_their_type() {
    check(
        "@s @l @m @b#foreign @tags @required string S\n@trait structure s {}\n@trait list l { member: String }\n@trait map m { key: String, value: String }",
        &json!({
            "a#S": { "type": "string", "traits": {
                "a#s": {}, "a#l": [], "a#m": {}, "b#foreign": {}, "smithy.api#tags": [], "smithy.api#required": {},
            } },
            "a#s": { "type": "structure", "members": {}, "traits": { "smithy.api#trait": {} } },
            "a#l": { "type": "list", "member": { "target": "smithy.api#String" }, "traits": { "smithy.api#trait": {} } },
            "a#m": {
                "type": "map",
                "key": { "target": "smithy.api#String" },
                "value": { "target": "smithy.api#String" },
                "traits": { "smithy.api#trait": {} },
            },
        }),
    );
}

#[test]
fn documentation_comments_are_traits_where_they_precede_a_shape() {
    check(
        "/// One.
///   Two.
///
// No documentation.
///Three.
@deprecated
/// Lost: after a trait.
structure S { // none
    /// Of a.
    a: String /// Lost: behind a member.
    b: String
    /// Lost: before no member.
}
//// Four slashes are three and one.
string T",
        &json!({
            "a#S": {
                "type": "structure",
                "members": {
                    "a": { "target": "smithy.api#String", "traits": { "smithy.api#documentation": "Of a." } },
                    "b": { "target": "smithy.api#String" },
                },
                "traits": { "smithy.api#documentation": "One.\n  Two.\n\nThree.", "smithy.api#deprecated": {} },
            },
            "a#T": { "type": "string", "traits": { "smithy.api#documentation": "/ Four slashes are three and one." } },
        }),
    );
}

#[test]
fn apply_adds_traits_and_continues_lists() {
    check(
        "apply S @tags([\"b\"])
@tags([\"a\"])
@length(min: 1)
string S
apply S { @length(min: 1), @tags([\"c\"]) }
",
        &json!({ "a#S": { "type": "string", "traits": {
            "smithy.api#tags": ["a", "b", "c"],
            "smithy.api#length": { "min": 1 },
        } } }),
    );
    check(
        "structure S { a: String }\nlist L { member: S }\napply S$a @required\napply L$member { @length(max: 2) }\napply b#T$u @required\napply S {}",
        &json!({
            "a#S": { "type": "structure", "members": {
                "a": { "target": "smithy.api#String", "traits": { "smithy.api#required": {} } },
            } },
            "a#L": { "type": "list", "member": { "target": "a#S", "traits": { "smithy.api#length": { "max": 2 } } } },
            "b#T$u": { "type": "apply", "traits": { "smithy.api#required": {} } },
        }),
    );
}
