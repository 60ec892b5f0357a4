//! The output of commands: lines for people, with colours on a terminal, or JSON for programs.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;

use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};
use tinsmith_codegen::{Diagnostic, visible};

use crate::ModelText;

/// The format of all output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum MessageFormat {
    /// Lines for people.
    #[default]
    Human,
    /// One JSON object per line, on the standard output.
    Json,
}

/// The importance of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// A fault that prevents the result.
    Error,
    /// A fault that does not prevent the result.
    Warning,
    /// A fact beside the result.
    Note,
    /// A remedy.
    Help,
}

impl Level {
    fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
            Self::Help => "help",
        }
    }

    fn style(self) -> Style {
        let color = match self {
            Self::Error => AnsiColor::Red,
            Self::Warning => AnsiColor::Yellow,
            Self::Note => AnsiColor::Green,
            Self::Help => AnsiColor::Cyan,
        };
        color.on_default().bold()
    }
}

/// The first failure to write the result.
static WRITE_FAILURE: OnceLock<String> = OnceLock::new();

/// The printer of messages and results.
///
/// A closed pipe, as with `| head`, is not an error. Any other failure of the standard output is kept for the end of the program.
#[derive(Clone, Copy, Debug, Default)]
pub struct Report {
    format: MessageFormat,
}

impl Report {
    /// Creates a printer with this format.
    pub fn new(format: MessageFormat) -> Self {
        Self { format }
    }

    /// True if the output is JSON.
    pub fn is_json(self) -> bool {
        self.format == MessageFormat::Json
    }

    /// Prints a message to the standard error. Its text may come from outside.
    pub fn message(self, level: Level, text: impl Display) {
        let text = text.to_string();
        if self.is_json() {
            return self
                .record(json!({ "reason": "message", "level": level.word(), "message": text }));
        }
        self.message_line(level, &text);
    }

    /// Prints a problem of a model.
    pub fn diagnostic(self, level: Level, model: &ModelText, diagnostic: &Diagnostic) {
        if self.is_json() {
            let location = diagnostic.location.as_ref();
            return self.record(json!({
                "reason": "diagnostic",
                "level": level.word(),
                "message": diagnostic.message,
                "shape": diagnostic.shape.as_ref().map(|shape| shape.as_str()),
                "file": location.map(|location| &*location.file).or(model.only_file()),
                "line": location.map(|location| location.line),
                "column": location.map(|location| location.column),
            }));
        }
        self.message_line(level, &model.describe(diagnostic));
    }

    /// Prints the current step, on a terminal only.
    pub fn progress(self, verb: &str, text: impl Display) {
        if !self.is_json() && io::stderr().is_terminal() {
            let style = AnsiColor::Green.on_default().bold();
            let text = visible(&text.to_string());
            let _ = writeln!(anstream::stderr(), "{style}{verb:>12}{style:#} {text}");
        }
    }

    /// Prints a line of the result for people. Its text must be printable.
    pub fn line(self, line: impl Display) {
        if !self.is_json() {
            note_failure(writeln!(anstream::stdout(), "{line}"));
        }
    }

    /// Prints a record of the result for programs.
    pub fn record(self, record: Value) {
        if self.is_json() {
            note_failure(writeln!(io::stdout(), "{record}"));
        }
    }

    /// Prints bytes of the result, such as a script.
    pub fn bytes(self, bytes: &[u8]) {
        let mut stdout = io::stdout();
        note_failure(stdout.write_all(bytes).and_then(|()| stdout.flush()));
    }

    /// Reports that the result, or a part of it, could not be written. Returns true if all of it was.
    pub fn finish(self) -> bool {
        let Some(failure) = WRITE_FAILURE.get() else {
            return true;
        };
        self.message_line(
            Level::Error,
            &format!("cannot write to the standard output: {failure}"),
        );
        false
    }

    fn message_line(self, level: Level, text: &str) {
        let (style, word, text) = (level.style(), level.word(), visible(text));
        let _ = writeln!(anstream::stderr(), "{style}{word}{style:#}: {text}");
    }
}

/// Keeps the failure to write a part of the result.
fn note_failure(written: io::Result<()>) {
    if let Err(error) = written
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        WRITE_FAILURE.get_or_init(|| error.to_string());
    }
}
