//! The formats of the output, the help and the exit codes.

use crate::Workspace;

#[test]
fn every_line_of_the_json_format_is_an_object_with_a_reason() {
    let workspace = Workspace::new();
    let json = ["--message-format", "json"];
    let add = ["add", "library.json", "--crate", "my-library"];
    let mut reasons = Vec::new();
    for arguments in [
        &["list", "library.json"][..],
        &add,
        &[
            "add",
            "library.json",
            "--operations",
            "Nothing",
            "--crate",
            "b",
        ],
        &["generate", "--check"],
    ] {
        let run = workspace.run(&[arguments, &json].concat());
        assert_eq!(run.stderr(), "", "{arguments:?}");
        for line in run.stdout().lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            reasons.push(line["reason"].as_str().unwrap().to_owned());
        }
    }
    reasons.sort();
    reasons.dedup();
    assert_eq!(
        reasons,
        [
            "diagnostic",
            "file",
            "finished",
            "message",
            "operation",
            "service"
        ]
    );
}

#[test]
fn the_output_has_no_colours_without_a_terminal() {
    let workspace = Workspace::new();
    let runs = [
        workspace.run(&["list", "library.json"]),
        workspace.run(&["add", "library.json", "--operations", "Nothing"]),
    ];
    for run in runs {
        assert!(!run.stdout().contains('\u{1b}') && !run.stderr().contains('\u{1b}'));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_result_that_cannot_be_written_is_an_error() {
    let workspace = Workspace::new();
    let list = ["list", "library.json"];
    for arguments in [
        &list[..],
        &[&list[..], &["--message-format", "json"]].concat(),
        &["completions", "bash"],
    ] {
        let full = std::fs::File::create("/dev/full").unwrap();
        let run = workspace.run_into(arguments, full.into());
        let expected =
            "error: cannot write to the standard output: No space left on device (os error 28)\n";
        assert_eq!((run.code(), run.stderr().as_str()), (1, expected));
    }
}

#[test]
fn the_help_of_every_command_has_examples_and_the_exit_codes_are_listed() {
    let workspace = Workspace::new();
    let help = workspace.succeed(&["--help"]).stdout();
    assert!(help.contains("Usage: cargo tinsmith"), "{help}");
    for code in ["  0  ", "  1  ", "  2  "] {
        assert!(help.contains(code), "{help}");
    }
    for command in ["list", "add", "generate", "diff", "completions"] {
        let help = workspace.succeed(&[command, "--help"]).stdout();
        assert!(help.contains("Examples:\n  cargo tinsmith "), "{help}");
    }
}

#[test]
fn invalid_arguments_have_an_exit_code_of_their_own() {
    let workspace = Workspace::new();
    for arguments in [
        &["add"][..],
        &["unknown"],
        &["add", "library.json", "--crate", "../a"],
        &["add", "library.json", "--module", "a", "--crate", "a"],
        &["add", "library.json", "--path", "a", "--git", "b"],
        &["list", "library.json", "--message-format", "xml"],
    ] {
        assert_eq!(workspace.run(arguments).code(), 2, "{arguments:?}");
    }
}

#[test]
fn every_shell_has_completions() {
    let workspace = Workspace::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = workspace.succeed(&["completions", shell]).stdout();
        assert!(
            script.contains("cargo-tinsmith") && script.contains("generate"),
            "{shell}"
        );
    }
}

#[test]
fn the_guide_names_every_option() {
    let guide = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tinsmith/src/guide/command.md"
    );
    let guide = std::fs::read_to_string(guide).unwrap();
    let workspace = Workspace::new();
    let mut options = Vec::new();
    for command in ["list", "add", "generate", "diff"] {
        let help = workspace.succeed(&[command, "--help"]).stdout();
        let lines = help
            .lines()
            .filter_map(|line| line.trim().strip_prefix("--"));
        let names = lines.filter_map(|line| line.split([' ', '.']).next().map(str::to_owned));
        options.extend(names);
    }
    options.sort();
    options.dedup();
    assert!(options.len() > 12, "{options:?}");
    for option in options {
        assert!(
            guide.contains(&format!("--{option}")),
            "the guide lacks --{option}"
        );
    }
}

#[test]
fn a_closed_pipe_is_no_failure_of_the_completions() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_cargo-tinsmith"))
        .args(["completions", "zsh"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success());
}
