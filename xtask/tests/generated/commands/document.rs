//! The blocks of commands in a document.

use std::fs;
use std::path::PathBuf;

use crate::folders::root;

/// The languages of blocks with commands: in the first, commands begin with `$ ` and other lines are output; in the second, every line is a
/// command.
const LANGUAGES: [&str; 2] = ["console", "sh"];

/// The sentence before a program that is the whole `src/main.rs` of the project.
const COMPLETE_PROGRAM: &str = "The complete `src/main.rs`:";

/// A document and its blocks of commands.
pub(super) struct Document {
    pub(super) blocks: Vec<Block>,
}

/// A block of commands.
pub(super) struct Block {
    /// The document and the line.
    pub(super) place: String,
    /// The commands, each with its continued lines.
    pub(super) commands: Vec<String>,
    /// The lines that the commands print.
    pub(super) output: Vec<String>,
    /// The program that the document shows before the block.
    pub(super) program: Option<String>,
}

impl Document {
    /// Reads the README, the guide, and the READMEs of all crates.
    pub(super) fn all() -> Vec<Self> {
        let mut paths = vec![PathBuf::from("README.md"), "codegen/README.md".into()];
        let crates = entries("crates");
        paths.extend(crates.into_iter().map(|folder| folder.join("README.md")));
        let guide = entries("crates/tinsmith/src/guide");
        paths.extend(
            guide
                .into_iter()
                .filter(|path| path.extension().is_some_and(|found| found == "md")),
        );
        paths.into_iter().map(Self::read).collect()
    }

    fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(root().join(&path)).unwrap();
        let mut lines = text.lines().enumerate();
        let (mut blocks, mut program, mut before) = (Vec::new(), None, "");
        while let Some((index, line)) = lines.next() {
            let Some(language) = line.strip_prefix("```") else {
                let is_fence = ["```", "~~~"].map(|fence| line.trim_start().starts_with(fence));
                assert!(
                    !is_fence.contains(&true),
                    "{}:{}: the commands of this block are not run; begin it with three backticks, without indentation",
                    path.display(),
                    index + 1
                );
                if !line.is_empty() {
                    before = line;
                }
                continue;
            };
            let body = lines.by_ref().map(|(_, line)| line);
            let body: Vec<&str> = body.take_while(|line| *line != "```").collect();
            let language = language.split([',', ' ']).next().unwrap_or_default();
            if language == "rust" && before == COMPLETE_PROGRAM {
                program = Some(body.join("\n"));
            } else if LANGUAGES.contains(&language) {
                let place = format!("{}:{}", path.display(), index + 1);
                blocks.push(Block::new(place, language, &body, program.take()));
            }
        }
        Self { blocks }
    }
}

impl Block {
    fn new(place: String, language: &str, lines: &[&str], program: Option<String>) -> Self {
        let (mut commands, mut output) = (Vec::<String>::new(), Vec::new());
        let mut is_continued = false;
        for line in lines {
            let command = match language {
                "console" => line.strip_prefix("$ "),
                _ => Some(*line),
            };
            match (command, commands.last_mut()) {
                (_, Some(last)) if is_continued => last.push_str(&format!("\n{line}")),
                (Some(command), _) => commands.push(command.to_owned()),
                (None, _) => output.push((*line).to_owned()),
            }
            is_continued = line.ends_with('\\');
        }
        Self {
            place,
            commands,
            output,
            program,
        }
    }
}

/// Returns the entries of a folder by their paths from the root of this repository, in order.
fn entries(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| PathBuf::from(folder).join(entry.unwrap().file_name()))
        .collect();
    paths.sort();
    paths
}
