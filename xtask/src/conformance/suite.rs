//! Which cases a model has, and the crate that tests them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;
use tinsmith_codegen::select::{SelectedOperation, select};
use tinsmith_codegen::smithy::{Model, Shape, ShapeKind};
use tinsmith_codegen::{Dependency, Diagnostic, Generated, ServiceSpec, SourceFile, generate};

use crate::services::Services;
use crate::workspace::{self, Error};

const PROTOCOL: &str = "aws.protocols#restJson1";
const REQUESTS: &str = "smithy.test#httpRequestTests";
const RESPONSES: &str = "smithy.test#httpResponseTests";
const ENDPOINTS: &str = "smithy.rules#endpointTests";

/// The tests of one service.
#[derive(Debug, Default)]
pub(super) struct Suite {
    /// How reports name it: file and service.
    pub(super) label: String,
    /// The crate's name.
    pub(super) crate_name: String,
    /// The crate.
    pub(super) files: Vec<SourceFile>,
    /// How many cases have to run.
    pub(super) cases: usize,
    /// Cases that are not run, with the reasons.
    pub(super) skipped: Vec<(String, String)>,
    /// Cases for which there is no test, and why.
    pub(super) problems: Vec<String>,
}

/// A suite for each service of a model that speaks the protocol.
pub(super) fn suites(
    path: &Path,
    service: Option<&str>,
    filter: Option<&str>,
    skips: &BTreeMap<String, String>,
    services: &Services,
) -> Result<Vec<Suite>, Error> {
    let text = workspace::read(path)?;
    let said = |problems: Vec<Diagnostic>| {
        let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
        Error::content(path, problems.join("\n"))
    };
    let model = Model::from_json(&text).map_err(said)?;
    let json: Value = serde_json::from_str(&text).map_err(|error| Error::content(path, error))?;
    let file = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let found = model
        .shapes()
        .filter(|shape| matches!(shape.kind, ShapeKind::Service(_)) && shape.traits.has(PROTOCOL));
    let wanted = found.filter(|shape| {
        service.is_none_or(|wanted| shape.id == *wanted || shape.id.name() == wanted)
    });
    wanted
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
                quirks: services.quirks(),
                ..ServiceSpec::default()
            };
            suite(&model, json.clone(), shape, spec, filter, skips).map_err(said)
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
    let wanted =
        |case: &Value| filter.is_none_or(|filter| words(case).any(|words| words.contains(filter)));

    // Cases of what cannot be generated count, too: as skipped with a reason, or as failed.
    for left_out in &selection.skipped {
        let Some(shape) = left_out.shape.as_ref().and_then(|id| model.get(id)) else {
            continue;
        };
        for case in client_cases(shape).filter(|case| wanted(case)) {
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
            let cases: Vec<_> = client_cases(holder).filter(|case| wanted(case)).collect();
            if !cases.is_empty() {
                tested.insert(shape.id.name().to_owned());
                // An error's cases are run once, whichever operation it is that has it.
                if shapes.insert(holder.id.clone()) {
                    suite.cases += cases.len();
                    let refused = cases
                        .into_iter()
                        .map(id)
                        .filter(|id| skips.contains_key(*id));
                    suite.problems.extend(refused.map(|id| {
                        format!("{id}: may not be skipped, its operation can be generated")
                    }));
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
        .filter(|case| wanted(case))
        .count();
    suite.cases += endpoints;
    if tested.is_empty() && endpoints > 0 {
        // The rules need a crate around them, but no more of it than one operation.
        tested.extend(
            selection
                .operations
                .first()
                .map(|operation| operation.shape.id.name().to_owned()),
        );
    }
    if !tested.is_empty() {
        retain_cases(&mut json, &wanted);
        spec.operations = Some(tested.into_iter().collect());
        let Generated { files, .. } = generate(&json.to_string(), &spec)?;
        suite.files = files;
    }
    Ok(suite)
}

/// The cases of both traits that concern a client.
fn client_cases(shape: &Shape) -> impl Iterator<Item = &Value> {
    let cases = [REQUESTS, RESPONSES]
        .into_iter()
        .filter_map(|id| shape.traits.get(id)?.as_array())
        .flatten();
    cases.filter(|case| {
        let text = |key: &str| case.get(key).and_then(Value::as_str);
        text("appliesTo") != Some("server") && text("protocol") == Some(PROTOCOL)
    })
}

/// Takes the cases that are not wanted out of a model.
fn retain_cases(json: &mut Value, wanted: &impl Fn(&Value) -> bool) {
    let shapes = json.get_mut("shapes").and_then(Value::as_object_mut);
    for shape in shapes.into_iter().flat_map(|shapes| shapes.values_mut()) {
        let Some(traits) = shape.get_mut("traits") else {
            continue;
        };
        for id in [REQUESTS, RESPONSES] {
            if let Some(cases) = traits.get_mut(id).and_then(Value::as_array_mut) {
                cases.retain(wanted);
            }
        }
        if let Some(cases) = traits
            .get_mut(ENDPOINTS)
            .and_then(|tests| tests.get_mut("testCases"))
            .and_then(Value::as_array_mut)
        {
            cases.retain(wanted);
        }
    }
}

fn id(case: &Value) -> &str {
    case.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// What a filter looks at: the id and the documentation.
fn words(case: &Value) -> impl Iterator<Item = &str> {
    ["id", "documentation"]
        .into_iter()
        .filter_map(|key| case.get(key)?.as_str())
}
