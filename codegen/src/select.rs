//! The service and operations to generate, and every shape that they reach.

pub(crate) mod auth;
mod checks;
pub(crate) mod discovery;
pub(crate) mod extent;
pub(crate) mod operations;
mod service;
mod sessions;
mod spec_checks;
pub(crate) mod trait_policy;

use std::collections::{BTreeSet, HashMap, HashSet};

use discovery::{discovery, undiscoverable_endpoint};
use operations::{
    NamedOperations, choose_operations, chunked_stream, event_streams, exceptions,
    operations_by_name,
};
use trait_policy::TraitPolicy;

pub use spec_checks::remove_unknown;

use crate::protocol::Protocol;
use crate::smithy::{Member, Model, Operation, Service, Shape, ShapeId};
use crate::{Diagnostic, Diagnostics, Quirks, ServiceSpec};

/// A service with the operations to generate, and the shapes that they reach.
#[derive(Debug)]
pub struct Selection<'m> {
    /// The whole model.
    pub model: &'m Model,
    /// The spec of the crate.
    pub spec: &'m ServiceSpec,
    /// The service's shape.
    pub service: &'m Shape,
    /// The properties of the service.
    pub service_properties: &'m Service,
    /// The quirks of the service, which the model does not contain.
    pub quirks: Quirks,
    /// Reports of the parts of known quirks that have no effect.
    pub(crate) idle_quirks: Vec<Diagnostic>,
    /// The operation that returns the region of a resource by a quirk. It need not be generated.
    pub(crate) region_lookup: Option<&'m Shape>,
    /// The protocol that the client speaks.
    pub(crate) protocol: Protocol,
    /// The operations, ordered by name.
    pub operations: Vec<SelectedOperation<'m>>,
    /// The data shapes that the operations reach, in the model's order; among them inputs, outputs, errors and
    /// the prelude's shapes.
    pub shapes: Vec<&'m Shape>,
    /// Unsupported operations that were left out, each with the reason.
    pub skipped: Vec<Diagnostic>,
    /// The names of the service's operations that the spec does not select.
    pub(crate) not_selected: Vec<String>,
    in_requests: HashSet<&'m str>,
    in_responses: HashSet<&'m str>,
}

/// An operation with the shapes of its messages.
#[derive(Clone, Debug)]
pub struct SelectedOperation<'m> {
    /// The operation's shape.
    pub shape: &'m Shape,
    /// The input; `smithy.api#Unit` if it has none.
    pub input: &'m Shape,
    /// The output; `smithy.api#Unit` if it has none.
    pub output: &'m Shape,
    /// The structures of its errors, then those of the service's, then the other exceptions of its event streams.
    pub errors: Vec<&'m Shape>,
    /// The number of errors before those exceptions, which no response has as its error.
    pub response_errors: usize,
}

impl<'m> Selection<'m> {
    /// False if something of an operation or error, or of a shape that it reaches, is not known because of a fault. Samples and paths lead
    /// through all of them.
    pub(crate) fn knows_all_of(&self, root: &ShapeId) -> bool {
        let root = self.model.shape(root);
        let mut operations = self.operations.iter();
        let operation = operations.find(|operation| operation.shape.id == root.id);
        let errors = operation
            .into_iter()
            .flat_map(|operation| &operation.errors);
        knows_messages(self.model, errors.copied().chain([root]))
    }

    /// True if a request may contain a value of the shape.
    pub fn is_in_requests(&self, shape: &ShapeId) -> bool {
        self.in_requests.contains(shape.as_str())
    }

    /// True if a response may contain a value of the shape, in an output or an error.
    pub fn is_in_responses(&self, shape: &ShapeId) -> bool {
        self.in_responses.contains(shape.as_str())
    }

    /// Returns the id of the trait that names the client's protocol.
    pub fn protocol_id(&self) -> &'static str {
        self.protocol.trait_id()
    }

    /// Returns the treatment of the traits in the model.
    pub(crate) fn trait_policy(&self) -> TraitPolicy<'m> {
        TraitPolicy {
            model: self.model,
            spec: self.spec,
            protocol: self.protocol,
        }
    }

    /// Returns the shape that a member targets.
    pub fn target(&self, member: &Member) -> &'m Shape {
        self.model.target(member)
    }

    /// Returns the value of a trait of a member or of its target.
    pub fn member_trait<'a>(
        &'a self,
        member: &'a Member,
        id: &str,
    ) -> Option<&'a serde_json::Value> {
        self.model.member_trait(member, id)
    }

    /// Returns the least and the most length of a member's value that the model allows.
    pub(crate) fn length(&self, member: &Member) -> (Option<u64>, Option<u64>) {
        let length = self.member_trait(member, "smithy.api#length");
        let bound = |name| length?.get(name)?.as_u64();
        (bound("min"), bound("max"))
    }

    /// Returns the value of an input's member that the caller does not set, if the quirks have one.
    pub fn fallback(&self, member: &Member) -> Option<&str> {
        let defaults = &self.quirks.defaults;
        let value = defaults
            .get(member.id.local())
            .or_else(|| defaults.get(&member.name));
        value.map(String::as_str)
    }

    /// Returns the name that the spec or, for shapes, the service gives a shape or member.
    pub fn rename(&self, id: &ShapeId) -> Option<&'m str> {
        let renames = &self.spec.renames;
        let name = renames.get(id.as_str()).or_else(|| renames.get(id.local()));
        name.or_else(|| self.service_properties.rename.get(id))
            .map(String::as_str)
    }
}

/// Chooses the service and its operations.
///
/// # Errors
///
/// Everything that cannot be selected: no such service or operation, a protocol that is not
/// supported, operations that cannot be generated unless they may be skipped, renames of shapes that do not exist.
pub fn select<'m>(
    model: &'m Model,
    spec: &'m ServiceSpec,
) -> Result<Selection<'m>, Vec<Diagnostic>> {
    let mut diagnostics = Diagnostics::default();
    match select_into(model, spec, &mut diagnostics) {
        Some(selection) => diagnostics.into_result(selection),
        None => Err(diagnostics.into()),
    }
}

/// Returns the names of the supported protocols that a service speaks, the preferred one first.
pub fn protocols(service: &Shape) -> impl Iterator<Item = &'static str> {
    Protocol::spoken_by(service).map(Protocol::name)
}

/// Selects what can be selected, so that later stages can look for further problems in it; `None` when there is no
/// service to look at, or none whose protocol is supported.
pub(crate) fn select_into<'m>(
    model: &'m Model,
    spec: &'m ServiceSpec,
    diagnostics: &mut Diagnostics,
) -> Option<Selection<'m>> {
    let (service, service_properties) = match service::choose_service(model, spec) {
        Ok(service) => service,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            return None;
        }
    };
    let protocol = service::choose_protocol(model, service, spec, diagnostics);
    spec_checks::check_renames(model, spec, diagnostics);
    if let Some(protocol) = protocol {
        spec_checks::check_ignored_traits(model, spec, protocol, diagnostics);
    }
    let all = operations_by_name(model, service_properties, diagnostics);
    let (quirks, idle_quirks) = choose_quirks(service, spec, &all, (model, protocol), diagnostics);
    let policy = |protocol| TraitPolicy {
        model,
        spec,
        protocol,
    };
    let rejected =
        protocol.map_or_else(HashMap::new, |protocol| policy(protocol).rejected_shapes());
    let may_skip = spec.skip_unsupported;
    let unsupported = |shape: &Shape, operation: &Operation| {
        let mut reasons = event_streams(model, protocol, operation);
        reasons.extend(auth::offered_schemes(model, spec, service, shape).err());
        reasons.extend(chunked_stream(model, spec, shape, operation));
        // If it may not be skipped, validation reports every such trait.
        if may_skip {
            let operation = with_shapes(model, service_properties, shape, operation);
            reasons.extend(rejected_trait(model, &rejected, &operation));
        }
        (!reasons.is_empty()).then(|| reasons.join("; "))
    };
    let undiscoverable = |shape: &'m Shape, operation: &'m Operation| {
        let reason =
            undiscoverable_endpoint(model, service, (shape, operation), &all, unsupported)?;
        let returning = discovery(service).and_then(|name| all.get(name));
        let roots = returning
            .into_iter()
            .map(|(shape, _)| *shape)
            .chain([shape, service]);
        knows_messages(model, roots).then_some(reason)
    };
    let mut skipped = Vec::new();
    let mut operations = Vec::new();
    let mut not_selected: BTreeSet<&str> = all.keys().copied().collect();
    let wanted = choose_operations(model, service, &all, spec, &quirks, diagnostics);
    for (shape, operation) in wanted {
        not_selected.remove(shape.id.name());
        let own_reason = unsupported(shape, operation);
        let endpoint_reason = match own_reason {
            Some(_) => None,
            None => undiscoverable(shape, operation),
        };
        // Later stages look for further problems of an operation that cannot be generated, but planning would report its endpoint once more.
        let is_examined = endpoint_reason.is_none();
        if let Some(reason) = own_reason.or(endpoint_reason) {
            if may_skip {
                skipped.push(Diagnostic::at(&shape.id, format!("is left out: {reason}")));
                continue;
            }
            diagnostics.at(&shape.id, format!("cannot be generated: {reason}"));
            if !is_examined {
                continue;
            }
        }
        operations.push(with_shapes(model, service_properties, shape, operation));
    }
    if operations.is_empty() && diagnostics.is_empty() && model.is_sound() {
        diagnostics.at(&service.id, "has no operations to generate");
        diagnostics.extend(skipped.drain(..));
    }

    let redirects = quirks.regional_redirects.as_ref();
    let lookup = redirects.and_then(|redirects| redirects.lookup.as_ref());
    let lookup = lookup.and_then(|lookup| all.get(lookup.operation.as_str()));
    let region_lookup = lookup.map(|(shape, _)| *shape);
    let inputs = operations.iter().map(|operation| operation.input);
    let responses = operations
        .iter()
        .flat_map(|operation| operation.errors.iter().copied().chain([operation.output]));
    let in_requests = closure(model, inputs);
    let in_responses = closure(model, responses);
    let shapes = model
        .shapes()
        .filter(|shape| {
            in_requests.contains(shape.id.as_str()) || in_responses.contains(shape.id.as_str())
        })
        .collect();
    Some(Selection {
        model,
        spec,
        service,
        service_properties,
        quirks,
        idle_quirks,
        region_lookup,
        // If the spec names another protocol, the model is checked by the one that the service speaks.
        protocol: protocol.or_else(|| Protocol::spoken_by(service).next())?,
        operations,
        shapes,
        skipped,
        not_selected: not_selected.into_iter().map(str::to_owned).collect(),
        in_requests,
        in_responses,
    })
}

/// Returns the quirks of the spec for a service, or else those that the generator knows, with reports of those of the latter that have no effect.
///
/// Those of the spec must agree with the model. The others need not, because a model may be a part of the published one.
fn choose_quirks(
    service: &Shape,
    spec: &ServiceSpec,
    operations: &NamedOperations<'_>,
    (model, protocol): (&Model, Option<Protocol>),
    diagnostics: &mut Diagnostics,
) -> (Quirks, Vec<Diagnostic>) {
    checks::check_services_of_quirks(&service.id, spec, diagnostics);
    let unusable_session = |quirks: &Quirks| {
        let session = quirks.session_credentials.as_ref()?;
        sessions::unusable_session(model, service, session, operations)
    };
    if let Some(quirks) = spec.quirks.get(service.id.as_str()) {
        let model = (model, protocol);
        checks::check_quirks(&service.id, quirks, operations, model, diagnostics);
        if let Some(problem) = unusable_session(quirks) {
            diagnostics.at(&service.id, problem);
        }
        return (quirks.clone(), Vec::new());
    }
    let known = Quirks::known().map(|mut known| known.remove(service.id.as_str()));
    let quirks = known.unwrap_or_else(|error| {
        diagnostics.general(format!("the quirks of the generator are invalid: {error}"));
        None
    });
    let mut quirks = quirks.unwrap_or_default();
    let mut idle = Diagnostics::default();
    checks::check_quirks(
        &service.id,
        &quirks,
        operations,
        (model, protocol),
        &mut idle,
    );
    if let Some(problem) = unusable_session(&quirks) {
        idle.at(&service.id, problem);
        quirks.session_credentials = None;
    }
    let idle = Vec::from(idle).into_iter();
    // The plan reports what an operation lacks.
    let idle = idle.filter(|problem| problem.shape.as_ref() == Some(&service.id));
    let idle = idle.map(|problem| {
        let message = format!(
            "a known quirk has no effect on this model: {}",
            problem.message
        );
        Diagnostic { message, ..problem }
    });
    (quirks, idle.collect())
}

/// Looks up the input, output and errors of an operation.
fn with_shapes<'m>(
    model: &'m Model,
    service: &Service,
    shape: &'m Shape,
    operation: &Operation,
) -> SelectedOperation<'m> {
    let mut errors: Vec<&Shape> = Vec::new();
    for error in operation.errors.iter().chain(&service.errors) {
        if !errors.iter().any(|known| known.id == *error) {
            errors.push(model.shape(error));
        }
    }
    let response_errors = errors.len();
    for exception in exceptions(model, operation) {
        if !errors.iter().any(|known| known.id == exception.id) {
            errors.push(exception);
        }
    }
    SelectedOperation {
        shape,
        input: model.shape(&operation.input),
        output: model.shape(&operation.output),
        errors,
        response_errors,
    }
}

/// Returns the reason why a trait of an operation, or of a shape that it reaches, prevents its generation.
fn rejected_trait(
    model: &Model,
    rejected: &HashMap<&ShapeId, String>,
    operation: &SelectedOperation<'_>,
) -> Option<String> {
    if rejected.is_empty() {
        return None;
    }
    if let Some(reason) = rejected.get(&operation.shape.id) {
        return Some(reason.clone());
    }
    let ends = [operation.input, operation.output];
    let reached = closure(
        model,
        ends.into_iter().chain(operation.errors.iter().copied()),
    );
    let mut shapes = model.shapes();
    let shape = shapes
        .find(|shape| rejected.contains_key(&shape.id) && reached.contains(shape.id.as_str()))?;
    rejected.get(&shape.id).cloned()
}

/// False if something of a shape, an operation or the messages of an operation is not known because of a fault.
fn knows_messages<'m>(model: &'m Model, shapes: impl Iterator<Item = &'m Shape>) -> bool {
    let mut roots = Vec::new();
    for shape in shapes {
        if let Some(operation) = shape.operation() {
            let messages = [&operation.input, &operation.output].into_iter();
            let messages = messages.chain(&operation.errors);
            roots.extend(messages.map(|message| model.shape(message)));
        }
        roots.push(shape);
    }
    let knows_references = roots.iter().all(|shape| {
        let id = &shape.id;
        model.knows_input(id, id) && model.knows_output(id, id)
    });
    let reached = closure(model, roots.into_iter());
    let mut reached = reached.into_iter().filter_map(|id| model.get(id));
    knows_references && reached.all(|shape| model.knows_all(shape))
}

/// Returns the shapes that are reachable from some shapes, those included.
pub(crate) fn closure<'m>(
    model: &'m Model,
    roots: impl Iterator<Item = &'m Shape>,
) -> HashSet<&'m str> {
    let mut pending: Vec<&Shape> = roots.collect();
    let mut reached = HashSet::new();
    while let Some(shape) = pending.pop() {
        if reached.insert(shape.id.as_str()) {
            pending.extend(shape.members.iter().map(|member| model.target(member)));
        }
    }
    reached
}
