//! Sessions, which an operation of the service opens.

use super::operations::{NamedOperations, context_param};
use crate::diagnostic::did_you_mean;
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
            "has no operation `{name}`, which opens sessions by a quirk{hint}"
        ));
    };
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
    let strings = ["AccessKeyId", "SecretAccessKey", "SessionToken"];
    let is_complete = strings.iter().all(|name| has(name, ShapeKind::is_string))
        && has("Expiration", |kind| matches!(kind, ShapeKind::Timestamp));
    let is_known = model.knows_output(&shape.id, &output.id)
        && credentials.is_none_or(|structure| model.knows_all(structure));
    (is_known && !is_complete).then(|| {
        format!(
            "has the operation `{name}`, which opens sessions by a quirk, but its output has no structure `{}` with the strings `AccessKeyId`, `SecretAccessKey` and `SessionToken` and the timestamp `Expiration`; correct the quirk",
            quirk.credentials
        )
    })
}
