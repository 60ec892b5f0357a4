//! `cargo tinsmith list`.

use crate::{Workspace, model};

#[test]
fn operations_have_marks_and_a_line_of_documentation() {
    let workspace = Workspace::new();
    let documented = model().replacen(
        "\"smithy.api#paginated\"",
        "\"smithy.api#documentation\": \"<p>Lists the <code>books</code>. Every one.</p>\", \
         \"smithy.waiters#waitable\": { \"Listed\": { \"acceptors\": [ { \"state\": \"success\", \"matcher\": { \"success\": true } } ] } }, \
         \"smithy.api#paginated\"",
        1,
    );
    workspace.write("library.json", &documented);
    let run = workspace.succeed(&["list", "library.json"]);
    assert_eq!(
        run.stdout(),
        "Library, restJson1: 3 operations\n\
         GetBook                   Calls GetBook.\n\
         LendBook                  Calls LendBook.\n\
         ListBooks  pages waiters  Lists the books.\n"
    );
    assert_eq!(run.stderr(), "");
}

#[test]
fn a_filter_selects_by_name_and_documentation_without_regard_to_case() {
    let workspace = Workspace::new();
    let run = workspace.succeed(&["list", "library.json", "--filter", "lendb"]);
    assert_eq!(
        run.stdout(),
        "Library, restJson1: 1 of 3 operations\nLendBook    Calls LendBook.\n"
    );
}

#[test]
fn control_characters_of_a_model_do_not_reach_the_terminal() {
    let workspace = Workspace::new();
    let title = "\"smithy.api#title\": \"Lib\\u001b[2Jrary\\u202e\"";
    workspace.write(
        "library.json",
        &model().replace("\"smithy.api#title\": \"Library\"", title),
    );
    let run = workspace.succeed(&["list", "library.json"]);
    assert!(
        run.stdout().starts_with("Lib\\u{1b}[2Jrary\\u{202e}, "),
        "{}",
        run.stdout()
    );
    let run = workspace.run(&["list", "no\u{1b}[2J.json"]);
    assert_eq!(run.code(), 1);
    assert!(
        run.stderr().contains("no\\u{1b}[2J.json"),
        "{}",
        run.stderr()
    );
}

#[test]
fn an_operation_that_is_not_supported_has_the_reason() {
    let workspace = Workspace::new();
    workspace.write("files.json", FILES);
    let run = workspace.succeed(&["list", "files.json"]);
    let stdout = run.stdout();
    let [header, get, list] = stdout.lines().collect::<Vec<_>>().try_into().unwrap();
    assert_eq!(header, "Files, restXml: 2 operations");
    assert!(
        get.starts_with("GetFile    stream  not supported: "),
        "{get}"
    );
    assert_eq!(list, "ListFiles          Calls ListFiles.");
}

/// A model with an operation that is not supported, and one that is.
const FILES: &str = r#"{ "smithy": "2.0", "shapes": {
    "com.example#Files": { "type": "service", "version": "1", "operations": [
        { "target": "com.example#GetFile" }, { "target": "com.example#ListFiles" }],
        "traits": { "aws.api#service": { "sdkId": "Files" }, "aws.auth#sigv4": { "name": "files" }, "aws.protocols#restXml": {} } },
    "com.example#GetFile": { "type": "operation", "input": { "target": "com.example#File" }, "output": { "target": "smithy.api#Unit" },
        "traits": { "smithy.api#http": { "method": "POST", "uri": "/file" } } },
    "com.example#File": { "type": "structure", "members": { "events": { "target": "com.example#Events", "traits": { "smithy.api#httpPayload": {} } } } },
    "com.example#Events": { "type": "union", "members": { "end": { "target": "smithy.api#Unit" } }, "traits": { "smithy.api#streaming": {} } },
    "com.example#ListFiles": { "type": "operation", "input": { "target": "smithy.api#Unit" }, "output": { "target": "smithy.api#Unit" },
        "traits": { "smithy.api#http": { "method": "GET", "uri": "/files" } } } } }"#;
