//! Checks that quirks refer to something in the model.

use std::collections::BTreeMap;

use serde_json::Value;

use super::operations::{NamedOperations, context_param};
use crate::diagnostic::did_you_mean;
use crate::plan::ir::MemberLocation;
use crate::protocol::{Direction, Protocol};
use crate::smithy::{Member, Model, Operation, Shape, ShapeId, ShapeKind};
use crate::{Diagnostics, Quirks, RegionCopyQuirk, ServiceSpec, UriTemplate, escape};

/// Reports the quirks of a spec for other services than that of the client.
pub(super) fn check_services_of_quirks(
    service: &ShapeId,
    spec: &ServiceSpec,
    diagnostics: &mut Diagnostics,
) {
    let others = spec.quirks.keys().filter(|id| service != id.as_str());
    for other in others {
        let (other, hint) = (
            escape::visible(other),
            did_you_mean(other, [service.as_str()]),
        );
        diagnostics.general(format!(
            "there are quirks for the service `{other}`, but the client is that of `{service}`; correct the id or remove the quirks{hint}"
        ));
    }
}

/// Reports quirks of operations, labels or members that do not exist.
pub(super) fn check_quirks(
    service: &ShapeId,
    quirks: &Quirks,
    operations: &NamedOperations<'_>,
    (model, protocol): (&Model, Option<Protocol>),
    diagnostics: &mut Diagnostics,
) {
    let tree_hash = quirks.tree_hash.iter();
    let unchanged_token = quirks.end_with_unchanged_token.iter();
    let waiting = quirks.expect_continue.iter().chain(&quirks.long_poll);
    let copies = quirks.copies_between_regions.keys();
    let redirects = quirks.regional_redirects.iter();
    let named = redirects.flat_map(|redirect| {
        let lookup = redirect.lookup.iter().map(|lookup| &lookup.operation);
        redirect.created_by.iter().chain(lookup)
    });
    let more_results = quirks.more_results.keys();
    let endpoint_params = quirks.endpoint_params.keys();
    let names = tree_hash.chain(unchanged_token).chain(copies);
    let names = names.chain(waiting).chain(named);
    let names = names.chain(endpoint_params);
    for name in names.chain(more_results) {
        if !operations.contains_key(name.as_str()) && model.knows_operation(service, name) {
            let hint = did_you_mean(name, operations.keys().copied());
            let message = format!("has no operation `{name}`, which has a quirk{hint}");
            diagnostics.at(service, message);
        }
    }
    for (name, copy) in &quirks.copies_between_regions {
        if let Some((shape, operation)) = operations.get(name.as_str()) {
            let input = model.shape(&operation.input);
            check_region_copy(&shape.id, copy, input, (model, protocol), diagnostics);
        }
    }
    for (name, member) in &quirks.more_results {
        if let Some((shape, operation)) = operations.get(name.as_str()) {
            let output = model.shape(&operation.output);
            check_more_results(&shape.id, member, output, model, diagnostics);
        }
    }
    check_endpoint_params(service, quirks, model, diagnostics);
    let is_input_member = |matches: &dyn Fn(&Member) -> bool| {
        operations.values().any(|(shape, operation)| {
            let input = model.shape(&operation.input);
            !model.knows_input(&shape.id, &input.id) || input.members.iter().any(matches)
        }) || !model.knows_parts(service)
    };
    for name in quirks.defaults.keys() {
        if !is_input_member(&|member| member.name == *name || member.id.local() == name) {
            diagnostics.at(
                service,
                format!("has no input with a member `{name}` to give a default to"),
            );
        }
    }
    for name in &quirks.ids_behind_paths {
        let is_behind_path =
            |member: &Member| member.target.name() == name || !model.knows_parts(&member.id);
        if !is_input_member(&is_behind_path) {
            let message = format!(
                "has no input with a member of the shape `{name}`, whose ids have a quirk; remove it from the quirk"
            );
            diagnostics.at(service, message);
        }
    }
    if let Some(protocol) = protocol {
        check_path_quirks(service, quirks, operations, (model, protocol), diagnostics);
        check_redirect_quirk(service, quirks, operations, (model, protocol), diagnostics);
        check_response_quirks(service, quirks, operations, (model, protocol), diagnostics);
        for name in &quirks.url_encoded {
            let is_named = |member: &Member| {
                let location = protocol.location(member, Direction::Request);
                member.id.local() == name
                    && matches!(location, MemberLocation::Header(_))
                    && model.target(member).kind.is_string()
            };
            if !is_input_member(&is_named) {
                let message = format!(
                    "has no input with a string `{name}` in a header, which is a part of a URL by a quirk; correct the name or remove it from the quirk"
                );
                diagnostics.at(service, message);
            }
        }
    }
    for name in &quirks.endpoints {
        if !is_input_member(&|member| member.id.local() == name) {
            let message = format!("has no input with a member `{name}` that is an endpoint");
            diagnostics.at(service, message);
        }
    }
}

/// Reports quirks of parameters that the endpoint rules of a service do not have. A model without rules is valid.
fn check_endpoint_params(
    service: &ShapeId,
    quirks: &Quirks,
    model: &Model,
    diagnostics: &mut Diagnostics,
) {
    let rules = model.shape(service).traits.endpoint_rules();
    let parameters = rules.and_then(|rules| rules.get("parameters"));
    let Some(parameters) = parameters.and_then(Value::as_object) else {
        return;
    };
    let fixed = quirks.endpoint_params.values().flat_map(BTreeMap::keys);
    let settings = quirks.parameter_settings.iter();
    for name in fixed.chain(settings.map(|setting| &setting.parameter)) {
        let is_boolean = |parameter: &Value| {
            let kind = parameter.get("type").and_then(Value::as_str);
            kind.is_some_and(|kind| kind.eq_ignore_ascii_case("boolean"))
        };
        if !parameters.get(name).is_some_and(is_boolean) {
            let booleans = parameters
                .iter()
                .filter(|(_, parameter)| is_boolean(parameter));
            let hint = did_you_mean(name, booleans.map(|(name, _)| name.as_str()));
            let message = format!(
                "has no boolean parameter `{name}` in its endpoint rules, which has a quirk{hint}"
            );
            diagnostics.at(service, message);
        }
    }
}

/// Reports quirks of parts that no URI template has.
fn check_path_quirks(
    service: &ShapeId,
    quirks: &Quirks,
    operations: &NamedOperations<'_>,
    (model, protocol): (&Model, Protocol),
    diagnostics: &mut Diagnostics,
) {
    let unchanged = Quirks::default();
    let is_in_a_template = |matches: &dyn Fn(&str) -> bool| {
        let is_matching = |(shape, _): &(&Shape, &Operation)| {
            let (_, uri) = protocol.method_and_uri(model.shape(service), shape, &unchanged);
            matches(&uri) || !model.knows_traits(&shape.id)
        };
        operations.values().any(is_matching) || !model.knows_parts(service)
    };
    for prefix in &quirks.prefixes_in_rules {
        let has_prefix = |shape: &Shape| {
            let found = shape
                .traits
                .member_string("smithy.api#endpoint", "hostPrefix");
            found == Some(prefix) || !model.knows_traits(&shape.id)
        };
        let is_known = operations.values().any(|(shape, _)| has_prefix(shape));
        if !is_known && model.knows_parts(service) {
            let message =
                format!("has no operation with the host prefix `{prefix}`, which has a quirk");
            diagnostics.at(service, message);
        }
    }
    for name in &quirks.endpoint_labels {
        let has_label = |uri: &str| {
            let template = UriTemplate::parse(uri).ok();
            template.is_some_and(|uri| uri.labels.iter().any(|label| label.name == *name))
        };
        if !is_in_a_template(&has_label) {
            let message =
                format!("has no operation with the label `{name}` in its path, which has a quirk");
            diagnostics.at(service, message);
        }
    }
    for name in &quirks.omitted_query {
        let has_parameter = |uri: &str| {
            let (_, query) = uri.split_once('?').unwrap_or_default();
            let mut names = query.split('&').filter_map(|text| text.split('=').next());
            names.any(|parameter| parameter == name)
        };
        if !is_in_a_template(&has_parameter) {
            let message = format!(
                "has no operation with the query parameter `{name}` in its path, which a quirk omits; correct the name or remove it from the quirk"
            );
            diagnostics.at(service, message);
        }
    }
}

/// Reports a quirk of redirects that no request can follow.
fn check_redirect_quirk(
    service: &ShapeId,
    quirks: &Quirks,
    operations: &NamedOperations<'_>,
    (model, protocol): (&Model, Protocol),
    diagnostics: &mut Diagnostics,
) {
    let Some(redirect) = &quirks.regional_redirects else {
        return;
    };
    if !protocol.has_error_documents(model.shape(service)) {
        let message = "has a quirk of redirects to other regions, but errors are not documents with a root of their own; remove the quirk or choose another protocol";
        diagnostics.at(service, message);
    }
    let parameter = redirect.parameter.as_str();
    let is_parameter = |member: &Member| context_param(member) == Some(parameter);
    let has_parameter = operations.values().any(|(shape, operation)| {
        let input = model.shape(&operation.input);
        !model.knows_input(&shape.id, &input.id) || input.members.iter().any(is_parameter)
    });
    if !has_parameter && model.knows_parts(service) {
        let message = format!(
            "has no input with a member that is the endpoint parameter `{parameter}`, by which a quirk redirects to other regions; correct the name or remove the quirk"
        );
        diagnostics.at(service, message);
    }
    let lookup = redirect.lookup.as_ref();
    let lookup = lookup.and_then(|lookup| operations.get(lookup.operation.as_str()));
    if let Some((shape, _)) = lookup {
        let (_, path) = protocol.method_and_uri(model.shape(service), shape, quirks);
        if path.contains('{') && model.knows_traits(&shape.id) {
            let name = shape.id.name();
            let message = format!(
                "has the operation `{name}`, which returns regions by a quirk, but its path `{path}` has a label, and the request has no input; name another operation in the quirk"
            );
            diagnostics.at(service, message);
        }
    }
}

/// Reports quirks that no response has an effect of.
fn check_response_quirks(
    service: &ShapeId,
    quirks: &Quirks,
    operations: &NamedOperations<'_>,
    (model, protocol): (&Model, Protocol),
    diagnostics: &mut Diagnostics,
) {
    if quirks.errors_with_success && !protocol.has_error_documents(model.shape(service)) {
        let message = "has a quirk of errors with a status of success, but errors are not documents with a root of their own; remove the quirk or choose another protocol";
        diagnostics.at(service, message);
    }
    for name in &quirks.may_be_invalid {
        let is_named = |member: &Member| {
            let location = protocol.location(member, Direction::Response);
            member.id.local() == name && matches!(location, MemberLocation::Header(_))
        };
        let is_header = operations.values().any(|(shape, operation)| {
            let output = model.shape(&operation.output);
            !model.knows_output(&shape.id, &output.id) || output.members.iter().any(is_named)
        });
        if !is_header && model.knows_parts(service) {
            let message = format!(
                "has no output with a member `{name}` in a header, which may be invalid by a quirk; correct the name or remove it from the quirk"
            );
            diagnostics.at(service, message);
        }
    }
    for name in quirks.error_elements.keys() {
        let has_member = |error: &ShapeId| {
            let mut members = model
                .get(error)
                .into_iter()
                .flat_map(|shape| &shape.members);
            members.any(|member| member.id.local() == name)
        };
        let mut operations = operations.values();
        let is_member = operations.any(|(_, operation)| operation.errors.iter().any(has_member));
        if !is_member && model.knows_parts(service) {
            let message = format!(
                "has no error with a member `{name}`, whose element a quirk names; correct the name or remove it from the quirk"
            );
            diagnostics.at(service, message);
        }
    }
}

/// Reports the quirk of a member that does not say whether there are more pages.
fn check_more_results(
    operation: &ShapeId,
    name: &str,
    output: &Shape,
    model: &Model,
    diagnostics: &mut Diagnostics,
) {
    let problem = match output.member(name) {
        Some(member) => {
            let kind = &model.target(member).kind;
            if matches!(kind, ShapeKind::Boolean) || !model.knows_target(member) {
                return;
            }
            let kind = kind.described();
            format!(
                "has the member `{name}` in its output, which a quirk names, but it is {kind}, not a boolean"
            )
        }
        None if !model.knows_output(operation, &output.id) => return,
        None => {
            let members = output.members.iter();
            let hint = did_you_mean(name, members.map(|member| member.name.as_str()));
            format!("has no member `{name}` in its output, which a quirk names{hint}")
        }
    };
    diagnostics.at(operation, problem);
}

/// Reports the quirk of a copy from another region that requests cannot follow.
fn check_region_copy(
    operation: &ShapeId,
    copy: &RegionCopyQuirk,
    input: &Shape,
    (model, protocol): (&Model, Option<Protocol>),
    diagnostics: &mut Diagnostics,
) {
    if let Some(protocol) = protocol
        && !protocol.has_forms()
    {
        let name = protocol.name();
        let message = format!(
            "has a quirk of copies between regions, whose requests are forms, which the protocol {name} does not have; remove the quirk or choose another protocol"
        );
        diagnostics.at(operation, message);
    }
    let sources = [&copy.source_region, &copy.source_arn];
    if sources.iter().filter(|source| source.is_some()).count() != 1 {
        let message = "has a quirk with neither or both of a source region and a source ARN; give one of them";
        diagnostics.at(operation, message);
    }
    let members = sources.into_iter().chain([&copy.destination_region]);
    for name in members.flatten().chain([&copy.url]) {
        let Some(member) = input.member(name) else {
            if !model.knows_input(operation, &input.id) {
                continue;
            }
            let members = input.members.iter();
            let hint = did_you_mean(name, members.map(|member| member.name.as_str()));
            let message = format!("has no member `{name}`, which a quirk names{hint}");
            diagnostics.at(operation, message);
            continue;
        };
        let kind = &model.target(member).kind;
        if !kind.is_string() && model.knows_target(member) {
            let kind = kind.described();
            let message = format!(
                "has the member `{name}`, which a quirk names, but it is {kind}, not a string"
            );
            diagnostics.at(operation, message);
        }
    }
}
