//! The endpoint of the account that the credentials belong to.

use super::{Preflight, PreflightContext};
use crate::config::AccountIdEndpointMode;
use crate::endpoint::{BuiltIn, RuleSet};
use crate::error::{Error, ErrorKind};
use crate::protocol::request::{EndpointParam, RequestParts};
use crate::time::BoxFuture;

/// The account id of the credentials and the mode of account-based endpoints, as parameters of the endpoint rules
/// (`AWS::Auth::AccountId` and `AWS::Auth::AccountIdEndpointMode`).
#[derive(Clone, Copy, Debug)]
pub struct AccountEndpoint;

impl Preflight for AccountEndpoint {
    fn prepare<'a>(
        &'a self,
        context: PreflightContext<'a>,
        parts: RequestParts,
    ) -> BoxFuture<'a, Result<RequestParts, Error>> {
        Box::pin(with_account(context, parts))
    }
}

async fn with_account(
    context: PreflightContext<'_>,
    mut parts: RequestParts,
) -> Result<RequestParts, Error> {
    let (call, operation) = (context.call, context.operation);
    let Some(rules) = operation.service.endpoint_rules else {
        return Ok(parts);
    };
    let mode = mode(context)?;
    // A parameter that the configuration sets by its name takes precedence.
    let is_set = |name: &str| call.settings().endpoint_params.text(name).is_some();
    let unset = |built_in| parameter(rules, built_in).filter(|name| !is_set(name));
    if let Some(name) = unset(BuiltIn::AccountIdEndpointMode) {
        let mode = EndpointParam::Str(mode.as_str().to_owned());
        parts.endpoint_params.push((name, mode));
    }
    let Some(name) = unset(BuiltIn::AccountId) else {
        return Ok(parts);
    };
    if mode == AccountIdEndpointMode::Disabled || context.has_own_endpoint() {
        return Ok(parts);
    }
    if let Some(credentials) = context.load_credentials().await? {
        if let Some(id) = credentials.account_id() {
            let id = EndpointParam::Str(id.as_str().to_owned());
            parts.endpoint_params.push((name, id));
        }
        parts.credentials = Some(Box::new(credentials));
    }
    Ok(parts)
}

fn mode(context: PreflightContext<'_>) -> Result<AccountIdEndpointMode, Error> {
    let setting = &context.call.settings().account_id_endpoint_mode;
    let mode = setting.as_ref().map_or(
        Ok(AccountIdEndpointMode::default()),
        AccountIdEndpointMode::from_setting,
    );
    mode.map_err(|problem| {
        Error::new(ErrorKind::Config, problem).with_operation(context.operation.name)
    })
}

fn parameter(rules: &RuleSet, built_in: BuiltIn) -> Option<&'static str> {
    let mut parameters = rules.parameters.iter();
    let parameter = parameters.find(|parameter| parameter.built_in == Some(built_in))?;
    Some(parameter.name)
}
