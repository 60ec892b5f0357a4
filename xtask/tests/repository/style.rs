//! The words of comments and documentation, as far as a pattern can check them. The rules are in docs/style.md.

use std::ffi::OsStr;
use std::path::Path;

use super::files;

/// The folders and files that are checked.
const CHECKED: [&str; 16] = [
    ".ci",
    "Cargo.toml",
    "bench",
    "clippy.toml",
    "codegen",
    "crates",
    "docs",
    "examples",
    "fuzz",
    "models/services.toml",
    "xtask",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "README.md",
    "THREAT_MODEL.md",
];

/// The files that consist of the words to be rejected.
const WORD_LISTS: [&str; 2] = [
    "codegen/tests/generator/sentences.rs",
    "xtask/tests/repository/style.rs",
];

/// Words that must not begin a comment, since a noun phrase, a verb in the third person or a main clause does.
const QUESTIONS: [&str; 7] = ["What", "Whether", "Where", "Who", "Whose", "How", "Why"];

/// Words that must not begin the documentation of a function, since a verb in the third person does.
const NOUN_PHRASES: [&str; 8] = ["A", "An", "The", "All", "Any", "Every", "Each", "Those"];

/// The folders whose functions are checked for that. In other folders, documentation may come from a model, or from the benches.
const DOCUMENTED_BY_VERBS: [&str; 5] = [
    "codegen/src/",
    "crates/cargo-tinsmith/src/",
    "crates/tinsmith/src/",
    "crates/tinsmith-local/src/",
    "xtask/src/",
];

/// The words that precede `fn`.
const MODIFIERS: [&str; 7] = ["", "async", "const", "crate", "in", "pub", "super"];

/// The beginnings of words that no identifier and no message contains, with the words that replace them.
const WORDS: [(&str, &str); 5] = [
    ("answer", "response"),
    ("asked", "requested"),
    ("nobody", "the subject, or the passive"),
    ("tells", "shows, names, contains"),
    ("told", "printed, reported"),
];

/// Phrases with the words that replace them.
const PHRASES: [(&str, &str); 38] = [
    ("alone that", "only … that"),
    ("answer", "response"),
    ("answered", "responded"),
    ("answers", "responses"),
    ("asked for", "requested"),
    ("be it", "the cases, such as `supported or not`"),
    ("broken off", "interrupted"),
    ("brought nothing", "had no effect"),
    ("by hand", "handwritten"),
    ("cut short", "truncated"),
    ("gives back", "returns"),
    ("go on", "continue"),
    ("goes on", "continues"),
    ("held against", "compared with"),
    ("in silence", "silently"),
    ("made up", "invented for the test, or generated"),
    ("must be there", "is required"),
    ("nobody", "the subject, or the passive"),
    ("nothing but", "only"),
    ("refuse", "reject"),
    ("refuses", "rejects"),
    ("says if", "is true if"),
    ("says whether", "is true if"),
    ("stand in", "are in"),
    ("stands in", "is in"),
    ("take in", "deserialize"),
    ("taken up", "resumed"),
    ("tell", "show"),
    ("tells", "shows, names, contains"),
    ("this machine", "loopback"),
    ("time-out", "timeout"),
    ("time-outs", "timeouts"),
    ("told", "printed, reported"),
    ("until it is so", "until the state is reached"),
    ("what brought", "the effects of"),
    ("what is wrong", "the problem"),
    ("whatever", "any, regardless of"),
    ("whoever", "the client, the caller, the user"),
];

/// A comment or a line of Markdown that violates a rule.
#[derive(Debug, PartialEq, Eq)]
struct Violation {
    line: usize,
    remedy: String,
}

#[test]
fn comments_and_documentation_use_the_words_of_the_style_page() {
    let (mut report, mut count) = (Vec::new(), 0);
    let paths = CHECKED.into_iter().flat_map(files::below);
    for path in paths.filter(|path| is_text(path)) {
        let name = path.display().to_string();
        if WORD_LISTS.contains(&name.as_str()) {
            continue;
        }
        count += 1;
        let text = files::text(&path);
        let mut violations = match path.extension().and_then(OsStr::to_str) {
            Some("md") => violations_of_markdown(&text),
            Some("rs") => violations_of_source(&text),
            _ => violations_of_script(&text),
        };
        if DOCUMENTED_BY_VERBS
            .iter()
            .any(|folder| name.starts_with(folder))
        {
            violations.extend(violations_of_functions(&text));
        }
        report.extend(
            violations
                .into_iter()
                .map(|violation| format!("{name}:{}: {}", violation.line, violation.remedy)),
        );
    }
    assert!(count > 100, "only {count} files were checked");
    assert!(
        report.is_empty(),
        "see docs/style.md:\n{}",
        report.join("\n")
    );
}

#[test]
fn a_comment_begins_with_no_question() {
    let text = "/// Whether it is open.\n/// How it is.\nfn a() {}\n\n//! What it is.\nx(); // Why it is.\n// So.\n// What.\n";
    let lines: Vec<_> = violations_of_source(text).iter().map(|v| v.line).collect();
    assert_eq!(lines, [1, 5, 6]);
    assert_eq!(violations_of_source("/// Returns how long it took."), []);
}

#[test]
fn the_comments_of_scripts_and_manifests_are_checked() {
    let text = "# Where it is.\n# How.\n[table] # Why.\nkey = 1\n# An answer.\n";
    let lines: Vec<_> = violations_of_script(text).iter().map(|v| v.line).collect();
    assert_eq!(lines, [1, 5]);
}

#[test]
fn the_documentation_of_a_function_begins_with_a_verb() {
    let text = "/// The end.\n///\n/// It is near.\n#[must_use]\npub(crate) const fn end() {}\n/// The rest.\nstruct Rest;\n/// Returns the end.\nfn end() {}\n";
    let lines: Vec<_> = violations_of_functions(text)
        .iter()
        .map(|v| v.line)
        .collect();
    assert_eq!(lines, [1]);
}

#[test]
fn words_are_found_in_identifiers_and_messages() {
    let text = "fn an_answer() {}\nlet x = Answers;\n// `answer`\nlet y = \"no answer\";\nlet unanswered = 1;\nfn it_tells() {}\nlet masked = 1;\n";
    let lines: Vec<_> = violations_of_source(text).iter().map(|v| v.line).collect();
    assert_eq!(lines, [1, 2, 4, 6]);
}

#[test]
fn phrases_are_found_in_comments_and_in_text_but_not_in_code() {
    let text = "fn by_hand() {} // The answer.\n/// Calls `answer`.\n/// The Answers of it.\n";
    let lines: Vec<_> = violations_of_source(text).iter().map(|v| v.line).collect();
    assert_eq!(lines, [1, 3]);
    let text = "Written by hand.\n```rust\n// By hand.\n```\nAn `answer`, unanswered.\n";
    let lines: Vec<_> = violations_of_markdown(text)
        .iter()
        .map(|v| v.line)
        .collect();
    assert_eq!(lines, [1]);
}

#[test]
fn a_violation_names_the_remedy() {
    let [violation] = violations_of_source("/// Has a time-out.")
        .try_into()
        .unwrap();
    assert_eq!(violation.remedy, "for `time-out`, write `timeout`");
    let [violation] = violations_of_source("/// Where it is.").try_into().unwrap();
    assert_eq!(
        violation.remedy,
        "begin with a noun phrase, a verb such as `Returns`, or `True if`, not with `Where`"
    );
}

/// Checks the comments of a Rust file.
fn violations_of_source(text: &str) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut is_continued = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        let comment = match line.split_once("//") {
            // Not within a string, as far as one line tells.
            Some((code, comment)) if code.matches('"').count() % 2 == 0 => Some((code, comment)),
            _ => None,
        };
        let text = comment.map(|(_, text)| text.trim_start_matches(['/', '!']));
        if !is_continued || !line.starts_with("//") {
            violations.extend(text.and_then(|text| violation_of_beginning(index + 1, text)));
        }
        is_continued = line.starts_with("//");
        violations.extend(
            text.into_iter()
                .flat_map(|text| violations_of_phrases(index + 1, text)),
        );
        let code = comment.map_or(line, |(code, _)| code);
        violations.extend(violations_of_words(index + 1, code));
    }
    violations
}

/// Checks the first word of a comment.
fn violation_of_beginning(line: usize, comment: &str) -> Option<Violation> {
    let word = comment.split_whitespace().next()?;
    QUESTIONS.contains(&word).then(|| Violation {
        line,
        remedy: format!(
            "begin with a noun phrase, a verb such as `Returns`, or `True if`, not with `{word}`"
        ),
    })
}

/// Checks the comments of a file in TOML, Python or shell.
fn violations_of_script(text: &str) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut is_continued = false;
    for (index, line) in text.lines().enumerate() {
        let comment = line.trim().strip_prefix('#');
        if let Some(comment) = comment {
            violations.extend(violations_of_phrases(index + 1, comment));
            if !is_continued {
                violations.extend(violation_of_beginning(index + 1, comment));
            }
        }
        is_continued = comment.is_some();
    }
    violations
}

/// Checks the first words of the documentation of functions.
fn violations_of_functions(text: &str) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut documentation = None;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(text) = line.strip_prefix("///") {
            documentation = documentation.or(Some((index + 1, text)));
            continue;
        }
        if line.starts_with("#[") {
            continue;
        }
        let mut words = line.split([' ', '(', ')']);
        let is_function = words.find(|word| !MODIFIERS.contains(word)) == Some("fn");
        if let (true, Some((first_line, text))) = (is_function, documentation.take())
            && let Some(word) = text.split_whitespace().next()
            && NOUN_PHRASES.contains(&word)
        {
            violations.push(Violation {
                line: first_line,
                remedy: format!("begin with a verb such as `Returns`, not with `{word}`"),
            });
        }
        documentation = None;
    }
    violations
}

/// Checks the identifiers and the messages of a line of code.
fn violations_of_words(line: usize, code: &str) -> Vec<Violation> {
    let code = code.to_lowercase();
    let begins = |rest: &str, at: usize| !rest[..at].ends_with(char::is_alphabetic);
    WORDS
        .iter()
        .filter(|(word, _)| code.match_indices(word).any(|(at, _)| begins(&code, at)))
        .map(|(word, remedy)| Violation {
            line,
            remedy: format!("in identifiers and messages, for `{word}` write `{remedy}`"),
        })
        .collect()
}

/// Checks the text of a Markdown file, without its code blocks.
fn violations_of_markdown(text: &str) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut is_code = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code {
            violations.extend(violations_of_phrases(index + 1, line));
        }
    }
    violations
}

fn violations_of_phrases(line: usize, text: &str) -> Vec<Violation> {
    // Every second part is inline code.
    let prose: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let is_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    let words: Vec<String> = prose
        .split(|letter: char| !is_letter(letter))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let words = format!(" {} ", words.join(" "));
    PHRASES
        .iter()
        .filter(|(phrase, _)| words.contains(&format!(" {phrase} ")))
        .map(|(phrase, remedy)| Violation {
            line,
            remedy: format!("for `{phrase}`, write `{remedy}`"),
        })
        .collect()
}

/// True for a file with comments or prose.
fn is_text(path: &Path) -> bool {
    match path.extension().and_then(OsStr::to_str) {
        Some(extension) => ["md", "py", "rs", "toml"].contains(&extension),
        None => path.starts_with(".ci"),
    }
}
