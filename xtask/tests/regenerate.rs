//! A change of a model changes the client after the next generation.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn generate(model: &Value, folder: &Path) -> String {
    let file = folder.join("library.json");
    fs::write(&file, model.to_string()).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["codegen", "--name", "example-library", "--model"])
        .arg(&file)
        .arg("--out")
        .arg(folder.join("client"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Compiles a program that uses the generated crate, with this workspace's lock file and target folder. Returns the messages
/// of the compiler, or `None` if there are none.
fn compile(client: &Path, program: &str) -> Option<String> {
    let examples = client.join("examples");
    fs::create_dir_all(&examples).unwrap();
    fs::write(examples.join("program.rs"), program).unwrap();
    fs::copy(root().join("Cargo.lock"), client.join("Cargo.lock")).unwrap();
    let manifest = client.join("Cargo.toml");
    let table = "[dev-dependencies]\n";
    let features = root().join("xtask/test-features");
    let generated = fs::read_to_string(&manifest).unwrap();
    let dependency = format!("{table}test-features = {{ path = {features:?} }}\n");
    fs::write(&manifest, generated.replace(table, &dependency)).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .map(PathBuf::from)
        .unwrap();
    let output = Command::new(env!("CARGO"))
        .args([
            "build",
            "--offline",
            "--quiet",
            "--example",
            "program",
            "--manifest-path",
        ])
        .arg(&manifest)
        .env("CARGO_TARGET_DIR", target)
        // The profile is that of the workspace, so that most dependencies are compiled already.
        .env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only")
        .env("CARGO_PROFILE_DEV_BUILD_OVERRIDE_DEBUG", "line-tables-only")
        .output()
        .unwrap();
    fs::write(&manifest, generated).unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    (!output.status.success() || !stderr.is_empty()).then_some(stderr)
}

const PROGRAM: &str = r#"
//! Uses the operation and the member that were added to the model.
use example_library::{Client, Error};

/// Returns a book.
pub async fn give_back(client: &Client) -> Result<i32, Error> {
    client.return_book().book_id("b-1").condition("worn").send().await?;
    let book = client.get_book().book_id("b-1").send().await?.book;
    Ok(book.shelf)
}

fn main() {}
"#;

#[test]
fn a_member_and_an_operation_added_to_a_model_are_in_the_client() {
    let folder = tempfile::tempdir().unwrap();
    let client = folder.path().join("client");
    let text = fs::read_to_string(root().join("codegen/tests/models/library.json")).unwrap();
    let mut model: Value = serde_json::from_str(&text).unwrap();

    generate(&model, folder.path());
    let before = compile(&client, PROGRAM).unwrap();
    assert!(before.contains("no method named `return_book`"), "{before}");
    let stdout = generate(&model, folder.path());
    assert!(
        stdout.contains("0 of them changed"),
        "the same model changes nothing: {stdout}"
    );

    let shapes = &mut model["shapes"];
    shapes["com.example#Book"]["members"]["shelf"] =
        json!({ "target": "smithy.api#Integer", "traits": { "smithy.api#required": {} } });
    let operations = &mut shapes["com.example#Library"]["operations"];
    operations
        .as_array_mut()
        .unwrap()
        .push(json!({ "target": "com.example#ReturnBook" }));
    shapes["com.example#ReturnBook"] = json!({
        "type": "operation",
        "input": { "target": "com.example#ReturnBookRequest" },
        "traits": { "smithy.api#http": { "method": "POST", "uri": "/books/{bookId}/return" } },
    });
    shapes["com.example#ReturnBookRequest"] = json!({
        "type": "structure",
        "members": {
            "bookId": {
                "target": "com.example#BookId",
                "traits": { "smithy.api#httpLabel": {}, "smithy.api#required": {} },
            },
            "condition": { "target": "smithy.api#String" },
        },
    });

    generate(&model, folder.path());
    assert_eq!(compile(&client, PROGRAM), None);
    assert!(
        client.join("examples/program.rs").exists(),
        "handwritten files are kept"
    );
}
