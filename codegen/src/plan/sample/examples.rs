//! The example in the documentation of an operation: a call with members set, and the use of its output.

use serde_json::{Map, Value};

use super::{ValueFactory, convert};
use crate::plan::ir::{
    ExamplePlan, FieldPlan, MemberLocation, OutputUse, PagePlan, StructPlan, Type, TypesPlan,
};
use crate::select::SelectedOperation;

/// Plans the example of an operation.
///
/// Its values are those of the model's first `smithy.api#examples` without an error. Without one, only required members are set, to the
/// values of the first `smithy.test#httpRequestTests` or to values of the factory.
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
            && !field.deprecated
            && field.fallback.is_none()
            && !pages.is_some_and(|pages| pages.sets(&field.member));
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
    let output_use = match pages {
        Some(PagePlan { items: Some(_), .. }) => OutputUse::Items,
        Some(_) => OutputUse::Pages,
        None => output_use(output),
    };
    ExamplePlan {
        input: fields.collect(),
        has_boxed_error: matches!(output_use, OutputUse::Collected(_)),
        output_use,
    }
}

fn output_use(output: &StructPlan) -> OutputUse {
    if output.fields.is_empty() {
        return OutputUse::Nothing;
    }
    let name = |field: &FieldPlan| field.rust_name.clone();
    let stream = output.fields.iter().find(|field| field.ty == Type::Body);
    if let Some(stream) = stream {
        return OutputUse::Collected(name(stream));
    }
    if let Some(stream) = output.event_stream() {
        return match stream.sensitive {
            true => OutputUse::Kept,
            false => OutputUse::Events(name(stream)),
        };
    }
    // Sensitive members are not printed. Headers and the status matter less than the body.
    let visible = || output.fields.iter().filter(|field| !field.sensitive);
    let is_in_body = |field: &&FieldPlan| {
        matches!(
            field.location,
            MemberLocation::Body | MemberLocation::Payload
        )
    };
    let has_body = visible().any(|field| is_in_body(&field));
    let shown = || visible().filter(|field| !has_body || is_in_body(field));
    let displayed = shown().find(|field| !field.optional && is_displayed(&field.ty));
    let listed = shown().find(|field| !field.optional && matches!(field.ty, Type::List(_)));
    match (displayed, listed, shown().next()) {
        (Some(field), ..) => OutputUse::Displayed(name(field)),
        (None, Some(field), _) => OutputUse::Each(name(field)),
        (None, None, Some(field)) => OutputUse::Debugged(name(field)),
        (None, None, None) => OutputUse::Kept,
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
