//! The plan of a whole crate.

use std::collections::{BTreeMap, HashMap};

use super::operations::of_kind;
use super::structures::{Place, Planner};
use super::types::{Types, collision};
use super::{complete, names};
use crate::plan::docs::{self, markdown};
use crate::plan::ir::{
    ErrorPlan, ManifestPlan, OperationPlan, ProtocolTestsPlan, Retry, ServicePlan, StructPlan,
};
use crate::select::Selection;
use crate::smithy::{Shape, ShapeId, ShapeKind};
use crate::{Diagnostic, Diagnostics};

/// The name of the enum over all errors, which no error can have.
const ERRORS: &str = "ServiceError";

/// More operations than this are counted, and not named.
const FEW: usize = 6;

/// Takes every decision about the crate of a selection.
///
/// # Errors
///
/// Names that collide in Rust, and pages that cannot be followed.
pub fn plan(selection: &Selection<'_>) -> Result<ServicePlan, Vec<Diagnostic>> {
    let mut diagnostics = Diagnostics::default();
    let types = Types::new(selection, &mut diagnostics);
    let mut planner = Planner {
        selection,
        types: &types,
        diagnostics: &mut diagnostics,
        left_out: Vec::new(),
    };

    let errors = planner.errors();
    let operations = planner.operations(&errors);
    let structures = of_kind(&types, &[ShapeKind::Structure])
        .map(|(name, shape)| planner.structure(shape, name, Place::Nested))
        .collect();
    let unions = of_kind(&types, &[ShapeKind::Union])
        .map(|(name, shape)| planner.union(shape, name))
        .collect();
    let enums = of_kind(&types, &[ShapeKind::Enum, ShapeKind::IntEnum])
        .map(|(name, shape)| planner.enumeration(shape, name))
        .collect();

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
    let mut plan = ServicePlan {
        crate_name: selection.spec.crate_name.clone(),
        shape: service.id.to_string(),
        title: title.clone(),
        sdk_id: sdk_id.to_owned(),
        endpoint_prefix: about("endpointPrefix")
            .or(about("arnNamespace"))
            .unwrap_or(&signing_name)
            .to_owned(),
        signing_name,
        version: selection.service_properties.version.clone(),
        headers: selection
            .quirks
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        doc: docs::of_service(service),
        overview: String::new(),
        manifest: ManifestPlan {
            description: format!("A light client of {title}"),
            version: selection.spec.crate_version.clone(),
            runtime: selection.spec.runtime.clone(),
            dev_dependencies: selection.spec.dev_dependencies.clone(),
        },
        operations,
        structures,
        unions,
        enums,
        errors: errors.into_values().collect(),
        endpoint_rules: None,
        endpoint_tests: Vec::new(),
        protocol_tests: ProtocolTestsPlan::default(),
        samples: Vec::new(),
        left_out: planner.left_out,
    };
    complete::complete(selection, &mut plan, &mut diagnostics);
    diagnostics.into_result(plan)
}

impl<'m> Planner<'_, 'm> {
    /// Every error of the operations, in the order of their names in Rust.
    fn errors(&mut self) -> BTreeMap<String, ErrorPlan> {
        let mut errors: BTreeMap<String, ErrorPlan> = BTreeMap::new();
        let mut shapes: HashMap<String, &ShapeId> = HashMap::new();
        for shape in self
            .selection
            .operations
            .iter()
            .flat_map(|operation| &operation.errors)
        {
            let name = self.error_name(shape);
            match shapes.insert(name.clone(), &shape.id) {
                Some(other) if *other != shape.id => self.diagnostics.at(
                    &shape.id,
                    collision("error", &name, other, shape.id.local()),
                ),
                Some(_) => {}
                None => {
                    let error = self.error(shape, &name);
                    errors.insert(name, error);
                }
            }
        }
        errors
    }

    fn error(&mut self, shape: &Shape, name: &str) -> ErrorPlan {
        let retryable = shape.traits.get("smithy.api#retryable");
        let throttling = retryable
            .and_then(|retryable| retryable.get("throttling")?.as_bool())
            .unwrap_or(false);
        let status = shape
            .traits
            .get("smithy.api#httpError")
            .and_then(|status| u16::try_from(status.as_u64()?).ok());
        // Smithy's own defaults for the two kinds of errors.
        let usual = if shape.traits.string("smithy.api#error") == Some("server") {
            500
        } else {
            400
        };
        let alias = shape.id.name();
        let status = status.unwrap_or(usual);
        let retry = match retryable {
            Some(_) if throttling => Retry::Throttling,
            Some(_) => Retry::Transient,
            None => Retry::No,
        };
        let mut structure = self.structure(shape, name, Place::Answer);
        structure.doc.push_str("\n\n");
        structure
            .doc
            .push_str(&self.occurrence(shape, status, retry));
        ErrorPlan {
            structure: StructPlan {
                alias: (alias != name).then(|| alias.to_owned()),
                ..structure
            },
            code: alias.to_owned(),
            retry,
            status,
        }
    }

    /// Which operations an error is the answer of, with which status, and what the client does about it.
    fn occurrence(&self, error: &Shape, status: u16, retry: Retry) -> String {
        let operations = &self.selection.operations;
        let of: Vec<String> = operations
            .iter()
            .filter(|operation| operation.errors.iter().any(|known| known.id == error.id))
            .map(|operation| {
                let shape = operation.shape;
                let name = self.selection.rename(&shape.id).unwrap_or(shape.id.name());
                let name = names::type_name(name);
                format!("[`{name}`](crate::operation::{name})")
            })
            .collect();
        let whose = match of.as_slice() {
            [one] => format!("of {one}"),
            all if all.len() == operations.len() => "of every operation".to_owned(),
            some if some.len() > FEW => {
                format!("of {} of the {} operations", some.len(), operations.len())
            }
            [some @ .., last] => format!("of {} and {last}", some.join(", ")),
            [] => "of no operation".to_owned(),
        };
        let again = match retry {
            Retry::No => "",
            Retry::Transient => " The client tries again by itself.",
            Retry::Throttling => " The client waits and tries again by itself.",
        };
        let code = markdown::code(error.id.name());
        markdown::wrapped(&format!(
            "{code}, with status {status}: an answer {whose}.{again}"
        ))
    }

    /// An error's name in Rust: without `Exception`, unless another error of the model, or the enum of all, has that name.
    fn error_name(&self, shape: &Shape) -> String {
        if let Some(name) = self.selection.rename(&shape.id) {
            return names::type_name(name);
        }
        let full = names::type_name(shape.id.name());
        let Some(short) = full
            .strip_suffix("Exception")
            .filter(|short| !short.is_empty())
        else {
            return full;
        };
        let is_other = |other: &Shape| {
            other.traits.has("smithy.api#error") && names::type_name(other.id.name()) == short
        };
        if short == ERRORS || self.selection.model.shapes().any(is_other) {
            full
        } else {
            short.to_owned()
        }
    }

    fn operations(&mut self, errors: &BTreeMap<String, ErrorPlan>) -> Vec<OperationPlan> {
        let by_shape: HashMap<&str, &str> = errors
            .values()
            .map(|error| {
                (
                    error.structure.shape.as_str(),
                    error.structure.name.as_str(),
                )
            })
            .collect();
        let error_name = |shape: &Shape| {
            by_shape
                .get(shape.id.as_str())
                .copied()
                .unwrap_or_default()
                .to_owned()
        };
        let mut modules: HashMap<String, &ShapeId> = HashMap::new();
        let mut operations = Vec::new();
        for operation in &self.selection.operations {
            let planned = self.operation(operation, error_name);
            if let Some(other) = modules.insert(planned.module.clone(), &operation.shape.id) {
                self.diagnostics.at(
                    &operation.shape.id,
                    collision(
                        "operation",
                        &planned.name,
                        other,
                        operation.shape.id.local(),
                    ),
                );
            }
            operations.push(planned);
        }
        operations.sort_by(|left, right| left.name.cmp(&right.name));
        operations
    }
}
