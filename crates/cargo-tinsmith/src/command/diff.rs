//! `cargo tinsmith diff`.

use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use serde_json::json;
use tinsmith_codegen::plan::ServicePlan;
use tinsmith_codegen::select::remove_unknown;
use tinsmith_codegen::smithy::{Model, ShapeKind};
use tinsmith_codegen::{Caller, Diagnostic, ServiceSpec, outline, plan_from_files, visible};

use crate::changes::{Change, ChangeKind, changes};
use crate::report::{Level, Report};
use crate::{Client, Error, FILE_NAME, ModelText, Project, sha256};

/// Show the effects of a newer model on the recorded clients: breaking changes first, then additions.
///
/// Only the selected operations are compared. It fails if there are breaking changes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo tinsmith diff newer/lambda.json
  cargo tinsmith diff newer/lambda.json --client my-lambda")]
pub(super) struct Arguments {
    /// The newer model; several for a model of several files.
    #[arg(required = true, value_name = "NEW_MODEL")]
    model: Vec<PathBuf>,
    /// The client, by the name of its crate or module; by default all clients of the model's service.
    #[arg(long, value_name = "NAME")]
    client: Option<String>,
}

/// Prints the changes. Returns true if none is breaking.
pub(super) fn run(arguments: &Arguments, report: Report) -> Result<bool, Error> {
    let project = Project::find()?;
    let model = ModelText::read(&arguments.model)?;
    let shapes = match model.parse() {
        Ok(shapes) => shapes,
        Err(diagnostics) => {
            print_faults(&model, &diagnostics, report);
            return Ok(false);
        }
    };
    let newer = Newer {
        text: &model,
        shapes,
    };
    let (mut is_compatible, mut is_any_compared) = (true, false);
    for client in &project.clients {
        if arguments
            .client
            .as_ref()
            .is_some_and(|name| name != client.name())
        {
            continue;
        }
        report.progress("Comparing", client.name());
        let is_named = arguments.client.is_some();
        let comparison = compare(&project, client, &newer, is_named, report);
        // The other clients are compared all the same.
        let comparison = comparison.unwrap_or_else(|error| {
            report.message(Level::Error, error);
            Comparison::Faulty
        });
        match comparison {
            Comparison::OtherService => {}
            Comparison::Faulty => {
                is_any_compared = true;
                is_compatible = false;
                let name = client.name();
                report.message(
                    Level::Note,
                    format_args!("{name} was not compared, because of these errors"),
                );
            }
            Comparison::Changes(changes) => {
                is_any_compared = true;
                is_compatible &= changes
                    .iter()
                    .all(|change| change.kind != ChangeKind::Breaking);
                print(client, &changes, report);
            }
        }
    }
    if !is_any_compared {
        let message = match &arguments.client {
            Some(name) => format!("there is no client `{name}`"),
            None => {
                "no client has a service of the newer model; `--client NAME` selects one".to_owned()
            }
        };
        return Err(Error::content(&project.path(), message));
    }
    Ok(is_compatible)
}

/// The newer model.
struct Newer<'m> {
    text: &'m ModelText,
    shapes: Model,
}

enum Comparison {
    /// The newer model has another service.
    OtherService,
    /// One of the models has faults, which were reported, or cannot be read.
    Faulty,
    Changes(Vec<Change>),
}

fn compare(
    project: &Project,
    client: &Client,
    newer: &Newer<'_>,
    is_named: bool,
    report: Report,
) -> Result<Comparison, Error> {
    let old = ModelText::read(&client.model_paths(&project.root))?;
    if !is_named && !is_of_same_service(&old, client, newer) {
        return Ok(Comparison::OtherService);
    }
    if client
        .sha256
        .as_ref()
        .is_some_and(|recorded| *recorded != sha256(&old))
    {
        report.message(
            Level::Warning,
            format_args!(
                "the model of {} has changed since its last generation, so the generated client may differ from it; restore the model whose \
                 SHA-256 is in {FILE_NAME}, or run `cargo tinsmith generate`",
                client.name()
            ),
        );
    }
    let folder = project.root.join(client.folder());
    let spec = client.spec(
        &project.root,
        &folder,
        &project.runtime_source(),
        Caller::TinsmithFile,
    );
    let Some(old_plan) = plan(&old, &spec, report) else {
        return Ok(Comparison::Faulty);
    };
    let Some(newer_spec) = newer_spec(newer, &spec, &old_plan, is_named) else {
        return Ok(Comparison::OtherService);
    };
    // Every selected operation is gone, and there is nothing to plan.
    if newer_spec.operations.as_ref().is_some_and(Vec::is_empty) {
        let new_plan = ServicePlan {
            operations: Vec::new(),
            ..old_plan.clone()
        };
        return Ok(Comparison::Changes(changes(&old_plan, &new_plan)));
    }
    Ok(match plan(newer.text, &newer_spec, report) {
        Some(new_plan) => Comparison::Changes(changes(&old_plan, &new_plan)),
        None => Comparison::Faulty,
    })
}

/// True if the newer model has a service of the recorded one, or the services of that are unknown because of faults.
fn is_of_same_service(old: &ModelText, client: &Client, newer: &Newer<'_>) -> bool {
    let Ok(shapes) = old.parse() else {
        return true;
    };
    let is_selected = |id: &str| match &client.service {
        Some(service) => id == service || id.rsplit('#').next() == Some(service),
        None => true,
    };
    let mut services = shapes
        .shapes()
        .filter(|shape| matches!(shape.kind, ShapeKind::Service(_)));
    services.any(|shape| {
        let id = shape.id.as_str();
        is_selected(id) && newer.shapes.get(id).is_some()
    })
}

fn plan(model: &ModelText, spec: &ServiceSpec, report: Report) -> Option<ServicePlan> {
    match plan_from_files(&model.files(), spec) {
        Ok(plan) => Some(plan),
        Err(diagnostics) => {
            print_faults(model, &diagnostics, report);
            None
        }
    }
}

fn print_faults(model: &ModelText, diagnostics: &[Diagnostic], report: Report) {
    for diagnostic in diagnostics {
        report.diagnostic(Level::Error, model, diagnostic);
    }
}

/// Returns the specification without the operations, renames and traits to ignore that the newer model lacks. `None` if the model has another
/// service.
fn newer_spec(
    newer: &Newer<'_>,
    spec: &ServiceSpec,
    old: &ServicePlan,
    is_named: bool,
) -> Option<ServiceSpec> {
    let shapes = &newer.shapes;
    let has_service = shapes.get(&old.shape).is_some();
    if !has_service && !is_named {
        return None;
    }
    let mut spec = spec.clone();
    if has_service && spec.service.is_none() {
        spec.service = Some(old.shape.clone());
    }
    remove_unknown(shapes, &mut spec);
    let all = ServiceSpec {
        operations: None,
        skip_unsupported: true,
        ..spec.clone()
    };
    if let Some(operations) = &mut spec.operations
        && let Ok(outline) = outline(&newer.text.files(), &all)
    {
        operations.retain(|name| {
            let mut known = outline.operations.iter();
            known.any(|operation| operation.name == *name)
        });
    }
    Some(spec)
}

/// Prints the changes of a client, by kind.
fn print(client: &Client, changes: &[Change], report: Report) {
    let bold = Style::new().bold();
    let name = visible(client.name());
    report.record(json!({ "reason": "client", "client": client.name(), "changes": changes.len() }));
    if changes.is_empty() {
        report.line(format_args!(
            "{bold}{name}{bold:#}: no changes of the selected operations"
        ));
    }
    for kind in ChangeKind::ALL {
        let changes = changes.iter().filter(|change| change.kind == kind);
        let count = changes.clone().count();
        if count > 0 {
            let style = match kind {
                ChangeKind::Breaking => AnsiColor::Red.on_default().bold(),
                _ => bold,
            };
            report.line(format_args!(
                "{bold}{name}{bold:#}: {style}{}{style:#} ({count})",
                kind.heading()
            ));
        }
        for change in changes {
            report.record(json!({
                "reason": "change",
                "client": client.name(),
                "kind": kind.name(),
                "item": change.item,
                "message": change.message,
            }));
            report.line(format_args!(
                "  {} {}",
                visible(&change.item),
                visible(&change.message)
            ));
        }
    }
}
