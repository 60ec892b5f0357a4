//! The plan of a whole crate or module.

use super::endpoint_rules::unused_parameters;
use super::lints::{has_complex_types, has_large_variants};
use super::manifest::manifest;
use super::metadata::service_metadata;
use super::protocol_tests::protocol_tests;
use super::structures::Planner;
use super::types::Types;
use crate::plan::docs::{self, overview};
use crate::plan::ir::{
    FilePlan, LayoutPlan, OperationPlan, PagePlan, ProtocolTestsPlan, ServicePlan,
};
use crate::plan::names;
use crate::plan::sample::{ValueFactory, round_trip};
use crate::select::Selection;
use crate::{Dependency, Diagnostic, Diagnostics, Form};

/// Takes every decision about the crate or module of a selection.
///
/// # Errors
///
/// Names that collide in Rust, and traits whose values cannot be followed.
pub fn plan(selection: &Selection<'_>) -> Result<ServicePlan, Vec<Diagnostic>> {
    let mut diagnostics = Diagnostics::default();
    let named_types = Types::new(selection, &mut diagnostics);
    let factory = ValueFactory::new(selection);
    let spec = selection.spec;
    let layout = LayoutPlan::new(spec.form, &spec.crate_name);
    let is_crate = spec.form == Form::Crate;
    let mut planner = Planner {
        selection,
        layout: &layout,
        types: &named_types,
        factory: &factory,
        diagnostics: &mut diagnostics,
        left_out: Vec::new(),
        unused_parameters: unused_parameters(selection.service, &selection.quirks),
    };
    let errors = planner.errors();
    let types = planner.types();
    let endpoint_rules = planner.endpoint_rules();
    let operations = planner.operations(&types, &errors, endpoint_rules.as_ref());
    let endpoint_tests = match endpoint_rules {
        Some(_) if is_crate => planner.endpoint_tests(),
        // Without rules there is nothing to test, and a module has no tests.
        Some(_) | None => Vec::new(),
    };
    let (protocol_tests, samples) = match is_crate {
        true => (
            protocol_tests(
                selection,
                &factory,
                &types,
                &operations,
                &errors,
                planner.diagnostics,
            ),
            round_trip::samples(selection, &factory, &types, &operations, &errors),
        ),
        false => (ProtocolTestsPlan::default(), Vec::new()),
    };
    let optional_files = [
        (FilePlan::Manifest, is_crate),
        // A crate in a workspace has a handwritten one, or none.
        (
            FilePlan::Readme,
            is_crate && spec.runtime != Dependency::Workspace,
        ),
        (FilePlan::Endpoint, endpoint_rules.is_some()),
        (FilePlan::EndpointTests, !endpoint_tests.is_empty()),
        (FilePlan::Errors, !errors.is_empty()),
        (FilePlan::Types, !types.is_empty()),
        (FilePlan::ProtocolTests, !protocol_tests.is_empty()),
        (FilePlan::RoundTripTests, !samples.is_empty()),
    ];
    let files = files(&optional_files);
    let has_tests = files.iter().any(|file| TESTS.contains(file));
    let preflights = planner.shared_preflights(&operations);
    let left_out = planner.left_out;

    let service = selection.service;
    let about = |name: &str| service.traits.member_string("aws.api#service", name);
    let sdk_id = about("sdkId").unwrap_or(service.id.name());
    let title = names::title(service.traits.string("smithy.api#title").unwrap_or(sdk_id));
    let signing_name = service
        .traits
        .member_string("aws.auth#sigv4", "name")
        .or(about("arnNamespace"));
    let signing_name =
        signing_name.map_or_else(|| sdk_id.to_lowercase().replace(' ', ""), str::to_owned);
    diagnostics.into_result(ServicePlan {
        crate_name: spec.crate_name.clone(),
        shape: service.id.to_string(),
        manifest: manifest(selection, &title, &operations, has_tests),
        title,
        protocol: selection.protocol.plan(service),
        sdk_id: sdk_id.to_owned(),
        endpoint_prefix: match service.traits.has("aws.api#service") {
            true => about("endpointPrefix")
                .or(about("arnNamespace"))
                .unwrap_or(&signing_name)
                .to_owned(),
            // A service of others than AWS has no host within its domain.
            false => String::new(),
        },
        signing_name,
        version: selection.service_properties.version.clone(),
        metadata: service_metadata(selection, endpoint_rules.as_ref(), &errors),
        preflights,
        files,
        layout,
        doc: docs::of_service(service),
        overview: overview::overview(selection, &types, &operations, &errors),
        samples,
        foremost: foremost(selection, &operations),
        has_complex_types: has_complex_types(&types, &operations, &errors),
        has_large_variants: has_large_variants(&types, &errors),
        operations,
        types,
        errors,
        endpoint_rules,
        endpoint_tests,
        protocol_tests,
        left_out,
    })
}

/// Every file that a crate may have, in the order of a plan.
const FILES: [FilePlan; 12] = [
    FilePlan::Manifest,
    FilePlan::Readme,
    FilePlan::Root,
    FilePlan::Client,
    FilePlan::Endpoint,
    FilePlan::EndpointTests,
    FilePlan::Errors,
    FilePlan::Operations,
    FilePlan::Service,
    FilePlan::Types,
    FilePlan::ProtocolTests,
    FilePlan::RoundTripTests,
];

/// The files of tests.
const TESTS: [FilePlan; 3] = [
    FilePlan::EndpointTests,
    FilePlan::ProtocolTests,
    FilePlan::RoundTripTests,
];

/// Returns the files of a crate: all but those optional ones that have nothing to contain.
fn files(optional: &[(FilePlan, bool)]) -> Vec<FilePlan> {
    let files = FILES.into_iter();
    files
        .filter(|file| !optional.contains(&(*file, false)))
        .collect()
}

/// Returns the index of the operation that the crate's own example calls: one with pages of items, else one that the model marks as
/// read-only, else any; of those the one with the fewest required members.
fn foremost(selection: &Selection<'_>, operations: &[OperationPlan]) -> Option<usize> {
    let is_readonly = |operation: &OperationPlan| {
        selection.operations.iter().any(|selected| {
            selected.shape.id.as_str() == operation.shape
                && selected.shape.traits.has("smithy.api#readonly")
        })
    };
    let rank = |operation: &OperationPlan| {
        let has_items = |pages: &PagePlan| pages.items.is_some();
        let streams = operation.pages.as_ref().is_some_and(has_items);
        (
            operation.deprecated,
            // An operation with a waiter needs more than one call.
            !(streams && operation.waiters.is_empty()),
            !is_readonly(operation),
            operation.required_fields().count(),
        )
    };
    let ranked = operations.iter().enumerate();
    ranked
        .min_by_key(|(_, operation)| rank(operation))
        .map(|(index, _)| index)
}
