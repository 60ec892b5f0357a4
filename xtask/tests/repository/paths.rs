//! The paths of files that the documents for contributors mention.

use std::path::Path;

use super::files::{self, root};

/// The documents that are checked, and the folders of others.
const DOCUMENTS: [&str; 3] = ["ARCHITECTURE.md", "CONTRIBUTING.md", "docs"];

#[test]
fn every_path_in_the_documents_for_contributors_exists() {
    let documents = DOCUMENTS.iter();
    let documents = documents.flat_map(|path| files::with_extension(path, "md"));
    let (mut missing, mut count) = (Vec::new(), 0);
    for document in documents {
        let text = files::text(&document);
        for (line, path) in paths(&text) {
            let base = match path.is_link {
                true => document.parent().unwrap(),
                false => Path::new(""),
            };
            count += 1;
            if !root().join(base).join(&path.text).exists() {
                missing.push(format!("{}:{line}: {}", document.display(), path.text));
            }
        }
    }
    assert!(count > 80, "only {count} paths were found");
    assert!(
        missing.is_empty(),
        "these paths do not exist; correct the document:\n{}",
        missing.join("\n")
    );
}

#[test]
fn paths_in_inline_code_and_the_targets_of_links_are_checked() {
    let text = "See `codegen/src/lib.rs`, `bash .ci/run`, and [this](docs/style.md#words).\n\
        ```text\n`no/such/path.rs`\n```\n\
        Not `GET`, `a::b`, `models/*.json`, `aws.api#service`, [that](https://example.com/a) or `crates/tinsmith-<service>`.";
    let found: Vec<_> = paths(text).into_iter().map(|(_, path)| path.text).collect();
    assert_eq!(found, ["codegen/src/lib.rs", ".ci/run", "docs/style.md"]);
}

#[test]
fn every_file_name_in_a_row_of_a_table_stands_in_the_folder_of_the_row() {
    let text = files::text("ARCHITECTURE.md");
    let (mut missing, mut count) = (Vec::new(), 0);
    for (index, line) in text.lines().enumerate() {
        let mut code = line.split('`').skip(1).step_by(2);
        let Some(row) = code
            .next()
            .filter(|word| line.starts_with("| `") && is_path(word))
        else {
            continue;
        };
        let folder = match row.ends_with(".rs") {
            true => Path::new(row).parent().unwrap(),
            false => Path::new(row),
        };
        let names = code.filter(|word| word.ends_with(".rs") && !word.contains(['/', '*']));
        for name in names {
            count += 1;
            if !root().join(folder).join(name).exists() {
                missing.push(format!("{}: {name}", index + 1));
            }
        }
    }
    assert!(count > 8, "only {count} names were found");
    assert!(
        missing.is_empty(),
        "these files are not in the folder of their row; correct ARCHITECTURE.md:\n{}",
        missing.join("\n")
    );
}

/// A path in a document: from the root of the repository in inline code, from the document in a link.
struct DocumentPath {
    text: String,
    is_link: bool,
}

/// Returns the paths of a document, each with its line.
fn paths(text: &str) -> Vec<(usize, DocumentPath)> {
    let mut paths = Vec::new();
    let mut is_block = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            is_block = !is_block;
        }
        if is_block {
            continue;
        }
        let code = line.split('`').skip(1).step_by(2);
        let words = code.flat_map(|code| code.split([' ', ',']));
        let words = words.filter(|word| is_path(word)).map(|word| DocumentPath {
            text: word.to_owned(),
            is_link: false,
        });
        let links = line.split("](").skip(1).filter_map(|rest| {
            let target = rest.split([')', '#']).next()?;
            let is_file = !target.is_empty() && !target.contains("://");
            is_file.then(|| DocumentPath {
                text: target.to_owned(),
                is_link: true,
            })
        });
        paths.extend(words.chain(links).map(|path| (index + 1, path)));
    }
    paths
}

/// True if a word of inline code is a path in the repository: it has a slash or the extension of a document, and none of the
/// characters of patterns, placeholders and code.
fn is_path(word: &str) -> bool {
    let is_plain = word
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || "/._-".contains(letter));
    let has_folder =
        word.contains('/') && !word.starts_with('/') && !word.starts_with("application/");
    is_plain && (has_folder || word.ends_with(".md") || word.ends_with(".toml"))
}
