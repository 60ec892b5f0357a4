//! Operations: their inputs and outputs, the steps of their messages, their waiters and their documentation.

use std::collections::HashMap;

use serde_json::Value;

use super::structures::{Planner, Role, is_deprecated};
use super::types::is_unit;
use super::waiters;
use crate::plan::docs::{self, markdown};
use crate::plan::ir::{
    EndpointValue, ErrorPlan, ExampleArgument, FieldPlan, FillStep, OperationPlan, ReadStep,
    RuleSetPlan, StepParameters, StructPlan, TypesPlan, WaiterPlan, WriteStep,
};
use crate::plan::jmespath::{Compiler, PathType, Start};
use crate::plan::names;
use crate::plan::sample::examples;
use crate::protocol::event_streams::is_exception;
use crate::select::SelectedOperation;
use crate::smithy::{Shape, ShapeId};

impl Planner<'_, '_> {
    /// Plans every operation, in the order of their names in Rust.
    pub(crate) fn operations(
        &mut self,
        types: &TypesPlan,
        errors: &[ErrorPlan],
        rules: Option<&RuleSetPlan>,
    ) -> Vec<OperationPlan> {
        let errors: HashMap<&str, &ErrorPlan> = errors
            .iter()
            .map(|error| (error.structure.shape.as_str(), error))
            .collect();
        let mut modules: HashMap<String, &ShapeId> = HashMap::new();
        let mut names: HashMap<String, &ShapeId> = HashMap::new();
        let mut operations = Vec::new();
        for operation in &self.selection.operations {
            let id = &operation.shape.id;
            let planned = self.operation(operation, types, &errors, rules);
            if let Some(other) = modules.insert(planned.module.clone(), id) {
                self.collision("operation", &planned.name, id, other);
            }
            for name in [&planned.name, &planned.input.name, &planned.output.name] {
                // A common module has been reported.
                if let Some(other) = names.insert(name.clone(), id)
                    && !self.diagnostics.has(id)
                {
                    self.collision("type", name, id, other);
                }
            }
            for waiter in &planned.waiters {
                let name = &waiter.rust_name;
                if let Some(other) = names.insert(name.clone(), id) {
                    let problem = format!(
                        "has a waiter with the Rust type name `{name}`, which a type of `{other}` already has"
                    );
                    self.diagnostics.at(id, problem);
                }
            }
            operations.push(planned);
        }
        operations.sort_by(|left, right| left.name.cmp(&right.name));
        operations
    }

    /// Plans one operation; `errors_by_id` has the modeled errors by shape id.
    fn operation(
        &mut self,
        operation: &SelectedOperation<'_>,
        types: &TypesPlan,
        errors_by_id: &HashMap<&str, &ErrorPlan>,
        rules: Option<&RuleSetPlan>,
    ) -> OperationPlan {
        let shape = operation.shape;
        let traits = &shape.traits;
        let model_name = shape.id.name();
        let rust_name = self.selection.rename(&shape.id).unwrap_or(model_name);
        let name = names::operation_type(rust_name);
        // `Self_` is a type's name, `Self_Input` is not in camel case.
        let plain_name = name.trim_end_matches('_');
        let protocol = self.selection.protocol;
        let (method, uri) =
            protocol.method_and_uri(self.selection.service, shape, &self.selection.quirks);
        let input = self.side(
            operation.shape,
            operation.input,
            &format!("{plain_name}Input"),
            Role::Input,
        );
        let output = self.side(
            operation.shape,
            operation.output,
            &format!("{plain_name}Output"),
            Role::Output,
        );
        let paths = Compiler {
            types,
            input: &input,
            output: &output,
        };
        let waiters = self.waiters(operation, paths);
        let pages = self.pages(operation, types, &input, &output, &waiters);
        let example = examples::plan(
            self.factory,
            types,
            operation,
            (&input, &output),
            pages.as_ref(),
        );
        let mut request = protocol.request(self.selection.service, operation.input, &uri, &input);
        request.extend(self.endpoint_values(shape, paths));
        request.extend(self.endpoint_identifiers(operation, paths));
        let error_of = |error: &&Shape| errors_by_id.get(error.id.as_str()).copied();
        let errors: Vec<&ErrorPlan> = operation.errors.iter().filter_map(error_of).collect();
        let (of_response, exceptions) = operation.errors.split_at(operation.response_errors);
        let received = exceptions
            .iter()
            .filter(|error| self.is_in_stream(operation.output, error));
        let send_doc = send_doc(
            of_response.iter().filter_map(error_of),
            received.filter_map(error_of),
            self.layout.in_operations,
        );
        let module = names::operation_name(rust_name);
        let (fills, response) = (fills(&input), protocol.output(shape, &input.name, &output));
        let doc = operation_doc(shape, &input);
        OperationPlan {
            path: format!("operation/{}.rs", module.trim_start_matches("r#")),
            module,
            shape: shape.id.to_string(),
            summary: docs::summary(&doc),
            doc,
            deprecated: is_deprecated(traits),
            method: method.to_owned(),
            shown_uri: match uri.starts_with('/') {
                true => uri.clone().into_owned(),
                false => format!("/{uri}"),
            },
            uri: uri.into_owned(),
            preflights: self.preflights(operation, &input, rules),
            discovery: self.discovery(shape, paths),
            session: self.session(operation, paths),
            metadata: self.operation_metadata(operation, &input, &output),
            send_doc,
            errors: errors
                .iter()
                .map(|error| error.structure.name.clone())
                .collect(),
            parameters: StepParameters {
                token: match fills.iter().any(FillStep::takes_token) {
                    true => "token",
                    false => "_token",
                },
                request: match request.is_empty() {
                    true => "_request",
                    false => "request",
                },
                response: reader(&response),
            },
            fills,
            request,
            response,
            pages,
            waiters,
            arguments: input.required_fields().map(example_argument).collect(),
            example,
            input,
            output,
            alias: (model_name != name).then(|| model_name.to_owned()),
            model_name: model_name.to_owned(),
            name,
        }
    }

    /// True if the event stream of a message has an exception.
    fn is_in_stream(&self, message: &Shape, exception: &Shape) -> bool {
        let target = |shape: &Shape| {
            let members = shape.members.iter();
            members
                .map(|member| self.selection.target(member))
                .collect::<Vec<_>>()
        };
        let mut streams = target(message).into_iter();
        streams.any(|stream| {
            let mut members = target(stream).into_iter();
            is_exception(stream, exception) && members.any(|member| member.id == exception.id)
        })
    }

    /// Plans the parameters of the endpoint rule set that are values within the input.
    fn endpoint_values(&mut self, shape: &Shape, paths: Compiler<'_>) -> Vec<WriteStep> {
        let params = shape.traits.get("smithy.rules#operationContextParams");
        let params = params.and_then(Value::as_object).into_iter().flatten();
        let mut steps = Vec::new();
        for (name, param) in params {
            if self.unused_parameters.contains(name) {
                continue;
            }
            let path = param.get("path").and_then(Value::as_str);
            match endpoint_value(paths, path.unwrap_or_default()) {
                Ok(value) => steps.push(WriteStep::EndpointValue {
                    name: name.clone(),
                    value,
                }),
                Err(problem) => {
                    let part = format!("the endpoint parameter `{name}`: {problem}");
                    self.unsupported(&shape.id, &part);
                }
            }
        }
        steps
    }

    /// Plans the waiters that the operation defines, as far as they are supported.
    fn waiters(
        &mut self,
        operation: &SelectedOperation<'_>,
        paths: Compiler<'_>,
    ) -> Vec<WaiterPlan> {
        let shape = operation.shape;
        let Some(waitable) = shape.traits.get("smithy.waiters#waitable") else {
            return Vec::new();
        };
        let mut supported = Vec::new();
        for waiter in waiters::plan(paths, &operation.errors, waitable) {
            match waiter {
                Ok(waiter) => supported.push(waiter),
                Err(problem) => self.unsupported(&shape.id, &problem),
            }
        }
        supported
    }

    /// Plans an input or output: the shape's members under the operation's name.
    fn side(&mut self, operation: &Shape, shape: &Shape, name: &str, role: Role) -> StructPlan {
        let structure = self.structure(shape, name, role);
        let reference = markdown::code(operation.id.name());
        StructPlan {
            doc: match role {
                Role::Input => format!("The input of {reference}."),
                _ => format!("The output of {reference}."),
            },
            shape: match is_unit(shape) {
                true => operation.id.to_string(),
                false => structure.shape,
            },
            ..structure
        }
    }
}

/// Returns the name of the parameter that is the reader of a response.
pub(super) fn reader(steps: &[ReadStep]) -> &'static str {
    match steps {
        [ReadStep::Default] => "_response",
        _ => "response",
    }
}

/// Plans the argument for a member beside the argument `client`. No field ends in an underscore unless it is a keyword.
fn example_argument(field: &FieldPlan) -> ExampleArgument {
    ExampleArgument {
        name: match field.rust_name.as_str() {
            "client" => "client_".to_owned(),
            name => name.to_owned(),
        },
        ty: field.ty.clone(),
        setter: field.setter.clone(),
    }
}

fn endpoint_value(paths: Compiler<'_>, path: &str) -> Result<EndpointValue, String> {
    let compiled = paths.compile(Start::Input, path)?;
    match &compiled.ty {
        PathType::Text | PathType::Flag => Ok(EndpointValue::One(compiled.value())),
        PathType::List(item, _) if **item == PathType::Text => {
            Ok(EndpointValue::Texts(compiled.value()))
        }
        _ => Err(format!(
            "path `{path}`: its value is neither a string, a boolean nor a list of strings"
        )),
    }
}

/// Plans the values of members that the caller may omit, and the changes of others.
fn fills(input: &StructPlan) -> Vec<FillStep> {
    let texts = input.fields.iter().filter_map(|field| {
        Some(FillStep::Text {
            field: field.rust_name.clone(),
            value: field.fallback.clone()?,
        })
    });
    let ids = input.fields.iter().filter(|field| field.behind_path);
    let ids = ids.map(|field| FillStep::WithoutPath {
        field: field.rust_name.clone(),
    });
    let tokens = input.fields.iter().filter(|field| field.idempotency_token);
    let tokens = tokens.map(|field| FillStep::IdempotencyToken {
        field: field.rust_name.clone(),
    });
    texts.chain(ids).chain(tokens).collect()
}

/// Describes the method that sends the request, with the errors that a response may be, and the exceptions with which the event stream of the
/// output may end.
fn send_doc<'e>(
    errors: impl Iterator<Item = &'e ErrorPlan>,
    exceptions: impl Iterator<Item = &'e ErrorPlan>,
    root: &str,
) -> String {
    let items = error_items(errors, root);
    let introduction = match items.is_empty() {
        true => "",
        false => " The modeled errors are:",
    };
    let failures = markdown::wrapped(&format!(
        "Fails if a required member is missing, if the request cannot be signed or sent, if the response cannot be read, or if it is an \
         error.{introduction}"
    ));
    let mut doc = format!("Sends the request.\n\n# Errors\n\n{failures}");
    if !items.is_empty() {
        doc.push_str(&format!("\n{items}"));
    }
    let items = error_items(exceptions, root);
    if !items.is_empty() {
        doc.push_str(&format!(
            "\n\nThe event stream of the output may end with one of these errors:\n{items}"
        ));
    }
    doc
}

/// Returns a list of errors with their summaries, with a line break before each.
fn error_items<'e>(errors: impl Iterator<Item = &'e ErrorPlan>, root: &str) -> String {
    let items = errors.map(|error| {
        let (name, summary) = (&error.structure.name, &error.summary);
        let item = format!("[`{name}`]({root}::error::{name}): {summary}");
        format!("\n{}", markdown::item(&item))
    });
    items.collect()
}

fn operation_doc(shape: &Shape, input: &StructPlan) -> String {
    let doc = docs::of_operation(shape);
    let required: Vec<String> = input
        .required_fields()
        .map(|field| format!("[`{0}`](Self::{0})", field.setter.trim_start_matches("r#")))
        .collect();
    if required.is_empty() {
        return doc;
    }
    let required = markdown::wrapped(&format!("Required: {}.", required.join(", ")));
    format!("{doc}\n\n{required}")
}
