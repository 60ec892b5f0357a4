//! References to shapes that are missing, malformed or of another type, beside faults of other kinds.

use expect_test::expect;
use serde_json::json;

use tinsmith_codegen::ServiceSpec;

use crate::patch::{library, merge};
use crate::{check, check_list_and_plan, check_spec};

#[test]
fn references_that_lead_nowhere_or_to_the_wrong_place() {
    check(
        json!({
            "Library": { "operations": [{ "target": "com.example#Nowhere" }, { "target": "com.example#Book" }] },
            "GetBook": { "errors": [{ "target": "com.example#BookId" }] },
            "Book": { "members": { "title": { "target": "com.example#Nowhere" }, "binding": { "target": "com.example#GetBook" } } },
        }),
        expect![[r#"
            com.example#Library: operation `com.example#Nowhere` does not exist
            com.example#Library: operation `com.example#Book` is a structure, not an operation
            com.example#GetBook: error `com.example#BookId` is a string, not a structure
            com.example#Book$title: target `com.example#Nowhere` does not exist
            com.example#Book$binding: target `com.example#GetBook` is an operation, not a data shape
        "#]],
    );
}

#[test]
fn missing_targets_with_similar_names() {
    check(
        json!({
            "Library": { "operations": [{ "target": "com.example#GetBok" }] },
            "GetBook": { "errors": [{ "target": "com.other#NotFoundException" }] },
            "Book": { "members": { "title": { "target": "com.example#Sting" } } },
            "Extra": { "type": "structure", "mixins": [{ "target": "com.example#Bok" }] },
        }),
        expect![[r#"
            com.example#Extra: has the mixin `com.example#Bok`, which does not exist; did you mean `com.example#Book`?
            com.example#Library: operation `com.example#GetBok` does not exist; did you mean `com.example#GetBook`?
            com.example#GetBook: error `com.other#NotFoundException` does not exist; did you mean `com.example#NotFoundException`?
            com.example#Book$title: target `com.example#Sting` does not exist; did you mean `smithy.api#String`?
        "#]],
    );
}

#[test]
fn faults_of_references_do_not_hide_others_and_have_no_consequences() {
    check(
        json!({
            "Library": { "resources": [{ "target": "com.example#Shelf" }], "traits": { "com.example#shout": {} } },
            // The members of this input are unknown, and so is whether they fit to the labels.
            "GetBook": { "input": { "target": "com.example#Nowhere" } },
            // Its items are unknown.
            "Books": { "member": { "target": "com.example#Nothing" } },
            // Its own target is unknown, the other member has a fault of its own.
            "LendBookRequest": { "members": {
                "bookId": { "target": "com.example#Absent" },
                "until": { "traits": { "smithy.api#timestampFormat": "sundial" } },
            } },
            "Binding": { "type": "tuple" },
            "Notes": { "key": { "target": "smithy.api#Integer" } },
            "book": { "type": "structure", "members": {} },
            "Reader": { "members": { "other": { "target": "com.example#book" } } },
        }),
        expect![[r#"
            com.example#Binding: is of the unknown type `tuple`
            com.example#Library: resource `com.example#Shelf` does not exist
            com.example#GetBook: input `com.example#Nowhere` does not exist
            com.example#LendBookRequest$bookId: target `com.example#Absent` does not exist
            com.example#Books$member: target `com.example#Nothing` does not exist
            com.example#Library: has the unknown trait `com.example#shout`; `ServiceSpec::ignore_traits` with "com.example#shout" ignores it
            com.example#LendBookRequest$until: has the unknown timestamp format "sundial"
            com.example#Notes$key: is the key of a map, but `smithy.api#Integer` is an integer, not a string
            com.example#book: has the Rust type name `Book`, as `com.example#Book` has; give one of them another in `ServiceSpec::renames`: ("book", "..")
        "#]],
    );
}

#[test]
fn a_malformed_service_is_the_only_fault() {
    check(
        json!({ "Library": { "type": "servis" } }),
        expect![[r#"
            com.example#Library: is of the unknown type `servis`; did you mean `service`?
        "#]],
    );
}

#[test]
fn a_malformed_mixin_has_no_consequences() {
    let mixin = |name: &str| json!([{ "target": format!("com.example#{name}") }]);
    check(
        json!({
            "Titled": { "type": "structur", "traits": { "smithy.api#mixin": {} } },
            "Named": { "type": "structure", "mixins": mixin("Titled"), "traits": { "smithy.api#mixin": {} } },
            "Extra": { "type": "structure", "mixins": mixin("Named") },
            "Extra$title": { "type": "apply", "traits": { "smithy.api#required": {} } },
            "Titled$title": { "type": "apply", "traits": { "smithy.api#required": {} } },
            "Items": { "type": "lst", "traits": { "smithy.api#mixin": {} } },
            "Names": { "type": "list", "mixins": mixin("Items") },
        }),
        expect![[r#"
            com.example#Titled: is of the unknown type `structur`; did you mean `structure`?
            com.example#Items: is of the unknown type `lst`; did you mean `list`?
        "#]],
    );
}

#[test]
fn a_rename_of_a_malformed_shape_is_no_fault() {
    let spec = ServiceSpec {
        renames: [
            ("Binding", "Cover"),
            ("Binding$hard", "Firm"),
            ("Bindin", "A"),
        ]
        .map(|(name, rust_name)| (name.to_owned(), rust_name.to_owned()))
        .into(),
        ..ServiceSpec::default()
    };
    check_spec(
        json!({ "shapes": { "com.example#Binding": { "type": "tuple" } } }),
        &spec,
        expect![[r#"
            com.example#Binding: is of the unknown type `tuple`
            `Bindin` is renamed to `A`, but there is no such shape or member; did you mean `Binding`?
        "#]],
    );
}

#[test]
fn a_list_of_operations_and_a_comparison_report_the_faults_of_all_stages() {
    let mut model = library();
    let patch = json!({ "shapes": {
        "com.example#Binding": { "type": "tuple" },
        "com.example#Library": { "operations": [{ "target": "com.example#Nowhere" }] },
    } });
    merge(&mut model, &patch);
    let spec = ServiceSpec {
        renames: [("Boook".to_owned(), "Tome".to_owned())].into(),
        ..ServiceSpec::default()
    };
    check_list_and_plan(
        &model.to_string(),
        &spec,
        expect![[r#"
            com.example#Binding: is of the unknown type `tuple`
            com.example#Library: operation `com.example#Nowhere` does not exist
            `Boook` is renamed to `Tome`, but there is no such shape or member; did you mean `Book`?
        "#]],
    );
}

#[test]
fn a_rename_of_a_mixin_names_the_shapes_that_have_it() {
    let spec = ServiceSpec {
        renames: [
            ("Extra$title", "headline"),
            ("Titled", "Headed"),
            ("Titled$title", "heading"),
            ("com.example#Unused", "A"),
            ("Targeted$title", "heading"),
        ]
        .map(|(name, rust_name)| (name.to_owned(), rust_name.to_owned()))
        .into(),
        ..ServiceSpec::default()
    };
    let mixin = |name: &str| json!([{ "target": format!("com.example#{name}") }]);
    let is_mixin = json!({ "smithy.api#mixin": {} });
    let title = json!({ "title": { "target": "smithy.api#String" } });
    check_spec(
        json!({ "shapes": {
            "com.example#Titled": { "type": "structure", "members": title, "traits": is_mixin },
            "com.example#Named": { "type": "structure", "mixins": mixin("Titled"), "traits": is_mixin },
            "com.example#Extra": { "type": "structure", "mixins": mixin("Named") },
            "com.example#Other": { "type": "structure", "mixins": mixin("Titled") },
            "com.example#Unused": { "type": "structure", "members": {}, "traits": is_mixin },
            "com.example#Targeted": { "type": "structure", "members": title, "traits": is_mixin },
            "com.example#Holder": { "type": "structure", "members": { "held": { "target": "com.example#Targeted" } } },
        } }),
        &spec,
        expect![[r#"
            `Titled` is renamed to `Headed`, but `com.example#Titled` is a mixin, which is not part of the client; remove the rename
            `Titled$title` is renamed to `heading`, but `com.example#Titled` is a mixin, which is not part of the client; rename `Extra$title`, `Other$title` instead
            `com.example#Unused` is renamed to `A`, but `com.example#Unused` is a mixin, which is not part of the client; remove the rename
        "#]],
    );
}
