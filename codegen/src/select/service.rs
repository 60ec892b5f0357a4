//! The service of a model, and the protocol that it speaks.

use crate::protocol::Protocol;
use crate::smithy::{Model, Service, Shape};
use crate::{Diagnostic, Diagnostics, ServiceSpec};

/// Returns the service that the spec names, or the only one.
pub(super) fn choose_service<'m>(
    model: &'m Model,
    spec: &ServiceSpec,
) -> Result<(&'m Shape, &'m Service), Diagnostic> {
    let mut services: Vec<(&Shape, &Service)> = model
        .shapes()
        // A mixin is a part of services, not one itself.
        .filter(|shape| !shape.traits.has("smithy.api#mixin"))
        .filter_map(|shape| Some((shape, shape.service()?)))
        .collect();
    // A shape of an unknown type may be none.
    if services
        .iter()
        .any(|(shape, _)| model.knows_kind(&shape.id))
    {
        services.retain(|(shape, _)| model.knows_kind(&shape.id));
    }
    let names = || services.iter().map(|(shape, _)| shape.id.as_str());
    match &spec.service {
        Some(wanted) => {
            let named = services.iter().copied();
            let named =
                named.filter(|(shape, _)| shape.id == wanted.as_str() || shape.id.name() == wanted);
            let named: Vec<(&Shape, &Service)> = named.collect();
            match named.as_slice() {
                [] => {
                    let names = listed(names());
                    Err(Diagnostic::general(format!(
                        "the model has no service `{wanted}`, it has {names}"
                    )))
                }
                [only] => Ok(*only),
                several => Err(Diagnostic::general(format!(
                    "the model has {} services `{wanted}`, and one has to be named by its id: {}",
                    several.len(),
                    listed(several.iter().map(|(shape, _)| shape.id.as_str()))
                ))),
            }
        }
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

/// Returns the protocol that the spec names, or the preferred one of those that the service speaks.
pub(super) fn choose_protocol(
    model: &Model,
    service: &Shape,
    spec: &ServiceSpec,
    diagnostics: &mut Diagnostics,
) -> Option<Protocol> {
    let is_wanted = |protocol: &Protocol| {
        let wanted = spec.protocol.as_deref();
        wanted.is_none_or(|wanted| protocol.name() == wanted || protocol.trait_id() == wanted)
    };
    let protocol = Protocol::spoken_by(service).find(is_wanted);
    if protocol.is_none() && model.knows_traits(&service.id) {
        let supported = listed(Protocol::ALL.iter().map(|protocol| protocol.name()));
        let spoken = listed(Protocol::names_spoken_by(service));
        let problem = match &spec.protocol {
            Some(wanted) => format!("cannot be generated with the protocol `{wanted}`"),
            None => "speaks none of the supported protocols".to_owned(),
        };
        diagnostics.at(
            &service.id,
            format!("{problem}: the service speaks {spoken}; supported are {supported}"),
        );
    }
    protocol
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
