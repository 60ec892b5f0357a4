//! A change of a model changes the client after the next generation.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::folders::root;
use super::{build, shared_features};

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
    let generated = fs::read_to_string(&manifest).unwrap();
    let mut table: toml::Table = generated.parse().unwrap();
    let dependencies = table["dev-dependencies"].as_table_mut().unwrap();
    dependencies.extend(shared_features());
    fs::write(&manifest, table.to_string()).unwrap();
    let output = build(&manifest, &["build", "--quiet", "--example", "program"]);
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
