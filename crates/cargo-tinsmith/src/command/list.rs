//! `cargo tinsmith list`.

use anstyle::{AnsiColor, Style};
use serde_json::json;
use tinsmith_codegen::{OperationOutline, ServiceOutline, outline, visible};

use super::model_options::ModelOptions;
use crate::report::{Level, Report};
use crate::{Error, ModelText};

/// List the operations of a model, each with a line of its documentation, and with marks for pages, streams and waiters.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo tinsmith list lambda.json
  cargo tinsmith list lambda.json --filter function")]
pub(super) struct Arguments {
    #[command(flatten)]
    model: ModelOptions,
    /// Selects the operations whose name or documentation contains this text, without regard to case.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
}

/// Prints the operations. Returns true unless the model is invalid.
pub(super) fn run(arguments: &Arguments, report: Report) -> Result<bool, Error> {
    let model = ModelText::read(&arguments.model.model)?;
    let outline = match outline(&model.files(), &arguments.model.spec()) {
        Ok(outline) => outline,
        Err(diagnostics) => {
            for diagnostic in diagnostics {
                report.diagnostic(Level::Error, &model, &diagnostic);
            }
            return Ok(false);
        }
    };
    let filter = arguments
        .filter
        .as_deref()
        .unwrap_or_default()
        .to_lowercase();
    let is_wanted = |operation: &&OperationOutline| {
        let mut texts = [&operation.name, &operation.summary].into_iter();
        texts.any(|text| text.to_lowercase().contains(&filter))
    };
    let operations: Vec<&OperationOutline> = outline.operations.iter().filter(is_wanted).collect();
    print_header(&outline, operations.len(), report);
    let width = operations
        .iter()
        .map(|operation| operation.name.chars().count())
        .max();
    let mark_width = operations
        .iter()
        .map(|operation| marks(operation).len())
        .max();
    for operation in operations {
        print(
            operation,
            width.unwrap_or(0),
            mark_width.unwrap_or(0),
            report,
        );
    }
    Ok(true)
}

fn print_header(outline: &ServiceOutline, selected: usize, report: Report) {
    report.record(json!({
        "reason": "service",
        "shape": outline.shape,
        "title": outline.title,
        "protocol": outline.protocol,
        "operations": outline.operations.len(),
    }));
    let all = outline.operations.len();
    let count = match selected == all {
        true => format!("{all} operations"),
        false => format!("{selected} of {all} operations"),
    };
    let title = visible(&outline.title);
    report.line(format_args!("{title}, {}: {count}", outline.protocol));
}

fn print(operation: &OperationOutline, width: usize, mark_width: usize, report: Report) {
    report.record(json!({
        "reason": "operation",
        "name": operation.name,
        "summary": operation.summary,
        "pages": operation.has_pages,
        "stream": operation.has_stream,
        "waiters": operation.has_waiters,
        "unsupported": operation.unsupported,
    }));
    let (name, marks) = (visible(&operation.name), marks(operation));
    let summary = match &operation.unsupported {
        Some(reason) => format!("not supported: {}", visible(reason)),
        None => visible(&operation.summary),
    };
    let (bold, dim) = (Style::new().bold(), AnsiColor::Cyan.on_default());
    let line = format!("{bold}{name:width$}{bold:#}  {dim}{marks:mark_width$}{dim:#}  {summary}");
    report.line(line.trim_end());
}

/// Returns the marks of an operation.
fn marks(operation: &OperationOutline) -> String {
    let marks = [
        (operation.has_pages, "pages"),
        (operation.has_stream, "stream"),
        (operation.has_waiters, "waiters"),
    ];
    let marks = marks.iter().filter(|(has, _)| *has).map(|(_, mark)| *mark);
    marks.collect::<Vec<_>>().join(" ")
}
