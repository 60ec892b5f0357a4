//! Whether the model has what is asked for.

use super::NamedOperations;
use crate::diagnostic::did_you_mean;
use crate::protocol::Protocol;
use crate::smithy::{Model, Service, Shape, ShapeId, is_identifier};
use crate::{Diagnostic, Diagnostics, Quirks, ServiceSpec};

pub(super) fn choose_service<'m>(
    model: &'m Model,
    spec: &ServiceSpec,
) -> Result<(&'m Shape, &'m Service), Diagnostic> {
    let services: Vec<(&Shape, &Service)> = model
        .shapes()
        .filter_map(|shape| Some((shape, shape.service()?)))
        .collect();
    let names = || services.iter().map(|(shape, _)| shape.id.as_str());
    match &spec.service {
        Some(wanted) => services
            .iter()
            .find(|(shape, _)| shape.id == wanted.as_str() || shape.id.name() == wanted)
            .copied()
            .ok_or_else(|| {
                let names = listed(names());
                Diagnostic::general(format!(
                    "the model has no service `{wanted}`, it has {names}"
                ))
            }),
        None => match services.as_slice() {
            [] => Err(Diagnostic::general("the model has no service")),
            [only] => Ok(*only),
            _ => Err(Diagnostic::general(format!(
                "the model has {} services, and one has to be named: {}",
                services.len(),
                listed(names())
            ))),
        },
    }
}

/// The preferred protocol of those that the service speaks.
pub(super) fn choose_protocol(service: &Shape, diagnostics: &mut Diagnostics) -> Option<Protocol> {
    let protocol = Protocol::from_service(service);
    if protocol.is_none() {
        let supported = Protocol::ALL.iter().map(|protocol| protocol.trait_id());
        let spoken = service.traits.ids().filter(|id| id.contains(".protocols#"));
        diagnostics.at(
            &service.id,
            format!(
                "speaks none of the supported protocols ({}); it speaks {}",
                listed(supported),
                listed(spoken)
            ),
        );
    }
    protocol
}

/// A rename that names nothing is a mistake that would else go unseen.
pub(super) fn check_renames(model: &Model, spec: &ServiceSpec, diagnostics: &mut Diagnostics) {
    for (renamed, name) in &spec.renames {
        let matches = |id: &ShapeId| id == renamed.as_str() || id.local() == renamed;
        let found = model.shapes().any(|shape| {
            matches(&shape.id) || shape.members.iter().any(|member| matches(&member.id))
        });
        if !found {
            diagnostics.general(format!(
                "`{renamed}` is renamed to `{name}`, but there is no such shape or member"
            ));
        }
        if !is_identifier(name) {
            diagnostics.general(format!(
                "`{renamed}` is renamed to `{name}`, which is no identifier"
            ));
        }
    }
}

/// A quirk of nothing is a mistake, too.
pub(super) fn check_quirks(
    service: &ShapeId,
    quirks: &Quirks,
    operations: &NamedOperations<'_>,
    model: &Model,
    diagnostics: &mut Diagnostics,
) {
    for name in &quirks.tree_hash {
        if !operations.contains_key(name.as_str()) {
            let hint = did_you_mean(name, operations.keys().copied());
            let message = format!("has no operation `{name}` to send a tree hash with{hint}");
            diagnostics.at(service, message);
        }
    }
    for name in quirks.defaults.keys() {
        let found = operations.values().any(|(_, operation)| {
            let input = model.shape(&operation.input);
            input
                .members
                .iter()
                .any(|member| member.name == *name || member.id.local() == name)
        });
        if !found {
            diagnostics.at(
                service,
                format!("has no input with a member `{name}` to give a default to"),
            );
        }
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
