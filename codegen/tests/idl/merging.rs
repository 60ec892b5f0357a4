//! Definitions of a shape, and traits that are applied to it, in several files of a model.

use serde_json::{Value, json};
use tinsmith_codegen::Diagnostic;
use tinsmith_codegen::smithy::{Model, ModelFile, Shape, json_from_idl};

use super::file;

const TEXT: &str = "$version: \"2\"
namespace a
use aws.protocols#restJson1
@restJson1
service Shop { version: \"1\", operations: [Get, Put] }
@tags([\"x\"])
operation Get { input := with [Mixin] { @required $mixed, own: String } }
operation Put {}
@mixin structure Mixin { mixed: String }
apply Get @tags([\"y\"])
apply GetInput$mixed @tags([\"z\"])
";

fn shapes(files: &[ModelFile<'_>]) -> Vec<Shape> {
    Model::from_files(files)
        .unwrap()
        .shapes()
        .cloned()
        .collect()
}

fn problems(files: &[ModelFile<'_>]) -> Vec<String> {
    let problems = Model::from_files(files).unwrap_err();
    problems.iter().map(Diagnostic::to_string).collect()
}

/// Returns an IDL file with a statement in its third line.
fn idl(statement: &str) -> String {
    format!("$version: \"2\"\nnamespace a\n{statement}\n")
}

#[test]
fn a_copy_of_a_file_adds_nothing() {
    let one = file("main.smithy", TEXT);
    let expected = shapes(&[one]);
    let json = json_from_idl(&[one]).unwrap().to_string();
    let copies = [
        file("copies/main.smithy", TEXT),
        file("main.smithy", TEXT),
        file("main.json", &json),
    ];
    for copy in copies {
        assert_eq!(shapes(&[one, copy]), expected, "{}", copy.name);
    }
    let jsons = [file("main.json", &json), file("other.json", &json)];
    assert_eq!(shapes(&jsons), expected);
}

#[test]
fn a_copy_of_a_definition_with_a_list_adds_it_once() {
    let one = idl("string T");
    let two = idl("@tags([\"a\"]) string T");
    let files = [
        file("one.smithy", &one),
        file("two.smithy", &two),
        file("three.smithy", &two),
    ];
    let model = Model::from_files(&files).unwrap();
    let traits = &model.get("a#T").unwrap().traits;
    assert_eq!(traits.get("smithy.api#tags"), Some(&json!(["a"])));
}

#[test]
fn the_order_of_references_is_no_difference() {
    let other = TEXT.replace("[Get, Put]", "[Put, Get]");
    let files = [file("main.smithy", TEXT), file("other.smithy", &other)];
    assert_eq!(shapes(&files), shapes(&[file("main.smithy", TEXT)]));
}

#[test]
fn definitions_that_differ_are_a_fault_with_both_places() {
    let one = idl("structure S { a: String, b: String }");
    for (other, difference) in [
        ("union S { a: String, b: String }", "another type"),
        ("structure S { a: String, b: Blob }", "other members"),
        ("structure S { a: String }", "other members"),
        (
            "structure S { a: String, b: String, c: String }",
            "other members",
        ),
        (
            "structure S with [M] { a: String, b: String }\n@mixin structure M {}",
            "other mixins",
        ),
    ] {
        let other = idl(other);
        let column = if difference == "another type" { 7 } else { 11 };
        assert_eq!(
            problems(&[file("one.smithy", &one), file("two.smithy", &other)]),
            [format!(
                "one.smithy:3:11: a#S: is defined in one.smithy:3:11, and with {difference} in two.smithy:3:{column}; rename or remove one of them"
            )]
        );
    }
    let json = json!({ "smithy": "2.0", "shapes": { "a#S": { "type": "string" } } }).to_string();
    assert_eq!(
        problems(&[file("one.smithy", &one), file("two.json", &json)]),
        [
            "one.smithy:3:11: a#S: is defined in two.json, and with another type in one.smithy:3:11; rename or remove one of them"
        ]
    );
    let other = json.replace("string", "blob");
    assert_eq!(
        problems(&[file("one.json", &other), file("two.json", &json)]),
        [
            "a#S: is defined in one.json, and with another type in two.json; rename or remove one of them"
        ]
    );
}

#[test]
fn the_traits_of_definitions_are_merged() {
    let one = idl("@tags([\"a\"]) @length(min: 1) string T");
    let two = idl("@tags([\"b\"]) @length(min: 1) @sensitive string T");
    let json = json_from_idl(&[file("two.smithy", &two)]).unwrap();
    let json = json.to_string();
    for other in [file("two.smithy", &two), file("two.json", &json)] {
        let model = Model::from_files(&[file("one.smithy", &one), other]).unwrap();
        let traits = &model.get("a#T").unwrap().traits;
        let tags = traits.get("smithy.api#tags").unwrap();
        let mut tags: Vec<&str> = tags
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        tags.sort_unstable();
        assert_eq!(tags, ["a", "b"], "{}", other.name);
        assert!(traits.has("smithy.api#sensitive"));
        assert_eq!(traits.get("smithy.api#length"), Some(&json!({ "min": 1 })));
    }
    let two = idl("@length(min: 2) string T");
    assert_eq!(
        problems(&[file("one.smithy", &one), file("two.smithy", &two)]),
        [
            "one.smithy:3:37: a#T: is defined in one.smithy:3:37, and with another value of the trait `smithy.api#length` on `a#T` in two.smithy:3:24; rename or remove one of them"
        ]
    );
}

#[test]
fn faults_of_a_further_definition_are_found() {
    let one = idl("structure S { a: String }");
    let two = idl("structure S { @foo a: String }");
    assert_eq!(
        problems(&[file("one.smithy", &one), file("two.smithy", &two)]),
        ["two.smithy:3:16: trait `foo` does not exist"]
    );
    // Without its fault, it equals the first one.
    let two = idl("structure S { a: String, a: Blob }");
    assert_eq!(
        problems(&[file("one.smithy", &one), file("two.smithy", &two)]),
        ["two.smithy:3:26: the shape has a second member `a`; rename or remove it"]
    );
}

#[test]
fn a_fault_of_a_shape_of_a_json_file_is_at_its_definition_in_the_idl() {
    let text = idl("structure S { a: Missing }");
    let text = file("main.smithy", &text);
    let json = json_from_idl(&[text]).unwrap().to_string();
    assert_eq!(
        problems(&[file("main.json", &json), text]),
        ["main.smithy:3:15: a#S$a: target `a#Missing` does not exist"]
    );
}

#[test]
fn a_second_definition_in_a_file_is_a_fault_beside_one_in_another_file() {
    let one = idl("string S");
    let two = idl("string S\nstring S");
    assert_eq!(
        problems(&[file("one.smithy", &one), file("two.smithy", &two)]),
        [
            "two.smithy:4:8: shape `a#S` is defined twice, first in two.smithy:3:8; rename one of them"
        ]
    );
    let shape = r#""a#S": { "type": "string" }"#;
    let one = format!(r#"{{ "smithy": "2.0", "shapes": {{ {shape} }} }}"#);
    let two = format!(r#"{{ "smithy": "2.0", "shapes": {{ {shape}, {shape} }} }}"#);
    assert_eq!(
        problems(&[file("one.json", &one), file("two.json", &two)]),
        ["a#S: is defined twice in two.json"]
    );
}

#[test]
fn a_conversion_to_json_merges_only_equal_definitions() {
    let mixin = "@mixin structure M { m: String }";
    let one = idl(&format!(
        "structure S with [M] {{ $m, a: String }}\n{mixin}"
    ));
    let two = idl(&format!(
        "@tags([\"x\"]) structure S with [M] {{ @required $m, a: String }}\n{mixin}"
    ));
    let files = [file("one.smithy", &one), file("two.smithy", &two)];
    Model::from_files(&files).unwrap();
    let problems = json_from_idl(&files).unwrap_err();
    let problems: Vec<String> = problems.iter().map(Diagnostic::to_string).collect();
    assert_eq!(
        problems,
        [
            "two.smithy:3:24: shape `a#S` is defined twice, and differently; rename or remove one of them"
        ]
    );
}

#[test]
fn apply_continues_lists_and_replaces_nothing_in_shapes_of_json_files() {
    let shapes = json!({ "a#T": {
        "type": "structure",
        "members": { "m": { "target": "smithy.api#String", "traits": { "smithy.api#tags": ["a"] } } },
        "traits": { "smithy.api#tags": ["a"], "smithy.api#documentation": "T." },
    } });
    let json = json!({ "smithy": "2.0", "shapes": shapes }).to_string();
    let applied =
        idl("apply T { @tags([\"b\"]), @documentation(\"T.\") }\napply T$m @tags([\"b\"])");
    let apply = json!({ "type": "apply", "traits": { "smithy.api#tags": ["b"] } });
    let entries =
        json!({ "smithy": "2.0", "shapes": { "a#T": apply, "a#T$m": apply } }).to_string();
    for other in [file("more.smithy", &applied), file("more.json", &entries)] {
        let model = Model::from_files(&[file("main.json", &json), other]).unwrap();
        let shape = model.get("a#T").unwrap();
        for traits in [&shape.traits, &shape.member("m").unwrap().traits] {
            assert_eq!(traits.get("smithy.api#tags"), Some(&json!(["a", "b"])));
        }
    }
    let other = idl("apply T @documentation(\"Another.\")");
    assert_eq!(
        problems(&[file("main.json", &json), file("more.smithy", &other)]),
        [
            "more.smithy:3:7: a#T: gets the trait `smithy.api#documentation` twice, with different values; remove one of them"
        ]
    );
}
