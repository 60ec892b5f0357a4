//! The treatment of the traits in a model: by the policy for each trait, by the spec, and by the definition of a trait in the model itself.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::did_you_mean;
use crate::protocol::{Protocol, known_traits};
use crate::smithy::{Model, Shape, ShapeId};
use crate::traits::Policy::{Ignored, Implemented};
use crate::{Diagnostic, ServiceSpec};

/// The treatment of a trait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Treatment {
    /// It is implemented, or does not concern a client.
    Supported,
    /// It is ignored for a reason that the report names.
    Ignored(&'static str),
    /// It fails the generation. The text continues the name of the shape that has it.
    Rejected(String),
}

/// The treatment of traits in a model.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TraitPolicy<'m> {
    pub(crate) model: &'m Model,
    pub(crate) spec: &'m ServiceSpec,
    pub(crate) protocol: Protocol,
}

impl<'m> TraitPolicy<'m> {
    /// Returns the treatment of a trait.
    pub(crate) fn treatment(self, id: &str) -> Treatment {
        let policy = self.protocol.policy(id);
        if policy != Some(Implemented) && self.spec.ignore_traits.contains(id) {
            return Treatment::Ignored("the options of the generator say so");
        }
        match policy {
            Some(Implemented | Ignored(_)) => Treatment::Supported,
            None => self.treatment_of_unknown(id),
        }
    }

    /// Returns the problem of a trait that the generator does not know, if it is rejected. On the service, such a trait prevents no client, because
    /// the operations and the protocol are supported.
    pub(crate) fn tolerable_problem(self, id: &str) -> Option<String> {
        let is_unknown = self.protocol.policy(id).is_none();
        match self.treatment(id) {
            Treatment::Rejected(problem) if is_unknown => Some(problem),
            _ => None,
        }
    }

    /// Returns the shapes of the model that have, or whose members have, a trait that is rejected: the first of these traits, as a sentence.
    pub(super) fn rejected_shapes(self) -> HashMap<&'m ShapeId, String> {
        let shapes = self.model.shapes();
        let rejected = shapes.filter_map(|shape| Some((&shape.id, self.first_rejected(shape)?)));
        rejected.collect()
    }

    /// Reports each trait of some shapes that is ignored, once.
    pub(crate) fn ignored<'s>(self, shapes: impl Iterator<Item = &'s Shape>) -> Vec<Diagnostic> {
        let mut reasons = BTreeMap::new();
        for (_, traits) in shapes.flat_map(Shape::applied_traits) {
            for name in traits.ids() {
                if let Treatment::Ignored(reason) = self.treatment(name) {
                    reasons.insert(name, reason);
                }
            }
        }
        let report = |(name, reason)| {
            Diagnostic::general(format!("the trait `{name}` is ignored: {reason}"))
        };
        reasons.into_iter().map(report).collect()
    }

    /// Returns the treatment of a trait without a policy. One that the model defines is ignored, unless it is a protocol or an authentication scheme.
    /// Any other is rejected.
    fn treatment_of_unknown(self, id: &str) -> Treatment {
        let remedy = self.spec.caller.ignore_trait(id);
        let definition = self.model.get(id).map(|shape| &shape.traits);
        let has = |name| definition.is_some_and(|traits| traits.has(name));
        if has("smithy.api#protocolDefinition") {
            Treatment::Rejected(format!(
                "has the trait `{id}`, a protocol that is not supported; {remedy} ignores it"
            ))
        } else if has("smithy.api#authDefinition") {
            Treatment::Rejected(format!(
                "has the trait `{id}`, an authentication scheme that is not supported; {remedy} ignores it"
            ))
        } else if has("smithy.api#trait") {
            Treatment::Ignored(
                "the model defines it, as neither a protocol nor an authentication scheme",
            )
        } else {
            let hint = did_you_mean(id, known_traits());
            Treatment::Rejected(format!(
                "has the unknown trait `{id}`{hint}; {remedy} ignores it"
            ))
        }
    }

    fn first_rejected(self, shape: &Shape) -> Option<String> {
        shape.applied_traits().find_map(|(id, traits)| {
            traits.ids().find_map(|name| match self.treatment(name) {
                Treatment::Rejected(problem) => Some(format!("`{id}` {problem}")),
                Treatment::Supported | Treatment::Ignored(_) => None,
            })
        })
    }
}
