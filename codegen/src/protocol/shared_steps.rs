//! Steps that are the same in every protocol.

use crate::plan::ir::{FieldPlan, MemberLocation, WriteStep};

/// Checks that a required member is set. The document's table has the checks for empty values.
pub(super) fn require(field: &FieldPlan) -> Option<WriteStep> {
    field.required.then(|| WriteStep::Require {
        field: field.rust_name.clone(),
        name: field.member.clone(),
        non_empty: field.non_empty && field.location != MemberLocation::Body,
    })
}

/// Hands a member on to the endpoint: as a label of the host prefix, and as a parameter of the rule set.
pub(super) fn endpoint(field: &FieldPlan) -> impl Iterator<Item = WriteStep> {
    let host_label = field.host_label.then(|| WriteStep::HostLabel {
        field: field.rust_name.clone(),
        name: field.member.clone(),
    });
    let param = field.context_param.as_ref();
    let param = param.map(|name| WriteStep::EndpointParam {
        field: field.rust_name.clone(),
        name: name.clone(),
    });
    host_label.into_iter().chain(param)
}
