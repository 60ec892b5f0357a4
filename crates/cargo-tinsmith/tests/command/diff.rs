//! `cargo tinsmith diff`.

use crate::{Workspace, model};

fn workspace() -> Workspace {
    let workspace = Workspace::new();
    workspace.succeed(&[
        "add",
        "library.json",
        "--operations",
        "GetBook,ListBooks",
        "--crate",
        "my-library",
    ]);
    workspace
}

#[test]
fn breaking_changes_precede_additions_enum_values_and_errors() {
    let workspace = workspace();
    let mut newer: serde_json::Value = serde_json::from_str(&model()).unwrap();
    let shapes = &mut newer["shapes"];
    let string = || serde_json::json!({ "target": "smithy.api#String" });
    shapes["com.example#Book"]["members"]["title"]["target"] = "smithy.api#Integer".into();
    shapes["com.example#Book"]["members"]["pages"] = string();
    shapes["com.example#GetBookResponse"]["members"]
        .as_object_mut()
        .unwrap()
        .remove("etag");
    let mut required = string();
    required["traits"] =
        serde_json::json!({ "smithy.api#required": {}, "smithy.api#httpQuery": "branch" });
    shapes["com.example#GetBookRequest"]["members"]["branch"] = required;
    shapes["com.example#Binding"]["members"]["EBOOK"] = serde_json::json!({ "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": "E-BOOK" } });
    shapes["com.example#ListBooks"]["errors"] =
        serde_json::json!([{ "target": "com.example#NotFoundException" }]);
    shapes["com.example#ListBooks"]["traits"]["smithy.api#deprecated"] = serde_json::json!({});
    // Operations that are not selected do not count.
    shapes["com.example#LendBookResponse"]["members"] = serde_json::json!({});
    workspace.write("newer.json", &newer.to_string());

    let run = workspace.run(&["diff", "newer.json"]);
    assert_eq!(
        run.stdout(),
        "my-library: Breaking changes (3)\n  \
           Book.title has another type: `Option<String>` became `Option<i32>`\n  \
           GetBookInput.branch is a new required member\n  \
           GetBookOutput.etag is removed\n\
         my-library: Additions (1)\n  \
           Book.pages is a new member: `Option<String>`\n\
         my-library: New enum values (1)\n  \
           Binding::Ebook is new: \"E-BOOK\"\n\
         my-library: New errors (1)\n  \
           ListBooks can fail with `NotFound`\n\
         my-library: Deprecations (1)\n  \
           ListBooks is deprecated\n"
    );
    assert_eq!(run.code(), 1);
    let run = workspace.run(&["diff", "newer.json", "--message-format", "json"]);
    assert_eq!(
        run.stdout().matches("\"reason\":\"change\"").count(),
        7,
        "{}",
        run.stdout()
    );
}

#[test]
fn the_same_model_has_no_changes() {
    let workspace = workspace();
    let run = workspace.succeed(&["diff", "library.json"]);
    assert_eq!(
        run.stdout(),
        "my-library: no changes of the selected operations\n"
    );
}

#[test]
fn a_removed_operation_is_a_breaking_change() {
    let workspace = workspace();
    let newer = model().replace("com.example#ListBooks\"", "com.example#FindBooks\"");
    workspace.write("newer.json", &newer);
    let run = workspace.run(&["diff", "newer.json"]);
    assert_eq!(run.code(), 1);
    assert!(
        run.stdout()
            .starts_with("my-library: Breaking changes (1)\n  ListBooks is removed\n"),
        "{}{}",
        run.stdout(),
        run.stderr()
    );
    let newer = newer.replace("com.example#GetBook\"", "com.example#FetchBook\"");
    workspace.write("newer.json", &newer);
    let run = workspace.run(&["diff", "newer.json"]);
    assert!(
        run.stdout().contains("GetBook is removed\n"),
        "{}{}",
        run.stdout(),
        run.stderr()
    );
}

#[test]
fn a_model_of_another_service_is_an_error() {
    let workspace = workspace();
    workspace.write(
        "newer.json",
        &model().replace("com.example#Library\"", "com.example#Archive\""),
    );
    let run = workspace.run(&["diff", "newer.json"]);
    assert_eq!(run.code(), 1);
    assert!(
        run.stderr()
            .contains("no client has a service of the newer model"),
        "{}",
        run.stderr()
    );
    let run = workspace.run(&["diff", "newer.json", "--client", "my-library"]);
    assert_eq!(run.code(), 0, "{}{}", run.stdout(), run.stderr());
}
