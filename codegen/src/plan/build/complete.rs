//! What stands on a plan with all its types: endpoint rules, waiters and tests.

use std::collections::HashSet;

use super::protocol_tests::{Cases, Holder};
use super::{endpoint_rules, endpoint_tests, waiters};
use crate::plan::docs::overview;
use crate::plan::ir::ServicePlan;
use crate::plan::sample::{examples, samples};
use crate::select::{SelectedOperation, Selection};
use crate::smithy::ShapeId;
use crate::{Diagnostic, Diagnostics};

/// Adds the rules, waiters and tests of the model.
pub(crate) fn complete(
    selection: &Selection<'_>,
    plan: &mut ServicePlan,
    diagnostics: &mut Diagnostics,
) {
    endpoints(selection, plan, diagnostics);
    add_waiters(selection, plan, diagnostics);
    add_examples(selection, plan);
    plan.overview = overview::of(selection, plan);
    tests(selection, plan, diagnostics);
}

fn endpoints(selection: &Selection<'_>, plan: &mut ServicePlan, diagnostics: &mut Diagnostics) {
    let service = selection.service;
    match service
        .traits
        .get("smithy.rules#endpointRuleSet")
        .map(endpoint_rules::plan)
    {
        Some(Ok(rules)) => plan.endpoint_rules = Some(rules),
        Some(Err(problem)) => diagnostics.at(
            &service.id,
            format!("has endpoint rules that cannot be followed: {problem}"),
        ),
        // Tests of rules that are not there have nothing to test.
        None if service.traits.has("smithy.rules#endpointBdd") => {
            let problem = "its endpoint rules: the model has them as a decision diagram alone \
                (`smithy.rules#endpointBdd`), without which requests go to the standard regional endpoint";
            let left_out = &mut plan.left_out;
            return unsupported(selection, &service.id, problem, left_out, diagnostics);
        }
        None => return,
    }
    for test in service
        .traits
        .get("smithy.rules#endpointTests")
        .map(endpoint_tests::plan)
        .unwrap_or_default()
    {
        match test {
            Ok(test) => plan.endpoint_tests.push(test),
            Err(problem) => diagnostics.at(&service.id, problem),
        }
    }
}

fn add_waiters(selection: &Selection<'_>, plan: &mut ServicePlan, diagnostics: &mut Diagnostics) {
    let mut names = HashSet::new();
    for operation in &selection.operations {
        let shape = operation.shape;
        let Some(waitable) = shape.traits.get("smithy.waiters#waitable") else {
            continue;
        };
        let Some(index) = plan
            .operations
            .iter()
            .position(|planned| planned.shape == shape.id.as_str())
        else {
            continue;
        };
        let Some(planned) = plan.operations.get(index) else {
            continue;
        };
        let mut supported = Vec::new();
        for waiter in waiters::plan(plan, planned, waitable) {
            match waiter {
                Ok(waiter) if !names.insert(waiter.rust_name.clone()) => {
                    diagnostics.at(
                        &shape.id,
                        format!("has a second waiter that becomes `{}`", waiter.rust_name),
                    );
                }
                Ok(waiter) => supported.push(waiter),
                Err(problem) => unsupported(
                    selection,
                    &shape.id,
                    &problem,
                    &mut plan.left_out,
                    diagnostics,
                ),
            }
        }
        if let Some(planned) = plan.operations.get_mut(index) {
            planned.waiters = supported;
        }
    }
}

fn add_examples(selection: &Selection<'_>, plan: &mut ServicePlan) {
    let shown: Vec<_> = plan
        .operations
        .iter()
        .map(|planned| {
            let is_planned =
                |selected: &&SelectedOperation<'_>| selected.shape.id == *planned.shape;
            let selected = selection.operations.iter().find(is_planned);
            selected.map(|selected| examples::plan(selection, plan, selected, planned))
        })
        .collect();
    for (planned, example) in plan.operations.iter_mut().zip(shown) {
        planned.example = example.unwrap_or_default();
    }
}

/// Leaves something out if the spec allows it.
pub(crate) fn unsupported(
    selection: &Selection<'_>,
    shape: &ShapeId,
    problem: &str,
    left_out: &mut Vec<Diagnostic>,
    diagnostics: &mut Diagnostics,
) {
    if selection.spec.skip_unsupported {
        left_out.push(Diagnostic::at(
            shape,
            format!("is generated without {problem}"),
        ));
    } else {
        diagnostics.at(shape, format!("cannot have {problem}"));
    }
}

fn tests(selection: &Selection<'_>, plan: &mut ServicePlan, diagnostics: &mut Diagnostics) {
    let mut cases = Cases::new(plan);
    let mut done = HashSet::new();
    for operation in &selection.operations {
        let shape = operation.shape;
        let Some(planned) = plan
            .operations
            .iter()
            .find(|planned| planned.shape == shape.id.as_str())
        else {
            continue;
        };
        let mut problems = Vec::new();
        if let Some(requests) = shape.traits.get("smithy.test#httpRequestTests") {
            problems.extend(cases.requests(planned, requests));
        }
        if let Some(responses) = shape.traits.get("smithy.test#httpResponseTests") {
            problems.extend(cases.responses(Holder::Operation(planned), responses));
        }
        diagnostics.extend(
            problems
                .into_iter()
                .map(|problem| Diagnostic::at(&shape.id, problem)),
        );
        for error in &operation.errors {
            let Some(responses) = error.traits.get("smithy.test#httpResponseTests") else {
                continue;
            };
            let Some(planned) = plan
                .errors
                .iter()
                .find(|planned| planned.structure.shape == error.id.as_str())
            else {
                continue;
            };
            if done.insert(error.id.as_str()) {
                let problems = cases.responses(Holder::Error(&planned.structure.name), responses);
                diagnostics.extend(
                    problems
                        .into_iter()
                        .map(|problem| Diagnostic::at(&error.id, problem)),
                );
            }
        }
    }
    plan.protocol_tests = cases.finish();
    plan.samples = samples::samples(plan);
}
