//! The steps of protocols whose requests are forms and whose responses are XML.

use super::shared_steps::{endpoint, require};
use crate::plan::ir::{FieldPlan, Form, ReadStep, StructPlan, WriteStep};

/// Returns the steps that serialize a request: the checks of the required members, then the parameters of the endpoint, and the form last, which
/// names the operation even if the input has no members.
pub(super) fn request(form: Form, input: &StructPlan) -> Vec<WriteStep> {
    let mut steps: Vec<WriteStep> = input.fields.iter().filter_map(require).collect();
    steps.extend(input.fields.iter().flat_map(endpoint));
    steps.push(match input.fields.is_empty() {
        true => WriteStep::EmptyForm(form),
        false => WriteStep::Form(form),
    });
    steps
}

/// Returns the steps that deserialize a response, whose members are in the element at a path below the root.
pub(super) fn response(path: &[&str], structure: &StructPlan) -> Vec<ReadStep> {
    let path = path.iter().copied().map(str::to_owned).collect();
    vec![match structure.fields.is_empty() {
        true => ReadStep::Default,
        false => ReadStep::Element(path),
    }]
}

/// Returns the name of a member in a form.
pub(super) fn name(form: Form, field: &FieldPlan) -> String {
    if let Some(name) = &field.xml.form_name {
        return name.clone();
    }
    let name = field.xml.name.as_ref().unwrap_or(&field.wire_name);
    let mut letters = name.chars();
    let first = letters.next().map(|first| match form {
        Form::Aws => first,
        Form::Ec2 => first.to_ascii_uppercase(),
    });
    first.into_iter().chain(letters).collect()
}
