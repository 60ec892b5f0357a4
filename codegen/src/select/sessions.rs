//! Sessions, which an operation of the service opens.

use serde_json::Value;

use super::operations::{NamedOperations, context_param};
use crate::diagnostic::did_you_mean;
use crate::protocol::http_rules::is_token;
use crate::quirks::SessionCredentialsQuirk;
use crate::smithy::{Model, Shape, ShapeKind};

/// Returns the reason why no request can have the credentials of a session.
pub(super) fn unusable_session(
    model: &Model,
    service: &Shape,
    quirk: &SessionCredentialsQuirk,
    operations: &NamedOperations<'_>,
) -> Option<String> {
    let name = &quirk.operation;
    let Some((shape, operation)) = operations.get(name.as_str()) else {
        if !model.knows_operation(&service.id, name) {
            return None;
        }
        let hint = did_you_mean(name, operations.keys().copied());
        return Some(format!(
            "has no operation `{name}`, which opens sessions by a quirk; correct the quirk{hint}"
        ));
    };
    if let Some(problem) = misspelled_name(service, quirk) {
        return Some(problem);
    }
    let (input, output) = (
        model.shape(&operation.input),
        model.shape(&operation.output),
    );
    let parameter = quirk.parameter.as_str();
    let resource = input.members.iter();
    let resource = resource.filter(|member| context_param(member) == Some(parameter));
    let mut resource = resource.map(|member| model.target(member));
    let is_known = model.knows_input(&shape.id, &input.id);
    if is_known && !resource.any(|target| target.kind.is_string()) {
        return Some(format!(
            "has the operation `{name}`, which opens sessions by a quirk, but no string in its input is the endpoint parameter `{parameter}`; correct the quirk"
        ));
    }
    let credentials = output.member(&quirk.credentials);
    let credentials = credentials.map(|member| model.target(member));
    let has = |name: &str, is_kind: fn(&ShapeKind) -> bool| {
        let member = credentials.and_then(|structure| structure.member(name));
        member.is_some_and(|member| is_kind(&model.target(member).kind))
    };
    let id = SessionCredentialsQuirk::ACCESS_KEY_ID;
    let secret = SessionCredentialsQuirk::SECRET_ACCESS_KEY;
    let token = SessionCredentialsQuirk::SESSION_TOKEN;
    let expiration = SessionCredentialsQuirk::EXPIRATION;
    let mut strings = [id, secret, token].into_iter();
    let is_complete = strings.all(|name| has(name, ShapeKind::is_string))
        && has(expiration, |kind| matches!(kind, ShapeKind::Timestamp));
    let is_known = model.knows_output(&shape.id, &output.id)
        && credentials.is_none_or(|structure| model.knows_all(structure));
    (is_known && !is_complete).then(|| {
        format!(
            "has the operation `{name}`, which opens sessions by a quirk, but its output has no structure `{}` with the strings `{id}`, `{secret}` and `{token}` and the timestamp `{expiration}`; correct the quirk",
            quirk.credentials
        )
    })
}

/// Returns the problem with a name of the quirk that is not a header or is not in the endpoint rules.
fn misspelled_name(service: &Shape, quirk: &SessionCredentialsQuirk) -> Option<String> {
    let header = quirk.header.as_str();
    if header.is_empty() || !header.bytes().all(is_token) {
        return Some(format!(
            "has sessions by a quirk with the header {header:?} of their token, which is not a name of a header; correct the quirk"
        ));
    }
    let rules = service.traits.endpoint_rules()?;
    let scheme = quirk.scheme.as_str();
    (!has_scheme(rules, scheme)).then(|| {
        format!(
            "has endpoint rules without the authentication scheme `{scheme}`, which needs sessions by a quirk; correct the quirk"
        )
    })
}

/// True if an endpoint of the rules has the authentication scheme.
fn has_scheme(rules: &Value, scheme: &str) -> bool {
    let is_named = |item: &Value| item.get("name").and_then(Value::as_str) == Some(scheme);
    match rules {
        Value::Array(items) => items.iter().any(|item| has_scheme(item, scheme)),
        Value::Object(members) => members.iter().any(|(name, value)| {
            let schemes = value.as_array().filter(|_| name == "authSchemes");
            schemes.is_some_and(|schemes| schemes.iter().any(is_named)) || has_scheme(value, scheme)
        }),
        _ => false,
    }
}
