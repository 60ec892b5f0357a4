//! The expectations of the models of this repository, beyond validity.

#![expect(clippy::panic, reason = "helpers fail their test by a panic")]

use std::collections::HashSet;
use std::path::Path;

use tinsmith_codegen::ServiceSpec;
use tinsmith_codegen::select::{Selection, select};
use tinsmith_codegen::smithy::{Model, Shape, ShapeId, ShapeKind};

const REQUEST_TESTS: &str = "smithy.test#httpRequestTests";
const RESPONSE_TESTS: &str = "smithy.test#httpResponseTests";
const EVENT_TESTS: &str = "smithy.test#eventStreamTests";

#[test]
fn each_model_holds_what_its_operations_reach_and_nothing_else() {
    for_each_model(|file, selection| {
        let reached: HashSet<&ShapeId> = selection.shapes.iter().map(|shape| &shape.id).collect();
        for shape in own_shapes(selection) {
            assert!(
                shape.kind.is_service_type() || reached.contains(&shape.id),
                "{file}: no operation reaches {}",
                shape.id
            );
        }
    });
}

#[test]
fn everything_that_users_see_is_documented() {
    for_each_model(|file, selection| {
        let mut missing = Vec::new();
        for shape in own_shapes(selection) {
            let seen = shape.kind.is_service_type()
                || matches!(
                    shape.kind,
                    ShapeKind::Structure | ShapeKind::Union | ShapeKind::Enum | ShapeKind::IntEnum
                );
            if !seen {
                continue;
            }
            let members = shape.members.iter();
            let named = members.map(|member| (shape.id.with_member(&member.name), &member.traits));
            for (id, traits) in std::iter::once((shape.id.clone(), &shape.traits)).chain(named) {
                if traits
                    .string("smithy.api#documentation")
                    .is_none_or(str::is_empty)
                {
                    missing.push(id.to_string());
                }
            }
        }
        assert!(
            missing.is_empty(),
            "{file} has no documentation of {missing:#?}"
        );
    });
}

#[test]
fn every_operation_and_every_error_has_protocol_tests() {
    for_each_model(|file, selection| {
        for operation in &selection.operations {
            let id = &operation.shape.id;
            assert!(
                !test_ids(operation.shape, REQUEST_TESTS).is_empty(),
                "{file}: {id}"
            );
            // The events of a response are in tests of their own.
            let mut responses = test_ids(operation.shape, RESPONSE_TESTS);
            responses.extend(test_ids(operation.shape, EVENT_TESTS));
            assert!(!responses.is_empty(), "{file}: {id}");
            for error in &operation.errors {
                assert!(
                    !test_ids(error, RESPONSE_TESTS).is_empty(),
                    "{file}: {}",
                    error.id
                );
            }
        }
    });
}

#[test]
fn no_two_protocol_tests_of_a_model_have_one_id() {
    for_each_model(|file, selection| {
        let mut known = HashSet::new();
        for shape in own_shapes(selection) {
            let kinds = [REQUEST_TESTS, RESPONSE_TESTS, EVENT_TESTS];
            for id in kinds.iter().flat_map(|kind| test_ids(shape, kind)) {
                assert!(known.insert(id), "{file}: {id} stands twice");
            }
        }
        let operations = selection.operations.len();
        assert!(
            known.len() >= 8 * operations,
            "{file} has only {} protocol tests for {operations} operations",
            known.len()
        );
    });
}

/// Runs a check on every model in `models/`, with all operations selected.
fn for_each_model(check: impl Fn(&str, &Selection<'_>)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
    let mut checked = 0;
    for entry in folder
        .read_dir()
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
    {
        let path = entry
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let file = path.display().to_string();
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
        let model =
            Model::from_json(&text).unwrap_or_else(|problems| panic!("{file}: {problems:#?}"));
        let spec = ServiceSpec::default();
        let selection =
            select(&model, &spec).unwrap_or_else(|problems| panic!("{file}: {problems:#?}"));
        check(&file, &selection);
        checked += 1;
    }
    assert!(checked > 0, "{} holds no model", folder.display());
}

/// The shapes of the file itself, without the prelude's.
fn own_shapes<'m>(selection: &Selection<'m>) -> impl Iterator<Item = &'m Shape> {
    selection
        .model
        .shapes()
        .filter(|shape| shape.id.namespace() != "smithy.api")
}

fn test_ids<'m>(shape: &'m Shape, kind: &str) -> Vec<&'m str> {
    let cases = shape.traits.get(kind).and_then(|cases| cases.as_array());
    cases
        .into_iter()
        .flatten()
        .filter_map(|case| case["id"].as_str())
        .collect()
}
