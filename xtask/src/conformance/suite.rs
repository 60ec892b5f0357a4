//! The test cases of a model, and the generated crate that runs them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;
use tinsmith_codegen::select::{SelectedOperation, protocols, select};
use tinsmith_codegen::smithy::{Model, Shape, ShapeKind};
use tinsmith_codegen::{Dependency, Diagnostic, Generated, ServiceSpec, SourceFile, generate};

use super::endpoint_rules;
use super::skips::Skips;
use crate::workspace::{self, Error};

const REQUESTS: &str = "smithy.test#httpRequestTests";
const RESPONSES: &str = "smithy.test#httpResponseTests";
const EVENT_STREAMS: &str = "smithy.test#eventStreamTests";
const ENDPOINTS: &str = "smithy.rules#endpointTests";

/// The tests of one service.
#[derive(Debug, Default)]
pub(super) struct Suite {
    /// The name in reports: file and service.
    pub(super) label: String,
    /// The crate's name.
    pub(super) crate_name: String,
    /// The files of the crate.
    pub(super) files: Vec<SourceFile>,
    /// The number of cases to run.
    pub(super) cases: usize,
    /// The cases that are not run, with the reasons.
    pub(super) skipped: Vec<(String, String)>,
    /// The cases for which no test can be generated, with the reasons.
    pub(super) problems: Vec<String>,
}

/// Returns a suite for each service of a model that speaks a supported protocol.
pub(super) fn suites(
    path: &Path,
    service: Option<&str>,
    filter: Option<&str>,
    skips: &Skips,
) -> Result<Vec<Suite>, Error> {
    let mut text = workspace::read(path)?;
    let error = |diagnostics: Vec<Diagnostic>| {
        let lines: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
        Error::content(path, lines.join("\n"))
    };
    let mut json: Value =
        serde_json::from_str(&text).map_err(|error| Error::content(path, error))?;
    if endpoint_rules::add(&mut json, path)? {
        text = json.to_string();
    }
    let model = Model::from_json(&text).map_err(error)?;
    let file = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let found = model.shapes().filter(|shape| {
        matches!(shape.kind, ShapeKind::Service(_)) && protocols(shape).next().is_some()
    });
    let selected = found
        .filter(|shape| service.is_none_or(|name| shape.id == *name || shape.id.name() == name));
    selected
        .map(|shape| {
            let spec = ServiceSpec {
                crate_name: format!(
                    "conformance-{}-{}",
                    file.trim_end_matches(".json"),
                    shape.id.name().to_lowercase().replace('_', "-")
                ),
                model_path: file.clone(),
                service: Some(shape.id.to_string()),
                skip_unsupported: true,
                runtime: Dependency::Path(
                    workspace::root()
                        .join("crates/tinsmith")
                        .to_string_lossy()
                        .replace('\\', "/"),
                ),
                ..ServiceSpec::default()
            };
            let skips = skips.of_service(shape.traits.endpoint_rules().is_some());
            suite(&model, json.clone(), shape, spec, filter, &skips).map_err(error)
        })
        .collect()
}

fn suite(
    model: &Model,
    mut json: Value,
    service: &Shape,
    mut spec: ServiceSpec,
    filter: Option<&str>,
    skips: &BTreeMap<String, String>,
) -> Result<Suite, Vec<Diagnostic>> {
    let mut suite = Suite {
        label: format!("{} {}", spec.model_path, service.id.name()),
        crate_name: spec.crate_name.clone(),
        ..Suite::default()
    };
    let selection = select(model, &spec)?;
    let protocol = selection.protocol_id();
    let is_selected =
        |case: &Value| filter.is_none_or(|filter| texts(case).any(|text| text.contains(filter)));

    // The cases of operations that cannot be generated count as skipped with a reason, or as failed.
    for left_out in &selection.skipped {
        let Some(shape) = left_out.shape.as_ref().and_then(|id| model.get(id)) else {
            continue;
        };
        for case in client_cases(shape, protocol).filter(|case| is_selected(case)) {
            let id = id(case);
            match skips.get(id) {
                Some(reason) => suite.skipped.push((id.to_owned(), reason.clone())),
                None => {
                    suite.problems.push(format!("{id}: {left_out}"));
                    suite.cases += 1;
                }
            }
        }
    }

    let mut tested = BTreeSet::new();
    let mut shapes = BTreeSet::new();
    for SelectedOperation { shape, errors, .. } in &selection.operations {
        let holders = std::iter::once(*shape).chain(errors.iter().copied());
        for holder in holders {
            // The cases of an error run once, even if several operations have the error.
            let is_first = shapes.insert(holder.id.clone());
            for case in client_cases(holder, protocol).filter(|case| is_selected(case)) {
                match skips.get(id(case)) {
                    Some(reason) if is_first => {
                        let skipped = (id(case).to_owned(), reason.clone());
                        suite.skipped.push(skipped);
                    }
                    Some(_) => {}
                    None => {
                        tested.insert(shape.id.name().to_owned());
                        suite.cases += usize::from(is_first);
                    }
                }
            }
        }
    }
    let endpoints = service
        .traits
        .member(ENDPOINTS, "testCases")
        .and_then(Value::as_array);
    let endpoints = endpoints
        .into_iter()
        .flatten()
        .filter(|case| is_selected(case))
        .count();
    suite.cases += endpoints;
    if tested.is_empty() && endpoints > 0 {
        // A rule set needs a crate with at least one operation.
        tested.extend(
            selection
                .operations
                .first()
                .map(|operation| operation.shape.id.name().to_owned()),
        );
    }
    if !tested.is_empty() {
        retain_cases(&mut json, &|case| {
            is_selected(case) && !skips.contains_key(id(case))
        });
        spec.operations = Some(tested.into_iter().collect());
        let Generated { files, .. } = generate(&json.to_string(), &spec)?;
        suite.files = files;
    }
    Ok(suite)
}

/// Returns the client cases of the three traits for a protocol.
fn client_cases<'s>(shape: &'s Shape, protocol: &str) -> impl Iterator<Item = &'s Value> {
    let cases = [REQUESTS, RESPONSES, EVENT_STREAMS]
        .into_iter()
        .filter_map(|id| shape.traits.get(id)?.as_array())
        .flatten();
    cases.filter(move |case| {
        let text = |key: &str| case.get(key).and_then(Value::as_str);
        text("appliesTo") != Some("server") && text("protocol") == Some(protocol)
    })
}

/// Removes the cases that are not selected from a model.
fn retain_cases(json: &mut Value, is_selected: &impl Fn(&Value) -> bool) {
    let shapes = json.get_mut("shapes").and_then(Value::as_object_mut);
    for shape in shapes.into_iter().flat_map(|shapes| shapes.values_mut()) {
        let Some(traits) = shape.get_mut("traits") else {
            continue;
        };
        for id in [REQUESTS, RESPONSES, EVENT_STREAMS] {
            if let Some(cases) = traits.get_mut(id).and_then(Value::as_array_mut) {
                cases.retain(is_selected);
            }
        }
        if let Some(cases) = traits
            .get_mut(ENDPOINTS)
            .and_then(|tests| tests.get_mut("testCases"))
            .and_then(Value::as_array_mut)
        {
            cases.retain(is_selected);
        }
    }
}

fn id(case: &Value) -> &str {
    case.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// Returns the texts that a filter is applied to: the id and the documentation.
fn texts(case: &Value) -> impl Iterator<Item = &str> {
    ["id", "documentation"]
        .into_iter()
        .filter_map(|key| case.get(key)?.as_str())
}
