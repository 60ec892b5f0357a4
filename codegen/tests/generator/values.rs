//! Values in generated examples and tests satisfy the constraints of shapes of every kind.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Instant;

use expect_test::{Expect, expect};
use serde_json::{Map, Value, json};
use tinsmith_codegen::{Diagnostic, Generated, ServiceSpec, generate};

/// Generates a service with one operation, whose input has these members.
pub(crate) fn generated(members: Value, shapes: Value) -> Result<Generated, Vec<Diagnostic>> {
    generate(&model(members, shapes).to_string(), &spec())
}

pub(crate) fn spec() -> ServiceSpec {
    ServiceSpec {
        crate_name: "tinsmith-values".to_owned(),
        ..ServiceSpec::default()
    }
}

pub(crate) fn model(members: Value, shapes: Value) -> Value {
    let mut all = json!({
        "com.example#Service": {
            "type": "service",
            "version": "1",
            "operations": [{ "target": "com.example#Send" }],
            "traits": {
                "aws.protocols#restJson1": {},
                "aws.api#service": { "sdkId": "Values" },
                "aws.auth#sigv4": { "name": "values" },
            },
        },
        "com.example#Send": {
            "type": "operation",
            "input": { "target": "com.example#SendInput" },
            "output": { "target": "smithy.api#Unit" },
            "traits": {
                "smithy.api#http": { "method": "POST", "uri": "/" },
                "smithy.test#httpResponseTests": [
                    { "id": "Sent", "protocol": "aws.protocols#restJson1", "code": 200 },
                ],
            },
        },
        "com.example#SendInput": { "type": "structure", "members": members },
    });
    for (name, shape) in shapes.as_object().unwrap() {
        all[format!("com.example#{name}")] = shape.clone();
    }
    json!({ "smithy": "2.0", "shapes": all })
}

pub(crate) fn member(target: &str) -> Value {
    let namespace = if target.starts_with(char::is_lowercase) {
        ""
    } else {
        "com.example#"
    };
    json!({ "target": format!("{namespace}{target}"), "traits": { "smithy.api#required": {} } })
}

/// Checks the call in the generated protocol test, between the client and the response.
fn check_call(members: Value, shapes: Value, expected: Expect) {
    let generated = generated(members, shapes).unwrap();
    let tests = generated.files.iter();
    let tests = tests
        .filter(|file| file.path == "tests/protocol.rs")
        .map(|file| file.text.as_str());
    let tests: String = tests.collect();
    let call: String = tests
        .lines()
        .skip_while(|line| !line.contains(".send_()") && !line.contains(".send("))
        .take_while(|line| !line.trim_start().starts_with("})"))
        .flat_map(|line| [line.trim(), "\n"])
        .collect();
    expected.assert_eq(&call);
}

pub(crate) fn problems(members: Value, shapes: Value) -> Vec<String> {
    let problems = generated(members, shapes).unwrap_err();
    problems.iter().map(ToString::to_string).collect()
}

/// A chain of structures, each of which has the next one as these members.
fn chain(length: usize, members: &[&str], traits: &Value) -> Value {
    let mut shapes = Map::new();
    for index in 0..length {
        let target = match index + 1 {
            next if next == length => "smithy.api#String".to_owned(),
            next => format!("com.example#Link{next}"),
        };
        let next = json!({ "target": target, "traits": traits });
        let members = members
            .iter()
            .map(|name| ((*name).to_owned(), next.clone()));
        let shape = json!({ "type": "structure", "members": Map::from_iter(members) });
        shapes.insert(format!("Link{index}"), shape);
    }
    Value::Object(shapes)
}

#[test]
fn a_collection_that_must_not_be_empty_has_an_item_at_any_depth() {
    let nested =
        |target: &str| json!({ "type": "structure", "members": { "next": member(target) } });
    let shapes = json!({
        "A": nested("B"), "B": nested("C"), "C": nested("D"), "D": nested("E"), "E": nested("List"),
        "List": {
            "type": "list",
            "member": { "target": "com.example#Choice" },
            "traits": { "smithy.api#length": { "min": 2 } },
        },
        "Choice": {
            "type": "union",
            "members": { "deep": { "target": "com.example#Deep" }, "flat": { "target": "com.example#Flat" } },
        },
        "Deep": { "type": "structure", "members": { "names": member("Names") } },
        "Flat": { "type": "structure", "members": {} },
        "Names": {
            "type": "map",
            "key": { "target": "smithy.api#String" },
            "value": { "target": "smithy.api#String" },
            "traits": { "smithy.api#length": { "min": 1 } },
        },
    });
    check_call(
        json!({ "first": member("A") }),
        shapes,
        expect![[r#"
        .send()
        .first(
        filled(|value: &mut A| {
        value.next = filled(|value: &mut B| {
        value.next = filled(|value: &mut C| {
        value.next = filled(|value: &mut D| {
        value.next = filled(|value: &mut E| {
        value.next = vec![
        Choice::Flat(Flat::default()),
        Choice::Flat(Flat::default()),
        ];
    "#]],
    );
}

#[test]
fn texts_and_numbers_keep_to_their_constraints() {
    let constrained = |kind: &str, traits: Value| json!({ "type": kind, "traits": traits });
    let shapes = json!({
        "Code": constrained("string", json!({ "smithy.api#pattern": "^[a-f0-9]+$", "smithy.api#length": { "min": 40, "max": 40 } })),
        "Age": constrained("integer", json!({ "smithy.api#range": { "min": 18, "max": 99 } })),
        "Below": constrained("long", json!({ "smithy.api#range": { "max": -5 } })),
        "Ratio": constrained("double", json!({ "smithy.api#range": { "min": 0, "max": 0.5 } })),
        "Key": constrained("blob", json!({ "smithy.api#length": { "min": 16 } })),
        "Ages": {
            "type": "list",
            "member": { "target": "com.example#Age" },
            "traits": { "smithy.api#length": { "min": 3 }, "smithy.api#uniqueItems": {} },
        },
        "Most": constrained("long", json!({ "smithy.api#range": { "min": i64::MAX } })),
        "Flags": {
            "type": "list",
            "member": { "target": "smithy.api#Boolean" },
            "traits": { "smithy.api#length": { "min": 2 }, "smithy.api#uniqueItems": {} },
        },
    });
    let members = json!({
        "code": member("Code"), "age": member("Age"), "below": member("Below"),
        "ratio": member("Ratio"), "key": member("Key"), "ages": member("Ages"),
        "most": member("Most"), "flags": member("Flags"),
    });
    check_call(
        members,
        shapes,
        expect![[r#"
            .send()
            .code("0123456789abcdef0123456789abcdef01234567")
            .age(18)
            .below(-5)
            .ratio(0.5)
            .key("key-key-key-key-")
            .ages([18, 19, 20])
            .most(9223372036854775807)
            .flags([true])
            .send()
            },
            SendOutput::default(),
            );
            }
        "#]],
    );
}

#[test]
fn a_union_that_can_hold_itself_ends() {
    let shapes = json!({
        "Expression": {
            "type": "union",
            "members": { "not": { "target": "com.example#Not" }, "all": { "target": "com.example#All" }, "name": { "target": "smithy.api#String" } },
        },
        "Not": { "type": "structure", "members": { "operand": member("Expression") } },
        "All": { "type": "list", "member": { "target": "com.example#Expression" }, "traits": { "smithy.api#length": { "min": 1 } } },
    });
    check_call(
        json!({ "filter": member("Expression") }),
        shapes,
        expect![[r#"
            .send()
            .filter(
            Expression::Not(
            Box::new(
            filled(|value: &mut Not| {
            value.operand = Box::new(
            Expression::Not(
            Box::new(
            filled(|value: &mut Not| {
            value.operand = Box::new(
            Expression::Name("name".to_owned()),
            );
        "#]],
    );
}

#[test]
fn a_long_chain_of_required_structures_is_reported() {
    let required = json!({ "smithy.api#required": {} });
    for length in [700, 2_000] {
        let shapes = chain(length, &["next"], &required);
        let problems = problems(json!({ "first": member("Link0") }), shapes);
        let passing = length - 121;
        let problem = "requires values that nest more than 120 deep";
        assert_eq!(problems, [format!("com.example#Link{passing}: {problem}")]);
    }
}

#[test]
fn a_chain_of_required_structures_takes_linear_time() {
    let required = json!({ "smithy.api#required": {} });
    let time = |length| {
        let shapes = chain(length, &["next"], &required);
        let once = |_| {
            let begin = Instant::now();
            let problems = problems(json!({ "first": member("Link0") }), shapes.clone());
            assert_eq!(problems.len(), 1);
            begin.elapsed()
        };
        // The shorter of two runs is the less disturbed by other programs.
        (0..2).map(once).min().unwrap()
    };
    let (short, long) = (time(250), time(4_000));
    // A quadratic algorithm takes 256 times as long.
    assert!(long < short * 64, "{short:?} for 250, {long:?} for 4,000");
}

#[test]
fn a_chain_of_required_structures_that_can_be_sent_is_generated() {
    let shapes = chain(119, &["next"], &json!({ "smithy.api#required": {} }));
    assert!(generated(json!({ "first": member("Link0") }), shapes).is_ok());
}

#[test]
fn a_long_chain_of_optional_structures_is_generated() {
    let shapes = chain(2_000, &["next"], &json!({}));
    assert!(generated(json!({ "first": member("Link0") }), shapes).is_ok());
}

#[test]
fn values_that_double_with_each_structure_are_reported() {
    let required = json!({ "smithy.api#required": {} });
    let shapes = chain(60, &["next", "other"], &required);
    let problems = problems(json!({ "first": member("Link0") }), shapes);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(
        problems[0].ends_with("requires more than 10000 values"),
        "{problems:?}"
    );
}

#[test]
fn lists_that_multiply_with_each_structure_are_reported() {
    let mut shapes = Map::new();
    for index in 0..40 {
        let list = json!({
            "type": "list",
            "member": { "target": format!("com.example#Link{}", index + 1) },
            "traits": { "smithy.api#length": { "min": 20 } },
        });
        shapes.insert(format!("List{index}"), list);
        let member = member(&format!("List{index}"));
        let link = json!({ "type": "structure", "members": { "next": member } });
        shapes.insert(format!("Link{index}"), link);
    }
    shapes.insert(
        "Link40".to_owned(),
        json!({ "type": "structure", "members": {} }),
    );
    let problems = problems(json!({ "first": member("Link0") }), Value::Object(shapes));
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(
        problems[0].ends_with("requires more than 10000 values"),
        "{problems:?}"
    );
}

#[test]
fn a_union_is_a_variant_of_it_at_any_depth() {
    let shapes = json!({
        "Outer": { "type": "structure", "members": { "middle": member("Middle") } },
        "Middle": { "type": "structure", "members": { "inner": member("Inner") } },
        "Inner": { "type": "structure", "members": { "last": member("Last") } },
        "Last": { "type": "structure", "members": { "modes": member("Modes"), "mode": member("Mode") } },
        "Modes": {
            "type": "list",
            "member": { "target": "com.example#Mode" },
            "traits": { "smithy.api#length": { "min": 1 } },
        },
        "Mode": {
            "type": "union",
            "members": { "set": { "target": "com.example#Modes" }, "none": { "target": "smithy.api#Unit" } },
        },
    });
    check_call(
        json!({ "first": member("Outer") }),
        shapes,
        expect![[r#"
            .send()
            .first(
            filled(|value: &mut Outer| {
            value.middle = filled(|value: &mut Middle| {
            value.inner = filled(|value: &mut Inner| {
            value.last = filled(|value: &mut Last| {
            value.modes = vec![Mode::None(Unit::default())];
            value.mode = Mode::None(Unit::default());
        "#]],
    );
}

#[test]
fn a_structure_of_many_unions_shows_their_smallest_members() {
    let mut members = Map::new();
    for index in 0..100 {
        members.insert(format!("m{index}"), member("Choice"));
    }
    let shapes = json!({
        "Wide": { "type": "structure", "members": members },
        "Choice": {
            "type": "union",
            "members": { "wide": { "target": "com.example#Wide" }, "name": { "target": "smithy.api#String" } },
        },
    });
    assert!(generated(json!({ "first": member("Wide") }), shapes).is_ok());
}

#[test]
fn shapes_without_a_finite_value_are_reported_whatever_they_are() {
    let shapes = json!({
        "Endless": { "type": "union", "members": { "again": { "target": "com.example#Around" } } },
        "Around": { "type": "structure", "members": { "list": member("List") } },
        "List": {
            "type": "list",
            "member": { "target": "com.example#Endless" },
            "traits": { "smithy.api#length": { "min": 1 } },
        },
    });
    let problems = problems(json!({ "first": member("Endless") }), shapes);
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(
        problems
            .iter()
            .all(|problem| problem.contains("no value of it is finite")),
        "{problems:?}"
    );
}

#[test]
fn a_bound_that_no_number_of_the_type_reaches_is_no_example() {
    let constrained =
        |kind: &str, range: Value| json!({ "type": kind, "traits": { "smithy.api#range": range } });
    let shapes = json!({
        "Tiny": constrained("byte", json!({ "min": 200 })),
        "Short": constrained("short", json!({ "max": -32769 })),
        "Whole": constrained("integer", json!({ "min": 1e10 })),
        "Single": constrained("float", json!({ "min": 1e39 })),
        "Rough": constrained("float", json!({ "min": 1.234_567_890_123 })),
    });
    let members = json!({
        "tiny": member("Tiny"), "short": member("Short"), "whole": member("Whole"),
        "single": member("Single"), "rough": member("Rough"),
    });
    check_call(
        members,
        shapes,
        expect![[r#"
        .send()
        .tiny(1)
        .short(1)
        .whole(1)
        .single(1.0)
        .rough(1.2345679)
        .send()
        },
        SendOutput::default(),
        );
        }
    "#]],
    );
}

#[test]
fn parameters_of_a_protocol_test_are_values_of_their_types() {
    for (target, value) in [
        ("Byte", "128"),
        ("Short", "-32769"),
        ("Integer", "2147483648"),
        ("Long", "9223372036854775808"),
        ("Float", "1e39"),
        ("Double", "\"nan\""),
        ("BigInteger", "\"one\""),
        ("Document", "[18446744073709551617]"),
    ] {
        let value: Value = serde_json::from_str(value).unwrap();
        let test = json!({
            "id": "Beyond", "protocol": "aws.protocols#restJson1", "method": "POST", "uri": "/", "params": { "a": value },
        });
        let mut model = model(
            json!({ "a": member(&format!("smithy.api#{target}")) }),
            json!({}),
        );
        model["shapes"]["com.example#Send"]["traits"]["smithy.test#httpRequestTests"] =
            json!([test]);
        let problems = generate(&model.to_string(), &spec()).unwrap_err();
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let begin = format!(
            "com.example#Send: protocol test `Beyond`: a: `{value}` is not a value of the type"
        );
        assert!(problems[0].starts_with(&begin), "{target}: {problems:?}");
    }
}
