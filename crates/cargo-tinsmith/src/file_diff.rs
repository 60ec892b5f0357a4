//! The differences between files on disk and generated ones, as text.

use std::fs;
use std::path::Path;

use anstyle::{AnsiColor, Style};
use serde_json::json;
use similar::TextDiff;
use tinsmith_codegen::visible;

use crate::line_ends::with_lf;
use crate::report::Report;
use crate::sync::{Difference, Package};

/// Prints the differences, one per line, each with a unified diff if the file exists with other content. Paths are relative to the root.
pub(crate) fn print(differences: &[Difference], packages: &[Package], root: &Path, report: Report) {
    for difference in differences {
        let path = crate::relative(root, difference.path());
        let diff = match difference {
            Difference::Stale(_) => unified(difference.path(), &path, packages),
            _ => String::new(),
        };
        report.record(json!({
            "reason": "file",
            "difference": difference.word(),
            "path": path,
            "diff": diff,
        }));
        report.line(format_args!("{:8}{}", difference.word(), visible(&path)));
        for line in diff.lines() {
            let style = style(line);
            report.line(format_args!("{style}{}{style:#}", printable(line)));
        }
    }
}

/// Returns the unified diff from a file to its generated text.
fn unified(file: &Path, path: &str, packages: &[Package]) -> String {
    let mut files = packages.iter().flat_map(Package::all_files);
    let Some((_, generated)) = files.find(|(found, _)| found == file) else {
        return String::new();
    };
    let old = String::from_utf8_lossy(&fs::read(file).unwrap_or_default()).into_owned();
    // Line endings are not compared, so that they hide no difference.
    let (old, new) = (with_lf(&old), with_lf(&generated.text));
    let diff = TextDiff::from_lines(&*old, &*new);
    let name = format!("{path} (generated)");
    diff.unified_diff().header(path, &name).to_string()
}

/// Returns the style of a line of a unified diff.
fn style(line: &str) -> Style {
    let color = match line.chars().next() {
        Some('+') => AnsiColor::Green,
        Some('-') => AnsiColor::Red,
        Some('@') => AnsiColor::Cyan,
        _ => return Style::new(),
    };
    color.on_default()
}

/// Returns a line whose invisible characters, except for tabs, are escaped.
fn printable(line: &str) -> String {
    let parts: Vec<String> = line.split('\t').map(visible).collect();
    parts.join("\t")
}

#[cfg(test)]
mod tests {
    use tinsmith_codegen::SourceFile;

    use super::*;

    #[test]
    fn a_diff_leads_from_the_file_to_the_generated_text_whatever_its_line_ends() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.rs");
        let generated = SourceFile {
            path: "a.rs".to_owned(),
            text: "a\nc\n".to_owned(),
        };
        let packages = [Package::new(folder.path().to_owned(), vec![generated])];
        for content in ["a\nb\n", "a\r\nb\r\n"] {
            fs::write(&file, content).unwrap();
            assert_eq!(
                unified(&file, "a.rs", &packages),
                "--- a.rs\n+++ a.rs (generated)\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"
            );
        }
    }

    #[test]
    fn control_characters_are_escaped_and_tabs_stay() {
        assert_eq!(printable("+\ta\u{1b}[2J"), "+\ta\\u{1b}[2J");
    }
}
