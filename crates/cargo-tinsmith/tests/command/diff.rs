//! `cargo tinsmith diff`.

use crate::{Workspace, model};

fn workspace() -> Workspace {
    let workspace = Workspace::new();
    add(&workspace, &[]);
    workspace
}

/// Adds the client of two operations, with further options.
fn add(workspace: &Workspace, options: &[&str]) {
    let operations = ["add", "library.json", "--operations", "GetBook,ListBooks"];
    workspace.succeed(&[&operations[..], &["--crate", "my-library"], options].concat());
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

/// Returns the workspace with a client of all operations, and the model for changes.
fn lending() -> (Workspace, serde_json::Value) {
    let workspace = Workspace::new();
    let rename = "School$name=title";
    workspace.succeed(&[
        "add",
        "library.json",
        "--crate",
        "my-library",
        "--rename",
        rename,
    ]);
    (workspace, serde_json::from_str(&model()).unwrap())
}

#[test]
fn a_new_required_member_of_a_nested_input_is_breaking_and_new_items_of_pages_are_an_addition() {
    let (workspace, mut newer) = lending();
    let shapes = &mut newer["shapes"];
    let mut required = serde_json::json!({ "target": "smithy.api#String" });
    required["traits"] = serde_json::json!({ "smithy.api#required": {} });
    shapes["com.example#School"]["members"]["city"] = required.clone();
    shapes["com.example#Book"]["members"]["pages"] = required;
    workspace.write("newer.json", &newer.to_string());
    let run = workspace.run(&["diff", "newer.json"]);
    assert_eq!(
        run.stdout(),
        "my-library: Breaking changes (1)\n  School.city is a new required member\n\
         my-library: Additions (1)\n  Book.pages is a new member: `String`\n",
        "{}",
        run.stderr()
    );

    let mut older: serde_json::Value = serde_json::from_str(&model()).unwrap();
    let pages = &mut older["shapes"]["com.example#ListBooks"]["traits"]["smithy.api#paginated"];
    pages.as_object_mut().unwrap().remove("items").unwrap();
    workspace.write("library.json", &older.to_string());
    workspace.succeed(&["generate"]);
    workspace.write("newer.json", &model());
    let run = workspace.succeed(&["diff", "newer.json"]);
    assert_eq!(
        run.stdout(),
        "my-library: Additions (1)\n  ListBooks now has items in its pages: `Vec<Book>`\n"
    );
}

#[test]
fn a_renamed_member_that_is_removed_is_a_breaking_change() {
    let (workspace, mut newer) = lending();
    newer["shapes"]["com.example#School"]["members"] = serde_json::json!({});
    workspace.write("newer.json", &newer.to_string());
    let run = workspace.run(&["diff", "newer.json"]);
    assert_eq!(
        run.stdout(),
        "my-library: Breaking changes (1)\n  School.title is removed\n",
        "{}",
        run.stderr()
    );
}

#[test]
fn a_faulty_model_of_another_client_does_not_stop_the_comparison() {
    let (workspace, _) = lending();
    let other = model().replace("com.example#", "com.other#");
    workspace.write("other.json", &other);
    let record = workspace.read("tinsmith.toml");
    let table = "[[client]]\nmodel = \"other.json\"\ncrate = \"b\"\nout = \"b\"\n\n[[client]]";
    workspace.write("tinsmith.toml", &record.replace("[[client]]", table));
    let unchanged = "my-library: no changes of the selected operations\n";

    // Another service, whose model cannot be generated.
    workspace.write(
        "other.json",
        &other.replace("smithy.api#httpLabel\": {}", "a.b#c\": {}"),
    );
    let run = workspace.succeed(&["diff", "library.json"]);
    assert_eq!(run.stdout(), unchanged);
    assert_eq!(run.stderr(), "");
    // The service is unknown.
    workspace.write("other.json", "{");
    let run = workspace.run(&["diff", "library.json"]);
    assert_eq!((run.code(), run.stdout().as_str()), (1, unchanged));
    assert!(
        run.stderr().contains("note: b was not compared"),
        "{}",
        run.stderr()
    );
    workspace.succeed(&["diff", "library.json", "--client", "my-library"]);
}

#[test]
fn a_changed_base_model_is_a_warning_with_the_remedy() {
    let (workspace, _) = lending();
    workspace.write("newer.json", &model());
    assert_eq!(workspace.succeed(&["diff", "newer.json"]).stderr(), "");
    workspace.write("library.json", &format!("{}\n", model()));
    let run = workspace.succeed(&["diff", "newer.json"]);
    assert!(
        run.stderr()
            .contains("warning: the model of my-library has changed")
            && run.stderr().contains("run `cargo tinsmith generate`"),
        "{}",
        run.stderr()
    );
}

#[test]
fn a_newer_model_may_lack_an_ignored_trait_and_a_renamed_shape_that_became_a_mixin() {
    let workspace = Workspace::new();
    let mut older: serde_json::Value = serde_json::from_str(&model()).unwrap();
    let with_mixin = |is_mixin: bool| {
        let traits = match is_mixin {
            true => serde_json::json!({ "smithy.api#mixin": {} }),
            false => serde_json::json!({}),
        };
        serde_json::json!({ "type": "structure", "members": {}, "traits": traits })
    };
    older["shapes"]["com.example#Unreached"] = with_mixin(false);
    let mut newer = older.clone();
    newer["shapes"]["com.example#Unreached"] = with_mixin(true);
    older["shapes"]["com.example#Book"]["traits"]["ext#odd"] = serde_json::json!({});
    workspace.write("library.json", &older.to_string());
    workspace.write("newer.json", &newer.to_string());
    let options = ["--ignore-trait", "ext#odd", "--rename", "Unreached=Other"];
    add(&workspace, &options);
    let run = workspace.succeed(&["diff", "newer.json"]);
    assert_eq!(
        (run.stdout().as_str(), run.stderr().as_str()),
        ("my-library: no changes of the selected operations\n", "")
    );
}
