//! Data shapes that no type can be made of.

use expect_test::expect;
use serde_json::{Map, Value, json};

use crate::{check, check_spec};

#[test]
fn enum_values_that_are_missing_doubled_or_of_the_wrong_type() {
    check(
        json!({ "Binding": { "members": {
            "PAPERBACK": { "traits": { "smithy.api#enumValue": "HARDCOVER" } },
            "AUDIO": { "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": 3 } },
        } } }),
        expect![[r#"
            com.example#Binding$PAPERBACK: has the value "HARDCOVER", which `HARDCOVER` already has
            com.example#Binding$AUDIO: has the value 3, which no enum can have
        "#]],
    );
    check(
        json!({ "Binding": { "type": "intEnum", "members": {
            "HARDCOVER": { "traits": { "smithy.api#enumValue": 1 } },
            "PAPERBACK": { "traits": { "smithy.api#enumValue": null } },
        } } }),
        expect![[r#"
            com.example#Binding$PAPERBACK: is a member of an intEnum and has no value
        "#]],
    );
    check(
        json!({ "Binding": { "members": { "HARDCOVER": null, "PAPERBACK": null } } }),
        expect![[r#"
            com.example#Binding: is an enum without members
        "#]],
    );
    check(
        json!({ "Binding": { "type": "string", "members": null, "traits": { "smithy.api#enum": [{ "name": "A" }] } } }),
        expect![[r#"
            com.example#Binding: definition 1 of its `enum` trait has no value
        "#]],
    );
}

#[test]
fn values_that_an_old_enum_has_twice() {
    let values = json!([{ "value": "a" }, { "value": "b" }, { "value": "a", "name": "A" }]);
    check(
        json!({ "Binding": { "type": "string", "members": null, "traits": { "smithy.api#enum": values } } }),
        expect![[r#"
            com.example#Binding: has the value `a` twice in its `enum` trait; remove one of the definitions
        "#]],
    );
}

#[test]
fn defaults_of_shapes_that_are_no_values_of_them() {
    let default = |value: Value| json!({ "smithy.api#default": value });
    check(
        json!({
            "Weight": { "type": "double", "traits": default(json!("heavy")) },
            "Cover": { "type": "blob", "traits": default(json!("YR==")) },
            "Book": { "members": {
                "weight": { "target": "com.example#Weight" },
                "cover": { "target": "com.example#Cover" },
            } },
        }),
        expect![[r#"
            com.example#Weight: has the default "heavy", which is not a value of a double; it must be a number in the range of the type, or "NaN", "Infinity" or "-Infinity"
            com.example#Cover: has the default "YR==", which is not a value of a blob; it must be base64
        "#]],
    );
}

#[test]
fn unions_maps_and_names_in_json() {
    check(
        json!({ "Reader": { "members": { "member": null, "school": null } } }),
        expect![[r#"
            com.example#Reader: is a union without members
        "#]],
    );
    check(
        json!({ "Notes": { "key": { "target": "smithy.api#Integer" } } }),
        expect![[r#"
            com.example#Notes$key: is the key of a map, but `smithy.api#Integer` is an integer, not a string
        "#]],
    );
    check(
        json!({ "Book": { "members": { "title": { "traits": { "smithy.api#jsonName": "bookId" } } } } }),
        expect![[r#"
            com.example#Book$title: has the wire name `bookId`, which `bookId` also has
        "#]],
    );
}

#[test]
fn values_that_would_never_end() {
    check(
        json!({
            "School": { "members": { "founder": { "target": "com.example#Founder", "traits": { "smithy.api#required": {} } } } },
            "Founder": { "type": "structure", "members": { "school": { "target": "com.example#School", "traits": { "smithy.api#required": {} } } } },
        }),
        expect![[r#"
            com.example#School: requires itself, so that no value of it is finite (School$founder, Founder$school)
            com.example#Founder: requires itself, so that no value of it is finite (Founder$school, School$founder)
        "#]],
    );
    check(
        json!({ "Books": { "member": { "target": "com.example#Books" } } }),
        expect![[r#"
            com.example#Books: is a list or map that contains only itself
        "#]],
    );
}

#[test]
fn maps_in_their_own_keys() {
    let map = |key: &str| json!({ "type": "map", "key": { "target": key }, "value": { "target": "smithy.api#String" } });
    check(
        json!({
            "School": { "members": { "notes": { "target": "com.example#Own" }, "links": { "target": "com.example#There" } } },
            "Own": map("com.example#Own"),
            "There": map("com.example#Back"),
            "Back": { "type": "list", "member": { "target": "com.example#There" } },
        }),
        expect![[r#"
            com.example#Own$key: is the key of a map, but a list or map, not a string
            com.example#There$key: is the key of a map, but a list or map, not a string
        "#]],
    );
}

#[test]
fn shapes_in_shapes_without_measure() {
    let chain = |link: fn(Value) -> Value, last: &str, length: usize| {
        let mut shapes = Map::new();
        for index in 0..length {
            let next = match index + 1 {
                next if next == length => last.to_owned(),
                next => format!("com.example#Link{next}"),
            };
            let shape = link(json!({ "target": next }));
            shapes.insert(format!("Link{index}"), shape);
        }
        shapes
    };
    let with_member = |mut shapes: Map<String, Value>| {
        let member = json!({ "members": { "links": { "target": "com.example#Link0" } } });
        shapes.insert("School".to_owned(), member);
        Value::Object(shapes)
    };
    let list = |next: Value| json!({ "type": "list", "member": next });
    check(
        with_member(chain(list, "smithy.api#String", 32)),
        expect![[""]],
    );
    check(
        with_member(chain(list, "smithy.api#String", 33)),
        expect![[r#"
            com.example#Link0: holds lists and maps in each other, more than 32 deep
        "#]],
    );

    let mixin = |next: Value| json!({ "type": "structure", "members": {}, "mixins": [next], "traits": { "smithy.api#mixin": {} } });
    let mut mixins = chain(mixin, "com.example#Link", 201);
    let last = json!({ "type": "structure", "members": {}, "traits": { "smithy.api#mixin": {} } });
    mixins.insert("Link".to_owned(), last);
    check(
        mixins.into(),
        expect![[r#"
            com.example#Link200: has mixins in mixins, more than 200 deep
        "#]],
    );
}

#[test]
fn traits_with_values_that_mean_nothing() {
    check(
        json!({
            "LendBookRequest": { "members": {
                "until": { "traits": { "smithy.api#timestampFormat": "roman" } },
                "reader": { "traits": { "smithy.api#hostLabel": {} } },
                "notes": { "traits": { "smithy.api#idempotencyToken": {} } },
                "clientToken": { "target": "com.example#Binding" },
            } },
            "BookId": { "traits": { "smithy.api#timestampFormat": "date-time" } },
            "Book": { "members": {
                "title": { "traits": { "smithy.api#default": 7 } },
                // Within an input, the client does not set a token.
                "binding": { "traits": { "smithy.api#default": "PAPERBACK", "smithy.api#idempotencyToken": {} } },
            } },
        }),
        expect![[r#"
            com.example#LendBookRequest$until: has the unknown timestamp format "roman"
            com.example#LendBookRequest$reader: is a label of a host prefix, but `com.example#Reader` is a union, not a string
            com.example#LendBookRequest$notes: is an idempotency token, but `com.example#Notes` is a map, not a string
            com.example#LendBookRequest$clientToken: is an idempotency token, but `com.example#Binding` is an enum, not a string
            com.example#BookId: has a timestamp format, but is a string
            com.example#Book$title: has the default 7, which is not a value of a string
        "#]],
    );
}

#[test]
fn defaults_of_members_that_are_not_those_of_a_structure() {
    let default = json!({ "target": "smithy.api#String", "traits": { "smithy.api#default": "x" } });
    check(
        json!({
            "Reader": { "members": { "extra": default } },
            "Book": { "members": { "tags": { "target": "com.example#Tags" } } },
            "Tags": { "type": "list", "member": default },
        }),
        expect![[r#"
            com.example#Reader$extra: has a default, but is the member of a union; only members of structures can have one: remove it
            com.example#Tags$member: has a default, but is the member of a list; only members of structures can have one: remove it
        "#]],
    );
}

#[test]
fn names_that_collide_in_rust() {
    check(
        json!({
            "book": { "type": "structure", "members": {} },
            "Reader": { "members": { "other": { "target": "com.example#book" } } },
        }),
        expect![[r#"
            com.example#book: has the Rust type name `Book`, as `com.example#Book` has; give one of them another in `ServiceSpec::renames`: ("book", "..")
        "#]],
    );
    check(
        json!({ "Book": { "members": { "book_id": { "target": "smithy.api#String" } } } }),
        expect![[r#"
            com.example#Book$book_id: has the Rust field name `book_id`, as `com.example#Book$bookId` has; give one of them another in `ServiceSpec::renames`: ("Book$book_id", "..")
        "#]],
    );
    check(
        json!({ "Binding": { "members": {
            "HardCover": { "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": "hard-cover" } },
            "hard_cover": { "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": "hard_cover" } },
        } } }),
        expect![[r#"
            com.example#Binding$hard_cover: has the Rust variant name `HardCover`, as `com.example#Binding$HardCover` has; give one of them another in `ServiceSpec::renames`: ("Binding$hard_cover", "..")
        "#]],
    );
    check(
        json!({ "Reader": { "members": { "Member": { "target": "smithy.api#String" } } } }),
        expect![[r#"
            com.example#Reader$Member: has the Rust variant name `Member`, as `com.example#Reader$member` has; give one of them another in `ServiceSpec::renames`: ("Reader$Member", "..")
        "#]],
    );
}

#[test]
fn a_rename_resolves_a_collision() {
    let spec = tinsmith_codegen::ServiceSpec {
        renames: [("book".to_owned(), "Pamphlet".to_owned())].into(),
        ..Default::default()
    };
    check_spec(
        json!({ "shapes": {
            "com.example#book": { "type": "structure", "members": {} },
            "com.example#Reader": { "members": { "other": { "target": "com.example#book" } } },
        } }),
        &spec,
        expect![[""]],
    );
}
