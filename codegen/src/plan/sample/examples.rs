//! What the documentation of an operation shows: a call with its members set, and what is done with the answer.

use serde_json::{Map, Value};

use super::{ValueFactory, convert};
use crate::plan::ir::{
    AnswerPlan, Binding, ExamplePlan, FieldPlan, PagePlan, StructPlan, Type, TypesPlan,
};
use crate::select::SelectedOperation;

/// The example of an operation.
///
/// Its values are those of the model's first `smithy.api#examples` without an error. Where there is none, only what is
/// required is set: as in the first of its `smithy.test#httpRequestTests`, or to something plausible.
pub(crate) fn plan(
    factory: &ValueFactory<'_>,
    types: &TypesPlan,
    selected: &SelectedOperation<'_>,
    (input, output): (&StructPlan, &StructPlan),
    pages: Option<&PagePlan>,
) -> ExamplePlan {
    let traits = &selected.shape.traits;
    let cases = |id: &str| traits.get(id).and_then(Value::as_array);
    let own = cases("smithy.api#examples")
        .into_iter()
        .flatten()
        .find(|case| case.get("error").is_none())
        .and_then(|case| case.get("input")?.as_object());
    let tested = cases("smithy.test#httpRequestTests")
        .into_iter()
        .flatten()
        .find_map(|case| case.get("params")?.as_object());
    let none = Map::new();
    let given = own.or(tested).unwrap_or(&none);
    let required: Vec<&str> = input
        .required_fields()
        .map(|field| field.member.as_str())
        .collect();
    let fields = input.fields.iter().filter_map(|field| {
        let is_required = required.contains(&field.member.as_str());
        let is_shown = own.is_some()
            && field.deprecated.is_none()
            && field.fallback.is_none()
            && !is_of_pages(pages, field);
        if !is_required && !is_shown {
            return None;
        }
        let value = given.get(&field.member).filter(|value| !value.is_null());
        let value = value.and_then(|value| convert::of_type(types, &field.ty, value).ok());
        let sample = || {
            let member = selected.input.member(&field.member)?;
            let sample = factory.member(member);
            convert::of_type(types, &field.ty, &sample).ok()
        };
        let value = value.or_else(|| is_required.then(sample)?)?;
        Some(convert::field(field, value))
    });
    ExamplePlan {
        input: fields.collect(),
        answer: answer(output),
    }
}

/// Whether the stream of pages sets a member.
fn is_of_pages(pages: Option<&PagePlan>, field: &FieldPlan) -> bool {
    pages.is_some_and(|pages| {
        field.member == pages.input_token || Some(&field.member) == pages.page_size.as_ref()
    })
}

fn answer(output: &StructPlan) -> AnswerPlan {
    if output.fields.is_empty() {
        return AnswerPlan::Nothing;
    }
    let name = |field: &FieldPlan| field.rust_name.clone();
    let stream = output.fields.iter().find(|field| field.ty == Type::Body);
    if let Some(stream) = stream {
        return AnswerPlan::Collected(name(stream));
    }
    // What must not be seen is no use to a reader, and headers and the status are little beside what the service says.
    let visible = || output.fields.iter().filter(|field| !field.sensitive);
    let is_said = |field: &&FieldPlan| matches!(field.binding, Binding::Body | Binding::Payload);
    let says = visible().any(|field| is_said(&field));
    let shown = || visible().filter(|field| !says || is_said(field));
    let displayed = shown().find(|field| !field.optional && is_displayed(&field.ty));
    let listed = shown().find(|field| !field.optional && matches!(field.ty, Type::List(_)));
    match (displayed, listed, shown().next()) {
        (Some(field), ..) => AnswerPlan::Displayed(name(field)),
        (None, Some(field), _) => AnswerPlan::Each(name(field)),
        (None, None, Some(field)) => AnswerPlan::Debugged(name(field)),
        (None, None, None) => AnswerPlan::Kept,
    }
}

fn is_displayed(ty: &Type) -> bool {
    matches!(
        ty,
        Type::String
            | Type::Bool
            | Type::I8
            | Type::I16
            | Type::I32
            | Type::I64
            | Type::F32
            | Type::F64
            | Type::Timestamp
            | Type::Enum(_)
            | Type::IntEnum(_)
    )
}
