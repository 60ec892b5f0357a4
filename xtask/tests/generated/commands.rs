//! The commands of README, guide and the READMEs of crates, run as they are written, in a clean copy of this repository.

mod document;
mod session;

use document::{Block, Document};
use session::Session;

/// A command that is not run, with the reason.
struct Exception {
    /// The beginning of the command.
    beginning: &'static str,
    #[expect(dead_code, reason = "for readers")]
    reason: &'static str,
}

const EXCEPTIONS: [Exception; 5] = [
    Exception {
        beginning: "bash .ci/test",
        reason: "runs the tests of this repository, with which this test runs",
    },
    Exception {
        beginning: "aws ",
        reason: "needs the AWS CLI, and variables that the reader sets; the test `peers` runs it",
    },
    Exception {
        beginning: "cargo install ",
        reason: "compiles the command once more, without debug assertions; the other blocks call the command of this build",
    },
    Exception {
        beginning: "cargo tinsmith completions ",
        reason: "writes into the home of the reader",
    },
    Exception {
        beginning: "cargo tinsmith diff ",
        reason: "the newer model is an example; the tests of the command compare such models",
    },
];

fn is_exception(command: &str) -> bool {
    let mut exceptions = EXCEPTIONS.iter();
    exceptions.any(|exception| command.starts_with(exception.beginning))
}

#[test]
fn every_block_of_commands_has_a_command_and_every_exception_is_needed() {
    let documents = Document::all();
    let blocks: Vec<&Block> = documents
        .iter()
        .flat_map(|document| &document.blocks)
        .collect();
    assert!(blocks.len() > 20, "{}", blocks.len());
    for block in &blocks {
        assert!(
            !block.commands.is_empty(),
            "{}: the block has no command; mark output alone as `text`",
            block.place
        );
    }
    for exception in &EXCEPTIONS {
        let mut commands = blocks.iter().flat_map(|block| &block.commands);
        assert!(
            commands.any(|command| command.starts_with(exception.beginning)),
            "no command begins with `{}`: remove the exception",
            exception.beginning
        );
    }
}

#[test]
#[ignore = "compiles the programs of the documents from nothing: bash .ci/commands"]
fn the_commands_of_readme_and_guide_run_as_they_are_written() {
    let copy = session::Copy::new();
    let mut failures = Vec::new();
    let mut count = 0;
    for document in Document::all() {
        let mut session = Session::new(&copy);
        for block in &document.blocks {
            if let Some(program) = &block.program {
                session.write_program(program);
            }
            let commands = block.commands.iter().map(String::as_str);
            let commands: Vec<&str> = commands.filter(|command| !is_exception(command)).collect();
            if commands.is_empty() {
                continue;
            }
            count += 1;
            if let Err(problem) = session.run(&commands, &block.output) {
                failures.push(format!("{}: {problem}", block.place));
            }
        }
    }
    assert!(count > 15, "only {count} blocks were run");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
