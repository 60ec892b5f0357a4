//! The steps of calls before their requests are assembled.

use super::structures::Planner;
use crate::Diagnostic;
use crate::plan::ir::{
    BuiltInParameter, CopySource, DiscoveryPlan, FieldPlan, OperationPlan, PreflightPlan,
    RegionLookupPlan, RegionalRedirectPlan, RuleSetPlan, RustExpr, SessionCredentialsPlan,
    SessionPlan, SharedPreflightsPlan, StructPlan, Type, WriteStep,
};
use crate::plan::jmespath::{Compiler, PathType, Start};
use crate::plan::names;
use crate::quirks::{RegionalRedirectQuirk, SessionCredentialsQuirk};
use crate::select::SelectedOperation;
use crate::select::discovery::{discovery, identifiers, requires_discovery};
use crate::smithy::Shape;

impl Planner<'_, '_> {
    /// Plans the steps of an operation's calls.
    pub(super) fn preflights(
        &mut self,
        operation: &SelectedOperation<'_>,
        input: &StructPlan,
        rules: Option<&RuleSetPlan>,
    ) -> Vec<PreflightPlan> {
        let copy = self.region_copy(operation, input);
        let step = copy.or_else(|| self.discovered_endpoint(operation, input));
        let step = step.or_else(|| {
            let account = Some(BuiltInParameter::AccountId);
            let mut parameters = rules?.parameters.iter();
            let has_account = parameters.any(|parameter| parameter.built_in == account);
            has_account.then_some(PreflightPlan::AccountEndpoint)
        });
        let session = self.session_credentials(operation, input, rules);
        let step = match (step, self.regional_redirect(operation, input)) {
            (Some(step), Some(_)) => {
                let message = "is generated without redirects to other regions, which a quirk of the service names: its requests have another step of this kind";
                let id = &operation.shape.id;
                self.left_out.push(Diagnostic::at(id, message));
                Some(step)
            }
            (step, redirect) => step.or(redirect),
        };
        step.into_iter().chain(session).collect()
    }

    /// Plans the redirect of requests to the region of their resource, if they have one.
    fn regional_redirect(
        &self,
        operation: &SelectedOperation<'_>,
        input: &StructPlan,
    ) -> Option<PreflightPlan> {
        let selection = self.selection;
        let quirk = selection.quirks.regional_redirects.as_ref()?;
        if !selection.protocol.has_error_documents(selection.service) {
            return None;
        }
        field_of_parameter(input, &quirk.parameter)?;
        let mut creations = quirk.created_by.iter();
        Some(PreflightPlan::RegionalRedirect {
            creates_resource: creations.any(|name| name == operation.shape.id.name()),
        })
    }

    /// Plans the steps that the operations share, if an operation has them.
    pub(super) fn shared_preflights(&self, operations: &[OperationPlan]) -> SharedPreflightsPlan {
        let quirks = &self.selection.quirks;
        let has = |is_step: fn(&PreflightPlan) -> bool| {
            let mut steps = operations
                .iter()
                .flat_map(|operation| &operation.preflights);
            steps.any(is_step)
        };
        let has_redirect = has(|step| matches!(step, PreflightPlan::RegionalRedirect { .. }));
        let has_session = has(|step| *step == PreflightPlan::SessionCredentials);
        let redirect = quirks.regional_redirects.as_ref().filter(|_| has_redirect);
        let session = quirks.session_credentials.as_ref().filter(|_| has_session);
        SharedPreflightsPlan {
            regional_redirect: redirect.map(|quirk| RegionalRedirectPlan {
                parameter: quirk.parameter.clone(),
                header: quirk.header.clone(),
                element: quirk.element.clone(),
                lookup: self.region_lookup(quirk),
            }),
            session_credentials: session.and_then(|quirk| {
                Some(SessionCredentialsPlan {
                    input: self.input_of(&quirk.operation)?,
                    scheme: quirk.scheme.clone(),
                    parameter: quirk.parameter.clone(),
                    header: quirk.header.clone(),
                    query_parameter: quirk.query_parameter.clone(),
                })
            }),
        }
    }

    /// Plans the request that returns the region of a resource. It has no input, so that its path must have no label; the selection reports one that has.
    fn region_lookup(&self, redirect: &RegionalRedirectQuirk) -> Option<RegionLookupPlan> {
        let selection = self.selection;
        let (quirk, shape) = (redirect.lookup.as_ref()?, selection.region_lookup?);
        let protocol = selection.protocol;
        let (method, path) = protocol.method_and_uri(selection.service, shape, &selection.quirks);
        (!path.contains('{')).then(|| RegionLookupPlan {
            operation: quirk.operation.clone(),
            method: method.to_owned(),
            path: path.into_owned(),
            auth: self.auth(shape),
            errors: quirk.errors.clone(),
        })
    }

    /// Plans the session for requests to endpoints that need one, if there is an operation that opens it. That operation has none.
    fn session_credentials(
        &self,
        operation: &SelectedOperation<'_>,
        input: &StructPlan,
        rules: Option<&RuleSetPlan>,
    ) -> Option<PreflightPlan> {
        let quirk = self.selection.quirks.session_credentials.as_ref()?;
        let name = quirk.operation.as_str();
        rules.filter(|_| operation.shape.id.name() != name)?;
        field_of_parameter(input, &quirk.parameter)?;
        self.input_of(name)?;
        Some(PreflightPlan::SessionCredentials)
    }

    /// Plans the resource and the credentials of a session, if the operation opens those for others.
    pub(super) fn session(
        &self,
        operation: &SelectedOperation<'_>,
        paths: Compiler<'_>,
    ) -> Option<SessionPlan> {
        let quirk = self.selection.quirks.session_credentials.as_ref()?;
        if operation.shape.id.name() != quirk.operation {
            return None;
        }
        let value = |name: &str, ty: PathType| {
            let path = format!("\"{}\".\"{name}\"", quirk.credentials);
            let value = paths.compile(Start::Output, &path).ok();
            let value = value.filter(|value| value.ty == ty)?;
            Some(match value.nullable {
                true => RustExpr::Try(Box::new(value.value())),
                false => value.value(),
            })
        };
        // The selection reports sessions that cannot be used.
        Some(SessionPlan {
            resource: field_of_parameter(paths.input, &quirk.parameter)?
                .rust_name
                .clone(),
            access_key_id: value(SessionCredentialsQuirk::ACCESS_KEY_ID, PathType::Text)?,
            secret_access_key: value(SessionCredentialsQuirk::SECRET_ACCESS_KEY, PathType::Text)?,
            session_token: value(SessionCredentialsQuirk::SESSION_TOKEN, PathType::Text)?,
            expiration: value(SessionCredentialsQuirk::EXPIRATION, PathType::Timestamp)?,
        })
    }

    /// Returns the Rust name of the input of an operation, if that is generated.
    fn input_of(&self, name: &str) -> Option<String> {
        let mut operations = self.selection.operations.iter();
        let operation = operations.find(|operation| operation.shape.id.name() == name)?;
        let rust_name = self.selection.rename(&operation.shape.id).unwrap_or(name);
        let name = names::operation_type(rust_name);
        Some(format!("{}Input", name.trim_end_matches('_')))
    }

    /// Plans the presigned URL of a copy from another region. Reports members that the quirk names and the model lacks: a known quirk
    /// concerns the published model, which this one may not be.
    fn region_copy(
        &mut self,
        operation: &SelectedOperation<'_>,
        input: &StructPlan,
    ) -> Option<PreflightPlan> {
        let selection = self.selection;
        let id = &operation.shape.id;
        let copy = selection.quirks.copies_between_regions.get(id.name())?;
        let mut field = |name: &String| {
            let field = input
                .member(name)
                .and_then(|field| selection.protocol.form_name(field));
            if field.is_none() {
                let message = format!(
                    "is generated without the member `{name}` of copies between regions, which a quirk of the service names: the form of its input has no such field"
                );
                self.left_out.push(Diagnostic::at(id, message));
            }
            field
        };
        let region = copy.source_region.as_ref().and_then(&mut field);
        let arn = copy.source_arn.as_ref().and_then(&mut field);
        let destination = copy.destination_region.as_ref().and_then(&mut field);
        let url = field(&copy.url);
        Some(PreflightPlan::RegionCopy {
            source: region
                .map(CopySource::Region)
                .or(arn.map(CopySource::Arn))?,
            destination,
            url: url?,
        })
    }

    fn discovered_endpoint(
        &self,
        operation: &SelectedOperation<'_>,
        input: &StructPlan,
    ) -> Option<PreflightPlan> {
        let service = self.selection.service;
        let name = discovery(service).filter(|_| requires_discovery(operation.shape))?;
        let error = service
            .traits
            .member_string("aws.api#clientEndpointDiscovery", "error");
        let error = error.and_then(|error| error.rsplit('#').next());
        let identifiers = identifiers(operation.input);
        let identifiers = identifiers.filter(|name| input.member(name).is_some());
        Some(PreflightPlan::DiscoveredEndpoint {
            input: self.input_of(name)?,
            identifiers: identifiers.map(str::to_owned).collect(),
            error: error.unwrap_or_default().to_owned(),
        })
    }

    /// Plans the values of the members that identify the endpoint, which are parameters until the endpoint is known.
    pub(super) fn endpoint_identifiers(
        &mut self,
        operation: &SelectedOperation<'_>,
        paths: Compiler<'_>,
    ) -> Vec<WriteStep> {
        if !requires_discovery(operation.shape) {
            return Vec::new();
        }
        let mut steps = Vec::new();
        for name in identifiers(operation.input) {
            let value = paths.compile(Start::Input, &format!("\"{name}\""));
            match value.map(|value| (value.ty.clone(), value.value())) {
                Ok((PathType::Text, value)) => steps.push(WriteStep::EndpointIdentifier {
                    name: name.to_owned(),
                    value,
                }),
                _ if !self.selection.knows_all_of(&operation.shape.id) => {}
                _ => {
                    let message = format!(
                        "has the identifier `{name}` of its endpoint, which is not a string"
                    );
                    self.diagnostics.at(&operation.shape.id, message);
                }
            }
        }
        steps
    }

    /// Plans the endpoint in the output of an operation that returns endpoints, if another operation requires them.
    pub(super) fn discovery(
        &mut self,
        shape: &Shape,
        paths: Compiler<'_>,
    ) -> Option<DiscoveryPlan> {
        discovery(self.selection.service).filter(|name| *name == shape.id.name())?;
        let mut operations = self.selection.operations.iter();
        operations.find(|operation| requires_discovery(operation.shape))?;
        let value = |path: &str, ty: PathType| {
            let compiled = paths.compile(Start::Output, path)?;
            match compiled.ty == ty && compiled.nullable {
                true => Ok(compiled.value()),
                false => Err(format!("path `{path}` has another type")),
            }
        };
        let address = value("Endpoints[0].Address", PathType::Text);
        let cache_period = value("Endpoints[0].CachePeriodInMinutes", PathType::Integer);
        // The input has no other members than the operation and its identifiers.
        let field = |is_type: fn(&Type) -> bool| {
            let mut fields = paths.input.fields.iter();
            let field = fields.find(|field| field.optional && is_type(&field.ty))?;
            Some(field.rust_name.clone())
        };
        let operation = field(|ty| *ty == Type::String);
        let identifiers = field(|ty| match ty {
            Type::Map(key, value) => [key, value].iter().all(|ty| ***ty == Type::String),
            _ => false,
        });
        match (address, cache_period) {
            (Ok(address), Ok(cache_period)) => Some(DiscoveryPlan {
                request: operation.zip(identifiers),
                address,
                cache_period,
            }),
            _ if !self.selection.knows_all_of(&shape.id) => None,
            (Err(problem), _) | (_, Err(problem)) => {
                let message = format!("returns endpoints that cannot be read: {problem}");
                self.diagnostics.at(&shape.id, message);
                None
            }
        }
    }
}

/// Returns the field of an input that is a parameter of the endpoint rules.
fn field_of_parameter<'p>(input: &'p StructPlan, parameter: &str) -> Option<&'p FieldPlan> {
    let mut fields = input.fields.iter();
    fields.find(|field| field.context_param.as_deref() == Some(parameter))
}
